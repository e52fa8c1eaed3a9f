/**
 * Splits text, or bytes in a text encoding, into lines or at any other delimiter; one 'data' event a piece.
 *
 * Use it between a source of text and whatever works line by line: `file.pipe(split(JSON.parse)).pipe(next)`.
 * A classic stream, like `through`: a piece comes out inside the `write()` that completes it. What comes out is
 * what `text.split(matcher)` returns, groups included, wherever the chunks were cut, and characters cut in two
 * are kept whole. The work is linear in the text, however long a line.
 *
 * Behaves as npm split@1.0.1 in its call forms, events and their timing, down to the empty last piece of a text
 * that ends with its delimiter. Mended: a delimiter cut in two is found; a mapper that returns null drops the
 * piece, where it silently ended the stream; `maxLength` counts for every piece, has a default, and an error at
 * it is the end of the stream; write after end does nothing.
 *
 * A regular expression other than a plain string or `/\r?\n/` finds a delimiter that spans chunks if it matches
 * at most 1024 characters, looks back on no more, and does not let a longer match win that begins further left;
 * a negative lookahead sees the text that has arrived.
 *
 * @see the handbook's chapter "split"
 *
 * @example Lines
 * ```ts
 * import { split } from 'gardenhose/split';
 *
 * const lines: string[] = [];
 * const stream = split();
 * stream.on('data', (line) => lines.push(String(line)));
 * stream.write('one\ntw');
 * stream.write('o\r\nthree');
 * assert.deepEqual(lines, ['one', 'two']);
 * stream.end();
 * assert.deepEqual(lines, ['one', 'two', 'three']);
 * ```
 *
 * @module
 */
import { createDecoder, isEncoding } from '#platform';
import {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_OUT_OF_RANGE,
  ERR_SPLIT_LINE_TOO_LONG,
  ERR_UNKNOWN_ENCODING,
} from '../core/errors.ts';
import type { Decoder, Encoding } from '../core/types.ts';
import type { Cutter, Pieces } from './_cutters.ts';
import { createCutter } from './_cutters.ts';
import { HeldText } from './_held-text.ts';
import type { ThroughOptions } from './through.ts';
import { Through } from './through.ts';

/** Turns a piece into what comes out instead; undefined or null drops the piece. */
export type SplitMapper<Out> = (piece: string) => Out | null | undefined;

/** Options of `split`. */
export interface SplitOptions extends ThroughOptions {
  /**
   * Most characters (UTF-16 code units) that a piece may have.
   * @default 67_108_864
   */
  readonly maxLength?: number | undefined;
  /**
   * What becomes of a longer piece: 'error' destroys the stream, 'truncate' lets its first `maxLength`
   * characters through, 'skip' drops it.
   * @default 'error'
   */
  readonly overflow?: 'error' | 'truncate' | 'skip' | undefined;
  /** Whether the text after the last delimiter comes out, even if it is empty. @default true */
  readonly trailing?: boolean | undefined;
  /** The encoding of the bytes that are written. @default 'utf8' */
  readonly encoding?: Encoding | undefined;
}

const DEFAULT_MAX_LENGTH = 64 * 1024 * 1024;

/** The bound where `maxLength` is Infinity: with one character more, the longest string that V8 makes on 64 bits. */
const LONGEST_PIECE = 2 ** 29 - 25;

/**
 * Makes a stream that takes text or bytes and emits what is between the delimiters. `matcher` is a string or a
 * regular expression, by default `/\r?\n/`; `mapper` turns each piece into what comes out. An exception in
 * `mapper` becomes an 'error' event, and the stream goes on with the next piece.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an argument or option of the wrong type
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
 * @throws {ERR_OUT_OF_RANGE} a `maxLength` below 1
 * @throws {ERR_UNKNOWN_ENCODING} an `encoding` that the platform does not know
 * @throws {ERR_SPLIT_LINE_TOO_LONG} as 'error' event: a piece longer than `maxLength`
 *
 * @example Rows of JSON
 * ```ts
 * import { split } from 'gardenhose/split';
 *
 * const rows: unknown[] = [];
 * const stream = split('\n', JSON.parse, { trailing: false });
 * stream.on('data', (row) => rows.push(row));
 * stream.end('{"n":1}\n{"n":2}\n');
 * assert.deepEqual(rows, [{ n: 1 }, { n: 2 }]);
 * ```
 */
export function split<Out>(
  mapper: SplitMapper<Out>,
  unused?: null,
  options?: SplitOptions | null,
): SplitStream<Out>;
export function split(
  matcher?: string | RegExp | null,
  mapper?: null,
  options?: SplitOptions | null,
): SplitStream<string>;
export function split<Out>(
  matcher: string | RegExp | null | undefined,
  mapper: SplitMapper<Out>,
  options?: SplitOptions | null,
): SplitStream<Out>;
export function split<Out>(
  matcher?: string | RegExp | SplitMapper<Out> | null,
  mapper?: SplitMapper<Out> | null,
  options?: SplitOptions | null,
): SplitStream<Out> {
  if (typeof matcher === 'function') return new SplitStream(DEFAULT_MATCHER, matcher, options ?? {});
  return new SplitStream(matcher || DEFAULT_MATCHER, mapper || undefined, options ?? {});
}

const DEFAULT_MATCHER = /\r?\n/;

/** The stream that `split` returns. */
export class SplitStream<Out = string> extends Through<string | Uint8Array, Out> {
  readonly #cutter: Cutter;
  readonly #mapper: SplitMapper<Out> | undefined;
  readonly #decoder: Decoder;
  readonly #maxLength: number;
  readonly #overflow: 'error' | 'truncate' | 'skip';
  readonly #trailing: boolean;
  /** The beginning of the unfinished piece, as far as the cutter is done with it. */
  readonly #held = new HeldText();
  /** Whether the unfinished piece is longer than `maxLength` already. */
  #tooLong = false;

  constructor(matcher: string | RegExp, mapper: SplitMapper<Out> | undefined, options: SplitOptions) {
    super(null, null, options);
    const { maxLength = DEFAULT_MAX_LENGTH, overflow = 'error', encoding = 'utf8' } = options;
    if (typeof matcher !== 'string' && !(matcher instanceof RegExp)) {
      throw ERR_INVALID_ARG_TYPE(
        'matcher',
        'one of type string or function, or an instance of RegExp',
        matcher,
      );
    }
    if (mapper !== undefined && typeof mapper !== 'function') {
      throw ERR_INVALID_ARG_TYPE('mapper', 'of type function', mapper);
    }
    if (typeof maxLength !== 'number') {
      throw ERR_INVALID_ARG_TYPE('options.maxLength', 'of type number', maxLength);
    }
    if (!(maxLength >= 1)) throw ERR_OUT_OF_RANGE('options.maxLength', '>= 1', maxLength);
    if (overflow !== 'error' && overflow !== 'truncate' && overflow !== 'skip') {
      throw ERR_INVALID_ARG_VALUE('options.overflow', overflow);
    }
    if (!isEncoding(encoding)) throw ERR_UNKNOWN_ENCODING(encoding);
    this.#cutter = createCutter(matcher);
    this.#mapper = mapper;
    this.#decoder = createDecoder(encoding);
    this.#maxLength = Math.min(maxLength, LONGEST_PIECE);
    this.#overflow = overflow;
    this.#trailing = options.trailing !== false;
  }

  override _write(chunk: string | Uint8Array): void {
    if (this.writable) this.#take(this.#decode(chunk));
  }

  override _end(): void {
    this.#take(this.#decoder.end());
    const pieces = this.#finish(this.#cutter.flush());
    if (!this.#trailing) pieces.pop();
    this.#deliver(pieces);
    this.queue(null);
  }

  #decode(chunk: string | Uint8Array): string {
    if (typeof chunk === 'string') return chunk;
    if (chunk instanceof Uint8Array) return this.#decoder.write(chunk);
    throw ERR_INVALID_ARG_TYPE('chunk', 'of type string or an instance of Uint8Array', chunk);
  }

  #take(text: string): void {
    if (text === '') return;
    const pieces = this.#finish(this.#cutter.cut(text));
    this.#hold(this.#cutter.release());
    this.#deliver(pieces);
    if (this.#tooLong && this.#overflow === 'error') this.#fail();
  }

  /** Puts what was held before the first piece; of one that is too long already, more is not needed. */
  #finish(pieces: Pieces): Pieces {
    if (this.#held.length === 0 || pieces.length === 0) return pieces;
    this.#hold(pieces[0] as string);
    pieces[0] = this.#held.take();
    this.#tooLong = false;
    return pieces;
  }

  /** Holds text, up to the first character that is too much. */
  #hold(text: string): void {
    if (this.#tooLong) return;
    this.#held.add(text.slice(0, this.#maxLength + 1 - this.#held.length));
    this.#tooLong = this.#held.length > this.#maxLength;
  }

  #deliver(pieces: Pieces): void {
    for (const piece of pieces) {
      if (this.destroyed) return;
      if (piece === undefined || piece.length <= this.#maxLength) this.#emitPiece(piece);
      else if (this.#overflow === 'error') this.#fail();
      else if (this.#overflow === 'truncate') this.#emitPiece(piece.slice(0, this.#maxLength));
    }
  }

  #emitPiece(piece: string | undefined): void {
    if (this.#mapper === undefined) {
      this.queue(piece as unknown as Out);
      return;
    }
    let mapped: Out | null | undefined;
    try {
      mapped = this.#mapper(piece as string);
    } catch (error) {
      this.emit('error', error);
      return;
    }
    if (mapped !== undefined && mapped !== null) this.queue(mapped);
  }

  #fail(): void {
    this.destroy(ERR_SPLIT_LINE_TOO_LONG(this.#maxLength));
  }
}

export { split as default, split as 'module.exports' };
