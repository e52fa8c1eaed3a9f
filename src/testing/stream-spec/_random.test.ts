import { describe, expect, it } from 'vitest';
import { Random } from './_random.ts';

describe('Random', () => {
  it('below, with the same seed, gives the same numbers, all of them in range', () => {
    const one = new Random(7);
    const other = new Random(7);
    const numbers = Array.from({ length: 1000 }, () => one.below(10));
    expect(numbers).toEqual(Array.from({ length: 1000 }, () => other.below(10)));
    expect([...new Set(numbers)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('cut, of a text or bytes, gives pieces that make the whole', () => {
    const random = new Random(7);
    for (let run = 0; run < 100; run++) {
      expect(random.cut('grün und blau').join('')).toBe('grün und blau');
      expect(random.cut(Uint8Array.of(1, 2, 3)).flatMap((piece) => [...piece])).toEqual([1, 2, 3]);
    }
  });
});
