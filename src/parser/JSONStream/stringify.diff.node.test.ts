/** Random programs on the stringifiers of JSONStream@1.3.5 and on ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import type { Call, Line, Program, Subject } from '../../control/_test-run.ts';
import { programsOf, returningSelf, run, untilClose } from '../../control/_test-run.ts';
import { stringify, stringifyObject } from './stringify.ts';

type Make = (...args: unknown[]) => Subject;

const theirs = original<Record<'stringify' | 'stringifyObject', Make>>('JSONStream');
const ours = { stringify, stringifyObject } as unknown as typeof theirs;

const cycle: Record<string, unknown> = {};
cycle.self = cycle;
const failing = {
  toJSON() {
    throw new Error('no form');
  },
};
/** Mended: undefined, a function and a symbol are null, or their pair is left out. */
const value = fc.oneof(
  { weight: 6, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(Number.NaN, -0, new Date(0), new Map(), Buffer.from('é')),
  },
);
const unwritable = fc.constantFrom<unknown>(cycle, 1n, failing);

/** Calls of a stream that takes chunks of a kind. */
const callsOf = (chunk: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 10, arbitrary: fc.tuple(fc.constant('write'), chunk) },
    { weight: 5, arbitrary: fc.constantFrom(['pause'], ['resume']) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('end'), chunk) },
    { weight: 2, arbitrary: fc.constantFrom(['end'], ['destroy'], ['queue', 'x'], ['queue', null]) },
  ) as unknown as fc.Arbitrary<Call>;

const settings = fc.constantFrom<unknown[]>(
  [],
  [null],
  [false],
  [false, 'ignored', 'ignored', 1],
  ['<', '|', '>'],
  ['', '', ''],
  ['[', ',', ']', 2],
  [undefined, undefined, undefined, '\t'],
);

const trace = (subject: Subject, program: Program): Promise<readonly Line[]> =>
  run(subject, program, { trace: [], flags: ['readable', 'writable', 'paused'] });

/** What was thrown is the cause of ours, whose message ends with that of theirs. */
const bare = (trace: readonly Line[]): readonly Line[] =>
  trace.map((line) =>
    line.map((part) => (typeof part === 'string' ? part.replace('Cannot write value as JSON: ', '') : part)),
  );

async function same(name: 'stringify' | 'stringifyObject', args: unknown[], program: Program) {
  const expected = untilClose(await trace(theirs[name](...args), program));
  const actual = untilClose(await trace(ours[name](...args), program));
  expect(bare(actual)).toEqual(returningSelf(expected, 'end', 'destroy'));
}

describe('stringify', () => {
  it('stringify, in any program of values, does what that of JSONStream@1.3.5 does until it closes', async () => {
    await fc.assert(
      fc.asyncProperty(settings, programsOf(callsOf(value)), (args, program) =>
        same('stringify', args, program),
      ),
      { numRuns: 1000 },
    );
  });

  // Mended: of none but values without JSON, `open` comes out, too.
  it('stringify, of some values without JSON, emits the errors of JSONStream@1.3.5', async () => {
    await fc.assert(
      fc.asyncProperty(settings, programsOf(callsOf(fc.oneof(value, unwritable))), (args, program) =>
        same('stringify', args, { ...program, calls: [['write', 0], ...program.calls] }),
      ),
      { numRuns: 1000 },
    );
  });
});

describe('stringifyObject', () => {
  // Mended: a value without JSON is an error event; a key that is a number is text.
  const pair = fc.tuple(fc.string(), value);

  it('stringifyObject, in any program of pairs, does what that of JSONStream@1.3.5 does until it closes', async () => {
    await fc.assert(
      fc.asyncProperty(settings, programsOf(callsOf(pair)), (args, program) =>
        same('stringifyObject', args, program),
      ),
      { numRuns: 1500 },
    );
  });
});
