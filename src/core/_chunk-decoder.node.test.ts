/** Our decoder of chunks against Node's `string_decoder`. */
import { StringDecoder } from 'node:string_decoder';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createChunkDecoder } from './_chunk-decoder.node.ts';

/** Whole characters of one to four bytes, beginnings and ends of some, and bytes that are no UTF-8. */
const part = fc.constantFrom<readonly number[]>(
  ...['a', 'text', 'é', '€', '😀', '\u{feff}'].map((text) => [...Buffer.from(text)]),
  ...[[0xe2, 0x82], [0xe2], [0xac], [0xf0, 0x9f, 0x98], [0x80], [0xc0], [0xff], [0xed, 0xa0, 0x80], [0xf5]],
);
const chunks = fc.array(
  fc.array(part, { maxLength: 6 }).map((parts) => Uint8Array.from(parts.flat())),
  { maxLength: 5 },
);

it.each(['utf8', 'latin1', 'utf16le', 'base64'] as const)(
  'createChunkDecoder, returns from each call what string_decoder returns, for any chunks as %s',
  (encoding) => {
    fc.assert(
      fc.property(
        chunks,
        fc.option(
          chunks.map((list) => list[0]),
          { nil: undefined },
        ),
        (list, last) => {
          const [ours, nodes] = [createChunkDecoder(encoding), new StringDecoder(encoding)];
          // Two messages, so that `end` is followed by more.
          for (let message = 0; message < 2; message++) {
            for (const bytes of list) expect(ours.write(bytes)).toBe(nodes.write(bytes as Buffer));
            expect(ours.end(last)).toBe(nodes.end(last as Buffer | undefined));
          }
        },
      ),
      { numRuns: 2000 },
    );
  },
);
