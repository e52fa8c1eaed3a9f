/**
 * The parsing half of JSONStream.
 *
 * @module
 */
import { encodeText } from '#platform';
import { validateFunction, validateLimit } from '../../control/_validate.ts';
import { Fifo } from '../../core/_fifo.ts';
import type { ClassicEvents, ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicStream } from '../../core/classic.ts';
import type { CodedError } from '../../core/errors.ts';
import { ERR_INVALID_ARG_TYPE, ERR_JSONSTREAM_SYNTAX } from '../../core/errors.ts';
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

export type { ParseError, Position } from './_position.ts';
export type { Key, Margin, PathPart };

/** What selects values: a path of npm JSONStream or a query of RFC 9535. */
export type ParsePath = string | readonly PathPart[];

/** Makes what comes out of a selected value; undefined or null drops it. */
export type ParseMapper<Out> = (value: never, path: Key[]) => Out | null | undefined;

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

/** The bound where `maxValueBytes` is Infinity: the longest string that V8 makes on 64 bits, with brackets. */
const LONGEST_VALUE = 2 ** 29 - 32;

/** Takes JSON as text or bytes and emits the values that a path selects. */
export function parse<Out = unknown>(
  path?: ParsePath | null,
  map?: ParseMapper<Out> | null,
  options?: ParseOptions | null,
): ParseStream<Out> {
  return new Parser(path, (map as Mapper) || undefined, options ?? {}) as unknown as ParseStream<Out>;
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
  readonly #scanner: Scanner;
  readonly #emission: Emission;
  /** What listeners write meanwhile; null is the end. */
  readonly #waiting = new Fifo<Uint8Array | null>();
  #isBusy = false;
  #half = '';

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
    if (typeof chunk === 'string') this.#handle(this.#encode(chunk));
    else if (chunk instanceof Uint8Array) this.#handle(chunk);
    else throw ERR_INVALID_ARG_TYPE('chunk', 'of type string or an instance of Uint8Array', chunk);
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

  /** Encodes text, keeping back the first half of a character whose second half may come with the next. */
  #encode(chunk: string): Uint8Array {
    const text = this.#half + chunk;
    const isCut = /[\ud800-\udbff]$/.test(text.slice(-1));
    this.#half = isCut ? text.slice(-1) : '';
    return encodeText(isCut ? text.slice(0, -1) : text, 'utf8');
  }

  #handle(chunk: Uint8Array | null): void {
    this.#waiting.push(chunk);
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#emission.look();
    try {
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
    this.#scanner.end();
    if (this.destroyed) return;
    this.#emission.end();
    this.queue(null);
  }
}
