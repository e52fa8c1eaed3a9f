/**
 * The assertions of a test: those of tape, and of tap what tape has not.
 *
 * @module
 */
import type { LawSubject } from '../stream-spec/laws.ts';
import type { StreamSpec } from '../stream-spec/spec.ts';
import type { ALIASES } from './_aliases.ts';
import { deepEqual, deepLooseEqual } from './_deep-equal.ts';
import type { Caller, Expected } from './_judge.ts';
import { attempt, isInstance, judgeThrown, matching, settle, toExpected } from './_judge.ts';
import { errorBelow } from './_place.ts';
import { watch } from './_spec.ts';
import type { Directive } from './rows.ts';

export type { Expected };

/** What any assertion takes as its last argument. */
export interface AssertOptions {
  /** Says what is asserted, in the place of the message. */
  readonly message?: string | undefined;
  /** Counts the assertion as passed without a look at its outcome; a string says why. */
  readonly skip?: Directive | undefined;
  /** Lets the assertion fail; a string says why. */
  readonly todo?: Directive | undefined;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** What is known of an assertion that was made. */
export interface Outcome {
  readonly ok: boolean;
  readonly operator: string;
  /** Its name, where the caller gives none. */
  readonly message?: string | undefined;
  readonly actual?: unknown;
  readonly expected?: unknown;
  readonly error?: unknown;
  readonly skip?: Directive | undefined;
  readonly awaiting?: readonly string[] | undefined;
  /** Whether the test was waiting for it, so that it may come when the test is closed. */
  readonly isAwaited?: boolean | undefined;
  /** The method that the test called, where it is not called as the operator. */
  readonly method?: string | undefined;
  /** An error made where the assertion stands, where it is not made there. */
  readonly here?: Error | undefined;
}

/** The aliases, typed as what they stand for. */
export type Aliases = { readonly [Alias in keyof typeof ALIASES]: Assertions[(typeof ALIASES)[Alias]] };

/** The methods that assert. Each counts once, whether it passes or fails, and none throws. */
export abstract class Assertions {
  /** @internal Counts and reports an assertion. */
  abstract _assert(outcome: Outcome, message?: string, options?: AssertOptions): void;
  /** @internal Keeps the test open until `work` is done. */
  abstract _await<Result>(what: string, work: PromiseLike<Result>, here?: Error): Promise<Result>;

  /** Passes. */
  pass(message?: string, options?: AssertOptions): void {
    this._assert({ ok: true, operator: 'pass' }, message, options);
  }

  /** Fails. */
  fail(message?: string, options?: AssertOptions): void {
    this._assert({ ok: false, operator: 'fail' }, message, options);
  }

  /** Stands for an assertion that is not made. */
  skip(message?: string, options?: AssertOptions): void {
    this._assert({ ok: true, operator: 'skip', skip: true }, message, options);
  }

  /** Stands for an assertion that is still to be written: it fails, and that is no failure. */
  todo(message?: string, options?: AssertOptions): void {
    this._assert({ ok: false, operator: 'todo' }, message, { todo: true, ...options });
  }

  /** Asserts that a value is truthy. */
  ok(value: unknown, message?: string, options?: AssertOptions): void {
    const message_ = 'should be truthy';
    const outcome = { ok: Boolean(value), operator: 'ok', message: message_, actual: value, expected: true };
    this._assert({ ...outcome }, message, options);
  }

  /** Asserts that a value is falsy. */
  notOk(value: unknown, message?: string, options?: AssertOptions): void {
    const outcome = { ok: !value, operator: 'notOk', actual: value, expected: false };
    this._assert({ ...outcome, message: 'should be falsy' }, message, options);
  }

  /** Asserts that there is no error; one that there is gives the assertion its name. */
  error(error: unknown, message?: string, options?: AssertOptions): void {
    const outcome = { ok: !error, operator: 'error', error, message: String(error) };
    this._assert(outcome, message, options);
  }

  /** Asserts that two values are the same one, by `Object.is`. */
  equal(actual: unknown, expected: unknown, message?: string, options?: AssertOptions): void {
    const outcome = { ok: Object.is(actual, expected), operator: 'equal', actual, expected };
    this._assert({ ...outcome, message: 'should be strictly equal' }, message, options);
  }

  /** Asserts that two values are not the same one, by `Object.is`. */
  notEqual(actual: unknown, expected: unknown, message?: string, options?: AssertOptions): void {
    const outcome = { ok: !Object.is(actual, expected), operator: 'notEqual', actual, expected };
    const text = 'should not be strictly equal';
    this._assert({ ...outcome, message: text }, message, options);
  }

  /** Asserts that `actual == expected`. */
  looseEqual(actual: unknown, expected: unknown, message?: string, options?: AssertOptions): void {
    // biome-ignore lint/suspicious/noDoubleEquals: looseness is what is asked for
    const outcome = { ok: actual == expected, operator: 'looseEqual', actual, expected };
    this._assert({ ...outcome, message: 'should be loosely equal' }, message, options);
  }

  /** Asserts that `actual != expected`. */
  notLooseEqual(actual: unknown, expected: unknown, message?: string, options?: AssertOptions): void {
    // biome-ignore lint/suspicious/noDoubleEquals: looseness is what is asked for
    const outcome = { ok: actual != expected, operator: 'notLooseEqual', actual, expected };
    const text = 'should not be loosely equal';
    this._assert({ ...outcome, message: text }, message, options);
  }

  /** Asserts that two values have the same structure, with leaves that are the same. */
  deepEqual(actual: unknown, expected: unknown, message?: string, options?: AssertOptions): void {
    const outcome = { ok: deepEqual(actual, expected), operator: 'deepEqual', actual, expected };
    this._assert({ ...outcome, message: 'should be deeply equivalent' }, message, options);
  }

  /** Asserts that two values differ in structure or in a leaf. */
  notDeepEqual(actual: unknown, expected: unknown, message?: string, options?: AssertOptions): void {
    const outcome = { ok: !deepEqual(actual, expected), operator: 'notDeepEqual', actual, expected };
    const text = 'should not be deeply equivalent';
    this._assert({ ...outcome, message: text }, message, options);
  }

  /** Asserts that two values have the same structure, with leaves that are `==`. */
  deepLooseEqual(actual: unknown, expected: unknown, message?: string, options?: AssertOptions): void {
    const outcome = { ok: deepLooseEqual(actual, expected), operator: 'deepLooseEqual', actual, expected };
    const text = 'should be loosely deeply equivalent';
    this._assert({ ...outcome, message: text }, message, options);
  }

  /** Asserts that two values differ in structure or in a leaf, by `!=`. */
  notDeepLooseEqual(actual: unknown, expected: unknown, message?: string, options?: AssertOptions): void {
    const outcome = {
      ok: !deepLooseEqual(actual, expected),
      operator: 'notDeepLooseEqual',
      actual,
      expected,
    };
    const text = 'should not be loosely deeply equivalent';
    this._assert({ ...outcome, message: text }, message, options);
  }

  /** Asserts that a value is of a type, `'string'`, or an instance of a class. */
  type(value: unknown, expected: string | Caller, message?: string, options?: AssertOptions): void {
    const ok = typeof expected === 'string' ? typeof value === expected : isInstance(value, expected);
    const name = typeof expected === 'string' ? expected : expected.name;
    const outcome = { ok, operator: 'type', actual: value, expected, message: `should be of type ${name}` };
    this._assert({ ...outcome }, message, options);
  }

  /** Asserts that a text matches. */
  match(text: unknown, pattern: RegExp, message?: string, options?: AssertOptions): void {
    this._assert({ ...matching(text, pattern, true) }, message, options);
  }

  /** Asserts that a text does not match. */
  doesNotMatch(text: unknown, pattern: RegExp, message?: string, options?: AssertOptions): void {
    this._assert({ ...matching(text, pattern, false) }, message, options);
  }

  /** Asserts that a function throws, and what: an error of a class, of a text, with properties, or any. */
  throws(run: () => unknown, message?: string): void;
  throws(run: () => unknown, expected?: Expected, message?: string, options?: AssertOptions): void;
  throws(run: () => unknown, expected?: Expected | string, message?: string, options?: AssertOptions): void {
    const wanted = toExpected(expected, message);
    const outcome = judgeThrown(attempt(run), wanted.expected);
    this._assert({ ...outcome, operator: 'throws' }, wanted.message, options);
  }

  /** Asserts that a function does not throw, or nothing of the kind given. */
  doesNotThrow(run: () => unknown, message?: string): void;
  doesNotThrow(run: () => unknown, expected?: Expected, message?: string, options?: AssertOptions): void;
  doesNotThrow(
    run: () => unknown,
    expected?: Expected | string,
    message?: string,
    options?: AssertOptions,
  ): void {
    const wanted = toExpected(expected, message);
    const thrown = attempt(run);
    const outcome = {
      ok: thrown === undefined,
      operator: 'throws',
      message: 'should not throw',
      actual: thrown?.error,
      expected: wanted.expected,
      error: thrown?.error,
    };
    this._assert({ ...outcome, method: 'doesNotThrow' }, wanted.message, options);
  }

  /**
   * Asserts that a promise is rejected, and with what; a function is called first. The test does not end before
   * the promise has settled.
   */
  rejects(
    work: PromiseLike<unknown> | (() => PromiseLike<unknown>),
    expected?: Expected | string,
    message?: string,
    options?: AssertOptions,
  ): Promise<void> {
    const wanted = toExpected(expected, message);
    const here = errorBelow('', Assertions.prototype.rejects);
    const settled = settle(work).then((thrown) => {
      const outcome = {
        ...judgeThrown(thrown, wanted.expected),
        message: 'should reject',
        isAwaited: true,
        here,
      };
      this._assert({ ...outcome, operator: 'rejects' }, wanted.message, options);
    });
    return this._await('t.rejects', settled, here);
  }

  /** Asserts that a promise is fulfilled; a function is called first. Resolves when it has settled. */
  resolves(
    work: PromiseLike<unknown> | (() => PromiseLike<unknown>),
    message?: string,
    options?: AssertOptions,
  ): Promise<void> {
    const here = errorBelow('', Assertions.prototype.resolves);
    const settled = settle(work).then((thrown) => {
      const outcome = {
        ok: thrown === undefined,
        actual: thrown?.error,
        error: thrown?.error,
        isAwaited: true,
      };
      const text = 'should resolve';
      this._assert({ ...outcome, operator: 'resolves', message: text }, message, options);
    });
    return this._await('t.resolves', settled, here);
  }

  /**
   * Watches a stream until it is over, and asserts that it keeps its contracts with `gardenhose/stream-spec`: those
   * that `agree` adds, `(contract) => contract.readable()`, or those of a through. The test does not end before the
   * stream has.
   */
  spec(
    stream: LawSubject,
    agree: (contract: StreamSpec) => unknown = (contract) => contract.through(),
    message?: string,
    options?: AssertOptions,
  ): Promise<void> {
    const here = errorBelow('', Assertions.prototype.spec);
    const settled = watch(stream, agree).then((thrown) => {
      const outcome = { ok: thrown === undefined, error: thrown?.error, isAwaited: true, here };
      const text = thrown === undefined ? 'should keep its contracts' : String(thrown.error);
      this._assert({ ...outcome, operator: 'spec', message: text }, message, options);
    });
    return this._await('the end of a stream, t.spec', settled, here);
  }

  /** Calls an assertion of one's own with this test as `this`. */
  assertion<Args extends unknown[]>(check: (this: this, ...args: Args) => void, ...args: Args): void {
    check.apply(this, args);
  }
}
