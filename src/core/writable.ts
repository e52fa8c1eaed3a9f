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
import { asPlatformBytes, encodeText, isEncoding, nextTick } from '#platform';
import { inheritFrom } from './_constructor.ts';
import { END_EMITTED, NOT_READABLE } from './_readable-state.ts';
import {
  AUTO_DESTROY,
  CLOSE_EMITTED,
  CLOSED,
  CONSTRUCTED,
  DESTROYED,
  ERROR_EMITTED,
  ERRORED,
  OBJECT_MODE,
  SYNC,
} from './_state.ts';
import type { QueuedWrite, WritableStateOptions, WriteCallback } from './_writable-state.ts';
import {
  ALL_BYTES,
  DECODE_STRINGS,
  DRAINING_QUEUE,
  ENDED,
  ENDING,
  FINAL_CALLED,
  FINISHED,
  NEED_DRAIN,
  NOT_WRITABLE,
  PREFINISHED,
  WRITING,
  WritableState,
} from './_writable-state.ts';
import { addAbortSignal } from './add-abort-signal.ts';
import { Stream } from './classic.ts';
import type { DoneCallback } from './destroy.ts';
import { construct, destroy, errorOrDestroy } from './destroy.ts';
import {
  ERR_INVALID_ARG_TYPE,
  ERR_METHOD_NOT_IMPLEMENTED,
  ERR_MULTIPLE_CALLBACK,
  ERR_STREAM_ALREADY_FINISHED,
  ERR_STREAM_CANNOT_PIPE,
  ERR_STREAM_DESTROYED,
  ERR_STREAM_NULL_VALUES,
  ERR_STREAM_WRITE_AFTER_END,
  ERR_UNKNOWN_ENCODING,
} from './errors.ts';
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
  /** Whether chunks are any values, counted one by one, rather than text and bytes. @default false */
  readonly objectMode?: boolean | undefined;
  /** At how much buffered `write` says false, in bytes or objects. @default the host's */
  readonly highWaterMark?: number | undefined;
  /** Whether text is turned into bytes before `write` gets it. @default true */
  readonly decodeStrings?: boolean | undefined;
  /** The encoding of text that is written without one. @default 'utf8' */
  readonly defaultEncoding?: string | undefined;
  /** Whether 'close' is emitted after the stream was destroyed. @default true */
  readonly emitClose?: boolean | undefined;
  /** Whether the stream destroys itself after 'finish' or its first error. @default true */
  readonly autoDestroy?: boolean | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a rejected promise of an async listener destroys the stream. @default false */
  readonly captureRejections?: boolean | undefined;
  construct?(this: Self, callback: DoneCallback): void;
  write?(this: Self, chunk: In, encoding: Encoding, callback: WriteCallback): void;
  writev?(this: Self, chunks: WritevChunk<In>[], callback: WriteCallback): void;
  final?(this: Self, callback: DoneCallback): void;
  destroy?(this: Self, error: Error | null, callback: DoneCallback): void;
}

/** The callback of a write whose writer gave none. */
function nop(): void {}

/** The methods of a Writable. The class itself is never constructed. */
export class WritablePrototype<
  In,
  Events extends { [E in keyof Events]: unknown[] } = WritableEvents,
> extends Stream<never, Events> {
  declare readonly _writableState: WritableState<In>;
  /** Handles all the chunks that wait at once; subclasses and the option `writev` define it. */
  _writev?(chunks: WritevChunk<In>[], callback: WriteCallback): void;
  /** Runs before 'finish'; subclasses and the option `final` define it. */
  _final?(callback: DoneCallback): void;
  /** Runs before anything is written; subclasses and the option `construct` define it. */
  _construct?(callback: DoneCallback): void;

  /**
   * Takes a chunk.
   *
   * @returns false if the writer should wait for 'drain': the high-water mark is reached.
   * @throws {ERR_STREAM_NULL_VALUES} for null.
   * @throws {ERR_INVALID_ARG_TYPE} for anything but text and bytes, unless in object mode.
   * @throws {ERR_UNKNOWN_ENCODING} for text in an encoding that is not known.
   */
  write(chunk: In, callback?: WriteCallback): boolean;
  write(chunk: In, encoding?: Encoding | null, callback?: WriteCallback): boolean;
  write(chunk: In, encoding?: Encoding | null | WriteCallback, callback?: WriteCallback): boolean {
    if (typeof encoding === 'function')
      return writeChunk(this as Writable<In>, chunk, null, encoding) === true;
    return writeChunk(this as Writable<In>, chunk, encoding, callback) === true;
  }

  /** Says that no more is written, after a last chunk if one is given. The callback is called at 'finish' or with the error. */
  end(callback?: WriteCallback): this;
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
    this._writableState.corked++;
  }

  /** Takes back one `cork()`. */
  uncork(): void {
    const state = this._writableState;
    if (state.corked === 0) return;
    state.corked--;
    if ((state.bits & WRITING) === 0) drainQueue(this as Writable<In>, state);
  }

  /** @throws {ERR_UNKNOWN_ENCODING} if the encoding is not known. */
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
  override pipe<Destination extends WritableLike<never>>(
    _destination: Destination,
    _options?: PipeOptions,
  ): Destination {
    errorOrDestroy(this, ERR_STREAM_CANNOT_PIPE());
    return undefined as never;
  }

  get closed(): boolean {
    return (this._writableState.bits & CLOSED) !== 0;
  }

  get destroyed(): boolean {
    return (this._writableState.bits & DESTROYED) !== 0;
  }
  set destroyed(value: boolean) {
    this._writableState.destroyed = value;
  }

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
  get writableBuffer(): QueuedWrite<In>[] {
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

  get writableHighWaterMark(): number {
    return this._writableState.highWaterMark;
  }

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

Object.assign(WritablePrototype.prototype, { _writev: null });

/** A stream that chunks of type `In` are written to. */
export interface Writable<In = unknown> extends WritablePrototype<In> {}

/** The constructor of Writable, with or without `new`. */
export interface WritableConstructor {
  new <In = unknown>(options?: WritableOptions<In>): Writable<In>;
  <In = unknown>(options?: WritableOptions<In>): Writable<In>;
  call<In>(self: object, options?: WritableOptions<In>): void;
  readonly prototype: Writable;
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
  if (options?.signal) addAbortSignal(options.signal, self);
  construct(self, () => onWritableConstructed(self));
  return undefined;
} as unknown as WritableConstructor;

inheritFrom(Stream, Writable, WritablePrototype);

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

/** Starts what was held back while `_construct` ran. @internal */
export function onWritableConstructed(stream: Writable): void {
  const state = stream._writableState;
  if ((state.bits & WRITING) === 0) drainQueue(stream, state);
  if (state.bits & ENDING) finishIfDone(stream, state, false);
}

/** Takes a chunk: to `_write` if it is free, else to the queue. Returns what `write` returns, or the error. */
function writeChunk<In>(
  stream: Writable<In>,
  chunk: In,
  givenEncoding: string | null | undefined,
  callback: WriteCallback | undefined,
): boolean | Error {
  const state = stream._writableState;
  if (chunk === null) throw ERR_STREAM_NULL_VALUES();

  let encoding = givenEncoding as string;
  let size = 1;
  if ((state.bits & OBJECT_MODE) === 0) {
    if (!encoding) encoding = state.defaultEncoding;
    else if (encoding !== 'buffer' && !isEncoding(encoding)) throw ERR_UNKNOWN_ENCODING(encoding);
    let data: unknown = chunk;
    if (typeof data === 'string') {
      if (state.bits & DECODE_STRINGS) {
        data = encodeText(data, encoding as Encoding);
        encoding = 'buffer';
      }
    } else if (ArrayBuffer.isView(data)) {
      data = asPlatformBytes(data as Uint8Array);
      encoding = 'buffer';
    } else {
      throw ERR_INVALID_ARG_TYPE(
        'chunk',
        'of type string or an instance of Buffer, TypedArray, or DataView',
        chunk,
      );
    }
    chunk = data as In;
    size = (data as string | Uint8Array).length;
  }

  if (typeof callback !== 'function') callback = nop;
  if (state.bits & (ENDING | DESTROYED)) {
    const error = state.bits & ENDING ? ERR_STREAM_WRITE_AFTER_END() : ERR_STREAM_DESTROYED('write');
    nextTick(callback, error);
    errorOrDestroy(stream, error, true);
    return error;
  }

  state.pendingcb++;
  state.length += size;
  if ((state.bits & (WRITING | ERRORED | CONSTRUCTED)) !== CONSTRUCTED || state.corked > 0) {
    state.enqueue(chunk, encoding, callback);
  } else {
    state.writelen = size;
    state.writecb = callback;
    state.bits |= WRITING | SYNC;
    stream._write(chunk, encoding as Encoding, answerOf(stream, state));
    state.bits &= ~SYNC;
  }
  const hasRoom = state.length < state.highWaterMark || state.length === 0;
  if (!hasRoom) state.bits |= NEED_DRAIN;
  return hasRoom && (state.bits & (ERRORED | DESTROYED)) === 0;
}

/** The function that `_write` is given to call: one for all the writes of a stream. */
function answerOf(stream: Writable, state: WritableState): WriteCallback {
  state.onwrite ??= (error) => onWritten(stream, state, error);
  return state.onwrite;
}

/** `_write` has answered. */
function onWritten(stream: Writable, state: WritableState, error: Error | null | undefined): void {
  const callback = state.writecb;
  if (callback === null) {
    errorOrDestroy(stream, ERR_MULTIPLE_CALLBACK());
    return;
  }
  const sync = (state.bits & SYNC) !== 0;
  state.bits &= ~WRITING;
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;

  if (error) {
    if (state.errored === null) state.errored = error;
    const readable = (stream as { _readableState?: { errored: Error | null } })._readableState;
    if (readable !== undefined && readable.errored === null) readable.errored = error;
    if (sync) nextTick(onWriteFailed, stream, state, error, callback);
    else onWriteFailed(stream, state, error, callback);
    return;
  }

  if (state.buffered.length > state.bufferedIndex) drainQueue(stream, state);
  if (sync) answerLater(stream, state, callback);
  else answer(stream, state, 1, callback);
}

/**
 * Calls back on the next tick. One tick serves all the writes of a turn that share a callback; a write without
 * a callback needs a tick only if 'drain' is owed or, as in Node, in object mode.
 */
function answerLater(stream: Writable, state: WritableState, callback: WriteCallback): void {
  if (callback === nop) {
    const drainIsOwed = (state.bits & NEED_DRAIN) !== 0 && state.length === 0;
    if (state.answered === null && (drainIsOwed || state.bits & OBJECT_MODE)) {
      state.answered = { count: 1, callback };
      nextTick(answerTogether, stream, state, state.answered);
    } else {
      state.pendingcb--;
      if (state.bits & ENDING) finishIfDone(stream, state, true);
    }
  } else if (state.answered !== null && state.answered.callback === callback) {
    state.answered.count++;
  } else {
    state.answered = { count: 1, callback };
    nextTick(answerTogether, stream, state, state.answered);
  }
}

function answerTogether(
  stream: Writable,
  state: WritableState,
  answered: { count: number; callback: WriteCallback },
): void {
  if (state.answered === answered) state.answered = null;
  answer(stream, state, answered.count, answered.callback);
}

/** Emits the 'drain' that is owed, calls the writers back and finishes if that was all. */
function answer(stream: Writable, state: WritableState, count: number, callback: WriteCallback): void {
  if ((state.bits & (ENDING | DESTROYED | NEED_DRAIN)) === NEED_DRAIN && state.length === 0) {
    state.bits &= ~NEED_DRAIN;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.pendingcb--;
    callback(null);
  }
  if (state.bits & DESTROYED) failQueue(state);
  if (state.bits & ENDING) finishIfDone(stream, state, true);
}

function onWriteFailed(stream: Writable, state: WritableState, error: Error, callback: WriteCallback): void {
  state.pendingcb--;
  callback(error);
  failQueue(state);
  errorOrDestroy(stream, error);
}

/** Calls everybody who still waits with the error. */
function failQueue(state: WritableState): void {
  if (state.bits & WRITING) return;
  for (; state.bufferedIndex < state.buffered.length; state.bufferedIndex++) {
    const { chunk, callback } = state.buffered[state.bufferedIndex] as QueuedWrite;
    state.length -= sizeOf(state, chunk);
    callback(state.errored ?? ERR_STREAM_DESTROYED('write'));
  }
  callFinishCallbacks(state, state.errored ?? ERR_STREAM_DESTROYED('end'));
  state.clearQueue();
}

function callFinishCallbacks(state: WritableState, error: Error | null | undefined): void {
  const callbacks = state.finishCallbacks;
  state.finishCallbacks = null;
  for (const callback of callbacks ?? []) callback(error);
}

function sizeOf(state: WritableState, chunk: unknown): number {
  return state.bits & OBJECT_MODE ? 1 : (chunk as Uint8Array).length;
}

/** Hands the queue to `_writev` at once, or to `_write` one by one as long as it answers synchronously. */
function drainQueue<In>(stream: Writable<In>, state: WritableState<In>): void {
  if (state.corked > 0 || (state.bits & (DRAINING_QUEUE | DESTROYED | CONSTRUCTED)) !== CONSTRUCTED) return;
  const waiting = state.buffered.length - state.bufferedIndex;
  if (waiting === 0) return;
  state.bits |= DRAINING_QUEUE;
  if (waiting > 1 && stream._writev) {
    state.pendingcb -= waiting - 1;
    const chunks: QueuedWrite<In>[] & { allBuffers?: boolean } = state.getBuffer();
    chunks.allBuffers = (state.bits & ALL_BYTES) !== 0;
    state.writecb = callbackOfAll(chunks);
    state.writelen = state.length;
    state.bits |= WRITING | SYNC;
    stream._writev(chunks as unknown as WritevChunk<In>[], answerOf(stream, state));
    state.bits &= ~SYNC;
    state.clearQueue();
  } else {
    do {
      const { chunk, encoding, callback } = state.buffered[state.bufferedIndex] as QueuedWrite<In>;
      (state.buffered as unknown[])[state.bufferedIndex++] = null;
      state.writecb = callback;
      state.writelen = sizeOf(state, chunk);
      state.bits |= WRITING | SYNC;
      if (state.bits & DESTROYED) answerOf(stream, state)(ERR_STREAM_DESTROYED('write'));
      else stream._write(chunk, encoding as Encoding, answerOf(stream, state));
      state.bits &= ~SYNC;
    } while (state.bufferedIndex < state.buffered.length && (state.bits & WRITING) === 0);
    trimQueue(state);
  }
  state.bits &= ~DRAINING_QUEUE;
}

function callbackOfAll(writes: readonly QueuedWrite[]): WriteCallback {
  if (writes.every((write) => write.callback === nop)) return nop;
  return (error) => {
    for (const { callback } of writes) callback(error);
  };
}

/** How many places of the queue may be empty before it is cut. */
const EMPTY_PLACES = 256;

function trimQueue(state: WritableState): void {
  if (state.bufferedIndex === state.buffered.length) state.clearQueue();
  else if (state.bufferedIndex > EMPTY_PLACES) {
    state.buffered.splice(0, state.bufferedIndex);
    state.bufferedIndex = 0;
  }
}

/** The bits of a stream that has been ended, has nothing left to write, and has not been stopped. */
const MAY_FINISH: number = ENDING | CONSTRUCTED;
const MAY_FINISH_MASK: number =
  MAY_FINISH | DESTROYED | ERRORED | FINISHED | WRITING | ERROR_EMITTED | CLOSE_EMITTED;

function mayFinish(state: WritableState): boolean {
  return (state.bits & MAY_FINISH_MASK) === MAY_FINISH && state.length === 0 && state.buffered.length === 0;
}

/** Runs `_final` and emits 'prefinish' and 'finish', each when its time has come. */
function finishIfDone(stream: Writable, state: WritableState, sync: boolean): void {
  if (!mayFinish(state)) return;
  if ((state.bits & (PREFINISHED | FINAL_CALLED)) === 0) {
    if (typeof stream._final === 'function' && (state.bits & DESTROYED) === 0) {
      state.bits |= FINAL_CALLED;
      callFinal(stream, state);
    } else {
      state.bits |= PREFINISHED;
      stream.emit('prefinish');
    }
  }
  if (state.pendingcb > 0) return;
  if (sync) {
    state.pendingcb++;
    nextTick(finishUnlessStopped, stream, state);
  } else if (mayFinish(state)) {
    state.pendingcb++;
    finish(stream, state);
  }
}

function callFinal(stream: Writable, state: WritableState): void {
  let called = false;
  function onFinal(error?: Error | null): void {
    if (called) {
      errorOrDestroy(stream, error ?? ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    state.pendingcb--;
    if (error) {
      callFinishCallbacks(state, error);
      errorOrDestroy(stream, error, (state.bits & SYNC) !== 0);
    } else if (mayFinish(state)) {
      state.bits |= PREFINISHED;
      stream.emit('prefinish');
      state.pendingcb++;
      nextTick(finish, stream, state);
    }
  }
  state.bits |= SYNC;
  state.pendingcb++;
  try {
    stream._final?.(onFinal);
  } catch (error) {
    onFinal(error as Error);
  }
  state.bits &= ~SYNC;
}

function finishUnlessStopped(stream: Writable, state: WritableState): void {
  if (mayFinish(state)) finish(stream, state);
  else state.pendingcb--;
}

function finish(stream: Writable, state: WritableState): void {
  state.pendingcb--;
  state.bits |= FINISHED;
  callFinishCallbacks(state, null);
  stream.emit('finish');
  if ((state.bits & AUTO_DESTROY) === 0) return;
  const other = (stream as { _readableState?: { bits: number } })._readableState?.bits;
  const otherIsDone =
    other === undefined || ((other & AUTO_DESTROY) !== 0 && (other & (END_EMITTED | NOT_READABLE)) !== 0);
  if (otherIsDone) stream.destroy();
}
