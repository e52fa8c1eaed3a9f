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
 * it is the end of the stream; write after end does nothing. Added: `overflow`, `encoding`, and `output: 'buffer'`
 * for pieces of bytes that are not decoded at all. Short rows are parsed faster by `JSON.parse` itself as mapper than
 * by a function around it.
 *
 * A regular expression other than a plain string or `/\r?\n/` finds a delimiter that spans chunks if it matches
 * at most 1024 characters, looks back on no more, and does not let a longer match win that begins further left;
 * a negative lookahead sees the text that has arrived. Where such a match ends with its chunk, its groups, and of
 * a pattern that looks ahead the piece before it, come out with the next.
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
import { asPlatformBytes, createChunkDecoder, encodeText, isEncoding } from '#platform';
import { LONGEST_STRING } from '../core/_lengths.ts';
import type { ClassicStreamOptions } from '../core/classic.ts';
import { ERR_INVALID_ARG_TYPE, ERR_SPLIT_LINE_TOO_LONG, ERR_UNKNOWN_ENCODING } from '../core/errors.ts';
import type { Decoder, Encoding } from '../core/types.ts';
import type { Cutter } from './_cutters.ts';
import { HeldBytes, HeldText } from './_held.ts';
import { createByteCutter, createTextCutter, LINE_END } from './_matcher.ts';
import { BLOCK_LENGTH } from './_row-cutter.ts';
import { validateFunction, validateLimit, validateWord } from './_validate.ts';
import { Through } from './through.ts';

/** Turns a piece into what comes out instead; undefined or null drops the piece. */
export type SplitMapper<Out, Piece = string> = (piece: Piece) => Out | null | undefined;

/** Options of `split`. */
export interface SplitOptions extends ClassicStreamOptions {
  /**
   * Most characters (UTF-16 code units), or bytes, that a piece may have.
   * @default 67_108_864
   */
  readonly maxLength?: number | undefined;
  /**
   * What becomes of a longer piece: 'error' destroys the stream, 'truncate' lets its first `maxLength`
   * characters or bytes through, 'skip' drops it.
   * @default 'error'
   */
  readonly overflow?: 'error' | 'truncate' | 'skip' | undefined;
  /** Whether what is after the last delimiter comes out, even if it is empty. @default true */
  readonly trailing?: boolean | undefined;
  /** The encoding of the bytes that are written, and of text where bytes come out. @default 'utf8' */
  readonly encoding?: Encoding | undefined;
  /** What the pieces are: text, or bytes. @default 'string' */
  readonly output?: 'string' | undefined;
}

/**
 * Options of `split` for pieces of bytes, on Node Buffers. Nothing is decoded: the matcher must be a literal, and
 * the pieces are views of the chunks that were written.
 */
export interface SplitBytesOptions extends Omit<SplitOptions, 'output'> {
  readonly output: 'buffer';
}

const DEFAULT_MAX_LENGTH = 64 * 1024 * 1024;

/** The bound where `maxLength` is Infinity: with one character more, it still fits into a string. */
const LONGEST_PIECE = LONGEST_STRING - 1;

/**
 * Makes a stream that takes text or bytes and emits what is between the delimiters. `matcher` is a string or a
 * regular expression, by default `/\r?\n/`; `mapper` turns each piece into what comes out. An exception in
 * `mapper` becomes an 'error' event, and the stream goes on with the next piece.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an argument or option of the wrong type
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` or `output` that is none of those; where bytes come out, a
 *   matcher that is no literal, or an `encoding` other than UTF-8 and Latin-1
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
export function split(
  matcher: string | RegExp | null | undefined,
  mapper: null | undefined,
  options: SplitBytesOptions,
): SplitStream<Uint8Array>;
export function split<Out>(
  matcher: string | RegExp | null | undefined,
  mapper: SplitMapper<Out, Uint8Array>,
  options: SplitBytesOptions,
): SplitStream<Out>;
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
  mapper?: SplitMapper<Out> | SplitMapper<Out, Uint8Array> | null,
  options?: SplitOptions | SplitBytesOptions | null,
): SplitStream<Out> {
  const settings = options ?? {};
  if (typeof matcher === 'function') return new SplitStream(LINE_END, matcher as SplitMapper<Out>, settings);
  return new SplitStream(matcher || LINE_END, (mapper as SplitMapper<Out>) || undefined, settings);
}

/** What a stream splits. */
type Piece = string | Uint8Array;

/** The stream that `split` returns. */
export class SplitStream<Out = string> extends Through<string | Uint8Array, Out> {
  readonly #mapper: SplitMapper<Out> | undefined;
  readonly #encoding: Encoding;
  /** There is none if the pieces are bytes. */
  readonly #decoder: Decoder | undefined;
  readonly #maxLength: number;
  readonly #overflow: 'error' | 'truncate' | 'skip';
  readonly #trailing: boolean;
  /** The beginning of the unfinished piece, as far as the cutter is done with it. */
  readonly #held: { readonly tooLong: boolean };
  readonly #cutter: Cutter<Piece>;

  constructor(
    matcher: string | RegExp,
    mapper: SplitMapper<Out> | undefined,
    options: SplitOptions | SplitBytesOptions,
  ) {
    super(null, null, options);
    const {
      maxLength = DEFAULT_MAX_LENGTH,
      overflow = 'error',
      encoding = 'utf8',
      output = 'string',
    } = options;
    if (typeof matcher !== 'string' && !(matcher instanceof RegExp)) {
      throw ERR_INVALID_ARG_TYPE(
        'matcher',
        'one of type string or function, or an instance of RegExp',
        matcher,
      );
    }
    if (mapper !== undefined) validateFunction('mapper', mapper);
    validateLimit('options.maxLength', maxLength, 1);
    validateWord('options.overflow', overflow, ['error', 'truncate', 'skip']);
    validateWord('options.output', output, ['string', 'buffer']);
    if (!isEncoding(encoding)) throw ERR_UNKNOWN_ENCODING(encoding);
    this.#mapper = mapper;
    this.#encoding = encoding;
    this.#maxLength = Math.min(maxLength, LONGEST_PIECE);
    this.#overflow = overflow;
    this.#trailing = options.trailing !== false;
    if (output === 'buffer') {
      const held = new HeldBytes(this.#maxLength);
      this.#held = held;
      this.#cutter = createByteCutter(matcher, encoding, held) as Cutter<never>;
    } else {
      const held = new HeldText(this.#maxLength);
      this.#held = held;
      const areRows = mapper === (JSON.parse as unknown) && this.#maxLength >= BLOCK_LENGTH;
      this.#cutter = createTextCutter(matcher, held, areRows) as Cutter<never>;
      this.#decoder = createChunkDecoder(encoding);
    }
  }

  override _write(chunk: string | Uint8Array): void {
    if (this.writable) this.#take(this.#toPiece(chunk));
  }

  override _end(): void {
    if (this.#decoder !== undefined) this.#take(this.#decoder.end());
    const pieces = this.#cutter.flush();
    const tail = this.#trailing ? undefined : pieces.pop();
    for (const piece of pieces) this._takePiece(piece);
    // Had it come in smaller chunks, it would have been too long before its end.
    if (tail !== undefined && tail.length > this.#maxLength && this.#overflow === 'error') this.#fail();
    this.queue(null);
  }

  /** @internal Gets a piece from the cutter. */
  _takePiece(piece: Piece | undefined): void {
    if (this.destroyed) return;
    if (piece === undefined || piece.length <= this.#maxLength) this.#emitPiece(piece);
    else if (this.#overflow === 'error') this.#fail();
    else if (this.#overflow === 'truncate') this.#emitPiece(head(piece, this.#maxLength));
  }

  /** @internal Gets a row of JSON from the cutter. */
  _takeRow(row: object): void {
    if (!this.destroyed) this.queue(row as Out);
  }

  /** Makes text or bytes, whichever it is that is split, of what was written. */
  #toPiece(chunk: string | Uint8Array): Piece {
    if (typeof chunk === 'string')
      return this.#decoder === undefined ? encodeText(chunk, this.#encoding) : chunk;
    if (!(chunk instanceof Uint8Array)) {
      throw ERR_INVALID_ARG_TYPE('chunk', 'of type string or an instance of Uint8Array', chunk);
    }
    return this.#decoder === undefined ? asPlatformBytes(chunk) : this.#decoder.write(chunk);
  }

  #take(chunk: Piece): void {
    if (chunk.length === 0) return;
    this.#cutter.cut(chunk, this);
    if (this.#held.tooLong && this.#overflow === 'error') this.#fail();
  }

  #emitPiece(piece: Piece | undefined): void {
    if (this.#mapper === undefined) {
      this.queue(piece as unknown as Out);
      return;
    }
    let mapped: Out | null | undefined;
    try {
      mapped = this.#mapper(piece as string);
    } catch (error) {
      this.emit('error', error as Error);
      return;
    }
    if (mapped !== undefined && mapped !== null) this.queue(mapped);
  }

  #fail(): void {
    const unit = this.#decoder === undefined ? 'bytes' : 'characters';
    this.destroy(ERR_SPLIT_LINE_TOO_LONG(this.#maxLength, unit));
  }
}

function head(piece: Piece, length: number): Piece {
  return typeof piece === 'string' ? piece.slice(0, length) : piece.subarray(0, length);
}

export { split as default, split as 'module.exports' };
