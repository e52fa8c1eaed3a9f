/**
 * A decoder of bytes that come in pieces, for hosts without Node's `string_decoder`.
 *
 * @module
 */
import type { CanonicalEncoding } from './_encoding.ts';
import { canonical, decodeText } from './_encoding.ts';
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
    if (held.length > 0) bytes = join(held, bytes);
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

function join(held: Uint8Array, bytes: Uint8Array): Uint8Array {
  const joined = new Uint8Array(held.length + bytes.length);
  joined.set(held);
  joined.set(bytes, held.length);
  return joined;
}

/** How many bytes can be decoded without knowing what follows. */
function wholeLength(bytes: Uint8Array, encoding: CanonicalEncoding): number {
  const { length } = bytes;
  switch (encoding) {
    case 'utf8':
      return length - unfinishedUtf8(bytes);
    case 'utf16le': {
      const even = length - (length % 2);
      return even > 0 && isHighSurrogate(bytes[even - 1]!) ? even - 2 : even;
    }
    case 'base64':
    case 'base64url':
      return length - (length % 3);
    default:
      return length;
  }
}

/** How many of the last bytes begin a character that needs more than are there. */
function unfinishedUtf8(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let count = 1; count <= 3 && count <= length; count++) {
    const byte = bytes[length - count]!;
    if (byte >> 6 !== 0b10) return sequenceLength(byte) > count ? count : 0;
  }
  return 0;
}

function sequenceLength(lead: number): number {
  if (lead >> 5 === 0b110) return 2;
  if (lead >> 4 === 0b1110) return 3;
  return lead >> 3 === 0b11110 ? 4 : 1;
}

function isHighSurrogate(upper: number): boolean {
  return upper >> 2 === 0xd8 >> 2;
}
