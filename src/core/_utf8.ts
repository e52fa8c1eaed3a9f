/**
 * What the bytes of UTF-8, and text, say of themselves.
 *
 * @module
 */

const NOT_ASCII = /[^\0-\x7f]/;

/** Whether a text is its own UTF-8. A pattern finds that out in long text faster than a loop, and as fast in short. */
export function isAsciiText(text: string): boolean {
  return !NOT_ASCII.test(text);
}

/** How many of the last bytes begin a character that needs more than are there. */
export function unfinishedUtf8(bytes: Uint8Array): number {
  for (let count = 1; count <= 3; count++) {
    const ones = leadingOnes(bytes.at(-count) ?? 0);
    // One leading one is a byte that follows others; two to four begin a sequence of that length.
    if (ones !== 1) return ones > count && ones <= 4 ? count : 0;
  }
  return 0;
}

function leadingOnes(byte: number): number {
  return Math.clz32(~byte << 24);
}
