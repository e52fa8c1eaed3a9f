/** The same pages and maps, filled by hyperstream@1.2.2 and by ours. */
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { original } from '../../../oracles/original.ts';
import type { Duplex } from '../../core/duplex.ts';
import { structureOf } from '../hyperglue/structure.ts';
import { send } from './_test.ts';
import type { Hyperstream } from './index.ts';
import { hyperstream } from './index.ts';

type Make = (updates: Record<string, unknown>) => Duplex<Uint8Array | string, Uint8Array>;

const theirs = original<Make>('hyperstream');

/** A value that a test can print, and that is made anew for each of the two. */
type Form =
  | { readonly form: 'plain'; readonly value: string | number | boolean | null }
  | { readonly form: 'stream'; readonly chunks: readonly string[] }
  | { readonly form: 'function'; readonly returns: string }
  | { readonly form: 'object'; readonly parts: Readonly<Record<string, Form>> }
  | { readonly form: 'edges'; readonly prepend?: string; readonly append?: string };

function make(form: Form): unknown {
  if (form.form === 'plain') return form.value;
  if (form.form === 'function') return (html: string) => form.returns + html;
  if (form.form === 'object') {
    return Object.fromEntries(Object.entries(form.parts).map(([name, part]) => [name, make(part)]));
  }
  if (form.form === 'edges') {
    const { form: _, ...edges } = form;
    return edges;
  }
  return Readable.from(form.chunks);
}

const text = fc.constantFrom('', 'x', 'é😀', 'a & b', '<i>z</i>', '"\'', ' y ');
const attribute = fc.constantFrom('', 'x', 'a b', '7');
const plain = fc.record({ form: fc.constant('plain' as const), value: text });
const stream = fc.record({ form: fc.constant('stream' as const), chunks: fc.array(text, { maxLength: 3 }) });
const scalar = fc.record({
  form: fc.constant('plain' as const),
  value: fc.constantFrom<string | number | boolean | null>(0, 5, -1.5, true, false, null, '<b>w</b>', ''),
});

/** What changes the content of an element: at most one that replaces it, since theirs takes but one of two. */
const content = fc
  .tuple(
    fc.option(fc.tuple(fc.constantFrom('_html', '_text'), fc.oneof(plain, stream)), { nil: undefined }),
    fc.option(
      fc.tuple(
        fc.constantFrom('_append', '_appendText', '_appendHtml', '_APPENDHTML'),
        fc.oneof(plain, stream),
      ),
      {
        nil: undefined,
      },
    ),
    fc.option(
      fc.tuple(fc.constantFrom('_prepend', '_prependText', '_prependHtml'), fc.oneof(plain, stream)),
      {
        nil: undefined,
      },
    ),
  )
  // Mended: `_html` or `_text` together with what adds to it.
  .map(([put, after, before]) =>
    (put === undefined ? [before, after] : [put]).filter((part) => part !== undefined),
  );

const edges = fc
  .record({ prepend: attribute, append: attribute }, { requiredKeys: [] })
  .map((parts) => ({ form: 'edges' as const, ...parts }));
const attributes = fc.dictionary(
  fc.constantFrom('title', 'id', 'data-n'),
  fc.oneof(
    fc.record({ form: fc.constant('plain' as const), value: fc.oneof(attribute, fc.integer()) }),
    edges,
  ),
  { maxKeys: 2 },
);
const object = fc.tuple(content, attributes).map(
  ([parts, others]): Form => ({
    form: 'object',
    parts: { ...Object.fromEntries(parts), ...others },
  }),
);
const value: fc.Arbitrary<Form> = fc.oneof(
  scalar,
  plain,
  stream,
  object,
  fc.record({ form: fc.constant('function' as const), returns: text }),
);

/** A page as theirs writes one: all tags closed, all attributes in quotes, and no tags in comments, which it reads. */
const page = fc.letrec<{ node: string; nodes: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('x', 'é😀', ' a &amp; b ', '\n', '<br>', '<input type="text">', '<!-- c -->'),
    fc
      .tuple(
        fc.constantFrom('div', 'b', 'span', 'section'),
        fc.constantFrom(
          '',
          ' class="k1"',
          ' class="k2"',
          ' title="t" class="k3 z"',
          ' id="k4"',
          ' id="u" title=""',
        ),
        tie('nodes'),
      )
      .map(([name, given, inner]) => `<${name}${given}>${inner}</${name}>`),
  ),
  nodes: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
})).nodes;

const SELECTORS = ['.k1', '.k2:first', '[title="t"]', '#k4'];
const map = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...SELECTORS), value, { maxKeys: 4 }),
    fc.dictionary(
      fc.constant('input'),
      attributes.map((parts): Form => ({ form: 'object', parts })),
    ),
  )
  .map(([all, ofVoid]) => ({ ...all, ...ofVoid }));

/** Mended: theirs counts, loses or waits for ever for what it finds in content that is replaced. */
function findsInReplaced(html: string, forms: Readonly<Record<string, Form>>): boolean {
  const find = structureOf(html);
  const found = Object.entries(forms).map(([key, form]) => ({
    replaces: replaces(form),
    places: find(key.replace(':first', '')),
  }));
  return found.some(
    ({ replaces, places }) =>
      replaces &&
      places.some(({ contentStart, contentEnd }) =>
        found.some(({ places }) => places.some(({ start }) => start >= contentStart && start < contentEnd)),
      ),
  );
}

function replaces(form: Form): boolean {
  if (form.form === 'plain') return form.value !== null;
  return (
    form.form === 'stream' || (form.form === 'object' && ('_html' in form.parts || '_text' in form.parts))
  );
}

/** Mended: theirs loses the content between a stream and something else that is added. */
function addsStreamAndMore(form: Form): boolean {
  if (form.form !== 'object') return false;
  const added = Object.entries(form.parts).filter(([name]) => /^_(?:app|prep)end/i.test(name));
  return added.length > 1 && added.some(([, part]) => part.form === 'stream');
}

/** Mended: theirs gives what a stream adds to an element to elements in it, too, as far as it has not come by then. */
function addsStreamWithin(html: string, forms: Readonly<Record<string, Form>>): boolean {
  const find = structureOf(html);
  return Object.entries(forms).some(([key, form]) => {
    if (form.form !== 'object' || !Object.values(form.parts).some((part) => part.form === 'stream'))
      return false;
    const places = find(key.replace(':first', ''));
    return places.some(({ start }) =>
      places.some(({ contentStart, contentEnd }) => start >= contentStart && start < contentEnd),
    );
  });
}

async function fillBy(by: Make, html: string, forms: Readonly<Record<string, Form>>): Promise<string> {
  const updates = Object.fromEntries(Object.entries(forms).map(([key, form]) => [key, make(form)]));
  return new TextDecoder().decode(await send([html], by(updates) as Hyperstream));
}

/** Mended: theirs waits for ever, now and then. */
async function fillOrHang(html: string, forms: Readonly<Record<string, Form>>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hang = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, 2000, undefined);
  });
  const filled = await Promise.race([fillBy(theirs, html, forms), hang]);
  clearTimeout(timer);
  return filled;
}

describe('hyperstream', () => {
  it('hyperstream makes the same page as hyperstream@1.2.2', async () => {
    await fc.assert(
      fc.asyncProperty(page, map, async (html, forms) => {
        fc.pre(!findsInReplaced(html, forms) && !addsStreamWithin(html, forms));
        fc.pre(!Object.values(forms).some(addsStreamAndMore));
        const expected = await fillOrHang(html, forms);
        fc.pre(expected !== undefined);
        expect(await fillBy(hyperstream as Make, html, forms)).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('hyperstream has the methods of a trumpet, as hyperstream@1.2.2 has them', async () => {
    async function use(by: Make): Promise<unknown[]> {
      const stream = by({ '.a': { title: 't' }, b: 'B' }) as Hyperstream;
      const seen: unknown[] = [];
      stream.selectAll('p', (element) => element.getAttribute('class', (value) => seen.push(value)));
      stream.select('i').createWriteStream().end('new');
      Readable.from(['u1', 'u2']).pipe(stream.createWriteStream('u'));
      const html = '<p class="a">x</p><p class="c"></p><b>old</b><i>old</i><u>old</u>';
      return [new TextDecoder().decode(await send([html], stream)), seen];
    }
    const made = await use(hyperstream as Make);
    expect(made).toEqual(await use(theirs));
    expect(made).toEqual([
      '<p class="a" title="t">x</p><p class="c"></p><b>B</b><i>new</i><u>u1u2</u>',
      ['a', 'c'],
    ]);
  });
});
