/**
 * Makes tests of the examples: every fenced `ts` block in the docstrings of src and in README.md.
 *
 * Each block becomes one file in `.doctest`, with its lines where they stand in the original, so that a type
 * error or a stack trace names the right line. In a block `assert` (node:assert/strict) is in scope, top-level
 * `await` works, and `gardenhose/<name>` is the source file. A block has to assert something, and its test waits
 * for the first assertion. A block marked `ts no-run` is type-checked only.
 * Run as a program it writes the files; vitest's project `doctest` runs them, and tsconfig.doctest.json checks
 * their types.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, isProgram, read, report, root, sourceFiles } from './_tree.ts';

const FOLDER = '.doctest';
const FENCE = /^\s*(?:\* ?)?```\s*(.*?)\s*$/;
const STATIC_IMPORT = /^import\s(?:[^'";]*?\sfrom\s)?\s*(['"])[^'"\n]+\1;?/gm;

/** One fenced `ts` block. */
export interface Example {
  /** The file that holds it, from the project's folder. */
  readonly file: string;
  /** The line of its opening fence, from 1. */
  readonly line: number;
  /** The title of its `@example`, or the heading above it. */
  readonly title: string;
  /** Whether it is executed, or only type-checked. */
  readonly runs: boolean;
  readonly code: string;
}

/** Finds the examples in the text of a TypeScript or Markdown file; throws at a fence that it cannot read. */
export function examplesOf(file: string, text: string): Example[] {
  const isMarkdown = file.endsWith('.md');
  const examples: Example[] = [];
  let title = '';
  let open: { line: number; info: string; lines: string[] } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = isMarkdown ? raw : docLine(raw);
    const fence = line === undefined ? null : FENCE.exec(line);
    if (line === undefined) {
      if (open !== undefined) throw new Error(`${file}:${open.line}: The block is not closed`);
      title = '';
    } else if (open === undefined && fence !== null) {
      open = { line: index + 1, info: fence[1] as string, lines: [] };
    } else if (open !== undefined && fence !== null) {
      if (/^ts\b/.test(open.info)) examples.push(example(file, title, open));
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line.replaceAll('*\\/', '*/'));
    } else {
      title = /^(?:@example|#+)\s+(.*\S)/.exec(line)?.[1] ?? title;
    }
  }
  if (open !== undefined) throw new Error(`${file}:${open.line}: The block is not closed`);
  return examples;
}

/** Returns what a line of a docstring says, or undefined for a line of code. */
function docLine(raw: string): string | undefined {
  return /^\s*\*(?!\/) ?(.*)$/.exec(raw)?.[1];
}

function example(
  file: string,
  title: string,
  { line, info, lines }: { line: number; info: string; lines: string[] },
): Example {
  if (info !== 'ts' && info !== 'ts no-run') {
    throw new Error(`${file}:${line}: The block is marked "${info}", expected "ts" or "ts no-run"`);
  }
  const code = lines.join('\n');
  const runs = info === 'ts';
  if (runs && !/\bassert\b/.test(code)) throw new Error(`${file}:${line}: The example asserts nothing`);
  return { file, line, title, runs, code };
}

/** Returns the file that tests an example: its imports, then its body on the lines that it has in the original. */
export function testOf({ file, line, title, runs, code }: Example): string {
  const imports = [
    "import { it } from 'vitest';",
    "import { type Assert, watchAssert } from '../tools/_assert.ts';",
  ];
  const body = code.replace(STATIC_IMPORT, (statement) => {
    const isAssert = /from\s+'node:assert(\/strict)?'/.test(statement);
    if (!isAssert) imports.push(statement.replaceAll(/\s+/g, ' '));
    return statement.replaceAll(/[^\n]/g, '');
  });
  const name = JSON.stringify(`${file}:${line}${title === '' ? '' : `, ${title}`}`);
  const watch = 'const watched = watchAssert(); const assert: Assert = watched.assert;';
  const open = `it${runs ? '' : '.skip'}(${name}, async () => { ${watch}`;
  const close = runs ? 'await watched.asserted;' : 'void assert;';
  return `${imports.join(' ')}${'\n'.repeat(line - 1)}${open}\n${body}\n${close} });\n`;
}

/** Writes the tests of all examples, and removes those of examples that are gone; returns how many there are. */
function writeTests(): number {
  const examples = [...sourceFiles(), 'README.md']
    .filter((file) => existsSync(join(root, file)))
    .flatMap((file) => examplesOf(file, read(file)));
  const wanted = new Map(
    examples.map((example, index) => {
      const nth = index - examples.findIndex(({ file }) => file === example.file) + 1;
      const name = `${example.file.replaceAll('/', '-')}-${nth}${example.runs ? '.test' : ''}.ts`;
      return [`${FOLDER}/${name}`, testOf(example)];
    }),
  );
  mkdirSync(join(root, FOLDER), { recursive: true });
  for (const file of filesIn(FOLDER)) if (!wanted.has(file)) rmSync(join(root, file));
  for (const [file, text] of wanted) if (textOf(file) !== text) writeFileSync(join(root, file), text);
  return wanted.size;
}

function textOf(file: string): string | undefined {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
}

if (isProgram(import.meta.url)) {
  try {
    report([], `${writeTests()} examples in ${FOLDER}`);
  } catch (error) {
    report([(error as Error).message], '');
  }
}
