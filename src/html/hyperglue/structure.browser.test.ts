import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { structureOf as structureByBrowser } from './structure.browser.ts';
import { structureOf as structureByTree } from './structure.ts';

const SELECTORS = [
  '*',
  'p',
  'b, i',
  'div > p',
  'ul li',
  'li + li',
  'p ~ p',
  '.a',
  '#x',
  '[title]',
  '[title="a b"]',
  ':root',
  ':first-child',
  'li:nth-child(2n+1)',
  'p:first-of-type',
  'div:not(.a)',
  ':is(td, th)',
  'LI:Nth-Child( ODD )',
  ':NOT(.a)',
];

/** A well-formed piece of HTML, written in the ways in which people write it. */
const html: fc.Arbitrary<string> = fc.letrec<{ node: string; nodes: string }>((tie) => {
  const attributes = fc
    .array(
      fc.constantFrom(
        ' class="a"',
        " class='a b'",
        ' id=x',
        ' title="a b"',
        ' TITLE = y',
        ' hidden',
        '\n title=">"',
      ),
      { maxLength: 2 },
    )
    .map((list) => list.join(''));
  const text = fc.constantFrom(
    '',
    'text',
    'a &amp; b',
    ' < ',
    'é😀',
    '\n',
    '<!-- <p> -->',
    '<!-- data-gardenhose 0 -->',
  );
  const inline = fc
    .tuple(fc.constantFrom('b', 'i', 'SPAN', 'em'), attributes, text)
    .map(([name, attribute, inner]) => `<${name}${attribute}>${inner}</${name}>`);
  const list = fc
    .tuple(attributes, fc.array(fc.tuple(tie('node'), fc.boolean()), { maxLength: 3 }))
    .map(
      ([attribute, items]) =>
        `<ul${attribute}>${items.map(([item, ends]) => `<li>${item}${ends ? '</li>' : ''}`).join('')}</ul>`,
    );
  const table = fc
    .tuple(attributes, inline, fc.boolean())
    .map(([attribute, cell, body]) =>
      body
        ? `<table${attribute}><tbody><tr><td>${cell}<td>2</table>`
        : `<table${attribute}><tr><th>${cell}</th><td>2</td></tr></table>`,
    );
  const raw = fc.constantFrom(
    '<script>if (a < b) "<p>"</script>',
    '<style>p > b {}</style>',
    '<textarea><p></textarea>',
    '<title>&lt;</title>',
    '<br>',
    '<img alt="">',
    '<input/>',
    '<svg><g><path d=""/></g><title>t</title></svg>',
    '<math><mi>x</mi></math>',
  );
  const block = fc
    .tuple(fc.constantFrom('div', 'section', 'blockquote'), attributes, tie('nodes'))
    .map(([name, attribute, inner]) => `<${name}${attribute}>${inner}</${name}>`);
  const paragraph = fc
    .tuple(attributes, inline, fc.boolean())
    .map(([attribute, inner, ends]) => `<p${attribute}>${inner}${ends ? '</p>' : ''}`);
  return {
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      inline,
      raw,
      paragraph,
      list,
      table,
      block,
    ),
    nodes: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  };
}).nodes;

describe('structureOf', () => {
  it('structureOf, by the browser and by our own tree, finds the same parts of the text', () => {
    fc.assert(
      fc.property(html, fc.constantFrom(...SELECTORS), (text, selector) => {
        const places = (find: typeof structureByTree): unknown[] =>
          find(text)(selector).map(({ name, foreign, hollow, start, contentStart, contentEnd, end }) => ({
            name,
            foreign,
            hollow,
            start,
            contentStart,
            contentEnd,
            end,
          }));
        expect(places(structureByBrowser)).toEqual(places(structureByTree));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '<!doctype html><html><head><title>t</title></head><body><p>x</body></html>',
    '<body class="a"><p>x',
    '<td>only a cell</td>',
    '<p>a<p>b<div>c',
    '<dl><dt>a<dd>b<dt>c</dl>',
    '<select><option>a<option>b</select>',
  ])('structureOf, by the browser and by our own tree, finds the same in %s', (text) => {
    for (const selector of SELECTORS) {
      const places = (find: typeof structureByTree): unknown[] =>
        find(text)(selector).map(({ name, start, contentEnd, end }) => ({ name, start, contentEnd, end }));
      expect(places(structureByBrowser)).toEqual(places(structureByTree));
    }
  });
});
