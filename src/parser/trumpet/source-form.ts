/**
 * Source form: bytes of UTF-8, each as the character of its number. So what is not changed stays the same to the
 * byte, whatever it was.
 *
 * @module
 */
import { decodeText, encodeText } from '#platform';
import { isAsciiText } from '../../core/_utf8.ts';

/** Turns text, or bytes, into source form. */
export function toSource(value: string | Uint8Array): string {
  if (typeof value !== 'string') return decodeText(value, 'latin1');
  return isAsciiText(value) ? value : decodeText(encodeText(value, 'utf8'), 'latin1');
}

/** Turns source form into bytes. */
export function toBytes(source: string): Uint8Array {
  return encodeText(source, 'latin1');
}

/** Turns source form into text. */
export function toText(source: string): string {
  return isAsciiText(source) ? source : decodeText(toBytes(source), 'utf8');
}
