/**
 * Time as the host has it, and time that passes only when told to.
 *
 * @module
 */

import { startTimer } from '../_timer.ts';

/** Tells the time and calls back later. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls back once, after so many milliseconds. */
  setTimeout(callback: () => void, ms: number): unknown;
  /** Takes back what `setTimeout` returned. */
  clearTimeout(timer: unknown): void;
}

/** The host's own time. */
export const hostClock: Clock = {
  now: () => performance.now(),
  setTimeout: startTimer,
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * A clock for tests: its time stands still until `advance`.
 *
 * @example A second in no time
 * ```ts
 * import { invert, VirtualClock } from 'gardenhose/invert-stream';
 *
 * const clock = new VirtualClock();
 * const near = invert<string>({ latency: 1000, clock });
 * const heard: string[] = [];
 * near.other.on('data', (word) => heard.push(word));
 * near.write('beep');
 * clock.advance(999);
 * assert.deepEqual(heard, []);
 * clock.advance(1);
 * assert.deepEqual(heard, ['beep']);
 * assert.equal(clock.pending, 0);
 * ```
 */
export class VirtualClock implements Clock {
  #now = 0;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): unknown {
    const timer: Timer = { due: this.#now + ms, callback };
    const at = this.#timers.findIndex(({ due }) => due > timer.due);
    this.#timers.splice(at < 0 ? this.#timers.length : at, 0, timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers = this.#timers.filter((one) => one !== timer);
  }

  /** How many callbacks are to come. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets milliseconds pass, and calls back all whose time comes meanwhile, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#timers;
      if (next === undefined || next.due > until) break;
      this.#timers.shift();
      this.#now = next.due;
      next.callback();
    }
    this.#now = until;
  }
}
