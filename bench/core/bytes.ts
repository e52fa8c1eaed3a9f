/**
 * Buffers from a source through one transform into a sink, passed on by reference.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';
import type { MakeStreams } from './_streams.ts';
import { streamsBut } from './_streams.ts';

function buffersOf(size: string, bytes: number): Case<MakeStreams> {
  // Made once: filling a mebibyte anew for each run would take a contestant's time, the same of the fast and the slow.
  const buffers = Array.from({ length: 16 }, (_, n) => Buffer.alloc(bytes, n));
  return {
    title: `buffers of ${size}, 1 transform, pipe`,
    unit: 'chunks',
    count: 10_000,
    contestants: streamsBut(),
    async run(make, count) {
      const streams = make(false);
      let checksum = 0;
      await streams.pipe([
        streams.source(count, (n) => buffers[n & 15]),
        streams.transform((buffer: Buffer) => buffer, 'at once'),
        streams.sink((buffer: Buffer) => {
          checksum = addTo(checksum, buffer.length + (buffer[0] as number));
        }),
      ]);
      return checksum;
    },
  };
}

/** Chunks as files give them, and small ones. */
export const cases: readonly Case<MakeStreams>[] = [buffersOf('64 KiB', 65_536), buffersOf('1 KiB', 1024)];
