/**
 * Random pages and maps, and what must hold of each: the page is filled the same however it and its values are cut,
 * in order and out of order, and ends, at its end or with an error of ours.
 *
 * @module
 */
import * as fc from 'fast-check';
import { soup } from '../../parser/trumpet/_test.ts';
import { cutBytes, send, slowly, utf8 } from './_test.ts';
import type { HyperstreamOptions, HyperstreamUpdates } from './index.ts';
import { hyperstream } from './index.ts';

/** A value that can be printed, and made anew for each page. */
type Form =
  | { readonly text: string }
  | { readonly chunks: string }
  | { readonly fails: string }
  | { readonly returns: string }
  | { readonly items: readonly (Form | Forms)[] }
  | { readonly edits: Forms }
  | { readonly nothing: null | undefined };

interface Forms {
  readonly [name: string]: Form;
}

/** A random case. */
export interface HtmlCase {
  readonly page: Uint8Array;
  readonly forms: Forms;
  readonly cuts: readonly number[];
  readonly options: HyperstreamOptions;
}

const text = fc.oneof(soup(), fc.constantFrom('', 'é\u{1F600}', '</p>', '<b class="x">', '"&<'));
const selector = fc.constantFrom(
  ...['p', 'b', 'li', 'td', '.x', 'div > *', 'p + *', ':first', 'b:first', 'svg *', 'title, textarea', '*'],
  ...['p:not(.x)', ':nth-child(2n)', '[x]', 'script', 'template', 'table'],
);
const name = fc.oneof(
  selector,
  fc.constantFrom(
    '_html',
    '_text',
    '_append',
    '_prependHtml',
    '_map',
    '_each',
    '_fallback',
    '_placeholder',
    '_late',
  ),
  fc.constantFrom('class', 'x', '__proto__', 'constructor', 'a b', 'a"b'),
);

const form: fc.Arbitrary<Form> = fc.letrec<{ form: Form; forms: Forms }>((tie) => ({
  form: fc.oneof(
    { depthSize: 'small' },
    fc.record({ text }),
    fc.record({ chunks: text }),
    fc.record({ returns: text }),
    fc.record({ nothing: fc.constantFrom(null, undefined) }),
    fc.record({ fails: text }),
    fc.record({ items: fc.array(fc.oneof(tie('form'), tie('forms')), { maxLength: 3 }) }),
    fc.record({ edits: tie('forms') }),
  ),
  forms: fc.dictionary(name, tie('form'), { maxKeys: 3 }),
})).form;

/** Pages such as no one would write, and maps of all that a value can be. */
export const htmlCases: fc.Arbitrary<HtmlCase> = fc.record({
  page: fc
    .tuple(soup(), fc.uint8Array({ maxLength: 20 }), soup())
    .map(([before, bytes, after]) => Uint8Array.from([...utf8(before), ...bytes, ...utf8(after)])),
  forms: fc.dictionary(selector, form, { maxKeys: 4 }),
  cuts: fc.array(fc.nat(), { maxLength: 10 }),
  options: fc.record(
    {
      maxHeldBytes: fc.constantFrom(0, 20, 1000),
      maxDepth: fc.constantFrom(3, 100),
      maxTokenBytes: fc.constantFrom(10, 1000),
      highWaterMark: fc.constantFrom(1, 100),
    },
    { requiredKeys: [] },
  ),
});

function isForm(item: Form | Forms): item is Form {
  return Object.keys(item).some((key) => /^(?:text|chunks|fails|returns|items|edits|nothing)$/.test(key));
}

function make(form: Form, cuts: readonly number[]): unknown {
  if ('text' in form) return form.text;
  if ('chunks' in form) return slowly(...cutBytes(utf8(form.chunks), cuts));
  if ('returns' in form) return (html: string) => form.returns + html;
  if ('items' in form)
    return form.items.map((item) => (isForm(item) ? make(item, cuts) : makeAll(item, cuts)));
  if ('edits' in form) return makeAll(form.edits, cuts);
  if ('nothing' in form) return form.nothing;
  return failing(form.fails);
}

function failing(message: string): AsyncIterable<never> {
  const error = Object.assign(new Error(message), { code: 'EXPECTED' });
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}

function makeAll(forms: Forms, cuts: readonly number[]): HyperstreamUpdates {
  // Each chunk for `_each` is an item: to cut it makes another.
  const parts = Object.entries(forms).map(([key, form]) => [key, make(form, key === '_each' ? [] : cuts)]);
  return Object.fromEntries(parts) as HyperstreamUpdates;
}

/** Fills a page, and says how it ended: what it is, or the error's code. */
async function fill(
  { page, forms, options }: HtmlCase,
  cuts: readonly number[],
  late: boolean,
): Promise<string> {
  try {
    const stream = hyperstream(makeAll(forms, cuts), { ...options, outOfOrder: late && 'native' });
    const bytes = await send(cutBytes(page, cuts), stream);
    return bytes.join();
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === undefined) throw error;
    // Which of two limits is passed first may depend on the cuts.
    return code.includes('_TOO_') ? 'a limit' : code;
  }
}

/** Throws if a case does not do what it must. */
export async function checkHtml(one: HtmlCase): Promise<void> {
  const whole = await fill(one, [], false);
  const cut = await fill(one, one.cuts, false);
  if (whole !== cut) throw new Error(`Cut, the page is ${cut}, and not ${whole}`);
  await fill(one, one.cuts, true);
  const unchanged = await fill(
    { ...one, forms: { 'never-there': { text: 'x' } }, options: {} },
    one.cuts,
    false,
  );
  if (unchanged !== one.page.join()) throw new Error(`Unchanged, the page is ${unchanged}`);
}
