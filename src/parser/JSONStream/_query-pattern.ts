/**
 * The regular expressions of RFC 9485 (I-Regexp), in which `match` and `search` are written.
 *
 * @module
 */

const CATEGORY = 'L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?|C[cfno]?';
const ESCAPE = '\\\\[()*+\\-.?[\\\\\\]^nrt{|}]';
const CLASS_ESCAPE = `\\\\[pP]\\{(?:${CATEGORY})\\}`;
/** A character of a class, and one outside, where `^` and `$` go as they are (RFC 9485, section 5.3). */
const MEMBER = `(?:[^\\-[\\\\\\]]|${ESCAPE})`;
const MEMBERS = `(?:${MEMBER}(?:-${MEMBER})?|${CLASS_ESCAPE})`;
const CLASS = `\\[(?!\\^\\])\\^?(?:-|${MEMBERS})${MEMBERS}*-?\\]`;
const QUANTIFIER = '[*+?]|\\{\\d+(?:,\\d*)?\\}';

const TOKEN = /* @__PURE__ */ new RegExp(
  `(?<class>${CLASS})|(?<escape>${CLASS_ESCAPE}|${ESCAPE})|(?<quantifier>${QUANTIFIER})|(?<other>[^\\\\[\\]{}])`,
  'uy',
);

/**
 * Makes an expression of JavaScript of one of RFC 9485; undefined if it is none. Of its parts, only the dot and an
 * escaped hyphen mean something else there.
 *
 * @param whole whether a text must match from its beginning to its end.
 */
export function patternOf(pattern: string, whole: boolean): RegExp | undefined {
  let source = '';
  let repeats = true;
  let at = 0;
  while (at < pattern.length) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(pattern)?.groups;
    if (groups === undefined) return undefined;
    const [token] = Object.values(groups).filter((group) => group !== undefined);
    at = TOKEN.lastIndex;
    const isQuantifier = groups.quantifier !== undefined;
    // In JavaScript a second one would mean something: `a+?`; and so would one after `(`: `(?:`.
    if (isQuantifier && repeats) return undefined;
    repeats = isQuantifier || token === '(' || token === '|';
    source += token === '.' ? '[^\\n\\r]' : token === '\\-' ? '-' : token;
  }
  try {
    return new RegExp(whole ? `^(?:${source})$` : source, 'u');
  } catch {
    return undefined;
  }
}
