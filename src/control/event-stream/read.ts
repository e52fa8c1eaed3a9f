/**
 * Streams to read from, made of a function that is asked again and again, or of an array.
 *
 * @module
 */
import { nextTick } from '#platform';
import { isThenable } from '../../core/_iteration.ts';
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicReadable } from '../../core/classic.ts';
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';
import { hideNull, showNull } from '../_null.ts';
import { validateFunction } from '../_validate.ts';

/** Ends one question: with an error, with a chunk, be it undefined, or with nothing more if it is given none. */
export type ReadableCallback<Out> = (error?: unknown, data?: Out) => void;

/**
 * Is asked for chunks: emits them as 'data' on its `this`, or gives one to the callback, which it calls in any case,
 * unless it emits 'end'. `count` says how often it was asked before.
 */
export type ReadableFunction<Out> = (
  this: AskingReadable<Out>,
  count: number,
  callback: ReadableCallback<Out>,
) => unknown;

/**
 * Makes a stream that asks a function for its chunks, one question in a turn of the event loop, and none while it is
 * paused.
 *
 * As in npm event-stream@4.0.1: an error is an 'error' event and then the end, unless `continueOnError`. Mended: an
 * exception counts as an error, where the stream stalled; a second answer is ignored; a paused stream holds back the
 * answer to a question that was on its way; `destroy()` emits 'close' once, and no 'end'; after the end nothing comes
 * but 'close'. Added: promises that are rejected count as errors.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `fn` is not a function
 *
 * @example Three numbers
 * ```ts
 * import { readable } from 'gardenhose/event-stream';
 *
 * const numbers = readable<number>(function (count, done) {
 *   if (count === 3) this.emit('end');
 *   else done(null, count);
 * });
 * const seen: number[] = [];
 * for await (const n of numbers) seen.push(n);
 * assert.deepEqual(seen, [0, 1, 2]);
 * ```
 */
export function readable<Out = unknown>(
  fn: ReadableFunction<Out>,
  continueOnError = false,
  options: ClassicStreamOptions = {},
): AskingReadable<Out> {
  return new AskingReadable(fn, continueOnError, options);
}

/** The stream that `readable` returns. */
export class AskingReadable<Out = unknown> extends ClassicReadable<Out> {
  readonly #fn: (this: AskingReadable<never>, count: number, callback: ReadableCallback<never>) => unknown;
  readonly #continueOnError: boolean;
  #count = 0;
  /** Whether the function is asked, or will be in the next turn. */
  #isAsking = false;

  constructor(fn: ReadableFunction<Out>, continueOnError: boolean, options: ClassicStreamOptions) {
    super(options);
    validateFunction('fn', fn);
    this.#fn = fn as unknown as ReadableFunction<never>;
    this.#continueOnError = continueOnError;
    nextTick(() => this.#askSoon());
  }

  override _resumed(): void {
    this.#askSoon();
  }

  override _deliver(chunk: Out | null): void {
    if (chunk === null) super._deliver(chunk);
    else this.emit('data', showNull(chunk));
  }

  #askSoon(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    inNextTurn(() => this.#ask());
  }

  #ask(): void {
    if (this.paused || !this.readable) {
      this.#isAsking = false;
      return;
    }
    let isAnswered = false;
    const answer = (...[error, ...data]: [error?: unknown, data?: Out]): void => {
      if (isAnswered || this.destroyed || this.readableEnded) return;
      isAnswered = true;
      this.#isAsking = false;
      if (error) this.#fail(error);
      else if (data.length > 0) this.queue(hideNull(data[0] as Out));
      if (!this.paused && this.readable) this.#askSoon();
    };
    try {
      const result = (this.#fn as unknown as ReadableFunction<Out>).call(this, this.#count++, answer);
      if (isThenable(result))
        result.then(undefined, (error) => nextTick(answer, error || new Error(String(error))));
    } catch (error) {
      if (isAnswered) throw error;
      answer(error);
    }
  }

  #fail(error: unknown): void {
    try {
      this.emit('error', error);
    } finally {
      if (!this.#continueOnError) this.queue(null);
    }
  }
}

/** Lets the event loop turn, so that a function that always answers at once does not stop everything else. */
function inNextTurn(callback: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  if (setImmediate === undefined) setTimeout(callback);
  else setImmediate(callback);
}

/**
 * Makes a stream of the items of an array. They come in the next tick, or at once when `resume()` is called before.
 *
 * As in npm event-stream@4.0.1; mended: `pause()` holds before the first item, too, and holds back the end; a listener
 * that resumes the stream is not called again before it returns. Added: 'close' after the end.
 *
 * @throws {ERR_INVALID_ARG_TYPE} no array
 *
 * @example Items
 * ```ts
 * import { readArray } from 'gardenhose/event-stream';
 *
 * const seen: number[] = [];
 * const items = readArray([1, 2, 3]);
 * items.on('data', (n) => seen.push(n));
 * items.resume();
 * assert.deepEqual(seen, [1, 2, 3]);
 * ```
 */
export function readArray<Out>(
  array: readonly Out[],
  options: ClassicStreamOptions = {},
): ArrayReadable<Out> {
  return new ArrayReadable(array, options);
}

/** The stream that `readArray` returns. */
export class ArrayReadable<Out = unknown> extends ClassicReadable<Out> {
  readonly #array: readonly Out[];
  #next = 0;
  #isReading = false;

  constructor(array: readonly Out[], options: ClassicStreamOptions) {
    super(options);
    if (!Array.isArray(array)) throw ERR_INVALID_ARG_TYPE('array', 'an instance of Array', array);
    this.#array = array;
    nextTick(() => this.#read());
  }

  override _resumed(): void {
    this.#read();
  }

  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.paused && !this.destroyed && this.#next < this.#array.length) {
        this.emit('data', this.#array[this.#next++]);
      }
    } finally {
      this.#isReading = false;
    }
    if (!this.paused && !this.destroyed) this.queue(null);
  }
}
