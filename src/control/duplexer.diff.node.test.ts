/** Random programs on duplexer@0.1.2 and on ours: the traces must be equal. */
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import type { EmitterLike } from '../core/types.ts';
import type { Call, Cast, Entry } from './_test-trace.ts';
import { playBoth, programsOf } from './_test-trace.ts';
import { duplexer } from './duplexer.ts';
import { through } from './through.ts';

type Make = (writer: EmitterLike, reader: EmitterLike) => EmitterLike;

const theirs = original<Make>('duplexer');
const ours = duplexer as unknown as Make;

/** An emitter whose methods tell of each call. */
function emitter(methods: readonly string[]): EmitterLike {
  const self = new EventEmitter();
  return Object.assign(
    self,
    Object.fromEntries(
      methods.map((name) => [name, (...args: unknown[]) => self.emit(`called ${name}`, ...args)]),
    ),
  );
}

const HEARD = ['data', 'end', 'close', 'drain', 'error', 'pause', 'resume'];

function bare(make: Make): Cast {
  const w = emitter(['write', 'end', 'destroy']);
  const r = emitter(['pause', 'resume', 'destroy']);
  const called = (...names: string[]): string[] => names.map((name) => `called ${name}`);
  return {
    actors: { d: make(w, r), w, r },
    events: {
      d: HEARD,
      w: called('write', 'end'),
      r: [...called('pause', 'resume'), 'data', 'end', 'close'],
    },
    flags: {},
  };
}

/** Two streams of which the first is piped into the second. */
function piped(make: Make): Cast {
  const [w, r] = [through(), through()];
  w.pipe(r);
  return { actors: { d: make(w, r), w, r }, events: { d: HEARD, w: HEARD, r: HEARD }, flags: {} };
}

/** The same of Node's streams. */
function pipedByNode(make: Make): Cast {
  const [w, r] = [new PassThrough({ objectMode: true }), new PassThrough({ objectMode: true })];
  w.pipe(r);
  return { actors: { d: make(w, r), w, r }, events: { d: HEARD }, flags: {} };
}

const chunk = fc.constantFrom<unknown>(1, 'a', 0, '', undefined, false);
const own: fc.Arbitrary<Call> = fc.oneof(
  { weight: 4, arbitrary: chunk.map((value): Call => ['d', 'write', value]) },
  { weight: 2, arbitrary: fc.constantFrom<Call>(['d', 'pause'], ['d', 'resume'], ['d', 'write']) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Call>(
      ['d', 'end'],
      ['d', 'end', 5],
      ['d', 'end', 'a', 'utf8'],
      ['d', 'destroy'],
    ),
  },
);
const events: fc.Arbitrary<Call> = fc.oneof(
  chunk.map((value): Call => ['r', 'emit', 'data', value]),
  fc.constantFrom<Call>(['w', 'emit', 'drain'], ['r', 'emit', 'end'], ['r', 'emit', 'close']),
  fc.constantFrom<Call>(
    ['w', 'emit', 'error', 'lost'],
    ['r', 'emit', 'error', 'lost'],
    ['r', 'emit', 'pause'],
  ),
);
const calls: fc.Arbitrary<Call> = fc.oneof(
  fc.constantFrom<Call>(['r', 'pause'], ['r', 'resume'], ['w', 'pause'], ['w', 'resume'], ['r', 'queue', 3]),
  fc.constantFrom<Call>(['w', 'emit', 'error', 'lost'], ['w', 'end'], ['r', 'destroy'], ['w', 'destroy']),
);

const reads: fc.Arbitrary<Call> = fc.constantFrom<Call>(
  ['d', 'write', null],
  ['r', 'pause'],
  ['r', 'resume'],
);

/**
 * Mended: `destroy()`, and a part that dies or closes early, end the whole; nothing comes after the reader's 'end' or the
 * stream's 'close'; the writer is ended once. What was before is compared.
 */
function isMended(): (entry: Entry) => boolean {
  let wroteEnd = false;
  let readEnd = false;
  return ({ kind, actor, name, args }) => {
    const calls = kind === 'call' ? (name === 'emit' ? args[0] : name) : undefined;
    if (calls === 'destroy') return true;
    if (calls === 'end' && actor === 'd') {
      if (wroteEnd) return true;
      wroteEnd = true;
    }
    if (calls === 'close') return !wroteEnd || !readEnd;
    if (calls === 'data' && readEnd) return true;
    if (kind === 'event' && actor !== 'w' && name === 'end') readEnd = true;
    return kind === 'event' && (name === 'close' || (name === 'error' && args[0] !== 'lost'));
  };
}

/** Mended: these return the stream. */
const untold = ['end', 'pause', 'resume'];

describe('duplexer and duplexer@0.1.2', () => {
  it.each([
    { name: 'bare emitters', cast: bare, other: events },
    { name: 'streams piped into each other', cast: piped, other: calls },
    { name: 'streams of node:stream', cast: pipedByNode, other: reads },
  ])('any program, with $name, leaves the same trace on both', async ({ cast, other }) => {
    await fc.assert(
      fc.asyncProperty(programsOf(fc.oneof({ weight: 2, arbitrary: own }, other)), async (program) => {
        const [expected, actual] = await playBoth([cast(theirs), cast(ours)], program, { isMended, untold });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
