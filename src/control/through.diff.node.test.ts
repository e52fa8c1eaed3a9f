/** Random programs on through@2.3.8 and on ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import { through } from './through.ts';

/** What both have in common, as far as the programs use it. */
interface Subject {
  autoDestroy: boolean;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly paused: boolean;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  emit(event: string, ...args: unknown[]): boolean;
  write(...args: unknown[]): unknown;
  end(...args: unknown[]): unknown;
  queue(chunk: unknown): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}

type Body = (this: Subject, chunk?: unknown) => void;
type Make = (write?: Body, end?: Body, options?: object) => Subject;

/** One call on the stream, `tick` apart, which lets a tick pass. */
type Call = readonly [name: string, ...args: unknown[]];

interface Program {
  readonly write: Call[] | undefined;
  readonly end: Call[] | undefined;
  readonly autoDestroy: boolean | undefined;
  readonly calls: Call[];
  /** What listeners do: at which event, counted over all, and what. */
  readonly reactions: readonly (readonly [at: number, call: Call])[];
}

const EVENTS = ['data', 'end', 'close', 'drain', 'pause', 'resume', 'error'];

const chunk = fc.constantFrom<unknown>(0, 1, 2, '', 'a', undefined, false);
const sync = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('write'), chunk) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('queue'), chunk) },
  { weight: 4, arbitrary: fc.constantFrom<Call>(['pause']) },
  { weight: 4, arbitrary: fc.constantFrom<Call>(['resume']) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Call>(
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
      ['autoDestroy', false],
      ['autoDestroy', true],
    ),
  },
) as fc.Arbitrary<Call>;
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
    ),
    { maxLength: 3 },
  ),
  { nil: undefined },
);
const program: fc.Arbitrary<Program> = fc.record({
  write: body,
  end: body,
  autoDestroy: fc.constantFrom(undefined, true, false),
  calls: fc.array(
    fc.oneof({ weight: 8, arbitrary: sync }, { weight: 1, arbitrary: fc.constant<Call>(['tick']) }),
    {
      maxLength: 14,
    },
  ),
  reactions: fc.array(fc.tuple(fc.nat(8), sync), { maxLength: 3 }),
});

async function run(make: Make, program: Program): Promise<unknown[]> {
  const trace: unknown[] = [];
  const asBody = (calls: Call[] | undefined): Body | undefined =>
    calls &&
    function (this: Subject, chunk?: unknown): void {
      for (const [name, ...args] of calls)
        call(this, [name, ...args.map((arg) => (arg === '$' ? chunk : arg))]);
    };
  const options = program.autoDestroy === undefined ? undefined : { autoDestroy: program.autoDestroy };
  const stream = make(asBody(program.write), asBody(program.end), options);
  let events = 0;
  let depth = 0;

  function flags(): string {
    return ['readable', 'writable', 'paused'].filter((flag) => stream[flag as 'paused']).join();
  }
  function call(subject: Subject, [name, ...args]: Call): void {
    if (depth === 20 || trace.length > 400) return;
    depth++;
    if (name === 'autoDestroy') subject.autoDestroy = args[0] as boolean;
    else {
      const result = (subject[name as 'end'] as (...args: unknown[]) => unknown)(...args);
      trace.push([name, ...args, '->', result === subject ? 'self' : result, flags()]);
    }
    depth--;
  }
  for (const event of EVENTS) {
    stream.on(event, (...args) => {
      trace.push([`'${event}'`, ...args, flags()]);
      const at = events++;
      for (const [when, reaction] of program.reactions) if (when === at) call(stream, reaction);
    });
  }
  for (const step of program.calls) {
    if (step[0] !== 'tick') call(stream, step);
    else {
      await new Promise<void>((resolve) => process.nextTick(() => process.nextTick(resolve)));
      trace.push('tick');
    }
  }
  await new Promise<void>((resolve) => process.nextTick(() => process.nextTick(resolve)));
  return trace;
}

const isClose = (entry: unknown): boolean => Array.isArray(entry) && entry[0] === "'close'";

/** Mended: after 'close' nothing comes out any more. What happens before it is compared. */
function untilClose(trace: unknown[]): unknown[] {
  const at = trace.findIndex(isClose);
  return at < 0 ? trace : trace.slice(0, at + 1);
}

/** Mended: `end()` and `destroy()` return the stream each time, not only the first. */
function returningSelf(trace: unknown[]): unknown[] {
  return trace.map((entry) => {
    if (!Array.isArray(entry) || (entry[0] !== 'end' && entry[0] !== 'destroy')) return entry;
    const copy = [...entry];
    copy[copy.length - 2] = 'self';
    return copy;
  });
}

describe('through', () => {
  const theirs = original<Make>('through');

  it('through, in any program, does what through@2.3.8 does until it closes', async () => {
    await fc.assert(
      fc.asyncProperty(program, async (program) => {
        const [expected, actual] = [
          await run(theirs, program),
          await run(through as unknown as Make, program),
        ];
        expect(returningSelf(untilClose(actual))).toEqual(returningSelf(untilClose(expected)));
      }),
      { numRuns: 2000 },
    );
  });
});
