/**
 * Under which keys a Transform keeps what belongs to neither of its sides.
 *
 * @module
 */

/** Where a Transform keeps the callback of a write that waits until its readable side has room. */
export const kWaiting: unique symbol = Symbol('waiting');

/** Where a Transform keeps how the chunks of ordinary writes pass through it. */
export const kPassage: unique symbol = Symbol('passage');
