/**
 * Ties the life of a stream to a signal.
 *
 * @module
 */
import { isStream } from './_predicates.ts';
import { validateSignal } from './_validate.ts';
import { failureOf } from './_web.ts';
import { AbortError, ERR_INVALID_ARG_TYPE } from './errors.ts';
import { finished, STREAMS } from './finished.ts';
import type { EmitterLike } from './types.ts';

/** What a signal can stop: streams of any make that can be destroyed, and Node's web streams. */
export type Abortable =
  | (EmitterLike & { destroy(error?: Error | null): unknown })
  | ReadableStream
  | WritableStream;

/**
 * Destroys a stream with an `AbortError` when a signal aborts; lets go of the signal when the stream ends. A web
 * stream fails with the error; only Node's can be made to.
 *
 * @returns the stream.
 * @throws {ERR_INVALID_ARG_TYPE} for what is no signal, or no such stream.
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
export function addAbortSignal<S extends Abortable>(signal: AbortSignal, stream: S): S {
  if (signal === undefined) throw ERR_INVALID_ARG_TYPE('signal', 'an instance of AbortSignal', signal);
  validateSignal(signal, 'signal');
  const fail = failureOf(stream);
  if (!fail && !isStream(stream)) throw ERR_INVALID_ARG_TYPE('stream', STREAMS, stream);
  function onabort(): void {
    const error = new AbortError(undefined, { cause: signal.reason });
    if (fail) fail(error);
    else (stream as { destroy(error: Error): unknown }).destroy(error);
  }
  if (signal.aborted) onabort();
  else {
    signal.addEventListener('abort', onabort);
    finished(stream, () => signal.removeEventListener('abort', onabort));
  }
  return stream;
}
