/**
 * Cuts blocks that come in the order of the file.
 *
 * @module
 */
import { Cutter, NEWLINE, NOTHING } from './_cutter.ts';
import { checkBefore, formatPosition } from './_position.ts';

const EMPTY: Buffer = Buffer.alloc(0);

/** Cuts lines off blocks that are fed from the first to the last. */
export class ForwardCutter extends Cutter {
  /** Where the next line begins in the block. */
  #cursor = 0;
  /** The bytes held back, in the first `#kept` places. */
  #carry: Buffer = EMPTY;
  #kept = 0;

  override feed(block: Uint8Array, from: number, base: number): void {
    this.block = block;
    this.base = base;
    this.#cursor = from;
  }

  override next(): Uint8Array | undefined {
    const { block } = this;
    const from = this.#cursor;
    if (from >= block.length) return undefined;
    const newline = block.indexOf(NEWLINE, from);
    if (newline === -1) return this.#hold(from);
    const end = newline + 1;
    this.#cursor = end;
    this.complete = true;
    this.error = undefined;
    if (this.held === 0 && end - from <= this.max) return block.subarray(from, end);
    return this.#join(from, end);
  }

  override rest(): Uint8Array {
    const end = this.#cursor;
    this.complete = false;
    this.error = undefined;
    return this.#join(end, end);
  }

  override position(inode: string): string {
    return formatPosition(this.base + this.#cursor, inode, checkBefore(this.block, this.#cursor));
  }

  /** Forgets the block and what is held back: the next block does not follow on this one. */
  reset(): void {
    this.block = NOTHING;
    this.#cursor = this.held = 0;
    this.#drop();
  }

  /** Keeps the beginning of a line; under 'error' tells at once, before its end is known, that it is too long. */
  #hold(from: number): Uint8Array | undefined {
    const { block } = this;
    this.#cursor = block.length;
    this.held += block.length - from;
    if (this.held > this.max && this.overlong !== 'truncate') {
      this.#drop();
      if (this.overlong === 'skip') return undefined;
      this.tooLong(this.base + block.length - this.held);
      return NOTHING;
    }
    this.#keep(block.subarray(from, from + this.max - this.#kept));
    return undefined;
  }

  /** Appends to what is held back. The room doubles, so that a line that comes byte by byte stays linear. */
  #keep(bytes: Uint8Array): void {
    const length = this.#kept + bytes.length;
    if (length > this.#carry.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.max, 2 * length));
      this.#carry.copy(grown, 0, 0, this.#kept);
      this.#carry = grown;
    }
    this.#carry.set(bytes, this.#kept);
    this.#kept = length;
  }

  #drop(): void {
    this.#carry = EMPTY;
    this.#kept = 0;
  }

  /** Puts what is held back and bytes of the block together. */
  #join(from: number, end: number): Uint8Array {
    const length = this.held + end - from;
    const kept = this.#kept;
    this.held = this.#kept = 0;
    if (length > this.max) {
      this.tooLong(this.base + end - length);
      if (this.overlong !== 'truncate') return NOTHING;
    }
    const line = Buffer.allocUnsafe(Math.min(length, this.max));
    this.#carry.copy(line, 0, 0, kept);
    line.set(this.block.subarray(from, from + line.length - kept), kept);
    if (length > this.max && this.complete) line[line.length - 1] = NEWLINE;
    return line;
  }
}
