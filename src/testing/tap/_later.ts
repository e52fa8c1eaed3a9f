/**
 * Runs a function when the host has done what waits: timers that are due, messages, promises.
 *
 * @module
 */

/** The hosts' own ways, of which each has at least the last. */
interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel?: typeof MessageChannel;
}

/** Runs a function after the current turn of the event loop. */
export function later(callback: () => void): void {
  const { setImmediate, MessageChannel: Channel } = globalThis as Host;
  if (setImmediate !== undefined) setImmediate(callback);
  else if (Channel !== undefined) byMessage(new Channel(), callback);
  else setTimeout(callback, 0);
}

/** A browser lets timers wait 4 ms once a few have followed each other, and messages not. */
function byMessage({ port1, port2 }: MessageChannel, callback: () => void): void {
  port1.onmessage = () => {
    port1.close();
    callback();
  };
  port2.postMessage(null);
}
