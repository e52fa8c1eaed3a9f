/**
 * Source form: bytes of UTF-8, each as the character of its number. So what is not changed stays the same to the
 * byte, whatever it was.
 *
 * @module
 */
import { decodeText, encodeText } from '#platform';

/** Turns text, or bytes, into source form. */
export function toSource(value: string | Uint8Array): string {
  if (typeof value !== 'string') return decodeText(value, 'latin1');
  return isAscii(value) ? value : decodeText(encodeText(value, 'utf8'), 'latin1');
}

/** Turns source form into bytes. */
export function toBytes(source: string): Uint8Array {
  return encodeText(source, 'latin1');
}

/** Turns source form into text. */
export function toText(source: string): string {
  return isAscii(source) ? source : decodeText(toBytes(source), 'utf8');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
