/**
 * How many newlines lie before some offsets of a file, so that a later slice need not count them again.
 *
 * @module
 */

/** What of a file's state tells whether it has changed. */
export interface FileState {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** Whether nothing tells of a change between two states of a file. */
export function sameState(a: FileState, b: FileState): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtimeMs === b.mtimeMs &&
    a.ctimeMs === b.ctimeMs
  );
}

/** An offset and how many newlines lie before it. */
export interface Mark {
  readonly offset: number;
  readonly newlines: number;
}

/** How many marks are kept at most: beyond that every other one goes. */
const MAX_MARKS = 1 << 14;

/** How coarse the clocks of file systems are at most: a file changed since may change again and not show it. */
const SETTLED_MS = 2000;

const BEGINNING: Mark = { offset: 0, newlines: 0 };

/** The marks of a file in one state: of another state they say nothing. */
export class LineIndex {
  readonly #state: FileState;
  readonly #settled: boolean;
  /** The newlines before each multiple of the step, without those before 0. */
  #marks: number[] = [];
  #step: number;

  /** `step` is the distance of the offsets that are told of. */
  constructor(state: FileState, step: number) {
    this.#state = state;
    this.#step = step;
    this.#settled = Date.now() - Math.max(state.ctimeMs, state.mtimeMs) > SETTLED_MS;
  }

  /** Whether a file in this state holds what was counted. */
  fits(state: FileState): boolean {
    return this.#settled && sameState(state, this.#state);
  }

  /** Takes note of a mark if it is the next one. */
  note({ offset, newlines }: Mark): void {
    if (offset !== (this.#marks.length + 1) * this.#step) return;
    this.#marks.push(newlines);
    if (this.#marks.length < MAX_MARKS) return;
    this.#marks = this.#marks.filter((_, n) => n % 2 === 1);
    this.#step *= 2;
  }

  /** Returns the last mark before the newline of that number, counted from 1. */
  before(newline: number): Mark {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle] as number) < newline) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? BEGINNING : { offset: low * this.#step, newlines: this.#marks[low - 1] as number };
  }
}
