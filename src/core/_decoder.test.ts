import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder } from './_decoder.ts';
import { decodeText, encodeText } from './_encoding.ts';

const ENCODINGS = ['utf8', 'utf16le', 'latin1', 'ascii', 'hex', 'base64', 'base64url'] as const;
const EURO = Uint8Array.from([0xe2, 0x82, 0xac]);

/** Cuts bytes at the places given, in any order; equal places make empty chunks. */
function cut(bytes: Uint8Array, places: number[]): Uint8Array[] {
  const ends = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
}

describe('behaviour', () => {
  it('createDecoder, keeps a character whole whose bytes come one by one', () => {
    const decoder = createDecoder('utf8');
    expect([...EURO].map((byte) => decoder.write(Uint8Array.of(byte)))).toEqual(['', '', '€']);
    expect(decoder.end()).toBe('');
  });

  it('createDecoder, keeps a surrogate pair whole', () => {
    const decoder = createDecoder('utf16le');
    const pair = encodeText('😀', 'utf16le');
    expect([...pair].map((byte) => decoder.write(Uint8Array.of(byte)))).toEqual(['', '', '', '😀']);
  });

  it('createDecoder, returns whole groups of base64 and pads the last', () => {
    const decoder = createDecoder('base64');
    expect(decoder.write(encodeText('abcd', 'latin1'))).toBe('YWJj');
    expect(decoder.end()).toBe('ZA==');
  });

  it('createDecoder, keeps a byte order mark', () => {
    expect(createDecoder('utf8').end(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61]))).toBe('\ufeffa');
  });

  it('end, takes a last chunk, gives what is held back, and leaves the decoder as new', () => {
    const decoder = createDecoder('utf8');
    expect(decoder.write(EURO.subarray(0, 1))).toBe('');
    expect(decoder.end(EURO.subarray(1, 2))).toBe('\ufffd');
    expect(decoder.end()).toBe('');
    expect(decoder.write(EURO)).toBe('€');
  });

  it('write, holds back a copy, so that the chunk may be written over', () => {
    const decoder = createDecoder('utf8');
    const chunk = EURO.slice(0, 2);
    decoder.write(chunk);
    chunk.fill(0);
    expect(decoder.write(EURO.subarray(2))).toBe('€');
  });

  it('write, does not change the chunk', () => {
    const decoder = createDecoder('utf8');
    const chunk = EURO.slice(0, 2);
    decoder.write(chunk);
    decoder.end(EURO.subarray(2));
    expect(chunk).toEqual(EURO.slice(0, 2));
  });

  it('encoding, is the usual name', () => {
    const names = ['UTF-8', 'ucs2', 'binary', 'Base64'] as const;
    expect(names.map((name) => createDecoder(name as never).encoding)).toEqual([
      'utf8',
      'utf16le',
      'latin1',
      'base64',
    ]);
  });
});

describe('errors', () => {
  it('createDecoder, throws ERR_UNKNOWN_ENCODING, for another name', () => {
    expect(() => createDecoder('utf7' as never)).toThrow(
      expect.objectContaining({ code: 'ERR_UNKNOWN_ENCODING' }),
    );
  });
});

describe('chunk boundaries', () => {
  it.each(ENCODINGS)(
    'createDecoder, gives the text of all the bytes, however they are cut, as %s',
    (encoding) => {
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc
          .string({ unit: 'binary' })
          .map((text) => encodeText(text, encoding === 'utf16le' ? encoding : 'utf8')),
      );
      fc.assert(
        fc.property(bytes, fc.array(fc.nat(60), { maxLength: 12 }), (whole, places) => {
          const decoder = createDecoder(encoding);
          const text = cut(whole, places).map((chunk) => decoder.write(chunk));
          expect(text.join('') + decoder.end()).toBe(decodeText(whole, encoding));
        }),
        { numRuns: 500 },
      );
    },
  );
});
