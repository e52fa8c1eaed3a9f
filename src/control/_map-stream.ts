/**
 * The stream that `map` returns.
 *
 * @module
 */
import { nextTick } from '#platform';
import { Fifo } from '../core/_fifo.ts';
import { isThenable } from '../core/_iteration.ts';
import type { ClassicStreamOptions } from '../core/classic.ts';
import { ClassicStream } from '../core/classic.ts';
import {
  AbortError,
  ERR_STREAM_DESTROYED,
  ERR_STREAM_OVERFLOW,
  ERR_STREAM_WRITE_AFTER_END,
} from '../core/errors.ts';
import { hideNull, showNull } from './_null.ts';
import { asError } from './_settled.ts';
import { validateFunction, validateLimit } from './_validate.ts';

/** Answers for one chunk: with an error, with what comes out (null, too), or with nothing, which drops the chunk. */
export type MapCallback<Out> = (error?: unknown, data?: Out) => void;

/**
 * Does the work for one chunk and calls back, at once or later, or returns a promise of what comes out, in which
 * undefined drops the chunk. If it returns false, `write()` does too, until nothing is under way. `this` is the stream.
 */
export type MapFunction<In, Out, Result = unknown> = (
  this: MapStream<In, Out>,
  data: In,
  callback: MapCallback<Out>,
) => Result;

/** Options of `map`. */
export interface MapOptions extends ClassicStreamOptions {
  /**
   * Whether an error for a chunk is a 'failure' event, which nobody needs to listen for, and not an 'error'. What
   * the function calls back with beside the error comes out then.
   * @default false
   */
  readonly failures?: boolean | undefined;
  /**
   * Most chunks under way: given to the function, and not come out yet. The default is more than programs of old
   * start at once before they wait, and fewer than the files that a process may open everywhere.
   * @default 128
   */
  readonly concurrency?: number | undefined;
  /**
   * Most chunks that wait beyond that, for a writer that does not wait itself: one more destroys the stream.
   * @default 1_048_576
   */
  readonly maxWaiting?: number | undefined;
  /** Whether what comes out is in the order of the chunks; otherwise each comes as soon as it is there. @default true */
  readonly ordered?: boolean | undefined;
}

const DEFAULT_CONCURRENCY = 128;
const DEFAULT_MAX_WAITING = 1_048_576;

/** One chunk under way. */
interface Call<Out> {
  isAnswered: boolean;
  /** What comes out; undefined for nothing. */
  data: Out | undefined;
}

/** The stream that `map` returns. */
export class MapStream<In = unknown, Out = In> extends ClassicStream<In, Out> {
  readonly #fn: (this: never, data: never, callback: never) => unknown;
  readonly #concurrency: number;
  readonly #maxWaiting: number;
  readonly #ordered: boolean;
  readonly #failures: boolean;
  /** What is under way, in the order of writing; where the order does not matter, what is answered. */
  readonly #calls = new Fifo<Call<Out>>();
  readonly #waiting = new Fifo<In>();
  #running = 0;
  /** Whether the function has asked to wait until nothing is under way. */
  #refused = false;
  #owesDrain = false;
  #isReleasing = false;
  /** What a listener has thrown inside a callback: no error of the function's. */
  #thrown: { readonly error: unknown } | undefined;
  #controller: AbortController | undefined;

  constructor(fn: MapFunction<In, Out>, options: MapOptions = {}) {
    super(options);
    const { concurrency = DEFAULT_CONCURRENCY, ordered = true, failures = false } = options;
    const { maxWaiting = DEFAULT_MAX_WAITING } = options;
    validateFunction('fn', fn);
    validateLimit('options.concurrency', concurrency, 1);
    validateLimit('options.maxWaiting', maxWaiting, 1);
    this.#fn = fn;
    this.#concurrency = concurrency;
    this.#maxWaiting = maxWaiting;
    this.#ordered = ordered;
    this.#failures = Boolean(failures);
    this.write = this.write.bind(this);
    this.end = this.end.bind(this);
    this.pause = this.pause.bind(this);
    this.resume = this.resume.bind(this);
    this.destroy = this.destroy.bind(this);
  }

  /** Aborts when the stream is destroyed: for what the function starts. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.destroyed) this.#abort();
    return this.#controller.signal;
  }

  override write(chunk: In): boolean;
  override write(chunk: never, encoding: never, callback?: never): boolean;
  override write(chunk: In): boolean {
    if (!this.writable) {
      const hasEnded = this.readableEnded || !this.destroyed;
      throw hasEnded ? ERR_STREAM_WRITE_AFTER_END() : ERR_STREAM_DESTROYED('write');
    }
    if (this.#isFull) this.#wait(chunk);
    else this.#refused = this.#call(chunk) === false;
    this.#owesDrain = this.#refused || this.paused || this.#isFull;
    if (this.#refused && this.#running === 0) nextTick(() => this.#askForMore());
    return !this.#owesDrain;
  }

  #wait(chunk: In): void {
    const { length } = this.#waiting;
    if (length < this.#maxWaiting) this.#waiting.push(chunk);
    else this.destroy(ERR_STREAM_OVERFLOW(length, this.#maxWaiting));
  }

  override _end(): void {
    this.#advance();
  }

  override _deliver(chunk: Out | null): void {
    if (chunk === null) super._deliver(chunk);
    else this.emit('data', showNull(chunk));
  }

  override _resumed(): void {
    this.#askForMore();
  }

  override destroy(error?: Error | null): this {
    this.#calls.clear();
    this.#waiting.clear();
    try {
      return super.destroy(error);
    } finally {
      this.#abort();
    }
  }

  override _close(): void {
    nextTick(() => super._close());
  }

  get #isFull(): boolean {
    return this.#running >= this.#concurrency;
  }

  /** Gives a chunk to the function; returns what that returns. */
  #call(chunk: In): unknown {
    const call: Call<Out> = { isAnswered: false, data: undefined };
    this.#running++;
    this.#thrown = undefined;
    if (this.#ordered) this.#calls.push(call);
    const callback: MapCallback<Out> = (error, data) => {
      try {
        this.#answer(call, error, data);
      } catch (thrown) {
        this.#thrown = { error: thrown };
        throw thrown;
      }
    };
    try {
      const result = (this.#fn as MapFunction<In, Out>).call(this, chunk, callback);
      if (isThenable(result)) this.#await(call, result as PromiseLike<Out | undefined>);
      return result;
    } catch (error) {
      if (this.#isListeners(error)) throw error;
      this.#fail(call, error);
      return undefined;
    }
  }

  /** Whether an exception that came out of the function was thrown by a listener, inside the callback. */
  #isListeners(error: unknown): boolean {
    return this.#thrown !== undefined && this.#thrown.error === error;
  }

  /** Takes an answer by promise, in a tick of its own, so that what a listener throws is not a rejection. */
  #await(call: Call<Out>, promise: PromiseLike<Out | undefined>): void {
    promise.then(
      (data) => {
        const byCallback = data === undefined && this.#fn.length === 2;
        if (!byCallback) nextTick(() => this.#answer(call, null, data));
      },
      (reason) => nextTick(() => this.#fail(call, asError(reason))),
    );
  }

  #answer(call: Call<Out>, error: unknown, data: Out | undefined): void {
    if (call.isAnswered || this.destroyed) return;
    if (error) this.#fail(call, error, data);
    else this.#settle(call, data);
  }

  /** Tells of an error: a 'failure' after all else, an 'error' before. */
  #fail(call: Call<Out>, error: unknown, data?: Out): void {
    if (this.destroyed) return;
    if (this.#failures) {
      this.#settle(call, data);
      this.emit('failure', error);
      return;
    }
    try {
      this.emit('error', error);
    } finally {
      this.#settle(call, undefined);
    }
  }

  #settle(call: Call<Out>, data: Out | undefined): void {
    if (call.isAnswered || this.destroyed) return;
    call.isAnswered = true;
    call.data = data;
    if (!this.#ordered) this.#calls.push(call);
    this.#advance();
  }

  /** Goes on after an answer; in the next tick once more, if a listener throws and so cuts this short. */
  #advance(): void {
    if (this.#isReleasing) return;
    let isDone = false;
    try {
      this.#isReleasing = true;
      while (this.#releaseNext() || this.#callNext());
      this.#isReleasing = false;
      this.#askForMore();
      this.#endIfDone();
      isDone = true;
    } finally {
      this.#isReleasing = false;
      if (!isDone) nextTick(() => this.#advance());
    }
  }

  #releaseNext(): boolean {
    if (!this.#calls.first?.isAnswered) return false;
    const { data } = this.#calls.shift() as Call<Out>;
    this.#running--;
    if (data !== undefined) this.queue(hideNull(data));
    return true;
  }

  #callNext(): boolean {
    if (this.#isFull || this.#waiting.length === 0) return false;
    if (this.#call(this.#waiting.shift() as In) === false) this.#refused = true;
    return true;
  }

  #askForMore(): void {
    if (!this.#owesDrain || this.paused || this.readableEnded || this.destroyed) return;
    if (this.#refused ? this.#running > 0 : this.#isFull) return;
    this.#owesDrain = this.#refused = false;
    this.emit('drain');
  }

  #endIfDone(): void {
    if (this.writableEnded && this.#running === 0 && this.#waiting.length === 0) this.queue(null);
  }

  #abort(): void {
    this.#controller?.abort(new AbortError(undefined, { cause: this.errored }));
  }
}
