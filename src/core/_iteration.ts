/**
 * What both kinds of iterator over a Readable share.
 *
 * @module
 */
import { endsLeaveHalfOpen } from './_host-line.ts';
import type { AnyStream } from './_predicates.ts';
import { destroyer } from './destroyer.ts';
import type { Readable } from './readable.ts';

/** How an iteration ends. */
export interface IteratorOptions {
  /** Whether leaving the loop early destroys the stream. @default true */
  readonly destroyOnReturn?: boolean | undefined;
}

/**
 * Ends an iteration: destroys the stream, or leaves it be.
 *
 * @param error Why it ends: null after a clean end, undefined if it is left early.
 * @param forget Takes the iterator's listeners off.
 */
export function leave(
  stream: Readable,
  error: Error | null | undefined,
  options: IteratorOptions | undefined,
  forget: () => void,
): void {
  const mayDestroy = error || options?.destroyOnReturn !== false;
  const isSpared = endsLeaveHalfOpen && error === null && isHalfOpen(stream);
  const destroys = mayDestroy && !isSpared && (error === undefined || stream._readableState.autoDestroy);
  if (destroys) destroyer(stream, null);
  else forget();
}

/** Whether what has been read to its end may be written to yet. */
function isHalfOpen(stream: AnyStream & { readonly allowHalfOpen?: unknown }): boolean {
  return stream.allowHalfOpen === true && stream.writable === true;
}

/** Whether a chunk is a promise, which is waited for. */
export function isThenable<Out>(chunk: Out): chunk is Out & PromiseLike<Out> {
  return (
    ((typeof chunk === 'object' && chunk !== null) || typeof chunk === 'function') &&
    typeof (chunk as { then?: unknown }).then === 'function'
  );
}
