/**
 * What `from` takes its chunks out of: arrays, iterators and functions, each asked one step after the other.
 *
 * @module
 */
import { nextTick } from '#platform';
import { isThenable } from '../core/_iteration.ts';
import { nop } from '../core/_nop.ts';
import { isIterable } from '../core/_predicates.ts';
import { has } from '../core/_web.ts';
import type { ClassicReadable } from '../core/classic.ts';
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE } from '../core/errors.ts';
import { whenSettled } from './_settled.ts';

/** Where chunks come from. */
export interface Source {
  /** Takes one step, which may emit chunks or the end; says whether the next may follow at once. */
  take(): boolean;
  /** Lets go of what is not needed any more; may throw. */
  close(): void;
}

/** The stream that chunks go to. */
export interface Outlet<Out> extends ClassicReadable<Out> {
  /** Takes steps as long as chunks flow. */
  _pull(): void;
  /** Destroys the stream for what its source threw. */
  _fail(reason: unknown): void;
}

/** A function that emits chunks, or returns an iterator. */
type SourceFunction<Out> = (this: Outlet<Out>, count: number, next: () => void) => unknown;

/** Returns the way to take chunks out of whatever it is. */
export function sourceOf<Out>(stream: Outlet<Out>, given: unknown): Source {
  if (typeof given === 'function') return fromFunction(stream, given as SourceFunction<Out>);
  if (Array.isArray(given)) return fromArray(stream, given);
  if (typeof given === 'string' || given instanceof Uint8Array) return fromArray(stream, [given as Out]);
  if (has(given, 'getReader')) return fromAsyncIterator(stream, readerOf(given as ReadableStream<Out>));
  if (isIterable(given, 'async')) {
    return fromAsyncIterator(stream, (given as AsyncIterable<Out>)[Symbol.asyncIterator]());
  }
  if (isIterable(given)) return fromIterator(stream, (given as Iterable<Out>)[Symbol.iterator]());
  throw ERR_INVALID_ARG_TYPE(
    'source',
    'one of type function or string, or an instance of Array, Iterable, AsyncIterable, or ReadableStream',
    given,
  );
}

/** Takes the items that an array has now. */
function fromArray<Out>(stream: Outlet<Out>, array: readonly Out[]): Source {
  const { length } = array;
  let index = 0;
  function take(): boolean {
    if (index < length) stream.emit('data', array[index++]);
    else stream.emit('end');
    return true;
  }
  return { take, close: nop };
}

function fromIterator<Out>(stream: Outlet<Out>, iterator: Iterator<Out>): Source {
  let isOver = false;
  function take(): boolean {
    let step: IteratorResult<Out>;
    try {
      // Over, too, while it runs: a generator that destroys the stream cannot be returned from within.
      isOver = true;
      step = iterator.next();
      isOver = isLast(step);
      if (stream.destroyed) {
        close();
        return false;
      }
    } catch (error) {
      stream._fail(error);
      return false;
    }
    if (isOver) stream.emit('end');
    else stream.emit('data', step.value);
    return true;
  }
  function close(): void {
    if (isOver) return;
    isOver = true;
    iterator.return?.();
  }
  return { take, close };
}

/** Asks for one value at a time; what arrives while the stream is paused waits until it flows. */
function fromAsyncIterator<Out>(stream: Outlet<Out>, iterator: AsyncIterator<Out>): Source {
  let isOver = false;
  let isAsked = false;
  let step: IteratorResult<Out> | undefined;

  function take(): boolean {
    if (step === undefined) {
      if (!isAsked) ask();
      return false;
    }
    const { value, done } = step;
    step = undefined;
    if (done) stream.emit('end');
    else stream.emit('data', value);
    return true;
  }
  function ask(): void {
    isAsked = true;
    try {
      whenSettled(iterator.next(), onstep, onfailure);
    } catch (error) {
      onfailure(error);
    }
  }
  function onstep(result: IteratorResult<Out>): void {
    isAsked = false;
    try {
      isOver = isLast(result);
    } catch (error) {
      onfailure(error);
      return;
    }
    step = result;
    stream._pull();
  }
  function onfailure(reason: unknown): void {
    isOver = true;
    stream._fail(reason);
  }
  function close(): void {
    if (isOver || iterator.return === undefined) return;
    isOver = true;
    whenSettled(iterator.return(), nop, nop);
  }
  return { take, close };
}

/**
 * Says whether nothing comes after this.
 *
 * @throws {ERR_INVALID_RETURN_VALUE} an iterator's answer is none
 */
export function isLast(step: unknown): boolean {
  if (typeof step !== 'object' || step === null) throw ERR_INVALID_RETURN_VALUE('an object', 'next', step);
  return (step as IteratorResult<unknown>).done === true;
}

/** Calls a function again when it has returned something true, its promise is fulfilled, or it has called `next`. */
function fromFunction<Out>(stream: Outlet<Out>, call: SourceFunction<Out>): Source {
  let count = 0;
  let isPending = false;
  let iterator: Source | undefined;

  function take(): boolean {
    if (iterator !== undefined) return iterator.take();
    if (isPending) return false;
    let result: unknown;
    try {
      result = call.call(stream, count++, next);
    } catch (error) {
      stream._fail(error);
      return false;
    }
    if (typeof result !== 'object' || result === null) return Boolean(result);
    if (isThenable(result)) {
      isPending = true;
      whenSettled(result, onfulfilled, (reason) => stream._fail(reason));
      return false;
    }
    if (has(result, 'next') && isIterable(result)) iterator = sourceOf(stream, result);
    return true;
  }
  function onfulfilled(): void {
    isPending = false;
    stream._pull();
  }
  function next(): void {
    // While the stream is paused, it is for resume() to go on.
    if (!stream.paused) nextTick(() => stream._pull());
  }
  function close(): void {
    iterator?.close();
  }
  return { take, close };
}

/** Lets go of the web stream when it is over, and when nobody wants more. */
function readerOf<Out>(web: ReadableStream<Out>): AsyncIterator<Out> {
  const reader = web.getReader();
  return {
    next: async () => {
      const step = await reader.read();
      if (step.done) reader.releaseLock();
      return step as IteratorResult<Out>;
    },
    return: async () => {
      const cancelled = reader.cancel();
      reader.releaseLock();
      await cancelled;
      return { value: undefined, done: true };
    },
  };
}
