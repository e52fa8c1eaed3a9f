/**
 * What callers may say about a file and its streams, and what they get.
 *
 * @module
 */
import type { CodedError } from '../../core/errors.ts';
import type { Readable, ReadableEvents } from '../../core/readable.ts';
import type { Listener } from '../../core/types.ts';
import type { Overlong } from './_cutter.ts';

/** How a file is opened and cut into lines. */
export interface SliceFileOptions {
  /** How the file is opened. @default 'r' */
  readonly flags?: string | number | undefined;
  /** The mode of a file that the flags create. @default 0o666 */
  readonly mode?: number | undefined;
  /** An open descriptor to read instead of opening the file; `close()` closes it. Rotations go unnoticed. */
  readonly fd?: number | undefined;
  /** How much is read at once, in bytes, 1 GiB at most. @default 65536 */
  readonly bufsize?: number | undefined;
  /** The longest line, in bytes, its newline included; 1 GiB at most. @default 1048576 */
  readonly maxLineBytes?: number | undefined;
  /**
   * What becomes of a longer line. 'error' destroys the stream; 'skip' leaves the line out and emits 'skip' with
   * the error on the stream; 'truncate' delivers its first `maxLineBytes` bytes, the last of them its newline.
   * @default 'error'
   */
  readonly overlong?: Overlong | undefined;
  /** Closes the file when it aborts; its streams are destroyed with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/** How one stream of lines reads. */
export interface LinesOptions {
  /** Whether the stream gives `Line`s, with their positions, rather than bytes. @default false */
  readonly lines?: boolean | undefined;
  /** How many lines are cut ahead, 1 at least. @default the host's, for objects */
  readonly highWaterMark?: number | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Where following resumes. */
export interface FollowOptions extends LinesOptions {
  /** The `position` of the last line seen; '' stands for the beginning. */
  readonly after: string;
}

/** What a stream of lines emits, with the arguments of each event. */
export interface LinesEvents<Out> extends ReadableEvents<Out> {
  /** The file was replaced, or cut short or rewritten: the next line is its first. */
  rotate: [];
  truncate: [];
  /** A line that is too long was left out, because of `overlong: 'skip'`. */
  skip: [error: CodedError];
}

/** A stream of lines. */
export interface LinesReadable<Out> extends Readable<Out> {
  on<E extends keyof LinesEvents<Out>>(event: E, listener: (...args: LinesEvents<Out>[E]) => void): this;
  on(event: string | symbol, listener: Listener): this;
  once<E extends keyof LinesEvents<Out>>(event: E, listener: (...args: LinesEvents<Out>[E]) => void): this;
  once(event: string | symbol, listener: Listener): this;
  /** Gives the file back at once and ends the stream, after the lines that have been read already. */
  close(): void;
}

/** Called once, with the error or all lines of the slice. */
export type LinesCallback<Out> = (error: Error | null, lines?: Out[]) => void;
