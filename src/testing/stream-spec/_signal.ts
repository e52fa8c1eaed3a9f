/**
 * Counts the listeners of a signal, which no platform tells of.
 *
 * @module
 */

type Listener = Parameters<AbortSignal['addEventListener']>[1];

/** Watches a signal from now on; the function returned says how many listeners to 'abort' it has. */
export function countListeners(signal: AbortSignal): () => number {
  const listeners = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  function add(type: string, listener: Listener, options?: boolean | AddEventListenerOptions): void {
    addEventListener.call(signal, type, listener, options);
    if (type !== 'abort') return;
    listeners.add(listener);
    if (typeof options !== 'object' || options === null) return;
    const forget = (): boolean => listeners.delete(listener);
    if (options.once) addEventListener.call(signal, type, forget, { once: true });
    if (options.signal) addEventListener.call(options.signal, 'abort', forget, { once: true });
  }
  function remove(type: string, listener: Listener, options?: boolean | EventListenerOptions): void {
    removeEventListener.call(signal, type, listener, options);
    listeners.delete(listener);
  }
  Object.assign(signal, { addEventListener: add, removeEventListener: remove });
  return () => listeners.size;
}
