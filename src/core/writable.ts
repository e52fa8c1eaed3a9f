/**
 * The writable stream: chunks go in by `write`, one at a time to `_write`, and none is lost or overtaken.
 *
 * A drop-in for `node:stream`'s Writable: the same methods, events, their order, and error codes. Callable
 * without `new`, and by `Writable.call(this, options)`.
 *
 * @see the handbook's chapter "writable streams"; https://nodejs.org/api/stream.html#writable-streams
 *
 * @module
 */
import { captureRejections, isEncoding, nextTick } from '#platform';
import { inheritFrom } from './_constructor.ts';
import { finishIfDone } from './_finishing.ts';
import { CLOSED, DESTROYED, ERRORED, OBJECT_MODE } from './_state.ts';
import type { QueuedWrite, WritableStateOptions, WriteCallback } from './_writable-state.ts';
import {
  CORKED,
  ENDED,
  ENDING,
  FINISHED,
  NEED_DRAIN,
  NOT_WRITABLE,
  WRITING,
  WritableState,
} from './_writable-state.ts';
import { drainQueue, failQueue, onWritableConstructed, write, writeChunk } from './_writing.ts';
import { addAbortSignal } from './add-abort-signal.ts';
import { Stream } from './classic.ts';
import type { DoneCallback } from './destroy.ts';
import { construct, destroy, errorOrDestroy } from './destroy.ts';
import {
  AbortError,
  ERR_METHOD_NOT_IMPLEMENTED,
  ERR_STREAM_ALREADY_FINISHED,
  ERR_STREAM_CANNOT_PIPE,
  ERR_STREAM_DESTROYED,
  ERR_UNKNOWN_ENCODING,
} from './errors.ts';
import { finished } from './finished.ts';
import type { WritableFromWebOptions } from './from-web.ts';
import { writableFromWeb } from './from-web.ts';
import { writableToWeb } from './to-web.ts';
import type { Encoding, PipeOptions, WritableLike } from './types.ts';

/** What a Writable emits, with the arguments of each event. */
export interface WritableEvents<Out = unknown> {
  close: [];
  drain: [];
  error: [error: Error];
  finish: [];
  pipe: [source: Stream<Out>];
  unpipe: [source: Stream<Out>];
}

/** A chunk as `writev` gets it. */
export interface WritevChunk<In = unknown> {
  readonly chunk: In;
  readonly encoding: Encoding;
}

/** The options of a Writable; functions given here become its methods of the same name with an underscore. */
export interface WritableOptions<In = unknown, Self = Writable<In>> extends WritableStateOptions {
  /** Runs before anything is written, and calls back once; writes wait for it. */
  construct?(this: Self, callback: DoneCallback): void;
  /** Handles one chunk, and calls back when the next may come, or with an error. */
  write?(this: Self, chunk: In, encoding: Encoding, callback: WriteCallback): void;
  /** Handles all the chunks that wait at once. */
  writev?(this: Self, chunks: WritevChunk<In>[], callback: WriteCallback): void;
  /** Runs behind the last chunk and before 'finish'. */
  final?(this: Self, callback: DoneCallback): void;
  /** Releases what the stream holds, and calls back with the error to emit, if any. */
  destroy?(this: Self, error: Error | null, callback: DoneCallback): void;
}

/** The methods of a Writable. The class itself is never constructed. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: write is put on this prototype below
export class WritablePrototype<
  In,
  Events extends { [E in keyof Events]: unknown[] } = WritableEvents,
> extends Stream<never, Events> {
  declare readonly _writableState: WritableState;
  /** Handles all the chunks that wait at once; subclasses and the option `writev` define it. */
  _writev?(chunks: WritevChunk<In>[], callback: WriteCallback): void;
  /** Runs before 'finish'; subclasses and the option `final` define it. */
  _final?(callback: DoneCallback): void;
  /** Runs before anything is written; subclasses and the option `construct` define it. */
  _construct?(callback: DoneCallback): void;

  /** Says that no more is written, after a last chunk if one is given. The callback is called at 'finish' or with the error. */
  end(callback?: WriteCallback): this;
  end(nothing: never, encoding?: never, callback?: never): this;
  end(chunk: In, callback?: WriteCallback): this;
  end(chunk: In, encoding?: Encoding | null, callback?: WriteCallback): this;
  end(
    chunk?: In | WriteCallback,
    encoding?: Encoding | null | WriteCallback,
    callback?: WriteCallback,
  ): this {
    if (typeof chunk === 'function') {
      callback = chunk as WriteCallback;
      chunk = encoding = undefined;
    } else if (typeof encoding === 'function') {
      callback = encoding;
      encoding = null;
    }
    let error: Error | undefined;
    if (chunk !== null && chunk !== undefined) {
      const result = writeChunk(this as Writable<In>, chunk as In, encoding, undefined);
      if (result instanceof Error) error = result;
    }
    const state = this._writableState;
    if (state.corked > 0) {
      state.corked = 1;
      this.uncork();
    }
    if (error === undefined) {
      if ((state.bits & (ERRORED | ENDING)) === 0) {
        state.bits |= ENDING;
        finishIfDone(this as Writable, state, true);
        state.bits |= ENDED;
      } else if (state.bits & FINISHED) error = ERR_STREAM_ALREADY_FINISHED('end');
      else if (state.bits & DESTROYED) error = ERR_STREAM_DESTROYED('end');
    }
    if (typeof callback === 'function') {
      if (error !== undefined) nextTick(callback, error);
      else if (state.errored !== null) nextTick(callback, state.errored);
      else if (state.bits & FINISHED) nextTick(callback);
      else if (state.finishCallbacks === null) state.finishCallbacks = [callback];
      else state.finishCallbacks.push(callback);
    }
    return this;
  }

  /** Holds writes back, so that they reach `_writev` together, until `uncork()` has been called as often. */
  cork(): void {
    const state = this._writableState;
    state.corked++;
    state.bits |= CORKED;
  }

  /** Takes back one `cork()`. */
  uncork(): void {
    const state = this._writableState;
    if (state.corked === 0) return;
    state.corked--;
    if (state.corked === 0) state.bits &= ~CORKED;
    if ((state.bits & WRITING) === 0) drainQueue(this as Writable<In>, state);
  }

  /**
   * Takes text that is written without an encoding for text in this one.
   *
   * @throws {ERR_UNKNOWN_ENCODING} if the encoding is not known.
   */
  setDefaultEncoding(encoding: string): this {
    const name = typeof encoding === 'string' ? encoding.toLowerCase() : encoding;
    if (!isEncoding(name)) throw ERR_UNKNOWN_ENCODING(encoding);
    this._writableState.defaultEncoding = name;
    return this;
  }

  /** Handles one chunk; subclasses and the option `write` override it. */
  _write(chunk: In, encoding: Encoding, callback: WriteCallback): void {
    if (this._writev) this._writev([{ chunk, encoding }], callback);
    else throw ERR_METHOD_NOT_IMPLEMENTED('_write()');
  }

  /** Ends everything at once: what is queued fails, 'error' (if one is given) and 'close' follow. */
  destroy(error?: Error | null, callback?: DoneCallback): this {
    const state = this._writableState;
    const waiting = state.bufferedIndex < state.buffered.length || state.finishCallbacks !== null;
    if ((state.bits & DESTROYED) === 0 && waiting) nextTick(failQueue, state);
    return destroy(this, error, callback);
  }

  /** Releases what the stream holds; subclasses and the option `destroy` override it. */
  _destroy(error: Error | null, callback: DoneCallback): void {
    callback(error);
  }

  /** A Writable cannot be piped from: emits ERR_STREAM_CANNOT_PIPE. */
  override pipe<Destination extends WritableLike>(
    _destination: Destination,
    _options?: PipeOptions,
  ): Destination {
    errorOrDestroy(this, ERR_STREAM_CANNOT_PIPE());
    return undefined as never;
  }

  /** Destroys the stream, with an `AbortError` if it has not finished, and waits until it is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.destroyed) this.destroy(this.writableFinished ? null : new AbortError());
    await new Promise<void>((resolve, reject) => {
      finished(this, (error) => (error && error.name !== 'AbortError' ? reject(error) : resolve()));
    });
  }

  /** Whether 'close' has been emitted, or would have been. */
  get closed(): boolean {
    return (this._writableState.bits & CLOSED) !== 0;
  }

  /** Whether `destroy()` was called, by whomever. */
  get destroyed(): boolean {
    return (this._writableState.bits & DESTROYED) !== 0;
  }
  set destroyed(value: boolean) {
    this._writableState.destroyed = value;
  }

  /** Whether `write()` may be called: the stream has neither ended nor failed nor been destroyed. */
  override get writable(): boolean {
    return (this._writableState.bits & (NOT_WRITABLE | DESTROYED | ERRORED | ENDING | ENDED)) === 0;
  }
  override set writable(value: boolean) {
    const state = this._writableState;
    state.bits = value ? state.bits & ~NOT_WRITABLE : state.bits | NOT_WRITABLE;
  }

  /** Whether 'finish' has been emitted. */
  get writableFinished(): boolean {
    return (this._writableState.bits & FINISHED) !== 0;
  }

  /** Whether chunks are any values. */
  get writableObjectMode(): boolean {
    return (this._writableState.bits & OBJECT_MODE) !== 0;
  }

  /** The writes that wait. */
  get writableBuffer(): QueuedWrite[] {
    return this._writableState.getBuffer();
  }

  /** Whether `end()` has been called. */
  get writableEnded(): boolean {
    return (this._writableState.bits & ENDING) !== 0;
  }

  /** Whether a write was refused and 'drain' will follow. */
  get writableNeedDrain(): boolean {
    return (this._writableState.bits & (DESTROYED | ENDING | NEED_DRAIN)) === NEED_DRAIN;
  }

  /** How much is buffered before `write` returns false, in bytes or objects. */
  get writableHighWaterMark(): number {
    return this._writableState.highWaterMark;
  }

  /** How often `cork()` was called without `uncork()`. */
  get writableCorked(): number {
    return this._writableState.corked;
  }

  /** What is buffered, in bytes or objects. */
  get writableLength(): number {
    return this._writableState.length;
  }

  /** The error that destroyed the stream. */
  get errored(): Error | null {
    return this._writableState.errored;
  }

  /** Whether the stream was destroyed before 'finish'. */
  get writableAborted(): boolean {
    const { bits } = this._writableState;
    return (bits & (NOT_WRITABLE | FINISHED)) === 0 && (bits & (DESTROYED | ERRORED)) !== 0;
  }
}

Object.assign(WritablePrototype.prototype, { _writev: null, write });

/** The method that fast paths know by its identity. */
export interface WritablePrototype<
  In,
  // biome-ignore lint/correctness/noUnusedVariables: merged declarations have the same parameters
  Events extends { [E in keyof Events]: unknown[] } = WritableEvents,
> {
  /**
   * Takes a chunk.
   *
   * The second signature is none that can be called: Node's streams, whose types know text and bytes only, may be
   * piped to a stream of anything.
   *
   * @returns false if the writer should wait for 'drain': the high-water mark is reached.
   * @throws {ERR_STREAM_NULL_VALUES} for null.
   * @throws {ERR_INVALID_ARG_TYPE} for anything but text and bytes, unless in object mode.
   * @throws {ERR_UNKNOWN_ENCODING} for text in an encoding that is not known.
   */
  write(chunk: In, callback?: WriteCallback): boolean;
  write(nothing: never, encoding: never, callback?: never): boolean;
  write(chunk: In, encoding?: Encoding | null, callback?: WriteCallback): boolean;
}

/** A stream that chunks of type `In` are written to. */
export interface Writable<In = unknown> extends WritablePrototype<In> {}

/** The constructor of Writable, with or without `new`. */
export interface WritableConstructor {
  new <In = unknown>(options?: WritableOptions<In>): Writable<In>;
  <In = unknown>(options?: WritableOptions<In>): Writable<In>;
  call<In>(self: object, options?: WritableOptions<In>): void;
  readonly prototype: Writable;
  /**
   * Makes a Writable of a web stream, which it closes or aborts with itself.
   *
   * @throws {ERR_INVALID_ARG_TYPE} if `destination` is no WritableStream, or for an option of the wrong type.
   */
  fromWeb<In>(destination: WritableStream<In>, options?: WritableFromWebOptions): Writable<In>;
  /**
   * Makes a web stream of a Writable, which is destroyed when the web stream is aborted.
   *
   * @throws {ERR_INVALID_ARG_TYPE} if the stream cannot be written to.
   */
  toWeb<In>(stream: WritableLike<In>): WritableStream<In>;
}

/**
 * Makes a stream that is written to.
 *
 * @throws {ERR_INVALID_ARG_VALUE} for a high-water mark that is not an integer of at least 0.
 * @throws {ERR_UNKNOWN_ENCODING} for a default encoding that is not known.
 *
 * @example A sink that keeps what it gets
 * ```ts
 * import { Writable } from 'gardenhose/stream';
 *
 * const taken: string[] = [];
 * const sink = new Writable<string>({
 *   decodeStrings: false,
 *   write(chunk, _encoding, done) {
 *     taken.push(chunk);
 *     done();
 *   },
 * });
 * sink.write('beep');
 * sink.end('boop');
 * await new Promise<void>((resolve) => sink.on('finish', resolve));
 * assert.deepEqual(taken, ['beep', 'boop']);
 * ```
 */
export const Writable: WritableConstructor = function Writable<In>(
  this: Writable<In> | undefined,
  options?: WritableOptions<In>,
): Writable<In> | undefined {
  if (!(this instanceof WritablePrototype) && !('_writableState' in Object(this))) {
    return new (Writable as WritableConstructor)(options);
  }
  const self = this as Writable<In>;
  initWritable(self, options, false);
  Stream.call(self, options);
  if (options?.captureRejections) captureRejections(self);
  if (options?.signal) addAbortSignal(options.signal, self);
  construct(self as Writable, onWritableConstructed);
  return undefined;
} as unknown as WritableConstructor;

inheritFrom(Stream, Writable, WritablePrototype);

Writable.fromWeb = (destination, options) => writableFromWeb(Writable, destination, options);
Writable.toWeb = writableToWeb;

/** A Duplex is a Writable too, though its prototypes are a Readable's. */
Object.defineProperty(Writable, Symbol.hasInstance, {
  value(this: unknown, object: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
    return this === Writable && (object as Partial<Writable> | null)?._writableState instanceof WritableState;
  },
});

/** Gives a stream its writable side and the methods among its options. @internal */
export function initWritable<In>(
  stream: Writable<In>,
  options: WritableOptions<In, never> | undefined,
  isDuplex: boolean,
): void {
  (stream as { _writableState: WritableState<In> })._writableState = new WritableState<In>(options, isDuplex);
  if (options === undefined || options === null) return;
  if (typeof options.write === 'function') stream._write = options.write;
  if (typeof options.writev === 'function') stream._writev = options.writev;
  if (typeof options.destroy === 'function') stream._destroy = options.destroy;
  if (typeof options.final === 'function') stream._final = options.final;
  if (typeof options.construct === 'function') stream._construct = options.construct;
}
