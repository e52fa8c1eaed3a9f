/**
 * A queue of which both ends are reached in constant time, however long it is.
 *
 * @module
 */

/** What a chain is made of. */
export interface Link<L> {
  /** The one behind, once there is one. */
  next: L | undefined;
}

/** Links in the order in which they were put in. */
export class Chain<L extends Link<L>> {
  /** The oldest. */
  first: L | undefined;
  #last: L | undefined;

  push(link: L): void {
    if (this.#last === undefined) this.first = link;
    else this.#last.next = link;
    this.#last = link;
  }

  /** Takes the oldest out. */
  shift(): L | undefined {
    const link = this.first;
    this.first = link?.next;
    if (this.first === undefined) this.#last = undefined;
    return link;
  }

  clear(): void {
    this.first = this.#last = undefined;
  }
}
