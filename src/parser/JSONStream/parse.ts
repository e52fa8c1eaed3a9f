/**
 * Takes JSON in chunks, and emits the values that a path selects.
 *
 * @module
 */
import { validateFunction, validateLimit } from '../../control/_validate.ts';
import { Fifo } from '../../core/_fifo.ts';
import { LONGEST_STRING } from '../../core/_lengths.ts';
import type { ClassicEvents, ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicStream } from '../../core/classic.ts';
import type { CodedError } from '../../core/errors.ts';
import { ERR_JSONSTREAM_SYNTAX } from '../../core/errors.ts';
import type { TypedEmitter } from '../../core/types.ts';
import { Builder } from './_builder.ts';
import type { PathPart } from './_classic-path.ts';
import { compileClassicPath } from './_classic-path.ts';
import type { Mapper } from './_emission.ts';
import { Emission } from './_emission.ts';
import type { Margin } from './_margins.ts';
import type { CompiledPath, Key } from './_path.ts';
import { SELECTED } from './_path.ts';
import { compileQuery } from './_query.ts';
import { Scanner } from './_scanner.ts';
import { Utf8Input } from './_utf8-input.ts';

export type { ParseError, Position } from './_position.ts';
export type { Key, Margin, PathPart };

/**
 * What selects values: the path of npm JSONStream, or, if it begins with `$.` or `$[` or is `$`, a JSONPath (RFC 9535).
 *
 * A path has a part for each level. In a string they are parted by dots: a key or an index; `*`, any; `$*`, any, and
 * the key comes out too; nothing, as in `a..b`, any number of levels. In an array a part may also be a regular
 * expression or a function of the key; true, for any; or an object: `{ recurse: true }` for any number of levels,
 * others for any key, of which the last may have `emitKey` and `emitPath`. What is false stands for any number of
 * levels, too, and numbers match nothing: an index is a string.
 */
export type ParsePath = string | readonly PathPart[];

/** Makes what comes out of a selected value; undefined or null drops it. It may declare the type that it expects. */
export type ParseMapper<Out> = { map(value: unknown, path: Key[]): Out | null | undefined }['map'];

/** Options of `parse`. */
export interface ParseOptions extends ClassicStreamOptions {
  /**
   * Whether the input must be one text as RFC 8259 has it, and whole. What is wrong destroys the stream.
   * @default false
   */
  readonly strict?: boolean | undefined;
  /** Most containers that may be open, one in the other. @default 1024 */
  readonly maxDepth?: number | undefined;
  /** Most bytes of a value that is selected, of a key beside it, and of header and footer. @default 67_108_864 */
  readonly maxValueBytes?: number | undefined;
}

const DEFAULT_MAX_DEPTH = 1024;
const DEFAULT_MAX_VALUE_BYTES = 64 * 1024 * 1024;

/** The bound where `maxValueBytes` is Infinity: with brackets, it fits into a string. */
export const LONGEST_VALUE: number = LONGEST_STRING - 8;

/**
 * Makes a stream that takes JSON as text or bytes and emits each value that `path` selects, as soon as it is
 * complete. Without a path that is each whole text: there may be many, one after the other. `map` makes of a value and
 * the keys that lead to it what comes out instead; without a path it is not called. With `emitKey` or `emitPath` what
 * comes out is `{ value, key, path }`. Null does not come out, nor what is mapped to null or undefined.
 *
 * Members beside the path are the 'header', an object that is emitted before the first selected value, and the
 * 'footer', at the end. They are only gathered while somebody listens.
 *
 * What is wrong with the input is one 'error' event; what comes after it is ignored, and the stream ends. With
 * `strict` it destroys the stream, as do all other errors.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `map` or an option of the wrong type; by `write`, for neither text nor bytes
 * @throws {ERR_OUT_OF_RANGE} a limit below 1
 * @throws {ERR_JSONSTREAM_QUERY} `path` begins like a JSONPath, and is none
 * @throws {ERR_JSONSTREAM_QUERY_LOOK_AHEAD} a JSONPath that one pass over the input cannot decide
 * @throws {ERR_JSONSTREAM_SYNTAX} as 'error' event: the input is no JSON
 * @throws {ERR_JSONSTREAM_TRUNCATED} as 'error' event: with `strict`, the input ends too early
 * @throws {ERR_JSONSTREAM_TOO_DEEP} as 'error' event: more than `maxDepth` containers are open
 * @throws {ERR_JSONSTREAM_VALUE_TOO_LONG} as 'error' event: more than `maxValueBytes` would be held
 *
 * @example The rows of a document
 * ```ts
 * import { parse } from 'gardenhose/JSONStream';
 *
 * const stream = parse('rows.*.doc', (doc: { name: string }, path) => `${path[1]} ${doc.name}`);
 * const names: string[] = [];
 * let total: unknown;
 * stream.on('header', (header) => (total = header.total));
 * stream.on('data', (name) => names.push(name));
 * stream.write('{"total":2,"rows":[{"doc":{"name":"beep"}},{"do');
 * assert.deepEqual([total, names], [2, ['0 beep']]);
 * stream.end('c":{"name":"boop"}}]}');
 * assert.deepEqual(names, ['0 beep', '1 boop']);
 * ```
 *
 * @example A JSONPath, and what is wrong in the input
 * ```ts
 * import { parse } from 'gardenhose/JSONStream';
 *
 * const cheap = parse<string>('$..book[?@.price < 10].title', null, { strict: true });
 * const titles: string[] = [];
 * cheap.on('data', (title) => titles.push(title));
 * cheap.on('error', (error) => {
 *   assert.equal(error.message, 'Invalid JSON (Unexpected "]" at position 45, line 2, column 1)');
 * });
 * cheap.end('{"book":[{"price":8.95,"title":"Moby Dick"},\n]}');
 * assert.deepEqual(titles, ['Moby Dick']);
 * ```
 */
export function parse<Out = unknown>(
  path?: ParsePath | null,
  map?: ParseMapper<Out> | null,
  options?: ParseOptions | null,
): ParseStream<Out> {
  return new Parser(path, map || undefined, options ?? {}) as unknown as ParseStream<Out>;
}

/** What a parsing stream emits. */
export interface ParseEvents<Out> extends ClassicEvents<Out> {
  /** The members beside the path that come before the first selected value. */
  header: [header: Margin];
  /** Those that come later. */
  footer: [footer: Margin];
}

/** The stream that `parse` returns. */
export type ParseStream<Out = unknown> = TypedEmitter<ParseEvents<Out>> & Parser<Out>;

/** A path that begins like a query of RFC 9535. For a key of that name an array is the path. */
const QUERY = /^\$\s*(?:[.[]|$)/;

/** Compiles a path of either kind. */
export function compilePath(path: ParsePath | null | undefined): CompiledPath {
  if (typeof path === 'string') return QUERY.test(path) ? compileQuery(path) : compileClassicPath(path);
  return compileClassicPath(Array.isArray(path) ? path : undefined);
}

/** The stream behind `parse`. */
export class Parser<Out = unknown> extends ClassicStream<string | Uint8Array, Out> {
  /** The value that comes out, before it is mapped; null between texts. */
  root: unknown;
  readonly #isStrict: boolean;
  readonly #input = new Utf8Input();
  readonly #scanner: Scanner;
  readonly #emission: Emission;
  /** What listeners write meanwhile; null is the end. */
  readonly #waiting = new Fifo<Uint8Array | null>();
  #isBusy = false;

  constructor(path: ParsePath | null | undefined, map: Mapper | undefined, options: ParseOptions) {
    super(options);
    const { maxDepth = DEFAULT_MAX_DEPTH, maxValueBytes = DEFAULT_MAX_VALUE_BYTES } = options;
    if (map !== undefined) validateFunction('map', map);
    validateLimit('options.maxDepth', maxDepth, 1);
    validateLimit('options.maxValueBytes', maxValueBytes, 1);
    const longest = Math.min(maxValueBytes, LONGEST_VALUE);
    const compiled = compilePath(path);
    this.#isStrict = options.strict === true;
    // Without a path `map` is not called, as there.
    const mapper = compiled.start === SELECTED ? undefined : map;
    this.#emission = new Emission(this, compiled, mapper, longest, () => this.#scanner.path);
    this.#scanner = new Scanner(compiled.start, this.#emission, new Builder(this.#isStrict), {
      isStrict: this.#isStrict,
      maxDepth,
      maxValueBytes: longest,
    });
  }

  override _write(chunk: string | Uint8Array): void {
    if (this.writable) this.#handle(this.#input.toBytes(chunk));
  }

  override _end(): void {
    this.#handle(null);
  }

  /** @internal Takes what is wrong with the input. */
  _fail(error: Error): void {
    const goesOn = (error as CodedError).code === ERR_JSONSTREAM_SYNTAX.code && !this.#isStrict;
    if (goesOn) this.emit('error', error);
    else this.destroy(error);
  }

  #handle(chunk: Uint8Array | null): void {
    this.#waiting.push(chunk);
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#emission.look();
    try {
      this.#emission.tellRest();
      while (this.#waiting.length > 0 && !this.destroyed) {
        const next = this.#waiting.shift() as Uint8Array | null;
        if (next === null) this.#finish();
        else this.#scanner.write(next);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  #finish(): void {
    this.#scanner.write(this.#input.last());
    this.#scanner.end();
    if (this.destroyed) return;
    this.#emission.end();
    this.queue(null);
  }
}
