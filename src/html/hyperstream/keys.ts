/**
 * What the names in an object of edits mean, besides those that hyperglue has too.
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

/** What a selector begins with and no attribute's name, or has in it, or ends with. */
const SELECTOR: RegExp = /^[.#[*]|[\s>+~,(]|:first$/;

/** Whether a name can be but a selector: by how it is written, or because no attribute has such a value. */
export function isSelector(name: string, value: unknown): boolean {
  if (SELECTOR.test(name)) return true;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return !Object.keys(value).every((key) => key === 'prepend' || key === 'append') || isSpecial(value);
}

/** Whether an object is more than its own properties: an array, a stream, an iterable, a promise. */
function isSpecial(value: object): boolean {
  return Array.isArray(value) || Symbol.asyncIterator in value || Symbol.iterator in value || 'then' in value;
}
