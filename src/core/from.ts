/**
 * A Readable made of an iterable.
 *
 * @module
 */
import { asPlatformBytes, nextTick } from '#platform';
import { closingErrorsJoin } from './_host-line.ts';
import { joinErrors } from './destroy.ts';
import { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES } from './errors.ts';
import type { Readable, ReadableConstructor, ReadableOptions } from './readable.ts';

/** The options of `Readable.from`; `read` and `destroy` are its own. */
export type FromOptions<Out> = Omit<ReadableOptions<Out>, 'read' | 'destroy'>;

/**
 * The chunks that come of bytes. A Buffer is one chunk, as text is. So are other bytes where the platform has no
 * Buffers; on Node they are numbers, one by one.
 */
export type BytesOf<Bytes extends Uint8Array> = Bytes extends { readonly readUInt8: unknown }
  ? Bytes
  : Bytes | number;

type AnyIterator<Out> = Iterator<Out | Promise<Out>> | AsyncIterator<Out | Promise<Out>>;

/** Makes a Readable that takes one value after the other from an iterable, and closes it when destroyed. */
export function readableFrom<Out>(
  Readable: ReadableConstructor,
  iterable: unknown,
  options?: FromOptions<Out>,
): Readable<Out> {
  if (typeof iterable === 'string' || isPlatformBytes(iterable)) {
    return new Readable<Out>({
      objectMode: true,
      ...options,
      read() {
        this.push(iterable as Out);
        this.push(null);
      },
    });
  }
  const { iterator, isAsync } = openIterator<Out>(iterable);
  const stream = new Readable<Out>({ objectMode: true, highWaterMark: 1, ...options });
  let reading = false;
  stream._read = () => {
    if (reading) return;
    reading = true;
    if (isAsync) void takeAsync();
    else takeSync();
  };
  stream._destroy = (error, callback) => {
    close(error).then(
      () => nextTick(callback, error),
      (reason: Error) => nextTick(callback, closingErrorsJoin ? joinErrors(error, reason) : reason || error),
    );
  };

  /** Lets a generator run its `finally`, or see the error. */
  async function close(error: Error | null): Promise<void> {
    if (error !== null && error !== undefined && typeof iterator.throw === 'function') {
      const { value, done } = await iterator.throw(error);
      await value;
      if (done) return;
    }
    if (iterator.return === undefined) return;
    const { value } = await iterator.return();
    await value;
  }

  /** Takes values as long as they are at hand; a promise among them is waited for. */
  function takeSync(): void {
    while (true) {
      try {
        const { value, done } = iterator.next() as IteratorResult<Out | Promise<Out>>;
        if (done) {
          stream.push(null);
          return;
        }
        if (isPromise(value)) {
          void takePromise(value);
          return;
        }
        if (!give(value)) return;
      } catch (error) {
        stream.destroy(error as Error);
        return;
      }
    }
  }

  async function takePromise(promise: PromiseLike<Out>): Promise<void> {
    try {
      if (give(await promise)) takeSync();
    } catch (error) {
      stream.destroy(error as Error);
    }
  }

  async function takeAsync(): Promise<void> {
    while (true) {
      try {
        const { value, done } = await iterator.next();
        if (done) {
          stream.push(null);
          return;
        }
        if (!give(value as Out)) return;
      } catch (error) {
        stream.destroy(error as Error);
        return;
      }
    }
  }

  /** Pushes a value; false when the stream has enough or is over. */
  function give(value: Out): boolean {
    if (value === null) {
      reading = false;
      throw ERR_STREAM_NULL_VALUES();
    }
    if (stream.push(value)) return true;
    reading = false;
    return false;
  }

  return stream;
}

function openIterator<Out>(iterable: unknown): { iterator: AnyIterator<Out>; isAsync: boolean } {
  const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = Object(iterable ?? {}) as Partial<
    AsyncIterable<Out> & Iterable<Out>
  >;
  if (typeof async === 'function')
    return { iterator: async.call(iterable as AsyncIterable<Out>), isAsync: true };
  if (typeof sync === 'function') return { iterator: sync.call(iterable as Iterable<Out>), isAsync: false };
  throw ERR_INVALID_ARG_TYPE('iterable', 'an instance of Iterable', iterable);
}

function isPlatformBytes(value: unknown): boolean {
  return value instanceof Uint8Array && asPlatformBytes(value) === value;
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | null)?.then === 'function';
}
