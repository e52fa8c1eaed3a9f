/**
 * The theme of `npm run fuzz` for HTML: tokens and open elements against parse5, selectors against css-select, and
 * that what is not changed stays as it is.
 *
 * @module
 */
import { deepStrictEqual, strictEqual } from 'node:assert';
import fc from 'fast-check';
import { cut, readOpenPaths, readTokens, soup } from './_test.ts';
import { parse5OpenPaths, soups } from './_test-parse5.node.ts';
import { documents, findInTree, findStreaming, selectors } from './_test-selectors.node.ts';
import { parse5Tokens, parts } from './_test-tokens.node.ts';
import { createRewriter } from './rewriter.ts';

/** A document, in pieces, and what is asked of it. */
interface Run {
  readonly what: 'tokens' | 'tree' | 'selector' | 'identity';
  readonly html: string;
  readonly places: readonly number[];
  readonly selector?: string;
}

const places = fc.array(fc.nat(400), { maxLength: 6 });
const allSoups = fc.oneof(...soups.map(([, html]) => html));
const anything = fc.oneof(soup(), parts(), allSoups);

/** The cases of the theme. */
export const htmlCases: fc.Arbitrary<Run> = fc.oneof(
  fc.record({ what: fc.constant('tokens' as const), html: fc.oneof(soup(), parts()), places }),
  fc.record({ what: fc.constant('tree' as const), html: allSoups, places }),
  fc.record({ what: fc.constant('selector' as const), html: documents, selector: selectors, places }),
  fc.record({ what: fc.constant('identity' as const), html: anything, selector: selectors, places }),
);

/** Rejects a case that something is wrong with. */
export async function checkHtml({ what, html, places, selector = '*' }: Run): Promise<void> {
  const chunks = cut(html, places);
  if (what === 'selector') deepStrictEqual(findStreaming(chunks, selector), findInTree(html, selector));
  else if (what === 'tree') {
    const theirs = parse5OpenPaths(html);
    if (theirs !== undefined) deepStrictEqual(readOpenPaths(html), theirs);
  } else if (what === 'identity') {
    const marked = rewrite(chunks, selector, true);
    strictEqual(marked.replaceAll('{+}', ''), html);
    strictEqual(marked, rewrite([html], selector, true));
    strictEqual(rewrite(chunks, selector, false), html);
  } else if (!html.includes('</>')) {
    // An end tag of nothing is nothing, but parse5 counts it into the text that it stands in.
    deepStrictEqual(readTokens(chunks), parse5Tokens(html));
  }
}

/** Rewrites a document, with a mark in and after each element that a selector finds, or without. */
function rewrite(chunks: readonly string[], selector: string, marks: boolean): string {
  let out = '';
  const sink = {
    write(text: string) {
      out += text;
    },
    send() {},
  };
  const rewriter = createRewriter<object>(sink, String, { lookAhead: true });
  rewriter.select(selector, (element) => {
    if (!marks) return;
    element.innerBefore = ['{+}'];
    element.innerAfter = ['{+}'];
    element.outerAfter = ['{+}'];
  });
  for (const chunk of chunks) rewriter.write(chunk);
  rewriter.end();
  return out;
}
