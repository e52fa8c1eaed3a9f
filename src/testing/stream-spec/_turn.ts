/**
 * Waiting without a clock, and noticing when nothing happens any more.
 *
 * @module
 */
import type { Log } from './_log.ts';

/** Turns that are waited at once, before each is given time. */
const EAGER_TURNS = 50;

/** How much of a wait counts, in milliseconds: a machine that stands still is no stream that hangs. */
const LONGEST_STEP_MS = 20;

/** Lets everything that is due happen: ticks, promise reactions, and one task. */
export function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    function ondone(): void {
      port1.close();
      resolve();
    }
    port1.onmessage = ondone;
    port2.postMessage(null);
  });
}

/** Waits a number of turns. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}

/** Waits until something is so; throws what `hung` makes if no event comes for `hangMs` meanwhile. */
export async function until(
  condition: () => boolean,
  log: Log,
  hangMs: number,
  hung: () => Error,
): Promise<void> {
  let { events } = log;
  let quietMs = 0;
  let last = Date.now();
  for (let idle = 0; !condition(); idle++) {
    if (idle < EAGER_TURNS) await turn();
    else await new Promise((resolve) => setTimeout(resolve, 1));
    const now = Date.now();
    quietMs += Math.min(now - last, LONGEST_STEP_MS);
    last = now;
    if (log.events !== events) {
      ({ events } = log);
      quietMs = idle = 0;
    } else if (quietMs > hangMs) throw hung();
  }
}
