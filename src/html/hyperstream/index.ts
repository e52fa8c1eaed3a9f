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
import { splitFirst } from '../../parser/trumpet/first.ts';
import { createLateSlots } from './late.ts';
import type { Output } from './send.ts';
import { createFiller } from './send.ts';
import type { SlotSettings } from './slot.ts';
import { toBytes } from './slot.ts';
import type { ValueSource } from './source.ts';
import { createSource } from './source.ts';
import type { HyperstreamOptions, HyperstreamUpdates } from './types.ts';
import type { Entry, ValueContext } from './values.ts';
import { compileUpdates } from './values.ts';

export type { HyperstreamEdits, HyperstreamOptions, HyperstreamUpdates, HyperstreamValue } from './types.ts';

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
  const { outOfOrder = false, timeoutMs = Number.POSITIVE_INFINITY } = options;
  const { slotPrefix = 'slot-', maxSlots = 64, maxSlotBytes = 262_144 } = options;
  /** The sources that have been made, to be let go of at the end. */
  const sources = new Set<ValueSource>();
  const sourceByValue = new WeakMap<object, ValueSource>();
  let out = '';
  /** Whether the reader wants more. */
  let room = true;
  /** Goes on when what was written, or the end, has been sent. */
  let onsent: (() => void) | undefined;
  /** Asks for more input when there is room. */
  let onroom: (() => void) | undefined;

  function flush(): void {
    if (out === '' || stream.destroyed) return;
    const bytes = toBytes(out);
    out = '';
    room = stream.push(bytes);
    if (!room) output.sending?.pause();
  }

  /** Goes on with what comes after the part of the page that has been sent. */
  function sent(): void {
    const callback = onsent;
    onsent = undefined;
    callback?.();
  }

  function recover(error: unknown, { selector, fallback, late }: SlotSettings): string {
    if (fallback === undefined && !late) throw error;
    stream.emit('slotError', error, selector);
    return fallback === undefined ? '' : fallback(error);
  }

  function go(part: () => void): void {
    if (stream.destroyed) return;
    try {
      part();
    } catch (error) {
      stream.destroy(error as Error);
    }
  }

  const output: Output = {
    flush,
    hasRoom: () => room,
    go,
    recover,
    late: createLateSlots(
      {
        write(content) {
          out += content;
          flush();
        },
        hasRoom: () => room,
        go,
        recover: (error, { settings }) => recover(error, settings),
      },
      {
        script: outOfOrder !== 'native',
        nonce: options.nonce,
        prefix: slotPrefix,
        maxSlots,
        maxSlotBytes,
      },
    ),
    sending: undefined,
  };
  const filler = createFiller(
    output,
    (text) => {
      out += text;
    },
    () => {
      if (filler.resume()) sent();
    },
    options,
  );

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
        if (entries.length === 0) out = source;
        else if (!filler.write(source)) return;
        sent();
      });
    },
    final(callback) {
      onsent = () => {
        flush();
        output.late.finish(() => {
          stream.push(null);
          callback();
        });
      };
      go(() => {
        if (filler.end()) sent();
      });
    },
    read() {
      room = true;
      const callback = onroom;
      onroom = undefined;
      output.sending?.resume();
      output.late.resume();
      callback?.();
    },
    destroy(error, callback) {
      output.late.destroy();
      for (let { sending } = output; sending !== undefined; sending = sending.below) sending.stop();
      for (const source of sources) source.destroy();
      callback(error);
    },
  });

  const context: ValueContext = {
    sourceOf(value, settings) {
      if (typeof value !== 'object' || value === null) return undefined;
      let source = sourceByValue.get(value);
      if (source !== undefined) return source;
      source = createSource(value, {
        maxHeldBytes,
        onearly(error) {
          if (settings.fallback === undefined && !settings.late) stream.destroy(error as Error);
        },
      });
      if (source === undefined) return undefined;
      sourceByValue.set(value, source);
      sources.add(source);
      return source;
    },
    recover,
    late: outOfOrder !== false,
    timeoutMs,
  };
  let entries: readonly Entry[] = [];
  // The values' streams are listened to only now that nothing more can be wrong.
  const keys = Object.entries(updates).filter(([, value]) => value !== null);
  for (const [index, [key]] of keys.entries()) {
    const { selector, first } = splitFirst(key);
    filler.select(selector, (element) => entries[index]!.edit(element), first);
  }
  entries = compileUpdates(updates, context);
  return stream;
}

export { hyperstream as default, hyperstream as 'module.exports' };
