/**
 * Says whether arguments are what is taken. In a file of its own, so that classic streams do without the state of
 * the others.
 *
 * @module
 */
import { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } from './errors.ts';

/** @throws {ERR_INVALID_ARG_TYPE} for anything but a function. */
export function validateFunction(name: string, fn: unknown): void {
  if (typeof fn !== 'function') throw ERR_INVALID_ARG_TYPE(name, 'of type function', fn);
}

/**
 * @throws {ERR_INVALID_ARG_TYPE} for what is no number.
 * @throws {ERR_OUT_OF_RANGE} for less than `least`; there may be no limit, which is Infinity.
 */
export function validateLimit(name: string, limit: unknown, least: number): void {
  if (typeof limit !== 'number') throw ERR_INVALID_ARG_TYPE(name, 'of type number', limit);
  if (!(limit >= least)) throw ERR_OUT_OF_RANGE(name, `>= ${least}`, limit);
}

/** @throws {ERR_INVALID_ARG_TYPE} if a signal is given that is none. */
export function validateSignal(signal: unknown, name: string): void {
  if (signal === undefined) return;
  if (typeof signal !== 'object' || signal === null || !('aborted' in signal)) {
    throw ERR_INVALID_ARG_TYPE(name, 'an instance of AbortSignal', signal);
  }
}
