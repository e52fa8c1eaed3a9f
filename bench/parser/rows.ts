/**
 * Rows out of a document of 100 MB, which comes in chunks: how fast, and in how much memory.
 *
 * @module
 */
import { Readable } from 'node:stream';
import type { Case } from '../case.ts';
import { addTo, peakMiB } from '../case.ts';
import { cut, logRows, multiByteRows, smallRows } from '../control/_texts.ts';
import type { RowParser, Wanted } from './_row-parsers.ts';
import { rowParsers } from './_row-parsers.ts';

const DOCUMENT = 100_000_000;
/** How many bytes of rows there are; they come again and again, so that the document takes no memory. */
const ROWS = 5_000_000;

/** Gives a document of some length, in chunks that end anywhere. */
function* chunksOf(rows: Buffer, bytes: number, size: number): Generator<Buffer> {
  yield Buffer.from('{"total":1,"rows":[');
  const pieces = cut(rows, size);
  const times = Math.ceil(bytes / rows.length);
  for (let n = 0; n < times; n++) {
    yield* pieces;
    if (n < times - 1) yield Buffer.from(',');
  }
  yield Buffer.from('],"end":true}');
}

/** The rows of lines, with commas between them. */
function rowsOf(textOf: (bytes: number) => Buffer): Buffer {
  const rows = textOf(ROWS);
  for (let i = rows.indexOf(10); i >= 0 && i < rows.length - 1; i = rows.indexOf(10, i)) rows[i] = 0x2c;
  return rows.subarray(0, -1);
}

/** Sends a document through a parser; fulfils with a checksum of what comes out. */
async function send(parse: RowParser, wanted: Wanted, chunks: Iterable<Buffer>): Promise<number> {
  let checksum = 0;
  const take = (value: { readonly id: number; readonly text?: string } | number) => {
    checksum = addTo(checksum, typeof value === 'number' ? value : value.id + (value.text?.length ?? 0));
  };
  await parse(Readable.from(chunks, { objectMode: false }), wanted, take);
  return checksum;
}

function speedOf(
  what: string,
  textOf: (bytes: number) => Buffer,
  wanted: Wanted,
  kib: number,
  count = DOCUMENT,
  contestants = rowParsers,
): Case<RowParser> {
  let rows: Buffer | undefined;
  return {
    title: `${wanted} of ${count / 1e6} MB, ${what}, chunks of ${kib} KiB`,
    unit: 'bytes',
    count,
    contestants,
    async run(parse, count) {
      rows ??= rowsOf(textOf);
      return send(parse, wanted, chunksOf(rows, count, kib * 1024));
    },
  };
}

// It puts characters that are cut together wrongly.
const { JSONStream: _, ...forMultiByte } = rowParsers;

/** Rows as a service logs them, of one script and of several, and short ones. */
export const cases: readonly Case<RowParser>[] = [
  speedOf('rows of ASCII', logRows, 'rows.*', 64),
  speedOf('rows of ASCII', logRows, 'rows.*', 1024, 20_000_000),
  speedOf('multi-byte rows', multiByteRows, 'rows.*', 64, 20_000_000, forMultiByte),
  speedOf('multi-byte rows', multiByteRows, 'rows.*.id', 64, 20_000_000, forMultiByte),
  speedOf('small rows', smallRows, 'rows.*', 4, 20_000_000),
  {
    title: `rows.* of ${DOCUMENT / 1e6} MB, memory`,
    unit: 'MiB at most',
    count: DOCUMENT,
    contestants: rowParsers,
    async peak(parse, count) {
      await send(parse, 'rows.*', chunksOf(rowsOf(logRows), count, 65_536));
      return peakMiB();
    },
  },
];
