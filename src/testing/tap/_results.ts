/**
 * Counts the test points of a document, and says at its end what became of them.
 *
 * @module
 */

/** A test point, with what was said about it. */
export interface TapAssert {
  readonly ok: boolean;
  /** Its number, counted where its line has none. */
  readonly id: number;
  readonly name: string;
  /** The names of the subtests that it is in, and its own, joined by ' > '. */
  readonly fullname: string;
  /** Whether it was skipped, or why. */
  readonly skip: boolean | string;
  /** Whether it may fail, or why. */
  readonly todo: boolean | string;
  /** How long it took, in milliseconds, where that is said. */
  readonly time: number | null;
  /** Its diagnostics: what their YAML says, or, where that is beyond the reader, their text; null if there are none. */
  readonly diag: unknown;
  /** Whether its subtest came in braces. */
  readonly buffered: boolean;
  /** Whether it stands for the subtest before it. */
  readonly closingTestPoint: boolean;
  /** What is wrong with it as TAP. */
  readonly tapError: string | null;
}

/** A failure: a test point, or what is wrong with the document. */
export type TapFailure =
  | TapAssert
  | { readonly tapError: string; readonly id?: number; readonly data?: string };

/** Which test points there are to be. */
export interface TapPlan {
  readonly start: number;
  readonly end: number;
  readonly comment: string;
}

/** What a document came to. */
export interface TapResults {
  /** Whether all that was planned was there, and none of it failed but what may. */
  readonly ok: boolean;
  /** How many test points there were. */
  readonly count: number;
  readonly pass: number;
  /** How many failed, those that may included, and how often the document broke the rules. */
  readonly fail: number;
  readonly bailout: boolean | string;
  readonly todo: number;
  readonly skip: number;
  /** Milliseconds, where the document says it. */
  readonly time: number | null;
  readonly plan: {
    readonly start: number | null;
    readonly end: number | null;
    readonly skipAll: boolean;
    readonly skipReason: string;
    readonly comment: string;
  };
  readonly failures: readonly TapFailure[];
}

/** How many numbers out of order are remembered, to notice one that comes twice. */
const REMEMBERED = 100_000;

/** Counts. */
export class Tally {
  ok = true;
  count = 0;
  #pass = 0;
  #fail = 0;
  #todo = 0;
  #skip = 0;
  time: number | null = null;
  readonly #failures: TapFailure[] = [];
  readonly #maxFailures: number;
  /** The numbers from 1 up to here have all been seen. */
  #seenUpTo = 0;
  readonly #seen = new Set<number>();

  constructor(maxFailures: number) {
    this.#maxFailures = maxFailures;
  }

  /** Counts a test point. */
  add(point: TapAssert): void {
    this.count += 1;
    if (point.ok) this.#pass += 1;
    else this.#fail += 1;
    if (point.skip !== false) this.#skip += 1;
    if (point.todo !== false) this.#todo += 1;
    if (point.tapError !== null) this.breach(point);
    else if (!point.ok && point.skip === false && point.todo === false) this.#note(point);
  }

  /** Counts what is wrong with the document. */
  breach(failure: TapFailure): void {
    this.#fail += 1;
    this.#note(failure);
  }

  #note(failure: TapFailure): void {
    this.ok = false;
    if (this.#failures.length < this.#maxFailures) this.#failures.push(failure);
  }

  /** Counts the numbers up to here that a plan leaves out. */
  checkRange({ start, end }: TapPlan): void {
    const numbers = [...this.#seen].sort((a, b) => a - b);
    for (const id of numbers) if (id < start) this.breach({ tapError: 'id less than plan start', id });
    for (let id = 1; id < start && id <= this.#seenUpTo; id++) {
      this.breach({ tapError: 'id less than plan start', id });
    }
    for (let id = end + 1; id <= this.#seenUpTo; id++) {
      this.breach({ tapError: 'id greater than plan end', id });
    }
    for (const id of numbers) if (id > end) this.breach({ tapError: 'id greater than plan end', id });
  }

  /** Whether a number comes for the second time. */
  repeats(id: number): boolean {
    if (id <= this.#seenUpTo && id >= 1) return true;
    if (this.#seen.has(id)) return true;
    if (id !== this.#seenUpTo + 1) {
      if (this.#seen.size < REMEMBERED) this.#seen.add(id);
      return false;
    }
    this.#seenUpTo = id;
    while (this.#seen.delete(this.#seenUpTo + 1)) this.#seenUpTo += 1;
    return false;
  }

  results(plan: TapPlan | undefined, bailout: boolean | string): TapResults {
    const skipAll = plan !== undefined && plan.end === 0;
    return {
      ok: this.ok && bailout === false,
      count: this.count,
      pass: this.#pass,
      fail: this.#fail,
      bailout,
      todo: this.#todo,
      skip: this.#skip,
      time: this.time,
      plan: {
        start: plan?.start ?? null,
        end: plan?.end ?? null,
        skipAll,
        skipReason: skipAll ? plan.comment : '',
        comment: plan?.comment ?? '',
      },
      failures: this.#failures,
    };
  }
}
