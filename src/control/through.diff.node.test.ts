/** Random programs on through@2.3.8 and on ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import type { Call, Line, Program, Subject } from './_test-run.ts';
import { programsOf, returningSelf, run, untilClose } from './_test-run.ts';
import { pauseStream } from './pause-stream.ts';
import { through } from './through.ts';

type Body = (this: unknown, chunk?: unknown) => void;
type Make = (write?: Body, end?: Body, options?: object) => Subject;

/** What the functions given to `through` do; `$` stands for the chunk. */
interface Bodies {
  readonly write: readonly Call[] | undefined;
  readonly end: readonly Call[] | undefined;
  readonly autoDestroy: boolean | undefined;
}

const chunk = fc.constantFrom<unknown>(0, 1, 2, '', 'a', undefined, false);
const call = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('write'), chunk) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('queue', 'push'), chunk) },
  { weight: 8, arbitrary: fc.constantFrom(['pause'], ['resume']) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ['end'],
      ['end', undefined],
      ['end', 1],
      ['end', 'a', 'utf8'],
      ['queue', null],
      ['write', null],
      ['write'],
      ['destroy'],
      ['emit', 'data', 'x'],
      ['emit', 'drain'],
      ['emit', 'end'],
      ['set', 'autoDestroy', false],
      ['set', 'autoDestroy', true],
    ),
  },
) as unknown as fc.Arbitrary<Call>;

const body = fc.option(
  fc.array(
    fc.constantFrom<Call>(
      ['queue', '$'],
      ['queue', '$'],
      ['queue', 'extra'],
      ['queue', null],
      ['emit', 'data', '$'],
      ['emit', 'end'],
      ['pause'],
      ['resume'],
      ['destroy'],
      ['throw'],
    ),
    { maxLength: 3 },
  ),
  { nil: undefined },
);
const bodies: fc.Arbitrary<Bodies> = fc.record({
  write: body,
  end: body,
  autoDestroy: fc.constantFrom(undefined, true, false),
});

function trace(make: Make, { write, end, autoDestroy }: Bodies, program: Program): Promise<readonly Line[]> {
  const lines: Line[] = [];
  function bodyOf(calls: readonly Call[] | undefined): Body | undefined {
    if (calls === undefined) return undefined;
    return (chunk) => {
      for (const [name, ...args] of calls) {
        if (name === 'throw') throw new Error('thrown');
        const result = stream[name]?.(...args.map((arg) => (arg === '$' ? chunk : arg)));
        lines.push([name, 'inside', result === stream ? 'self' : result, '']);
      }
    };
  }
  const stream = make(
    bodyOf(write),
    bodyOf(end),
    autoDestroy === undefined ? undefined : { autoDestroy },
  ) as Subject & Record<string, ((...args: unknown[]) => unknown) | undefined>;
  function set(name: string, value: never): void {
    stream[name] = value;
  }
  return run(stream, program, {
    trace: lines,
    acts: { set },
    events: ['data', 'end', 'close', 'drain', 'pause', 'resume'],
    flags: ['readable', 'writable', 'paused'],
  });
}

describe.each([
  { name: 'through', oracle: 'through', ours: through },
  { name: 'pauseStream', oracle: 'pause-stream', ours: pauseStream },
])('$name', ({ name, oracle, ours }) => {
  const theirs = original<Make>(oracle);

  // Mended: after 'close' nothing comes out any more; `end()` and `destroy()` return the stream each time.
  it(`${name}, in any program, does what ${oracle} does until it closes`, async () => {
    await fc.assert(
      fc.asyncProperty(bodies, programsOf(call), async (bodies, program) => {
        const expected = untilClose(await trace(theirs, bodies, program));
        const actual = untilClose(await trace(ours as unknown as Make, bodies, program));
        expect(actual).toEqual(returningSelf(expected, 'end', 'destroy'));
      }),
      { numRuns: 2000 },
    );
  });

  it(`${name}, asked for its other names, has those of ${oracle}`, () => {
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
  });
});
