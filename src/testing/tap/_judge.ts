/**
 * Judges what was thrown, and whether a text matches.
 *
 * @module
 */
import { deepEqual } from './_deep-equal.ts';
import { inspect } from './_inspect.ts';
import type { Outcome } from './assertions.ts';

/** Any method. */
export type Caller = (this: never, ...args: never[]) => unknown;

/** What an error should be: one of its class, of such a text, with such properties, or such that a function says so. */
export type Expected = RegExp | object | Caller | undefined;

/** A value that was thrown. */
export interface Thrown {
  readonly error: unknown;
}

/** Calls a function; returns what it threw, if it did. */
export function attempt(run: () => unknown): Thrown | undefined {
  try {
    run();
  } catch (error) {
    return { error };
  }
  return undefined;
}

/** Waits for a promise, or for that of a function; returns what it was rejected with, if it was. */
export async function settle(
  work: PromiseLike<unknown> | (() => PromiseLike<unknown>),
): Promise<Thrown | undefined> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return { error };
  }
  return undefined;
}

/** A text in the place of what is expected is the message. */
export function toExpected(
  expected: Expected | string,
  message: string | undefined,
): { readonly expected: Expected; readonly message: string | undefined } {
  if (typeof expected === 'string') return { expected: undefined, message: expected };
  return { expected, message };
}

/** Whether something was thrown, and it is what was expected. */
export function judgeThrown(thrown: Thrown | undefined, expected: Expected): Omit<Outcome, 'operator'> {
  const error = thrown?.error;
  const ok = thrown !== undefined && isExpected(error, expected);
  return { ok, message: 'should throw', actual: error, expected, error: ok ? undefined : error };
}

function isExpected(error: unknown, expected: Expected): boolean {
  if (expected instanceof RegExp) return matches(expected, String(error));
  if (typeof expected === 'function') {
    return isInstance(error, expected) || (!isErrorClass(expected) && accepts(expected as Caller, error));
  }
  if (typeof expected !== 'object' || expected === null) return true;
  return Object.entries(expected).every(([key, value]) => {
    const is: unknown = Object(error)[key];
    return value instanceof RegExp && typeof is === 'string' ? matches(value, is) : deepEqual(is, value);
  });
}

function isErrorClass(expected: object): boolean {
  return expected === Error || Object.prototype.isPrototypeOf.call(Error, expected);
}

function accepts(check: Caller, error: unknown): boolean {
  try {
    return (check as (error: unknown) => unknown)(error) === true;
  } catch {
    return false;
  }
}

/** Whether a value is an instance of `expected`, if that is a class at all. */
export function isInstance(value: unknown, expected: Caller | object): boolean {
  const { prototype } = expected as { readonly prototype?: unknown };
  return typeof prototype === 'object' && prototype !== null && value instanceof (expected as never);
}

/** A pattern with a `lastIndex` must not remember where the last match was. */
function matches(pattern: RegExp, text: string): boolean {
  return text.search(pattern) !== -1;
}

/** Whether a text matches a pattern, or does not, as `wanted` says. */
export function matching(text: unknown, pattern: RegExp, wanted: boolean): Outcome {
  const operator = wanted ? 'match' : 'doesNotMatch';
  if (!(pattern instanceof RegExp)) {
    const message = `The "regexp" argument must be an instance of RegExp. Received ${typed(pattern)}`;
    return { ok: false, operator, message, actual: tagOf(pattern), expected: '[object RegExp]' };
  }
  if (typeof text !== 'string') {
    const message = `The "string" argument must be of type string. Received ${typed(text)}`;
    return { ok: false, operator, message, actual: text === null ? null : typeof text, expected: 'string' };
  }
  const matched = matches(pattern, text);
  const verb = matched ? (wanted ? 'matched' : 'was expected to not match') : 'did not match';
  const message = `The input ${verb} the regular expression ${inspect(pattern, 1)}. Input: ${inspect(text, 1)}`;
  return { ok: matched === wanted, operator, message, actual: text, expected: pattern };
}

function typed(value: unknown): string {
  return `type ${typeof value} (${inspect(value, 1)})`;
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}
