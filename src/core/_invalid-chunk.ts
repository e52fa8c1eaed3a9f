/**
 * The error of a chunk that a stream of bytes does not take.
 *
 * @module
 */
import type { CodedError } from './errors.ts';
import { ERR_INVALID_ARG_TYPE } from './errors.ts';

/** Returns the error that `write` throws and `push` emits for anything but text and bytes. */
export function invalidChunk(chunk: unknown): CodedError {
  return ERR_INVALID_ARG_TYPE(
    'chunk',
    'of type string or an instance of Buffer, TypedArray, or DataView',
    chunk,
  );
}
