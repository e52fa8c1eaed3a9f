/**
 * Bytes from a stream of Node's into lines.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';
import type { Splitter } from './_splitters.ts';
import { splitters } from './_splitters.ts';
import { asciiLines, cut, multiByteLines, oneLine, readFrom } from './_texts.ts';

const linesOf = (what: string, textOf: (bytes: number) => Buffer, kib: number): Case<Splitter> => {
  let chunks: Buffer[] = [];
  return {
    title: `${what}, chunks of ${kib} KiB`,
    unit: 'bytes',
    count: 8 * 1024 ** 2,
    contestants: splitters,
    async run(split, count) {
      if (chunks.length === 0) chunks = cut(textOf(count), kib * 1024);
      let checksum = 0;
      await split(readFrom(chunks), (line: string) => {
        checksum = addTo(checksum, line.length);
      });
      return checksum;
    },
  };
};

/** Lines as logs have them in chunks as files, sockets and memory give them; other scripts; a line without end. */
export const cases: readonly Case<Splitter>[] = [
  linesOf('lines', asciiLines, 64),
  linesOf('lines', asciiLines, 4),
  linesOf('lines', asciiLines, 1024),
  linesOf('multi-byte lines', multiByteLines, 64),
  linesOf('one line', oneLine, 64),
];
