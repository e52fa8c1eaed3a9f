/**
 * Ties the life of a classic stream to a signal.
 *
 * @module
 */
import { nextTick } from '#platform';
import { nop } from '../core/_nop.ts';
import { validateSignal } from '../core/_validate.ts';
import { AbortError } from '../core/errors.ts';

/**
 * Destroys a stream with an `AbortError` when its signal aborts; if it has, on the next tick, so that the stream's
 * maker can listen.
 *
 * @returns a function that lets go of the signal.
 * @throws {ERR_INVALID_ARG_TYPE} a signal is given that is none
 */
export function destroyOnAbort(
  stream: { destroy(error: Error): unknown },
  signal: AbortSignal | undefined,
): () => void {
  validateSignal(signal, 'options.signal');
  if (signal === undefined) return nop;
  const onabort = (): void => {
    stream.destroy(new AbortError(undefined, { cause: signal.reason }));
  };
  if (signal.aborted) {
    nextTick(onabort);
    return nop;
  }
  signal.addEventListener('abort', onabort);
  return () => signal.removeEventListener('abort', onabort);
}
