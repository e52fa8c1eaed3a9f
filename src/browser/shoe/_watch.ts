/**
 * Notices silence by counting periods in which nothing happened. A machine that slept finds one period gone,
 * not an hour.
 *
 * @module
 */
import { MAX_NUMBER } from './_frames.ts';

/** Periods without an event that are still no silence. */
const SILENT_PERIODS = 2;

/** A timer that keeps no process alive, and a count that every event puts back. */
export class Watch {
  #timer: ReturnType<typeof setInterval> | undefined;
  #silentPeriods = 0;

  /** Whether the timer runs. */
  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  /** Starts the timer, or changes its period. */
  start(periodMs: number, ontick: () => void): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(ontick, Math.min(periodMs, MAX_NUMBER));
    Object(this.#timer).unref?.();
  }

  /** Stops the timer. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** Says that something happened. */
  reset(): void {
    this.#silentPeriods = 0;
  }

  /** Counts a period; true if there has been silence. */
  count(): boolean {
    return ++this.#silentPeriods > SILENT_PERIODS;
  }
}
