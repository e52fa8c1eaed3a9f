/**
 * Random numbers that a seed repeats.
 *
 * @module
 */

const TWO_TO_32 = 2 ** 32;

/** Mulberry32: 32 bits of state, the same numbers for the same seed on every platform. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Returns a whole number from 0 to just below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / TWO_TO_32) * limit);
  }

  /** Cuts a text or bytes into pieces anywhere, some of them empty. */
  cut<Whole extends string | Uint8Array>(whole: Whole): Whole[] {
    const places = Array.from({ length: this.below(whole.length + 2) }, () => this.below(whole.length + 1));
    places.sort((a, b) => a - b);
    return [...places, whole.length].map((end, i) => whole.slice(places[i - 1] ?? 0, end) as Whole);
  }
}

/** Returns a seed that is another each time. */
export function anySeed(): number {
  return Math.floor(Math.random() * TWO_TO_32);
}
