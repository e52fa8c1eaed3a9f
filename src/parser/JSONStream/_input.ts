/**
 * What the scanner reads: the chunk, where in the whole input it is, and the bytes that are held for what is to be
 * built.
 *
 * @module
 */
import { HeldBytes } from '../../control/_held.ts';
import { Progress } from './_position.ts';

const NO_BYTES: Uint8Array = new Uint8Array(0);

/** Whether a byte is white space. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A chunk of the input at a time. Places are indices in the chunk, offsets count from the beginning of the input. */
export class Input extends Progress {
  /** The chunk. */
  bytes: Uint8Array = NO_BYTES;
  /** The next byte. */
  at = 0;
  /** Where that begins in the chunk which is to be built; -1 if nothing is. */
  from = -1;
  /** Whether some of it came in earlier chunks. */
  isHolding = false;
  readonly #held: HeldBytes = new HeldBytes(Number.POSITIVE_INFINITY);
  readonly #maxValueBytes: number;
  /** Where the value begins that is to be built, or the key, or of many values the one that is not complete. */
  #valueOffset = 0;

  constructor(maxValueBytes: number) {
    super();
    this.#maxValueBytes = maxValueBytes;
  }

  /** Whether there is a chunk that is not done with. */
  get isOpen(): boolean {
    return this.bytes.length > 0;
  }

  /** Holds what is to be built, if anything is, and lets the chunk go. */
  close(): void {
    if (this.from >= 0) {
      // A copy: the chunk is the writer's, who may use its memory again.
      this.#held.add(new Uint8Array(this.bytes.subarray(this.from)));
      this.isHolding ||= this.from < this.at;
      this.from = 0;
    }
    this.chunkOffset += this.at;
    this.bytes = NO_BYTES;
    this.at = 0;
  }

  /** Notes where a value or key begins. */
  begin(i: number): void {
    this.#valueOffset = this.chunkOffset + i;
  }

  /** Notes where the next element begins, behind a comma and white space. */
  beginElement(i: number): void {
    while (isSpace(this.bytes[i])) i++;
    this.begin(i);
  }

  /** Where the element ends that white space may follow, up to a comma or the end of the chunk. */
  endOfElement(i: number): number {
    while (isSpace(this.bytes[i - 1])) i--;
    return i;
  }

  /** Whether a value that ends before `end`, or later, is too long. */
  isTooLong(end: number): boolean {
    return this.chunkOffset + end - this.#valueOffset > this.#maxValueBytes;
  }

  /** Returns the bytes of what is to be built, which ends before `end`. */
  take(end: number): Uint8Array {
    const last = this.bytes.subarray(this.from, end);
    this.from = -1;
    this.isHolding = false;
    return this.#held.finish(last);
  }

  /** Counts the new lines between two places. */
  newLines(from: number, end: number): void {
    const { bytes } = this;
    for (let i = from; i < end; i++) if (bytes[i] === 0x0a) this.newLine(i);
  }
}
