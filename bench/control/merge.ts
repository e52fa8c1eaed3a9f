/**
 * Four sources made one, and what is held meanwhile.
 *
 * @module
 */
import type { Case, Contestants } from '../case.ts';
import type { Join } from './_flow.ts';
import { flow, hold } from './_flow.ts';

const SOURCES = 4;

const contestants: Contestants<Join> = {
  gardenhose: async () => {
    const { merge } = await import('gardenhose/event-stream');
    return (...sources) => merge(sources as never) as never;
  },
  'gardenhose, ordered': async () => {
    const { merge } = await import('gardenhose/event-stream');
    return (...sources) => merge(sources as never, { ordered: true }) as never;
  },
  'event-stream': async () => {
    const { default: eventStream } = await import('event-stream');
    return (...sources) => eventStream.merge(...sources);
  },
};

/** How fast, and how much is held before a slow sink. */
export const cases: readonly Case<Join>[] = [
  {
    title: `merge of ${SOURCES}`,
    unit: 'objects',
    count: 20_000,
    contestants,
    run: (join, count) => flow(join, SOURCES, count),
  },
  {
    title: `merge of ${SOURCES}, a million objects into a slow sink`,
    unit: 'held at most',
    count: 1_000_000,
    contestants,
    peak: (join, count) => hold(join, SOURCES, count),
  },
];
