/**
 * Lets a stream of values speak a format: what is written to it is read by the format, what it emits is written so.
 *
 * @module
 */
import type { CodedError } from '../../core/errors.ts';
import { ERR_STREAM_SERIALIZER_ENCODE, isGardenhoseError, withCause } from '../../core/errors.ts';
import type { DestinationOf, PipeOptions } from '../../core/types.ts';
import type { Format, Taker } from './_format.ts';

/** The members of a stream that are replaced, and one that is used if it is there. */
export interface SerializableStream {
  write(chunk: never): unknown;
  end(chunk?: never): unknown;
  emit(event: string, ...args: never[]): unknown;
  destroy?(error?: Error): unknown;
}

/** A stream that was changed: text or bytes are written to it, and come out of it. */
export type Serialized<S, Chunk extends string | Uint8Array = string | Uint8Array> = EncodedSide &
  (S extends { on: unknown } ? EncodedEvents<Chunk> : unknown) &
  (S extends { pipe: unknown } ? EncodedPipe<Chunk> : unknown) &
  S;

interface EncodedSide {
  write(chunk: string | Uint8Array): boolean;
  end(chunk?: string | Uint8Array): unknown;
}

interface EncodedEvents<Chunk> {
  on(event: 'data', listener: (chunk: Chunk) => void): this;
  once(event: 'data', listener: (chunk: Chunk) => void): this;
}

interface EncodedPipe<Chunk> {
  pipe<D extends DestinationOf<Chunk>>(destination: D, options?: PipeOptions): D;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Changes a stream, and returns it. */
export function wrap<S extends SerializableStream, Chunk extends string | Uint8Array>(
  stream: S,
  format: Format,
): Serialized<S, Chunk> {
  const { write, end, emit } = stream as unknown as Record<'write' | 'end' | 'emit', Method>;
  /** Whether nothing is read any more: the stream is ended or closed, or nothing can be. */
  let isOver = false;
  let isFull = false;

  const taker: Taker = {
    take(value) {
      if (isOver) return;
      if (write.call(stream, value) === false) isFull = true;
    },
    refuse(error) {
      if (isOver) return;
      emit.call(stream, 'error', error);
    },
    fail(error) {
      isOver = true;
      if (typeof stream.destroy === 'function') stream.destroy(error);
      else emit.call(stream, 'error', error);
    },
  };

  const writeEncoded = (chunk: unknown): boolean => {
    isFull = false;
    if (!isOver) format.decode(chunk, taker);
    return !isFull && !isOver;
  };
  const endEncoded = (...last: unknown[]): unknown => {
    if (last.length > 0 && last[0] !== undefined && last[0] !== null) writeEncoded(last[0]);
    if (!isOver) format.flush(taker);
    isOver = true;
    return end.call(stream);
  };
  const emitEncoded = (event: string, ...args: unknown[]): unknown => {
    if (event === 'close') isOver = true;
    if (event !== 'data') return emit.call(stream, event, ...args);
    let chunk: string | Uint8Array;
    try {
      chunk = format.encode(args[0]);
    } catch (error) {
      return emit.call(stream, 'error', unwritable(error));
    }
    return emit.call(stream, 'data', chunk);
  };
  const encoded = { write: writeEncoded, end: endEncoded, emit: emitEncoded };
  return Object.assign(stream, encoded) as unknown as Serialized<S, Chunk>;
}

function unwritable(reason: unknown): CodedError {
  if (isGardenhoseError(reason)) return reason;
  const why = reason instanceof Error ? reason.message : String(reason);
  return withCause(ERR_STREAM_SERIALIZER_ENCODE(why), reason);
}
