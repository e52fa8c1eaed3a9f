/**
 * Chunks: whether they are equal, how they are printed.
 *
 * @module
 */
import { joinBytes } from '../../core/_lengths.ts';

/** How much of a value is printed. */
const SHOWN = 60;

/** Returns a value as it is written in a program, cut short. */
export function text(value: unknown): string {
  const whole = print(value);
  return whole.length > SHOWN ? `${whole.slice(0, SHOWN)}…` : whole;
}

function print(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Uint8Array) return `<${Array.from(value.subarray(0, SHOWN), hex).join(' ')}>`;
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** Whether two values are equal: bytes by what they hold, objects by their own fields. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date) return a.getTime() === (b as Date).getTime();
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}

/** Returns texts or bytes as one, text and bytes, or what is to be bytes, as bytes; anything else as it is. */
export function join(chunks: readonly unknown[], asBytes = false): readonly unknown[] {
  if (!asBytes && chunks.every((chunk) => typeof chunk === 'string')) return [chunks.join('')];
  if (!chunks.every((chunk) => typeof chunk === 'string' || chunk instanceof Uint8Array)) return chunks;
  const encoder = new TextEncoder();
  const parts = chunks.map((chunk) => (typeof chunk === 'string' ? encoder.encode(chunk) : chunk));
  return [joinBytes(parts)];
}

/** Returns chunks sorted, for those that may come in any order. */
export function sorted(chunks: readonly unknown[]): readonly unknown[] {
  return chunks
    .map((chunk) => ({ chunk, key: print(chunk) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .map(({ chunk }) => chunk);
}

/** Says in what two lists of chunks differ, if they do. */
export function difference(actual: readonly unknown[], expected: readonly unknown[]): string | undefined {
  const length = Math.max(actual.length, expected.length);
  for (let i = 0; i < length; i++) {
    if (i >= actual.length) return `no more than ${i} came, ${text(expected[i])} should be the next`;
    if (i >= expected.length) return `${text(actual[i])} came after all ${expected.length} chunks`;
    if (!isSame(actual[i], expected[i])) {
      return `chunk ${i} is ${text(actual[i])}, it should be ${text(expected[i])}`;
    }
  }
  return undefined;
}
