/**
 * Says what kind of value an argument was, in the words of Node's messages.
 *
 * @module
 */
import { inspect as inspectWhole } from 'node:util';
import { namesTheUnnamed } from './_host-line.ts';

/** How many characters of a string are shown, and how long one may be that is shown whole. */
const SHOWN = 25;
const SHOWN_WHOLE = 28;
/** How many characters of an inspected value are shown. */
const INSPECTED = 128;
/** The greatest number whose digits stand together. */
const MANY = 2 ** 32;

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

/** Returns a value as it is written in a program: objects with what they hold, long numbers with digits in threes. */
export function inspect(value: unknown): string {
  if (Number.isInteger(value) && Math.abs(value as number) > MANY) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, '_');
  }
  const text = inspectWhole(value);
  return text.length > INSPECTED ? `${text.slice(0, INSPECTED)}...` : text;
}

/** Leaves a function, and what it called, out of an error's stack trace. */
export function leaveOut(fn: (...args: never[]) => unknown, error: Error): void {
  Error.captureStackTrace(error, fn);
}

/** Says by its name whether a value is an argument or a property of one. */
export function kindOf(name: string): string {
  return name.includes('.') ? 'property' : 'argument';
}

function describeObject(value: object): string {
  const { constructor: maker } = value as { constructor?: { name?: unknown } | null };
  const name = maker?.name;
  const hasName = namesTheUnnamed
    ? maker && 'name' in Object(maker)
    : typeof name === 'string' && name !== '';
  return hasName ? `an instance of ${name}` : inspectWhole(value, { depth: -1 });
}
