import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import type { EmitterLike, Listener } from '../../core/types.ts';
import type { ParserOptions } from './parser.ts';
import { parser } from './parser.ts';

interface Theirs extends EmitterLike {
  write(chunk: string): boolean;
  end(chunk?: string): unknown;
}
const { Parser } = original<{ Parser: new (options?: object) => Theirs }>('tap-parser');

const EVENTS = ['version', 'plan', 'assert', 'comment', 'extra', 'pragma', 'bailout', 'complete'];

/** An event: in which depth of subtests, its name, its value. */
type Traced = readonly [depth: number, event: string, value: unknown];

type Fields = Readonly<Record<string, unknown>>;

/** Records what a parser and those of its subtests emit, in the order of events. */
function listen(emitter: EmitterLike, depth: number, trace: Traced[]): void {
  for (const event of EVENTS) {
    emitter.on(event, (value: unknown) => trace.push([depth, event, plain(event, value)]));
  }
  const onchild: Listener = (...[child]) => {
    const { name, fullname, level, buffered } = child as Fields;
    trace.push([depth, 'child', { name, fullname, level, buffered }]);
    listen(child as EmitterLike, depth + 1, trace);
  };
  emitter.on('child', onchild);
}

function plain(event: string, value: unknown): unknown {
  if (event === 'assert') return point(value as Fields);
  if (event === 'plan') {
    const { start, end, comment } = value as Fields;
    return { start, end, comment };
  }
  if (event !== 'complete') return value;
  const { ok, count, pass, fail, bailout, todo, skip, plan, failures } = value as Fields;
  const { start, end, skipAll, skipReason, comment } = plan as Fields;
  return {
    ...{ ok, count, pass, fail, bailout, todo, skip },
    plan: { start, end, skipAll, skipReason, comment },
    failures: once(failures as Fields[]),
  };
}

/** tap-parser lists a test point twice, or marks the one listed, if it failed and has a number that it may not have. */
function once(failures: Fields[]): string[] {
  const isMarked = (id: unknown): boolean =>
    failures.some((other) => other.id === id && other.tapError !== null);
  const kept = failures.filter(({ tapError, id }) => tapError !== null || !isMarked(id));
  const lines = kept.map(({ tapError, id }) => `${tapError}, ${id}`).sort();
  return lines.filter((line, index) => line.endsWith('undefined') || line !== lines[index - 1]);
}

function point(assert: Fields): unknown {
  const { ok, id, name, fullname, skip, todo, time, diag, buffered, closingTestPoint, tapError } = assert;
  return { ok, id, name, fullname, skip, todo, time, diag, buffered, closingTestPoint, tapError };
}

function traceOfTheirs(text: string, options: ParserOptions): Traced[] {
  const trace: Traced[] = [];
  const parsed = new Parser(options);
  listen(parsed, 0, trace);
  parsed.end(text);
  return trace;
}

function traceOfOurs(text: string, options: ParserOptions): Traced[] {
  const trace: Traced[] = [];
  const parsed = parser(options);
  listen(parsed, 0, trace);
  parsed.end(text);
  return trace;
}

const word = fc.constantFrom('a', 'foo bar', '- x', '12', 'a # b', 'x {', '');
const directive = fc.constantFrom(
  '',
  '',
  '',
  ' # skip',
  ' # SKIP why',
  ' # todo',
  ' # TODO later',
  ' # time=5ms',
  ' #',
);
const pointLine = fc
  .tuple(
    fc.constantFrom('ok', 'ok', 'not ok'),
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom('', ' ', ' - '),
    word,
    directive,
    fc.constantFrom('', '', '', ' {'),
  )
  .map(([ok, id, dash, name, end, brace]) => `${ok} ${id}${dash === '' ? '' : dash + name}${end}${brace}`);
const planLine = fc
  .tuple(fc.constant('1..'), fc.integer({ min: 1, max: 6 }), fc.constantFrom('', ' # why'))
  .map((parts) => parts.join(''));
const yamlBlock = fc.constantFrom(
  ['  ---', '  a: 1', '  ...'],
  ['  ---', '  duration_ms: 1.5', '  b:', '    - x', '  ...'],
  ['  ---', '  a: 1'],
  ['  ---', '  ...'],
  ['  ---', ' a: 1', '  ...'],
);
const otherLine = fc.constantFrom(
  ...['# c', ' # c', '    # c', 'TAP version 13', 'TAP version 14', 'garbage', '  garbage', '    garbage'],
  ...[
    '',
    '{',
    '}',
    'pragma +strict',
    'pragma -strict',
    'pragma +x',
    '# Subtest: s',
    '# Subtest',
    '      ok 1',
  ],
);
const bailout = fc.constantFrom('Bail out!', 'Bail out! why');
const lines = fc.oneof(
  { weight: 6, arbitrary: pointLine.map((line) => [line]) },
  { weight: 3, arbitrary: planLine.map((line) => [line]) },
  { weight: 2, arbitrary: yamlBlock },
  { weight: 5, arbitrary: otherLine.map((line) => [line]) },
  { weight: 1, arbitrary: bailout.map((line) => [line]) },
);
const indented = fc
  .tuple(fc.constantFrom('', '', '    ', '    ', '        '), lines)
  .map(([indent, block]) => block.map((line) => (line === '' ? '' : indent + line)));
const garbled = fc.array(indented, { maxLength: 14 }).map((blocks) => `${blocks.flat().join('\n')}\n`);

/** tap-parser loses the announcement of a subtest that does not come, or not next, in some places. */
function announcesNothing(text: string): boolean {
  const lines = text.split('\n');
  return lines.some((line, index) => {
    const indent = /^((?: {4})*)# Subtest/.exec(line)?.[1];
    if (indent === undefined) return false;
    const isWithin = (before: string): boolean => before.startsWith(`${indent}    `) || before.includes('{');
    const next = lines[index + 1] ?? '';
    return !/^(?: {4})+\S/.test(next.slice(indent.length)) || lines.slice(0, index).some(isWithin);
  });
}

/** tap-parser often loses the last test point of a subtest, and its 'complete', when a document around it bails out. */
function bailsOutOfSubtest(text: string): boolean {
  return /^( *) {4} *\S.*\n(?:.*\n)*?\1Bail out/m.test(text);
}

/** tap-parser counts what is wrong with a test point that it never emits, as its braces bail out. */
function opensAndBailsOut(text: string): boolean {
  return /\{[\s\S]*^ {4,}Bail out/m.test(text);
}

/** tap-parser gives diagnostics among the lines in braces to the test point that opened them. */
function hasDiagnosticsInBraces(text: string): boolean {
  return /\{(?: #.*)?\n[\s\S]*^ *---/m.test(text);
}

/** tap-parser does not take the second of two blocks for the whole of the diagnostics. */
function hasTwoBlocks(text: string): boolean {
  return /---(?:(?!^(?: {4})*(?:not )?ok)[\s\S])*---/m.test(text);
}

/** Of a block that has no end, tap-parser emits what comes after it first, and fills in its blank lines. */
function hasUnendedBlock(text: string): boolean {
  return /---\n *a: 1\n(?! *\.\.\.)/.test(text);
}

/** tap-parser counts garbage in a subtest as a failure of some documents around it, strict or not. */
function isStrictAboutSubtests(text: string): boolean {
  return /pragma [+-]strict/.test(text) && /^ {4}/m.test(text);
}

/** tap-parser takes announcements and bail-outs for garbage after a plan that came last. */
function goesOnAfterPlan(text: string): boolean {
  return /^( *)(?:(?:not )?ok.*\n(?:.*\n)*?\1 *1\.\.)[\s\S]*(?:# Subtest|Bail out)/m.test(text);
}

/** tap-parser emits the garbage of subtests earlier than the test point before it: it is compared apart. */
function settled(trace: Traced[]): Traced[] {
  if (trace.every(([depth]) => depth === 0)) return trace;
  const isExtra = ([, event]: Traced): boolean => event === 'extra';
  return [...trace.filter((traced) => !isExtra(traced)), ...trace.filter(isExtra).sort()];
}

/** Differences that are meant, each with a test of its own among the others. */
function isMended(text: string): boolean {
  return MENDED.some((predicate) => predicate(text));
}

const MENDED = [
  announcesNothing,
  bailsOutOfSubtest,
  opensAndBailsOut,
  goesOnAfterPlan,
  hasDiagnosticsInBraces,
  hasTwoBlocks,
  hasUnendedBlock,
  isStrictAboutSubtests,
];

describe('parser', () => {
  describe('behaviour, as tap-parser', () => {
    it('emits the same events for random lines', () => {
      fc.assert(
        fc.property(garbled, fc.boolean(), (text, isStrict) => {
          fc.pre(!isMended(text));
          const hasExtra = traceOfOurs(text, {}).some(([, event]) => event === 'extra');
          // Garbage in subtests is counted elsewhere: see isStrictAboutSubtests.
          const strict = isStrict && !(hasExtra && /^ {4}/m.test(text));
          expect(settled(traceOfOurs(text, { strict }))).toEqual(settled(traceOfTheirs(text, { strict })));
        }),
        { numRuns: 5000 },
      );
    });

    it('emits the same events up to the first failure, with bail', () => {
      const flat = fc.array(fc.oneof(pointLine, planLine, fc.constant('# c')), { maxLength: 10 });
      fc.assert(
        fc.property(flat, (rows) => {
          const text = `${rows.join('\n')}\n`;
          const hasExtra = traceOfOurs(text, {}).some(([, event]) => event === 'extra');
          fc.pre(!hasExtra && !text.includes('{'));
          expect(traceOfOurs(text, { bail: true })).toEqual(traceOfTheirs(text, { bail: true }));
        }),
        { numRuns: 1000 },
      );
    });
  });
});
