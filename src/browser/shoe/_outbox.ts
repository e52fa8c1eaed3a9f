/**
 * What waits to be sent, first in first out, and what it costs.
 *
 * @module
 */
import type { Chunk } from './_frames.ts';

/** A chunk and its cost. */
export interface Parcel {
  readonly chunk: Chunk;
  readonly cost: number;
}

/** Parcels already taken that the queue may carry along before it is cut. */
const SPENT_PARCELS = 1024;

/** A queue of parcels that knows the sum of their costs. */
export class Outbox {
  /** The sum of the costs. */
  cost = 0;
  #queue: Parcel[] = [];
  #head = 0;

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#head === this.#queue.length;
  }

  /** Adds a parcel. */
  push(chunk: Chunk, cost: number): void {
    this.#queue.push({ chunk, cost });
    this.cost += cost;
  }

  /** Takes the first parcel; there has to be one. */
  shift(): Parcel {
    const parcel = this.#queue[this.#head++] as Parcel;
    this.cost -= parcel.cost;
    if (this.isEmpty || this.#head === SPENT_PARCELS) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return parcel;
  }
}
