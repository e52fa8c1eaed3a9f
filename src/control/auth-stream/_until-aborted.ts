/**
 * Waiting that ends.
 *
 * @module
 */

/** Settles as `promise` does, or rejects with the reason of `signal` if that aborts first. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onabort = (): void => reject(signal.reason);
    const settled = (): void => signal.removeEventListener('abort', onabort);
    promise.then(resolve, reject).finally(settled);
    if (signal.aborted) onabort();
    else signal.addEventListener('abort', onabort);
  });
}
