/**
 * Records of extended headers: `"%d %s=%s\n", <length>, <keyword>, <value>`, in UTF-8.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, "pax Extended Header"
 *
 * @module
 */
import { decodeText, encodeText } from '#platform';
import { ERR_TAR_HEADER } from '../../core/errors.ts';

const NEWLINE = 0x0a;
const EQUALS = 0x3d;

/**
 * Hands the records out one by one, in order. Values may be bytes of any kind, and are not decoded.
 *
 * @param at where in the archive they begin, for errors.
 * @throws {ERR_TAR_HEADER} for a record whose length is not its own.
 */
export function readPax(
  bytes: Uint8Array,
  at: number,
  take: (keyword: string, value: Uint8Array) => void,
): void {
  let start = 0;
  // Some writers count the padding in.
  while (start < bytes.length && bytes[start] !== 0) {
    let i = start;
    let length = 0;
    for (; i < bytes.length && i - start < 10; i++) {
      const digit = bytes[i]! - 0x30;
      if (digit < 0 || digit > 9) break;
      length = length * 10 + digit;
    }
    const end = start + length;
    const equals = bytes.indexOf(EQUALS, i);
    const isWhole = bytes[i] === 0x20 && end <= bytes.length && bytes[end - 1] === NEWLINE;
    if (!isWhole || equals < 0 || equals >= end) {
      throw ERR_TAR_HEADER(at + start, 'a record of the extended header is damaged');
    }
    take(decodeText(bytes.subarray(i + 1, equals), 'utf8'), bytes.subarray(equals + 1, end - 1));
    start = end;
  }
}

/** Writes records. */
export function writePax(records: Iterable<readonly [keyword: string, value: string]>): Uint8Array {
  let text = '';
  for (const [keyword, value] of records) text += recordOf(keyword, value);
  return encodeText(text, 'utf8');
}

function recordOf(keyword: string, value: string): string {
  const rest = ` ${keyword}=${value}\n`;
  const { length } = encodeText(rest, 'utf8');
  // The length counts its own digits, which may make it longer by one.
  let total = length + String(length).length;
  if (String(total).length > String(length).length) total = length + String(total).length;
  return `${total}${rest}`;
}
