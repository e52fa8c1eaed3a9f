/**
 * Prints values in one line, in the form that tape's diagnostics have.
 *
 * @module
 */

/** A key that stands without quotes. */
const WORD = /^[\w$]+$/;

/** Returns a value as text; what lies deeper than `depth` levels is only named. */
export function inspect(value: unknown, depth: number): string {
  return print(value, depth, []);
}

function print(value: unknown, depth: number, within: readonly object[]): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'function') return printFunction(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (within.includes(value)) return '[Circular]';
  if (within.length >= depth) return Array.isArray(value) ? '[Array]' : '[Object]';
  try {
    return printObject(value, depth, [...within, value]);
  } catch {
    return '[Object]';
  }
}

function printObject(value: object, depth: number, within: readonly object[]): string {
  const inner = (part: unknown): string => print(part, depth, within);
  if (Array.isArray(value)) return list('[', printItems(value, inner), ']');
  if (value instanceof Error) return printError(value, inner);
  if (value instanceof Date || value instanceof RegExp) return String(value);
  if (value instanceof Map) {
    return `Map (${value.size}) {${Array.from(value, ([k, v]) => `${inner(k)} => ${inner(v)}`).join(', ')}}`;
  }
  if (value instanceof Set) return `Set (${value.size}) {${Array.from(value, inner).join(', ')}}`;
  if (value instanceof WeakMap || value instanceof WeakSet) return `${value.constructor.name} { ? }`;
  const boxed = unbox(value);
  if (boxed !== undefined) return `Object(${inner(boxed)})`;
  return `${prefix(value)}${list('{', properties(value, inner), '}')}`;
}

function printItems(array: readonly unknown[], inner: (part: unknown) => string): string[] {
  const items = Array.from(array, (item, index) => (index in array ? inner(item) : ''));
  const named = Object.keys(array).filter((key) => String(Number(key)) !== key);
  return [...items, ...named.map((key) => `${printKey(key)}: ${inner(array[key as never])}`)];
}

function printError(error: Error, inner: (part: unknown) => string): string {
  const head = `[${String(error)}]`;
  const parts = properties(error, inner);
  if (Object.hasOwn(error, 'cause') && !Object.keys(error).includes('cause')) {
    parts.unshift(`[cause]: ${inner(error.cause)}`);
  }
  return parts.length === 0 ? head : `{ ${[head, ...parts].join(', ')} }`.replace('], ', '] ');
}

function properties(object: object, inner: (part: unknown) => string): string[] {
  const symbols = Object.getOwnPropertySymbols(object).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(object, key),
  );
  const keys: (string | symbol)[] = [...Object.keys(object), ...symbols];
  return keys.map((key) => `${printKey(key)}: ${inner(object[key as never])}`);
}

function printKey(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`;
  return WORD.test(key) ? key : quote(key);
}

/** What stands before the braces of an object that is not a plain one. */
function prefix(object: object): string {
  const proto: unknown = Object.getPrototypeOf(object);
  if (proto === null) return '[Object: null prototype] ';
  const { name } = (object.constructor ?? {}) as { readonly name?: unknown };
  return proto === Object.prototype || typeof name !== 'string' || name === '' ? '' : `${name} `;
}

function unbox(value: object): unknown {
  if (value instanceof Number || value instanceof String || value instanceof Boolean) return value.valueOf();
  if (value instanceof Symbol || value instanceof BigInt) return value.valueOf();
  return undefined;
}

function printFunction(value: object): string {
  const { name } = value as { readonly name: unknown };
  return `[Function${typeof name === 'string' && name !== '' ? `: ${name}` : ' (anonymous)'}]`;
}

function list(open: string, parts: readonly string[], close: string): string {
  return parts.length === 0 ? open + close : `${open} ${parts.join(', ')} ${close}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  "'": "\\'",
  '\\': '\\\\',
};

function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be shown by their codes
  const escaped = text.replace(/[\x00-\x1f'\\]/g, (character) => ESCAPES[character] ?? hex(character));
  return `'${escaped}'`;
}

function hex(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
