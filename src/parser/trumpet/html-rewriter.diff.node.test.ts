/** Random handlers on random documents, by html-rewriter-wasm@0.4.1 and by ours: what comes out must be equal. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkHandlers, handlerCases } from './_test-handlers.node.ts';

describe('HTMLRewriter and html-rewriter-wasm@0.4.1', () => {
  it('the same handlers on the same document: the same output, the same calls', async () => {
    await fc.assert(fc.asyncProperty(handlerCases, checkHandlers), { numRuns: 200 });
  });
});
