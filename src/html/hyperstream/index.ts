/**
 * Streams HTML through and fills it on the way: bytes of a page go in, and out come the same bytes with each
 * element that a selector finds changed by the selector's value, which may itself be a stream.
 *
 * It is compatible with hyperstream 1.2 (npm hyperstream@1.2.2). The keys are selectors as hyperglue knows them; a
 * last `:first` takes only the first element found. The values:
 *
 * - a string, bytes, a number, a boolean or undefined: the element's content, as markup;
 * - a stream (ours, Node's or classic), an iterable or async iterable, a promise: the same, in time. The page
 *   waits for it, so that all leaves in document order, and the stream waits for the page's reader. A stream
 *   fills the first element found and empties others;
 * - a function: called with the element's content, as rewritten, when that has been read; what it returns, any
 *   of the above, replaces it;
 * - null: nothing is changed;
 * - an array: the element is repeated for each item, which is a map of updates for the copy, or a value for the
 *   copy itself; an empty array removes it;
 * - an object: `_html`, `_text` replace the content, `_prependHtml`, `_appendHtml` and `_prepend`, `_append` (or
 *   `_prependText`, `_appendText`) add markup or text, whatever the case of these four; each of them may be a
 *   stream or a function. Any other name is an attribute, whose value is text, or `{ prepend, append }`, or true
 *   for a bare name, or a function of the old value; null, undefined and false remove it.
 *
 * An object may also hold updates of what is in the element, selectors and all: `_map: { td: 'x' }`, or, where a
 * name can be but a selector (`'.who'`, `'b + i'`, or with a value that no attribute has), among the attributes;
 * `:first` alone is the element itself. `_each` repeats the element as an array does, for the items of any
 * iterable, stream or promise, one at a time as they come. Elements with an array, `_each` or a map are held,
 * and selectors of the outer map do not look into them.
 *
 * Text is written in ASCII, with decimal references for `<>&"'` and all else. Content that is replaced is not
 * looked at; elements in content that is added are not found. Elements without content, such as `input`, take
 * attributes only. Where several keys find an element each does its part; of two that replace, the last.
 *
 * ## Out of order
 *
 * With `outOfOrder`, or `_late: true` in an object, a value that is not ready does not hold up the page. Its place
 * is marked (`<?start name="slot-1">`, what `_placeholder` says, `<?end>`), the page goes on, and at its end what
 * came for each slot follows in a `<template for="slot-1">`, whole, in the order in which they became ready; one
 * of more than `maxSlotBytes` is sent as it comes when no whole one waits. A value that is ready in the turn of
 * the event loop in which its element is reached is written in its place. Browsers that know `<template for>`
 * (Chromium 150 and later) put the content in its place by themselves, as it arrives, and run its scripts; a
 * small script after each template does the same elsewhere, and where a page leaves elements open. `'native'`
 * leaves it out: then the page must close its elements, `</p>` too. Where no mark can stand, values hold up the
 * page as ever: in svg, math, template, noscript and elements of raw text (title, textarea, script, style…). A
 * slot deeper in a template, or in a shadow root, is not filled.
 *
 * ## Errors
 *
 * If a value fails, the stream is destroyed with its error, unless the value has a `_fallback` or is out of order:
 * then the fallback, or nothing, takes its place, after what was sent of it, and the stream emits 'slotError' with
 * the error and the key. `_timeoutMs`, or `timeoutMs` for all, makes an error of a value that keeps its slot waiting
 * too long. If the stream ends or is destroyed, values that were not used, or not up, are destroyed.
 *
 * The stream has a trumpet's methods, too (`select`, `selectAll`, `createReadStream`, `createWriteStream`,
 * `createStream`): what they do is done before the page is filled. If there are such handles and nobody reads the
 * page when its first chunk is written, it is read by itself.
 *
 * Mended, against 1.2.2: an error of a value is neither thrown nor leaves a page half written for ever; bytes as
 * a value; text that is not a string in `_append`; several keys on one element; `_html` together with `_append`,
 * and streams on both sides of content; what is found in replaced content does not count; elements without
 * content take none; implied end tags; text of textarea, title and comments is not markup; null attributes are
 * not "null". Bytes that are not changed are the same: 1.2.2 wrote a changed tag anew and dropped an unfinished one
 * at the end. Added: iterables, promises, async functions, arrays, `_each`, `_map`, all about slots, limits, `signal`.
 *
 * Limits: `maxTokenBytes`, `maxDepth`, `maxHeldBytes`, `maxSlots` and `maxSlotBytes`. All work is linear in the
 * length of the page.
 *
 * @see the handbook's chapter "html streams for the browser and the server"
 * @see https://html.spec.whatwg.org/multipage/scripting.html#attr-template-for
 *
 * @module
 */
import { Hyperstream } from './hyperstream.ts';
import type { HyperstreamOptions, HyperstreamUpdates } from './types.ts';

export type { Hyperstream } from './hyperstream.ts';
export type {
  HyperstreamEdits,
  HyperstreamFallback,
  HyperstreamOptions,
  HyperstreamUpdates,
  HyperstreamValue,
} from './types.ts';

/**
 * Makes a stream that HTML is written to and the filled HTML is read from, as bytes. Without updates it changes
 * nothing.
 *
 * @throws {ERR_TRUMPET_SELECTOR} if a key is not a selector, or, without `lookAhead`, one that needs to see what
 *   follows an element; one in an array or a map is found out when it is used, and destroys the stream
 * @throws {ERR_INVALID_ARG_TYPE} if a limit or a time is no number
 * @throws {ERR_OUT_OF_RANGE} if it is less than 0
 * @throws {ERR_INVALID_ARG_VALUE} if `slotPrefix` has other characters than letters, digits, `_` and `-`
 *
 * The stream is destroyed with ERR_TRUMPET_TOKEN_TOO_LONG, ERR_TRUMPET_TOO_DEEP, ERR_TRUMPET_CONTENT_TOO_LONG or
 * ERR_HYPERSTREAM_VALUE_TOO_LONG when a limit is passed, with ERR_TRUMPET_ATTRIBUTE_NAME if an attribute cannot
 * be written, with ERR_STREAM_PREMATURE_CLOSE if a value closes before its end, with ERR_HYPERSTREAM_TIMEOUT if one
 * takes too long, and with a value's own error.
 *
 * @example Filling a page
 * ```ts
 * import { concat } from 'gardenhose/concat-stream';
 * import { hyperstream } from 'gardenhose/hyperstream';
 * import { through } from 'gardenhose/through';
 *
 * const rows = through();
 * const hs = hyperstream({
 *   'title': 'rows',
 *   '#rows': rows,
 *   '#rows + p': { _append: ' & so on', class: { append: ' full' } },
 * });
 * const page = new Promise((resolve) => hs.pipe(concat(resolve)));
 * hs.end('<title></title><div id="rows"></div><p class="note">rows</p>');
 * rows.write('<b>one</b>');
 * rows.end('<b>two</b>');
 * assert.equal(
 *   String(await page),
 *   '<title>rows</title><div id="rows"><b>one</b><b>two</b></div><p class="note full">rows &#38; so on</p>',
 * );
 * ```
 *
 * @example A slow part that does not hold up the page
 * ```ts
 * import { concat } from 'gardenhose/concat-stream';
 * import { hyperstream } from 'gardenhose/hyperstream';
 *
 * const news = new Promise((resolve) => setTimeout(resolve, 20, '<p>News</p>'));
 * const hs = hyperstream(
 *   {
 *     '#news': { _html: news, _placeholder: 'Loading…', _fallback: 'No news.', _timeoutMs: 2000 },
 *     li: [{ b: 'one' }, { b: 'two' }],
 *   },
 *   { outOfOrder: 'native' },
 * );
 * const page = new Promise((resolve) => hs.pipe(concat(resolve)));
 * hs.end('<main id="news"></main><ul><li><b></b></li></ul>');
 * assert.equal(
 *   String(await page),
 *   '<main id="news"><?start name="slot-1">Loading…<?end></main><ul><li><b>one</b></li><li><b>two</b></li></ul>' +
 *     '<template for="slot-1"><p>News</p></template>',
 * );
 * ```
 */
export function hyperstream(updates: HyperstreamUpdates = {}, options: HyperstreamOptions = {}): Hyperstream {
  return new Hyperstream(updates, options);
}

export { hyperstream as default, hyperstream as 'module.exports' };
