import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmOf, hostileCases } from './_test-hostile.node.ts';

describe('extractTo', () => {
  it('extractTo does no harm outside, whatever the archive', async () => {
    await fc.assert(
      fc.asyncProperty(hostileCases, async (hostile) => {
        expect(await harmOf(hostile)).toBeUndefined();
      }),
      { numRuns: Number(process.env.GARDENHOSE_RUNS ?? 100) },
    );
  });
});
