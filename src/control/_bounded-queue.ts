/**
 * A queue that never holds more than it was made for.
 *
 * @module
 */
import { validateLimit, validateWord } from './_validate.ts';

/**
 * What becomes of an item for which there is no room: 'drop-oldest' lets the oldest go in its place,
 * 'drop-newest' lets itself go, 'error' is an error.
 */
export type Overflow = 'drop-oldest' | 'drop-newest' | 'error';

/** Options of whatever holds items in such a queue. */
export interface BoundedQueueOptions {
  /** Most items that are held. @default 1024 */
  readonly maxBuffered?: number | undefined;
  /** What becomes of an item for which there is no room. @default 'drop-oldest' */
  readonly overflow?: Overflow | undefined;
}

const DEFAULT_MAX_BUFFERED = 1024;

/** Items already taken out that the array may carry along before it is cut. */
const SPENT_ITEMS = 1024;

/**
 * First in, first out, at most `maxBuffered` items. `onfull` makes the error of the policy 'error'.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `maxBuffered` is no number
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
 * @throws {ERR_OUT_OF_RANGE} a `maxBuffered` below 0
 */
export class BoundedQueue<T> {
  readonly #max: number;
  readonly #overflow: Overflow;
  readonly #onfull: (max: number) => Error;
  #items: (T | undefined)[] = [];
  #head = 0;

  constructor(
    { maxBuffered = DEFAULT_MAX_BUFFERED, overflow = 'drop-oldest' }: BoundedQueueOptions,
    onfull: (max: number) => Error,
  ) {
    validateLimit('options.maxBuffered', maxBuffered, 0);
    validateWord('options.overflow', overflow, ['drop-oldest', 'drop-newest', 'error']);
    this.#max = maxBuffered;
    this.#overflow = overflow;
    this.#onfull = onfull;
  }

  /** How many items are held. */
  get length(): number {
    return this.#items.length - this.#head;
  }

  /**
   * Takes an item in; returns the one that had to go for want of room, if one had to.
   *
   * @throws what `onfull` makes: there is no room, and the policy is 'error'
   */
  push(item: T): T | undefined {
    if (this.length < this.#max) {
      this.#items.push(item);
      return undefined;
    }
    if (this.#overflow === 'error') throw this.#onfull(this.#max);
    if (this.#overflow === 'drop-newest' || this.#max < 1) return item;
    const oldest = this.shift();
    this.#items.push(item);
    return oldest;
  }

  /** The oldest item; undefined if there is none. */
  get first(): T | undefined {
    return this.#items[this.#head];
  }

  /** Takes the oldest item out. */
  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (this.length === 0) return undefined;
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) this.clear();
    else if (this.#head === SPENT_ITEMS) {
      this.#items = this.#items.slice(SPENT_ITEMS);
      this.#head = 0;
    }
    return item;
  }

  /** Takes one item out, wherever it is; false if it is not there. */
  remove(item: T): boolean {
    const index = this.#items.indexOf(item, this.#head);
    if (index >= 0) this.#items.splice(index, 1);
    return index >= 0;
  }

  /** The items, oldest first. */
  toArray(): T[] {
    return this.#items.slice(this.#head) as T[];
  }

  /** Lets everything go. */
  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}
