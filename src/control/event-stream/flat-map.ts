/**
 * Makes many chunks of each. Not in npm event-stream@4.0.1.
 *
 * @module
 */
import { nextTick } from '#platform';
import { isThenable } from '../../core/_iteration.ts';
import { nop } from '../../core/_nop.ts';
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { isLast } from '../_sources.ts';
import { validateFunction } from '../_validate.ts';
import { OneByOne } from './_one-by-one.ts';

/** What a chunk is turned into: several chunks, at once or in time. */
export type FlatMapFunction<In, Out> = (data: In) => Iterable<Out> | AsyncIterable<Out>;

type Step<Out> = IteratorResult<Out, unknown>;

/**
 * Emits what comes out of the iterable that a function returns for each chunk; of one chunk after the other. An
 * iterable is only asked for more while the stream is not paused, so it may be endless. An exception in the function
 * or its iterable is an 'error' event, and the stream goes on with the next chunk.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `fn` is not a function
 *
 * @example Words of lines
 * ```ts
 * import { flatMap } from 'gardenhose/event-stream';
 *
 * const words = flatMap((line: string) => line.split(' '));
 * const seen: string[] = [];
 * words.on('data', (word) => seen.push(word));
 * words.write('beep boop');
 * assert.deepEqual(seen, ['beep', 'boop']);
 * ```
 */
export function flatMap<In = unknown, Out = unknown>(
  fn: FlatMapFunction<In, Out>,
  options?: ClassicStreamOptions,
): FlatMapStream<In, Out> {
  return new FlatMapStream(fn, options);
}

/** The stream that `flatMap` returns. */
export class FlatMapStream<In = unknown, Out = unknown> extends OneByOne<In, Out> {
  readonly #fn: FlatMapFunction<never, Out>;
  #iterator: Iterator<Out> | AsyncIterator<Out> | undefined;
  /** Whether the iterator's answer is on its way. */
  #isAsking = false;
  /** Whether chunks are being let out: a listener that pauses and resumes meanwhile need not start it anew. */
  #isPulling = false;

  constructor(fn: FlatMapFunction<In, Out>, options?: ClassicStreamOptions) {
    super(options);
    validateFunction('fn', fn);
    this.#fn = fn as FlatMapFunction<never, Out>;
  }

  override _take(chunk: In): boolean {
    try {
      const fn = this.#fn as unknown as FlatMapFunction<In, Out>;
      this.#iterator = iteratorOf(fn(chunk));
    } catch (error) {
      this.emit('error', error);
      return true;
    }
    return this.#guard(() => this.#pull());
  }

  override _resumed(): void {
    if (this.#iterator === undefined) super._resumed();
    else if (!this.#isAsking && !this.#isPulling && this.#guard(() => this.#pull())) this._done();
  }

  override _close(): void {
    const iterator = this.#iterator;
    this.#iterator = undefined;
    leave(iterator);
    super._close();
  }

  #guard(letOut: () => boolean): boolean {
    this.#isPulling = true;
    try {
      return letOut();
    } finally {
      this.#isPulling = false;
    }
  }

  /** Lets out what the iterator has as long as chunks flow; returns whether that was all. */
  #pull(): boolean {
    while (!this.paused && this.#iterator !== undefined) {
      let step: Step<Out> | PromiseLike<Step<Out>>;
      try {
        step = this.#iterator.next();
      } catch (error) {
        this.#fail(error);
        return true;
      }
      if (isThenable(step)) {
        this.#await(step as PromiseLike<Step<Out>>);
        return false;
      }
      if (this.#isLast(step as Step<Out>)) return true;
    }
    return this.#iterator === undefined;
  }

  #await(step: PromiseLike<Step<Out>>): void {
    const settle = (take: () => boolean): void => {
      this.#isAsking = false;
      if (!this.destroyed && this.#guard(() => take() || this.#pull())) this._done();
    };
    this.#isAsking = true;
    step.then(
      (step) => nextTick(settle, () => this.#isLast(step)),
      (error) => nextTick(settle, () => this.#fail(error)),
    );
  }

  #isLast(step: Step<Out>): boolean {
    let isDone: boolean;
    try {
      isDone = isLast(step);
    } catch (error) {
      return this.#fail(error);
    }
    if (isDone) this.#iterator = undefined;
    else this.put(step.value as Out);
    return isDone;
  }

  #fail(error: unknown): true {
    this.#iterator = undefined;
    this.emit('error', error);
    return true;
  }
}

function iteratorOf<Out>(chunks: Iterable<Out> | AsyncIterable<Out>): Iterator<Out> | AsyncIterator<Out> {
  return Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
}

/** Tells an iterator that nobody wants more. */
function leave(iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined): void {
  try {
    const left = iterator?.return?.();
    if (isThenable(left)) left.then(nop, nop);
  } catch {
    // The stream is closed: there is nobody left to tell.
  }
}
