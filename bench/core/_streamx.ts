/**
 * streamx: the same idea as node:stream with callbacks of another shape. All its streams take objects.
 *
 * @module
 */
import type { Stream } from 'streamx';
import { pipeline, Readable, Transform, Writable } from 'streamx';
import type { MakeStreams, Streams } from './_streams.ts';

/** Makes streams by streamx. */
export const streamx: MakeStreams = () =>
  ({
    source(count, chunk) {
      let n = 0;
      return new Readable({
        read(done) {
          this.push(n < count ? chunk(n++) : null);
          done(null);
        },
      });
    },
    transform(map, answer) {
      if (answer === 'at once') {
        return new Transform({ transform: (chunk, done) => done(null, map(chunk as never)) });
      }
      const later = answer === 'by microtask' ? queueMicrotask : setImmediate;
      return new Transform({
        transform: (chunk, done) => void later(() => done(null, map(chunk as never))),
      });
    },
    sink: (take) =>
      new Writable({
        write(chunk, done) {
          take(chunk as never);
          done(null);
        },
      }),
    pipe: (parts) =>
      new Promise((resolve) => {
        (parts as Stream[]).reduce((from, to) => from.pipe(to)).once('finish', resolve);
      }),
    pipeline: (parts) =>
      new Promise((resolve, reject) => {
        pipeline(parts as Stream[], (error) => (error ? reject(error) : resolve()));
      }),
    iterate: (source) => source as Stream,
  }) satisfies Streams;
