/**
 * Waits in tests of every platform, by turns of the event loop and not by time.
 *
 * @module
 */

/** Lets everything that is due happen: ticks, promise reactions, and one task. */
export function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Waits until something is so; a test that waits in vain fails by its time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}
