/**
 * Values that take time (streams, iterables, promises), made into one kind of source that can be started, paused
 * and destroyed.
 *
 * @module
 */
import { isThenable } from '../../core/_iteration.ts';
import { emitterSource, isEmitter } from './emitter.ts';

/** Takes what a source gives: content, and then the end or an error, once. */
export interface SourceReader {
  data(chunk: unknown): void;
  end(): void;
  fail(error: unknown): void;
}

/** Content that arrives in time. */
export interface ValueSource {
  /** Whether it is a promise, which goes on by itself from the moment when it was made. */
  readonly eager: boolean;
  /** Sends the content to `reader`, at once if it can. A second start has no content. */
  start(reader: SourceReader): void;
  pause(): void;
  resume(): void;
  /** Lets go of what it reads from. */
  destroy(): void;
}

/** What values have in common with the stream that they are for. */
export interface SourceContext {
  /** The most that is held of a stream that flows before its turn or does not pause, in bytes. */
  readonly maxHeldBytes: number;
  /** Is told of an error that comes before the start; the reader then gets it too. */
  onearly(error: unknown): void;
}

/** Makes a source of a value, or returns undefined for what is there at once. */
export function createSource(value: unknown, context: SourceContext): ValueSource | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  if (isEmitter(value)) return emitterSource(value, context);
  if ('then' in value && typeof value.then === 'function')
    return promiseSource(value as PromiseLike<unknown>, context);
  if (Symbol.asyncIterator in value) return iterableSource(value as AsyncIterable<unknown>);
  if (Symbol.iterator in value) return iterableSource(value as Iterable<unknown>);
  return undefined;
}

/** Reads nothing before the start. */
function iterableSource(iterable: Iterable<unknown> | AsyncIterable<unknown>): ValueSource {
  let iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  let reader: SourceReader | undefined;
  let flowing = false;
  let pulling = false;
  let over = false;

  async function pull(): Promise<void> {
    pulling = true;
    try {
      while (flowing && !over) {
        const { done, value } = await iterator!.next();
        if (over) return;
        if (done === true) {
          over = true;
          reader!.end();
          return;
        }
        const chunk = isThenable(value) ? await value : value;
        if (over) return;
        reader!.data(chunk);
      }
    } catch (error) {
      fail(error);
    } finally {
      pulling = false;
    }
  }

  function fail(error: unknown): void {
    if (over) return;
    over = true;
    reader!.fail(error);
  }

  /** Ends the iteration; what was not begun can be let go of only if it is a web stream. */
  async function letGo(): Promise<void> {
    if (iterator !== undefined) await iterator.return?.();
    else await (iterable as { cancel?(): unknown }).cancel?.();
  }

  return {
    eager: false,
    start(taker) {
      if (reader !== undefined) return taker.end();
      reader = taker;
      try {
        iterator =
          Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
      } catch (error) {
        return fail(error);
      }
      this.resume();
    },
    pause() {
      flowing = false;
    },
    resume() {
      flowing = true;
      if (!pulling && iterator !== undefined) void pull();
    },
    destroy() {
      if (over) return;
      over = true;
      letGo().catch(() => {});
    },
  };
}

/** Makes a source of what the promise gives as soon as it is there, so that nothing of it is lost or left open. */
function promiseSource(promise: PromiseLike<unknown>, context: SourceContext): ValueSource {
  let inner: ValueSource | undefined;
  let flowing = true;
  let reader: SourceReader | undefined;
  let destroyed = false;
  /** Gives what the promise gave to the reader, when both are there. */
  let deliver: (() => void) | undefined;

  function settle(value: unknown): void {
    try {
      inner = createSource(value, context);
    } catch (error) {
      fail(error);
      return;
    }
    if (destroyed) inner?.destroy();
    deliver = () => {
      if (inner === undefined) {
        reader!.data(value);
        reader!.end();
      } else {
        inner.start(reader!);
        if (!flowing) inner.pause();
      }
    };
    if (reader !== undefined && !destroyed) deliver();
  }

  function fail(error: unknown): void {
    if (destroyed) return;
    deliver = () => reader!.fail(error);
    if (reader !== undefined) deliver();
    else context.onearly(error);
  }

  Promise.resolve(promise).then(settle, fail);
  return {
    eager: true,
    start(taker) {
      if (reader !== undefined) return taker.end();
      reader = taker;
      deliver?.();
    },
    pause() {
      flowing = false;
      inner?.pause();
    },
    resume() {
      flowing = true;
      inner?.resume();
    },
    destroy() {
      destroyed = true;
      inner?.destroy();
    },
  };
}
