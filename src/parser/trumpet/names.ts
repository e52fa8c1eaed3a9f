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

/** Names seen of late, each in the place that its hash gives it, and the hashes. */
const SEEN: string[] = /* @__PURE__ */ Array.from({ length: 512 }, () => '');
const HASHES: Int32Array = /* @__PURE__ */ new Int32Array(512);
/** Longer ones would hold on to their source. */
const MAX_SEEN_LENGTH = 12;

/** Letters and digits, of whatever case, as digits of a number to the base 37; 0 for what is neither. */
const DIGITS: Uint8Array = /* @__PURE__ */ Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 36);
  return digit >= 0 ? digit + 1 : 0;
});
/** Names of so many letters and digits, and no others of their length, are told by their hash: 37 ** 6 < 2 ** 32. */
const MAX_HASHED_LENGTH = 6;
const PLAIN: RegExp = /^[a-z0-9]+$/;

/**
 * Does the same, but returns the string object of the last time, if it can, so that to compare it or look it up costs
 * little. Most names are short, and are told by their hash alone.
 */
export const sharedName: NameReader = (source, start, end) => {
  const length = end - start;
  let hash = 0;
  for (let i = start; i < end; i++) {
    const code = source.charCodeAt(i);
    hash = (Math.imul(hash, 37) + (code < 128 ? DIGITS[code]! : 0)) | 0;
  }
  const place = (hash ^ (hash >>> 9)) & (SEEN.length - 1);
  const seen = SEEN[place]!;
  if (HASHES[place] === hash && seen.length === length) {
    if (length <= MAX_HASHED_LENGTH || isNamed(source, start, seen)) return seen;
  }
  const name = lowerCase(source.slice(start, end));
  if (length <= MAX_HASHED_LENGTH ? PLAIN.test(name) : length <= MAX_SEEN_LENGTH) {
    SEEN[place] = name;
    HASHES[place] = hash;
  }
  return name;
};

/** Whether a name, in lower case, stands in the source at `start`, in whatever case. */
export function isNamed(source: string, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    if (lowerCode(source.charCodeAt(start + i)) !== name.charCodeAt(i)) return false;
  }
  return true;
}

/** Lowers the code of an ASCII letter. */
function lowerCode(code: number): number {
  return code > 64 && code < 91 ? code | 32 : code;
}
