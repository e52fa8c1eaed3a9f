/**
 * Random cases of what reads bytes that others wrote: what comes out must not depend on how they were cut, and must
 * be a value or a coded error.
 *
 * @module
 */
import fc from 'fast-check';
import { through } from '../control/through.ts';
import { isGardenhoseError } from '../core/errors.ts';
import { Selection } from './JSONStream/_path.ts';
import { compileQuery } from './JSONStream/_query.ts';
import type { PlainQuery } from './JSONStream/_test-query.ts';
import { documents, queries } from './JSONStream/_test-query.ts';
import { createScraper } from './json-scrape/index.ts';
import { cbor } from './stream-serializer/cbor.ts';
import { serializer } from './stream-serializer/index.ts';
import { msgpack } from './stream-serializer/msgpack.ts';

/** Bytes, and where they are cut. */
interface Bytes {
  readonly bytes: Uint8Array;
  readonly cuts: readonly number[];
}

const cuts = fc.array(fc.nat());
const encoder = new TextEncoder();

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function pieces({ bytes, cuts }: Bytes): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => bytes.slice(places[i], end));
}

function assertSame(whole: unknown, cut: unknown): void {
  if (JSON.stringify(whole) !== JSON.stringify(cut)) {
    throw new Error(`whole: ${JSON.stringify(whole)}\ncut:   ${JSON.stringify(cut)}`);
  }
}

/** JSON, pieces of it, and any bytes. */
export const scrapeCases: fc.Arbitrary<Bytes> = fc.record({
  bytes: fc
    .array(
      fc.oneof(
        fc.json().map((json) => encoder.encode(json)),
        fc.json().map((json) => encoder.encode(json).slice(0, -1)),
        fc.string({ unit: fc.constantFrom(...'[]{}",:\\1etn \n') }).map((text) => encoder.encode(text)),
        fc.uint8Array({ maxLength: 8 }),
      ),
      { maxLength: 20 },
    )
    .map(join),
  cuts,
});

/** Hits must be the same however the bytes are cut, and be where they say. */
export async function checkScrape(one: Bytes): Promise<void> {
  const scrape = (chunks: readonly Uint8Array[]) => {
    const hits: { readonly raw: string; readonly start: number; readonly end: number }[] = [];
    const scraper = createScraper({ hits: true });
    scraper.on('data', (hit) => hits.push(hit));
    for (const chunk of chunks) scraper.write(chunk);
    scraper.end();
    return hits;
  };
  const hits = scrape([one.bytes]);
  assertSame(hits, scrape(pieces(one)));
  for (const { raw, start, end } of hits)
    assertSame(new TextDecoder().decode(one.bytes.subarray(start, end)), raw);
}

/** Frames of right and of wrong payloads, and any bytes. */
export const frameCases: fc.Arbitrary<Bytes & { readonly name: 'cbor' | 'msgpack' }> = fc.record({
  name: fc.constantFrom('cbor', 'msgpack'),
  bytes: fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.uint8Array({ maxLength: 40 }).map(frame) },
        { weight: 4, arbitrary: fc.jsonValue().map((value) => frame(cbor.encode(value))) },
        { weight: 4, arbitrary: fc.jsonValue().map((value) => frame(msgpack.encode(value))) },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 8 }) },
      ),
      { maxLength: 8 },
    )
    .map(join),
  cuts,
});

function frame(payload: Uint8Array): Uint8Array {
  return join([Uint8Array.of(0, 0, payload.length >> 8, payload.length & 0xff), payload]);
}

/** Values and errors must be the same however the bytes are cut, and errors have codes. */
export async function checkFrames(one: Bytes & { readonly name: 'cbor' | 'msgpack' }): Promise<void> {
  const read = (chunks: readonly Uint8Array[]) => {
    const seen: unknown[] = [];
    const stream = through<unknown>((value) => {
      seen.push(typeof value === 'bigint' ? `${value}n` : JSON.stringify(value, textOfBigInts));
    });
    const wire = serializer.framed(stream, one.name === 'cbor' ? cbor : msgpack, { maxFrameBytes: 4096 });
    wire.on('error', (error) => {
      if (!isGardenhoseError(error)) throw error;
      seen.push(error.code);
    });
    for (const chunk of chunks) wire.write(chunk);
    wire.end();
    return seen;
  };
  assertSame(read([one.bytes]), read(pieces(one)));
}

function textOfBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

/** Queries, and documents in which they find something. */
export const queryCases: fc.Arbitrary<{ readonly query: PlainQuery; readonly document: unknown }> = fc.record(
  {
    query: queries,
    document: documents,
  },
);

/** A query must select what the plain evaluator does. */
export async function checkQuery({
  query,
  document,
}: {
  query: PlainQuery;
  document: unknown;
}): Promise<void> {
  const found: unknown[] = [];
  const selection = new Selection(compileQuery(query.text).start, document, []);
  while (selection.next()) found.push([JSON.stringify(selection.path), selection.value]);
  assertSame(query.nodes(document), found);
}
