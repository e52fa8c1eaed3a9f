/** Random programs on what event-stream@4.0.1 reads from, merges and collects in, and on ours. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import type { Call, Line, Subject } from '../_test-run.ts';
import { programsOf, run } from '../_test-run.ts';
import { es } from './index.ts';

type Face = Record<string, (...args: unknown[]) => Subject>;
type Callback = (error?: unknown, data?: unknown) => void;

const theirs = original<Face>('event-stream');
const ours = es as unknown as Face;
const through = original<() => ThroughSubject>('through');

interface ThroughSubject extends Subject {
  write(chunk: unknown): boolean;
  end(chunk?: unknown): unknown;
}

const failure = new Error('refused');
const any = fc.constantFrom<unknown>(0, 1, '', 'a', undefined, null, false);
const ticks = Array.from({ length: 12 }, (): Call => ['tick']);
const flow = fc.constantFrom<Call>(['pause'], ['resume']);

/** Mended: after the end nothing comes any more but 'close', which the original lacks. */
function untilEnd(lines: readonly Line[]): readonly Line[] {
  const at = lines.findIndex(([name]) => name === "'end'");
  return at < 0 ? lines : lines.slice(0, at + 1);
}

/** What came out, and what was called in between. */
function data(lines: readonly Line[]): readonly Line[] {
  return lines
    .filter(([name]) => name !== "'end'" && name !== "'close'" && name !== 'tick')
    .map((line) => (line[0] === "'data'" ? line.slice(0, 2) : line.slice(0, 1)));
}

/** Mended: `pause` and the like return the stream, and `readable` is false after the end. */
function plain(lines: readonly Line[]): readonly Line[] {
  return untilEnd(lines).map((line) => {
    const at = line.indexOf('->');
    return at < 0 ? line.slice(0, line.length - 1) : line.slice(0, at);
  });
}

describe('readArray', () => {
  it('readArray, in any program, does what event-stream@4.0.1 does', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: flow },
      { weight: 2, arbitrary: fc.constant<Call>(['tick']) },
    );
    // Mended: a pause before the first tick holds.
    // Mended: a listener that resumes is not called again before it returns.
    const programs = programsOf(step, fc.constant<Call>(['pause']));
    // Mended: the original ends though it is paused, if it was paused at its last item.
    const isEnd = ([name]: Line): boolean => name === "'end'";
    await fc.assert(
      fc.asyncProperty(fc.array(any, { maxLength: 5 }), programs, async (array, { calls, reactions }) => {
        const program = {
          calls: [['tick'], ...calls, ['resume'], ['resume'], ['resume'], ['tick']] as Call[],
          reactions,
        };
        const [expected, actual] = await Promise.all(
          [theirs, ours].map((face) =>
            run(face.readArray?.([...array]) as Subject, program, { trace: [], reactsUntil: 'end' }),
          ),
        );
        const [theirLines, ourLines] = [expected as Line[], actual as Line[]];
        expect(data(ourLines)).toEqual(data(theirLines));
        expect(ourLines.filter(isEnd).length).toBe(theirLines.filter(isEnd).length);
      }),
      { numRuns: 2000 },
    );
  });
});

/** What the function of a `readable` does when it is asked. */
interface Answer {
  readonly emits: readonly unknown[];
  readonly answer: readonly unknown[];
  /** Whether it answers in a later tick. */
  readonly late: boolean;
}

describe('readable', () => {
  const answer: fc.Arbitrary<Answer> = fc.record({
    emits: fc.array(any, { maxLength: 2 }),
    answer: fc.oneof(
      { weight: 3, arbitrary: fc.tuple(fc.constant(null), any) },
      { weight: 1, arbitrary: fc.constantFrom<unknown[]>([], [failure], [failure, 'beside']) },
    ),
    late: fc.boolean(),
  });

  function make(face: Face, answers: readonly Answer[], goesOn: boolean, trace: Line[]): Subject {
    return (face.readable as (...args: unknown[]) => Subject)(function (
      this: { emit(event: string, chunk?: unknown): void },
      count: number,
      callback: Callback,
    ) {
      const answer = answers[count];
      trace.push(['asked', count]);
      if (answer === undefined) {
        this.emit('end');
        return;
      }
      for (const chunk of answer.emits) this.emit('data', chunk);
      if (answer.late) setImmediate(() => callback(...answer.answer));
      else callback(...answer.answer);
    }, goesOn);
  }

  it('readable, that is never paused, does what event-stream@4.0.1 does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 5 }), fc.boolean(), async (answers, goesOn) => {
        const program = { calls: ticks };
        const traces = await Promise.all(
          [theirs, ours].map(async (face) => {
            const trace: Line[] = [];
            await run(make(face, answers, goesOn, trace), program, { trace });
            return plain(trace.filter(([name]) => name !== 'tick'));
          }),
        );
        expect(traces[1]).toEqual(traces[0]);
      }),
      { numRuns: 1000 },
    );
  });

  it('readable, paused while nothing is asked, does what event-stream@4.0.1 does', async () => {
    const answers = fc.array(
      answer.map((answer) => ({ ...answer, late: false })),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(
        answers,
        fc.boolean(),
        fc.array(flow, { maxLength: 4 }),
        async (answers, goesOn, calls) => {
          const traces = await Promise.all(
            [theirs, ours].map(async (face) => {
              const trace: Line[] = [];
              const program = {
                calls: [...calls, ['resume'], ...ticks] as Call[],
              };
              await run(make(face, answers, goesOn, trace), program, { trace });
              return plain(trace.filter(([name]) => name !== 'tick'));
            }),
          );
          expect(traces[1]).toEqual(traces[0]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('merge', () => {
  it('merge, of streams that end, does what event-stream@4.0.1 does', async () => {
    const step: fc.Arbitrary<Call> = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.tuple(
          fc.constant('feed'),
          fc.nat(2),
          any.filter((chunk) => chunk !== null),
        ),
      },
      { weight: 2, arbitrary: fc.tuple(fc.constant('finish'), fc.nat(2)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('write'), any) },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(3), fc.boolean(), programsOf(step), async (count, asList, program) => {
        const traces = await Promise.all(
          [theirs, ours].map(async (face) => {
            const sources = Array.from({ length: count }, through);
            const merged = (face.merge as (...args: unknown[]) => Subject)(...(asList ? [sources] : sources));
            return run(merged, program, {
              trace: [],
              reactsUntil: 'end',
              acts: {
                feed: (at: number, chunk: unknown) => sources[at]?.write(chunk),
                finish: (at: number) => void sources[at]?.end(),
              },
            });
          }),
        );
        expect(plain(traces[1] as Line[])).toEqual(plain(traces[0] as Line[]));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writeArray', () => {
  it('writeArray, in any program that ends or destroys it once, does what event-stream@4.0.1 does', async () => {
    const step: fc.Arbitrary<Call> = fc.tuple(fc.constant('write'), any);
    const last = fc.constantFrom<Call[]>([], [['end']], [['destroy']]);
    await fc.assert(
      fc.asyncProperty(fc.array(step), last, async (calls, last) => {
        const traces = await Promise.all(
          [theirs, ours].map(async (face) => {
            const trace: Line[] = [];
            const callback = (error: Error | null, chunks: unknown[]): void => {
              // Mended: the error is a coded one.
              trace.push(['callback', error instanceof Error, [...chunks]]);
            };
            const stream = (face.writeArray as (callback: unknown) => Subject)(callback);
            await run(stream, { calls: [...calls, ...last] }, { trace, events: ['data', 'end', 'error'] });
            return trace.map((line) => (line[0] === 'callback' ? line : line.slice(0, 1)));
          }),
        );
        expect(traces[1]).toEqual(traces[0]);
      }),
      { numRuns: 500 },
    );
  });
});
