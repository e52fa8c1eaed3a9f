/**
 * Objects through one transform that answers later.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';
import type { Answer, MakeStreams } from './_streams.ts';
import { streamsBut } from './_streams.ts';

const answering = (answer: Answer): Case<MakeStreams> => ({
  title: `objects, 1 transform answering ${answer}`,
  unit: 'objects',
  count: 10_000,
  contestants: streamsBut(),
  async run(make, count) {
    const streams = make(true);
    let checksum = 0;
    await streams.pipe([
      streams.source(count, (n) => n),
      streams.transform((n: number) => n + 1, answer),
      streams.sink((n: number) => {
        checksum = addTo(checksum, n);
      }),
    ]);
    return checksum;
  },
});

/** In the same turn of the event loop, and in another. */
export const cases: readonly Case<MakeStreams>[] = [answering('by microtask'), answering('by setImmediate')];
