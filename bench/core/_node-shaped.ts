/**
 * Streams with the face of node:stream, whoever made them.
 *
 * @module
 */

import type * as node from 'node:stream';
import type { Readable, TransformOptions } from 'node:stream';
import type { MakeStreams, Streams } from './_streams.ts';

/** What an implementation has to export. */
export interface NodeShaped {
  readonly Readable: unknown;
  readonly Writable: unknown;
  readonly Transform: unknown;
  readonly pipeline: unknown;
}

/** Makes a transform. */
type MakeTransform = (objectMode: boolean, transform: NonNullable<TransformOptions['transform']>) => unknown;

/** Makes streams of an implementation's classes, transforms by a function if it is given. */
export function nodeShaped(implementation: NodeShaped, makeTransform?: MakeTransform): MakeStreams {
  const { Readable, Writable, Transform, pipeline } = implementation as typeof node;
  const transformOf: MakeTransform =
    makeTransform ?? ((objectMode, transform) => new Transform({ objectMode, transform }));
  return (objectMode) =>
    ({
      source(count, chunk) {
        let n = 0;
        return new Readable({
          objectMode,
          read() {
            this.push(n < count ? chunk(n++) : null);
          },
        });
      },
      transform(map, answer) {
        const transform: NonNullable<TransformOptions['transform']> =
          answer === 'at once'
            ? (chunk, _encoding, done) => done(null, map(chunk as never))
            : answer === 'by microtask'
              ? (chunk, _encoding, done) => queueMicrotask(() => done(null, map(chunk as never)))
              : (chunk, _encoding, done) => void setImmediate(() => done(null, map(chunk as never)));
        return transformOf(objectMode, transform);
      },
      sink: (take) =>
        new Writable({
          objectMode,
          write(chunk, _encoding, done) {
            take(chunk as never);
            done();
          },
        }),
      pipe: (parts) =>
        new Promise((resolve) => {
          (parts as NodeJS.ReadWriteStream[])
            .reduce((from, to) => from.pipe(to))
            .once('finish', () => resolve());
        }),
      pipeline: (parts) =>
        new Promise((resolve, reject) => {
          pipeline(parts as NodeJS.ReadWriteStream[], (error) => (error ? reject(error) : resolve()));
        }),
      iterate: (source) => source as Readable,
    }) satisfies Streams;
}
