/**
 * The stream that `duplex` returns: two sides, each with its own brake.
 *
 * @module
 */
import { nextTick } from '#platform';
import type { ClassicEvents } from '../core/classic.ts';
import { ERR_DUPLEX_OVERFLOW, ERR_OUT_OF_RANGE } from '../core/errors.ts';
import { destroyOnAbort } from './_destroy-on-abort.ts';
import type { HeldChunksOptions } from './_held-chunks.ts';
import { HeldChunks } from './_held-chunks.ts';
import { TwoSided } from './_two-sided.ts';

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

/** What a duplex emits: the events that begin with `_` are for whoever stands behind it. */
export interface DuplexEvents<In, Out> extends ClassicEvents<Out> {
  /** A chunk was written. */
  _data: [chunk: In];
  /** What was held back is gone: `_data()` may be called again. */
  _drain: [];
  /** Writing has ended. */
  _end: [];
  /** `pause()` was called: `_data()` should wait for '_drain'. */
  _pause: [];
  /** '_end' has been heard, and the stream is still open. */
  finish: [];
}

/** The stream that `duplex` returns, and a base for others. */
export class Duplex<In = unknown, Out = In> extends TwoSided<Out, DuplexEvents<In, Out>> {
  override readable = true;
  override writable = true;
  /** Whether the readable side holds its chunks back. */
  paused = true;
  /** Whether `write()` returns false. */
  _paused = false;
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
    if (!this.destroyed) {
      this.writableFinished = true;
      this.emit('finish');
    }
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
  override pause(): this {
    this.#started = true;
    this.paused = true;
    if (!this.destroyed) this.emit('_pause');
    return this;
  }

  /** Gives out what is held back, then asks for more with '_drain'. */
  override resume(): this {
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
  override destroy(error?: Error | null): this {
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
