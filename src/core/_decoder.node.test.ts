/** Our decoder against Node's `string_decoder`. */
import { StringDecoder } from 'node:string_decoder';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDecoder } from './_decoder.ts';
import type { Decoder, Encoding } from './types.ts';

const ENCODINGS = ['utf8', 'utf16le', 'latin1', 'ascii', 'hex', 'base64', 'base64url'] as const;

/** Bytes among which whole, cut and wrong UTF-8 are frequent, and the upper bytes of surrogates. */
const byte = fc.constantFrom(
  ...[0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xa0, 0xed, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0xf4, 0x90, 0xf5],
  ...[0xf8, 0xff, 0xef, 0xbb, 0xd8, 0xd9, 0xdc, 0xdd, 0, 1],
);
const chunk = fc.array(byte, { maxLength: 6 }).map((bytes) => Uint8Array.from(bytes));
/** Two messages, so that `end` is followed by more. */
const messages = fc.array(
  fc.record({ chunks: fc.array(chunk, { maxLength: 5 }), last: fc.option(chunk, { nil: undefined }) }),
  { minLength: 1, maxLength: 2 },
);
type Message = { chunks: Uint8Array[]; last: Uint8Array | undefined };

/** What each write and each end returned. */
function decode(decoder: Decoder, list: Message[]): string[][] {
  return list.map(({ chunks, last }) => {
    const texts = chunks.map((bytes) => decoder.write(bytes));
    return [...texts, decoder.end(last)];
  });
}

function both(encoding: Encoding, list: Message[]): [ours: string[][], nodes: string[][]] {
  return [decode(createDecoder(encoding), list), decode(new StringDecoder(encoding) as Decoder, list)];
}

it.each(ENCODINGS.filter((name) => name !== 'utf16le'))(
  'createDecoder, returns from each call what string_decoder returns, for any chunks as %s',
  (encoding) => {
    fc.assert(
      fc.property(messages, (list) => {
        const [ours, nodes] = both(encoding, list);
        expect(ours).toEqual(nodes);
      }),
      { numRuns: 3000 },
    );
  },
);

it('createDecoder, returns in all what string_decoder returns, for any chunks as utf16le', () => {
  fc.assert(
    fc.property(messages, (list) => {
      const [ours, nodes] = both('utf16le', list);
      expect(ours.map((texts) => texts.join(''))).toEqual(nodes.map((texts) => texts.join('')));
    }),
    { numRuns: 3000 },
  );
});

it('createDecoder, returns pieces that can be encoded on their own, for any chunks as utf16le', () => {
  fc.assert(
    fc.property(messages, (list) => {
      for (const texts of decode(createDecoder('utf16le'), list)) {
        const pieces = texts.map((text) => Buffer.from(text, 'utf8'));
        expect(Buffer.concat(pieces)).toEqual(Buffer.from(texts.join(''), 'utf8'));
      }
    }),
    { numRuns: 1000 },
  );
});

it.each(['utf8', 'UTF-8', 'ucs2', 'UCS-2', 'binary', 'Latin1', 'BASE64URL', 'ascii', 'HEX'])(
  'createDecoder, reports the encoding that string_decoder reports, for %s',
  (name) => {
    const encoding = name as Encoding;
    expect(createDecoder(encoding)).toHaveProperty(
      'encoding',
      (new StringDecoder(encoding) as Decoder).encoding,
    );
  },
);
