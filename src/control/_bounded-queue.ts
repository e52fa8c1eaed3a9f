/**
 * A queue that never holds more than it was made for.
 *
 * @module
 */
import { Fifo } from '../core/_fifo.ts';
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

/** @throws {ERR_INVALID_ARG_VALUE} for an `overflow` that is none of the three. */
export function validateOverflow(overflow: Overflow): void {
  validateWord('options.overflow', overflow, ['error', 'drop-oldest', 'drop-newest']);
}

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
  readonly #items = new Fifo<T>();

  constructor(
    { maxBuffered = DEFAULT_MAX_BUFFERED, overflow = 'drop-oldest' }: BoundedQueueOptions,
    onfull: (max: number) => Error,
  ) {
    validateLimit('options.maxBuffered', maxBuffered, 0);
    validateOverflow(overflow);
    this.#max = maxBuffered;
    this.#overflow = overflow;
    this.#onfull = onfull;
  }

  /** How many items are held. */
  get length(): number {
    return this.#items.length;
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
    return this.#items.first;
  }

  /** Takes the oldest item out; undefined if there is none. */
  shift(): T | undefined {
    return this.#items.shift();
  }

  /** Takes one item out, wherever it is; false if it is not there. */
  remove(item: T): boolean {
    const { length } = this;
    if (length > 0 && this.first === item) this.shift();
    else for (const other of this.#takeAll()) if (other !== item) this.#items.push(other);
    return this.length < length;
  }

  /** The items, oldest first. */
  toArray(): T[] {
    const items = this.#takeAll();
    for (const item of items) this.#items.push(item);
    return items;
  }

  /** Lets everything go. */
  clear(): void {
    this.#items.clear();
  }

  #takeAll(): T[] {
    return Array.from({ length: this.length }, () => this.#items.shift() as T);
  }
}
