/**
 * What the differential tests need of an implementation, and the two that they compare.
 *
 * @module
 */
import * as node from 'node:stream';
import { nextTick } from '#platform';
import { addAbortSignal } from '../add-abort-signal.ts';
import { Stream } from '../classic.ts';
import { Duplex } from '../duplex.ts';
import { finished } from '../finished.ts';
import type { PipelineOptions } from '../pipeline.ts';
import { pipeline, runPipeline } from '../pipeline.ts';
import { Readable } from '../readable.ts';
import { PassThrough, Transform } from '../transform.ts';
import { Writable } from '../writable.ts';

/** A stream as the interpreter sees it: methods and properties by name. */
export type AnyStream = { [name: string | symbol]: unknown } & {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  removeListener(event: string, listener: (...args: unknown[]) => void): unknown;
  listenerCount(event: string): number;
  setMaxListeners(count: number): unknown;
};

/** A stream's class, which may be called with or without `new`. */
export interface AnyClass {
  new (options?: object): AnyStream;
  (options?: object): AnyStream;
  readonly prototype: object;
}

/** One implementation of streams. */
export interface Streams {
  /** The queue that the implementation uses; a program's ticks stand in the same. */
  readonly nextTick: (callback: () => void) => void;
  /** The classic stream. */
  readonly Stream: new () => AnyStream;
  readonly Readable: AnyClass & { from(source: unknown, options?: object): AnyStream };
  readonly Writable: AnyClass;
  readonly Duplex: AnyClass;
  readonly Transform: AnyClass;
  readonly PassThrough: AnyClass;
  readonly pipeline: (...args: unknown[]) => unknown;
  readonly finished: (...args: unknown[]) => unknown;
  /** The pipeline of `stream/promises`. */
  readonly pipelinePromise: (...args: unknown[]) => Promise<unknown>;
  readonly addAbortSignal: (signal: AbortSignal, stream: AnyStream) => unknown;
}

/** node:stream, the reference. */
export const theirs: Streams = {
  nextTick: process.nextTick,
  ...node,
  pipelinePromise: node.promises.pipeline,
} as unknown as Streams;

/** The core under test. */
export const ours: Streams = {
  nextTick,
  Stream,
  Readable,
  Writable,
  Duplex,
  Transform,
  PassThrough,
  pipeline,
  finished,
  pipelinePromise: (...args: unknown[]) =>
    new Promise((resolve, reject) => {
      const options = args.pop() as PipelineOptions;
      runPipeline(args as never, (error, value) => (error ? reject(error) : resolve(value)), options);
    }),
  addAbortSignal,
} as unknown as Streams;
