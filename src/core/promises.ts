/**
 * `pipeline` and `finished` as promises: what `node:stream/promises` exports.
 *
 * @see https://nodejs.org/api/stream.html#streams-promises-api
 *
 * @module
 */
import { isIterable, isStream } from './_predicates.ts';
import { ERR_INVALID_ARG_TYPE } from './errors.ts';
import type { FinishedOptions as CallbackOptions, FinishedTarget } from './finished.ts';
import { finished as whenFinished } from './finished.ts';
import type { PipelineOptions } from './pipeline.ts';
import { runPipeline } from './pipeline.ts';
import type { PipelinePromise } from './signatures.ts';

/** What `finished` waits for, and what it leaves behind. */
export interface FinishedOptions extends CallbackOptions {
  /** Whether the listeners are taken off when the promise settles. @default false: later errors stay handled */
  readonly cleanup?: boolean | undefined;
}

/**
 * Sends chunks from the first part through the others to the last, and waits until all is done.
 *
 * @returns a promise of what an async function in the last place returns. If a part fails, all are destroyed
 * and the promise is rejected with the error.
 * @throws {ERR_MISSING_ARGS} as a rejection, for fewer than two parts.
 * @throws {ERR_INVALID_ARG_TYPE} as a rejection, for a part of another kind than `pipeline` with a callback takes.
 * @throws {ERR_INVALID_RETURN_VALUE} as a rejection, for a function that gives neither an iterable nor, at the
 * end, a promise.
 * @throws {ABORT_ERR} as a rejection, when `options.signal` aborts.
 *
 * @example An async function at the end
 * ```ts
 * import { pipeline } from 'gardenhose/stream/promises';
 *
 * const total = await pipeline(
 *   [1, 2, 3],
 *   async function* (numbers) {
 *     for await (const n of numbers) yield n * n;
 *   },
 *   async (squares) => {
 *     let sum = 0;
 *     for await (const n of squares) sum += n;
 *     return sum;
 *   },
 * );
 * assert.equal(total, 14);
 * ```
 */
export const pipeline: PipelinePromise = function pipeline(...args: unknown[]): Promise<unknown> {
  const options = isOptions(args.at(-1)) ? (args.pop() as PipelineOptions) : {};
  const parts = args.length === 1 && Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  return new Promise((resolve, reject) => {
    runPipeline(parts as never[], (error, value) => (error ? reject(error) : resolve(value)), options);
  });
} as PipelinePromise;

/** Whether the last argument is no part: an object that chunks can neither be taken from nor written to. */
function isOptions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isStream(value) || isIterable(value)) return false;
  return !('getReader' in value || 'getWriter' in value || ('readable' in value && 'writable' in value));
}

/**
 * Waits until a stream has ended, failed or been closed.
 *
 * @throws {ERR_INVALID_ARG_TYPE} if `cleanup` is no boolean; as a rejection, if `stream` is none.
 * @throws {ERR_STREAM_PREMATURE_CLOSE} as a rejection, if the stream was closed before its end.
 * @throws {ABORT_ERR} as a rejection, when `options.signal` aborts. The stream itself goes on.
 *
 * @example A stream that is read to its end
 * ```ts
 * import { Readable } from 'gardenhose/stream';
 * import { finished } from 'gardenhose/stream/promises';
 *
 * const source = Readable.from(['beep', 'boop']);
 * source.resume();
 * await finished(source, { cleanup: true });
 * assert.ok(source.readableEnded);
 * assert.deepEqual(source.eventNames(), []);
 * ```
 */
export function finished(stream: FinishedTarget, options?: FinishedOptions | null): Promise<void> {
  const cleanup = options?.cleanup || false;
  if (typeof cleanup !== 'boolean') throw ERR_INVALID_ARG_TYPE('cleanup', 'of type boolean', cleanup);
  return new Promise((resolve, reject) => {
    const stop = whenFinished(stream, options, (error) => {
      if (cleanup) stop();
      if (error) reject(error);
      else resolve();
    });
  });
}
