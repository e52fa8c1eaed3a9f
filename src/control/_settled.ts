/**
 * Waits for promises on behalf of classic streams.
 *
 * @module
 */
import { nextTick } from '#platform';
import { ERR_UNHANDLED_ERROR } from '../core/errors.ts';

/**
 * Calls back once, outside of the promise's reactions, when it is settled. Something else with a `then` may call back
 * twice, or throw: it is made a promise first.
 */
export function whenSettled<T>(
  promise: PromiseLike<T>,
  onfulfilled: (value: T) => void,
  onrejected: (reason: unknown) => void,
): void {
  Promise.resolve(promise).then(
    (value) => nextTick(onfulfilled, value),
    (reason) => nextTick(onrejected, reason),
  );
}

/** Returns what was thrown as something that `destroy` takes for an error, whatever it was. */
export function asError(reason: unknown): Error {
  return (reason as Error) || ERR_UNHANDLED_ERROR(reason);
}
