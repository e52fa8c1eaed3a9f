/**
 * Bytes from a stream of Node's into rows of JSON.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';
import type { Splitter } from './_splitters.ts';
import { splitters } from './_splitters.ts';
import { cut, logRows, multiByteRows, readFrom, smallRows } from './_texts.ts';

const rowsIn = (what: string, textOf: (bytes: number) => Buffer, kib: number): Case<Splitter> => {
  let chunks: Buffer[] = [];
  return {
    title: `${what}, chunks of ${kib} KiB`,
    unit: 'bytes',
    count: 4 * 1024 ** 2,
    contestants: splitters,
    async run(split, count) {
      if (chunks.length === 0) chunks = cut(textOf(count), kib * 1024);
      let checksum = 0;
      const take = (row: { readonly id: number; readonly text?: string }) => {
        checksum = addTo(checksum, row.id + (row.text?.length ?? 0));
      };
      await split(readFrom(chunks), take, JSON.parse);
      return checksum;
    },
  };
};

/** Long and short rows, in chunks as files and sockets give them. */
export const cases: readonly Case<Splitter>[] = [
  rowsIn('rows of JSON', logRows, 64),
  rowsIn('rows of JSON', logRows, 4),
  rowsIn('multi-byte rows of JSON', multiByteRows, 64),
  rowsIn('small rows of JSON', smallRows, 64),
  rowsIn('small rows of JSON', smallRows, 4),
];
