/**
 * A Readable made of an iterable.
 *
 * @module
 */
import { isPlatformBytes, nextTick } from '#platform';
import { closingErrorsJoin } from './_host-line.ts';
import { isIterable } from './_predicates.ts';
import { joinErrors } from './destroy.ts';
import { ERR_INVALID_ARG_TYPE, ERR_STREAM_NULL_VALUES } from './errors.ts';
import type { Readable, ReadableConstructor, ReadableOptions } from './readable.ts';

/** The options of `Readable.from`; `read` and `destroy` are its own. */
export type FromOptions<Out> = Omit<ReadableOptions<Out>, 'read' | 'destroy'>;

/** What can be iterated in either way. */
interface AnyIterable<Out> {
  [Symbol.iterator](): Iterator<Out | Promise<Out>>;
  [Symbol.asyncIterator](): AsyncIterator<Out | Promise<Out>>;
}

/** What an iterator's `next` gives. */
type Step<Out> = { readonly value: Out | Promise<Out>; readonly done?: boolean | undefined };

/**
 * The chunks that come of bytes. A Buffer is one chunk, as text is. So are other bytes where the platform has no
 * Buffers; on Node they are numbers, one by one.
 */
export type BytesOf<Bytes extends Uint8Array> = Bytes extends { readonly readUInt8: unknown }
  ? Bytes
  : Bytes | number;

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
  if (!isIterable(iterable)) throw ERR_INVALID_ARG_TYPE('iterable', 'an instance of Iterable', iterable);
  const isAsync = isIterable(iterable, 'async');
  const iterator = (iterable as AnyIterable<Out>)[isAsync ? Symbol.asyncIterator : Symbol.iterator]();
  const stream = new Readable<Out>({ objectMode: true, highWaterMark: 1, ...options });
  let reading = false;
  // Declared, and not written where they are assigned, lest V8 make them in old space: see makeOnwrite.
  stream._read = read;
  stream._destroy = destroy;

  function read(): void {
    if (reading) return;
    reading = true;
    if (isAsync) void takeAsync();
    else takeSync();
  }

  function destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    close(error).then(
      () => nextTick(callback, error),
      (reason: Error) => nextTick(callback, closingErrorsJoin ? joinErrors(error, reason) : reason || error),
    );
  }

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
    try {
      while (true) {
        const { value, done } = iterator.next() as Step<Out>;
        if (!done && isPromise(value)) {
          void takeLater(value);
          return;
        }
        if (!give(value as Out, done)) return;
      }
    } catch (error) {
      stream.destroy(error as Error);
    }
  }

  async function takeLater(value: PromiseLike<Out>): Promise<void> {
    try {
      if (give(await value)) takeSync();
    } catch (error) {
      stream.destroy(error as Error);
    }
  }

  async function takeAsync(): Promise<void> {
    try {
      while (true) {
        const { value, done } = await iterator.next();
        if (!give(value as Out, done)) return;
      }
    } catch (error) {
      stream.destroy(error as Error);
    }
  }

  /** Pushes a value, or the end; false when the stream has enough or is over. */
  function give(value: Out, done?: boolean): boolean {
    if (done) return stream.push(null);
    if (value === null) throw ERR_STREAM_NULL_VALUES();
    reading = stream.push(value);
    return reading;
  }

  return stream;
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | null)?.then === 'function';
}
