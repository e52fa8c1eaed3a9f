/**
 * The memory that a stream takes which nothing has happened to yet.
 *
 * @module
 */
import type { Case } from '../case.ts';
import type { Streams } from './_streams.ts';
import { streamsBut } from './_streams.ts';

const kinds: Readonly<Record<string, (streams: Streams) => unknown>> = {
  Readable: (streams) => streams.source(0, () => null),
  Writable: (streams) => streams.sink(() => {}),
  Transform: (streams) => streams.transform((chunk) => chunk, 'at once'),
};

/** Each kind; pull-stream's and through2's are left out, for functions and readable-stream's objects. */
export const cases: readonly Case<Streams>[] = Object.entries(kinds).map(([kind, make]) => ({
  title: `idle ${kind}`,
  unit: 'bytes each',
  count: 100_000,
  contestants: Object.fromEntries(
    Object.entries(streamsBut('pull-stream', 'through2')).map(([name, load]) => [
      name,
      async () => (await load())(true),
    ]),
  ),
  make: (streams) => make(streams) as object,
}));
