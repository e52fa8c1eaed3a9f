import { describe, expect, it } from 'vitest';
import { readYaml } from './_yaml.ts';

function read(...lines: string[]): unknown {
  return readYaml(lines.join('\n'))?.value;
}

describe('readYaml', () => {
  it('reads maps and sequences, nested, with items below their key or further in', () => {
    expect(
      read(
        'a:',
        '  b: 1',
        '  c:',
        '  - x',
        '  -',
        '    d: ~',
        'e:',
        '  - f: 1',
        '    g: 2',
        '  - - 3',
        '    - 4',
      ),
    ).toEqual({
      a: { b: 1, c: ['x', { d: null }] },
      e: [{ f: 1, g: 2 }, [3, 4]],
    });
  });

  it('reads plain scalars as the core schema has them', () => {
    expect(
      read(
        '- 1',
        '- -1.5e3',
        '- 0x1F',
        '- .inf',
        '- true',
        '- False',
        '- null',
        '-',
        '- 1.2.3',
        '- a b # c',
        '- a:b',
      ),
    ).toEqual([1, -1500, 31, Infinity, true, false, null, null, '1.2.3', 'a b', 'a:b']);
  });

  it('reads quoted scalars with their escapes', () => {
    expect(read(`a: 'it''s'`, `b: "\\u00e9\\n\\x41\\"" # said`, `"c d": 1`)).toEqual({
      a: "it's",
      b: 'é\nA"',
      'c d': 1,
    });
  });

  it('reads literal and folded blocks, with every chomping', () => {
    expect(
      read(
        'a: |-',
        '  one',
        '',
        '    two',
        '',
        'b: |',
        '  x',
        '',
        'c: |+',
        '  y',
        '',
        'd: >-',
        '  p',
        '  q',
        '',
        '  r',
      ),
    ).toEqual({
      a: 'one\n\n  two',
      b: 'x\n',
      c: 'y\n\n',
      d: 'p q\nr',
    });
  });

  it('reads flow collections in a line', () => {
    expect(read(`a: [1, 'b', {"c": [], d: e f}, ]`, 'b: {}')).toEqual({
      a: [1, 'b', { c: [], d: 'e f' }],
      b: {},
    });
  });

  it('leaves alone what it does not know', () => {
    const unknown = [
      'a: &b 1',
      'a: *b',
      'a: !error x',
      'a: [1',
      'a: "b',
      '? a',
      '\ta: 1',
      'a: 1\na: 2',
      'a: b: c',
      '%YAML 1.2',
      'a: 1\n b: 2',
      '{ a: 1',
      '@x',
    ];
    expect(unknown.filter((text) => readYaml(text) !== undefined)).toEqual([]);
  });

  it('nests as deep as 100 levels and leaves deeper ones alone', () => {
    const nested = (depth: number): string =>
      Array.from({ length: depth }, (_, n) => `${' '.repeat(n)}a:`).join('\n');
    expect(readYaml(nested(90))).toBeDefined();
    expect(readYaml(nested(200))).toBeUndefined();
    expect(readYaml(`a: ${'['.repeat(10_000)}`)).toBeUndefined();
  });

  it('takes as long as a text is, however empty', () => {
    const length = 200_000;
    const texts = [
      `a: b\n${'\n'.repeat(length)} c`,
      `a${' '.repeat(length)}b`,
      `a: b${' '.repeat(length)}c`,
      `a: ${': '.repeat(length)}`,
    ];
    for (const text of texts) readYaml(text);
    expect(readYaml(`a: b\n${'\n'.repeat(length)}  c`)?.value).toEqual({ a: `b${'\n'.repeat(length)}c` });
  });
});
