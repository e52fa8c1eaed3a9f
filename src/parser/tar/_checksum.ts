/**
 * The checksum of a header block: the sum of its bytes, those of the checksum itself taken for spaces.
 *
 * @module
 */
import { BLOCK, CHECKSUM, ID_SIZE } from './_header.ts';

/** Eight spaces. */
const SPACES = ID_SIZE * 0x20;

/** The sum of the bytes of a block as they are. */
export function sumOf(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = at; i < at + BLOCK; i++) sum += bytes[i]!;
  return sum;
}

/** The bytes of a word that stand at even places, each with room for the sum of 257 of them. */
const EVEN = 0x00ff00ff;

/**
 * The same for a block of words, whose bytes are added two at a time: half a word has room for the 256 bytes that
 * fall to it. Most of a header is zeros.
 */
export function sumOfWords(words: Int32Array, at: number): number {
  let sums = 0;
  for (let i = at; i < at + BLOCK / 4; i += 4) {
    const a = words[i]!;
    const b = words[i + 1]!;
    const c = words[i + 2]!;
    const d = words[i + 3]!;
    if ((a | b | c | d) === 0) continue;
    sums += (a & EVEN) + ((a >>> 8) & EVEN) + (b & EVEN) + ((b >>> 8) & EVEN);
    sums += (c & EVEN) + ((c >>> 8) & EVEN) + (d & EVEN) + ((d >>> 8) & EVEN);
    sums |= 0;
  }
  return (sums & 0xffff) + (sums >>> 16);
}

/** The checksum of a block, given the sum of its bytes. */
export function checksumOf(bytes: Uint8Array, at: number, sum: number): number {
  let checksum = sum + SPACES;
  for (let i = at + CHECKSUM; i < at + CHECKSUM + ID_SIZE; i++) checksum -= bytes[i]!;
  return checksum;
}

/** The checksum as old programs made it, which took bytes for signed. */
export function signedChecksumOf(bytes: Uint8Array, at: number): number {
  let checksum = SPACES;
  for (let i = at; i < at + BLOCK; i++) {
    if (i < at + CHECKSUM || i >= at + CHECKSUM + ID_SIZE) checksum += (bytes[i]! << 24) >> 24;
  }
  return checksum;
}
