/**
 * Our selectors against css-select's: random documents, random selectors, the same elements found, however the
 * document is cut.
 *
 * @module
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut } from './_test.ts';
import { documents, findInTree, findStreaming, selectors } from './_test-selectors.node.ts';

describe('compileSelector', () => {
  it('compileSelector, for any selector and document, finds what css-select finds', () => {
    fc.assert(
      fc.property(documents, selectors, fc.array(fc.nat(300), { maxLength: 4 }), (html, selector, places) => {
        expect(findStreaming(cut(html, places), selector)).toEqual(findInTree(html, selector));
      }),
      { numRuns: 1500 },
    );
  });
});
