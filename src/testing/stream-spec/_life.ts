/**
 * The life of a stream as far as its contracts go: what was called and emitted, and what follows from it.
 *
 * A step is a call, written with parentheses: `end()`; or an event: `end`. Of a web stream, `end` is the end of its
 * readable side, `finish` that of its writable side, and `destroy()` that it was cancelled, aborted or torn in two.
 *
 * @module
 */

/** The step at which all listeners have heard of the end, one of which may be the stream's own. */
export const END_HEARD = 'end, heard';

/** The step at which `write()` returns false. */
export const FULL = 'write(), false';

/** What a stream tells of itself at any time. */
export interface Told {
  readonly readable?: boolean;
  readonly writable?: boolean;
  readonly readableFlowing?: boolean | null;
}

/** What kind of stream it is. */
export interface Traits {
  /** Whether its events come in ticks of their own, as they do on the stream floor. */
  readonly isModern: boolean;
  /** Whether it must emit 'close' by itself. */
  readonly closes: boolean;
  /** Whether 'finish' must follow `end()`. */
  readonly finishes: boolean;
  readonly isRead: boolean;
  readonly isWritten: boolean;
}

/** What has become of a stream so far. */
export class Life {
  readonly stream: Told;
  readonly traits: Traits;
  readonly #counts = new Map<string, number>();
  #isPaused = false;
  /** Whether a writer waits for 'drain' since `write()` returned false. */
  isFull = false;
  /** Whether a pause has not yet been followed by 'drain'. */
  isHeldBack = false;
  /** Whether it was cut short, by an error or by force, so that it need not end any more. */
  isCut = false;
  /** How many calls of `read()` are going on: what they return may come while the stream is paused. */
  reads = 0;

  constructor(stream: Told, traits: Traits) {
    this.stream = stream;
    this.traits = traits;
  }

  /** How often a step was taken. */
  count(step: string): number {
    return this.#counts.get(step) ?? 0;
  }

  has(step: string): boolean {
    return this.count(step) > 0;
  }

  /** Whether both sides have come to their ends. */
  get isOver(): boolean {
    const { isRead, isWritten, finishes } = this.traits;
    return (!isRead || this.has('end')) && (!isWritten || this.has(finishes ? 'finish' : 'end()'));
  }

  /** Whether chunks have to be held back. */
  get isPaused(): boolean {
    if (!this.traits.isModern) return this.#isPaused;
    return this.reads === 0 && this.stream.readableFlowing === false;
  }

  /** Notes a step. */
  add(step: string): void {
    this.#counts.set(step, this.count(step) + 1);
    if ((step === 'error' || step === 'destroy()') && !this.isOver) this.isCut = true;
    if (step === 'pause()') this.#isPaused = this.isHeldBack = true;
    if (step === 'resume()') this.#isPaused = false;
    if (step === FULL) this.isFull = true;
  }

  /** Notes that writers may go on. */
  drain(): void {
    this.isFull = this.isHeldBack = false;
  }
}
