import { describe, expect, it } from 'vitest';
import { examplesOf, testOf } from './doctest.ts';

const docstring = [
  '/**',
  ' * Splits text.',
  ' *',
  ' * @example Lines of text',
  ' * ```ts',
  " * import { split } from 'gardenhose/split';",
  ' *',
  ' * assert.ok(split);',
  ' * ```',
  ' */',
  'export const a = `b`;',
].join('\n');

describe('examplesOf', () => {
  it('finds the block of a docstring with its line and title', () => {
    expect(examplesOf('src/split.ts', docstring)).toEqual([
      {
        file: 'src/split.ts',
        line: 5,
        title: 'Lines of text',
        runs: true,
        code: "import { split } from 'gardenhose/split';\n\nassert.ok(split);",
      },
    ]);
  });

  it('finds the ts blocks of a page and leaves other languages alone', () => {
    const page = '# A\n```sh\nls\n```\n## B\n```ts\nassert(1);\n```\n```js\nf();\n```\n';
    expect(examplesOf('README.md', page)).toMatchObject([{ line: 6, title: 'B', code: 'assert(1);' }]);
  });

  it('takes a block marked no-run as not to be run', () => {
    expect(examplesOf('a.md', '```ts no-run\nstart();\n```\n')).toMatchObject([{ runs: false }]);
  });

  it.each([
    ['```ts norun\n```', 'a.md:1: The block is marked "ts norun", expected "ts" or "ts no-run"'],
    ['```ts\nassert(1);', 'a.md:1: The block is not closed'],
    ['```ts\nf();\n```', 'a.md:1: The example asserts nothing'],
  ])('throws for %j', (page, message) => {
    expect(() => examplesOf('a.md', page)).toThrow(message);
  });

  it('throws where a docstring ends inside a block', () => {
    expect(() => examplesOf('a.ts', '/**\n * ```ts\n * assert(1);\n */\nf();')).toThrow('a.ts:2');
  });
});

describe('testOf', () => {
  it('hoists the imports and keeps each line where it stands in the original', () => {
    const [example] = examplesOf('src/split.ts', docstring);
    const lines = testOf(example!).split('\n');
    expect(lines[0]).toContain("import { split } from 'gardenhose/split';");
    expect(lines[4]).toMatch(/^it\("src\/split.ts:5, Lines of text", async/);
    expect(lines.slice(5, 9)).toEqual(['', '', 'assert.ok(split);', 'await watched.asserted; });']);
  });

  it('hoists an import of several lines, and no dynamic one', () => {
    const page = "```ts\nimport {\n  a,\n  b,\n} from 'c';\nawait import('d');\nassert(a);\n```\n";
    const lines = testOf(examplesOf('a.md', page)[0]!).split('\n');
    expect(lines[0]).toContain("import { a, b, } from 'c';");
    expect(lines.slice(1, 7)).toEqual(['', '', '', '', "await import('d');", 'assert(a);']);
  });

  it('gives the example its assert even where it imports one', () => {
    const page = "```ts\nimport assert from 'node:assert/strict';\nassert(1);\n```\n";
    expect(testOf(examplesOf('a.md', page)[0]!)).not.toContain('node:assert');
  });
});
