import { describe, expect, it } from 'vitest';
import { parseIgnore } from './_ignore.ts';

describe('parseIgnore', () => {
  it.each([
    ['dist', 'dist', true],
    ['dist', 'a/dist', true],
    ['dist/', 'a/dist', true],
    ['/dist', 'dist', true],
    ['a/b', 'a/b', true],
    ['*.min.js', 'a/b.min.js', true],
    ['a/*.js', 'a/b.js', true],
    ['**/b', 'a/c/b', true],
    ['**/b', 'b', true],
    ['a/**', 'a/b/c', true],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/c/d/b', true],
    ['?.js', 'a.js', true],
    ['[ab].js', 'b.js', true],
    ['[!ab].js', 'c.js', true],
    ['a.b', 'a.b', true],
    ['\\#a', '#a', true],
    ['a\\ ', 'a ', true],
    ['dist  ', 'dist', true],
    ['a\nb\n!a', 'a', false],
    ['!a\na', 'a', true],
  ])('%j says of %s that it is ignored: %s', (text, path, ignored) => {
    expect(parseIgnore(text)(path, true)).toBe(ignored);
  });

  it.each([
    ['dist', 'distance'],
    ['/dist', 'a/dist'],
    ['a/b', 'c/a/b'],
    ['a/*.js', 'a/b/c.js'],
    ['*.js', 'a.jsx'],
    ['a/**', 'a'],
    ['?', '/'],
    ['[ab]', 'c'],
    ['a.b', 'acb'],
    ['# a', '# a'],
    ['', 'a'],
    ['[b', 'c'],
    ['a+', 'aa'],
  ])('%j says nothing of %s', (text, path) => {
    expect(parseIgnore(text)(path, true)).toBeUndefined();
  });

  it('means only folders where a line ends with a slash', () => {
    expect(parseIgnore('dist/')('dist', false)).toBeUndefined();
  });
});
