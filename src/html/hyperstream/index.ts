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
 * - an object: `_html`, `_text` replace the content, `_prependHtml`, `_appendHtml` and `_prepend`, `_append` (or
 *   `_prependText`, `_appendText`) add markup or text, whatever the case of these four; each of them may be a
 *   stream. Any other name is an attribute, whose value is text, or `{ prepend, append }`, or true for a bare
 *   name; null, undefined and false remove it.
 *
 * Text is written in ASCII, with decimal references for `<>&"'` and all else. Content that is replaced is not
 * looked at; elements in content that is added are not found. Elements without content, such as `input`, take
 * attributes only. Where several keys find an element each does its part; of two that replace, the last.
 *
 * If a value fails, the stream is destroyed with its error; if the stream ends or is destroyed, values that were
 * not used, or not up, are destroyed.
 *
 * Mended, against 1.2.2: an error of a value is neither thrown nor leaves a page half written for ever; bytes as
 * a value; text that is not a string in `_append`; several keys on one element; `_html` together with `_append`;
 * implied end tags; text of textarea, title and comments is not markup; null attributes are not "null". Bytes
 * that are not changed are the same: 1.2.2 wrote a changed tag anew and dropped an unfinished one at the end.
 *
 * Limits: `maxTokenBytes`, `maxDepth` and `maxHeldBytes`. All work is linear in the length of the page.
 *
 * @see the handbook's chapter "html streams for the browser and the server"
 *
 * @module
 */
import { decodeText } from '#platform';
import type { Duplex } from '../../core/duplex.ts';
import { Duplex as DuplexStream } from '../../core/duplex.ts';
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';
import type { ReadableLike } from '../../core/types.ts';
import { splitFirst } from '../../parser/trumpet/first.ts';
import type { RewriterLimits } from '../../parser/trumpet/rewriter.ts';
import { createRewriter } from '../../parser/trumpet/rewriter.ts';
import type { ValueContext, ValueSource } from './source.ts';
import { createSource } from './source.ts';
import type { Slot } from './values.ts';
import { compileValue, SlotDecoder, toBytes, toSource } from './values.ts';

/** What an object may change of an element. Names without an underscore are attributes. */
export interface HyperstreamEdits {
  readonly [name: string]: unknown;
}

/** What to make of the elements that a selector finds. */
export type HyperstreamValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Uint8Array
  | HyperstreamEdits
  | ReadableLike
  | AsyncIterable<unknown>
  | Iterable<unknown>
  | PromiseLike<unknown>
  | ((html: string) => unknown);

/** Values by selector. */
export interface HyperstreamUpdates {
  readonly [selector: string]: HyperstreamValue;
}

/** The options of a hyperstream. */
export interface HyperstreamOptions extends RewriterLimits {
  /** How much is buffered before `write()` asks to wait and before values are paused, in bytes. @default the host's */
  readonly highWaterMark?: number | undefined;
  /** Destroys the stream, and the values with it, with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The most that is held for functions at one time, and of one stream that flows although it is paused, in bytes.
   * @default 16 MiB
   */
  readonly maxHeldBytes?: number | undefined;
}

/**
 * Makes a stream that HTML is written to and the filled HTML is read from, as bytes. Without updates it changes
 * nothing.
 *
 * @throws {ERR_TRUMPET_SELECTOR} if a key is not a selector, or one that needs to see what follows an element
 * @throws {ERR_INVALID_ARG_TYPE} if a value is an array
 *
 * The stream is destroyed with ERR_TRUMPET_TOKEN_TOO_LONG, ERR_TRUMPET_TOO_DEEP, ERR_TRUMPET_CONTENT_TOO_LONG or
 * ERR_HYPERSTREAM_VALUE_TOO_LONG when a limit is passed, with ERR_TRUMPET_ATTRIBUTE_NAME if an attribute cannot
 * be written, with ERR_STREAM_PREMATURE_CLOSE if a value closes before its end, and with a value's own error.
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
 */
export function hyperstream(
  updates: HyperstreamUpdates = {},
  options: HyperstreamOptions = {},
): Duplex<Uint8Array | string, Uint8Array> {
  const { highWaterMark, signal, maxHeldBytes = 16_777_216 } = options;
  const entries = Object.entries(updates).filter(([, value]) => value !== null);
  /** The sources that are not up. */
  const sources = new Set<ValueSource>();
  const sourceByValue = new WeakMap<object, ValueSource>();
  let out = '';
  /** Whether the reader wants more. */
  let room = true;
  /** The source that is being sent, and whether it is paused for want of room. */
  let sending: ValueSource | undefined;
  let paused = false;
  /** Goes on when the source being sent has ended. */
  let onsent: (() => void) | undefined;
  /** Asks for more input when there is room. */
  let onroom: (() => void) | undefined;

  const stream = new DuplexStream<Uint8Array | string, Uint8Array>({
    highWaterMark,
    signal,
    write(chunk, _encoding, callback) {
      onsent = () => {
        flush();
        if (room) callback();
        else onroom = callback;
      };
      const source = decodeText(chunk as Uint8Array, 'latin1');
      go(() => {
        if (entries.length > 0) return rewriter.write(source);
        out = source;
        return true;
      });
    },
    final(callback) {
      onsent = () => {
        flush();
        stream.push(null);
        callback();
      };
      go(() => rewriter.end());
    },
    read() {
      room = true;
      if (paused) {
        paused = false;
        sending?.resume();
      }
      const callback = onroom;
      onroom = undefined;
      callback?.();
    },
    destroy(error, callback) {
      for (const source of sources) source.destroy();
      callback(error);
    },
  });

  function flush(): void {
    if (out === '' || stream.destroyed) return;
    const bytes = toBytes(out);
    out = '';
    room = stream.push(bytes);
    if (room || sending === undefined) return;
    paused = true;
    sending.pause();
  }

  /** Runs a part of the rewriting, and what comes after it if it need not wait. */
  function go(part: () => boolean): void {
    try {
      if (stream.destroyed || !part()) return;
      const callback = onsent;
      onsent = undefined;
      callback?.();
    } catch (error) {
      stream.destroy(error as Error);
    }
  }

  const rewriter = createRewriter<Slot>(
    {
      write(text) {
        out += text;
      },
      send({ source, markup }, write, done) {
        const decoder = new SlotDecoder(markup);
        let later = false;
        flush();
        sending = source;
        paused = false;
        source.start(
          (chunk) => {
            go(() => {
              write(decoder.write(chunk));
              flush();
              return false;
            });
          },
          () => {
            sending = undefined;
            sources.delete(source);
            go(() => {
              write(decoder.end());
              done();
              return later && rewriter.resume();
            });
          },
        );
        later = true;
      },
    },
    toSource,
    options,
  );

  const context: ValueContext = {
    maxHeldBytes,
    fail: (error) => stream.destroy(error as Error),
  };

  function sourceOf(value: unknown): ValueSource | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    let source = sourceByValue.get(value);
    if (source === undefined) {
      source = createSource(value, context);
      if (source === undefined) return undefined;
      sourceByValue.set(value, source);
      sources.add(source);
    }
    return source;
  }

  const edits: ReturnType<typeof compileValue>[] = [];
  for (const [index, [key, value]] of entries.entries()) {
    const { selector, first } = splitFirst(key);
    rewriter.select(selector, (element) => edits[index]!(element), first);
    if (Array.isArray(value)) {
      throw ERR_INVALID_ARG_TYPE(`updates.${key}`, 'a string, stream, function, object or null', value);
    }
  }
  // The values' streams are listened to only now that nothing more can be wrong.
  for (const [, value] of entries) edits.push(compileValue(value, sourceOf));
  return stream;
}

export { hyperstream as default, hyperstream as 'module.exports' };
