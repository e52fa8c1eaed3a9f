/**
 * Says what kind of value an argument was, in the words of Node's messages.
 *
 * @module
 */

const LONGEST_STRING_SHOWN = 25;

/** Returns e.g. `undefined`, `an instance of Map`, `function read`, `type number (1)`. */
export function describe(value: unknown): string {
  if (value == null) return String(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'object') {
    const { name } = value.constructor ?? {};
    return name ? `an instance of ${name}` : '[Object: null prototype] {}';
  }
  return `type ${typeof value} (${show(value)})`;
}

function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'string') return String(value);
  const text = value.length > LONGEST_STRING_SHOWN + 3 ? `${value.slice(0, LONGEST_STRING_SHOWN)}...` : value;
  return `'${text}'`;
}
