/**
 * What event-stream no longer has.
 *
 * @module
 */
import { ERR_METHOD_NOT_IMPLEMENTED } from '../../core/errors.ts';

/**
 * Throws, as it does in npm event-stream@4.0.1: `pipeable` was taken out of it before.
 *
 * @throws {ERR_METHOD_NOT_IMPLEMENTED} always
 *
 * @example There is no such thing
 * ```ts
 * import { pipeable } from 'gardenhose/event-stream';
 *
 * assert.throws(() => pipeable(), { code: 'ERR_METHOD_NOT_IMPLEMENTED' });
 * ```
 */
export function pipeable(..._args: unknown[]): never {
  throw ERR_METHOD_NOT_IMPLEMENTED('pipeable()');
}
