/**
 * Ties the life of a stream to a signal.
 *
 * @module
 */
import { AbortError } from './errors.ts';
import { finished, validateSignal } from './finished.ts';
import type { EmitterLike } from './types.ts';

/**
 * Destroys a stream with an `AbortError` when a signal aborts; lets go of the signal when the stream ends.
 *
 * @returns the stream.
 * @throws {ERR_INVALID_ARG_TYPE} for a signal that is none.
 *
 * @example A source that is given up
 * ```ts
 * import { addAbortSignal, Readable } from 'gardenhose';
 *
 * const giveUp = new AbortController();
 * const source = addAbortSignal(giveUp.signal, new Readable({ read() {} }));
 * giveUp.abort(new Error('Too late'));
 * const error = await new Promise<Error>((resolve) => source.on('error', resolve));
 * assert.equal(error.name, 'AbortError');
 * assert.equal((error.cause as Error).message, 'Too late');
 * ```
 */
export function addAbortSignal<S extends EmitterLike & { destroy(error?: Error | null): unknown }>(
  signal: AbortSignal,
  stream: S,
): S {
  validateSignal(signal, 'signal');
  function onabort(): void {
    stream.destroy(new AbortError(undefined, { cause: signal.reason }));
  }
  if (signal.aborted) onabort();
  else {
    signal.addEventListener('abort', onabort);
    finished(stream, () => signal.removeEventListener('abort', onabort));
  }
  return stream;
}
