/** Random documents and paths on JSONStream@1.3.5 and on ours: what comes out, and in which call, must be equal. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { compare, loose, plain, recursive, scalar } from './_test-original.node.ts';

describe('parse and the original', () => {
  it.each([
    ['any documents, along any path, in any chunks', plain, 1500],
    ['any documents, along paths with a recursion, in any chunks', recursive, 700],
    ['scalars at the top, and documents that end too early', scalar, 500],
    ['documents with what is let pass, and with what is not', loose, 1000],
  ])('%s', (_, runs, numRuns) => {
    fc.assert(fc.property(runs, compare), { numRuns });
  });
});
