/**
 * A Duplex made of anything that chunks come from or go to.
 *
 * Compatible with `Duplex.from` of Node 20, and mended where that one waits for ever: destroying the Duplex
 * destroys both streams of a pair, and reaches a function that waits for chunks; what a function that has
 * returned did not take is dropped, so that the writer comes to its end.
 *
 * @see https://nodejs.org/api/stream.html#streamduplexfromsrc
 *
 * @module
 */
import { nextTick } from '#platform';
import { join } from './_join.ts';
import type { AnyStream } from './_predicates.ts';
import { isIterable, isReadableStream, isStream, isWritableStream } from './_predicates.ts';
import { has, isWebReadable, isWebWritable, settle } from './_web.ts';
import type { WriteCallback } from './_writable-state.ts';
import type { Duplex, DuplexConstructor, DuplexOptions } from './duplex.ts';
import { AbortError, ERR_INVALID_ARG_TYPE, ERR_INVALID_RETURN_VALUE } from './errors.ts';
import type { BytesOf } from './from.ts';
import { readableFrom } from './from.ts';
import { readableFromWeb, writableFromWeb } from './from-web.ts';
import type { ChunkSource, OutOf, StageFunction } from './joints.ts';
import { Readable } from './readable.ts';
import type { EmitterLike } from './types.ts';
import { Writable } from './writable.ts';

/** A function that takes what is written, and gives what is read or, when all is taken, nothing. */
export type DuplexFunction<In, Out> = (
  source: AsyncIterable<In>,
  options: { readonly signal: AbortSignal },
) => AsyncIterable<Out> | Iterable<Out> | PromiseLike<void>;

/** What a Duplex can be made of: anything that chunks may come from or go to. */
export type DuplexSource =
  | EmitterLike
  | ChunkSource
  | PromiseLike<unknown>
  | Blob
  | WritableStream<never>
  | StageFunction<unknown, AsyncIterable<unknown> | Iterable<unknown> | PromiseLike<void>>
  | { readonly readable?: DuplexSource; readonly writable?: DuplexSource };

/** What is read from the Duplex that is made of `Source`. */
export type OutOfDuplex<Source> = Source extends Uint8Array ? BytesOf<Source> : OutOf<Source>;

/** What Node's message says a source may be. */
export const SOURCES: string =
  'of type function or an instance of Blob, ReadableStream, WritableStream, Stream, Iterable, AsyncIterable, ' +
  'or Promise or { readable, writable } pair';

/**
 * Makes a Duplex of a stream, an iterable, a promise, a function, a Blob, or a pair of two of them.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for anything else.
 * @throws {ERR_INVALID_RETURN_VALUE} for a function that returns neither an iterable nor a promise.
 */
export function duplexFrom<In, Out>(Duplex: DuplexConstructor, body: unknown): Duplex<In, Out> {
  const { readable, writable } = Object(body ?? {}) as { readable?: unknown; writable?: unknown };
  const make = (part: unknown): AnyStream => duplexFrom(Duplex, part) as never;
  if (isStream(body)) {
    const reads = isReadableStream(body);
    const writes = isWritableStream(body);
    const hasBoth = body._readableState && body._writableState;
    if (hasBoth || (reads && writes)) return body as never;
    return join(Duplex, reads ? body : undefined, writes ? body : undefined);
  }
  if (isWebReadable(body)) return join(Duplex, readableFromWeb(Readable, body) as never, undefined);
  if (isWebWritable(body)) return join(Duplex, undefined, writableFromWeb(Writable, body) as never);
  if (typeof body === 'function')
    return ofFunction(Duplex, body as DuplexFunction<unknown, unknown>) as never;
  if (isIterable(body)) return readableFrom(Duplex as never, body, { writable: false } as object) as never;
  if (typeof Blob === 'function' && body instanceof Blob)
    return ofPromise(Duplex, body.arrayBuffer()) as never;
  if (isObject(readable) || isObject(writable)) {
    return join(
      Duplex,
      isReadableStream(readable) || !isObject(readable) ? (readable as AnyStream) : make(readable),
      isWritableStream(writable) || !isObject(writable) ? (writable as AnyStream) : make(writable),
    );
  }
  if (has(body, 'then')) return ofPromise(Duplex, body as PromiseLike<unknown>) as never;
  throw ERR_INVALID_ARG_TYPE('body', SOURCES, body);
}

/** Makes a stream of the one value that a promise gives; null and undefined make an empty one. */
function ofPromise<Out>(Duplex: DuplexConstructor, promise: PromiseLike<Out>): Duplex<never, Out> {
  const stream = new Duplex<never, Out>({ objectMode: true, writable: false, read() {} });
  promise.then(
    (value) => {
      if (value !== null && value !== undefined) stream.push(value);
      stream.push(null);
    },
    (error: Error) => {
      stream.destroy(error);
    },
  );
  return stream;
}

/** A write, or the end of the writes, that the function has not taken. */
interface Offer<In> {
  readonly chunk?: In;
  readonly last?: boolean;
  readonly callback: WriteCallback;
}

/** Makes a stream whose chunks go to a function and, if that returns an iterable, come from there. */
function ofFunction<In, Out>(Duplex: DuplexConstructor, fn: DuplexFunction<In, Out>): Duplex<In, Out> {
  const stop = new AbortController();
  const { signal } = stop;
  let offered: Offer<In> | undefined;
  let returned = false;
  let wake = (): void => {};

  async function* written(): AsyncGenerator<In, void, undefined> {
    while (true) {
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      if (offered === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        const { chunk, last, callback } = offered;
        offered = undefined;
        nextTick(callback);
        if (last) return;
        yield chunk as In;
      }
    }
  }
  function offer(write: Offer<In>): void {
    if (returned) nextTick(write.callback);
    else offered = write;
    wake();
  }
  /** The function takes no more. */
  function close(): void {
    returned = true;
    if (offered) nextTick(offered.callback);
    offered = undefined;
  }
  function abort(error: Error | null): void {
    if (!returned) stop.abort(error ?? undefined);
    if (offered) nextTick(offered.callback, error ?? new AbortError());
    offered = undefined;
    wake();
  }

  const options: DuplexOptions<In, Out> = {
    objectMode: true,
    write: (chunk, _encoding, callback) => offer({ chunk, callback }),
    final: (callback) => offer({ last: true, callback }),
  };
  const result = fn(written(), { signal });
  if (isIterable(result)) {
    const stream = readableFrom(Duplex as never, result, options as object) as unknown as Duplex<In, Out>;
    const closeIterator = stream._destroy;
    stream.on('end', close);
    const destroy: typeof closeIterator = (error, callback) => {
      abort(error);
      closeIterator.call(stream, error, callback);
    };
    stream._destroy = destroy;
    return stream;
  }
  if (!has(result, 'then')) {
    throw ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or AsyncFunction', 'body', result);
  }
  const promise = Promise.resolve(result).then((value: unknown) => {
    if (value !== null && value !== undefined) throw ERR_INVALID_RETURN_VALUE('nully', 'body', value);
    close();
  });
  const stream = new Duplex<In, Out>({
    ...options,
    readable: false,
    final(callback) {
      offer({ last: true, callback: () => {} });
      settle(promise, callback);
    },
    destroy(error, callback) {
      abort(error);
      callback(error);
    },
  });
  promise.catch((error: Error) => stream.destroy(error));
  return stream;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
