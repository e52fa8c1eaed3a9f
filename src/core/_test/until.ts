/**
 * Waits in tests of every platform, by turns of the event loop and not by time.
 *
 * @module
 */
import { turn } from '../../testing/stream-spec/_turn.ts';

export { turn };

/** Waits until something is so; a test that waits in vain fails by its time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}
