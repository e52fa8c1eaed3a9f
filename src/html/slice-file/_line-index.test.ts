import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FileState } from './_line-index.ts';
import { LineIndex } from './_line-index.ts';

const OLD: FileState = { dev: 1, ino: 2, size: 100, mtimeMs: 1000, ctimeMs: 1000 };

describe('behaviour', () => {
  it('before, any newlines, gives the last mark before the one asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3)), fc.integer({ min: 1, max: 50 }), (found, newline) => {
        const index = new LineIndex(OLD, 10);
        const marks = [{ offset: 0, newlines: 0 }];
        let newlines = 0;
        for (const [n, more] of found.entries()) {
          newlines += more;
          marks.push({ offset: (n + 1) * 10, newlines });
          index.note(marks[n + 1] as (typeof marks)[0]);
        }
        expect(index.before(newline)).toEqual(marks.findLast((mark) => mark.newlines < newline));
      }),
    );
  });

  it('note, a mark that is not the next, ignores it', () => {
    const index = new LineIndex(OLD, 10);
    index.note({ offset: 20, newlines: 5 });
    index.note({ offset: 10, newlines: 3 });
    index.note({ offset: 10, newlines: 4 });
    index.note({ offset: 15, newlines: 4 });
    expect(index.before(100)).toEqual({ offset: 10, newlines: 3 });
  });

  it('note, more marks than are kept, goes on with wider steps', () => {
    const index = new LineIndex(OLD, 1);
    for (let offset = 1; offset <= 100_000; offset++) index.note({ offset, newlines: offset });
    for (const newline of [1, 2, 17, 4096, 65_536, 99_999]) {
      const { offset, newlines } = index.before(newline);
      expect(newlines).toBe(offset);
      expect(offset).toBeLessThan(newline);
      expect(newline - offset).toBeLessThanOrEqual(16);
    }
  });

  it('fits, any change of the file, does not', () => {
    const index = new LineIndex(OLD, 10);
    expect(index.fits({ ...OLD })).toBe(true);
    for (const name of ['dev', 'ino', 'size', 'mtimeMs', 'ctimeMs'] as const) {
      expect(index.fits({ ...OLD, [name]: 7 })).toBe(false);
    }
  });

  it('fits, a file that was changed just before, does not: the next change may not show', () => {
    const clock = vi.spyOn(Date, 'now').mockReturnValue(1500);
    onTestFinished(() => clock.mockRestore());
    expect(new LineIndex(OLD, 10).fits(OLD)).toBe(false);
    clock.mockReturnValue(10_000);
    expect(new LineIndex(OLD, 10).fits(OLD)).toBe(true);
  });
});
