import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from './_edits.ts';
import { applyEdits, diffOf } from './_edits.ts';

const numbers = Array.from({ length: 20 }, (_, index) => `${index + 1}\n`).join('');

/** Edits that replace each of these texts, which occur once. */
function replacing(text: string, replacements: Readonly<Record<string, string>>): Edit[] {
  return Object.entries(replacements)
    .map(([from, to]) => ({ start: text.indexOf(from), end: text.indexOf(from) + from.length, text: to }))
    .sort((a, b) => a.start - b.start);
}

describe('diffOf', () => {
  it('is empty where nothing changes', () => {
    expect(diffOf('a', numbers, [])).toBe('');
  });

  it('shows each change with three lines around it, and near ones together', () => {
    const edits = replacing(numbers, { '2\n3\n': 'two\n', '8\n': 'eight\nand\n', '19\n': 'last\n' });
    expect(diffOf('a', numbers, edits)).toBe(`--- a/a
+++ b/a
@@ -1,11 +1,11 @@
 1
-2
-3
+two
 4
 5
 6
 7
-8
+eight
+and
 9
 10
 11
@@ -16,5 +16,5 @@
 16
 17
 18
-19
+last
 20
`);
  });

  it('shows changes of one line as one, and of adjoining lines together', () => {
    const text = 'a b\nc\nd\n';
    expect(diffOf('x', text, replacing(text, { a: 'A', b: 'B', c: 'C' }))).toBe(
      '--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n-a b\n-c\n+A B\n+C\n d\n',
    );
  });

  it('says where a text does not end with a line feed, and keeps carriage returns', () => {
    const text = 'a\r\nb';
    expect(diffOf('x', text, replacing(text, { a: 'A', b: 'B' }))).toBe(
      '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a\r\n-b\n\\ No newline at end of file\n+A\r\n+B\n\\ No newline at end of file\n',
    );
  });

  it('shows what is added behind the last line', () => {
    expect(diffOf('x', 'a\n', [{ start: 2, end: 2, text: 'b\n' }])).toBe(
      '--- a/x\n+++ b/x\n@@ -1,1 +1,2 @@\n-a\n+a\n+b\n',
    );
  });

  it('says what the edits do, whatever they are', () => {
    const line = fc.constantFrom('a', 'bb', '', 'c c', 'd\r');
    const text = fc.tuple(fc.array(line, { maxLength: 30 }), fc.boolean());
    const edit = fc.record({
      start: fc.nat(80),
      length: fc.nat(9),
      text: fc.constantFrom('', 'x', 'y\nz', '\n'),
    });
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 5 }), ([lines, isWhole], wanted) => {
        const text = lines.join('\n') + (isWhole && lines.length > 0 ? '\n' : '');
        let at = 0;
        const edits = wanted
          .sort((a, b) => a.start - b.start)
          .flatMap(({ start, length, text: put }) => {
            const end = start + length;
            if (start < at || end > text.length || text === '') return [];
            at = end + 1;
            return [{ start, end, text: put }];
          });
        expect(patch(text, diffOf('x', text, edits))).toBe(applyEdits(text, edits));
      }),
    );
  });
});

/** What a diff makes of a text: takes its lines at their word, and refuses one that does not fit. */
function patch(text: string, diff: string): string {
  const before = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let after = '';
  let at = 0;
  const hunks = diff.split(/^@@ -(\d+),(\d+) \+(\d+),(\d+) @@\n/m).slice(1);
  for (let index = 0; index < hunks.length; index += 5) {
    const [start, count, , added, body] = hunks.slice(index, index + 5) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const first = count === '0' ? Number(start) : Number(start) - 1;
    while (at < first) after += before[at++];
    const lines = body.match(/[^\n]*\n(?:\\ No newline at end of file\n)?/g) ?? [];
    const texts = lines.map((line) => line.slice(1).replace(/\n\\ No newline at end of file\n$/, ''));
    expect(lines.filter((line) => line[0] !== '+')).toHaveLength(Number(count));
    expect(lines.filter((line) => line[0] !== '-')).toHaveLength(Number(added));
    for (const [index, line] of lines.entries()) {
      if (line[0] !== '+') expect(texts[index]).toBe(before[at++]);
      if (line[0] !== '-') after += texts[index];
    }
  }
  return after + before.slice(at).join('');
}
