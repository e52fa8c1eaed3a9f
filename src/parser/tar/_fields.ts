/**
 * Reads the fields of a header block: numbers in octal or base 256, text up to a NUL.
 *
 * @module
 */
import { decodeText } from '#platform';
import type { Encoding } from '../../core/types.ts';

const SPACE = 0x20;
const ZERO = 0x30;

/**
 * Reads a number: octal digits between spaces and NULs, or, if the first bit is set, two's complement in base 256.
 * A field of blanks is 0; what is no number is NaN.
 */
export function readNumber(bytes: Uint8Array, at: number, size: number): number {
  const end = at + size;
  const first = bytes[at]!;
  if (first & 0x80) return readBase256(bytes, at, end);
  let i = at;
  while (i < end && (bytes[i] === SPACE || bytes[i] === 0)) i++;
  let value = 0;
  for (; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit >= 0 && digit < 8) value = value * 8 + digit;
    else return bytes[i] === SPACE || bytes[i] === 0 ? value : Number.NaN;
  }
  return value;
}

/** Numbers beyond 2^53 are about right, and no safe integers. */
function readBase256(bytes: Uint8Array, at: number, end: number): number {
  const isNegative = (bytes[at]! & 0x40) !== 0;
  const flip = isNegative ? 0xff : 0;
  let value = (bytes[at]! ^ flip) & 0x3f;
  for (let i = at + 1; i < end; i++) value = value * 256 + (bytes[i]! ^ flip);
  return isNegative ? -value - 1 : value;
}

/** Where the text of a field ends: at its first NUL. */
function endOfText(bytes: Uint8Array, at: number, size: number): number {
  const end = at + size;
  let i = at;
  while (i < end && bytes[i] !== 0) i++;
  return i;
}

/** Reads the text of a field. */
export function readText(bytes: Uint8Array, at: number, size: number, encoding: Encoding): string {
  if (bytes[at] === 0) return '';
  const end = endOfText(bytes, at, size);
  return decodeText(bytes.subarray(at, end), encoding);
}
