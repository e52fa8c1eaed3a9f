/**
 * The arguments of `test`.
 *
 * @module
 */
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';
import type { Directive } from './rows.ts';
import type { Test } from './test.ts';

/** The function of a test; it is over when its promise is, when it calls `t.end()`, or when its plan is fulfilled. */
export type TestFunction = (this: Test, t: Test) => unknown;

/** Options of a test. */
export interface TestOptions {
  /** Does not run the test; a string says why. */
  readonly skip?: Directive | undefined;
  /** Lets the test fail; a string says why. */
  readonly todo?: Directive | undefined;
  /** Milliseconds after which the test fails if it has not ended. @default none */
  readonly timeout?: number | undefined;
  /** How deep values are printed. @default 5 */
  readonly objectPrintDepth?: number | undefined;
  /** Fails and ends the test when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** A call of `test`, sorted. */
export interface TestArguments {
  readonly name: string;
  readonly options: TestOptions;
  readonly run: TestFunction | undefined;
}

/** Sorts the arguments of `test`, which may come in any order. */
export function toTestArguments(args: readonly unknown[]): TestArguments {
  let name = '(anonymous)';
  let options: TestOptions = {};
  let run: TestFunction | undefined;
  for (const arg of args) {
    if (typeof arg === 'string') name = arg || name;
    else if (typeof arg === 'function') run = arg as TestFunction;
    else if (typeof arg === 'object' && arg !== null) options = arg;
    else if (arg !== undefined) throw ERR_INVALID_ARG_TYPE('test', 'a name, options or a function', arg);
  }
  return { name, options, run };
}
