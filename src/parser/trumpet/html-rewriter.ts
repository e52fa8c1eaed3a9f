/**
 * Rewrites HTML by handlers: they get the elements that selectors find, comments, text, the doctype and the end of a
 * document, and change them as it streams by.
 *
 * It has the face of the HTMLRewriter of Cloudflare's workers, on the engine of `gardenhose/trumpet`. Handlers may be
 * async: the document waits for each, so that all happens in document order. The handlers of an element are called in
 * the order of `on`; text and comments go to those of elements first and to those of the document then.
 *
 * New content is text, unless `html` is asked for; it may come in time, and the document waits for it: a stream (ours,
 * Node's, a web stream), an iterable or async iterable, a Response. Content has backpressure, and what is not used is
 * destroyed. Attributes and text are given, and attributes are taken, as they stand in the source: character references
 * are for the handler to resolve and to write.
 *
 * Text comes in pieces, as it arrives, and each run of it ends with an empty piece that is `lastInTextNode`. What is in
 * an element that was removed or replaced is read and handled nevertheless, and not written. An element that has no end
 * tag, because it was left out, ends where a browser ends it: what was appended stands there, and `onEndTag` is not
 * called.
 *
 * As in html-rewriter-wasm (npm html-rewriter-wasm@0.4.1), which it is compared with. Mended: `onEndTag` of several
 * handlers; elements without an end tag. Added: more selectors (`+`, `~`, `:is`, `:nth-child` …), content that comes
 * in time, `signal`, limits, any kind of input, and one rewriter for many documents.
 *
 * @see https://developers.cloudflare.com/workers/runtime-apis/html-rewriter/
 *
 * @module
 */
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import { Duplex } from '../../core/duplex.ts';
import { pipeline } from '../../core/pipeline.ts';
import { Readable } from '../../core/readable.ts';
import type { Content } from './content.ts';
import { isResponse, validateContent } from './content.ts';
import type { DocumentHandlers, ElementHandlers } from './document.ts';
import { RewriterDocument } from './document.ts';
import { validateLimits } from './limits.ts';
import type { RewriterLimits } from './rewriter.ts';
import type { Looks } from './selector.ts';
import { compileSelector } from './selector.ts';

export type { Content, ContentOptions } from './content.ts';
export type { DocumentHandlers, ElementHandlers } from './document.ts';
export type { EndTagHandler, RewriterElement } from './rewriter-element.ts';
export type { Comment, Doctype, DocumentEnd, EndTag, TextChunk } from './tokens.ts';

/** Options of an HTMLRewriter. */
export interface HTMLRewriterOptions extends RewriterLimits {
  /** How much is buffered before the input is asked to wait, in bytes. @default the host's */
  readonly highWaterMark?: number | undefined;
  /** Destroys what is being transformed with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What can be transformed: a document, or something that gives one in pieces. */
export type TransformInput = Exclude<Content, Response>;

/** With it, selectors that look ahead are taken, too. */
const UNDECIDED: Looks = { test: () => () => false, optimistic: false };

/**
 * Rewrites documents by the handlers that it is given.
 *
 * What `transform` returns is destroyed with ERR_TRUMPET_TOKEN_TOO_LONG or ERR_TRUMPET_TOO_DEEP when a limit is
 * passed, with ERR_TRUMPET_CONTENT_TOO_LONG if too much is held for `lookAhead`, and with what its input or content
 * fails with, or a handler throws.
 *
 * @example Links, and a comment less
 * ```ts
 * import { text } from 'gardenhose/stream/consumers';
 * import { HTMLRewriter } from 'gardenhose/trumpet/html-rewriter';
 *
 * const rewriter = new HTMLRewriter()
 *   .on('a[href^="http:"]', {
 *     element(a) {
 *       a.setAttribute('href', a.getAttribute('href')!.replace('http:', 'https:'));
 *       a.append(' ↗');
 *     },
 *   })
 *   .onDocument({
 *     comments(comment) {
 *       comment.remove();
 *     },
 *   });
 * const page = rewriter.transform('<p><!-- look --><a href="http://a.example/">there</a></p>');
 * assert.equal(await text(page), '<p><a href="https://a.example/">there ↗</a></p>');
 * ```
 *
 * @example Content that comes in time
 * ```ts
 * import { HTMLRewriter } from 'gardenhose/trumpet/html-rewriter';
 *
 * async function* rows() {
 *   for (const n of [1, 2]) yield `<li>${n}`;
 * }
 * const rewriter = new HTMLRewriter().on('ul', {
 *   element: (ul) => void ul.setInnerContent(rows(), { html: true }),
 * });
 * const response = rewriter.transform(new Response('<ul></ul>'));
 * assert.equal(await response.text(), '<ul><li>1<li>2</ul>');
 * ```
 */
export class HTMLRewriter {
  readonly #options: HTMLRewriterOptions;
  readonly #elementHandlers: (readonly [selector: string, handlers: ElementHandlers])[] = [];
  readonly #documentHandlers: DocumentHandlers[] = [];

  /**
   * @throws {ERR_INVALID_ARG_TYPE} if a limit is no number
   * @throws {ERR_OUT_OF_RANGE} if it is less than 0
   */
  constructor(options: HTMLRewriterOptions = {}) {
    const { maxTokenBytes, maxDepth, maxHeldBytes } = options;
    validateLimits({ maxTokenBytes, maxDepth, maxHeldBytes });
    this.#options = options;
  }

  /**
   * Handles the elements that a selector finds, and the comments and text in them.
   *
   * @throws {ERR_TRUMPET_SELECTOR} if it is no selector, or, without `lookAhead`, one that needs to see what follows
   */
  on(selector: string, handlers: ElementHandlers): this {
    compileSelector(selector, String, this.#options.lookAhead ? UNDECIDED : undefined);
    this.#elementHandlers.push([selector, handlers]);
    return this;
  }

  /** Handles a document's doctype, comments, text and end. */
  onDocument(handlers: DocumentHandlers): this {
    this.#documentHandlers.push(handlers);
    return this;
  }

  /**
   * Rewrites a document: returns a stream of it, or a Response with the same head if it was given one. Without an
   * input it returns a stream that the document is to be written to.
   *
   * @throws {ERR_INVALID_ARG_TYPE} if the input is nothing of the kind
   */
  transform(input: Response): Response;
  transform(input: TransformInput): Readable<Uint8Array>;
  transform(): Duplex<Uint8Array | string, Uint8Array>;
  transform(
    input?: Response | TransformInput,
  ): Response | Readable<Uint8Array> | Duplex<Uint8Array | string, Uint8Array> {
    if (typeof input === 'object' && input !== null && isResponse(input)) return this.#respond(input);
    if (input === undefined) return this.#createStream();
    if (typeof input === 'string' || input instanceof Uint8Array) return this.#createStream().end(input);
    validateContent('input', input);
    const stream = this.#createStream();
    // An error of the input is the stream's.
    pipeline(input as AsyncIterable<Uint8Array>, stream as never, () => {});
    return stream;
  }

  #respond(response: Response): Response {
    if (response.body === null) return response;
    const body = Readable.toWeb(this.transform(response.body as ReadableStream<Uint8Array>));
    const transformed = new Response(body as ReadableStream<Uint8Array>, response);
    transformed.headers.delete('content-length');
    return transformed;
  }

  #createStream(): Duplex<Uint8Array | string, Uint8Array> {
    const { highWaterMark, signal } = this.#options;
    const stream: Duplex<Uint8Array | string, Uint8Array> = new Duplex({
      highWaterMark,
      write(chunk, _encoding, callback) {
        page.write(chunk as Uint8Array, callback);
      },
      final(callback) {
        page.end(callback);
      },
      read() {
        page.output.drain();
      },
      destroy(error, callback) {
        page.destroy();
        callback(error);
      },
    });
    const page = new RewriterDocument(stream, this.#elementHandlers, this.#documentHandlers, this.#options);
    return signal === undefined ? stream : addAbortSignal(signal, stream);
  }
}

export { HTMLRewriter as default, HTMLRewriter as 'module.exports' };
