/**
 * Collects everything that is written and hands it over as one body: text, bytes, an array or the chunks.
 *
 * The end of many a pipe: `request.pipe(concat((body) => …))`. The first chunk decides what the body is, unless
 * `encoding` does. Other chunks are made to fit: text is encoded, bytes are decoded, numbers are written out.
 * Chunks are joined once, at the end.
 *
 * Behaves as npm concat-stream@2.0.0, on a Writable of today: 'finish', and with it the callback, comes a tick
 * after `end()`, where it came inside it if nothing had just been written; and writing null throws. Mended: text and bytes mix in any order, and a character cut in two
 * survives; a long array is no stack overflow; with encoding 'array' what is no array becomes one item. Added:
 * `maxLength`, a callback of two parameters that learns of errors too, `result()`, `signal`, and the encodings
 * 'json', 'text' and 'bytes', which were unknown words there.
 *
 * @see the handbook's chapter "concat-stream"
 *
 * @example A body of text
 * ```ts
 * import { concat } from 'gardenhose/concat-stream';
 *
 * const sink = concat((body: string) => assert.equal(body, 'beep boop'));
 * sink.write('beep ');
 * sink.end('boop');
 * assert.equal(await sink.result(), 'beep boop');
 * ```
 *
 * @module
 */
import { addAbortSignal } from '../core/add-abort-signal.ts';
import { ERR_CONCAT_STREAM_TOO_LONG, withCause } from '../core/errors.ts';
import { finished } from '../core/finished.ts';
import { Writable } from '../core/writable.ts';
import type { BodyKind } from './_bodies.ts';
import { inferKind, isJoined, joinBody, sizeOf } from './_bodies.ts';
import { validateFunction, validateLimit } from './_validate.ts';

/** What the body becomes under each encoding. On Node, 'buffer' gives a Buffer. */
export interface ConcatBodies {
  string: string;
  text: string;
  json: unknown;
  buffer: Uint8Array;
  uint8array: Uint8Array;
  uint8: Uint8Array;
  u8: Uint8Array;
  bytes: Uint8Array;
  array: unknown[];
  object: unknown[];
  objects: unknown[];
}

/** What the body is when the first chunk decides. */
export type ConcatBody = string | Uint8Array | unknown[];

/** Gets the body at the end. */
export type ConcatCallback<Body> = (body: Body) => void;

/** Gets the body at the end, or the error that prevented it. */
export type ConcatResultCallback<Body> = (error: Error | null, body: Body) => void;

/** Options of `concat`. */
export interface ConcatOptions<E extends string = string> {
  /**
   * What the body is, in letters of any case: 'string' (also 'text'), 'json' for what such text stands for,
   * 'buffer', 'uint8array' (also 'uint8', 'u8', 'bytes'), 'array' joins arrays, 'object' or any other word gives
   * the chunks as they came.
   * @default what the first chunk is
   */
  readonly encoding?: E | undefined;
  /**
   * Most characters, bytes or items that are taken. Of a body of chunks an empty one counts as an item.
   * @default 1_073_741_824
   */
  readonly maxLength?: number | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_MAX_LENGTH = 1024 ** 3;

/**
 * Makes a writable stream that collects what it gets. The callback gets the body when the stream finishes; with
 * two parameters it gets `(error, body)`, and is called also if the stream is destroyed before.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a callback that is no function, a `maxLength` that is no number
 * @throws {ERR_OUT_OF_RANGE} a `maxLength` below 0
 * @throws {ERR_CONCAT_STREAM_TOO_LONG} as 'error' event: more than `maxLength` is written, or more than the
 *   engine can hold in one string or buffer
 * @throws {ERR_CONCAT_STREAM_NOT_JSON} as 'error' event: the encoding is 'json' and the body is not
 *
 * @example Bytes, whatever is written
 * ```ts
 * import { concat } from 'gardenhose/concat-stream';
 *
 * const sink = concat({ encoding: 'uint8array' });
 * sink.write('é');
 * sink.write([1, 2]);
 * sink.end();
 * assert.deepEqual([...(await sink.result())], [0xc3, 0xa9, 1, 2]);
 * ```
 */
export function concat<Body = ConcatBody>(callback: ConcatCallback<Body>): ConcatStream<Body>;
export function concat<Body = ConcatBody>(callback: ConcatResultCallback<Body>): ConcatStream<Body>;
export function concat<E extends keyof ConcatBodies>(
  options: ConcatOptions<E> & { readonly encoding: E },
  callback?: ConcatCallback<ConcatBodies[E]>,
): ConcatStream<ConcatBodies[E]>;
export function concat<E extends keyof ConcatBodies>(
  options: ConcatOptions<E> & { readonly encoding: E },
  callback: ConcatResultCallback<ConcatBodies[E]>,
): ConcatStream<ConcatBodies[E]>;
export function concat<Body = ConcatBody>(
  options?: ConcatOptions | null,
  callback?: ConcatCallback<Body>,
): ConcatStream<Body>;
export function concat<Body = ConcatBody>(
  options: ConcatOptions | null | undefined,
  callback: ConcatResultCallback<Body>,
): ConcatStream<Body>;
export function concat<Body>(
  options?: ConcatOptions | AnyCallback<Body> | null,
  callback?: AnyCallback<Body>,
): ConcatStream<Body> {
  if (typeof options === 'function') return new ConcatStream({}, options);
  return new ConcatStream(options ?? {}, callback || undefined);
}

type AnyCallback<Body> = ConcatCallback<Body> | ConcatResultCallback<Body>;

/** The stream that `concat` returns. */
export class ConcatStream<Body = ConcatBody> extends Writable {
  /** What the body is or, when the first chunk decides, what it turned out to be. */
  encoding: string | undefined;
  /** Whether the first chunk decides what the body is. */
  readonly shouldInferEncoding: boolean;

  readonly #maxLength: number;
  #length = 0;
  /** Whether the chunks become one body; known from the first one on. */
  #joins: boolean | undefined;
  #chunks: unknown[] = [];
  #body: { readonly value: Body } | undefined;

  constructor(options: ConcatOptions, callback?: AnyCallback<Body>) {
    const { encoding, maxLength = DEFAULT_MAX_LENGTH, signal } = options;
    validateLimit('options.maxLength', maxLength, 0);
    if (callback !== undefined) validateFunction('callback', callback);
    super({ objectMode: true });
    this.encoding = encoding ? normalise(encoding) : undefined;
    this.shouldInferEncoding = !encoding;
    this.#maxLength = maxLength;
    if (callback !== undefined && callback.length < 2) {
      this.on('finish', () => (callback as ConcatCallback<Body>)(this.getBody()));
    } else if (callback !== undefined) this.#settle(callback as ConcatResultCallback<Body>);
    if (signal) addAbortSignal(signal, this);
  }

  override _write(chunk: unknown, _encoding: unknown, done: (error?: Error | null) => void): void {
    this.#joins ??= isJoined(this.encoding ?? inferKind(chunk));
    const size = sizeOf(chunk);
    this.#length += size || (this.#joins ? 0 : 1);
    if (this.#length > this.#maxLength) {
      done(ERR_CONCAT_STREAM_TOO_LONG(this.#maxLength));
      return;
    }
    // What is empty adds nothing to a body that is joined, but says what it is if it comes first.
    if (size > 0 || !this.#joins || this.#chunks.length === 0) this.#chunks.push(chunk);
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    try {
      this.#body = { value: this.getBody() };
      this.#chunks = [];
    } catch (error) {
      done(isTooLarge(error) ? withCause(ERR_CONCAT_STREAM_TOO_LONG(this.#length), error) : (error as Error));
      return;
    }
    // Text that has become bytes was counted by its characters.
    const { value } = this.#body;
    const isTooLong = value instanceof Uint8Array && value.length > this.#maxLength;
    done(isTooLong ? ERR_CONCAT_STREAM_TOO_LONG(this.#maxLength) : null);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#chunks = [];
    done(error);
  }

  /** Returns the body of what has been written so far; without a chunk and an encoding, an empty array. */
  getBody(): Body {
    if (this.#body !== undefined) return this.#body.value;
    if (this.shouldInferEncoding) {
      if (this.#chunks.length === 0) return [] as Body;
      this.encoding = this.inferEncoding();
    }
    return joinBody(this.#chunks, this.encoding as string) as Body;
  }

  /** Says what the body would be if this chunk were the first; without an argument, what the first chunk says. */
  inferEncoding(chunk: unknown = this.#chunks[0]): BodyKind {
    return inferKind(chunk);
  }

  /** Returns a promise of the body; it is rejected if the stream fails or is destroyed before it finishes. */
  result(): Promise<Body> {
    return new Promise((resolve, reject) => {
      this.#settle((error, body) => (error ? reject(error) : resolve(body)));
    });
  }

  #settle(callback: ConcatResultCallback<Body>): void {
    finished(this, (error) => {
      if (error) callback(error, undefined as Body);
      else callback(null, this.getBody());
    });
  }
}

function normalise(encoding: unknown): string {
  const name = String(encoding).toLowerCase();
  if (name === 'u8' || name === 'uint8' || name === 'bytes') return 'uint8array';
  return name === 'text' ? 'string' : name;
}

/** Whether the engine refused to make a string or buffer of this size. */
function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError || (error as { code?: unknown }).code === 'ERR_STRING_TOO_LONG';
}

export { concat as default, concat as 'module.exports' };
