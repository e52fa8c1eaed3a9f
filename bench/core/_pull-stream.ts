/**
 * pull-stream: functions that ask and answer, with no buffer, no event and no state between them. It has one
 * way of joining, which does what `pipeline` does, and no async iteration.
 *
 * @module
 */
import type { Sink, Source, Through } from 'pull-stream';
import pull from 'pull-stream';
import type { MakeStreams, Streams } from './_streams.ts';

/** Makes streams by pull-stream. */
export const pullStream: MakeStreams = () => {
  const join = (parts: readonly unknown[]) =>
    new Promise<void>((resolve, reject) => {
      const before = parts.slice(0, -1) as (Source | Through)[];
      const take = parts.at(-1) as (chunk: never) => void;
      const sink: Sink = pull.drain(take, (error) => (error instanceof Error ? reject(error) : resolve()));
      pull(...before, sink);
    });
  return {
    source(count, chunk) {
      let n = 0;
      const source: Source = (abort, give) => {
        if (abort) give(abort);
        else if (n < count) give(null, chunk(n++));
        else give(true);
      };
      return source;
    },
    transform(map, answer) {
      if (answer === 'at once') return pull.map(map);
      const later = answer === 'by microtask' ? queueMicrotask : setImmediate;
      return pull.asyncMap((chunk, done) => void later(() => done(null, map(chunk))));
    },
    sink: (take) => take,
    pipe: join,
    pipeline: join,
    iterate() {
      throw new Error('pull-stream has no async iteration');
    },
  } satisfies Streams;
};
