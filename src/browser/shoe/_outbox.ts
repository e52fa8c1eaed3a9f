/**
 * What waits to be sent, first in first out, what it costs, and what the other end takes now.
 *
 * @module
 */
import { Fifo } from '../../core/_fifo.ts';
import type { Chunk } from './_frames.ts';

/** A chunk and its cost. */
interface Parcel {
  readonly chunk: Chunk;
  readonly cost: number;
}

/** A queue of parcels that knows the sum of their costs. */
export class Outbox {
  /** The sum of the costs. */
  cost = 0;
  /** What the other end takes now. The last parcel may take it below 0. */
  credit: number = Infinity;
  readonly #queue = new Fifo<Parcel>();

  /** Whether nothing waits. */
  get isEmpty(): boolean {
    return this.#queue.length === 0;
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
    const { chunk, cost } = this.#queue.shift() as Parcel;
    this.cost -= cost;
    this.credit -= cost;
    return chunk;
  }
}
