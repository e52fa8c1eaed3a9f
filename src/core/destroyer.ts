/**
 * Destroys a stream of any make.
 *
 * @module
 */
import { nextTick } from '#platform';
import type { AnyStream } from './_predicates.ts';
import { isDestroyed, isFinished, isRequest, isServerRequest, kDestroyed } from './_predicates.ts';
import { AbortError } from './errors.ts';
import type { EmitterLike } from './types.ts';

/** Destroys a stream that is not destroyed yet; one that has not finished gets an `AbortError` if none is given. */
export function destroyer(target: EmitterLike, reason?: Error | null): void {
  const stream = target as AnyStream;
  if (isDestroyed(stream)) return;
  const error = reason || (isFinished(stream) ? null : new AbortError());
  if (isServerRequest(stream)) {
    stream.socket = null;
    stream.destroy?.(error);
  } else if (isRequest(stream)) stream.abort?.();
  else if (isRequest(stream.req)) stream.req?.abort?.();
  else if (typeof stream.destroy === 'function') stream.destroy(error);
  else if (typeof stream.close === 'function') stream.close();
  else nextTick(emitLegacyEnding, stream, error);
  if (!stream.destroyed) (stream as { [kDestroyed]?: boolean })[kDestroyed] = true;
}

function emitLegacyEnding(stream: AnyStream, error: Error | null): void {
  if (error === null) stream.emit('close');
  else {
    stream.emit('error', error);
    nextTick(emitLegacyEnding, stream, null);
  }
}
