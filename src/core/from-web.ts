/**
 * Streams made of web streams: what `fromWeb` of Readable, Writable and Duplex does.
 *
 * Backpressure, ends, errors and cancellation cross the bridge in both directions. A web stream that has been
 * bridged stays locked.
 *
 * Behaves as Node 20. Mended: when one side of a pair fails, the other is cancelled or aborted; a null among the
 * chunks of a web stream is an error, not its end; after `destroy()` there is no 'end'; a burst of writes may fail,
 * and so may a write that is destroyed at once; a web stream without a buffer can be written to.
 *
 * @see https://nodejs.org/api/stream.html#streamreadablefromwebreadablestream-options
 *
 * @module
 */
import { isEncoding } from '#platform';
import { has } from './_web.ts';
import { destroyer } from './destroyer.ts';
import type { Duplex, DuplexConstructor, DuplexOptions } from './duplex.ts';
import {
  AbortError,
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_STREAM_NULL_VALUES,
  ERR_STREAM_PREMATURE_CLOSE,
} from './errors.ts';
import type { Readable, ReadableConstructor } from './readable.ts';
import type { WebPair } from './to-web.ts';
import type { Encoding } from './types.ts';
import type { Writable, WritableConstructor } from './writable.ts';

interface FromWebOptions {
  /** Where backpressure begins, in bytes or objects. @default the host's */
  readonly highWaterMark?: number | undefined;
  /** Whether chunks are any values rather than text and bytes. @default false */
  readonly objectMode?: boolean | undefined;
  /** Destroys the stream with an `AbortError` when it aborts, and cancels the web stream. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of `Readable.fromWeb`. */
export interface ReadableFromWebOptions extends FromWebOptions {
  /** Hands bytes out as text of this encoding, characters whole. @default none: bytes */
  readonly encoding?: Encoding | undefined;
}

/** The options of `Writable.fromWeb`. */
export interface WritableFromWebOptions extends FromWebOptions {
  /** Whether text is turned into bytes before the web stream gets it. @default true */
  readonly decodeStrings?: boolean | undefined;
}

/** The options of `Duplex.fromWeb`. */
export interface DuplexFromWebOptions extends ReadableFromWebOptions, WritableFromWebOptions {
  /** Whether the writable side stays open when the readable side ends. @default false */
  readonly allowHalfOpen?: boolean | undefined;
}

/**
 * Makes a Readable of a web stream. One chunk after the other is asked for, as there is room; when the Readable is
 * destroyed, the web stream is cancelled.
 *
 * @throws {ERR_INVALID_ARG_TYPE} if `source` is no ReadableStream, or for an option of the wrong type.
 * @throws {ERR_INVALID_ARG_VALUE} for an encoding that is not known, or a wrong high-water mark.
 * @throws TypeError if the web stream is locked.
 */
export function readableFromWeb<Out>(
  Readable: ReadableConstructor,
  source: ReadableStream<Out>,
  options?: ReadableFromWebOptions,
): Readable<Out> {
  validateReadableStream(source, 'readableStream');
  return bridge(Readable<Out>, source, undefined, options);
}

/**
 * Makes a Writable of a web stream. A write counts as done when the web stream has handled the chunk. When the
 * Writable is destroyed with an error, the web stream is aborted, and otherwise closed.
 *
 * @throws {ERR_INVALID_ARG_TYPE} if `destination` is no WritableStream, or for an option of the wrong type.
 * @throws {ERR_INVALID_ARG_VALUE} for a wrong high-water mark.
 * @throws TypeError if the web stream is locked.
 */
export function writableFromWeb<In>(
  Writable: WritableConstructor,
  destination: WritableStream<In>,
  options?: WritableFromWebOptions,
): Writable<In> {
  validateWritableStream(destination, 'writableStream');
  return bridge(Writable<In>, undefined, destination, options);
}

/**
 * Makes a Duplex of two web streams. When it is destroyed, the one is cancelled and the other aborted.
 *
 * @throws {ERR_INVALID_ARG_TYPE} if a part of `pair` is no web stream, or for an option of the wrong type.
 * @throws {ERR_INVALID_ARG_VALUE} for an encoding that is not known, or a wrong high-water mark.
 * @throws TypeError if a web stream is locked.
 */
export function duplexFromWeb<In, Out>(
  Duplex: DuplexConstructor,
  pair: WebPair<In, Out> = {} as never,
  options?: DuplexFromWebOptions,
): Duplex<In, Out> {
  validateObject(pair, 'pair');
  validateReadableStream(pair.readable, 'pair.readable');
  validateWritableStream(pair.writable, 'pair.writable');
  return bridge(Duplex<In, Out>, pair.readable, pair.writable, options);
}

/** Makes a stream that reads from the one web stream and writes to the other; one of them may be missing. */
function bridge<In, Out, Made extends Readable<Out> | Writable<In>>(
  Constructor: new (options: DuplexOptions<In, Out>) => Made,
  source: ReadableStream<Out> | undefined,
  destination: WritableStream<In> | undefined,
  options: DuplexFromWebOptions = {},
): Made {
  validateObject(options, 'options');
  const { objectMode, highWaterMark, encoding, decodeStrings, allowHalfOpen = false, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  if (!source) validateBoolean(decodeStrings, 'options.decodeStrings');
  else if (encoding !== undefined && !isEncoding(encoding)) {
    throw ERR_INVALID_ARG_VALUE('options.encoding', encoding);
  }
  const reader = source?.getReader();
  let writer!: WritableStreamDefaultWriter<In>;
  let stream: Made;
  try {
    if (destination) writer = destination.getWriter();
    stream = new Constructor({
      objectMode,
      highWaterMark,
      encoding,
      decodeStrings,
      allowHalfOpen,
      signal,
      read() {
        readFrom(reader!, this as unknown as Readable<Out>);
      },
      // In a microtask, after the callback of what was written before.
      write(chunk, _encoding, callback) {
        queueMicrotask(() => settle(writeTo(writer, chunk), callback));
      },
      writev(chunks, callback) {
        queueMicrotask(() =>
          settle(Promise.all(chunks.map(({ chunk }) => writeTo(writer, chunk))), callback),
        );
      },
      final(callback) {
        settle(writer.close(), callback);
      },
      destroy(error, callback) {
        const left = error || reader ? writer?.abort(error) : writer.close();
        settle(Promise.allSettled([left, reader?.cancel(error)]), () => callback(error));
      },
    });
  } catch (error) {
    reader?.releaseLock();
    writer?.releaseLock();
    throw error;
  }
  function onfailed(error: Error): void {
    destroyer(stream, error);
  }
  reader?.closed.catch(onfailed);
  // Others may close what is written to.
  writer?.closed.then(() => {
    if (!(stream as Writable).writableEnded) onfailed(ERR_STREAM_PREMATURE_CLOSE());
  }, onfailed);
  return stream;
}

/** Gives a stream the next chunk of a web stream, or its end. */
function readFrom<Out>(reader: ReadableStreamDefaultReader<Out>, stream: Readable<Out>): void {
  reader.read().then(
    ({ value, done }) => {
      if (stream.destroyed) return;
      if (done) stream.push(null);
      else if (value === null) stream.destroy(ERR_STREAM_NULL_VALUES());
      else stream.push(value);
    },
    (error) => destroyer(stream, error),
  );
}

/** Writes; a web stream of Node that has been closed since the write was asked for throws, and does not reject. */
function writeTo<In>(writer: WritableStreamDefaultWriter<In>, chunk: In): Promise<void> {
  try {
    return writer.write(chunk);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Calls back when a promise settles, always with an error if it was rejected. */
function settle(promise: Promise<unknown>, callback: (error?: Error | null) => void): void {
  promise.then(
    () => callback(null),
    (error: Error) => callback(error ?? new AbortError()),
  );
}

function validateObject(value: unknown, name: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw ERR_INVALID_ARG_TYPE(name, 'of type object', value);
  }
}

function validateBoolean(value: unknown, name: string): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw ERR_INVALID_ARG_TYPE(name, 'of type boolean', value);
  }
}

function validateReadableStream(value: unknown, name: string): void {
  if (!has(value, 'getReader')) throw ERR_INVALID_ARG_TYPE(name, 'an instance of ReadableStream', value);
}

function validateWritableStream(value: unknown, name: string): void {
  if (!has(value, 'getWriter')) throw ERR_INVALID_ARG_TYPE(name, 'an instance of WritableStream', value);
}
