/**
 * Random documents and selectors, and what we and css-select find by them.
 *
 * @module
 */
import fc from 'fast-check';
import { original } from '../../../oracles/original.ts';
import { createRewriter } from './rewriter.ts';

interface Element {
  readonly attribs: Readonly<Record<string, string>>;
}
const { parseDocument } = original<{ parseDocument(html: string): object }>('htmlparser2');
const { selectAll } = original<{ selectAll(selector: string, document: object): Element[] }>('css-select');

/** Lists the numbers of the elements that a selector finds. */
export function findStreaming(chunks: readonly string[], selector: string): string[] {
  const numbers: string[] = [];
  const sink = { write() {}, send() {} };
  const rewriter = createRewriter<object>(sink, String, { lookAhead: true });
  rewriter.select(selector, (element) => {
    numbers.push(element.getAttribute('n')!);
  });
  for (const chunk of chunks) rewriter.write(chunk);
  rewriter.end();
  return numbers;
}

const name = fc.constantFrom('div', 'span', 'b');
const attributes = fc
  .record({
    class: fc.option(fc.constantFrom('a', 'b', 'a b', ' c\ta', ''), { freq: 2 }),
    id: fc.option(fc.constantFrom('x', 'y'), { freq: 3 }),
    k: fc.option(fc.constantFrom('v', 'V', 'v-w', 'v w', 'wv', ''), { freq: 3 }),
  })
  .map((values) =>
    Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => ` ${key}="${value}"`)
      .join(''),
  );

const { nodes } = fc.letrec<{ node: string; nodes: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    // White space makes an element that is not empty, as in browsers; css-select goes by level 4.
    fc.constantFrom('t', '<!-- -->', '<br>'),
    fc
      .tuple(name, attributes, tie('nodes'))
      .map(([tag, values, content]) => `<${tag}${values}>${content}</${tag}>`),
  ),
  nodes: fc.array(tie('node'), { maxLength: 4 }).map((all) => all.join('')),
}));

/** Random documents whose elements are numbered. */
export const documents: fc.Arbitrary<string> = nodes.map((html) => {
  let count = 0;
  return `<main n=root>${html.replace(/<[a-z]+/g, (tag) => `${tag} n=${count++}`)}</main>`;
});

// Without `n` alone: css-select does not hold a root to be anyone's child then.
const nth = fc.constantFrom('1', '2', 'odd', 'even', 'n+2', '-n+2', '2n', '3n-1', '-2n+3', '0n+2');
const simple = fc.oneof(
  fc.constantFrom(
    '.a',
    '.b',
    '#x',
    '[k]',
    '[k=v]',
    '[k="V" i]',
    '[k|=v]',
    '[k~=w]',
    '[k^=v]',
    '[k$=v]',
    '[k*=w]',
  ),
  fc.constantFrom(':first-child', ':first-of-type', ':root'),
  fc.constantFrom(':last-child', ':last-of-type', ':only-child', ':only-of-type', ':empty'),
  nth.map((place) => `:nth-child(${place})`),
  nth.map((place) => `:nth-of-type(${place})`),
  nth.map((place) => `:nth-last-child(${place})`),
  nth.map((place) => `:nth-last-of-type(${place})`),
  fc.constantFrom(':has(b)', ':has(> .a)', ':has(#x, > span)', ':not(:has(b))', ':has(div.a[k])'),
);
const type = fc.constantFrom('', '*', 'div', 'span', 'b', 'br');
const compound = fc
  .tuple(type, fc.array(simple, { maxLength: 2 }))
  .map(([tag, tests]) => tag + tests.join('') || '*');
const nested = fc.oneof(
  { weight: 3, arbitrary: compound },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        compound,
        fc.constantFrom('not', 'is'),
        compound,
        fc.constantFrom(' ', ' > ', ' + ', ', '),
        compound,
      )
      .map(([outer, pseudo, one, combinator, other]) => `${outer}:${pseudo}(${one}${combinator}${other})`),
  },
);
export const selectors: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(' ', ' > ', ' + ', ' ~ ', ', '), nested), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map(([combinator, part], i) => (i === 0 ? part : combinator + part)).join(''));

/** Lists them as css-select finds them. */
export function findInTree(html: string, selector: string): (string | undefined)[] {
  return selectAll(selector, parseDocument(html)).map(({ attribs }) => attribs.n);
}
