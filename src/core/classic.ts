/**
 * The classic floor: the stream of Node 0.4, an event emitter with a `pipe` method.
 *
 * `Stream` is what `require('stream')` returns: the base of every stream, with the oldest `pipe` of all, which
 * needs nothing of its source but 'data', 'end' and 'close' events. `ClassicStream` is the base of the
 * handbook's segments (through, split, shoe in the browser): its `write`, `end`, `pause`, `resume` and
 * `destroy` act at once, so 'data', 'end' and 'close' fire inside the call. To what the handbook's streams did
 * it adds, without changing that timing, `destroyed`, `errored`, `signal` and `for await`. One thing it mends:
 * after 'close' nothing comes out any more, whatever is still written or queued.
 *
 * @see the handbook's chapter "classic streams"
 *
 * @example A source made of nothing but events
 * ```ts
 * import { Stream } from 'gardenhose/stream';
 * import { concat } from 'gardenhose/concat-stream';
 *
 * const letters = new Stream();
 * letters.readable = true;
 * letters.pipe(concat((body) => assert.equal(body, 'AB')));
 * letters.emit('data', 'A');
 * letters.emit('data', 'B');
 * letters.emit('end');
 * ```
 *
 * @module
 */
import { EventEmitter, emitData, initEmitter, nextTick, StreamParent } from '#platform';
import { Fifo } from './_fifo.ts';
import { iterateClassic } from './_iterate-classic.ts';
import { validateSignal } from './_validate.ts';
import { AbortError } from './errors.ts';
import type {
  DestinationOf,
  EventEmitter as Emitter,
  EmitterLike,
  Listener,
  PipeOptions,
  TypedEmitter,
  WritableLike,
} from './types.ts';

/** What a classic stream emits, with the arguments of each event. */
export interface ClassicEvents<Out = unknown> {
  close: [];
  data: [chunk: Out];
  drain: [];
  end: [];
  error: [error: Error];
  pause: [];
  pipe: [source: Stream];
  resume: [];
}

/** The base of all streams: an event emitter that can be piped. */
export interface Stream<Out = unknown, Events extends { [E in keyof Events]: unknown[] } = ClassicEvents<Out>>
  extends TypedEmitter<Events> {
  /** Whether `pipe` may resume this stream. */
  readable?: boolean;
  /** Whether a classic `pipe` may write to this stream. */
  writable?: boolean;
  /**
   * Sends every 'data' chunk to `destination.write` and 'end' to `destination.end`; stops while the
   * destination is full. Errors travel in neither direction.
   */
  pipe<Destination extends DestinationOf<Out>>(destination: Destination, options?: PipeOptions): Destination;
}

interface StreamConstructor {
  new <Out = unknown, Events extends { [E in keyof Events]: unknown[] } = ClassicEvents<Out>>(
    options?: object,
  ): Stream<Out, Events>;
  call(self: object, options?: object): void;
  readonly prototype: Stream;
}

/**
 * Makes a bare classic stream. Callable as `Stream.call(this)` by ES5 subclasses.
 *
 * @example A stream of the oldest kind
 * ```ts
 * import { Stream } from 'gardenhose/stream';
 *
 * const source = new Stream<string>();
 * const heard: string[] = [];
 * source.on('data', (word) => heard.push(word));
 * source.emit('data', 'beep');
 * assert.deepEqual(heard, ['beep']);
 * ```
 */
export const Stream: StreamConstructor = function Stream(this: Stream, options?: object): void {
  initEmitter(this, options);
} as unknown as StreamConstructor;

Object.setPrototypeOf(Stream.prototype, StreamParent.prototype);
Object.setPrototypeOf(Stream, EventEmitter);

/** A listener of a pipe and whom it listens to. */
type Wire = [emitter: EmitterLike, event: string, listener: Listener];

/** The members of a source that the classic pipe calls if they are there. */
interface ClassicSource extends Stream {
  pause?(): unknown;
  resume?(): unknown;
}

/** The members of a destination that the classic pipe looks at, if they are there. */
interface PipedInto {
  destroy?(error?: unknown): unknown;
  prependListener?: Emitter['prependListener'];
  readonly _isStdio?: boolean;
  readonly _writableState?: object;
}

Stream.prototype.pipe = function pipe<D extends WritableLike>(
  this: ClassicSource,
  destination: D & PipedInto,
  options?: PipeOptions,
): D {
  const source = this;
  let ended = false;

  function ondata(chunk: unknown): void {
    try {
      if (destination.writable && destination.write(chunk) === false) source.pause?.();
    } catch (error) {
      // A classic stream may carry null, at which a stream of node:stream throws: that is its own error.
      if (chunk !== null || !destination._writableState) throw error;
      destination.destroy!(error);
    }
  }
  function ondrain(): void {
    if (source.readable) source.resume?.();
  }
  function onend(): void {
    if (ended) return;
    ended = true;
    destination.end();
  }
  function onclose(): void {
    if (ended) return;
    ended = true;
    if (typeof destination.destroy === 'function') destination.destroy();
  }
  /** With nobody else listening, lets the error be thrown as an unpiped stream would. */
  function onerror(this: Emitter, error: unknown): void {
    cleanup();
    if (this.listenerCount('error') === 0) this.emit('error', error);
  }
  function cleanup(): void {
    for (const [emitter, event, listener] of wires) emitter.removeListener(event, listener);
  }

  const ends: Wire[] = [
    [source, 'end', onend],
    [source, 'close', onclose],
  ];
  const leavesOpen = destination?._isStdio || options?.end === false;
  const wires: Wire[] = [
    [source, 'data', ondata],
    [destination, 'drain', ondrain],
    ...(leavesOpen ? [] : ends),
    [source, 'error', onerror as Listener],
    [destination, 'error', onerror as Listener],
    [source, 'end', cleanup],
    [source, 'close', cleanup],
    [destination, 'close', cleanup],
  ];
  for (const [emitter, event, listener] of wires) {
    if (event === 'error') prependListener(emitter, event, listener);
    else emitter.on(event, listener);
  }
  destination.emit('pipe', source);
  return destination;
};

/** Adds a listener before those already there, or last where the emitter cannot. */
export function prependListener(
  emitter: EmitterLike & Partial<Pick<Emitter, 'prependListener'>>,
  event: string,
  listener: Listener,
): void {
  if (typeof emitter.prependListener === 'function') emitter.prependListener(event, listener);
  else emitter.on(event, listener);
}

/** Options of every classic segment. */
export interface ClassicStreamOptions {
  /** Whether the stream destroys itself, and so emits 'close', when both its sides have ended. @default true */
  readonly autoDestroy?: boolean | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Marks the end of the data in a queue. */
const END = null;

/**
 * A readable classic stream that can be paused: what is queued meanwhile is kept and delivered, in order, by
 * `resume()`.
 */
export class ClassicReadable<Out = unknown> extends Stream<Out> {
  override readable = true;
  override writable = false;
  /** Whether the readable side holds its chunks back. */
  paused = false;
  /** Whether the end of both sides destroys the stream; may be set at any time before. */
  autoDestroy: boolean;
  /** Whether the stream is closed: nothing comes out of it any more. */
  destroyed = false;
  /** The error that destroyed the stream. */
  errored: Error | null = null;
  /** Whether 'end' has been emitted. */
  readableEnded = false;

  readonly #queue = new Fifo<Out | null>();
  #endQueued = false;
  #signal: AbortSignal | undefined;

  constructor(options: ClassicStreamOptions = {}) {
    super();
    this.autoDestroy = options.autoDestroy !== false;
    this.on('end', () => this.#onend());
    const { signal } = options;
    validateSignal(signal, 'options.signal');
    if (signal?.aborted) nextTick(() => this.#onabort(signal));
    else if (signal !== undefined) {
      this.#signal = signal;
      signal.addEventListener('abort', this);
    }
  }

  /** Hands out one queued chunk, or the end. Segments override it to learn when a chunk leaves. */
  _deliver(chunk: Out | null): void {
    if (chunk === END) this.emit('end');
    else emitData(this, chunk);
  }

  /** Runs when chunks flow again. */
  _resumed(): void {}

  /** Emits a chunk as 'data', or keeps it while the stream is paused; null ends the readable side. */
  queue(chunk: Out | null): this {
    if (this.#endQueued || this.destroyed) return this;
    if (chunk === END) this.#endQueued = true;
    if (!this.paused && this.buffered === 0) this._deliver(chunk);
    else {
      this._hold(chunk);
      this._drain();
    }
    return this;
  }

  /** The same as `queue`. */
  push(chunk: Out | null): this {
    return this.queue(chunk);
  }

  /** Delivers what is held back as long as chunks flow. */
  _drain(): void {
    while (!this.paused && this.#queue.length > 0) this._deliver(this._release());
  }

  /** Keeps a chunk, or the end, for later. Segments with a limit override it. */
  _hold(chunk: Out | null): void {
    this.#queue.push(chunk);
  }

  /** Takes back what has been held longest. */
  _release(): Out | null {
    return this.#queue.shift() as Out | null;
  }

  /** How many chunks are held back. */
  get buffered(): number {
    return this.#queue.length;
  }

  /** Holds chunks back until `resume()`; undefined if they are held back already. */
  pause(): this | undefined {
    if (this.paused) return undefined;
    this.paused = true;
    return this;
  }

  /** Delivers what was held back, then lets more come. */
  resume(): this {
    if (this.paused) {
      this.paused = false;
      if (!this.destroyed) this.emit('resume');
    }
    this._drain();
    if (!this.paused && !this.destroyed) this._resumed();
    return this;
  }

  /** Drops what is held back and closes; an error given is emitted first. */
  destroy(error?: Error | null): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.errored = error ?? this.errored;
    this.#queue.clear();
    this.writable = this.readable = false;
    this._letGo();
    try {
      if (error) this.emit('error', error);
    } finally {
      this._close();
    }
    return this;
  }

  /** Says that the stream is closed. Segments override it to say so later. */
  _close(): void {
    this.emit('close');
  }

  /**
   * Hands out the chunks one by one. The stream is paused while none is asked for; leaving the loop early
   * destroys it; an 'error' event, or a 'close' before the 'end', is thrown, and what was still held back is
   * dropped.
   */
  [Symbol.asyncIterator](): AsyncGenerator<Out, void, undefined> {
    this.pause();
    return iterateClassic<Out>(this);
  }

  /** @internal The signal's listener. */
  handleEvent(event: Event): void {
    this.#onabort(event.target as AbortSignal);
  }

  /** Lets go of the signal: there is nothing left to abort. */
  _letGo(): void {
    this.#signal?.removeEventListener('abort', this);
  }

  #onabort(signal: AbortSignal): void {
    this.destroy(new AbortError(undefined, { cause: signal.reason }));
  }

  #onend(): void {
    this.readable = false;
    this.readableEnded = true;
    if (this.writable) return;
    this._letGo();
    if (this.autoDestroy) nextTick(() => this.destroy());
  }
}

/**
 * A classic stream that is written to as well. A writer that goes on after `write()` returned false fills the queue
 * of the readable side without a limit, as in every stream.
 */
export class ClassicStream<In = unknown, Out = In> extends ClassicReadable<Out> {
  override writable = true;
  /** Whether `end()` has been called. */
  writableEnded = false;

  /**
   * Takes a chunk; false asks the writer to wait for 'drain'. More arguments, as the types of `node:stream` have
   * them, are ignored; the second signature is there so that Node's streams can be piped here.
   */
  write(chunk: In): boolean;
  write(chunk: never, encoding: never, callback?: never): boolean;
  write(chunk: In): boolean {
    this._write(chunk);
    return !this.paused;
  }

  /** Ends the writable side, once; a chunk given is written first. */
  end(chunk?: In): this;
  end(chunk: never, encoding?: never, callback?: never): this;
  end(...last: [chunk?: In, ...ignored: unknown[]]): this {
    if (this.writableEnded) return this;
    this.writableEnded = true;
    if (last.length > 0) this.write(last[0] as In);
    this.writable = false;
    this._end();
    if (this.readable) return this;
    this._letGo();
    if (this.autoDestroy) this.destroy();
    return this;
  }

  /** Handles one written chunk. Segments override it; by default the chunk is queued as it is. */
  _write(chunk: In): void {
    this.queue(chunk as unknown as Out);
  }

  /** Handles the end of writing. Segments override it; by default the readable side ends too. */
  _end(): void {
    this.queue(END);
  }

  /** Asks the writer for more; segments whose two sides are independent override it. */
  override _resumed(): void {
    this.emit('drain');
  }

  override destroy(error?: Error | null): this {
    this.writableEnded = true;
    return super.destroy(error);
  }
}
