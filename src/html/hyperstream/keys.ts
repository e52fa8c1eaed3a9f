/**
 * Names in an object of edits that hyperglue does not know.
 *
 * @module
 */

/** Names that say how slots are filled. */
export const SETTINGS: Set<string> = /* @__PURE__ */ new Set([
  '_placeholder',
  '_fallback',
  '_timeoutMs',
  '_late',
  '_each',
]);
