/**
 * Makes a readable stream out of an array, anything iterable, a web stream, or a function that is called for more.
 *
 * It starts by itself in the next tick, and flows without a stop until somebody pauses it: a pipe whose destination
 * is full, or `pause()`. While it is paused nothing comes out of it and its source is not asked for more. Destroying
 * it before its end closes the source: an iterator's `return()` is called, a web stream is cancelled.
 *
 * Behaves as npm from@0.1.7 in its call forms, events, flags and their timing. So a function is called again at once
 * if it returns something true, in the next tick if it calls `next`, and at each `resume()`; what it emits by
 * `this.emit('data', chunk)` comes out even from a paused stream, what it hands to `this.queue(chunk)` waits. Mended:
 * `resume()` in a 'data' listener does not overtake the other listeners, nor fill the stack; 'close' comes once, and
 * `readable` is false then; an exception in the function destroys the stream; what is no source is refused at once;
 * `pause()`, `resume()` and `destroy()` return the stream. Added: iterables, async iterables, generators, web
 * streams, text and bytes (one chunk), async functions, `queue`, `signal`, `destroy(error)`, `destroyed`, `errored`
 * and `for await`.
 *
 * @see the handbook's chapter "from"
 *
 * @example A generator, through a pipe
 * ```ts
 * import { concat } from 'gardenhose/concat-stream';
 * import { from } from 'gardenhose/from';
 *
 * function* countdown(n: number) {
 *   while (n > 0) yield `${n--} `;
 * }
 * const body = concat({ encoding: 'string' });
 * from(countdown(3)).pipe(body);
 * assert.equal(await body.result(), '3 2 1 ');
 * ```
 *
 * @module
 */
import { nextTick } from '#platform';
import type { ClassicStreamOptions } from '../core/classic.ts';
import { ClassicReadable } from '../core/classic.ts';
import { asError } from './_settled.ts';
import type { Outlet, Source } from './_sources.ts';
import { sourceOf } from './_sources.ts';

/** Options of `from`. */
export interface FromOptions extends ClassicStreamOptions {}

/** What chunks can be taken out of. Text and bytes are one chunk. */
export type FromSource<Out> = Iterable<Out> | AsyncIterable<Out> | ReadableStream<Out>;

/**
 * Emits chunks, or queues them, any number at a time; `this` is the stream. `count` is the number of calls before.
 * The function ends the stream by `this.queue(null)` or `this.emit('end')`. It is called again if it returns
 * something true, when the promise that it returns is fulfilled, or when it calls `next`.
 */
export type FromFunction<Out> = (this: From<Out>, count: number, next: () => void) => unknown;

/** Makes the iterator that chunks are taken out of. */
export type FromGenerator<Out> = (
  this: From<Out>,
  count: number,
  next: () => void,
) => IterableIterator<Out> | AsyncIterableIterator<Out>;

/**
 * Makes a stream that emits the items of `source`, or what the function `source` emits.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `source` is nothing of the kind
 * @throws TypeError `source` is a web stream that is locked
 *
 * @example A function that is asked for more
 * ```ts
 * import { from } from 'gardenhose/from';
 *
 * const squares = from<number>(function (i) {
 *   if (i === 4) this.queue(null);
 *   else this.queue(i * i);
 *   return true;
 * });
 * const seen: number[] = [];
 * squares.on('data', (square) => seen.push(square));
 * squares.on('end', () => assert.deepEqual(seen, [0, 1, 4, 9]));
 * ```
 */
export function from(source: string, options?: FromOptions | null): From<string>;
export function from<Bytes extends Uint8Array>(source: Bytes, options?: FromOptions | null): From<Bytes>;
export function from<Out>(source: FromSource<Out>, options?: FromOptions | null): From<Out>;
export function from<Out>(source: FromGenerator<Out>, options?: FromOptions | null): From<Out>;
export function from<Out>(source: FromFunction<Out>, options?: FromOptions | null): From<Out>;
export function from<Out>(source: unknown, options?: FromOptions | null): From<Out> {
  return new From(source, options);
}

/** The stream that `from` returns. */
export class From<Out = unknown> extends ClassicReadable<Out> implements Outlet<Out> {
  /** Whether chunks have been asked for, or anybody has said when. */
  started = false;
  readonly #source: Source;
  #isPulling = false;
  /** Whether more is asked for while a step is being taken. */
  #isPulledAgain = false;

  constructor(source: unknown, options?: FromOptions | null) {
    super(options ?? {});
    this.#source = sourceOf(this, source);
    this.pause = this.pause.bind(this);
    this.resume = this.resume.bind(this);
    this.destroy = this.destroy.bind(this);
    nextTick(() => this.#start());
  }

  /** Whether nothing more comes out: the stream has ended or is closed. */
  get ended(): boolean {
    return this.readableEnded || this.destroyed;
  }

  /** Stops the stream until `resume()`. */
  override pause(): this {
    this.started = true;
    this.paused = true;
    return this;
  }

  /** Lets the stream flow; what the source has at hand comes out before this returns. */
  override resume(): this {
    this.started = true;
    this.paused = false;
    this._drain();
    this._pull();
    return this;
  }

  /**
   * Closes the stream and its source; an error given is emitted first. What a synchronous source throws then is such
   * an error; what an asynchronous one fails with comes too late for anybody to hear.
   */
  override destroy(error?: Error | null): this {
    if (this.destroyed) return this;
    let reason = error;
    try {
      this.#source.close();
    } catch (thrown) {
      reason ??= asError(thrown);
    }
    return super.destroy(reason);
  }

  /** Takes steps as long as chunks flow; asked for while a step is taken, once more after it. */
  _pull(): void {
    this.#isPulledAgain = true;
    if (this.#isPulling) return;
    this.#isPulling = true;
    try {
      while (this.#isPulledAgain && !this.paused && !this.ended) {
        this.#isPulledAgain = false;
        if (this.#source.take()) this.#isPulledAgain = true;
      }
    } finally {
      this.#isPulling = false;
    }
  }

  /** Destroys the stream for what its source has thrown. */
  _fail(reason: unknown): void {
    this.destroy(asError(reason));
  }

  #start(): void {
    if (!this.started) this.resume();
  }
}

export { from as default, from as 'module.exports' };
