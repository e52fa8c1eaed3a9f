/**
 * Streams HTML through and hands out streams for the elements that selectors find: bytes of a page go in, and out
 * come the same bytes but for what was changed on the way.
 *
 * Behaves as npm trumpet@1.7.2 in its call forms and in what comes of them. A handle may be used before its element
 * is there: what is asked of it waits. Readers look on as an element goes by, rewritten as it is by then; a stream
 * that is written to takes the element's place, and all that follows waits for its end, in document order, while
 * the page is read on up to the element's end. Handles of one element stand in a row, the one of the last `select`
 * first: each sees what those before it have made of the element, and its own readers what it will replace. If
 * there is no such element, readers end and what is written is let go. A selector sees what begins after it was
 * given: of `ul li` the `ul`, too. A trumpet that nobody reads when the first chunk is written is read by itself.
 *
 * All of these streams have backpressure: the page waits for readers of elements whose buffer is full, and for its
 * own; writers wait for the page. So a stream that is to be read must be read, or destroyed, which lets the page go
 * on; and what is read of one element and written to a later one has to fit in the buffers of the two streams. The
 * reading side of a `createStream()` that nobody has begun to read is let go when its writing side ends. A writing
 * side that is destroyed before its end destroys the trumpet, with ERR_STREAM_PREMATURE_CLOSE if there was no error;
 * against one that is never ended, and never destroyed, there is `signal`. If the trumpet is destroyed all of these
 * streams are; readers on which somebody listens for errors get its own.
 *
 * Mended, against 1.7.2: implied end tags, elements without an end tag, and self-closed ones do not stall the page;
 * an unfinished tag at the end is not dropped; the text of textarea and comments is not markup; selectors are those
 * of `gardenhose/hyperstream`, and what is no selector is an error. What is not changed of a tag stays as it was,
 * and of an attribute written twice the first counts. Attributes' values are read with their character references
 * resolved, so that what is read can be set; names other than the most common ones stay as they are. Of several
 * streams for the content of one element none sees the end tag, and outer ones always stand around inner ones.
 * Writers for the content of an element that can have none write nothing. What is asked too late is an error.
 * Errors that callbacks throw destroy the stream. Added: backpressure, `signal`, `highWaterMark`, limits, `lookAhead`.
 *
 * Limits: `maxTokenBytes`, `maxDepth`, and for `lookAhead` `maxHeldBytes`. All work is linear in the length of the
 * page, and what is held does not depend on it.
 *
 * @see the handbook's chapter "trumpet"
 *
 * @module
 */
import type { TrumpetOptions } from './trumpet.ts';
import { Trumpet } from './trumpet.ts';

export type { AttributeValue, TrumpetElement } from './element.ts';
export type { ElementStreamOptions } from './inner.ts';
export type { Trumpet, TrumpetOptions } from './trumpet.ts';

/**
 * Makes a stream that HTML is written to and the changed HTML is read from, as bytes.
 *
 * @throws {ERR_INVALID_ARG_TYPE} if a limit is no number
 * @throws {ERR_OUT_OF_RANGE} if it is less than 0
 *
 * The stream is destroyed with ERR_TRUMPET_TOKEN_TOO_LONG or ERR_TRUMPET_TOO_DEEP when a limit is passed, with
 * ERR_TRUMPET_ATTRIBUTE_NAME if an attribute cannot be written, with ERR_STREAM_PREMATURE_CLOSE if a stream that is
 * to replace an element closes before its end, and with whatever such a stream fails with or a callback throws.
 *
 * @example Content in upper case
 * ```ts
 * import { concat } from 'gardenhose/concat-stream';
 * import { through } from 'gardenhose/through';
 * import { trumpet } from 'gardenhose/trumpet';
 *
 * const tr = trumpet();
 * const page = new Promise((resolve) => tr.pipe(concat(resolve)));
 * const loud = tr.select('.loud').createStream();
 * loud
 *   .pipe(through<Uint8Array, string>(function (chunk) {
 *     this.queue(new TextDecoder().decode(chunk).toUpperCase());
 *   }))
 *   .pipe(loud);
 * tr.end('<p>quiet</p><p class="loud">not so</p>');
 * assert.equal(String(await page), '<p>quiet</p><p class="loud">NOT SO</p>');
 * ```
 *
 * @example Every link, and a stream as content
 * ```ts
 * import { concat } from 'gardenhose/concat-stream';
 * import { Readable } from 'gardenhose/stream';
 * import { trumpet } from 'gardenhose/trumpet';
 *
 * const tr = trumpet();
 * const page = new Promise((resolve) => tr.pipe(concat(resolve)));
 * tr.selectAll('a[href]', (link) => link.setAttribute('rel', 'nofollow'));
 * Readable.from(['<li>one', '<li>two']).pipe(tr.createWriteStream('ul'));
 * tr.end('<ul></ul><a href="/">home</a>');
 * assert.equal(String(await page), '<ul><li>one<li>two</ul><a href="/" rel="nofollow">home</a>');
 * ```
 */
export function trumpet(options?: TrumpetOptions): Trumpet {
  return new Trumpet(options);
}

export { trumpet as default, trumpet as 'module.exports' };
