/**
 * A function that does nothing.
 *
 * @module
 */

/** The callback of a write whose writer gave none, and the handler of what has been told elsewhere. */
export function nop(): void {}
