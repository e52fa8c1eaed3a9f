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

type Fields = Readonly<Record<string, unknown>>;

/** Records what a parser and those of its subtests emit, in the order of events. */
function listen(emitter: EmitterLike, depth: number, trace: unknown[]): void {
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
    failures: (failures as Fields[]).map(({ tapError, id }) => ({ tapError, id })),
  };
}

function point(assert: Fields): unknown {
  const { ok, id, name, fullname, skip, todo, time, diag, buffered, closingTestPoint, tapError } = assert;
  return { ok, id, name, fullname, skip, todo, time, diag, buffered, closingTestPoint, tapError };
}

function traceOfTheirs(text: string, options: ParserOptions): unknown[] {
  const trace: unknown[] = [];
  const parsed = new Parser(options);
  listen(parsed, 0, trace);
  parsed.end(text);
  return trace;
}

function traceOfOurs(text: string, options: ParserOptions): unknown[] {
  const trace: unknown[] = [];
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
  .tuple(fc.constantFrom('1..', '1..', '2..'), fc.integer({ min: 0, max: 6 }), fc.constantFrom('', ' # why'))
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

describe('parser', () => {
  describe('behaviour, as tap-parser', () => {
    it('emits the same events for random lines', () => {
      fc.assert(
        fc.property(garbled, fc.boolean(), fc.boolean(), (text, strict, bail) => {
          expect(traceOfOurs(text, { strict, bail })).toEqual(traceOfTheirs(text, { strict, bail }));
        }),
        { numRuns: 2000 },
      );
    });
  });
});
