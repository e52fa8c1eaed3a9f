/**
 * Says whether a segment's arguments are what it takes.
 *
 * @module
 */
import { ERR_INVALID_ARG_VALUE } from '../core/errors.ts';

export { validateFunction, validateLimit } from '../core/_validate.ts';

/** @throws {ERR_INVALID_ARG_VALUE} for a word that is none of those given. */
export function validateWord(name: string, word: unknown, words: readonly string[]): void {
  if (!words.includes(word as string)) throw ERR_INVALID_ARG_VALUE(name, word);
}
