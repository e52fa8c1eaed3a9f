import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRows } from './_row-cutter.ts';
import { split } from './split.ts';

/** Lines that are JSON, and lines that are so only together with others. */
const line = fc.oneof(
  fc.constantFrom(
    '{}',
    '{"a":1}',
    '{"a":{"b":[1]},"c":"}"}',
    ' {"a":"x"}\r',
    '{"a":[{},{}]}',
    '{"__proto__":1}',
  ),
  fc.constantFrom('', '1', '[{}]', '"{}"', '{},{}', '{}, {}', '{}\t,1,{}', '{},"{', '},{', '{}],[{}'),
  fc.constantFrom(
    '{"a":[{}',
    '{}]}',
    '{"a":{}',
    '"b":{}}',
    '{"a":"{}',
    '{}"}',
    '{"a":[{"b":1}',
    '{"c":2}]}',
    '{"a":',
  ),
  fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'a', '1', ' '), maxLength: 8 }),
);

function oneByOne(lines: readonly string[]): (object | undefined)[] {
  return lines.map((text) => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  });
}

/** What a split stream does with text. */
function eventsOf(chunks: readonly string[], mapper: (text: string) => unknown): unknown[] {
  const seen: unknown[] = [];
  const stream = split('\n', mapper);
  stream.on('data', (row) => seen.push(row));
  stream.on('error', (error) => seen.push(error.message));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return seen;
}

describe('parseRows', () => {
  it('lines that are objects each, gives them', () => {
    expect(parseRows('{"a":"\\n,"}\n {"b":[[1],[2]]}\r\n{}')).toEqual([{ a: '\n,' }, { b: [[1], [2]] }, {}]);
  });

  it.each([
    ['two lines that are one together, and one that is two', '{"a":[{}\n{}]}\n{},{}'],
    ['the same, with space about the comma', '{"a":[{}\n{}]}\n{}\r , {}'],
    ['a string over two lines', '{"a":"\n"}'],
    ['a line that closes what is around it', '{}],[{}\n{}'],
    ['scalars', '1\n2'],
    ['arrays', '[1]\n[2]'],
    ['a blank line', '{}\n\n{}'],
  ])('%s, are not taken', (_what, lines) => {
    expect(parseRows(lines)).toBeUndefined();
  });

  it('any lines, takes none that JSON.parse would refuse, or read in another way', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const rows = parseRows(lines.join('\n'));
        if (rows !== undefined) expect(rows).toEqual(oneByOne(lines));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('split', () => {
  it('JSON.parse as mapper, does what a function around it does, wherever the text is cut', () => {
    const lines = fc.array(line, { maxLength: 40 });
    const cuts = fc.array(fc.nat(200), { maxLength: 4 });
    fc.assert(
      fc.property(lines, cuts, (rows, places) => {
        const text = rows.join('\n');
        const ends = [...places.toSorted((a, b) => a - b), text.length];
        const chunks = ends.map((end, n) => text.slice(ends[n - 1] ?? 0, end));
        expect(eventsOf(chunks, JSON.parse)).toEqual(eventsOf(chunks, (row) => JSON.parse(row)));
      }),
      { numRuns: 1000 },
    );
  });

  it('many rows, comes out whole and in order, with one that is broken in between', () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => `{"n":${n}}`);
    rows[7777] = '{"n":';
    const seen = eventsOf([`${rows.join('\n')}`], JSON.parse);
    expect(seen).toHaveLength(20_000);
    expect(seen[7777]).toMatch(/JSON/);
    expect(seen.filter((row) => typeof row === 'object')).toEqual(
      rows.filter((_, n) => n !== 7777).map((row) => JSON.parse(row)),
    );
  });

  it('destroyed by the one who reads a row, gives no more', () => {
    const stream = split<{ n: number }>('\n', JSON.parse);
    const seen: number[] = [];
    stream.on('data', ({ n }) => {
      seen.push(n);
      if (n === 3) stream.destroy();
    });
    stream.write(Array.from({ length: 9 }, (_, n) => `{"n":${n}}\n`).join(''));
    expect(seen).toEqual([0, 1, 2, 3]);
  });
});
