/**
 * Waiting without a clock, and noticing when nothing happens any more.
 *
 * @module
 */
import type { Log } from './_log.ts';

/** Turns that are waited at once, before each is given time. */
const EAGER_TURNS = 50;

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
  let since = Date.now();
  for (let idle = 0; !condition(); idle++) {
    if (idle < EAGER_TURNS) await turn();
    else await new Promise((resolve) => setTimeout(resolve, 1));
    if (log.events !== events) {
      ({ events } = log);
      since = Date.now();
      idle = 0;
    } else if (Date.now() - since > hangMs) throw hung();
  }
}
