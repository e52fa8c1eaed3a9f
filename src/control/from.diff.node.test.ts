/** Random programs on from@0.1.7 and on ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import type { Call, Line, Program, Subject } from './_test-run.ts';
import { programsOf, run, untilClose } from './_test-run.ts';
import { from } from './from.ts';

type Make = (source: unknown) => Subject;

/** An array, or what a function does at each of its calls, the last of them again and again. */
type Source = readonly unknown[] | { readonly turns: readonly (readonly Call[])[] };

const call: fc.Arbitrary<Call> = fc.constantFrom<Call>(
  ['pause'],
  ['pause'],
  ['resume'],
  ['resume'],
  ['destroy'],
  ['emit', 'data', 'x'],
  ['emit', 'end'],
);
const act: fc.Arbitrary<Call> = fc.constantFrom<Call>(
  ['emit', 'data', 'y'],
  ['emit', 'data', 'y'],
  ['emit', 'data', undefined],
  ['emit', 'end'],
  ['pause'],
  ['resume'],
  ['destroy'],
  ['next'],
  ['next'],
);
const turn = fc.array(act, { maxLength: 3 });
const array = fc.array(fc.constantFrom<unknown>(0, 1, 'a', '', null, undefined, false), { maxLength: 6 });
const source: fc.Arbitrary<Source> = fc.oneof(
  array,
  fc.record({
    turns: fc.array(
      fc.oneof(
        turn,
        turn.map((acts): Call[] => [...acts, ['true']]),
      ),
      { maxLength: 6 },
    ),
  }),
);

function trace(make: Make, source: Source, program: Program): Promise<readonly Line[]> {
  const lines: Line[] = [];
  function more(this: unknown, count: number, next: () => void): unknown {
    const { turns } = source as { readonly turns: readonly (readonly Call[])[] };
    lines.push(['called', count, this === stream]);
    for (const [name, ...args] of turns[count] ?? [['emit', 'end']]) {
      if (name === 'true') return true;
      if (name === 'next') next();
      else stream[name]?.(...args);
    }
    return undefined;
  }
  const stream = make(Array.isArray(source) ? source : more) as Subject &
    Record<string, ((...args: unknown[]) => unknown) | undefined>;
  return run(stream, program, {
    trace: lines,
    events: ['data', 'end', 'close', 'pause', 'resume'],
    flags: ['readable', 'writable', 'paused', 'started', 'ended'],
  });
}

/** Mended: in a listener or the function `resume()` returns before more comes, where it overtook other listeners. */
function resumesInside(source: Source, { reactions = [] }: Program): boolean {
  const calls = 'turns' in source ? source.turns.flat() : [];
  return [...calls, ...reactions.map(([, call]) => call)].some(([name]) => name === 'resume');
}

/** Mended: the methods return the stream, and what is closed is not readable. */
function mended(trace: readonly Line[]): readonly Line[] {
  return trace.map((line) => {
    if (['pause', 'resume', 'destroy'].includes(String(line[0]))) return [line[0], line.at(-1)];
    if (line[0] === "'close'") return [line[0], String(line.at(-1)).replace('readable,', '')];
    return line;
  });
}

/** The events of a trace, without what the stream says of itself then. */
function events(trace: readonly Line[]): Line[] {
  return trace.filter(([what]) => String(what).startsWith("'")).map((line) => line.slice(0, -1));
}

function nexting(this: Subject & { emit(...args: unknown[]): void }, count: number, next: () => void): void {
  this.emit(count < 2 ? 'data' : 'end', count);
  next();
}

/** What happens in which of the first ticks. */
async function ticksOf(make: Make, source: unknown): Promise<unknown[]> {
  const order: unknown[] = [];
  process.nextTick(() => order.push('before'));
  const stream = make(source);
  for (const event of ['data', 'end', 'close']) stream.on(event, () => order.push(event));
  for (let n = 0; n < 6; n++) {
    await new Promise<void>((resolve) => process.nextTick(resolve));
    order.push(n);
  }
  return order;
}

describe('from', () => {
  const theirs = original<Make>('from');
  const ours = from as Make;

  // Mended: 'close' comes once. What is before it is compared.
  it('from, in any program, does what from@0.1.7 does until it closes', async () => {
    await fc.assert(
      fc.asyncProperty(source, programsOf(call), async (source, program) => {
        fc.pre(!resumesInside(source, program));
        const expected = mended(untilClose(await trace(theirs, source, program)));
        const actual = mended(untilClose(await trace(ours, source, program)));
        expect(actual).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an array', [1, 2]],
    ['a function that calls next', nexting],
  ])('from, %s, begins and goes on in the ticks of from@0.1.7', async (_, source) => {
    const orders = await Promise.all([theirs, ours].map((make) => ticksOf(make, source)));
    expect(orders[1]).toEqual(orders[0]);
  });

  it('from, an array, resumed in its listeners, emits what from@0.1.7 emits', async () => {
    await fc.assert(
      fc.asyncProperty(array, programsOf(fc.constant<Call>(['resume'])), async (array, program) => {
        const expected = events(untilClose(await trace(theirs, array, program)));
        const actual = events(untilClose(await trace(ours, array, program)));
        expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
