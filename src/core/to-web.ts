/**
 * Web streams made of streams: what `toWeb` of Readable, Writable and Duplex does.
 *
 * Backpressure, ends, errors and cancellation cross the bridge in both directions. At most the high-water marks of
 * both sides are held. Classic streams have bridges too.
 *
 * Behaves as the Node that runs it, in browsers as Node 20. Mended: text in a stream of bytes is counted by its length, and a web stream that writes
 * bytes counts bytes rather than chunks; each side of a Duplex ends by itself; a chunk that cannot be counted or
 * written destroys the stream; a writer that aborts does not wait for 'drain'; a chunk that is written while the
 * stream is full is not lost.
 *
 * @see https://nodejs.org/api/stream.html#streamreadabletowebstreamreadable-options
 *
 * @module
 */
import { webHidesFailures, webWritesFail } from './_host-line.ts';
import { nop } from './_nop.ts';
import type { AnyStream } from './_predicates.ts';
import { isDestroyed, isReadable, isReadableStream, isWritable, isWritableStream } from './_predicates.ts';
import { destroyer } from './destroyer.ts';
import { AbortError, ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE } from './errors.ts';
import type { FinishedOptions } from './finished.ts';
import { finished, kAtOnce } from './finished.ts';
import type { Readable } from './readable.ts';
import type { Listener, ReadableLike, WritableLike } from './types.ts';
import type { Writable } from './writable.ts';

/** The options of `Readable.toWeb`. */
export interface ReadableToWebOptions<Out = unknown> {
  /** How much the web stream buffers, and how it counts. @default the stream's high-water mark, in bytes or objects */
  readonly strategy?: QueuingStrategy<Out> | undefined;
}

/** A web stream to read from and one to write to, as `TransformStream` has them. */
export interface WebPair<In = unknown, Out = In> {
  readonly readable: ReadableStream<Out>;
  readonly writable: WritableStream<In>;
}

/**
 * Makes a web stream of what a stream gives. While nobody reads it, the stream is paused; when it is cancelled,
 * the stream is destroyed. Buffers come out as plain Uint8Arrays. A stream that is over gives a closed web stream;
 * from Node 24 on, one that fails if the stream has failed or was closed before its end.
 *
 * @throws {ERR_INVALID_ARG_TYPE} if the stream cannot be read from.
 */
export function readableToWeb<Out>(
  source: (AsyncIterable<Out> & ReadableLike) | ReadableLike,
  options?: ReadableToWebOptions<Out>,
): ReadableStream<Out> {
  if (!isReadableStream(source) && !(source as AnyStream | null | undefined)?._readableState) {
    throw ERR_INVALID_ARG_TYPE('streamReadable', 'an stream.Readable', source);
  }
  const stream: AnyStream = source;
  const isOver = isReadOver(stream);
  if (isOver && webHidesFailures) return closedReadable();
  const { readableHighWaterMark, readableObjectMode } = stream as Partial<Readable>;
  let isCancelled = false;
  return new ReadableStream<Out>(
    {
      start(controller) {
        function ondata(chunk: Out): void {
          try {
            controller.enqueue(readableObjectMode ? chunk : plainBytes(chunk));
            if ((controller.desiredSize ?? 0) <= 0) stream.pause?.();
          } catch (error) {
            // The strategy cannot count such a chunk, or the web stream was cancelled.
            destroyer(stream, error as Error);
          }
        }
        if (!isOver) stream.pause?.();
        finished(stream, { writable: false, [kAtOnce]: isOver } as FinishedOptions, (error) => {
          stream.removeListener('data', ondata as Listener);
          // A stream that was destroyed with an error may emit it still; the web stream has been told.
          stream.on('error', nop);
          if (isCancelled) return;
          if (error) controller.error(abortedIfClosed(error));
          else controller.close();
        });
        if (!isOver) stream.on('data', ondata as Listener);
      },
      pull() {
        if (!isOver) stream.resume?.();
      },
      cancel(reason) {
        isCancelled = true;
        destroyer(stream, reason);
      },
    },
    options?.strategy ?? strategyOf(readableHighWaterMark, readableObjectMode),
  );
}

/**
 * Makes a web stream that writes to a stream. Its `write()` waits while the stream is full, its `close()` until
 * the stream has finished; when it is aborted, the stream is destroyed. A stream that is over gives a closed one.
 *
 * @throws {ERR_INVALID_ARG_TYPE} if the stream cannot be written to.
 */
export function writableToWeb<In>(destination: WritableLike<In>): WritableStream<In> {
  if (!isWritableStream(destination) && !(destination as AnyStream | null | undefined)?._writableState) {
    throw ERR_INVALID_ARG_TYPE('streamWritable', 'an stream.Writable', destination);
  }
  const stream: AnyStream = destination;
  if (isDestroyed(stream) || isWritable(stream) === false) {
    const over = new WritableStream<In>();
    void over.close();
    return over;
  }
  const { writableHighWaterMark, writableObjectMode } = stream as Partial<Writable>;
  /** The write that waits for 'drain', and the `close()` that waits for the end. */
  let room: Waiter | null = null;
  let closing: Waiter | null = null;

  function drained(): Promise<void> {
    return new Promise((resolve, reject) => {
      room = { resolve, reject };
    });
  }
  function ondrain(): void {
    room?.resolve();
  }
  return new WritableStream<In>(
    {
      start(controller) {
        const { signal } = controller;
        signal.addEventListener('abort', () => room?.reject(signal.reason));
        finished(stream, { readable: false }, (error) => {
          stream.removeListener('drain', ondrain);
          stream.on('error', nop);
          if (!error && closing !== null) {
            closing.resolve();
            return;
          }
          const reason = error ? abortedIfClosed(error) : new AbortError();
          room?.reject(reason);
          closing?.reject(reason);
          controller.error(reason);
        });
        stream.on('drain', ondrain);
      },
      async write(chunk) {
        if (stream.writableNeedDrain) await drained();
        try {
          const isFull = stream.write?.(chunk) === false;
          if (!(webWritesFail ? isFull : (stream.writableNeedDrain ?? isFull))) return;
        } catch (error) {
          destroyer(stream, error as Error);
          throw error;
        }
        await drained();
      },
      close() {
        return new Promise((resolve, reject) => {
          closing = { resolve, reject };
          if (!stream.writableEnded) stream.end?.();
        });
      },
      abort(reason) {
        destroyer(stream, reason);
      },
    },
    strategyOf(writableHighWaterMark, writableObjectMode),
  );
}

/**
 * Makes a web stream of each side of a stream.
 *
 * @throws {ERR_INVALID_ARG_TYPE} if the stream does not have two sides.
 */
export function duplexToWeb<In, Out>(
  duplex: (AsyncIterable<Out> & ReadableLike & WritableLike<In>) | (ReadableLike & WritableLike<In>),
): WebPair<In, Out> {
  const { _readableState, _writableState } = Object(duplex) as AnyStream;
  const isDuplex =
    (_readableState && _writableState) || (isReadableStream(duplex) && isWritableStream(duplex));
  if (!isDuplex) throw ERR_INVALID_ARG_TYPE('duplex', 'an stream.Duplex', duplex);
  return {
    writable: writableToWeb<In>(duplex),
    readable: isReadOver(duplex) ? closedReadable() : readableToWeb<Out>(duplex),
  };
}

/** Whether nothing more can be read. */
function isReadOver(stream: AnyStream): boolean {
  return isDestroyed(stream) || isReadable(stream) === false;
}

function closedReadable<Out>(): ReadableStream<Out> {
  return new ReadableStream<Out>({ start: (controller) => controller.close() });
}

/** Settles a promise that is waited for. */
interface Waiter {
  resolve(): void;
  reject(reason: unknown): void;
}

/** Without a high-water mark, which classic streams lack, one chunk is buffered. */
function strategyOf(highWaterMark = 1, objectMode = true): QueuingStrategy<unknown> {
  return objectMode ? { highWaterMark } : { highWaterMark, size: lengthOf };
}

function lengthOf(chunk: unknown): number {
  const { byteLength, length } = chunk as { byteLength?: number; length?: number };
  return byteLength ?? length ?? 1;
}

/** A copy of a Buffer, whose memory others may share: who reads a web stream may transfer its bytes. */
function plainBytes<Out>(chunk: Out): Out {
  if (!(chunk instanceof Uint8Array) || chunk.constructor === Uint8Array) return chunk;
  return new Uint8Array(chunk) as Out & Uint8Array;
}

/** For a web stream, to be closed before the end is to be aborted. */
function abortedIfClosed(error: Error): Error {
  const { code } = error as { code?: unknown };
  return code === ERR_STREAM_PREMATURE_CLOSE.code ? new AbortError(undefined, { cause: error }) : error;
}
