/**
 * What the two cutters, forwards and backwards, have in common.
 *
 * A cutter is fed one block at a time and asked for lines until it has no more. Lines that lie within a block
 * are views of it; only a line that crosses a border is copied, so that work and memory stay linear.
 *
 * @module
 */
import type { CodedError } from '../../core/errors.ts';
import { ERR_SLICE_FILE_LINE_TOO_LONG } from '../../core/errors.ts';

/** What happens to a line longer than the limit. */
export type Overlong = 'error' | 'skip' | 'truncate';

/** The limit on a line, and what happens beyond it. */
export interface LineLimit {
  readonly maxLineBytes: number;
  readonly overlong: Overlong;
}

/** The byte that ends a line. */
export const NEWLINE = 10;
/** Stands for no bytes. */
export const NOTHING: Uint8Array = new Uint8Array(0);

/** The state of a cutter, and what it tells of the line that it returned last. */
export abstract class Cutter {
  /** Whether the last line ends with a newline. */
  complete = false;
  /** Set if the last line was longer than allowed. */
  error: CodedError | undefined;

  /** The block being cut. */
  protected block: Uint8Array = NOTHING;
  /** The file offset of the block's first byte. */
  protected base = 0;
  /** How many bytes of the current line were in earlier blocks, dropped ones included. */
  protected held = 0;
  protected readonly max: number;
  protected readonly overlong: Overlong;

  constructor(limit: LineLimit) {
    this.max = limit.maxLineBytes;
    this.overlong = limit.overlong;
  }

  /** Takes the next block, whose part to be cut begins at index `from`; `base` is its offset in the file. */
  abstract feed(block: Uint8Array, from: number, base: number): void;

  /** Returns the next line; undefined if the block has none. A line with an `error` may be empty. */
  abstract next(): Uint8Array | undefined;

  /** Returns what is held back, after the last block, and forgets it. */
  abstract rest(): Uint8Array;

  /** Returns the token of the position just after the last line. */
  abstract position(inode: string): string;

  /** Whether part of a line is held back. */
  get holding(): boolean {
    return this.held > 0;
  }

  protected tooLong(offset: number): void {
    this.error = ERR_SLICE_FILE_LINE_TOO_LONG(offset, this.max);
  }
}
