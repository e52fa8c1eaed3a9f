/** Random programs on split@1.0.1 and on ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import type { Call, Line, Program, Subject } from './_test-run.ts';
import { programsOf, returningSelf, run, untilClose } from './_test-run.ts';
import { split } from './split.ts';

type Make = (matcher?: unknown, mapper?: unknown, options?: object) => Subject;

const theirs = original<Make>('split');

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '1', '\n', '\n', '\r', ',', 'é', '😀'),
  maxLength: 8,
});
/** Text, its bytes, or a few of those, which end inside a character. */
const chunk = fc.oneof(
  text,
  text.map((text) => Buffer.from(text)),
  text.map((text) => Buffer.from(text).subarray(1, 4)),
);

const call = fc.oneof(
  { weight: 10, arbitrary: fc.tuple(fc.constant('write'), chunk) },
  { weight: 5, arbitrary: fc.constantFrom(['pause'], ['resume']) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('end'), chunk) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ['end'],
      ['destroy'],
      ['queue', 'extra'],
      ['queue', null],
      ['emit', 'data', 'x'],
    ),
  },
) as unknown as fc.Arbitrary<Call>;

const mappers = {
  none: undefined,
  parse: JSON.parse,
  length: (piece: string | undefined) => piece?.length,
  'some are dropped': (piece: string | undefined) => (piece?.startsWith('a') ? undefined : [piece]),
  'some throw': (piece: string | undefined) => {
    if (piece?.includes('b')) throw new Error(`no ${piece}`);
    return piece;
  },
};

/** Whose matches end where they do, whatever follows. */
const plain = ['\n', ',', 'ab', '', null, undefined, /\n/, /\r?\n/, /,/g, /(,)/, /[ab]/, /([ab])/i, /[é😀]/u];
/** Whose matches may be longer in the next chunk. */
const growing = [/\n+/, /\r\n|\r|\n/, /(a)|b/, /(a*)b?/, /a*/, /(?:)/];

const settingsOf = (matchers: readonly (string | RegExp | null | undefined)[]) =>
  fc.record({
    matcher: fc.constantFrom(...matchers),
    mapper: fc.constantFrom(...(Object.keys(mappers) as (keyof typeof mappers)[])),
    options: fc.constantFrom<object | undefined>(undefined, {}, { trailing: false }, { maxLength: 1000 }),
    /** Whether the mapper is the only argument. */
    alone: fc.boolean(),
  });
type Settings = ReturnType<typeof settingsOf> extends fc.Arbitrary<infer S> ? S : never;

function trace(
  make: Make,
  { matcher, mapper, options, alone }: Settings,
  program: Program,
): Promise<readonly Line[]> {
  const map = mappers[mapper];
  const stream = alone && map ? make(map) : make(matcher, map, options);
  return run(stream, program, { trace: [], flags: ['readable', 'writable', 'paused'] });
}

/**
 * Mended: what is written after `end()` does nothing. The original maps it, which shows if the mapper throws, and
 * splits what a listener writes while the last piece comes out.
 */
function splitsAfterEnd({ mapper }: Settings, { calls, reactions = [] }: Program): boolean {
  const isEnd = ([name]: Call) => name === 'end';
  const listeners = reactions.map(([, call]) => call);
  if (listeners.some(isEnd) || listeners.some(([name]) => name === 'write')) {
    return [...calls, ...listeners].some(isEnd);
  }
  const mayThrow = mapper === 'parse' || mapper === 'some throw';
  return (
    mayThrow &&
    calls.slice(calls.findIndex(isEnd) + 1).some(([name]) => name === 'write') &&
    calls.some(isEnd)
  );
}

/**
 * Mended: a match that may be longer in the next chunk waits for it. The original cuts at what there is, so that
 * its pieces are those of the whole text only if no chunk ends there; of no text it may make no piece at all, and
 * fails at the next. Then there is nothing to compare.
 */
function cutsMatch(matcher: RegExp, texts: readonly string[]): boolean {
  const pieces: (string | undefined)[] = [];
  let rest = '';
  // At the end it cuts what is left once more.
  for (const text of [...texts, '']) {
    const some = (rest + text).split(matcher);
    if (some.length === 0) return true;
    rest = some.pop() as string;
    pieces.push(...some);
  }
  return JSON.stringify([...pieces, rest]) !== JSON.stringify(texts.join('').split(matcher));
}

describe('split', () => {
  // Mended: after 'close' nothing comes out any more; `end()` and `destroy()` return the stream each time.
  it('split, in any program, does what split@1.0.1 does until it closes', async () => {
    await fc.assert(
      fc.asyncProperty(settingsOf(plain), programsOf(call), async (settings, program) => {
        fc.pre(!splitsAfterEnd(settings, program));
        const expected = untilClose(await trace(theirs, settings, program));
        const actual = untilClose(await trace(split as Make, settings, program));
        expect(actual).toEqual(returningSelf(expected, 'end', 'destroy'));
      }),
      { numRuns: 3000 },
    );
  });

  it('split, at a match that may grow, emits the pieces of split@1.0.1', async () => {
    await fc.assert(
      fc.asyncProperty(settingsOf(growing), fc.array(text, { maxLength: 4 }), async (settings, texts) => {
        fc.pre(!cutsMatch(settings.matcher as RegExp, texts));
        const program: Program = {
          calls: [...texts.map((text): Call => ['write', text]), ['end']],
          reactions: [],
        };
        const [ours, expected] = [
          await trace(split as Make, settings, program),
          await trace(theirs, settings, program),
        ];
        const events = (trace: readonly Line[]) =>
          trace.flatMap((line) => (String(line[0]).startsWith("'") ? [line.slice(0, -1)] : []));
        expect(events(ours)).toEqual(events(expected));
      }),
      { numRuns: 1000 },
    );
  });
});
