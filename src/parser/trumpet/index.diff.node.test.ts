/** Random programs of handles on random pages, on trumpet@1.7.2 and on ours: what comes out must be equal. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkHandles, handleCases } from './_test-handles.node.ts';

describe('trumpet and trumpet@1.7.2', () => {
  it('the same handles on the same page: the same output, content and attributes', async () => {
    await fc.assert(fc.asyncProperty(handleCases, checkHandles), { numRuns: 200 });
  });
});
