/**
 * An entry that is read from an archive: a Readable of its contents.
 *
 * Archives are full of small files, and most are read as soon as they come. A body that lies in one chunk, and that
 * the listener of 'entry' has asked for by a 'data' listener or `resume()`, is handed out with its end when that
 * listener returns, without the ticks, the buffer and the bookkeeping that a flow of many chunks needs. Whatever else
 * is done to the entry (a pipe, 'readable', `pause()`, an encoding, another turn), it is a Readable as any other.
 *
 * @module
 */
import { asPlatformBytes, emitData } from '#platform';
import {
  DATA_EMITTED,
  DATA_LISTENING,
  DECODES,
  END_EMITTED,
  FLOWING,
  PAUSED,
  R_ENDED,
  READABLE_LISTENING,
  READING,
} from '../../core/_readable-state.ts';
import { CLOSE_EMITTED, CLOSED, DESTROYED, SYNC } from '../../core/_state.ts';
import type { DoneCallback } from '../../core/destroy.ts';
import { Readable } from '../../core/readable.ts';
import { BodyIterator } from './_body-iterator.ts';
import type { TarHeader } from './_header.ts';

/** Who gives an entry its body. */
export interface EntryOwner {
  /** The entry wants more of its body. */
  _feed(entry: TarEntry): void;
  /** The entry is destroyed. */
  _drop(entry: TarEntry, error: Error | null): void;
}

/** What an entry must not be for its body to be handed out at once. */
const NOT_PLAIN = READABLE_LISTENING | DECODES | PAUSED | DESTROYED;

/** What an entry must be for a piece to go to the listeners directly, and must not be. */
const FLOWS = FLOWING | DATA_LISTENING;
const FLOW_MASK = FLOWS | NOT_PLAIN | SYNC;

/**
 * The contents of an entry. `destroy()`, or leaving a loop over them, skips what is left of them; `destroy(error)`
 * destroys the archive's stream.
 */
export class TarEntry extends Readable<Uint8Array> {
  /** What is told of the entry. */
  readonly header: TarHeader;
  readonly #owner: EntryOwner;
  /** Whether the listeners of 'entry' are at work, and whether they have asked for the body. */
  #isOpening = true;
  #isAskedFor = false;
  /** All of the contents, if they are there and nobody has read them. */
  #body: Uint8Array | undefined;

  constructor(header: TarHeader, owner: EntryOwner) {
    super();
    this.header = header;
    this.#owner = owner;
  }

  override resume(): this {
    if (!this.#isOpening) return super.resume();
    this.#isAskedFor = true;
    return this;
  }

  override pause(): this {
    this.#isAskedFor = false;
    return super.pause();
  }

  override _read(): void {
    const body = this.#body;
    if (body === undefined) {
      this.#owner._feed(this);
      return;
    }
    this.#body = undefined;
    if (body.length > 0) this.push(body);
    this.push(null);
  }

  /** Iterates over the contents; leaving the loop skips what is left of them. */
  override [Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const isUntouched = this.#body !== undefined && this._readableState.flowing === null;
    return isUntouched && this.#isPlain() ? new BodyIterator(this) : super[Symbol.asyncIterator]();
  }

  /** @internal Takes the contents, if they are there and nobody has read them. */
  _takeBody(): Uint8Array | undefined {
    const body = this.#body;
    if (body === undefined) return undefined;
    this.#body = undefined;
    this._readableState.bits |= DATA_EMITTED;
    return asPlatformBytes(body);
  }

  override _destroy(error: Error | null, callback: DoneCallback): void {
    this.#owner._drop(this, error);
    callback(error);
  }

  /** @internal The listeners have returned; `body` is all of the contents, if they are there. */
  _open(body: Uint8Array | undefined): void {
    this.#isOpening = false;
    const isPlain = this.#isAskedFor && this.#isPlain() && this.listenerCount('resume') === 0;
    if (body === undefined || !isPlain) {
      this.#body = body;
      if (this.#isAskedFor) super.resume();
    } else if (this.#handOut(body)) this._end();
    else this.push(null);
  }

  /**
   * @internal Gives the next piece of the contents; false if the entry wants no more for now. While chunks flow to
   * listeners and nothing waits it goes to them directly: what `push` would see to besides is that more is read, and
   * more comes as long as nobody asks to wait.
   */
  _give(piece: Uint8Array): boolean {
    const state = this._readableState;
    const flows = (state.bits & FLOW_MASK) === FLOWS && state.length === 0 && state.pipes.length === 0;
    if (!flows) return this.push(piece);
    state.bits = (state.bits | DATA_EMITTED) & ~READING;
    emitData(this, asPlatformBytes(piece));
    return (state.bits & (FLOWING | DESTROYED)) === FLOWING;
  }

  /** @internal Whether anybody reads, or may be about to. */
  get _isRead(): boolean {
    return (
      this._readableState.flowing !== null ||
      this.readableDidRead ||
      this.listenerCount('readable') > 0 ||
      this.listenerCount('close') > 0
    );
  }

  #isPlain(): boolean {
    const { bits, pipes } = this._readableState;
    return (bits & NOT_PLAIN) === 0 && pipes.length === 0;
  }

  /** Does at once what a flow does in several ticks; false if a listener has not let it. */
  #handOut(body: Uint8Array): boolean {
    const state = this._readableState;
    state.flowing = true;
    if (body.length === 0) return true;
    state.bits |= DATA_EMITTED;
    emitData(this, asPlatformBytes(body));
    return state.flowing === true && this.#isPlain();
  }

  /** @internal Emits 'end' and 'close': the contents have been read. */
  _end(): void {
    const state = this._readableState;
    state.bits |= R_ENDED | END_EMITTED;
    this.emit('end');
    if (state.bits & DESTROYED) return;
    state.bits |= DESTROYED | CLOSED | CLOSE_EMITTED;
    this.emit('close');
  }
}
