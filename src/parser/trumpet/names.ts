/**
 * Small questions about characters and names that the tokenizer, the tree and the attributes all ask.
 *
 * @module
 */

/** Makes a set of the words of a text. */
export function names(text: string): Set<string> {
  return new Set(text.split(' '));
}

/** Whether a character code is an ASCII letter. */
export function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower > 96 && lower < 123;
}

/** Whether a character code is HTML's white space. */
export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13 || code === 12;
}

/** Whether a character code ends the name of a tag: white space, a slash or a greater-than sign. */
export function isNameEnd(code: number): boolean {
  return code === 62 || code === 47 || isSpace(code);
}

/** Lowers the ASCII letters of a name and no others, as HTML does. */
export function lowerCase(name: string): string {
  return /[A-Z]/.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name;
}

/** Returns the name that stands in a source, in lower case. */
export type NameReader = (source: string, start: number, end: number) => string;

/** Cuts the name out. */
export const sliceName: NameReader = (source, start, end) => lowerCase(source.slice(start, end));

/** Names seen of late, each in the place that its length and some of its characters give it. */
const SEEN: string[] = /* @__PURE__ */ new Array<string>(512).fill('');
/** Longer ones would hold on to their source. */
const MAX_SEEN_LENGTH = 12;

/**
 * Does the same, but returns the string object of the last time, if it can, so that to compare it or look it up costs
 * little.
 */
export const sharedName: NameReader = (source, start, end) => {
  const length = end - start;
  const first = source.charCodeAt(start);
  const middle = source.charCodeAt(start + (length >> 1));
  const last = source.charCodeAt(end - 1);
  const place = (length * 97 + first * 31 + middle * 7 + last) & (SEEN.length - 1);
  const seen = SEEN[place]!;
  if (seen.length === length) {
    let same = 0;
    while (same < length && seen.charCodeAt(same) === lowerCode(source.charCodeAt(start + same))) same++;
    if (same === length) return seen;
  }
  const name = lowerCase(source.slice(start, end));
  if (length <= MAX_SEEN_LENGTH) SEEN[place] = name;
  return name;
};

/** Lowers the code of an ASCII letter. */
export function lowerCode(code: number): number {
  return code > 64 && code < 91 ? code | 32 : code;
}
