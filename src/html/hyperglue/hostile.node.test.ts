import { describe, expect, it } from 'vitest';
import { fillHtml } from './index.ts';

describe('hyperglue', () => {
  describe('hostile input', () => {
    it('hyperglue, given HTML that is too deep, throws', () => {
      const deep = ['<b>', '<div>', '</b>'].map((tag) => tag.repeat(100_000)).join('');
      expect(() => fillHtml(deep, { i: 'x' })).toThrow(
        expect.objectContaining({ code: 'ERR_TRUMPET_TOO_DEEP' }),
      );
    });

    // A look at all rows for each would take longer than a test may.
    it('hyperglue, with a map for each of many rows, looks only at the row', () => {
      const rows = '<tr><td></td></tr>'.repeat(200_000);
      expect(fillHtml(rows, { tr: { _map: { td: 'x' } } }).length).toBe(rows.length + 200_000);
    });

    it.each([
      ['attributes', `<a ${Array.from({ length: 100_000 }, (_, i) => `x${i}=1`).join(' ')}>`],
      ['an unclosed comment', `<!--${'-'.repeat(1_000_000)}`],
      ['unclosed tags', '<a '.repeat(200_000)],
      ['end tags of nothing', '</x></p>'.repeat(200_000)],
    ])('hyperglue, given %s, leaves them as they are', (_what, html) => {
      expect(fillHtml(html, { '[y][z]': 'x', 'u + u': 'x' })).toBe(html);
    });
  });
});
