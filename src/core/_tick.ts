/**
 * The tick queue of hosts without Node's: the microtask queue.
 *
 * @module
 */
import { validateFunction } from './_validate.ts';

/**
 * Runs a function with the arguments given, after the current operation and before timers, in the order of the
 * calls. Unlike Node's ticks these take their turn among promise reactions instead of going before them. An
 * exception is reported by the host as uncaught; what comes after it still runs.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `callback` is not a function.
 */
export function nextTick<Args extends unknown[]>(callback: (...args: Args) => void, ...args: Args): void {
  validateFunction('callback', callback);
  queueMicrotask(() => callback(...args));
}
