/**
 * One test: runs its function and its subtests, counts its assertions, and ends once.
 *
 * @module
 */
import { nextTick } from '#platform';
import { isThenable } from '../../core/_iteration.ts';
import { ERR_OUT_OF_RANGE } from '../../core/errors.ts';
import { bindAll } from './_bound.ts';
import { Gate } from './_gate.ts';
import type { Caller } from './_judge.ts';
import { errorBelow, placeOf } from './_place.ts';
import { Subtests } from './_subtests.ts';
import type { TestArguments, TestFunction, TestOptions } from './_test-arguments.ts';
import { toTestArguments } from './_test-arguments.ts';
import type { Aliases, AssertOptions, Outcome } from './assertions.ts';
import { Assertions } from './assertions.ts';
import type { Row } from './rows.ts';

/** What a test asks of its harness. */
export interface TestHost {
  emit(row: Row): void;
  nextId(): number;
  bailout(reason?: string): void;
}

/** A test, as its function gets it. */
export type Test = TestCase & Aliases;

const DEFAULT_DEPTH = 5;

/** A test, without the other names of its assertions. */
export class TestCase extends Assertions {
  readonly name: string;
  readonly #id: number;
  readonly #host: TestHost;
  readonly #parent: TestCase | undefined;
  readonly #options: TestOptions;
  readonly #run: TestFunction | undefined;

  /** 'open' while its function may assert, 'closed' while its subtests and teardowns run. */
  #phase: 'waiting' | 'open' | 'closed' | 'ended' = 'waiting';
  #rows = 0;
  #planned: number | undefined;
  /** Assertions made and subtests added. */
  #made = 0;
  /** Subtests added. */
  #adopted = 0;
  /** Whether its plan says nothing any more: it broke off, or is known to be wrong. */
  #isBroken = false;
  #returnsPromise = false;
  /** Whether `end` was called, or the promise of its function fulfilled. */
  #isEnded = false;
  readonly #subtests = new Subtests();
  /** What it does not end before, each with the words for it. */
  readonly #awaited = new Map<object, string>();
  readonly #teardowns: (() => unknown)[] = [];
  #deadline: ReturnType<typeof setTimeout> | undefined;
  readonly #over = new AbortController();
  readonly #closed: Gate = new Gate();
  readonly #broken: Gate = new Gate();

  constructor(host: TestHost, { name, options, run }: TestArguments, parent?: TestCase) {
    super();
    this.name = name;
    this.#host = host;
    this.#options = options;
    this.#run = run;
    this.#parent = parent;
    this.#id = host.nextId();
    bindAll(this);
  }

  /** Aborts when the test is over, so that what it began can be stopped. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /**
   * Says how many assertions and subtests there will be; the test ends when they have been made.
   *
   * @throws {ERR_OUT_OF_RANGE} `count` is not a whole number of 0 or more
   */
  plan(count: number): void {
    if (!Number.isInteger(count) || count < 0) throw ERR_OUT_OF_RANGE('count', 'a whole number >= 0', count);
    this.#planned = count;
    this.#closeIfFulfilled();
  }

  /** Ends the test; an error given is a failure. May be passed on as a callback. */
  end(error?: unknown): void {
    if (error) this.error(error);
    if (this.#isEnded)
      this.#report({ ok: false, operator: 'fail', message: '.end() already called', method: 'end' });
    this.#isEnded = true;
    if (this.#subtests.isEmpty && this.#awaited.size === 0) this.#checkPlan({ operator: 'end' });
    this.#close();
  }

  /** Fails and ends the test if it takes longer, in milliseconds. */
  timeoutAfter(ms: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this._break(`${this.name} timed out after ${ms}ms`), ms);
  }

  /** The same as `timeoutAfter`. */
  timeout(ms: number): void {
    this.timeoutAfter(ms);
  }

  /** Prints a comment, line by line. */
  comment(text: unknown): void {
    for (const line of String(text).trim().split('\n')) this.#host.emit(line.trim());
  }

  /** Has a function called when the test is over; several in their order, each awaited. */
  teardown(callback: () => unknown): void {
    this.#teardowns.push(callback);
  }

  /**
   * Adds a test to this one. It runs when this one's function is over, as with tape; or, if what is returned is
   * awaited, at once, as with tap.
   *
   * @throws {ERR_INVALID_ARG_TYPE} an argument that is no name, options or function
   */
  test(name: string, options: TestOptions, run?: TestFunction): PromiseLike<void>;
  test(name: string, run?: TestFunction): PromiseLike<void>;
  test(options: TestOptions, run: TestFunction): PromiseLike<void>;
  test(run: TestFunction): PromiseLike<void>;
  test(...args: readonly unknown[]): PromiseLike<void> {
    const subtest = new TestCase(this.#host, toTestArguments(args), this);
    this.#subtests.add(subtest);
    this.#adopted += 1;
    this.#made += 1;
    this.#closeIfFulfilled();
    nextTick(() => this.#closeIfOnlyAParent());
    return {
      // biome-ignore lint/suspicious/noThenProperty: to be awaited is what makes a subtest run at once
      then: (resolve, reject) => this.#subtests.run(subtest).then(resolve, reject),
    };
  }

  /** Stops everything: no test runs any more, and the whole run has failed. */
  bailout(reason?: string): void {
    this.#host.bailout(reason);
  }

  /** @internal Runs the test and its subtests. */
  async _run(): Promise<void> {
    this._begin();
    const { skip, todo, timeout, signal } = this.#options;
    const run = this.#run;
    if (run === undefined || skip) {
      if (!skip && !todo) this.#report({ ok: false, operator: 'fail', message: `# TODO ${this.name}` });
      this._finish();
      return;
    }
    const onabort = (): void => this._break(`${this.name} was aborted`, signal?.reason);
    signal?.addEventListener('abort', onabort);
    if (timeout !== undefined) this.timeoutAfter(timeout);
    if (signal?.aborted) onabort();
    else this.#call(run);
    await this.#closed.opened;
    await this.#subtests.run();
    this.#checkPlan();
    this.#over.abort();
    await this.#tearDown();
    signal?.removeEventListener('abort', onabort);
    this._finish();
  }

  /** @internal Reports that the test begins. */
  _begin(): void {
    const { skip = false, todo = false } = this.#options;
    this.#phase = 'open';
    this.#host.emit({
      type: 'test',
      id: this.#id,
      name: this.name,
      skip,
      todo,
      parent: this.#parent === undefined ? undefined : this.#parent.#id,
    });
  }

  /** @internal Reports that the test is over, once. */
  _finish(): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    clearTimeout(this.#deadline);
    this.#over.abort();
    this.#host.emit({ type: 'end', test: this.#id });
  }

  /** @internal */
  get _isOver(): boolean {
    return this.#phase === 'ended';
  }

  /** @internal The test that runs, this one or the one within it. */
  get _innermost(): TestCase {
    const { running } = this.#subtests;
    return running === undefined ? this : running._innermost;
  }

  /** @internal Fails with what was thrown, and breaks off. */
  _throw(error: unknown): void {
    const isLate = this.#phase !== 'open' && this.#phase !== 'closed';
    const message = isLate ? `.end() already called: ${error}` : String(error);
    this.#report({ ok: false, operator: 'error', message, error });
    this.#isBroken = true;
    this.#awaited.clear();
    this.#close();
  }

  /** @internal Fails, and ends without waiting for anything more. */
  _break(message: string, error?: unknown): void {
    if (this.#phase === 'ended') return;
    this.#report({ ok: false, operator: 'fail', message, error, awaiting: this._awaiting() });
    this._letGo();
  }

  /** @internal Ends without waiting for anything more. */
  _letGo(): void {
    this.#isBroken = true;
    const { running } = this.#subtests;
    this.#subtests.dropWaiting();
    running?._break(`${running.name} was ended with ${this.name}`);
    this.#awaited.clear();
    this.#over.abort();
    this.#broken.open();
    this.#close();
  }

  /** @internal Reports that the host ends, and with it this test. */
  _exit(): void {
    const awaiting = this._awaiting();
    if (this.#phase === 'waiting') this._begin();
    const { running } = this.#subtests;
    if (running !== undefined) running._exit();
    else {
      const message = `test exited without ending: ${this.name}`;
      this.#report({ ok: false, operator: 'fail', message, awaiting });
    }
    this._finish();
  }

  /** @internal What the test waits for, in words. */
  _awaiting(): string[] {
    const { running } = this.#subtests;
    if (running !== undefined) return running._awaiting().map((what) => `${running.name}: ${what}`);
    if (this.#phase === 'waiting') return ['its turn'];
    const words = [...this.#awaited.values()];
    if (this.#phase === 'closed' && words.length === 0) return ['a teardown'];
    if (this.#phase !== 'open') return words;
    if (this.#planned !== undefined)
      words.push(`${this.#planned - this.#made} more of ${this.#planned} planned`);
    else if (!this.#returnsPromise) words.push('t.end()');
    return words;
  }

  /** @internal */
  _assert(outcome: Outcome, message?: string, options: AssertOptions = {}): void {
    if (this.#isEnded && !(outcome.isAwaited && this.#phase === 'closed')) {
      const name = `.end() already called: ${nameOf(outcome, message, options)}`;
      this.#report({
        ok: false,
        operator: 'fail',
        method: outcome.method ?? outcome.operator,
        message: name,
      });
      return;
    }
    this.#made += 1;
    this.#report(outcome, message, options);
    if (this.#planned !== undefined && this.#made > this.#planned) this.#checkPlan(outcome);
    this.#closeIfFulfilled();
  }

  /** @internal */
  _await<Result>(what: string, work: PromiseLike<Result>, here?: Error): Promise<Result> {
    const at = placeOf(here)?.at;
    const done = Promise.resolve(work).finally(() => {
      this.#awaited.delete(done);
      if (this.#phase === 'closed' && this.#awaited.size === 0) this.#closed.open();
    });
    this.#awaited.set(done, at === undefined ? what : `${what} at ${at}`);
    return done;
  }

  #call(run: TestFunction): void {
    let result: unknown;
    try {
      result = run.call(this as unknown as Test, this as unknown as Test);
    } catch (error) {
      this._throw(error);
      return;
    }
    if (!isThenable(result)) return;
    this.#returnsPromise = true;
    const settled = Promise.resolve(result).then(
      () => {
        this.#isEnded = true;
        this.#close();
      },
      (error: unknown) => this._throw(error),
    );
    void this._await('the promise that its function returned', settled);
  }

  /** Takes no more assertions; goes on when nothing is awaited any more. */
  #close(): void {
    if (this.#phase === 'open') this.#phase = 'closed';
    if (this.#awaited.size === 0) this.#closed.open();
  }

  /** Closes when all that was planned has been made: a tick later, so that what is too much is seen. */
  #closeIfFulfilled(): void {
    if (this.#planned === undefined || this.#phase !== 'open') return;
    if (this.#made < this.#planned) return;
    nextTick(() => this.#close());
  }

  /** Closes a test that has subtests, nothing of its own, and no other way of ending. */
  #closeIfOnlyAParent(): void {
    const isOnlyAParent =
      this.#made === this.#adopted && this.#planned === undefined && !this.#returnsPromise;
    if (isOnlyAParent && this.#phase === 'open') this.#close();
  }

  /** Compares what was made with what was planned, once. */
  #checkPlan({ method, operator }: Pick<Outcome, 'method' | 'operator'> = { operator: 'fail' }): void {
    if (this.#planned === undefined || this.#isBroken || this.#made === this.#planned) return;
    this.#isBroken = true;
    const numbers = { expected: this.#planned, actual: this.#made };
    this.#report({
      ok: false,
      operator: 'fail',
      method: method ?? operator,
      message: 'plan != count',
      ...numbers,
    });
  }

  async #tearDown(): Promise<void> {
    for (const callback of this.#teardowns) {
      try {
        await Promise.race([callback(), this.#broken.opened]);
      } catch (error) {
        this.#report({ ok: false, operator: 'error', message: String(error), error });
      }
    }
  }

  #report(outcome: Outcome, message?: string, options: AssertOptions = {}): void {
    const name = nameOf(outcome, message, options);
    const { operator, awaiting } = outcome;
    const skip = options.skip ?? outcome.skip ?? false;
    const todo = options.todo ?? this.#options.todo ?? false;
    const ok = outcome.ok || skip !== false;
    const here = ok ? undefined : (outcome.here ?? errorBelow(name, this.#method(outcome)));
    const error = todo === false ? (outcome.error ?? here) : undefined;
    this.#host.emit({
      id: this.#rows++,
      type: 'assert',
      test: this.#id,
      ok,
      name,
      operator,
      skip,
      todo,
      objectPrintDepth: this.#options.objectPrintDepth ?? DEFAULT_DEPTH,
      ...('actual' in outcome || 'actual' in options ? { actual: options.actual ?? outcome.actual } : {}),
      ...('expected' in outcome || 'expected' in options
        ? { expected: options.expected ?? outcome.expected }
        : {}),
      ...(ok ? {} : { error, ...(placeOf(here) ?? placeOf(error)) }),
      ...(awaiting === undefined ? {} : { awaiting }),
    });
  }

  /** The method below whose frame the test's own begin. */
  #method({ method, operator }: Outcome): Caller {
    return (TestCase.prototype as unknown as Record<string, Caller>)[method ?? operator] ?? this.#report;
  }
}

function nameOf(outcome: Outcome, message: string | undefined, options: AssertOptions): string {
  return String(options.message ?? message ?? outcome.message ?? '(unnamed assert)');
}
