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
