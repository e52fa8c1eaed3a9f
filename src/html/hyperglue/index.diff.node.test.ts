/** The same templates and updates, given to hyperglue@1.3.3 and to ours. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import type { HyperglueUpdates } from './index.ts';
import { hyperglue } from './index.ts';
import { structureOf } from './structure.ts';

type Glue = (html: string, updates: HyperglueUpdates) => { innerHTML: string; outerHTML: string };

const theirs = original<Glue>('hyperglue');

/** Mended: theirs writes names, such as `&eacute;`, for what is not ASCII, and skips values that are falsy. */
const text = fc.constantFrom('x', 'a & b', '<i>z</i>', 'q"q', ' y ', '7');
const plain = fc.oneof(text, fc.integer({ min: 1, max: 99 }), fc.constant(Buffer.from('b<b')));

/** Mended: theirs fails on `append` and `prepend`. */
const edits = fc
  .record({ _text: text, _html: text, title: text, class: text }, { requiredKeys: [] })
  .filter((parts) => parts._text === undefined || parts._html === undefined);

/** Updates of what holds no elements. */
const within = fc.dictionary(fc.constantFrom('u', '.leaf'), fc.oneof(plain, edits), { maxKeys: 2 });
/** Mended: theirs loses elements by `:first`. */
const value = fc.oneof(plain, edits, fc.array(within, { maxLength: 3 }));

/** Each element has at most one key that finds it. */
const updates = fc.dictionary(fc.constantFrom('.k1', '.k2', '#k3', '.k4'), value, { maxKeys: 3 });

/** Mended: theirs loses or doubles markup where what it finds is within what it finds. */
function findsWithin(template: string, map: HyperglueUpdates): boolean {
  const find = structureOf(template);
  const places = Object.keys(map).flatMap((key) => find(key.replace(':first', '')));
  return places.some(({ contentStart, contentEnd }) =>
    places.some(({ start }) => start >= contentStart && start < contentEnd),
  );
}

const html = fc.letrec<{ node: string; nodes: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('x', ' y ', 'a &amp; b', '\n', '<br>', '<u>x</u>', '<em class="leaf">y</em>'),
    fc
      .tuple(
        fc.constantFrom('div', 'b', 'span', 'i'),
        fc.constantFrom(
          '',
          ' class="k1" title="t"',
          ' class="k2" title="t"',
          ' id="k3" class="z" title="t"',
          ' class="k4 z" title=""',
        ),
        tie('nodes'),
      )
      .map(([name, given, inner]) => `<${name}${given}>${inner}</${name}>`),
  ),
  nodes: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
})).nodes;

// Buffers had it when hyperglue@1.3.3 was made.
beforeAll(() => {
  Object.defineProperty(Buffer.prototype, 'get', {
    configurable: true,
    value(this: Buffer, index: number) {
      return this[index];
    },
  });
});

afterAll(() => {
  Reflect.deleteProperty(Buffer.prototype, 'get');
});

describe('hyperglue', () => {
  it('hyperglue fills a template as hyperglue@1.3.3 does', () => {
    fc.assert(
      fc.property(
        html.map((inner) => `<div>${inner}</div>`),
        updates,
        (template, map) => {
          fc.pre(!findsWithin(template, map));
          const expected = theirs(template, map);
          const { innerHTML, outerHTML } = hyperglue(template, map);
          expect({ innerHTML, outerHTML }).toEqual({
            innerHTML: expected.innerHTML,
            outerHTML: expected.outerHTML,
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});
