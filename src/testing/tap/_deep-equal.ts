/**
 * Compares values by their structure.
 *
 * @module
 */

/** Pairs of objects that are being compared further up: a circle is equal if nothing else differs. */
type Open = Map<object, Set<object>>;

type Compare = (a: unknown, b: unknown) => boolean;

/** Whether two values have the same structure, with leaves that are the same value, by `Object.is`. */
export function deepEqual(a: unknown, b: unknown): boolean {
  return compare(a, b, true, new Map());
}

/** Whether two values have the same structure, with leaves that are `==` (NaN is not), whatever their prototypes. */
export function deepLooseEqual(a: unknown, b: unknown): boolean {
  return compare(a, b, false, new Map());
}

function compare(a: unknown, b: unknown, strict: boolean, open: Open): boolean {
  if (Object.is(a, b)) return strict || !Number.isNaN(a);
  if (!isObject(a) || !isObject(b)) {
    // biome-ignore lint/suspicious/noDoubleEquals: looseness is what is asked for
    return !strict && !isObject(a) && !isObject(b) && a == b;
  }
  if (open.get(a)?.has(b)) return true;
  open.set(a, (open.get(a) ?? new Set()).add(b));
  const equal = compareObjects(a, b, strict, (x, y) => compare(x, y, strict, open));
  open.get(a)?.delete(b);
  return equal;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function compareObjects(a: object, b: object, strict: boolean, same: Compare): boolean {
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  if (a instanceof Date) return a.getTime() === (b as Date).getTime() && compareKeys(a, b, same);
  if (a instanceof RegExp) return String(a) === String(b);
  if (a instanceof Error) {
    const other = b as Error;
    if (a.name !== other.name || a.message !== other.message) return false;
    return same(a.cause, other.cause) && compareKeys(a, b, same);
  }
  if (a instanceof Map) return compareMaps(a, b as Map<unknown, unknown>, same) && compareKeys(a, b, same);
  if (a instanceof Set) return compareSets(a, b as Set<unknown>, same) && compareKeys(a, b, same);
  if (ArrayBuffer.isView(a)) return compareBytes(bytesOf(a), bytesOf(b as ArrayBufferView));
  if (a instanceof ArrayBuffer) return compareBytes(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  if (kind.startsWith('[boxed') && !same(a.valueOf(), b.valueOf())) return false;
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false;
  return compareKeys(a, b, same);
}

function kindOf(value: object): string {
  if (Array.isArray(value)) return '[array]';
  if (value instanceof Error) return '[error]';
  const tag = Object.prototype.toString.call(value);
  return /^\[object (Number|String|Boolean|Symbol|BigInt)\]$/.test(tag) && !isObject(value.valueOf())
    ? `[boxed ${typeof value.valueOf()}]`
    : tag;
}

function compareKeys(a: object, b: object, same: Compare): boolean {
  const keys = keysOf(a);
  if (keys.length !== keysOf(b).length) return false;
  return (
    keys.every((key) => Object.prototype.propertyIsEnumerable.call(b, key)) &&
    keys.every((key) => same(a[key as never], b[key as never]))
  );
}

function keysOf(object: object): (string | symbol)[] {
  const symbols = Object.getOwnPropertySymbols(object).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(object, key),
  );
  return [...Object.keys(object), ...symbols];
}

function compareMaps(a: Map<unknown, unknown>, b: Map<unknown, unknown>, same: Compare): boolean {
  if (a.size !== b.size) return false;
  const left = new Map(b);
  for (const [key, value] of a) {
    if (left.has(key) && same(value, left.get(key))) {
      left.delete(key);
      continue;
    }
    const match = [...left].find(([k, v]) => same(key, k) && same(value, v));
    if (match === undefined) return false;
    left.delete(match[0]);
  }
  return true;
}

function compareSets(a: Set<unknown>, b: Set<unknown>, same: Compare): boolean {
  if (a.size !== b.size) return false;
  const left = new Set(b);
  for (const item of a) {
    if (left.delete(item)) continue;
    const match = [...left].find((other) => isObject(other) && same(item, other));
    if (match === undefined) return false;
    left.delete(match);
  }
  return true;
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function compareBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
