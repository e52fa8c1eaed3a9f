/**
 * Cuts blocks that come from the end of the file towards its beginning.
 *
 * @module
 */
import type { LineLimit } from './_cutter.ts';
import { Cutter, NEWLINE, NOTHING } from './_cutter.ts';
import { checkBefore, formatPosition } from './_position.ts';

/** The end of a line, noted when it is reached: the bytes before it may lie in a block that is gone later. */
interface LineEnd {
  readonly complete: boolean;
  readonly offset: number;
  readonly check: number;
}

/** Cuts lines off blocks that are fed from the last to the first. */
export class BackwardCutter extends Cutter {
  /** Where the part to be cut begins, and where what is left of it ends. */
  #from = 0;
  #to = 0;
  /** The pieces held back, the last of the line first. */
  #pieces: Uint8Array[] = [];
  #kept = 0;
  readonly #noting: boolean;
  #last: LineEnd | undefined;
  #next: LineEnd | undefined;

  /** With `noting`, positions can be asked for. */
  constructor(limit: LineLimit, noting: boolean) {
    super(limit);
    this.#noting = noting;
  }

  override feed(block: Uint8Array, from: number, base: number): void {
    this.block = block;
    this.base = base;
    this.#from = from;
    this.#to = block.length;
    this.#next ??= this.#note(block.length, block[block.length - 1] === NEWLINE);
  }

  override next(): Uint8Array | undefined {
    const from = this.#from;
    const to = this.#to;
    if (to <= from) return undefined;
    const newline = this.#newlineBefore(this.held === 0 ? to - 1 : to);
    if (newline < from) return this.#hold(from, to);
    const start = newline + 1;
    this.#to = start;
    this.#describe();
    const line = this.#join(start, to);
    this.#next = this.#note(start, true);
    return line;
  }

  override rest(): Uint8Array {
    this.#describe();
    return this.#join(this.#from, this.#from);
  }

  override position(inode: string): string {
    return formatPosition(this.#last?.offset ?? 0, inode, this.#last?.check ?? 0);
  }

  #newlineBefore(index: number): number {
    return index <= this.#from ? -1 : this.block.lastIndexOf(NEWLINE, index - 1);
  }

  #note(end: number, complete: boolean): LineEnd {
    const check = this.#noting ? checkBefore(this.block, end) : 0;
    return { complete, offset: this.base + end, check };
  }

  #describe(): void {
    this.#last = this.#next;
    this.complete = this.#last?.complete === true;
    this.error = undefined;
  }

  /** Keeps the end of a line; under 'error' tells at once, before its beginning is known, that it is too long. */
  #hold(from: number, to: number): Uint8Array | undefined {
    this.#to = from;
    this.held += to - from;
    if (this.held > this.max && this.overlong !== 'truncate') {
      this.#pieces = [];
      this.#kept = 0;
      if (this.overlong === 'skip') return undefined;
      this.tooLong(this.base + from);
      return NOTHING;
    }
    this.#keep(from, to);
    return undefined;
  }

  /** Keeps bytes that come before those kept; pieces wholly beyond the limit go. */
  #keep(from: number, to: number): void {
    this.#pieces.push(this.block.subarray(from, to));
    this.#kept += to - from;
    while (this.#kept - (this.#pieces[0] as Uint8Array).length >= this.max) {
      this.#kept -= (this.#pieces.shift() as Uint8Array).length;
    }
  }

  /** Puts bytes of the block and what is held back together. */
  #join(start: number, to: number): Uint8Array {
    const length = this.held + to - start;
    if (this.held === 0 && length <= this.max) return this.block.subarray(start, to);
    this.#keep(start, to);
    const pieces = this.#pieces.reverse();
    this.#pieces = [];
    this.held = this.#kept = 0;
    if (length > this.max) {
      this.tooLong(this.base + start);
      if (this.overlong !== 'truncate') return NOTHING;
    }
    const line = Buffer.concat(pieces, Math.min(length, this.max));
    if (length > this.max && this.complete) line[line.length - 1] = NEWLINE;
    return line;
  }
}
