/**
 * Runs a program on both implementations and reports the first line where their traces part.
 *
 * @module
 */
import type { Streams } from './implementations.ts';
import { theirs } from './implementations.ts';
import type { Program } from './program.ts';
import { run, STALE } from './run.ts';
import type { TraceOptions } from './trace.ts';

/** What two traces of one program have to say. */
export interface Comparison {
  readonly equal: boolean;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
  /** The index of the first line that differs. */
  readonly at: number;
}

/** Runs a program on node:stream and on another implementation. */
export async function compare(
  program: Program,
  streams: Streams,
  options: TraceOptions = {},
): Promise<Comparison> {
  const expected = await run(program, theirs, options);
  const actual = await run(program, streams, options);
  const length = Math.max(expected.length, actual.length);
  let at = 0;
  while (at < length && expected[at] === actual[at]) at++;
  return { equal: at === length, expected, actual, at };
}

/**
 * Whether a random program has led node:stream where nobody wants to be. A `read` from inside `_read` makes it take
 * more than there is. And an answer that a Transform gives twice, the second time when the next chunk is under way,
 * is judged by what was buffered when its own chunk came, which the core knows of the last chunk only. And two loops
 * over one stream take turns by the microtask, of which the core's take fewer. What is written from inside `_writev`
 * is lost in node:stream.
 */
export function isSenseless({ expected }: Comparison): boolean {
  const loops = expected.filter((line) => line.includes('for await (')).map((line) => line.trim());
  return (
    new Set(loops).size < loops.length ||
    expected.some((line) => line.includes('readableLength=-') || line.endsWith(STALE)) ||
    expected.some((line, index) => line.includes('._writev ') && writesWithin(expected, index))
  );
}

/** Whether something is written, or handed to a pipe, by what stands below a line of a trace, indented. */
function writesWithin(trace: readonly string[], index: number): boolean {
  const depth = indentOf(trace[index]);
  const end = trace.findIndex((line, at) => at > index && indentOf(line) <= depth);
  const below = trace.slice(index + 1, end === -1 ? undefined : end);
  return below.some((line) => /\.(write|end)\(|\.emit\("data"/.test(line));
}

function indentOf(line = ''): number {
  return line.length - line.trimStart().length;
}

const LINES_BEFORE = 12;
const LINES_AFTER = 6;

/** Prints the program, the common lines before the difference, and both sides of it. */
export function report(program: Program, { expected, actual, at }: Comparison): string {
  const from = Math.max(0, at - LINES_BEFORE);
  return [
    printProgram(program),
    '',
    ...(from > 0 ? [`  (${from} equal lines)`] : []),
    ...expected.slice(from, at).map((line) => `  ${line}`),
    ...side('- node:stream', expected, at),
    ...side('+ ours', actual, at),
  ].join('\n');
}

function side(title: string, trace: readonly string[], at: number): string[] {
  const lines = trace.slice(at, at + LINES_AFTER);
  if (lines.length === 0) lines.push('(nothing more)');
  return [title, ...lines.map((line) => `${title[0]} ${line}`)];
}

/** Prints a program, one stream and one operation a line; the text is JSON. */
function printProgram({ streams, ops }: Program): string {
  const specs = Object.entries(streams).map(
    ([name, spec]) => `  ${JSON.stringify(name)}: ${JSON.stringify(spec)}`,
  );
  const steps = ops.map((op) => `  ${JSON.stringify(op)}`);
  return `{"streams": {\n${specs.join(',\n')}\n}, "ops": [\n${steps.join(',\n')}\n]}`;
}
