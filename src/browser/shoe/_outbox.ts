/**
 * What waits to be sent, first in first out, what it costs, and what the other end takes now.
 *
 * @module
 */
import type { Chunk } from './_frames.ts';

/** A chunk and its cost. */
interface Parcel {
  readonly chunk: Chunk;
  readonly cost: number;
}

/** Parcels already taken that the queue may carry along before it is cut. */
const SPENT_PARCELS = 1024;

/** A queue of parcels that knows the sum of their costs. */
export class Outbox {
  /** The sum of the costs. */
  cost = 0;
  /** What the other end takes now. The last parcel may take it below 0. */
  credit: number = Infinity;
  #queue: Parcel[] = [];
  #head = 0;

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#head === this.#queue.length;
  }

  /** Adds a chunk. */
  push(chunk: Chunk, cost: number): void {
    this.#queue.push({ chunk, cost });
    this.cost += cost;
  }

  /** Whether something waits and there is credit for it. */
  get canSend(): boolean {
    return !this.isEmpty && this.credit > 0;
  }

  /** Takes the first chunk; there has to be one. */
  shift(): Chunk {
    const { chunk, cost } = this.#queue[this.#head++] as Parcel;
    this.cost -= cost;
    this.credit -= cost;
    if (this.isEmpty || this.#head === SPENT_PARCELS) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return chunk;
  }
}
