import { describe, expect, it } from 'vitest';
import { undocumented, unknownCodes } from './docs.ts';

const opening = '/**\n * Splits text.\n *\n * @module\n */\n';

describe('undocumented', () => {
  it('finds nothing in a file that says what it is', () => {
    const text = `${opening}/** Splits. */\nexport function split(): void {}\n`;
    expect(undocumented('split.ts', text)).toEqual([]);
  });

  it('lets a line that names the interpreter stand before the docstring', () => {
    expect(undocumented('cli.ts', `#!/usr/bin/env node\n${opening}`)).toEqual([]);
  });

  it('asks for a docstring that opens the file and ends in @module', () => {
    expect(undocumented('a.ts', 'const a = 1;\n')).toEqual(['a.ts: The file does not open with a docstring']);
    expect(undocumented('a.ts', '/** A. */\n')).toEqual(['a.ts: The opening docstring has no @module']);
  });

  it.each([
    'export function split(): void {}',
    'export default async function split(): Promise<void> {}',
    'export abstract class split {}',
    'export const split = 1;',
    'export interface split {}',
    'export type split = 1;',
    'function split(): void {}\nexport { split, split as default };',
    '/** Other. */\nfunction other(): void {}\nexport function split(): void {}',
  ])('asks for a docstring of its own for: %s', (code) => {
    expect(undocumented('a.ts', `${opening}${code}\n`)).toEqual([
      'a.ts: The export "split" has no docstring',
    ]);
  });

  it('takes the docstring of the first overload, and one above a comment line', () => {
    const overloads = '/** A. */\nexport function a(): void;\nexport function a(b?: 1): void {}\n';
    const below = '/** B. */\n// biome-ignore lint/a: reason\nexport class B {}\n';
    expect(undocumented('a.ts', opening + overloads + below)).toEqual([]);
  });

  it('takes the docstring of the first for all constants of a block, and for none behind an empty line', () => {
    const block = '/** A. */\nexport const a = 1;\n// As b is.\nexport const b = 2;\n';
    expect(undocumented('a.ts', opening + block)).toEqual([]);
    expect(undocumented('a.ts', `${opening}${block}\nexport const c = 3;\n`)).toEqual([
      'a.ts: The export "c" has no docstring',
    ]);
  });

  it('leaves private functions and re-exports alone', () => {
    expect(undocumented('a.ts', `${opening}export { b } from './b.ts';\nfunction c(): void {}\n`)).toEqual(
      [],
    );
  });
});

describe('unknownCodes', () => {
  it('finds the codes that docstrings promise and nothing throws', () => {
    const text = '@throws {ERR_OUT_OF_RANGE} if so\n@throws {ABORT_ERR} if so\n@throws {ERR_NOBODY} if so\n';
    expect(unknownCodes('a.ts', text)).toEqual(['a.ts: The code "ERR_NOBODY" is not in src/core/errors.ts']);
  });
});
