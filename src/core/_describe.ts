/**
 * Says what kind of value an argument was, in brief: errors are for whoever reads a browser's console.
 *
 * `#describe` resolves to this file, and on Node to _describe.node.ts, whose words are those of Node's messages.
 *
 * @module
 */

/** Returns the name of a value's class, e.g. `Map`, `Number`, or `undefined`. */
export function describe(value: unknown): string {
  return value?.constructor?.name ?? inspect(value);
}

/** Returns a value as text. */
export function inspect(value: unknown): string {
  return String(value);
}

export { inspect as show };

/** Leaves a function out of an error's stack trace: here it stays. */
export function leaveOut(_fn: unknown, _error: Error): void {}

/** Says by its name whether a value is an argument or a property of one: here it is an argument. */
export function kindOf(_name: string): string {
  return 'argument';
}
