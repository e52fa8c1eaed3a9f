import { describe, it } from 'vitest';
import type { LawSubject, LawsOptions } from '../../testing/stream-spec/laws.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import { map } from '../map-stream.ts';
import * as es from './index.ts';

const numbers = Array.from({ length: 40 }, (_, n) => n);
const words = ['beep ', 'boop', ', ', 'beep', ' again'];

function fail(error: Error): () => never {
  return () => {
    throw error;
  };
}

interface Case {
  make(): LawSubject;
  readonly options: LawsOptions;
}

const cases: { readonly [title: string]: Case } = {
  mapSync: {
    make: () => es.mapSync((n: number) => n * 2),
    options: {
      input: numbers,
      signal: (signal) => es.mapSync((n: number) => n, { signal }),
      fails: { make: (error) => es.mapSync(fail(error)) },
    },
  },
  filterSync: { make: () => es.filterSync((n: number) => n % 2), options: { input: numbers } },
  flatmapSync: { make: () => es.flatmapSync((n: number) => -n), options: { input: [[1, 2], [], [3]] } },
  flatMap: {
    make: () => es.flatMap((n: number) => [n, -n]),
    options: {
      input: numbers,
      signal: (signal) => es.flatMap((n: number) => [n], { signal }),
      fails: { make: (error) => es.flatMap(fail(error)) },
    },
  },
  'flatMap, of what comes in time': {
    make: () =>
      es.flatMap(async function* (n: number) {
        yield n;
        yield -n;
      }),
    options: { input: numbers, ordered: false },
  },
  reduce: {
    make: () => es.reduce((sum: number, n: number) => sum + n, 0),
    options: { input: numbers, fails: { make: (error) => es.reduce(fail(error), 0) } },
  },
  batch: { make: () => es.batch(3), options: { input: numbers } },
  window: { make: () => es.window(3, 2), options: { input: numbers } },
  throttle: { make: () => es.throttle(30, 1), options: { input: numbers, output: numbers } },
  join: { make: () => es.join(','), options: { input: words } },
  replace: { make: () => es.replace(/e+/g, 'a'), options: { input: words, rechunk: 'text', joined: true } },
  wait: { make: () => es.wait(), options: { input: words, rechunk: 'text' } },
  parse: {
    make: () => es.parse({ error: true }),
    options: { input: ['1', '{"a":[]}'], fails: { chunk: '{' } },
  },
  stringify: { make: () => es.stringify(), options: { input: [1, { a: 'b\n' }] } },
  readArray: {
    make: () => es.readArray(numbers),
    options: { output: numbers, signal: (signal) => es.readArray(numbers, { signal }) },
  },
  readable: {
    make: () =>
      es.readable<number>(function (count, callback) {
        if (count < 20) callback(null, count);
        else this.emit('end');
      }),
    options: { output: numbers.slice(0, 20) },
  },
  merge: {
    make: () => es.merge(es.readArray(numbers), { ordered: true }),
    options: { output: numbers },
  },
  pipeline: {
    make: () =>
      es.pipeline(
        es.mapSync((n: number) => n + 1),
        map(async (n: number) => n * 2),
        es.through<number>(),
      ),
    options: { input: numbers, output: numbers.map((n) => (n + 1) * 2) },
  },
};

describe.each(Object.entries(cases))('%s', (_title, { make, options }) => {
  describe('laws', () => {
    for (const { name, check } of laws(make, options)) it(name, check);
  });
});
