/**
 * Bytes from a stream of Node's into rows of JSON.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';
import type { Splitter } from './_splitters.ts';
import { splitters } from './_splitters.ts';
import { cut, jsonRows, readFrom } from './_texts.ts';

const rowsIn = (kib: number): Case<Splitter> => {
  let chunks: Buffer[] = [];
  return {
    title: `rows of JSON, chunks of ${kib} KiB`,
    unit: 'bytes',
    count: 4 * 1024 ** 2,
    contestants: splitters,
    async run(split, count) {
      if (chunks.length === 0) chunks = cut(jsonRows(count), kib * 1024);
      let checksum = 0;
      const take = (row: { readonly id: number; readonly text: string }) => {
        checksum = addTo(checksum, row.id + row.text.length);
      };
      await split(readFrom(chunks), take, JSON.parse);
      return checksum;
    },
  };
};

/** Chunks as files and sockets give them. */
export const cases: readonly Case<Splitter>[] = [rowsIn(64), rowsIn(4)];
