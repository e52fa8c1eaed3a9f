import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkHostile, hostileCases } from './_test-hostile.node.ts';

describe('extractTo', () => {
  it('extractTo does no harm outside, whatever the archive', async () => {
    await fc.assert(fc.asyncProperty(hostileCases, checkHostile));
  });
});
