/**
 * Makes a stream that passes chunks on as they are and can be paused; what it holds back meanwhile is bounded.
 *
 * Put it where data may come before somebody is ready for it: `pause()` it, write or pipe into it, and `resume()`
 * it, or pipe it on, later. `buffered` says how many chunks it holds. A writer that heeds `write()`, as every pipe
 * does, stops in time; for one that does not there are limits, and `overflow` names what happens at them.
 *
 * Behaves as npm pause-stream@0.0.11, which is through@2.3.8, and so as our `through`: the functions `write` and
 * `end` may be given here too. Mended: the buffer has a limit. Added: `overflow`, and all that our `through` adds.
 *
 * @see the handbook's chapter "pause-stream"
 *
 * @example Data before its reader
 * ```ts
 * import { pauseStream } from 'gardenhose/pause-stream';
 *
 * const early = pauseStream<string>();
 * early.pause();
 * assert.equal(early.write('beep'), false);
 * early.end('boop');
 * assert.equal(early.buffered, 3);
 *
 * const heard: string[] = [];
 * early.on('data', (word) => heard.push(word));
 * early.resume();
 * assert.deepEqual(heard, ['beep', 'boop']);
 * ```
 *
 * @module
 */
import { ERR_PAUSE_STREAM_OVERFLOW } from '../core/errors.ts';
import type { Overflow } from './_bounded-queue.ts';
import { validateOverflow } from './_bounded-queue.ts';
import type { HeldChunksOptions } from './_held-chunks.ts';
import { DEFAULT_MAX_BUFFERED } from './_held-chunks.ts';
import { validateLimit } from './_validate.ts';
import type { ThroughEnd, ThroughOptions, ThroughWrite } from './through.ts';
import { Through } from './through.ts';

/** Options of `pauseStream`. */
export interface PauseStreamOptions extends ThroughOptions, HeldChunksOptions {
  /**
   * Most text and bytes that are held back, in characters (UTF-16 code units) and bytes; other chunks count as none.
   * It is a limit like `maxBuffered`.
   * @default 268_435_456
   */
  readonly maxBufferedBytes?: number | undefined;
}

const DEFAULT_MAX_BUFFERED_BYTES = 2 ** 28;

/** The type of `pauseStream`, which is also a property of itself under the name of the original. */
export interface PauseStreamFunction {
  <In = unknown, Out = In>(
    write?: ThroughWrite<In, Out> | null,
    end?: ThroughEnd<In, Out> | null,
    options?: PauseStreamOptions | null,
  ): PauseStream<In, Out>;
  <In = unknown>(options: PauseStreamOptions): PauseStream<In, In>;
  readonly through: PauseStreamFunction;
}

/**
 * Makes a stream that passes chunks on, or what `write` and `end` make of them, and holds them back while it is
 * paused.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `write` or `end` is given and not a function, a limit is no number
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
 * @throws {ERR_OUT_OF_RANGE} a limit below 0
 * @throws {ERR_PAUSE_STREAM_OVERFLOW} as 'error' event: more is held back than the limits allow
 *
 * @example The newest only
 * ```ts
 * import { pauseStream } from 'gardenhose/pause-stream';
 *
 * const latest = pauseStream<number>({ maxBuffered: 2, overflow: 'drop-oldest' });
 * latest.pause();
 * for (const reading of [1, 2, 3, 4]) latest.write(reading);
 * assert.equal(latest.dropped, 2);
 *
 * const seen: number[] = [];
 * latest.on('data', (reading) => seen.push(reading));
 * latest.resume();
 * assert.deepEqual(seen, [3, 4]);
 * ```
 */
export const pauseStream: PauseStreamFunction = /* @__PURE__ */ hangOnItself(function pauseStream<In, Out>(
  write?: ThroughWrite<In, Out> | PauseStreamOptions | null,
  end?: ThroughEnd<In, Out> | null,
  options?: PauseStreamOptions | null,
): PauseStream<In, Out> {
  if (typeof write === 'object' && write !== null) return new PauseStream(null, null, write);
  return new PauseStream(write, end, options);
});

function hangOnItself(create: Omit<PauseStreamFunction, 'through'>): PauseStreamFunction {
  return Object.assign(create, { through: create }) as PauseStreamFunction;
}

/** The stream that `pauseStream` returns. */
export class PauseStream<In = unknown, Out = In> extends Through<In, Out> {
  /** How much text and bytes are held back, in characters and bytes. */
  bufferedBytes = 0;
  /** How many chunks have been dropped for want of room. */
  dropped = 0;
  readonly #maxBuffered: number;
  readonly #maxBufferedBytes: number;
  readonly #overflow: Overflow;

  constructor(
    write?: ThroughWrite<In, Out> | null,
    end?: ThroughEnd<In, Out> | null,
    options?: PauseStreamOptions | null,
  ) {
    super(write, end, options);
    const {
      maxBuffered = DEFAULT_MAX_BUFFERED,
      maxBufferedBytes = DEFAULT_MAX_BUFFERED_BYTES,
      overflow = 'error',
    } = options ?? {};
    validateLimit('options.maxBuffered', maxBuffered, 0);
    validateLimit('options.maxBufferedBytes', maxBufferedBytes, 0);
    validateOverflow(overflow);
    this.#maxBuffered = maxBuffered;
    this.#maxBufferedBytes = maxBufferedBytes;
    this.#overflow = overflow;
  }

  override _hold(chunk: Out | null): void {
    const size = sizeOf(chunk);
    if (chunk !== null && !this.#makeRoom(size)) return;
    this.bufferedBytes += size;
    super._hold(chunk);
  }

  override _release(): Out | null {
    const chunk = super._release();
    this.bufferedBytes -= sizeOf(chunk);
    return chunk;
  }

  override destroy(error?: Error | null): this {
    this.bufferedBytes = 0;
    return super.destroy(error);
  }

  /** Whether a chunk of this size may be kept; drops what is in its way, itself, or the stream. */
  #makeRoom(size: number): boolean {
    if (this.#overflow === 'drop-oldest') {
      while (this.buffered > 0 && !this.#hasRoom(size)) {
        this._release();
        this.dropped++;
      }
    }
    if (this.#hasRoom(size)) return true;
    this.dropped++;
    if (this.#overflow === 'error') {
      this.destroy(ERR_PAUSE_STREAM_OVERFLOW(this.#maxBuffered, this.#maxBufferedBytes));
    }
    return false;
  }

  #hasRoom(size: number): boolean {
    return this.buffered < this.#maxBuffered && this.bufferedBytes + size <= this.#maxBufferedBytes;
  }
}

/** How much a chunk adds to the text and bytes that are held back. */
function sizeOf(chunk: unknown): number {
  if (typeof chunk === 'string') return chunk.length;
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}

export { pauseStream as default, pauseStream as 'module.exports' };
