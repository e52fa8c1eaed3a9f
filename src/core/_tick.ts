/**
 * A tick queue for hosts without Node's: functions run in the order in which they were queued, after the
 * current operation. Unlike Node's they take their turn among promise reactions instead of going before them.
 *
 * @module
 */
import { ERR_INVALID_ARG_TYPE } from './errors.ts';

interface Tick {
  readonly callback: (...args: unknown[]) => void;
  readonly args: unknown[];
  next: Tick | undefined;
}

/** The tick that runs or is the next to run; undefined while the queue is empty. */
let first: Tick | undefined;
let last: Tick | undefined;

/**
 * Runs a function with the arguments given, after the current operation and before timers. One microtask drains
 * all that was queued, also while it drains. An exception is reported by the host as uncaught; what comes after
 * it still runs.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `callback` is not a function.
 */
export function nextTick<Args extends unknown[]>(callback: (...args: Args) => void, ...args: Args): void {
  if (typeof callback !== 'function') throw ERR_INVALID_ARG_TYPE('callback', 'of type function', callback);
  const tick: Tick = { callback: callback as Tick['callback'], args, next: undefined };
  if (last !== undefined) last.next = tick;
  else {
    first = tick;
    queueMicrotask(drain);
  }
  last = tick;
}

function drain(): void {
  try {
    while (first !== undefined) {
      const { callback, args } = first;
      callback(...args);
      advance();
    }
  } finally {
    // Only an exception leaves a tick here; it goes on to the host, the rest to a microtask of its own.
    if (first !== undefined && advance() !== undefined) queueMicrotask(drain);
  }
}

/** Lets go of the first tick. Unlinked, a tick that is already tenured cannot keep those after it alive. */
function advance(): Tick | undefined {
  const done = first!;
  first = done.next;
  done.next = undefined;
  if (first === undefined) last = undefined;
  return first;
}
