import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkHtml, htmlCases } from './_test-fuzz.ts';

describe('hyperstream', () => {
  it('hyperstream fills random pages the same however they are cut', async () => {
    await fc.assert(fc.asyncProperty(htmlCases, checkHtml), { numRuns: 200 });
  });
});
