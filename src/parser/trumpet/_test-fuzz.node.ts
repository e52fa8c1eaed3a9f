/**
 * The theme of `npm run fuzz` for HTML: tokens and open elements against parse5, selectors against css-select, and
 * that what is not changed stays as it is, and that attributes change alike in whatever way they are changed.
 *
 * @module
 */
import { deepStrictEqual, strictEqual } from 'node:assert';
import fc from 'fast-check';
import { cut, readOpenPaths, readTokens, soup } from './_test.ts';
import { parse5OpenPaths, soups } from './_test-parse5.node.ts';
import { documents, findInTree, findStreaming, selectors } from './_test-selectors.node.ts';
import { parse5Tokens, parts } from './_test-tokens.node.ts';
import type { AttributeChange } from './attributes.ts';
import type { FoundElement } from './rewriter.ts';
import { createRewriter } from './rewriter.ts';

/** A document, in pieces, and what is asked of it. */
interface Run {
  readonly what: 'tokens' | 'tree' | 'selector' | 'identity' | 'attributes';
  readonly html: string;
  readonly places: readonly number[];
  readonly selector?: string;
  readonly changes?: readonly (readonly [name: string, change: AttributeChange])[];
}

const places = fc.array(fc.nat(400), { maxLength: 6 });
const allSoups = fc.oneof(...soups.map(([, html]) => html));
const anything = fc.oneof(soup(), parts(), allSoups);

/** Changes of the attributes that documents have, and of others. */
const changes = fc.array(
  fc.tuple(
    fc.constantFrom('a', 'b', 'id', 'class', 'lang', 'data-x', 'rel'),
    fc.oneof(fc.constantFrom('', 'x>y', "'"), fc.constantFrom<AttributeChange>(true, null)),
  ),
  { minLength: 1, maxLength: 3 },
);

/** The cases of the theme. */
export const htmlCases: fc.Arbitrary<Run> = fc.oneof(
  fc.record({ what: fc.constant('tokens' as const), html: fc.oneof(soup(), parts()), places }),
  fc.record({ what: fc.constant('tree' as const), html: allSoups, places }),
  fc.record({ what: fc.constant('selector' as const), html: documents, selector: selectors, places }),
  fc.record({ what: fc.constant('identity' as const), html: anything, selector: selectors, places }),
  fc.record({
    what: fc.constant('attributes' as const),
    html: fc.oneof(anything, documents),
    selector: fc.oneof(fc.constant('*'), selectors),
    changes,
    places,
  }),
);

/** Rejects a case that something is wrong with. */
export async function checkHtml({ what, html, places, selector = '*', changes = [] }: Run): Promise<void> {
  const chunks = cut(html, places);
  if (what === 'selector') deepStrictEqual(findStreaming(chunks, selector), findInTree(html, selector));
  else if (what === 'tree') {
    const theirs = parse5OpenPaths(html);
    if (theirs !== undefined) deepStrictEqual(readOpenPaths(html), theirs);
  } else if (what === 'identity') {
    const marked = rewrite(chunks, selector, mark);
    strictEqual(marked.replaceAll('{+}', ''), html);
    strictEqual(marked, rewrite([html], selector, mark));
    strictEqual(
      rewrite(chunks, selector, () => {}),
      html,
    );
  } else if (what === 'attributes') {
    const inPlace: Edit = (element) => {
      for (const [name, change] of changes) element.setAttribute(name, change);
    };
    // What is not done to attributes alone is done by another way.
    const written: Edit = (element) => {
      inPlace(element);
      element.innerBefore = [''];
    };
    strictEqual(rewrite(chunks, selector, inPlace), rewrite([html], selector, written));
  } else if (!html.includes('</>')) {
    // An end tag of nothing is nothing, but parse5 counts it into the text that it stands in.
    deepStrictEqual(readTokens(chunks), parse5Tokens(html));
  }
}

type Edit = (element: FoundElement<object>) => void;

/** Sets a mark in and after an element. */
const mark: Edit = (element) => {
  element.innerBefore = ['{+}'];
  element.innerAfter = ['{+}'];
  element.outerAfter = ['{+}'];
};

/** Rewrites a document: edits each element that a selector finds. */
function rewrite(chunks: readonly string[], selector: string, edit: Edit): string {
  let out = '';
  const sink = {
    write(text: string) {
      out += text;
    },
    send() {},
  };
  const rewriter = createRewriter<object>(sink, String, { lookAhead: true });
  rewriter.select(selector, edit);
  for (const chunk of chunks) rewriter.write(chunk);
  rewriter.end();
  return out;
}
