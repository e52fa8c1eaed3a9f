/**
 * A stream under trial, of any make: what it has given so far, and the calls that a writer and a reader make.
 *
 * @module
 */
import { nop } from '../../core/_nop.ts';
import type { AnyStream } from '../../core/_predicates.ts';
import { isReadableStream, isWritableStream } from '../../core/_predicates.ts';
import { isWebPair, isWebReadable, isWebWritable } from '../../core/_web.ts';
import type { EmitterLike } from '../../core/types.ts';
import { EmitterSubject } from './_emitter-subject.ts';
import type { Log } from './_log.ts';
import { WebSubject } from './_web-subject.ts';

/** Anything that the laws hold for: a stream of any make, a web stream, or a pair of them. */
export type LawSubject =
  | EmitterLike
  | ReadableStream
  | WritableStream
  | { readonly readable: ReadableStream; readonly writable: WritableStream };

/** Which sides a stream has, and whether what is written comes out of it. */
export type Shape = 'through' | 'readable' | 'writable' | 'duplex';

/** A stream, watched. */
export interface Subject {
  readonly stream: unknown;
  /** What has come out. */
  readonly seen: readonly unknown[];
  /** Is called at each chunk, inside of what brings it. */
  onchunk: (() => void) | undefined;
  /** What must not happen and did: 'end' a second time, a chunk after 'close'. */
  readonly faults: readonly string[];
  readonly error: unknown;
  readonly hasFailed: boolean;
  /** Whether the readable side has ended. */
  readonly hasEnded: boolean;
  readonly isClosed: boolean;
  /** Whether nothing more is to come, 'close' apart. */
  readonly isOver: boolean;
  /** Whether it promises to close by itself. */
  readonly closes: boolean;
  readonly canPause: boolean;
  readonly canDestroy: boolean;
  /** Writes; false asks to wait for room. What is thrown is logged, and is no answer. */
  write(chunk: unknown): boolean;
  /** Whether there is room again. */
  readonly hasRoom: boolean;
  end(): void;
  pause(): void;
  resume(): void;
  destroy(error?: Error): void;
}

/** Which sides a stream has when it is new. */
export function sidesOf(stream: unknown): { readable: boolean; writable: boolean } {
  if (isWebPair(stream)) return { readable: true, writable: true };
  if (isWeb(stream)) return { readable: isWebReadable(stream), writable: isWebWritable(stream) };
  const { readable, writable } = stream as AnyStream;
  return {
    readable: isReadableStream(stream) && readable !== false,
    writable: isWritableStream(stream) && writable !== false,
  };
}

/** Whether it is a web stream or a pair of them. */
export function isWeb(stream: unknown): boolean {
  return isWebPair(stream) || isWebReadable(stream) || isWebWritable(stream);
}

/** Watches a stream, reading it at once unless it is to be `paused`. */
export function watch(stream: unknown, shape: Shape, log: Log, paused: boolean): Subject {
  const sides = { readable: shape !== 'writable', writable: shape !== 'readable' };
  if (isWeb(stream)) return new WebSubject(stream, log, paused);
  return new EmitterSubject(stream as AnyStream, sides, log, paused);
}

/** Destroys a stream that nobody needs any more. */
export function dispose(stream: LawSubject): void {
  if (isWeb(stream)) return;
  (stream as AnyStream).on('error', nop);
  (stream as AnyStream).destroy?.();
}
