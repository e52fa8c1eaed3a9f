/**
 * Limits that a stream is given.
 *
 * @module
 */
import { validateLimit } from '../../core/_validate.ts';

/**
 * Refuses what is no limit, of those that are given, by name.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for what is no number
 * @throws {ERR_OUT_OF_RANGE} for less than 0
 */
export function validateLimits(limits: Readonly<Record<string, number | undefined>>): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (limit !== undefined) validateLimit(`options.${name}`, limit, 0);
  }
}
