/**
 * Writes values as the text of one JSON array, object or sequence: a value, or a pair of key and value, a chunk.
 *
 * @module
 */
import { nextTick } from '#platform';
import { validateLimit } from '../../control/_validate.ts';
import { Through } from '../../control/through.ts';
import type { ClassicStreamOptions } from '../../core/classic.ts';
import type { CodedError } from '../../core/errors.ts';
import { ERR_JSONSTREAM_STRINGIFY, withCause } from '../../core/errors.ts';

/** Options of `stringify` and `stringifyObject`: the arguments by name, and those of every classic stream. */
export interface StringifyOptions extends ClassicStreamOptions {
  /** What comes before the first value. @default '[\n', or '{\n' for an object */
  readonly open?: string | undefined;
  /** What comes between two values. @default '\n,\n' */
  readonly separator?: string | undefined;
  /** What comes at the end. @default '\n]\n', or '\n}\n' for an object */
  readonly close?: string | undefined;
  /** Indents each value: the third argument of `JSON.stringify`. @default no white space */
  readonly indent?: string | number | undefined;
  /**
   * How many values may come out as one chunk: those written in one turn wait for its end, up to so many, and must
   * not be changed until then. The text is the same, and is made much faster where the separator is ',' and nothing
   * is indented.
   * @default 1: each comes out inside its `write()`
   */
  readonly batch?: number | undefined;
}

/** A key and its value, as `stringifyObject` takes them. */
export type JSONPair = readonly [key: string | number, value: unknown];

/**
 * Makes a stream that takes values and emits the text of an array of them, a chunk a value. `open`, `separator` and
 * `close` are what is written before, between and after; `false` alone writes a value a line, as NDJSON has it. An
 * array of no values is `open` and `close`.
 *
 * Behaves as that of npm JSONStream@1.3.5. A value that has no JSON (a cycle, a BigInt, a `toJSON` that throws) is
 * an 'error' event, and the stream goes on with the next. Mended: undefined, a function or a symbol is written as
 * null, as in an array given to `JSON.stringify`, where it was the word undefined; a `separator` or `close` left
 * out beside an `open` is empty, where it was that word, too; of none but values without JSON, `open` comes
 * out as well. Added: the options, among them `batch`.
 *
 * @throws {ERR_JSONSTREAM_STRINGIFY} as 'error' event: a value has no JSON; `cause` says why
 * @throws {ERR_INVALID_ARG_TYPE} a signal that is none, a `batch` that is no number
 * @throws {ERR_OUT_OF_RANGE} a `batch` below 1
 *
 * @example An array
 * ```ts
 * import { stringify } from 'gardenhose/JSONStream';
 *
 * const text: string[] = [];
 * const stream = stringify('[', ',', ']');
 * stream.on('data', (chunk) => text.push(chunk));
 * stream.write({ beep: 'boop' });
 * stream.end(undefined);
 * assert.deepEqual(text, ['[{"beep":"boop"}', ',null', ']']);
 * ```
 *
 * @example Rows of JSON
 * ```ts
 * import { stringify } from 'gardenhose/JSONStream';
 *
 * let text = '';
 * const rows = stringify(false);
 * rows.on('data', (chunk) => (text += chunk));
 * for (const n of [1, 2]) rows.write({ n });
 * rows.end();
 * assert.equal(text, '{"n":1}\n{"n":2}');
 * ```
 */
export function stringify(options: StringifyOptions): Through<unknown, string>;
export function stringify(
  open?: string | false | null,
  separator?: string | null,
  close?: string | null,
  indent?: string | number | null,
  options?: Pick<StringifyOptions, 'batch' | keyof ClassicStreamOptions> | null,
): Through<unknown, string>;
export function stringify(...args: StringifyArguments): Through<unknown, string> {
  const layout = layoutOf(args, '[\n', '\n]\n');
  const { indent, separator } = layout;
  const one = (value: unknown): string => JSON.stringify(value, null, indent) ?? 'null';
  const many = (values: readonly unknown[]): string => JSON.stringify(values).slice(1, -1);
  return new Stringifier(layout, one, separator === ',' && !indent ? many : undefined);
}

/**
 * Makes a stream that takes pairs `[key, value]` and emits the text of an object of them, a chunk a pair. The
 * arguments are those of `stringify`.
 *
 * Behaves as that of npm JSONStream@1.3.5. Mended, besides what `stringify` mends: a value that has no JSON is an
 * 'error' event, where it was thrown at whoever wrote; a pair whose value is undefined, a function or a symbol is
 * left out, as `JSON.stringify` does; a number as key is written as text.
 *
 * @throws {ERR_JSONSTREAM_STRINGIFY} as 'error' event: a value has no JSON, or a chunk is no pair; `cause` says why
 * @throws {ERR_INVALID_ARG_TYPE} a signal that is none, a `batch` that is no number
 * @throws {ERR_OUT_OF_RANGE} a `batch` below 1
 *
 * @example An object
 * ```ts
 * import { stringifyObject } from 'gardenhose/JSONStream';
 *
 * let text = '';
 * const stream = stringifyObject();
 * stream.on('data', (chunk) => (text += chunk));
 * stream.write(['beep', 'boop']);
 * stream.end([1, [2]]);
 * assert.equal(text, '{\n"beep":"boop"\n,\n"1":[2]\n}\n');
 * ```
 */
export function stringifyObject(options: StringifyOptions): Through<JSONPair, string>;
export function stringifyObject(
  open?: string | false | null,
  separator?: string | null,
  close?: string | null,
  indent?: string | number | null,
  options?: Pick<StringifyOptions, 'batch' | keyof ClassicStreamOptions> | null,
): Through<JSONPair, string>;
export function stringifyObject(...args: StringifyArguments): Through<JSONPair, string> {
  const layout = layoutOf(args, '{\n', '\n}\n');
  return new Stringifier<JSONPair>(layout, ([key, value]) => {
    if (typeof key !== 'string' && typeof key !== 'number') {
      throw new TypeError('The key must be a string or a number');
    }
    const json = JSON.stringify(value, null, layout.indent);
    return json === undefined ? undefined : `${JSON.stringify(String(key))}:${json}`;
  });
}

type StringifyArguments = readonly [
  open?: string | false | StringifyOptions | null,
  separator?: string | null,
  close?: string | null,
  indent?: string | number | null,
  options?: Pick<StringifyOptions, 'batch' | keyof ClassicStreamOptions> | null,
];

/** What is written around the values. */
interface Layout {
  readonly open: string;
  readonly separator: string;
  readonly close: string;
  readonly indent: string | number | undefined;
  readonly options: StringifyOptions;
}

const SEPARATOR = '\n,\n';

function layoutOf(args: StringifyArguments, defaultOpen: string, defaultClose: string): Layout {
  const [open, separator, close, indent, options] = args;
  if (typeof open === 'object' && open !== null) {
    const { open: first = defaultOpen, separator = SEPARATOR, close = defaultClose, indent } = open;
    return { open: first, separator, close, indent, options: open };
  }
  const rest = { indent: indent ?? undefined, options: options ?? {} };
  if (open === false) return { open: '', separator: '\n', close: '', ...rest };
  if (open === undefined || open === null) {
    return { open: defaultOpen, separator: SEPARATOR, close: defaultClose, ...rest };
  }
  return { open, separator: separator ?? '', close: close ?? '', ...rest };
}

/** Writes chunks as text, with what belongs around them. */
class Stringifier<In> extends Through<In, string> {
  readonly #layout: Layout;
  readonly #textOf: (chunk: In) => string | undefined;
  /** The text of chunks with separators between them, where that is cheaper together. */
  readonly #textOfAll: ((chunks: readonly In[]) => string) | undefined;
  readonly #batch: number;
  #waiting: In[] = [];
  /** What is written before the next chunk. */
  #before: string;
  #empty = true;

  constructor(
    layout: Layout,
    textOf: (chunk: In) => string | undefined,
    textOfAll?: (chunks: readonly In[]) => string,
  ) {
    super(null, null, layout.options);
    const { batch = 1 } = layout.options;
    validateLimit('options.batch', batch, 1);
    this.#layout = layout;
    this.#textOf = textOf;
    this.#textOfAll = textOfAll;
    this.#batch = batch;
    this.#before = layout.open;
  }

  override _write(chunk: In): void {
    if (this.destroyed) return;
    if (this.#batch === 1) {
      this.#put(this.#try(chunk));
      return;
    }
    const waiting = this.#waiting.push(chunk);
    if (waiting >= this.#batch) this.#flush();
    else if (waiting === 1) nextTick(() => this.#flush());
  }

  override _end(): void {
    this.#flush();
    if (this.#empty) this.queue(this.#layout.open);
    this.queue(this.#layout.close);
    this.queue(null);
  }

  override destroy(error?: Error | null): this {
    this.#waiting = [];
    return super.destroy(error);
  }

  #flush(): void {
    const chunks = this.#waiting;
    if (chunks.length === 0) return;
    this.#waiting = [];
    this.#put(this.#together(chunks) ?? this.#oneByOne(chunks));
  }

  /** The text of chunks, made at once; undefined if it cannot be, as one of them has no JSON. */
  #together(chunks: readonly In[]): string | undefined {
    try {
      return this.#textOfAll?.(chunks);
    } catch {
      return undefined;
    }
  }

  #oneByOne(chunks: readonly In[]): string | undefined {
    const texts = chunks.map((chunk) => this.#try(chunk)).filter((text) => text !== undefined);
    return texts.length > 0 ? texts.join(this.#layout.separator) : undefined;
  }

  /** The text of a chunk; an 'error' event if it has no JSON. */
  #try(chunk: In): string | undefined {
    try {
      return this.#textOf(chunk);
    } catch (error) {
      this.emit('error', unwritable(error));
      return undefined;
    }
  }

  #put(text: string | undefined): void {
    if (text === undefined) return;
    const whole = this.#before + text;
    if (this.#empty) {
      this.#empty = false;
      this.#before = this.#layout.separator;
    }
    // As the class has it: the stream's own is bound, which costs more than the call.
    super.queue(whole);
  }
}

function unwritable(reason: unknown): CodedError {
  const why = reason instanceof Error ? reason.message : String(reason);
  return withCause(ERR_JSONSTREAM_STRINGIFY(why), reason);
}
