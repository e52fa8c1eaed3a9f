/**
 * Says whether a segment's arguments are what it takes.
 *
 * @module
 */
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } from '../core/errors.ts';

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

/** @throws {ERR_INVALID_ARG_VALUE} for a word that is none of those given. */
export function validateWord(name: string, word: unknown, words: readonly string[]): void {
  if (!words.includes(word as string)) throw ERR_INVALID_ARG_VALUE(name, word);
}
