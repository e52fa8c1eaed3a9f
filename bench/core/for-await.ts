/**
 * Objects of a source in a `for await` loop, and how fast the loop is with no stream at all.
 *
 * @module
 */
import type { Case } from '../case.ts';
import { addTo } from '../case.ts';
import type { Streams } from './_streams.ts';
import { streamsBut } from './_streams.ts';

type Iterate = (count: number) => AsyncIterable<unknown>;

const ofStreams = Object.entries(streamsBut('pull-stream', 'through2')).map(([name, load]) => {
  const loadIterate = async (): Promise<Iterate> => {
    const streams: Streams = (await load())(true);
    return (count) => streams.iterate(streams.source(count, (n) => n));
  };
  return [name, loadIterate] as const;
});

async function* generate(count: number): AsyncGenerator<number> {
  for (let n = 0; n < count; n++) yield n;
}

/** The loop. */
export const cases: readonly Case<Iterate>[] = [
  {
    title: 'objects, for await',
    unit: 'objects',
    count: 20_000,
    contestants: { ...Object.fromEntries(ofStreams), 'async generator': async () => generate },
    async run(iterate, count) {
      let checksum = 0;
      for await (const n of iterate(count)) checksum = addTo(checksum, n as number);
      return checksum;
    },
  },
];
