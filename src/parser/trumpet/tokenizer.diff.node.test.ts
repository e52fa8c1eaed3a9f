/**
 * Our tokens against parse5's: the same random text is read by both, and each token must be at the same place and
 * say the same.
 *
 * @module
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, readTokens, soup } from './_test.ts';
import { parse5Tokens, parts } from './_test-tokens.node.ts';

describe('tokenizer', () => {
  it('tokenizer finds the tokens that parse5 finds, however the text is cut', () => {
    fc.assert(
      fc.property(fc.oneof(soup(), parts()), fc.array(fc.nat(200), { maxLength: 5 }), (html, places) => {
        // An end tag of nothing is nothing, but parse5 counts it into the text that it stands in.
        fc.pre(!html.includes('</>'));
        expect(readTokens(cut(html, places))).toEqual(parse5Tokens(html));
      }),
      { numRuns: 3000 },
    );
  });
});
