/**
 * What the streams of a file have in common: a lease on the file, a cutter, and how a line is handed out.
 *
 * @module
 */

import type { CodedError } from '../../core/errors.ts';
import { Readable } from '../../core/readable.ts';
import type { Cutter, LineLimit } from './_cutter.ts';
import type { OpenCallback, OpenOptions } from './_file.node.ts';
import { Lease } from './_file.node.ts';
import type { FileState, LineIndex } from './_line-index.ts';
import type { ReadAt } from './_range.ts';

/** A line and where it ends. */
export interface Line {
  /** The line with its newline. Empty if it was too long and is skipped. */
  readonly bytes: Uint8Array;
  /** The token of the position just after the line, for `follow({ after })`. */
  readonly position: string;
  /** Whether the line ends with a newline; false for a last line that has none yet. */
  readonly complete: boolean;
  /** Set if the line was longer than allowed: it is empty ('skip') or cut ('truncate'). */
  readonly error?: CodedError | undefined;
}

/** What a stream needs to know of the file, and whom it tells. */
export interface Source extends LineLimit, OpenOptions {
  readonly blockBytes: number;
  /** Opens the file as it is now, for a slice. */
  open(callback: OpenCallback): void;
  /** Returns what is known of the lines of the file in this state. */
  indexOf(state: FileState): LineIndex;
  /** Is told when the stream has given up everything that it held. */
  onrelease(stream: LineStream<unknown>): void;
}

/** How one stream reads. */
export interface StreamOptions {
  readonly lines: boolean;
  readonly highWaterMark: number | undefined;
}

/** A stream of lines: subclasses say where blocks come from and when it is over. */
export abstract class LineStream<Out> extends Readable<Out> {
  protected readonly source: Source;
  protected readonly lines: boolean;
  protected lease: Lease | undefined;
  protected abstract readonly cutter: Cutter;
  /** Whether the stream waits for the file: for a read, or for the file to grow. */
  #waiting = false;
  /** Whether a line is being handed out, and whether more was asked for meanwhile. */
  #pumping = false;
  #again = false;
  #started = false;
  /** Whether `close` was called. */
  protected closing = false;

  constructor(source: Source, { lines, highWaterMark }: StreamOptions) {
    super({ objectMode: true, construct, ...(highWaterMark === undefined ? {} : { highWaterMark }) });
    this.source = source;
    this.lines = lines;
  }

  /** Gives the file back at once and ends the stream after the lines that have been read already. */
  close(): void {
    if (this.closing || this.destroyed) return;
    this.closing = true;
    this.#giveBack();
    if (this.#waiting || !this.#started) this.finish();
  }

  /** Opens the file, if the stream has no lease from the beginning. */
  protected abstract open(callback: OpenCallback): void;

  /** Asks for the next block; ends in a call of `pump`, `finish` or `destroy`. */
  protected abstract fill(): void;

  /** Is called after each line; false ends the stream. */
  protected abstract goOn(): boolean;

  /** Is called when the stream needs the file no longer. */
  protected abstract leave(): void;

  /** @internal Is called by the constructor's `construct`. */
  start(callback: (error?: Error | null) => void): void {
    if (this.lease !== undefined) {
      callback();
      return;
    }
    this.open((error, file) => {
      if (file === undefined) callback(error);
      else if (this.closing) file.release(callback);
      else {
        this.lease = new Lease(file);
        callback();
      }
    });
  }

  override _read(): void {
    this.#started = true;
    if (this.#pumping) this.#again = true;
    else if (!this.#waiting) this.pump();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#giveBack(() => callback(error));
  }

  /** Hands out the lines of the block until the reader has enough, then asks for the next block. */
  protected pump(): void {
    this.#waiting = false;
    this.#pumping = true;
    let more = true;
    for (let line = this.cutter.next(); line !== undefined; line = this.cutter.next()) {
      this.#again = false;
      more = this.deliver(line) || this.#again;
      if (this.destroyed) return;
      if (!this.goOn()) {
        this.finish();
        return;
      }
      if (!more) break;
    }
    this.#pumping = false;
    if (!more) return;
    this.#waiting = true;
    if (this.closing) this.finish();
    else this.fill();
  }

  /** Hands out one line; false if the reader wants no more for now. */
  protected deliver(bytes: Uint8Array): boolean {
    const { complete, error } = this.cutter;
    if (error !== undefined && this.source.overlong === 'error') {
      this.destroy(error);
      return false;
    }
    if (this.lines) {
      const position = this.cutter.position(this.lease?.file.inode ?? '');
      const line: Line = error ? { bytes, position, complete, error } : { bytes, position, complete };
      return this.push(line as Out);
    }
    if (error === undefined || this.source.overlong === 'truncate') return this.push(bytes as Out);
    this.emit('skip', error);
    return true;
  }

  /** Ends the stream and gives the file back. */
  protected finish(): void {
    this.#waiting = true;
    this.#giveBack();
    if (!this.destroyed) this.push(null);
  }

  #giveBack(callback?: () => void): void {
    const done = (): void => {
      this.source.onrelease(this);
      callback?.();
    };
    this.leave();
    if (this.lease === undefined) done();
    else this.lease.release(done);
  }
}

function construct(this: object, callback: (error?: Error | null) => void): void {
  (this as LineStream<unknown>).start(callback);
}

/** Reads through a lease; what is asked for after its release never comes. */
export function readAt(lease: Lease): ReadAt {
  return (start, end) =>
    new Promise((resolve, reject) => {
      const block = Buffer.allocUnsafe(end - start);
      lease.read(block, start, (error, count) => {
        if (error) reject(error);
        else resolve(block.subarray(0, count));
      });
    });
}
