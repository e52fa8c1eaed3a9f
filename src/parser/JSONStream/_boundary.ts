/**
 * Guesses where elements of an array end, without looking at what is in them.
 *
 * The elements of an array look alike, and so does what is between two: `},{"id":` in one document, `,\n  "` in
 * another. The last such place in a stretch of bytes is most likely the end of an element. Whether it is, `JSON.parse`
 * says: if it accepts all bytes before the comma, between brackets, then no string and no container is open there,
 * and the array itself has not been closed. So a right guess saves the scan, and a wrong one costs a parse.
 *
 * @module
 */

import { isSpace } from './_input.ts';

/** How long a place between two elements may be. */
const MAX_PLACE = 64;
/** How many wrong guesses double the pause before the next, at most. */
const MAX_WRONG = 10;

/** What is between two elements of an array, as far as it has been seen. */
export class Boundary {
  /** The last byte of an element, what follows up to the next, and how that begins. */
  #place: Uint8Array = new Uint8Array(0);
  /** Where the comma is in it. */
  #comma = 0;
  /** How many guesses in a row were wrong, and for how many times none is made. */
  #wrong = 0;
  #pause = 0;

  /** Whether a guess is likely to be right. */
  get isKnown(): boolean {
    return this.#place.length > 0 && this.#pause === 0;
  }

  /** Looks at the place around a comma that is known to be between two elements. */
  learn(bytes: Uint8Array, comma: number): void {
    if (this.#pause > 0) this.#pause--;
    if (bytes[comma] !== 0x2c) return;
    let first = comma - 1;
    while (isSpace(bytes[first])) first--;
    let last = comma + 1;
    while (isSpace(bytes[last])) last++;
    // An object begins with its first key, which its siblings share.
    if (bytes[last] === 0x7b) {
      const end = last + MAX_PLACE;
      while (last < end && bytes[last] !== 0x3a) last++;
    }
    if (first < 0 || last >= bytes.length || last - first >= MAX_PLACE) return;
    this.#place = new Uint8Array(bytes.subarray(first, last + 1));
    this.#comma = comma - first;
  }

  /** Returns the comma of the last place that ends before `end`; -1 if there is none after `from`. */
  find(bytes: Uint8Array, from: number, end: number): number {
    const place = this.#place;
    const last = place.length - 1;
    const lastByte = place[last];
    for (let i = end - 1; i - last > from; i--) {
      if (bytes[i] !== lastByte) continue;
      let n = last - 1;
      while (n >= 0 && bytes[i - last + n] === place[n]) n--;
      if (n < 0) return i - last + this.#comma;
    }
    return -1;
  }

  /** Takes note of a guess: after wrong ones no more are made for a while. */
  note(isRight: boolean): void {
    this.#wrong = isRight ? 0 : Math.min(this.#wrong + 1, MAX_WRONG);
    if (!isRight) this.#pause = 2 ** this.#wrong;
  }
}

/** Returns the end of the stretch in which no more than so many brackets and braces open, in strings or not. */
export function endOfOpenings(bytes: Uint8Array, from: number, end: number, most: number): number {
  let openings = 0;
  for (let i = from; i < end; i++) {
    // `[` and `{` differ in one bit.
    if ((bytes[i]! | 0x20) === 0x7b && ++openings > most) return i;
  }
  return end;
}
