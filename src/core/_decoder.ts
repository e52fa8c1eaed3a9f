/**
 * A decoder of bytes that come in pieces, for hosts without Node's `string_decoder`.
 *
 * @module
 */
import { concatBytes } from './_bytes.ts';
import type { CanonicalEncoding } from './_encoding.ts';
import { canonical, decodeText } from './_encoding.ts';
import { unfinishedUtf8 } from './_utf8.ts';
import type { Decoder, Encoding } from './types.ts';

const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array();

/**
 * Makes a decoder that keeps characters split across chunks whole: what it returns, joined, is what decoding
 * all the bytes at once would return, however they are cut. At most three bytes are held back. Where Node's
 * decoder may return one half of a surrogate pair, this one waits for the other.
 *
 * @throws {ERR_UNKNOWN_ENCODING}
 */
export function createDecoder(encoding: Encoding): Decoder {
  const name = canonical(encoding);
  let held = NOTHING;

  function write(bytes: Uint8Array): string {
    if (held.length > 0) bytes = concatBytes([held, bytes], held.length + bytes.length);
    const length = wholeLength(bytes, name);
    if (length === bytes.length) {
      held = NOTHING;
      return decodeText(bytes, name);
    }
    // A copy, so that three bytes do not keep a whole chunk alive.
    held = new Uint8Array(bytes.subarray(length));
    return decodeText(bytes.subarray(0, length), name);
  }

  function end(bytes: Uint8Array = NOTHING): string {
    const text = write(bytes) + decodeText(held, name);
    held = NOTHING;
    return text;
  }

  return { encoding: name, write, end };
}

/** How many bytes can be decoded without knowing what follows. */
function wholeLength(bytes: Uint8Array, encoding: CanonicalEncoding): number {
  const { length } = bytes;
  if (encoding === 'utf8') return length - unfinishedUtf8(bytes);
  if (encoding === 'base64' || encoding === 'base64url') return length - (length % 3);
  if (encoding !== 'utf16le') return length;
  const even = length - (length % 2);
  return isHighSurrogate(bytes[even - 1] ?? 0) ? even - 2 : even;
}

function isHighSurrogate(upper: number): boolean {
  return upper >> 2 === 0xd8 >> 2;
}
