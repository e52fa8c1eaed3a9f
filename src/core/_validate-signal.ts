/**
 * Says whether a signal is one. In a file of its own, so that classic streams do without the others' state.
 *
 * @module
 */
import { ERR_INVALID_ARG_TYPE } from './errors.ts';

/** @throws {ERR_INVALID_ARG_TYPE} if a signal is given that is none. */
export function validateSignal(signal: unknown, name: string): void {
  if (signal === undefined) return;
  if (typeof signal !== 'object' || signal === null || !('aborted' in signal)) {
    throw ERR_INVALID_ARG_TYPE(name, 'an instance of AbortSignal', signal);
  }
}
