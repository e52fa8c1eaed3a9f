/** Random programs on duplex@1.0.0 and on ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../oracles/original.ts';
import type { EmitterLike } from '../core/types.ts';
import type { Call, Cast, Entry } from './_test-trace.ts';
import { playBoth, programsOf } from './_test-trace.ts';
import { duplex } from './duplex.ts';

type Make = () => EmitterLike;

function cast(make: Make): Cast {
  return {
    actors: { d: make() },
    events: { d: ['data', 'end', 'close', '_data', '_end', '_pause', '_drain', 'pause', 'drain', 'resume'] },
    flags: { d: ['readable', 'writable', 'paused', '_paused'] },
  };
}

const chunk = fc.constantFrom<unknown>(1, 2, 3, 'a', true);
const anyChunk = fc.constantFrom<unknown>(0, '', null, undefined, 7);
const on = (...rest: [string, ...unknown[]]): Call => ['d', ...rest];
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 5, arbitrary: chunk.map((value) => on('write', value)) },
  { weight: 6, arbitrary: chunk.map((value) => on('_data', value)) },
  { weight: 1, arbitrary: anyChunk.map((value) => on('write', value)) },
  { weight: 1, arbitrary: anyChunk.map((value) => on('_data', value)) },
  { weight: 3, arbitrary: fc.constantFrom(on('pause'), on('resume'), on('drain')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      on('_pause'),
      on('emit', 'pause'),
      on('emit', 'drain'),
      on('write', 1, 'utf8'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(on('end'), on('_end'), on('_end', 5), on('_end', undefined), on('_end', null)),
  },
  { weight: 1, arbitrary: fc.constantFrom(on('destroy'), on('emit', 'end'), on('emit', '_end')) },
);

/**
 * Mended: a side that has ended takes nothing more, a stream that is destroyed has no flags and emits nothing, and
 * '_drain' follows if `_data()` returned false because a listener of that chunk paused. What was before is compared.
 */
function isMended(): (entry: Entry) => boolean {
  const over = new Set<string>();
  /** For each `_data()` that has not returned, whether its chunk came out. */
  const cameOut: boolean[] = [];
  return ({ kind, name, result }) => {
    if (kind === 'event') {
      if (name === 'data' && cameOut.length > 0) cameOut[cameOut.length - 1] = true;
      return name === 'close';
    }
    if (kind === 'return' && name === '_data') return cameOut.pop() === true && result === false;
    if (kind !== 'call') return false;
    if (name === '_data') cameOut.push(false);
    if (over.has(name) || name === 'destroy') return true;
    if (name === 'end') over.add('write');
    if (name === '_end') over.add('_data').add('_end');
    return false;
  };
}

/** Mended: `end()` and `_end()` return the stream. What `drain()` returns there means nothing. */
const untold = ['end', '_end', 'drain'];

describe('duplex and duplex@1.0.0', () => {
  it('any program, on both, leaves the same trace', async () => {
    const theirs = original<Make>('duplex');
    await fc.assert(
      fc.asyncProperty(programsOf(call), async (program) => {
        const [expected, actual] = await playBoth([cast(theirs), cast(duplex as Make)], program, {
          isMended,
          untold,
        });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
