/**
 * A queue: what is put in first comes out first.
 *
 * @module
 */

/** Places of items already taken that a queue may carry along before it is cut. */
const SPENT_PLACES = 1024;

/** A queue that takes and gives in constant time, however long it is. */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  /** How many items wait. */
  get length(): number {
    return this.#items.length - this.#head;
  }

  /** The item that has waited longest; undefined if there is none. */
  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Takes the item that has waited longest; undefined if there is none. */
  shift(): T | undefined {
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined as T;
    if (this.#head >= this.#items.length) this.clear();
    else if (this.#head >= SPENT_PLACES && this.#head >= this.#items.length / 2) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Forgets everything. */
  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}
