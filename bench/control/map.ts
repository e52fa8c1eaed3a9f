/**
 * An asynchronous function for each object, which answers at once or in a later turn, and what is held meanwhile.
 *
 * @module
 */
import type { Readable } from 'node:stream';
import type { Case, Contestants } from '../case.ts';
import type { Pipeable } from './_flow.ts';
import { flow, hold } from './_flow.ts';

type Work = (object: object, done: (error: null, object: object) => void) => void;

/** Puts a function behind a source. */
type Map = (source: Readable, work: Work) => Pipeable;

const contestants: Contestants<Map> = {
  gardenhose: async () => {
    const { map } = await import('gardenhose/map-stream');
    return (source, work) => source.pipe(map<never, unknown>(work) as never);
  },
  'map-stream': async () => {
    const { default: map } = await import('map-stream');
    return (source, work) => source.pipe(map(work as never));
  },
  'node:stream': async () => (source, work) =>
    source.map((object) => new Promise((resolve) => work(object, (_error, answer) => resolve(answer))), {
      concurrency: 128,
    }),
};

const works: { readonly [when: string]: Work } = {
  'at once': (object, done) => done(null, object),
  later: (object, done) => queueMicrotask(() => done(null, object)),
};

/** How fast, and how much is held before a slow sink. */
export const cases: readonly Case<Map>[] = [
  ...Object.entries(works).map(
    ([when, work]): Case<Map> => ({
      title: `map, answered ${when}`,
      unit: 'objects',
      count: 20_000,
      contestants,
      run: (map, count) => flow((source) => map(source as Readable, work), 1, count),
    }),
  ),
  {
    title: 'map, a million objects into a slow sink',
    unit: 'held at most',
    count: 1_000_000,
    contestants,
    peak: (map, count) => hold((source) => map(source as Readable, works.later as Work), 1, count),
  },
];
