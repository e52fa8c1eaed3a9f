import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkTar, tarCases } from './_test-fuzz.ts';

describe('extract', () => {
  it('an archive of random parts, damaged or not, is read the same in every way, and ends', async () => {
    await fc.assert(fc.asyncProperty(tarCases, checkTar), { numRuns: 500 });
  });
});
