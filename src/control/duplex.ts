/**
 * Makes a stream whose two sides are yours: what is written comes to you as '_data', what you give to `_data()`
 * comes out.
 *
 * The base of streams that speak for something else, a multiplexer or a replica: `write()` and `end()` emit
 * '_data' and '_end' inside the call, `_data()` and `_end()` emit 'data' and 'end', or keep them while the
 * stream is paused. A new stream is paused, and resumes by itself on the next tick unless `pause()` or
 * `resume()` was called before, so that its listeners are there in time. Each side has its own brake: `pause()`
 * holds back what comes out, and makes `_data()` return false until '_drain'; `_pause()` or `emit('pause')`
 * makes `write()` return false until `emit('drain')`. The stream closes by itself when both sides have ended.
 *
 * Behaves as npm duplex@1.0.0 in its call forms, events and their timing; its methods may be passed on without
 * their stream. Mended: a chunk given to `end()` is written, and `_end()` gives out every chunk but undefined
 * and null, where falsy ones were lost; after `end()`, `_end()` or 'close' nothing more comes of that side; '_drain' follows each `_data()` that returned
 * false, where it did not if a listener of that chunk had paused;
 * `destroy()` clears the flags and what is held back; `end()`, `_end()` and `destroy()` return the stream.
 * Added: a bound on what is held back, `highWaterMark`, and the words of a Duplex: `push`, `destroy(error)`,
 * `signal`, `destroyed`, `errored`, `readableLength`, `writableNeedDrain`, `for await`, and a place in
 * `pipeline` and `finished`.
 *
 * @see the handbook's chapter "duplex"
 *
 * @example A stream that answers
 * ```ts
 * import { duplex } from 'gardenhose/duplex';
 *
 * const echo = duplex<string>(
 *   (word) => echo._data(word.toUpperCase()),
 *   () => echo._end(),
 * );
 * const heard: string[] = [];
 * echo.on('data', (word) => heard.push(word));
 * echo.write('beep');
 * assert.deepEqual(heard, []);
 * echo.resume();
 * echo.end('boop');
 * assert.deepEqual(heard, ['BEEP', 'BOOP']);
 * ```
 *
 * @module
 */
import { nextTick } from '#platform';
import { iterateClassic } from '../core/_iterate-classic.ts';
import type { ClassicEvents } from '../core/classic.ts';
import { Stream } from '../core/classic.ts';
import { ERR_DUPLEX_OVERFLOW, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } from '../core/errors.ts';
import { destroyOnAbort } from './_destroy-on-abort.ts';
import type { HeldChunksOptions } from './_held-chunks.ts';
import { HeldChunks } from './_held-chunks.ts';

/** Options of `duplex`. */
export interface DuplexOptions extends HeldChunksOptions {
  /**
   * Chunks held back on the readable side at which the writable side is paused too, until they are gone; for
   * streams whose output answers their input.
   * @default Infinity: the sides are independent
   */
  readonly highWaterMark?: number | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What a duplex emits: the underlined events are for whoever stands behind it. */
export interface DuplexEvents<In, Out> extends ClassicEvents<Out> {
  /** A chunk was written. */
  _data: [chunk: In];
  /** What was held back is gone: `_data()` may be called again. */
  _drain: [];
  /** Writing has ended. */
  _end: [];
  /** `pause()` was called: `_data()` should wait for '_drain'. */
  _pause: [];
}

/**
 * Makes a stream. `onWrite` hears '_data' and `onEnd` hears '_end', with the stream as `this`; both can be
 * listened for instead. An exception in them reaches whoever called `write()` or `end()`.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `onWrite` or `onEnd` is given and not a function
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
 * @throws {ERR_OUT_OF_RANGE} a `maxBuffered` below 0, a `highWaterMark` below 1
 * @throws {ERR_DUPLEX_OVERFLOW} as 'error' event: more is held back than `maxBuffered`
 *
 * @example Two brakes
 * ```ts
 * import { duplex } from 'gardenhose/duplex';
 *
 * const line = duplex<string, number>();
 * line.on('_data', () => {});
 * line._pause();
 * assert.equal(line.write('wait'), false);
 * line.emit('drain');
 * assert.equal(line.write('go on'), true);
 *
 * line.pause();
 * assert.equal(line._data(1), false);
 * assert.equal(line.readableLength, 1);
 * ```
 */
export function duplex<In = unknown, Out = In>(
  onWrite?: ((this: Duplex<In, Out>, chunk: In) => void) | null,
  onEnd?: ((this: Duplex<In, Out>) => void) | null,
  options?: DuplexOptions | null,
): Duplex<In, Out> {
  if (onWrite && typeof onWrite !== 'function') {
    throw ERR_INVALID_ARG_TYPE('onWrite', 'of type function', onWrite);
  }
  if (onEnd && typeof onEnd !== 'function') throw ERR_INVALID_ARG_TYPE('onEnd', 'of type function', onEnd);
  const stream = new Duplex<In, Out>(options ?? {});
  if (onWrite) stream.on('_data', onWrite);
  if (onEnd) stream.on('_end', onEnd);
  return stream;
}

/** The stream that `duplex` returns, and a base for others. */
export class Duplex<In = unknown, Out = In> extends Stream<Out, DuplexEvents<In, Out>> {
  override readable = true;
  override writable = true;
  /** Whether the readable side holds its chunks back. */
  paused = true;
  /** Whether `write()` returns false. */
  _paused = false;
  /** Whether the stream is closed: nothing comes out of it any more. */
  destroyed = false;
  /** The error that destroyed the stream. */
  errored: Error | null = null;
  /** Whether `end()` has been called. */
  writableEnded = false;
  /** Whether 'end' has been emitted. */
  readableEnded = false;
  /** Chunks held back at which the writable side is paused too. */
  readonly readableHighWaterMark: number;

  readonly #held: HeldChunks<Out>;
  readonly #letGo: () => void;
  #endIsHeld = false;
  /** Whether somebody has called `pause()` or `resume()`. */
  #started = false;
  /** Whether `_data()` has returned false though it held nothing back, so that '_drain' must come all the same. */
  #owesDrain = false;
  /** Whether the writable side is paused because the readable side is full. */
  #isFull = false;

  constructor(options: DuplexOptions = {}) {
    super();
    const { highWaterMark = Number.POSITIVE_INFINITY, signal } = options;
    if (!(highWaterMark >= 1)) throw ERR_OUT_OF_RANGE('options.highWaterMark', '>= 1', highWaterMark);
    this.readableHighWaterMark = highWaterMark;
    this.#held = new HeldChunks(options, ERR_DUPLEX_OVERFLOW);
    this.#letGo = destroyOnAbort(this, signal);
    this.write = this.write.bind(this);
    this.end = this.end.bind(this);
    this._data = this._data.bind(this);
    this._end = this._end.bind(this);
    this.pause = this.pause.bind(this);
    this.resume = this.resume.bind(this);
    this.drain = this.drain.bind(this);
    this.destroy = this.destroy.bind(this);
    this.on('pause', onpause);
    this.on('drain', ondrain);
    this.once('end', onend);
    this.once('_end', on_end);
    nextTick(() => this.#start());
  }

  // The writable side

  /**
   * Emits '_data'; false asks the writer to wait for 'drain'. More arguments, as the types of `node:stream` have
   * them, are ignored; the second signature is there so that Node's streams can be piped here.
   */
  write(chunk: In): boolean;
  write(chunk: never, encoding: never, callback?: never): boolean;
  write(chunk: In): boolean {
    if (this.writableEnded) return false;
    this.emit('_data', chunk);
    return !this._paused;
  }

  /** Ends the writable side, once, and emits '_end'; a chunk given is written first. */
  end(chunk?: In): this;
  end(chunk: never, encoding?: never, callback?: never): this;
  end(chunk?: In | null): this {
    if (this.writableEnded) return this;
    if (chunk !== undefined && chunk !== null) this.write(chunk);
    this.writableEnded = true;
    this.writable = false;
    this.emit('_end');
    return this;
  }

  /** Asks the writer to wait, by 'pause'. */
  _pause(): this {
    if (!this._paused) this.emit('pause');
    return this;
  }

  /** Lets the writer go on, by 'drain'. */
  _resume(): this {
    if (this._paused) this.emit('drain');
    return this;
  }

  /** Whether `write()` returns false until 'drain'. */
  get writableNeedDrain(): boolean {
    return this._paused;
  }

  // The readable side

  /** Gives out a chunk, or holds it back; false asks to wait for '_drain'. */
  _data(chunk: Out): boolean {
    if (this.#endIsHeld || this.destroyed) return false;
    if (!this.paused && this.#held.length === 0) {
      this.emit('data', chunk);
      this.#owesDrain = this.paused && this.#held.length === 0;
    } else this.#hold(chunk);
    return !this.paused && this.#held.length === 0;
  }

  /** Ends the readable side once nothing is held back; a chunk given comes out first. */
  _end(chunk?: Out | null): this {
    if (chunk !== undefined && chunk !== null) this._data(chunk);
    this.#endIsHeld = true;
    this.drain();
    return this;
  }

  /** The same as `_data`, or with null as `_end`. */
  push(chunk: Out | null): boolean {
    if (chunk !== null) return this._data(chunk);
    this._end();
    return false;
  }

  /** Holds chunks back until `resume()`. */
  pause(): this {
    this.#started = true;
    this.paused = true;
    if (!this.destroyed) this.emit('_pause');
    return this;
  }

  /** Gives out what is held back, then asks for more with '_drain'. */
  resume(): this {
    this.#started = true;
    this.paused = false;
    this.drain();
    return this;
  }

  /** Gives out what is held back unless the stream is paused. */
  drain(): void {
    const held = this.#held;
    const hadSome = held.length > 0;
    while (!this.paused && held.length > 0) this.emit('data', held.shift() as Out);
    if (held.length === 0 && (hadSome || (this.#owesDrain && !this.paused))) this.#emptied();
    if (this.#endIsHeld && !this.paused && held.length === 0 && !this.readableEnded && !this.destroyed) {
      this.emit('end');
    }
  }

  /** How many chunks are held back. */
  get buffered(): number {
    return this.#held.length;
  }

  /** How many chunks are held back, in a Duplex's word. */
  get readableLength(): number {
    return this.#held.length;
  }

  /** How many chunks the overflow policy has dropped. */
  get dropped(): number {
    return this.#held.dropped;
  }

  // Both sides

  /** Drops what is held back and closes; an error given is emitted first. */
  destroy(error?: Error | null): this {
    if (this.destroyed) return this;
    this.destroyed = true;
    this.errored = error ?? null;
    this.writableEnded = true;
    this.writable = this.readable = false;
    this.#held.clear();
    this.#letGo();
    try {
      if (error) this.emit('error', error);
    } finally {
      this.emit('close');
    }
    return this;
  }

  /**
   * Hands out the chunks one by one. The stream is paused while none is asked for; leaving the loop early
   * destroys it; an 'error' event, or a 'close' before the 'end', is thrown.
   */
  [Symbol.asyncIterator](): AsyncGenerator<Out, void, undefined> {
    this.pause();
    return iterateClassic<Out>(this);
  }

  #start(): void {
    if (!this.#started && !this.destroyed) this.resume();
  }

  #hold(chunk: Out): void {
    const error = this.#held.hold(chunk);
    if (error !== undefined) this.destroy(error);
    else if (this.#held.length >= this.readableHighWaterMark && !this._paused) {
      this.#isFull = true;
      this._pause();
    }
  }

  #emptied(): void {
    if (this.destroyed) return;
    this.#owesDrain = false;
    if (this.#isFull) {
      this.#isFull = false;
      this._resume();
    }
    this.emit('_drain');
  }
}

// The stream's own listeners, which come before all others. Programs emit these events themselves.

function onpause(this: Duplex): void {
  this._paused = true;
}

function ondrain(this: Duplex): void {
  this._paused = false;
}

function onend(this: Duplex): void {
  this.readable = false;
  this.readableEnded = true;
  if (!this.writable) nextTick(this.destroy);
}

function on_end(this: Duplex): void {
  this.writable = false;
  if (!this.readable) this.destroy();
}

export { duplex as default, duplex as 'module.exports' };
