/**
 * Chance that can be repeated.
 *
 * @module
 */
import { Random } from '../../testing/stream-spec/_random.ts';

/** A number, or the least and the most of the numbers from which chance chooses. */
export type Range = number | readonly [least: number, most: number];

const MANY = 2 ** 32;

/** Decides what is left to chance; the same seed decides the same. */
export class Chance extends Random {
  /** Whether something happens that is so likely, from 0 to 1. */
  happens(likelihood: number): boolean {
    return likelihood > 0 && this.below(MANY) < likelihood * MANY;
  }

  /** Chooses a whole number of a range, both its ends among them. */
  choose(range: Range): number {
    if (typeof range === 'number') return range;
    return range[0] + this.below(range[1] - range[0] + 1);
  }
}
