/**
 * The chunks of an archive as blocks and pieces. A block that lies in one chunk is read where it is; only one that
 * was cut is put together.
 *
 * @module
 */
import { sumOf, sumOfWords } from './_checksum.ts';
import { BLOCK } from './_header.ts';

/** No bytes. */
export const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

/** What has been given of an archive and not been taken. */
export class Input {
  /** Where in the archive the next byte is. */
  offset = 0;
  /** The bytes in which the latest block is, and where. */
  bytes: Uint8Array = NOTHING;
  at = 0;
  /** How many bytes there are of a block that was cut. */
  carried = 0;
  #chunk = NOTHING;
  #next = 0;
  #words: Int32Array | undefined;
  /** How many bytes are before the first of these words. */
  #skew = 0;
  readonly #carry = new Uint8Array(BLOCK);
  /** How many bytes of the latest block have been put back. */
  #unread = 0;

  /** Gives the next chunk, when the one before has been taken. */
  give(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#next = 0;
    this.#words = undefined;
  }

  /** How many bytes can be taken in one piece. */
  get available(): number {
    return this.#unread || this.#chunk.length - this.#next;
  }

  /** Takes a block; false if it is not there as a whole. */
  takeBlock(): boolean {
    if (this.#unread > 0) {
      this.#unread = 0;
      this.offset += BLOCK;
      return true;
    }
    const { available } = this;
    if (this.carried === 0 && available >= BLOCK) {
      this.bytes = this.#chunk;
      this.at = this.#next;
      this.#next += BLOCK;
      this.offset += BLOCK;
      return true;
    }
    const missing = Math.min(BLOCK - this.carried, available);
    this.#carry.set(this.#chunk.subarray(this.#next, this.#next + missing), this.carried);
    this.#next += missing;
    this.offset += missing;
    this.carried += missing;
    if (this.carried < BLOCK) return false;
    this.carried = 0;
    this.bytes = this.#carry;
    this.at = 0;
    return true;
  }

  /** Puts the latest block back, to be taken again as a block or in pieces. */
  untakeBlock(): void {
    this.#unread = BLOCK;
    this.offset -= BLOCK;
  }

  /**
   * The chunk as words, from its first byte on that is the first of a word; undefined if the latest block does not
   * begin with a word of the chunk.
   */
  get words(): Int32Array | undefined {
    const { bytes } = this;
    if (bytes !== this.#chunk || (bytes.byteOffset + this.at) % 4 !== 0) return undefined;
    if (this.#words === undefined) {
      this.#skew = (4 - (bytes.byteOffset % 4)) % 4;
      const length = Math.floor((bytes.length - this.#skew) / 4);
      this.#words = new Int32Array(bytes.buffer, bytes.byteOffset + this.#skew, length);
    }
    return this.#words;
  }

  /** Which of these words the latest block begins with. */
  get word(): number {
    return (this.at - this.#skew) / 4;
  }

  /** The sum of the bytes of the latest block. */
  sum(): number {
    const { words } = this;
    return words === undefined ? sumOf(this.bytes, this.at) : sumOfWords(words, this.word);
  }

  /** Takes a piece of as many bytes as there are, at most so many. */
  take(most: number): Uint8Array {
    if (this.#unread > 0) return this.#takeUnread(most);
    const start = this.#next;
    const end = Math.min(start + most, this.#chunk.length);
    if (end === start) return NOTHING;
    this.#next = end;
    this.offset += end - start;
    return end - start === this.#chunk.length ? this.#chunk : this.#chunk.subarray(start, end);
  }

  /** The block may be one that was put together, and will be overwritten. */
  #takeUnread(most: number): Uint8Array {
    const start = this.at + BLOCK - this.#unread;
    const piece = this.bytes.slice(start, start + Math.min(most, this.#unread));
    this.#unread -= piece.length;
    this.offset += piece.length;
    return piece;
  }

  /** Skips as many bytes as there are, at most so many; returns how many are still to be skipped. */
  skip(most: number): number {
    let left = most;
    while (left > 0 && this.available > 0) {
      const skipped = Math.min(left, this.available);
      if (this.#unread > 0) this.#unread -= skipped;
      else this.#next += skipped;
      this.offset += skipped;
      left -= skipped;
    }
    return left;
  }
}
