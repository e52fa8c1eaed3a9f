/**
 * Lets only so many chunks through in a time. Not in npm event-stream@4.0.1.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { validateDelay, validateLimit, validateWord } from '../_validate.ts';
import { OneByOne } from './_one-by-one.ts';

/** Options of `throttle`. */
export interface ThrottleOptions extends ClassicStreamOptions {
  /** What becomes of a chunk too many: 'wait' holds it, and the writer, back; 'drop' drops it. @default 'wait' */
  readonly overflow?: 'wait' | 'drop' | undefined;
}

/**
 * Passes at most `limit` chunks in `intervalMs` milliseconds, which begin with the first of them.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a number is none
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the two
 * @throws {ERR_OUT_OF_RANGE} a number below 1, an `intervalMs` above 2 ** 31 - 1
 *
 * @example At most two in ten milliseconds, and the rest never
 * ```ts
 * import { throttle } from 'gardenhose/event-stream';
 *
 * const calm = throttle<number>(2, 10, { overflow: 'drop' });
 * const seen: number[] = [];
 * calm.on('data', (n) => seen.push(n));
 * for (const n of [1, 2, 3]) calm.write(n);
 * calm.end();
 * assert.deepEqual(seen, [1, 2]);
 * ```
 */
export function throttle<Chunk = unknown>(
  limit: number,
  intervalMs: number,
  options: ThrottleOptions = {},
): ThrottleStream<Chunk> {
  return new ThrottleStream(limit, intervalMs, options);
}

/** The stream that `throttle` returns. */
export class ThrottleStream<Chunk = unknown> extends OneByOne<Chunk, Chunk> {
  readonly #limit: number;
  readonly #intervalMs: number;
  readonly #drops: boolean;
  /** How many chunks may pass in what is left of the interval. */
  #left: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #held: { readonly chunk: Chunk } | undefined;

  constructor(limit: number, intervalMs: number, options: ThrottleOptions) {
    super(options);
    const { overflow = 'wait' } = options;
    validateLimit('limit', limit, 1);
    validateDelay('intervalMs', intervalMs, 1);
    validateWord('options.overflow', overflow, ['wait', 'drop']);
    this.#limit = this.#left = Math.floor(limit);
    this.#intervalMs = intervalMs;
    this.#drops = overflow === 'drop';
  }

  override _take(chunk: Chunk): boolean {
    if (this.#left > 0) {
      this.#pass(chunk);
      return true;
    }
    if (!this.#drops) this.#held = { chunk };
    return this.#drops;
  }

  override _close(): void {
    clearTimeout(this.#timer);
    this.#held = undefined;
    super._close();
  }

  #pass(chunk: Chunk): void {
    this.#left--;
    this.#timer ??= setTimeout(() => this.#refill(), this.#intervalMs);
    this.put(chunk);
  }

  #refill(): void {
    this.#timer = undefined;
    this.#left = this.#limit;
    if (this.#held === undefined) return;
    const { chunk } = this.#held;
    this.#held = undefined;
    try {
      this.#pass(chunk);
    } finally {
      this._done();
    }
  }
}
