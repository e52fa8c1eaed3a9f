/**
 * Timers for waits of any length.
 *
 * @module
 */

/** The longest wait, in ms, that a host's timer knows, some 24 days; it takes a longer one for none at all. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** Calls back after so many ms, or after 24 days if they are more; never for Infinity. */
export function startTimer(callback: () => void, ms: number): ReturnType<typeof setTimeout> | undefined {
  return ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(callback, Math.min(ms, MAX_WAIT_MS));
}
