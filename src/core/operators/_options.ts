/**
 * Says whether an operator's arguments are what Node takes, in Node's words.
 *
 * @module
 */
import { asyncFunctionsAreNamed } from '../_host-line.ts';
import { validateSignal } from '../_validate.ts';
import { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } from '../errors.ts';
import type { OperatorOptions } from './types.ts';

/** @throws {ERR_INVALID_ARG_TYPE} for anything but a function. */
export function validateFunction(name: string, fn: unknown): void {
  if (typeof fn === 'function') return;
  const expected = asyncFunctionsAreNamed
    ? 'of type function or an instance of AsyncFunction'
    : 'of type function';
  throw ERR_INVALID_ARG_TYPE(name, expected, fn);
}

/** @throws {ERR_INVALID_ARG_TYPE} for options that are no object, or a signal that is none. */
export function validateOptions(options: OperatorOptions | null | undefined): void {
  if (options === undefined || options === null) return;
  if (typeof options !== 'object' || Array.isArray(options)) {
    throw ERR_INVALID_ARG_TYPE('options', 'of type object', options);
  }
  validateSignal(options.signal ?? undefined, 'options.signal');
}

/** @throws {ERR_OUT_OF_RANGE} for what is no integer of at least `min` when rounded down. */
export function toInteger(name: string, value: number, min: number): number {
  const integer = Math.floor(value);
  if (!Number.isInteger(integer)) throw ERR_OUT_OF_RANGE(name, 'an integer', integer);
  if (integer < min || integer > Number.MAX_SAFE_INTEGER) {
    throw ERR_OUT_OF_RANGE(name, `>= ${min} && <= ${Number.MAX_SAFE_INTEGER}`, integer);
  }
  return integer;
}

/**
 * Returns how many chunks are meant; what is no number counts as 0.
 *
 * @throws {ERR_OUT_OF_RANGE} for less than 0.
 */
export function toCount(limit: unknown): number {
  const count = Number(limit) || 0;
  if (count < 0) throw ERR_OUT_OF_RANGE('number', '>= 0', count);
  return count;
}
