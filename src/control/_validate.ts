/**
 * Says whether a segment's arguments are what it takes.
 *
 * @module
 */
import { validateLimit } from '../core/_validate.ts';
import { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } from '../core/errors.ts';

export { validateFunction, validateLimit } from '../core/_validate.ts';

/** The longest time for which a timer can be set, in milliseconds: almost 25 days. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/**
 * @throws {ERR_INVALID_ARG_TYPE} for what is no number.
 * @throws {ERR_OUT_OF_RANGE} for less than `least`, or more than a timer can be set for.
 */
export function validateDelay(name: string, delayMs: unknown, least: number): void {
  validateLimit(name, delayMs, least);
  if ((delayMs as number) > LONGEST_DELAY_MS) throw ERR_OUT_OF_RANGE(name, `<= ${LONGEST_DELAY_MS}`, delayMs);
}

/** @throws {ERR_INVALID_ARG_VALUE} for a word that is none of those given. */
export function validateWord(name: string, word: unknown, words: readonly string[]): void {
  if (!words.includes(word as string)) throw ERR_INVALID_ARG_VALUE(name, word);
}
