/**
 * A harness: takes tests, runs them one after the other, and hands what happens to its streams.
 *
 * @module
 */

import type { Through } from '../../control/through.ts';
import { through } from '../../control/through.ts';
import { ERR_INVALID_ARG_VALUE, ERR_TAP_OVER } from '../../core/errors.ts';
import { later } from './_later.ts';
import type { TestArguments, TestFunction, TestOptions } from './_test-arguments.ts';
import { toTestArguments } from './_test-arguments.ts';
import type { Row } from './rows.ts';
import { TestCase } from './test.ts';
import { toText } from './text.ts';

/** Options of a harness. */
export interface HarnessOptions {
  /** Bails out when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** The version of TAP that its text streams are in, where they do not say. @default 14 */
  readonly version?: 13 | 14 | undefined;
}

/** Options of `createStream`. */
export interface OutputOptions {
  /** Whether the stream is one of rows, not of text. @default false */
  readonly objectMode?: boolean | undefined;
  /** The version of TAP: 14 nests subtests, 13 is tape's flat form. @default that of the harness */
  readonly version?: 13 | 14 | undefined;
}

/** The call forms of `test`. */
export interface AddTest {
  (name: string, options: TestOptions, run?: TestFunction): void;
  (name: string, run?: TestFunction): void;
  (options: TestOptions, run: TestFunction): void;
  (run: TestFunction): void;
}

/** A function that adds tests, and what there is to know of all of them. */
export interface Harness extends AddTest {
  /** Adds a test; all tests that are not added so are left out. */
  readonly only: AddTest;
  /** Adds a test that is not run. */
  readonly skip: AddTest;
  /** Adds a test that may fail. */
  readonly todo: AddTest;
  /** Makes a stream of what happens from here on; the tests begin when the first has been made. */
  createStream(options: OutputOptions & { readonly objectMode: true }): Through<Row, Row>;
  createStream(options?: OutputOptions): Through<Row, string>;
  /** Calls a function when all tests are over. */
  onFinish(callback: () => void): void;
  /** Calls a function whenever an assertion fails. */
  onFailure(callback: () => void): void;
  /** Stops: no test runs any more, and the whole run has failed. */
  bailout(reason?: string): void;
  /** Holds the tests back until `run()`. */
  wait(): void;
  /** Lets the tests begin, after `wait()`. */
  run(): void;
  /** Whether an assertion has failed, or it was bailed out. */
  readonly failed: boolean;
}

/** What runs behind a harness function. */
export class Runner {
  readonly #options: HarnessOptions;
  readonly #usual: ((output: Through<Row, string>) => void) | undefined;
  readonly #queue: TestCase[] = [];
  readonly #only = new Set<TestCase>();
  readonly #outputs: Through<Row, unknown>[] = [];
  readonly #onfinish: (() => void)[] = [];
  readonly #onfailure: (() => void)[] = [];
  #current: TestCase | undefined;
  #isScheduled = false;
  #isHeld = false;
  #isOver = false;
  #ids = 0;
  /** Whether an assertion has failed, or it was bailed out. */
  failed = false;

  /** `usual` takes what is said if there is no other output. */
  constructor(options: HarnessOptions, usual?: (output: Through<Row, string>) => void) {
    this.#options = options;
    this.#usual = usual;
    const { signal } = options;
    signal?.addEventListener('abort', () => this.bailout(`aborted: ${signal.reason}`), { once: true });
  }

  /** The test that runs, the innermost. */
  get current(): TestCase | undefined {
    return this.#current?._innermost;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  add(args: TestArguments, isOnly = false): void {
    if (this.#isOver) throw ERR_TAP_OVER(args.name);
    const test = new TestCase(this, args);
    this.#queue.push(test);
    if (isOnly) this.#only.add(test);
  }

  createStream(options: OutputOptions): Through<Row, unknown> {
    const { objectMode = false, version = this.#options.version ?? 14 } = options;
    if (version !== 13 && version !== 14) throw ERR_INVALID_ARG_VALUE('options.version', version);
    const output: Through<Row, unknown> = objectMode ? through<Row>() : toText(version);
    this.#outputs.push(output);
    if (this.#isOver) output.end();
    else this.schedule();
    return output;
  }

  onFinish(callback: () => void): void {
    this.#onfinish.push(callback);
  }

  onFailure(callback: () => void): void {
    this.#onfailure.push(callback);
  }

  wait(): void {
    this.#isHeld = true;
  }

  run(): void {
    this.#isHeld = false;
    this.schedule();
  }

  /** Begins, when what calls has run its course. */
  schedule(): void {
    if (this.#isScheduled || this.#isHeld) return;
    this.#isScheduled = true;
    later(() => void this.#runAll());
  }

  bailout(reason = ''): void {
    if (this.#isOver) return;
    this.failed = true;
    this.emit({ type: 'bailout', reason });
    this.#queue.length = 0;
    this.#finish();
    this.#current?._letGo();
  }

  /** Reports tests that have not ended when the host does. */
  exit(): void {
    if (this.#isOver) return;
    this.#takeUsualOutput();
    for (const test of [...(this.#current ? [this.#current] : []), ...this.#queue]) {
      if (this.#isChosen(test)) test._exit();
    }
    this.#finish();
  }

  nextId(): number {
    return this.#ids++;
  }

  emit(row: Row): void {
    const isFailure = typeof row !== 'string' && row.type === 'assert' && !row.ok && row.todo === false;
    if (isFailure) this.failed = true;
    if (this.#isOver) return;
    for (const output of this.#outputs) output.write(row);
    if (isFailure) for (const callback of this.#onfailure) callback();
  }

  #takeUsualOutput(): void {
    if (this.#outputs.length === 0) this.#usual?.(this.createStream({}) as Through<Row, string>);
  }

  async #runAll(): Promise<void> {
    this.#takeUsualOutput();
    await this.#drained();
    for (let test = this.#queue.shift(); test !== undefined; test = this.#queue.shift()) {
      if (!this.#isChosen(test)) continue;
      this.#current = test;
      await test._run();
      this.#current = undefined;
      await new Promise<void>(later);
      await this.#drained();
    }
    this.#finish();
  }

  #isChosen(test: TestCase): boolean {
    return this.#only.size === 0 || this.#only.has(test);
  }

  /** Waits while a reader holds an output back: between two tests, as what one test says cannot wait. */
  async #drained(): Promise<void> {
    for (const output of this.#outputs) {
      while (output.paused && !output.destroyed) {
        await new Promise<void>((resolve) => {
          output.once('resume', resolve);
          output.once('close', resolve);
        });
      }
    }
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const callback of this.#onfinish) callback();
    for (const output of this.#outputs) output.end();
  }
}

/** Gives a runner the face of a function. */
export function toHarness(runner: Runner, onadd?: () => void): Harness {
  const add = (args: readonly unknown[], extra: TestOptions = {}, isOnly = false): void => {
    const { name, options, run } = toTestArguments(args);
    runner.add({ name, options: { ...extra, ...options }, run }, isOnly);
    onadd?.();
  };
  const test = (...args: readonly unknown[]): void => add(args);
  const face = {
    only: (...args: readonly unknown[]): void => add(args, {}, true),
    skip: (...args: readonly unknown[]): void => add(args, { skip: true }),
    todo: (...args: readonly unknown[]): void => add(args, { todo: true }),
    createStream: (options: OutputOptions = {}) => runner.createStream(options),
    onFinish: (callback: () => void): void => runner.onFinish(callback),
    onFailure: (callback: () => void): void => runner.onFailure(callback),
    bailout: (reason?: string): void => runner.bailout(reason),
    wait: (): void => runner.wait(),
    run: (): void => runner.run(),
  };
  Object.assign(test, face);
  Object.defineProperty(test, 'failed', { get: () => runner.failed });
  return test as unknown as Harness;
}

/**
 * Makes a `test` function of one's own: its tests begin when it has a stream, and its streams end with the last.
 *
 * @throws {ERR_INVALID_ARG_VALUE} from `createStream`: a version of TAP other than 13 and 14
 *
 * @example Rows of failures
 * ```ts
 * import { createHarness } from 'gardenhose/tap';
 *
 * const test = createHarness();
 * test('promises', async (t) => {
 *   await t.rejects(Promise.reject(new TypeError('no')), TypeError);
 *   await t.test('within', (t) => {
 *     t.deepEqual([1, 2], [1, 3]);
 *     t.end();
 *   });
 * });
 * const failures: string[] = [];
 * for await (const row of test.createStream({ objectMode: true })) {
 *   if (typeof row !== 'string' && row.type === 'assert' && !row.ok) failures.push(row.name);
 * }
 * assert.deepEqual(failures, ['should be deeply equivalent']);
 * assert.equal(test.failed, true);
 * ```
 */
export function createHarness(options: HarnessOptions = {}): Harness {
  return toHarness(new Runner(options));
}
