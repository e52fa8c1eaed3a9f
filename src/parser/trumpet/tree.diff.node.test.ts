/**
 * Our tree against parse5's: the same random tags are read by both, and at each start tag the same elements must be
 * open, and the same end tags must end the same elements.
 *
 * @module
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOpenPaths } from './_test.ts';
import { parse5OpenPaths, soups } from './_test-parse5.node.ts';

describe('tree', () => {
  it.each(soups)('tree, given %s, has open what parse5 has', (_what, documents) => {
    fc.assert(
      fc.property(documents, (html) => {
        const theirs = parse5OpenPaths(html);
        fc.pre(theirs !== undefined);
        expect(readOpenPaths(html)).toEqual(theirs);
      }),
      { numRuns: 1000 },
    );
  });
});
