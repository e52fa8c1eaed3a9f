/** Our encodings against those of Node's Buffer: equal for any text and any bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, decodeText, encodeText, isEncoding } from './_encoding.ts';

const ENCODINGS = ['utf8', 'utf16le', 'latin1', 'ascii', 'hex', 'base64', 'base64url'] as const;
const NAMES = [...ENCODINGS, 'utf-8', 'ucs2', 'ucs-2', 'utf-16le', 'binary', 'buffer', 'utf7', 'hexa', ''];

/** Digits of every alphabet, padding, what is skipped, and characters whose low byte is a digit or padding. */
const digits = fc.constantFrom(...'Ab9fF0zZ+/-_== \n*é\u0141\u013d\u0130😀\ud800');
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: digits }),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), maxLength: 30 }),
  fc.base64String(),
);
/** Bytes among which whole, cut and wrong UTF-8 and UTF-16 are frequent. */
const byte = fc.constantFrom(
  ...[0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xa0, 0xed, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0xf4, 0x90, 0xf8],
  ...[0xff, 0xef, 0xbb, 0xbf, 0xd8, 0xdc, 0, 9],
);
const bytes = fc.oneof(
  fc.uint8Array(),
  fc.array(byte, { maxLength: 20 }).map((list) => Uint8Array.from(list)),
);

describe.each(ENCODINGS)('%s', (encoding) => {
  it('encodeText, gives the bytes of Buffer.from, for any text', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect([...encodeText(value, encoding)]).toEqual([...Buffer.from(value, encoding)]);
      }),
      { numRuns: 2000 },
    );
  });

  it('decodeText, gives the text of buf.toString, for any bytes', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(decodeText(value, encoding)).toBe(Buffer.from(value).toString(encoding));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('names', () => {
  const cased = fc
    .constantFrom(...NAMES)
    .chain((name) =>
      fc
        .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
        .map((upper) => [...name].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join('')),
    );

  it('isEncoding, agrees with Buffer.isEncoding, in any letter case', () => {
    fc.assert(
      fc.property(cased, (name) => {
        expect(isEncoding(name)).toBe(Buffer.isEncoding(name));
      }),
    );
  });

  it('canonical, throws what Buffer.from throws, for another name', () => {
    const thrown = [canonical, (name: string) => Buffer.from('a', name as never)].map((call) => {
      try {
        return call('utf7' as never);
      } catch (error) {
        const { name, code, message } = error as Error & { code: string };
        return { name, code, message };
      }
    });
    expect(thrown[0]).toEqual(thrown[1]);
    expect(thrown[0]).toHaveProperty('code', 'ERR_UNKNOWN_ENCODING');
  });
});
