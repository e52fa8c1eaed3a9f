/**
 * What has come in and waits to be read, and what the other end may still send.
 *
 * @module
 */
import { FIRST_CREDIT } from './_frames.ts';

/** The account of what one end receives. Until it is opened with a window, the other end may send anything. */
export class Inbox {
  /** What has been taken in and not read. */
  cost = 0;
  /** What the other end may still send. */
  credit: number = Infinity;
  /** What has been read and not been granted again. */
  #read = 0;

  /** Limits the other end to its first credit, and owes it the rest of a window. */
  open(windowBytes: number): void {
    this.credit = FIRST_CREDIT;
    this.#read = windowBytes - FIRST_CREDIT;
  }

  /** Takes a message in. */
  push(cost: number): void {
    this.credit -= cost;
    this.cost += cost;
  }

  /** Lets a message go that has been read. */
  shift(cost: number): void {
    this.cost -= cost;
    this.#read += cost;
  }

  /** Returns the credit to grant again for what has been read: half a window at a time, else 0. */
  grant(windowBytes: number): number {
    if (this.credit > windowBytes / 2) return 0;
    const cost = this.#read;
    this.credit += cost;
    this.#read = 0;
    return cost;
  }
}
