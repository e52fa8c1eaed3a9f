/**
 * Streams made of web streams: what `fromWeb` of Readable, Writable and Duplex does.
 *
 * Backpressure, ends, errors and cancellation cross the bridge in both directions. A web stream that has been
 * bridged stays locked.
 *
 * Behaves as Node 20. Mended: when one side of a pair fails, the other is cancelled or aborted; a null among the
 * chunks of a web stream is an error, not its end; after `destroy()` there is no 'end'; a burst of writes may fail;
 * a web stream without a buffer can be written to.
 *
 * @see https://nodejs.org/api/stream.html#streamreadablefromwebreadablestream-options
 *
 * @module
 */
import { isEncoding } from '#platform';
import type { AnyStream } from './_predicates.ts';
import { has } from './_web.ts';
import type { WriteCallback } from './_writable-state.ts';
import { addAbortSignal } from './add-abort-signal.ts';
import type { DoneCallback } from './destroy.ts';
import { destroyer } from './destroyer.ts';
import type { Duplex, DuplexConstructor } from './duplex.ts';
import {
  AbortError,
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_STREAM_NULL_VALUES,
  ERR_STREAM_PREMATURE_CLOSE,
} from './errors.ts';
import { validateSignal } from './finished.ts';
import type { Readable, ReadableConstructor } from './readable.ts';
import type { WebPair } from './to-web.ts';
import type { Encoding } from './types.ts';
import type { Writable, WritableConstructor, WritevChunk } from './writable.ts';

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
  options: ReadableFromWebOptions = {},
): Readable<Out> {
  validateReadableStream(source, 'readableStream');
  validateOptions(options);
  validateEncoding(options.encoding);
  let reader!: ReadableStreamDefaultReader<Out>;
  const stream = new Readable<Out>({
    ...pick(options, 'highWaterMark', 'objectMode', 'encoding'),
    read() {
      readFrom(reader, this);
    },
    destroy(error, callback) {
      settle(reader.cancel(error), () => callback(error));
    },
  });
  reader = source.getReader();
  reader.closed.catch((error) => destroyer(stream, error));
  if (options.signal) addAbortSignal(options.signal, stream);
  return stream;
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
  options: WritableFromWebOptions = {},
): Writable<In> {
  validateWritableStream(destination, 'writableStream');
  validateOptions(options);
  validateBoolean(options.decodeStrings, 'options.decodeStrings');
  let writer!: WritableStreamDefaultWriter<In>;
  const stream = new Writable<In>({
    ...pick(options, 'highWaterMark', 'objectMode', 'decodeStrings'),
    ...writingTo(() => writer),
    destroy(error, callback) {
      settle(error ? writer.abort(error) : writer.close(), () => callback(error));
    },
  });
  writer = destination.getWriter();
  watchWriter(writer, stream as unknown as AnyStream);
  if (options.signal) addAbortSignal(options.signal, stream);
  return stream;
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
  options: DuplexFromWebOptions = {},
): Duplex<In, Out> {
  validateObject(pair, 'pair');
  validateReadableStream(pair.readable, 'pair.readable');
  validateWritableStream(pair.writable, 'pair.writable');
  validateOptions(options);
  validateEncoding(options.encoding);
  let reader!: ReadableStreamDefaultReader<Out>;
  let writer!: WritableStreamDefaultWriter<In>;
  const duplex = new Duplex<In, Out>({
    ...pick(options, 'highWaterMark', 'objectMode', 'encoding', 'decodeStrings'),
    ...writingTo(() => writer),
    allowHalfOpen: options.allowHalfOpen ?? false,
    read() {
      readFrom(reader, this as unknown as Readable<Out>);
    },
    destroy(error, callback) {
      settle(Promise.allSettled([writer.abort(error), reader.cancel(error)]), () => callback(error));
    },
  });
  reader = pair.readable.getReader();
  try {
    writer = pair.writable.getWriter();
  } catch (error) {
    reader.releaseLock();
    throw error;
  }
  reader.closed.catch((error) => destroyer(duplex, error));
  watchWriter(writer, duplex as unknown as AnyStream);
  if (options.signal) addAbortSignal(options.signal, duplex);
  return duplex;
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

/** The methods of a stream whose chunks go to a web stream. */
function writingTo<In>(writer: () => WritableStreamDefaultWriter<In>): {
  write(chunk: In, encoding: Encoding, callback: WriteCallback): void;
  writev(chunks: WritevChunk<In>[], callback: WriteCallback): void;
  final(callback: DoneCallback): void;
} {
  return {
    // In a microtask, after the callback of what was written before.
    write(chunk, _encoding, callback) {
      queueMicrotask(() => settle(writer().write(chunk), callback));
    },
    writev(chunks, callback) {
      queueMicrotask(() => settle(Promise.all(chunks.map(({ chunk }) => writer().write(chunk))), callback));
    },
    final(callback) {
      settle(writer().close(), callback);
    },
  };
}

/** Makes a stream fail with the web stream that it writes to, also when that is closed by others. */
function watchWriter(writer: WritableStreamDefaultWriter<never>, stream: AnyStream): void {
  writer.closed.then(
    () => {
      if (!stream.writableEnded) destroyer(stream, ERR_STREAM_PREMATURE_CLOSE());
    },
    (error) => destroyer(stream, error),
  );
}

/** Calls back when a promise settles, always with an error if it was rejected. */
function settle(promise: Promise<unknown>, callback: (error?: Error | null) => void): void {
  promise.then(
    () => callback(null),
    (error: Error) => callback(error ?? new AbortError()),
  );
}

function pick<Options extends object, Name extends keyof Options>(
  options: Options,
  ...names: Name[]
): Pick<Options, Name> {
  return Object.fromEntries(names.map((name) => [name, options[name]])) as Pick<Options, Name>;
}

function validateObject(value: unknown, name: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw ERR_INVALID_ARG_TYPE(name, 'of type object', value);
  }
}

function validateOptions(options: FromWebOptions): void {
  validateObject(options, 'options');
  validateBoolean(options.objectMode, 'options.objectMode');
  if (options.signal) validateSignal(options.signal, 'signal');
}

function validateBoolean(value: unknown, name: string): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw ERR_INVALID_ARG_TYPE(name, 'of type boolean', value);
  }
}

function validateEncoding(encoding: unknown): void {
  if (encoding !== undefined && !isEncoding(encoding)) {
    throw ERR_INVALID_ARG_VALUE('options.encoding', encoding);
  }
}

function validateReadableStream(value: unknown, name: string): void {
  if (!has(value, 'getReader')) throw ERR_INVALID_ARG_TYPE(name, 'an instance of ReadableStream', value);
}

function validateWritableStream(value: unknown, name: string): void {
  if (!has(value, 'getWriter')) throw ERR_INVALID_ARG_TYPE(name, 'an instance of WritableStream', value);
}
