import { describe, expect, it, vi } from 'vitest';
import { Names } from './_names.ts';

const collision = (name: string, other: string) =>
  expect.objectContaining({
    code: 'ERR_TAR_COLLISION',
    message: expect.stringMatching(`'${name}'.*'${other}'`),
  });

describe('Names', () => {
  it('take, of portable names, refuses those that are one elsewhere, in any part', () => {
    const names = new Names(true);
    for (const name of ['a/b', 'a', 'a/b', 'a/c/d', 'b/A', 'stra\u00dfe']) names.take(name.split('/'));
    expect(() => names.take(['A'])).toThrow(collision('A', 'a'));
    expect(() => names.take(['a', 'C', 'x'])).toThrow(collision('a/C', 'a/c'));
    expect(() => names.take(['b', 'a'])).toThrow(collision('b/a', 'b/A'));
    expect(() => names.take(['STRASSE'])).toThrow(collision('STRASSE', 'stra\u00dfe'));
  });

  it('take, of portable names, takes no slash that folding makes for a folder', () => {
    const names = new Names(true);
    names.take(['\u2100']);
    names.take(['a', 'c']);
  });

  it('take, of portable names, looks at each part of a name once', () => {
    const fold = vi.spyOn(String.prototype, 'toLowerCase');
    try {
      const names = new Names(true);
      const parts = Array.from({ length: 256 }, (_, depth) => `part ${depth}`);
      for (let n = 0; n < 10; n++) names.take([`name ${n}`, ...parts]);
      const looked = fold.mock.contexts.reduce<number>((sum, text) => sum + String(text).length, 0);
      expect(looked).toBeLessThan(10 * parts.join('/').length);
    } finally {
      fold.mockRestore();
    }
  });

  it('otherThan, of names that need not be portable, tells the one that was taken first', () => {
    const names = new Names(false);
    for (const name of ['a/b', 'A/b', 'a/B']) names.take(name.split('/'));
    expect(['a/b', 'A/b', 'A/B', 'c'].map((name) => names.otherThan(name))).toEqual([
      undefined,
      'a/b',
      'a/b',
      undefined,
    ]);
  });
});
