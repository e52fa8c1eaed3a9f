/**
 * The readable stream: `_read` is asked for chunks, `push` gives them, and they come out by events, `read()`,
 * `pipe` or `for await`.
 *
 * A drop-in for `node:stream`'s Readable: the same methods, events, their order, and error codes. Callable
 * without `new`, and by `Readable.call(this, options)`.
 *
 * @see the handbook's chapter "readable streams"; https://nodejs.org/api/stream.html#readable-streams
 *
 * @module
 */
import { iterate } from '#iterator';
import { captureRejections, createDecoder, isEncoding, nextTick } from '#platform';
import { inheritFrom } from './_constructor.ts';
import { destroyedKeepFlow, lateEncodingFlushes } from './_host-line.ts';
import { push, unshift } from './_pushing.ts';
import type { ReadableStateOptions } from './_readable-state.ts';
import {
  DATA_EMITTED,
  DATA_LISTENING,
  DECODES,
  EMITTED_READABLE,
  END_EMITTED,
  END_UNTOLD,
  FLOWING,
  NEED_READABLE,
  NOT_READABLE,
  PAUSED,
  R_ENDED,
  READABLE_LISTENING,
  READING,
  ReadableState,
} from './_readable-state.ts';
import {
  emitReadable,
  onReadableConstructed,
  read,
  readNothing,
  scheduleResume,
  updateListening,
} from './_reading.ts';
import { CLOSED, DESTROYED, ERROR_EMITTED, ERRORED, OBJECT_MODE } from './_state.ts';
import { addAbortSignal } from './add-abort-signal.ts';
import { Stream } from './classic.ts';
import type { DoneCallback } from './destroy.ts';
import { construct, destroy } from './destroy.ts';
import {
  AbortError,
  ERR_INVALID_ARG_TYPE,
  ERR_METHOD_NOT_IMPLEMENTED,
  ERR_UNKNOWN_ENCODING,
} from './errors.ts';
import { finished } from './finished.ts';
import type { BytesOf, FromOptions } from './from.ts';
import { readableFrom } from './from.ts';
import type { ReadableFromWebOptions } from './from-web.ts';
import { readableFromWeb } from './from-web.ts';
import type { IteratorOptions } from './iterator.ts';
import { addOperators } from './operators/index.ts';
import type { ReadableOperators } from './operators/types.ts';
import { pipe, unpipe } from './pipe.ts';
import type { ReadableToWebOptions } from './to-web.ts';
import { readableToWeb } from './to-web.ts';
import type {
  DestinationOf,
  EmitterLike,
  Encoding,
  Listener,
  PipeOptions,
  ReadableLike,
  WritableLike,
} from './types.ts';
import { wrapClassic } from './wrap.ts';

/** What a Readable emits, with the arguments of each event. */
export interface ReadableEvents<Out = unknown> {
  close: [];
  data: [chunk: Out];
  end: [];
  error: [error: Error];
  pause: [];
  readable: [];
  resume: [];
}

/** The options of a Readable; functions given here become its methods of the same name with an underscore. */
export interface ReadableOptions<Out = unknown, Self = Readable<Out>> extends ReadableStateOptions {
  /** Runs before anything is read, and calls back once; the stream waits for it. */
  construct?(this: Self, callback: DoneCallback): void;
  /** Is asked for about `size` more bytes, characters or objects; answers by `push`, now or later. */
  read?(this: Self, size: number): void;
  /** Releases what the stream holds, and calls back with the error to emit, if any. */
  destroy?(this: Self, error: Error | null, callback: DoneCallback): void;
}

/** The methods of a Readable. The class itself is never constructed. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: addOperators puts the others on this prototype
export class ReadablePrototype<
  Out,
  Events extends { [E in keyof Events]: unknown[] } = ReadableEvents<Out>,
> extends Stream<Out, Events> {
  declare readonly _readableState: ReadableState<Out>;
  /** Runs before anything is read; subclasses and the option `construct` define it. */
  _construct?(callback: DoneCallback): void;

  /** Is asked for about `size` more; answers by `push`, now or later. Subclasses and the option `read` override it. */
  _read(_size: number): void {
    throw ERR_METHOD_NOT_IMPLEMENTED('_read()');
  }

  override pipe<Destination extends DestinationOf<Out>>(
    destination: Destination,
    options?: PipeOptions,
  ): Destination {
    pipe(this as Readable<Out>, destination, options);
    return destination;
  }

  /** Parts the stream from one destination, or from all. */
  unpipe(destination?: WritableLike<Out>): this {
    unpipe(this as Readable<Out>, destination);
    return this;
  }

  /** Starts the flow: chunks come out by 'data', or are lost if nobody listens. */
  resume(): this {
    const state = this._readableState;
    if (destroyedKeepFlow && state.bits & DESTROYED) return this;
    if ((state.bits & FLOWING) === 0) {
      state.flowing = (state.bits & READABLE_LISTENING) === 0;
      scheduleResume(this as Readable, state);
    }
    state.bits &= ~PAUSED;
    return this;
  }

  /** Stops the flow; chunks wait in the buffer. */
  pause(): this {
    const state = this._readableState;
    if (destroyedKeepFlow && state.bits & DESTROYED) return this;
    if (state.flowing !== false) {
      state.flowing = false;
      this.emit('pause');
    }
    state.bits |= PAUSED;
    return this;
  }

  /** Whether the flow was stopped, by `pause()` or by a listener to 'readable'. */
  isPaused(): boolean {
    return (this._readableState.bits & PAUSED) !== 0 || this._readableState.flowing === false;
  }

  /** Hands bytes out as text from now on. */
  setEncoding(encoding?: string | null): this {
    const state = this._readableState;
    encoding ??= 'utf8';
    if (!isEncoding(encoding)) throw ERR_UNKNOWN_ENCODING(encoding);
    const decoder = createDecoder(encoding);
    state.decoder = decoder;
    state.encoding = decoder.encoding;
    state.bits |= DECODES;
    let text = '';
    for (const chunk of state.buffer) text += decoder.write(chunk as Uint8Array);
    if (lateEncodingFlushes && state.bits & R_ENDED) text += decoder.end();
    state.clear();
    if (text !== '') state.append(text as Out);
    state.stored = text.length;
    return this;
  }

  // The flow depends on who listens.
  override on<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): this;
  override on(event: string | symbol, listener: Listener): this;
  override on(event: string | symbol, listener: unknown): this {
    super.on(event, listener as Listener);
    const state = this._readableState;
    if (event === 'data') {
      state.bits |= DATA_LISTENING;
      if (this.listenerCount('readable') > 0) state.bits |= READABLE_LISTENING;
      if (state.flowing !== false) this.resume();
    } else if (event === 'readable' && (state.bits & (END_EMITTED | READABLE_LISTENING)) === 0) {
      state.bits |= READABLE_LISTENING | NEED_READABLE;
      state.flowing = false;
      state.bits &= ~EMITTED_READABLE;
      if (state.length > 0 || state.bits & END_UNTOLD) emitReadable(this as Readable, state);
      if (state.length === 0 && (state.bits & READING) === 0) nextTick(readNothing, this as Readable);
    }
    return this;
  }

  override removeListener<E extends keyof Events & string>(
    event: E,
    listener: (...args: Events[E]) => void,
  ): this;
  override removeListener(event: string | symbol, listener: Listener): this;
  override removeListener(event: string | symbol, listener: unknown): this {
    super.removeListener(event, listener as Listener);
    if (event === 'readable') nextTick(updateListening, this as Readable);
    else if (event === 'data' && this.listenerCount('data') === 0)
      this._readableState.bits &= ~DATA_LISTENING;
    return this;
  }

  override removeAllListeners(...only: [event?: string | symbol]): this {
    super.removeAllListeners(...only);
    if (only[0] === 'readable' || only[0] === undefined) nextTick(updateListening, this as Readable);
    return this;
  }

  /** Makes this stream read from a classic one. */
  wrap(source: EmitterLike): this {
    wrapClassic(this as Readable<Out>, source as Stream);
    return this;
  }

  /** Iterates over the chunks; leaving the loop destroys the stream. */
  [Symbol.asyncIterator](): AsyncGenerator<Out, void, undefined> {
    return iterate(this as Readable<Out>);
  }

  /** Iterates over the chunks; `{ destroyOnReturn: false }` lets the stream live when the loop is left. */
  iterator(options?: IteratorOptions): AsyncGenerator<Out, void, undefined> {
    if (
      options !== undefined &&
      (typeof options !== 'object' || options === null || Array.isArray(options))
    ) {
      throw ERR_INVALID_ARG_TYPE('options', 'of type object', options);
    }
    return iterate(this as Readable<Out>, options);
  }

  /** Ends everything at once: what is buffered is lost, 'error' (if one is given) and 'close' follow. */
  destroy(error?: Error | null, callback?: DoneCallback): this {
    return destroy(this, error, callback);
  }

  /** Releases what the stream holds; subclasses and the option `destroy` override it. */
  _destroy(error: Error | null, callback: DoneCallback): void {
    callback(error);
  }

  /** Destroys the stream and waits until it is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const error = this.destroyed || this.readableEnded ? null : new AbortError();
    this.destroy(error);
    await new Promise<void>((resolve, reject) => {
      finished(this, (reason) => (reason && reason !== error ? reject(reason) : resolve()));
    });
  }

  /** Whether 'close' has been emitted, or would have been. */
  get closed(): boolean {
    return (this._readableState.bits & CLOSED) !== 0;
  }

  /** Whether `destroy()` was called, by whomever. */
  get destroyed(): boolean {
    return (this._readableState.bits & DESTROYED) !== 0;
  }
  set destroyed(value: boolean) {
    this._readableState.destroyed = value;
  }

  /** The error that destroyed the stream. */
  get errored(): Error | null {
    return this._readableState.errored;
  }

  /** Whether `read()` may be called: the stream has neither ended nor failed nor been destroyed. */
  override get readable(): boolean {
    return (this._readableState.bits & (NOT_READABLE | DESTROYED | ERROR_EMITTED | END_EMITTED)) === 0;
  }
  override set readable(value: boolean) {
    const state = this._readableState;
    state.bits = value ? state.bits & ~NOT_READABLE : state.bits | NOT_READABLE;
  }

  /** Whether a chunk has been handed out. */
  get readableDidRead(): boolean {
    return (this._readableState.bits & DATA_EMITTED) !== 0;
  }

  /** Whether the stream was destroyed before 'end'. */
  get readableAborted(): boolean {
    const { bits } = this._readableState;
    return (bits & (NOT_READABLE | END_EMITTED)) === 0 && (bits & (DESTROYED | ERRORED)) !== 0;
  }

  /** How much is buffered before `push` returns false, in bytes, characters or objects. */
  get readableHighWaterMark(): number {
    return this._readableState.highWaterMark;
  }

  /** The chunks that wait. */
  get readableBuffer(): Out[] {
    return this._readableState.buffer;
  }

  /** True while chunks are handed out as they come, false while stopped, null while nobody has decided. */
  get readableFlowing(): boolean | null {
    return this._readableState.flowing;
  }
  set readableFlowing(value: boolean | null) {
    this._readableState.flowing = value;
  }

  /** What is buffered, in bytes, characters or objects. */
  get readableLength(): number {
    return this._readableState.length;
  }

  /** Whether chunks are any values. */
  get readableObjectMode(): boolean {
    return (this._readableState.bits & OBJECT_MODE) !== 0;
  }

  /** The encoding of the text that is handed out. */
  get readableEncoding(): string | null {
    return this._readableState.encoding;
  }

  /** Whether 'end' has been emitted. */
  get readableEnded(): boolean {
    return (this._readableState.bits & END_EMITTED) !== 0;
  }
}

Object.assign(ReadablePrototype.prototype, { push, read, unshift });
ReadablePrototype.prototype.addListener = ReadablePrototype.prototype.on;
ReadablePrototype.prototype.off = ReadablePrototype.prototype.removeListener;

/** The operators, which `addOperators` defines, and the methods that fast paths know by their identity. */
export interface ReadablePrototype<
  Out,
  // biome-ignore lint/correctness/noUnusedVariables: merged declarations have the same parameters
  Events extends { [E in keyof Events]: unknown[] } = ReadableEvents<Out>,
> extends ReadableOperators<Out> {
  /**
   * Gives the next chunk; null says that there are no more.
   *
   * @returns false if enough is buffered for now.
   */
  push(chunk: Out | null, encoding?: Encoding | ''): boolean;

  /** Puts a chunk back before all others. The first signature is none that can be called: see `read`. */
  unshift(nothing: never, encoding?: never): boolean;
  unshift(chunk: Out | null, encoding?: Encoding | ''): boolean;

  /**
   * Takes chunks off the buffer: `size` bytes or characters, else all there is; one object in object mode.
   *
   * The first signature is none that can be called: it is there because Node's types do not know that `read` may
   * return null, and makes a stream of text or Buffers a `NodeJS.ReadableStream`.
   *
   * @returns null if there is not that much.
   * @throws {ERR_OUT_OF_RANGE} for more than 1 GiB.
   */
  // biome-ignore lint/suspicious/noExplicitAny: what heirs return must fit too, and nobody gets it
  read(nobody: never): any;
  read(size?: number): Out | null;
}

/** A stream that chunks of type `Out` are read from. */
export interface Readable<Out = unknown> extends ReadablePrototype<Out> {}

/** The constructor of Readable, with or without `new`. */
export interface ReadableConstructor {
  new <Out = unknown>(options?: ReadableOptions<Out>): Readable<Out>;
  <Out = unknown>(options?: ReadableOptions<Out>): Readable<Out>;
  call<Out>(self: object, options?: ReadableOptions<Out>): void;
  readonly prototype: Readable;
  /**
   * Makes a Readable of what an iterable gives; text and bytes are given as one chunk, promises are waited for.
   * It is in object mode unless told otherwise, and one chunk is taken ahead. A failing iterable destroys it, and
   * when it is destroyed the iterable is closed.
   *
   * @throws {ERR_INVALID_ARG_TYPE} for what cannot be iterated.
   */
  from(text: string, options?: FromOptions<string>): Readable<string>;
  from<Bytes extends Uint8Array>(
    bytes: Bytes,
    options?: FromOptions<BytesOf<Bytes>>,
  ): Readable<BytesOf<Bytes>>;
  from<Out>(
    iterable: AsyncIterable<Out> | Iterable<Out | PromiseLike<Out>>,
    options?: FromOptions<Out>,
  ): Readable<Out>;
  /**
   * Makes a Readable of a web stream, which it cancels when it is destroyed.
   *
   * @throws {ERR_INVALID_ARG_TYPE} if `source` is no ReadableStream, or for an option of the wrong type.
   */
  fromWeb<Out>(source: ReadableStream<Out>, options?: ReadableFromWebOptions): Readable<Out>;
  /**
   * Makes a web stream of a Readable, which is destroyed when the web stream is cancelled.
   *
   * @throws {ERR_INVALID_ARG_TYPE} if the stream cannot be read from.
   */
  toWeb<Out>(
    stream: (AsyncIterable<Out> & ReadableLike) | ReadableLike,
    options?: ReadableToWebOptions<Out>,
  ): ReadableStream<Out>;
  /** Makes a Readable that reads from a classic stream. */
  wrap<Out>(source: Stream<Out> | EmitterLike, options?: ReadableOptions<Out>): Readable<Out>;
}

/**
 * Makes a stream that is read from.
 *
 * @throws {ERR_INVALID_ARG_VALUE} for a high-water mark that is not an integer of at least 0.
 * @throws {ERR_UNKNOWN_ENCODING} for an encoding that is not known.
 *
 * @example A source that counts when it is asked
 * ```ts
 * import { Readable } from 'gardenhose/stream';
 *
 * let n = 0;
 * const counter = new Readable<number>({
 *   objectMode: true,
 *   read() {
 *     this.push(n < 3 ? n++ : null);
 *   },
 * });
 * const seen: number[] = [];
 * for await (const chunk of counter) seen.push(chunk);
 * assert.deepEqual(seen, [0, 1, 2]);
 * ```
 */
export const Readable: ReadableConstructor = function Readable<Out>(
  this: Readable<Out> | undefined,
  options?: ReadableOptions<Out>,
): Readable<Out> | undefined {
  if (!(this instanceof ReadablePrototype)) return new (Readable as ReadableConstructor)(options);
  const self = this as Readable<Out>;
  initReadable(self, options, false);
  Stream.call(self, options);
  if (options?.captureRejections) captureRejections(self);
  if (options?.signal) addAbortSignal(options.signal, self);
  construct(self as Readable, onReadableConstructed);
  return undefined;
} as unknown as ReadableConstructor;

inheritFrom(Stream, Readable, ReadablePrototype);
addOperators(Readable);

Readable.from = function from<Out>(iterable: unknown, options?: FromOptions<Out>): Readable<Out> {
  return readableFrom(Readable, iterable, options);
};

Readable.fromWeb = (source, options) => readableFromWeb(Readable, source, options);
Readable.toWeb = readableToWeb;

Readable.wrap = function wrap<Out>(source: EmitterLike, options?: ReadableOptions<Out>): Readable<Out> {
  const { readableObjectMode, objectMode = true } = source as unknown as Record<string, boolean | undefined>;
  return new Readable<Out>({ objectMode: readableObjectMode ?? objectMode, ...options }).wrap(source);
};

/** Gives a stream its readable side and the methods among its options. @internal */
export function initReadable<Out>(
  stream: Readable<Out>,
  options: ReadableOptions<Out, never> | undefined,
  isDuplex: boolean,
): void {
  const state = new ReadableState<Out>(options, isDuplex);
  (stream as { _readableState: ReadableState<Out> })._readableState = state;
  if (options === undefined || options === null) return;
  if (typeof options.read === 'function') stream._read = options.read;
  if (typeof options.destroy === 'function') stream._destroy = options.destroy;
  if (typeof options.construct === 'function') stream._construct = options.construct;
  if (options.encoding) {
    state.decoder = createDecoder(options.encoding as Encoding);
    state.encoding = options.encoding;
    state.bits |= DECODES;
  }
}
