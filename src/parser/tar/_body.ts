/**
 * The bodies of entries as they are handed out: as they are stored, or with the holes of a sparse file filled in.
 *
 * @module
 */
import type { TarExtent } from './_header.ts';
import type { Input } from './_input.ts';

/** Holes are handed out in pieces of so many bytes. */
const HOLE_PIECE = 64 * 1024;

/** Takes a body out of the input. */
export class Body {
  /** How many bytes of it are still stored ahead. */
  left = 0;
  /** How many bytes of holes have been handed out. */
  zeros = 0;
  /** The parts of a sparse file, and which of them is next. */
  #extents: readonly TarExtent[] | undefined;
  #index = 0;
  /** Where in the sparse file we are, and how long it is. */
  #position = 0;
  #size = 0;

  /** Begins with a body that is handed out as it is stored. */
  begin(stored: number): void {
    this.left = stored;
    this.#extents = undefined;
  }

  /** Makes it the body of a sparse file. */
  expand(extents: readonly TarExtent[], size: number): void {
    this.#extents = extents;
    this.#index = this.#position = 0;
    this.#size = size;
  }

  /** Whether nothing is left to hand out. */
  get isOver(): boolean {
    return this.#extents === undefined ? this.left === 0 : this.#position === this.#size;
  }

  /** Whether all of it is in the input and comes out in one piece. */
  isIn(input: Input): boolean {
    return this.#extents === undefined && this.left <= input.available;
  }

  /** Hands out the next piece; empty if the input has none. */
  take(input: Input): Uint8Array {
    if (this.#extents === undefined) {
      const piece = input.take(this.left);
      this.left -= piece.length;
      return piece;
    }
    const extent = this.#extents[this.#index];
    const hole = (extent?.offset ?? this.#size) - this.#position;
    if (hole > 0) {
      const zeros = new Uint8Array(Math.min(hole, HOLE_PIECE));
      this.#position += zeros.length;
      this.zeros += zeros.length;
      return zeros;
    }
    const end = extent!.offset + extent!.size;
    const piece = input.take(end - this.#position);
    this.left -= piece.length;
    this.#position += piece.length;
    if (this.#position === end) this.#index++;
    return piece;
  }
}
