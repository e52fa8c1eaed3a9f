/** Random programs on streams wrapped by stream-serializer@1.1.2 and by ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import type { Call, Line, Program, Subject } from '../../control/_test-run.ts';
import { programsOf, returningSelf, run, untilClose } from '../../control/_test-run.ts';
import { through } from '../../control/through.ts';
import { serializer } from './index.ts';

type Wrap = (stream: unknown) => Subject;
type Serializer = { (name?: string): Wrap; json: Wrap; raw: Wrap };

const theirs = original<Serializer>('stream-serializer');
const theirThrough = original<typeof through>('through');
const ours = serializer as unknown as Serializer;

const line = fc.oneof(
  { weight: 4, arbitrary: fc.json({ maxDepth: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom('{bad', '[1', 'nul', '1 2') },
);
/** Lines, cut anywhere but within a surrogate pair; Mended: blank lines are skipped, so there are none. */
const text = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 3 }), fc.nat(), fc.boolean())
  .map(([lines, cut, ends]) => {
    const whole = lines.join('\n') + (ends ? '\n' : '');
    return [...whole].slice(0, 1 + (cut % whole.length)).join('');
  });
const chunk = fc.oneof(
  text,
  text.map((text) => Buffer.from(text)),
);

/** Mended: undefined and a BigInt are error events. */
const value = fc.jsonValue({ maxDepth: 1 });

const call = fc.oneof(
  { weight: 10, arbitrary: fc.tuple(fc.constant('write'), chunk) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('emit'), fc.constant('data'), value) },
  { weight: 4, arbitrary: fc.constantFrom(['pause'], ['resume'], ['emit', 'other', 1]) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('end'), chunk) },
  { weight: 1, arbitrary: fc.constantFrom(['end'], ['destroy']) },
) as unknown as fc.Arbitrary<Call>;

function trace(wrap: Wrap, stream: unknown, program: Program): Promise<readonly Line[]> {
  return run(wrap(stream), program, {
    trace: [],
    events: ['data', 'end', 'close', 'drain', 'error', 'other'],
  });
}

/** Mended: `write` and `emit` return something, and an event without arguments has none; what was thrown is the cause of our errors. */
function bare(trace: readonly Line[]): readonly Line[] {
  return trace.map((line) => {
    const parts = line.map((part) =>
      typeof part === 'string' ? part.replace('Cannot read a value of what came in: ', '') : part,
    );
    if (String(parts[0]).startsWith("'")) return parts.filter((part) => part !== undefined);
    if (parts[0] === 'write' || parts[0] === 'emit') parts.splice(-2, 1);
    return parts;
  });
}

/** Mended: a blank line is skipped; chunks may make one where they meet. */
function hasBlankLine(program: Program): boolean {
  const calls = [...program.calls, ...(program.reactions ?? []).map(([, call]) => call)];
  const written = calls.flatMap(([name, data]) => (name === 'write' || name === 'end' ? [String(data)] : []));
  const borders = new Set(written.flatMap((text) => [text.at(0), text.at(-1)]));
  return borders.has('\n');
}

/** Mended: what is written after `end()` is not read. */
function writesAfterEnd({ calls, reactions = [] }: Program): boolean {
  const writes = ([name]: Call) => name === 'write' || name === 'end';
  const isEnd = ([name]: Call) => name === 'end';
  const listeners = reactions.map(([, call]) => call);
  const end = calls.findIndex(isEnd);
  if (end >= 0 && calls.slice(end + 1).some(writes)) return true;
  return listeners.some(isEnd)
    ? [...calls, ...listeners].filter(writes).length > 1
    : end >= 0 && listeners.some(writes);
}

describe('serializer', () => {
  it.each([
    ['json', (face: Serializer) => face.json],
    ["('json')", (face: Serializer) => face('json')],
    ["('other')", (face: Serializer) => face('other')],
    ['()', (face: Serializer) => face()],
    ['raw', (face: Serializer) => face.raw],
  ])(
    'serializer%s, in any program, does what stream-serializer@1.1.2 does until it closes',
    async (_name, pick) => {
      await fc.assert(
        fc.asyncProperty(programsOf(call), async (program) => {
          fc.pre(!hasBlankLine(program) && !writesAfterEnd(program));
          const expected = untilClose(await trace(pick(theirs), theirThrough(), program));
          const actual = untilClose(await trace(pick(ours), through(), program));
          expect(bare(actual)).toEqual(bare(returningSelf(expected, 'end', 'destroy')));
        }),
        { numRuns: 400 },
      );
    },
  );
});
