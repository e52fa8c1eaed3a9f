/**
 * Makes a stream out of two functions: what is written goes to `write`, what either of them queues comes out.
 *
 * The smallest segment there is, and the base of many others: everything happens inside the call, so after
 * `write()` returns 'data' has been emitted, and after `end()` returns 'end' and 'close' have. Use it for
 * synchronous work on chunks. For asynchronous work give async functions: while one runs, `write()` returns false
 * and what is written waits its turn, so that chunks are handled one by one and in order; 'drain' follows. The old
 * way, `pause()` in `write` and `queue()` and `resume()` later, works too. What a paused stream holds for a writer
 * that does not wait has no limit; in `pause-stream` it has.
 *
 * Behaves as npm through@2.3.8 in its call forms, events and their timing; its methods may be passed on without
 * their stream (`emitter.on('end', stream.end)`). An exception in `write` or `end` reaches whoever called, as
 * there, and the stream lives on; with `errors: 'destroy'` it destroys the stream. A promise that is rejected does
 * that always, and so does an exception that nobody called for, as the chunk had waited. Mended: after 'close'
 * nothing comes out any more; `destroy()` and `end()` return the stream each time. Added: async functions,
 * `errors`, `destroy(error)`, `signal`, `destroyed`, `errored`, `for await`, and a place in `pipeline`, `compose`
 * and `finished`.
 *
 * @see the handbook's chapter "through"
 *
 * @example Upper case
 * ```ts
 * import { through } from 'gardenhose/through';
 *
 * const upper = through<string>(function (text) {
 *   this.queue(text.toUpperCase());
 * });
 * const seen: string[] = [];
 * upper.on('data', (text) => seen.push(String(text)));
 * upper.write('beep');
 * upper.end('boop');
 * assert.deepEqual(seen, ['BEEP', 'BOOP']);
 * assert.equal(upper.destroyed, true);
 * ```
 *
 * @module
 */

import { Fifo } from '../core/_fifo.ts';
import { isThenable } from '../core/_iteration.ts';
import type { ClassicStreamOptions } from '../core/classic.ts';
import { ClassicStream } from '../core/classic.ts';
import { ERR_STREAM_OVERFLOW } from '../core/errors.ts';
import { asError, whenSettled } from './_settled.ts';
import { validateFunction, validateLimit, validateWord } from './_validate.ts';

/** Options of `through`. */
export interface ThroughOptions extends ClassicStreamOptions {
  /**
   * What becomes of an exception in `write` or `end`: 'throw' lets whoever called have it, 'destroy' destroys the
   * stream with it.
   * @default 'throw'
   */
  readonly errors?: 'throw' | 'destroy' | undefined;
  /**
   * Most chunks that may wait for an async `write` function; one more, of a writer that does not wait for 'drain',
   * destroys the stream.
   * @default 1_048_576
   */
  readonly maxWaiting?: number | undefined;
}

/** Handles a written chunk; `this` is the stream. While a promise that it returns is pending, others wait. */
export type ThroughWrite<In, Out> = (this: Through<In, Out>, chunk: In) => unknown;

/** Handles the end of writing; `this` is the stream. */
export type ThroughEnd<In, Out> = (this: Through<In, Out>) => unknown;

/** The type of `through`, which is also a property of itself. */
export interface ThroughFunction {
  <In = unknown, Out = In>(
    write?: ThroughWrite<In, Out> | null,
    end?: ThroughEnd<In, Out> | null,
    options?: ThroughOptions | null,
  ): Through<In, Out>;
  readonly through: ThroughFunction;
}

/**
 * Makes a stream that hands every written chunk to `write` and its end to `end`. Without `write` chunks pass
 * as they are; without `end` the readable side ends with the writable one. A function of one's own ends the
 * stream by `this.queue(null)`.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `write` or `end` is given and not a function, `maxWaiting` is no number
 * @throws {ERR_INVALID_ARG_VALUE} an `errors` that is neither of the two
 * @throws {ERR_OUT_OF_RANGE} a `maxWaiting` below 1
 * @throws {ERR_STREAM_OVERFLOW} as 'error' event: more than `maxWaiting` chunks wait
 *
 * @example A running sum, with a last word
 * ```ts
 * import { through } from 'gardenhose/through';
 *
 * let sum = 0;
 * const summing = through<number, number | string>(
 *   (n) => {
 *     sum += n;
 *   },
 *   function () {
 *     this.queue(sum);
 *     this.queue('done');
 *     this.queue(null);
 *   },
 * );
 * const seen: unknown[] = [];
 * summing.on('data', (chunk) => seen.push(chunk));
 * for (const n of [1, 2, 3]) summing.write(n);
 * summing.end();
 * assert.deepEqual(seen, [6, 'done']);
 * ```
 *
 * @example Asynchronous work
 * ```ts
 * import { through } from 'gardenhose/through';
 *
 * const loading = through<string>(async function (name) {
 *   const page = await Promise.resolve(`page ${name}`);
 *   this.queue(page);
 * });
 * assert.equal(loading.write('one'), false);
 * loading.end('two');
 * const pages: string[] = [];
 * for await (const page of loading) pages.push(page);
 * assert.deepEqual(pages, ['page one', 'page two']);
 * ```
 */
export const through: ThroughFunction = /* @__PURE__ */ hangOnItself(function through<In, Out>(
  write?: ThroughWrite<In, Out> | null,
  end?: ThroughEnd<In, Out> | null,
  options?: ThroughOptions | null,
): Through<In, Out> {
  return new Through(write, end, options);
});

function hangOnItself(create: Omit<ThroughFunction, 'through'>): ThroughFunction {
  return Object.assign(create, { through: create }) as ThroughFunction;
}

/** Keeps a callback's parameters from making the stream's type invariant: a stream of text is a stream. */
type Bivariant<F extends (this: never, ...args: never[]) => void> = {
  call(this: unknown, ...args: Parameters<F>): void;
}['call'];

/** The stream that `through` returns. */
export class Through<In = unknown, Out = In> extends ClassicStream<In, Out> {
  readonly #onwrite: Bivariant<ThroughWrite<In, Out>> | undefined;
  readonly #onend: Bivariant<ThroughEnd<In, Out>> | undefined;
  readonly #throws: boolean;
  readonly #maxWaiting: number;
  /** How many promises are pending: more than one if a function writes to its own stream. */
  #pending = 0;
  /** The chunks written meanwhile. */
  #waiting: Fifo<unknown> | undefined;
  #endWaits = false;

  constructor(
    write?: ThroughWrite<In, Out> | null,
    end?: ThroughEnd<In, Out> | null,
    options?: ThroughOptions | null,
  ) {
    super(options ?? {});
    const { errors = 'throw', maxWaiting = 1_048_576 } = options ?? {};
    if (write) validateFunction('write', write);
    if (end) validateFunction('end', end);
    this.#onwrite = write || undefined;
    this.#onend = end || undefined;
    validateWord('options.errors', errors, ['throw', 'destroy']);
    validateLimit('options.maxWaiting', maxWaiting, 1);
    this.#throws = errors === 'throw';
    this.#maxWaiting = maxWaiting;
    this.write = this.write.bind(this);
    this.end = this.end.bind(this);
    this.queue = this.push = this.queue.bind(this);
    this.pause = this.pause.bind(this);
    this.resume = this.resume.bind(this);
    this.destroy = this.destroy.bind(this);
  }

  override write(chunk: In): boolean;
  override write(chunk: never, encoding: never, callback?: never): boolean;
  override write(chunk: In): boolean {
    if (this.#pending === 0) this._write(chunk);
    else if (!this.destroyed) {
      this.#waiting ??= new Fifo();
      const { length } = this.#waiting;
      if (length < this.#maxWaiting) this.#waiting.push(chunk);
      else this.destroy(ERR_STREAM_OVERFLOW(length, this.#maxWaiting));
    }
    return !this.paused && this.#pending === 0;
  }

  override _write(chunk: In): void {
    if (this.#onwrite === undefined) this.queue(chunk as unknown as Out);
    else this.#call(this.#onwrite, chunk);
  }

  override _end(): void {
    if (this.#pending > 0) this.#endWaits = true;
    else if (this.#onend === undefined) this.queue(null);
    else this.#call(this.#onend);
  }

  override _resumed(): void {
    if (this.#pending === 0) super._resumed();
  }

  override destroy(error?: Error | null): this {
    this.#waiting?.clear();
    return super.destroy(error);
  }

  /** Calls one of the two functions; what is written while its promise is pending waits. */
  #call<Args extends unknown[]>(callback: (...args: Args) => unknown, ...args: Args): void {
    try {
      const result = callback.apply(this, args);
      if (!isThenable(result)) return;
      this.#pending++;
      whenSettled(
        result,
        () => this.#goOn(),
        (reason) => this.#fail(reason),
      );
    } catch (error) {
      if (this.#throws) throw error;
      this.#fail(error);
    }
  }

  /** A promise is fulfilled: handles what waits, up to the next promise; then the end, or asks for more. */
  #goOn(): void {
    try {
      while (this.#pending === 1 && this.#waiting?.length) this._write(this.#waiting.shift() as In);
      if (this.destroyed || --this.#pending > 0) return;
      if (this.#endWaits) {
        this.#endWaits = false;
        this._end();
      }
    } catch (error) {
      this.#fail(error);
    }
    if (!this.paused && this.writable) this._resumed();
  }

  #fail(reason: unknown): void {
    this.destroy(asError(reason));
  }
}

export { through as default, through as 'module.exports' };
