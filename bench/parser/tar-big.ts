/**
 * One entry of a gigabyte, in chunks of 64 KiB; and the memory that this takes.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { peakMiB } from '../case.ts';
import { headerOf } from './_archives.ts';
import type { Extractor } from './_extractors.ts';
import { byEvent } from './_extractors.ts';

/** The archive of one file of zeros: its chunks are the same memory, over and over. */
function* bigArchive(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536);
  yield headerOf('big.bin', bytes);
  for (let left = bytes; left > 0; left -= chunk.length)
    yield chunk.subarray(0, Math.min(left, chunk.length));
  yield Buffer.alloc(((512 - (bytes % 512)) % 512) + 1024);
}

async function sizeOf(extract: Extractor, bytes: number): Promise<number> {
  let size = 0;
  await extract(bigArchive(bytes), {
    name() {},
    piece(piece) {
      size += piece.length;
    },
  });
  return size;
}

const GIB = 1024 ** 3;

const speed: Case<Extractor> = {
  title: 'tar: extract one entry of 1 GiB',
  unit: 'bytes',
  count: GIB,
  contestants: byEvent,
  run: sizeOf,
};

const memory: Case<Extractor> = {
  title: 'tar: extract one entry of 1 GiB, memory',
  unit: 'MiB at most',
  count: GIB,
  contestants: byEvent,
  async peak(extract, bytes) {
    await sizeOf(extract, bytes);
    return peakMiB();
  },
};

export const cases: readonly Case<Extractor>[] = [speed, memory];
