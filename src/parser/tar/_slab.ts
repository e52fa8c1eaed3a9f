/**
 * Gathers what is small: headers, the bodies of small files, padding. A reader gets it in pieces of some size, and
 * not three for each file.
 *
 * @module
 */
import type { BlockSink } from './_encode.ts';

const SLAB_BYTES = 64 * 1024;
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);
const NO_WORDS: Int32Array = /* @__PURE__ */ new Int32Array(0);

/** Is written to from its beginning to its end, and is given away piece by piece. */
export class Slab implements BlockSink {
  bytes: Uint8Array = NO_BYTES;
  words: Int32Array = NO_WORDS;
  readonly #give: (piece: Uint8Array) => void;
  /** What has been given away, and what has been written. */
  #given = 0;
  #written = 0;

  /** @param give is given the pieces. */
  constructor(give: (piece: Uint8Array) => void) {
    this.#give = give;
  }

  take(size: number): number {
    if (this.#written + size > this.bytes.length) {
      this.flush();
      this.words = new Int32Array(Math.max(SLAB_BYTES, size + 3) >> 2);
      this.bytes = new Uint8Array(this.words.buffer);
      this.#given = this.#written = 0;
    }
    const at = this.#written;
    this.#written += size;
    return at;
  }

  /** How many bytes have been written and not been given away. */
  get length(): number {
    return this.#written - this.#given;
  }

  /** Gives away what has been written. */
  flush(): void {
    if (this.length === 0) return;
    const piece = this.bytes.subarray(this.#given, this.#written);
    this.#given = this.#written;
    this.#give(piece);
  }
}
