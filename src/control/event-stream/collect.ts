/**
 * Gathers all chunks in an array.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicStream } from '../../core/classic.ts';
import { ERR_EVENT_STREAM_TOO_LONG, ERR_STREAM_PREMATURE_CLOSE } from '../../core/errors.ts';
import { validateFunction, validateLimit } from '../_validate.ts';

/** Gets the chunks; beside an error, those that had come until then. */
export type CollectCallback<In> = (error: Error | null, chunks: In[]) => void;

/** Options of `collect`. */
export interface CollectOptions extends ClassicStreamOptions {
  /** Most chunks that are taken. @default 16_777_216 */
  readonly maxLength?: number | undefined;
}

const DEFAULT_MAX_LENGTH = 2 ** 24;

/**
 * Calls back with an array of all chunks when the stream ends.
 *
 * As in npm event-stream@4.0.1; mended: the callback is called once, and `end(chunk)` takes the chunk. Added:
 * `maxLength`, 'finish' and 'close', a place in `pipeline`.
 *
 * @throws {ERR_INVALID_ARG_TYPE} no callback, or a `maxLength` that is no number
 * @throws {ERR_OUT_OF_RANGE} a `maxLength` below 0
 * @throws {ERR_EVENT_STREAM_TOO_LONG} as 'error' event and to the callback: more than `maxLength` chunks
 * @throws {ERR_STREAM_PREMATURE_CLOSE} to the callback: the stream was destroyed before its end
 *
 * @example All chunks
 * ```ts
 * import { collect, readArray } from 'gardenhose/event-stream';
 *
 * const chunks = await new Promise((resolve) => {
 *   readArray([1, 2, 3]).pipe(collect((_error, chunks) => resolve(chunks)));
 * });
 * assert.deepEqual(chunks, [1, 2, 3]);
 * ```
 */
export function collect<In = unknown>(
  callback: CollectCallback<In>,
  options: CollectOptions = {},
): CollectStream<In> {
  return new CollectStream(callback, options);
}

/** The stream that `collect` returns. */
export class CollectStream<In = unknown> extends ClassicStream<In, never> {
  readonly #callback: (error: Error | null, chunks: never[]) => void;
  readonly #maxLength: number;
  #chunks: In[] = [];
  #isSettled = false;

  constructor(callback: CollectCallback<In>, options: CollectOptions = {}) {
    super(options);
    validateFunction('callback', callback);
    this.readable = false;
    this.#callback = callback as (error: Error | null, chunks: never[]) => void;
    const { maxLength = DEFAULT_MAX_LENGTH } = options;
    validateLimit('options.maxLength', maxLength, 0);
    this.#maxLength = maxLength;
  }

  override _write(chunk: In): void {
    if (!this.writable) return;
    if (this.#chunks.length < this.#maxLength) this.#chunks.push(chunk);
    else this.destroy(ERR_EVENT_STREAM_TOO_LONG(this.#maxLength));
  }

  override _end(): void {
    if (this.destroyed) return;
    this.emit('finish');
    this.#settle(null);
  }

  override _close(): void {
    super._close();
    this.#settle(this.errored ?? ERR_STREAM_PREMATURE_CLOSE());
  }

  #settle(error: Error | null): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#callback(error, chunks as never[]);
  }
}
