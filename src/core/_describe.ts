/**
 * Says what kind of value an argument was, in brief: the words are for whoever reads a browser's console.
 *
 * `#describe` resolves to this file, and on Node to _describe.node.ts, whose words are those of Node's messages.
 *
 * @module
 */

/** Returns e.g. `undefined`, `an instance of Map`, `type number`. */
export function describe(value: unknown): string {
  if (value == null) return `${value}`;
  return typeof value === 'object' ? `an instance of ${value.constructor?.name}` : `type ${typeof value}`;
}

/** Returns a value as text, a string in quotes. */
export function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** Returns a value as it is written in a program. */
export function inspect(value: unknown): string {
  return String(value);
}
