/**
 * Fills HTML by CSS selectors: HTML text and a map of updates go in, HTML text comes out, at once.
 *
 * It needs no DOM, so the same rendering code gives the same text on a server and in a browser. It is compatible
 * with hyperglue 1.x (npm hyperglue@1.3.3), which the handbook uses: the result has `innerHTML` and `outerHTML`,
 * both the whole HTML, whether it has one root or several. For programs written for 2.x the result has `element`
 * in a browser, and an element given in the place of the HTML is updated where it stands.
 *
 * The keys are selectors: types, `*`, `.class`, `#id`, attributes, the four combinators, groups, `:not`, `:is`,
 * `:where`, `:root`, `:first-child`, `:nth-child`, `:first-of-type`, `:nth-of-type`; a last `:first` takes only
 * the first element found, and `:first` alone the first of all. For an element they are the browser's own. They see
 * what was given, not what other updates make of it. Of several updates of one element, HTML gets what each adds
 * around what the last one puts in; an element given gets them one after the other. The values:
 *
 * - a string, number, boolean or bytes: the element's text, escaped;
 * - null or undefined: nothing is changed;
 * - an array: the element is repeated for each item, which is a map of updates for it or a value for the
 *   repeated element itself; an empty array removes it. On an element of a page items may have a `_key`: when the
 *   same element is updated again, copies are kept by it, with their focus and all that the page has made of them,
 *   and moved, added and removed as the items say;
 * - the result of another hyperglue: the element's content;
 * - an object: `_text`, `_html` replace the content, `_prepend`, `_append` (text), `_prependHtml`, `_appendHtml`
 *   add to it, and every other name is an attribute. An attribute's value is text, or `{ prepend, append }`, or
 *   true for a bare name; null, undefined and false remove it. `_map` holds updates of what is in the element,
 *   with `:first` for the element itself; a name that can be but a selector (`'.who'`, `'b + i'`, or with a value
 *   that no attribute has) means the same without it.
 *
 * HTML that is repeated takes no changes of other keys.
 *
 * What is text cannot become markup, unless it is appended to HTML that ends with a `<`. In a script, the `<` of
 * `</script`, `<script` and `<!--` is written `\u003C`, in a style that of `</style` as `\3C `, which are the same
 * character in their strings; in the other elements without escapes (iframe, noembed, noframes, xmp, plaintext)
 * text with their end tag is refused. But an object says what is markup: where a value comes from outside, for
 * instance by `JSON.parse`, and might be an object, give `String(value)`.
 *
 * Mended, against 1.x and 2.x: `''`, `0` and `false` are written; null and undefined are never text; `:first`,
 * `append` and `prepend` work together and on missing attributes; bytes are accepted everywhere; implied end
 * tags (`<p>a<p>b`), bare attributes (`<input disabled>`) and text around the root are known; text outside ASCII
 * is written as it is, where 1.x wrote `&eacute;`; an attached element keeps its place.
 *
 * @see the handbook's chapter "html streams for the browser and the server"
 *
 * @module
 */
import { textOf } from './apply.ts';
import { updateElement } from './dom.ts';
import { render } from './render.ts';
import { HyperglueResult } from './result.ts';
import type { HyperglueUpdates } from './types.ts';

export type {
  HyperglueAttribute,
  HyperglueEdits,
  HyperglueItem,
  HyperglueMarkup,
  HyperglueText,
  HyperglueUpdates,
  HyperglueValue,
} from './types.ts';
export { HyperglueResult };

/**
 * Fills HTML, given as text or UTF-8 bytes, or updates an element and returns it.
 *
 * @throws {ERR_TRUMPET_SELECTOR} if a key is not a selector, or depends on what follows a tag, e.g. `:last-child`
 * @throws {ERR_TRUMPET_ATTRIBUTE_NAME} if an attribute is to have a name that HTML cannot write
 * @throws {ERR_HYPERGLUE_RAW_TEXT} if text holds the end of an element that has no escapes
 * @throws {ERR_TRUMPET_TOO_DEEP} if more than 4096 elements of HTML that is given as text are open at once
 *
 * @example Rendering rows
 * ```ts
 * import { hyperglue } from 'gardenhose/hyperglue';
 *
 * const html = '<div class="row"><b class="who"></b>: <i class="message"></i></div>';
 * const row = hyperglue(html, { '.who': 'zoltar', '.message': 'COWER <puny> HUMANS' });
 * assert.equal(
 *   row.outerHTML,
 *   '<div class="row"><b class="who">zoltar</b>: <i class="message">COWER &lt;puny&gt; HUMANS</i></div>',
 * );
 *
 * const list = hyperglue('<ul><li class="x"></li></ul>', { li: [{ li: 'one' }, { li: { class: 'y' } }] });
 * assert.equal(String(list), '<ul><li class="x">one</li><li class="y"></li></ul>');
 * ```
 */
export function hyperglue<E extends Element>(element: E, updates?: HyperglueUpdates): E;
export function hyperglue(html: string | Uint8Array, updates?: HyperglueUpdates): HyperglueResult;
export function hyperglue(
  source: string | Uint8Array | Element,
  updates: HyperglueUpdates = {},
): HyperglueResult | Element {
  if (typeof Element === 'function' && source instanceof Element) return updateElement(source, updates);
  return new HyperglueResult(fillHtml(source as string | Uint8Array, updates));
}

/**
 * Fills HTML, given as text or UTF-8 bytes, and returns it as text: what `hyperglue` gives as `outerHTML`. A bundle
 * of a program that renders only text is smaller with it.
 *
 * @throws {ERR_TRUMPET_SELECTOR} if a key is not a selector, or depends on what follows a tag, e.g. `:last-child`
 * @throws {ERR_TRUMPET_ATTRIBUTE_NAME} if an attribute is to have a name that HTML cannot write
 * @throws {ERR_HYPERGLUE_RAW_TEXT} if text holds the end of an element that has no escapes
 * @throws {ERR_TRUMPET_TOO_DEEP} if more than 4096 elements of HTML that is given as text are open at once
 *
 * @example Text to text
 * ```ts
 * import { fillHtml } from 'gardenhose/hyperglue';
 *
 * assert.equal(fillHtml('<b></b>', { b: 'COWER <puny> HUMANS' }), '<b>COWER &lt;puny&gt; HUMANS</b>');
 * ```
 */
export function fillHtml(html: string | Uint8Array, updates: HyperglueUpdates = {}): string {
  return render(textOf(html), updates);
}

export { hyperglue as default, hyperglue as 'module.exports' };
