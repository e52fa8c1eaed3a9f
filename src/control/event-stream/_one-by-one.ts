/**
 * The base of the helpers that may need more time for a chunk than its `write()`.
 *
 * @module
 */
import { Fifo } from '../../core/_fifo.ts';
import { ERR_STREAM_OVERFLOW } from '../../core/errors.ts';
import { Putting } from './_each.ts';

/** Most chunks that wait. */
const MAX_WAITING = 1_048_576;

/**
 * A stream that works on one chunk at a time, and begins with none while it is paused. `write()` returns false
 * meanwhile, and what is written nevertheless waits, up to a limit at which the stream is destroyed.
 */
export abstract class OneByOne<In = unknown, Out = In> extends Putting<In, Out> {
  readonly #waiting = new Fifo<In>();
  #isBusy = false;
  #owesDrain = false;

  /** Works on a chunk; returns whether it is done with it. If not, `_done` is to be called later. */
  abstract _take(chunk: In): boolean;

  override write(chunk: In): boolean;
  override write(chunk: never, encoding: never, callback?: never): boolean;
  override write(chunk: In): boolean {
    if (!this.writable) return false;
    const { length } = this.#waiting;
    if (length < MAX_WAITING) this.#waiting.push(chunk);
    else this.destroy(ERR_STREAM_OVERFLOW(length, MAX_WAITING));
    this.#advance();
    this.#owesDrain = this.paused || this.#hasWork;
    return !this.#owesDrain;
  }

  override _end(): void {
    this.#advance();
  }

  override _resumed(): void {
    this.#advance();
  }

  override _close(): void {
    this.#waiting.clear();
    super._close();
  }

  /** The work on the chunk that was taken is done. */
  _done(): void {
    this.#isBusy = false;
    this.#advance();
  }

  get #hasWork(): boolean {
    return this.#isBusy || this.#waiting.length > 0;
  }

  #advance(): void {
    while (!this.#isBusy && !this.paused && this.#waiting.length > 0) {
      const chunk = this.#waiting.shift() as In;
      this.#isBusy = true;
      let isDone = true;
      try {
        isDone = this._take(chunk);
      } finally {
        // A listener may throw: what waits goes on with the next write, or when chunks flow again.
        if (isDone) this.#isBusy = false;
      }
    }
    if (this.paused || this.#hasWork || this.destroyed) return;
    if (this.#owesDrain) {
      this.#owesDrain = false;
      this.emit('drain');
    }
    if (this.writableEnded && !this.#hasWork) this.queue(null);
  }
}
