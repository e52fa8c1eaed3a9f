/**
 * Says what kind of value an argument was, in the words of Node's messages.
 *
 * @module
 */
import { inspect } from 'node:util';
import { namesTheUnnamed } from './_host-line.ts';

/** How many characters of a string are shown, and how long one may be that is shown whole. */
const SHOWN = 25;
const SHOWN_WHOLE = 28;

/** Returns e.g. `undefined`, `an instance of Map`, `function read`, `type number (1)`. */
export function describe(value: unknown): string {
  if (value == null) return String(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'object') return describeObject(value);
  const long = typeof value === 'string' && value.length > SHOWN_WHOLE;
  return `type ${typeof value} (${show(long ? `${value.slice(0, SHOWN)}...` : value)})`;
}

/** Returns a primitive as it is written in a program, `'a'`, `5n`, `-0`, and anything else described. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.includes("'") ? JSON.stringify(value) : `'${value}'`;
    case 'number':
      return Object.is(value, -0) ? '-0' : `${value}`;
    case 'bigint':
      return `${value}n`;
    case 'object':
    case 'function':
      return describe(value);
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  const { constructor: maker } = value as { constructor?: { name?: unknown } | null };
  const name = maker?.name;
  const hasName = namesTheUnnamed
    ? maker && 'name' in Object(maker)
    : typeof name === 'string' && name !== '';
  return hasName ? `an instance of ${name}` : inspect(value, { depth: -1 });
}
