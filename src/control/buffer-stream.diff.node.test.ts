/** Random programs on buffer-stream@0.0.1 and on ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import type { EmitterLike } from '../core/types.ts';
import type { Call, Cast, Entry } from './_test-trace.ts';
import { playBoth, programsOf } from './_test-trace.ts';
import { bufferStream } from './buffer-stream.ts';
import { through } from './through.ts';

type Make = () => EmitterLike & { buffer(): unknown };

const theirs = original<Make>('buffer-stream');
const ours = bufferStream as unknown as Make;

function cast(make: Make): Cast {
  const [d, m] = [make(), through()];
  d.buffer();
  m.setMaxListeners(0);
  return {
    actors: { d, m },
    events: { d: ['data', 'end', 'close', 'pause', 'resume'], m: ['end', 'close'] },
    flags: {},
  };
}

/**
 * What listeners do. Mended: what is written while the stream is being emptied keeps its place, and what is let go
 * on comes when the listener has returned; so here they only hold back.
 */
const brake = fc.constantFrom<Call>(['d', 'pause'], ['d', 'buffer']);
const chunk = fc.constantFrom<unknown>(1, 'a', 0, '', undefined, false);
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 4, arbitrary: chunk.map((value): Call => ['d', 'write', value]) },
  { weight: 2, arbitrary: brake },
  { weight: 2, arbitrary: fc.constantFrom<Call>(['d', 'resume'], ['d', 'empty']) },
  { weight: 2, arbitrary: fc.constantFrom<Call>(['d', 'empty', '@m'], ['d', 'empty', '@m', { end: false }]) },
  { weight: 2, arbitrary: fc.constantFrom<Call>(['m', 'queue', 3], ['m', 'emit', 'data', 4]) },
  { weight: 1, arbitrary: fc.constantFrom<Call>(['d', 'end'], ['m', 'end'], ['d', 'destroy']) },
);

/**
 * Mended: what is written while there is nothing to write to is kept, neither `resume()` undoes `buffer()` nor
 * `empty()` the other end's wish to wait, what is written after the other end's end is kept, `end()` does not wait for its 'drain', a second `empty(stream)` is not a
 * second pipe, and what `duplexer` mends. What is written while the other end holds back waits there, before what that
 * gives later by itself. What was before is compared.
 */
function isMended(): (entry: Entry) => boolean {
  let isLinked = false;
  let isBuffering = true;
  let isResuming = false;
  let wroteEnd = false;
  let isPaused = false;
  let wroteWhilePaused = false;
  return ({ kind, actor, name, args }) => {
    if (kind === 'event') return name === 'close' || (actor === 'm' && name === 'end');
    if (name === 'resume') isResuming = kind === 'call';
    if (kind !== 'call') return false;
    if (name === 'pause' || name === 'resume') isPaused = name === 'pause';
    if (name === 'resume') wroteWhilePaused = false;
    if (actor === 'd' && name === 'write' && isPaused) wroteWhilePaused = true;
    if (actor === 'm' && (wroteWhilePaused || (name === 'end' && isPaused))) return true;
    if (name === 'destroy' || (name === 'queue' && wroteEnd)) return true;
    if (actor === 'd' && (name === 'write' || name === 'end')) {
      if (wroteEnd) return true;
      wroteEnd = name === 'end';
    }
    if (name === 'resume') return isLinked && isBuffering;
    if (name === 'buffer') {
      if (isLinked && isResuming) return true;
      isBuffering = true;
    }
    if (name !== 'empty') return false;
    if (args.length === 0 && !(isLinked && isBuffering)) return true;
    if (isLinked && args.length > 0) return true;
    isLinked = true;
    isBuffering = false;
    return false;
  };
}

/** Mended: these return the stream. */
const untold = ['end', 'pause', 'resume'];

describe('buffer-stream and buffer-stream@0.0.1', () => {
  it('any program, on both, leaves the same trace', async () => {
    await fc.assert(
      fc.asyncProperty(programsOf(call, brake), async (program) => {
        const [expected, actual] = await playBoth([cast(theirs), cast(ours)], program, { isMended, untold });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
