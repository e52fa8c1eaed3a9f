/** Random programs on from@0.1.7 and on ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import type { Call, ClassicSubject, Entry, Program } from './_test-programs.node.ts';
import { programsOf, Tracer, untilClose } from './_test-programs.node.ts';
import { from } from './from.ts';

type Make = (source: unknown) => ClassicSubject;

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

async function run(make: Make, source: Source, program: Program): Promise<readonly Entry[]> {
  function more(this: unknown, count: number, next: () => void): unknown {
    const { turns } = source as { readonly turns: readonly (readonly Call[])[] };
    tracer.add({ what: 'called', args: [count], result: this === stream });
    const acts = turns[count] ?? [['emit', 'end']];
    for (const act of acts) {
      if (act[0] === 'true') return true;
      if (act[0] === 'next') next();
      else tracer.call(act);
    }
    return undefined;
  }
  const stream = make(Array.isArray(source) ? source : more);
  const tracer: Tracer = new Tracer(stream, ['readable', 'writable', 'paused', 'started', 'ended']);
  return tracer.run(program);
}

/** Mended: in a listener or the function `resume()` returns before more comes, where it overtook other listeners. */
function resumesInside(source: Source, { reactions }: Program): boolean {
  const calls = 'turns' in source ? source.turns.flat() : [];
  return [...calls, ...reactions.map(([, call]) => call)].some(([name]) => name === 'resume');
}

/** Mended: the methods return the stream, and what is closed is not readable. */
function mended(trace: readonly Entry[]): readonly Entry[] {
  return trace.map((entry) => {
    if (['pause', 'resume', 'destroy'].includes(entry.what)) return { ...entry, result: undefined };
    if (entry.what === "'close'") return { ...entry, flags: entry.flags.replace('readable,', '') };
    return entry;
  });
}

/** The events of a trace, and the calls of the function. */
function events(trace: readonly Entry[]): unknown[] {
  return trace
    .filter(({ what }) => what.startsWith("'") || what === 'called')
    .map(({ what, args }) => [what, ...args]);
}

describe('from', () => {
  const theirs = original<Make>('from');
  const ours = from as Make;

  // Mended: 'close' comes once. What is before it is compared.
  it('from, in any program, does what from@0.1.7 does until it closes', async () => {
    await fc.assert(
      fc.asyncProperty(source, programsOf(call), async (source, program) => {
        fc.pre(!resumesInside(source, program));
        const expected = mended(untilClose(await run(theirs, source, program)));
        const actual = mended(untilClose(await run(ours, source, program)));
        expect(actual).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('from, an array, resumed in its listeners, emits what from@0.1.7 emits', async () => {
    await fc.assert(
      fc.asyncProperty(array, programsOf(fc.constant<Call>(['resume'])), async (array, program) => {
        const expected = events(untilClose(await run(theirs, array, program)));
        const actual = events(untilClose(await run(ours, array, program)));
        expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
