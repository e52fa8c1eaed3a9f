/**
 * The subtests of a test, which run one after the other.
 *
 * @module
 */
import type { TestCase } from './test.ts';

/** A queue of tests, of which the first may be running. */
export class Subtests {
  readonly #queue: TestCase[] = [];
  #run: Promise<void> | undefined;

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  /** The one that runs. */
  get running(): TestCase | undefined {
    return this.#run === undefined ? undefined : this.#queue[0];
  }

  add(test: TestCase): void {
    this.#queue.push(test);
  }

  /** Forgets those that have not begun. */
  dropWaiting(): void {
    this.#queue.length = this.#run === undefined ? 0 : 1;
  }

  /** Runs all, or those up to one. */
  async run(last?: TestCase): Promise<void> {
    while (!this.isEmpty && !last?._isOver) {
      this.#run ??= this.#runFirst();
      await this.#run;
    }
  }

  async #runFirst(): Promise<void> {
    await this.#queue[0]?._run();
    this.#queue.shift();
    this.#run = undefined;
  }
}
