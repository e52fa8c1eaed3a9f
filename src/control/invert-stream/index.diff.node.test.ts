/** Random programs on invert-stream@0.0.1 and on ours: the traces must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import type { EmitterLike } from '../../core/types.ts';
import type { Call, Cast, Entry } from '../_test-trace.ts';
import { playBoth, programsOf } from '../_test-trace.ts';
import { invert } from './index.ts';

type Make = () => EmitterLike & { other: EmitterLike };

const theirs = original<Make>('invert-stream');
const ours = invert as unknown as Make;

const HEARD = ['data', 'end', 'close', 'drain', 'pause', 'resume'];
const FLAGS = ['readable', 'writable', 'paused'];

function cast(make: Make): Cast {
  const a = make();
  return { actors: { a, b: a.other }, events: { a: HEARD, b: HEARD }, flags: { a: FLAGS, b: FLAGS } };
}

const call = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom('a', 'b'), fc.constant('write'), fc.constantFrom(1, 0, '', null)),
  },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('pause', 'resume', 'write')) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('end', 'destroy')) },
) as fc.Arbitrary<Call>;

/** Mended: an end writes nothing after its `end()`, and ends once; a pair closes once. What was before is compared. */
function isMended(): (entry: Entry) => boolean {
  const ended = new Set<string>();
  let isClosed = false;
  return ({ kind, actor, name }) => {
    if (kind !== 'call') return false;
    if (isClosed || (ended.has(actor) && (name === 'write' || name === 'end'))) return true;
    if (name === 'end') ended.add(actor);
    isClosed = name === 'destroy';
    return false;
  };
}

/** Mended: these return the stream. */
const untold = ['end', 'destroy'];

describe('invert-stream and invert-stream@0.0.1', () => {
  it('any program, on both, leaves the same trace', async () => {
    await fc.assert(
      fc.asyncProperty(programsOf(call), async (program) => {
        const [expected, actual] = await playBoth([cast(theirs), cast(ours)], program, { isMended, untold });
        expect(actual).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
