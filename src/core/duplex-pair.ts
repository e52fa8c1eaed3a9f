/**
 * Two Duplexes that are each other's other end: what is written to one is read from the other.
 *
 * @see https://nodejs.org/api/stream.html#streamduplexpairoptions
 *
 * @module
 */
import { nextTick } from '#platform';
import { pairsPartTogether } from './_host-line.ts';
import type { WriteCallback } from './_writable-state.ts';
import type { DoneCallback } from './destroy.ts';
import type { DuplexOptions } from './duplex.ts';
import { Duplex } from './duplex.ts';
import type { Encoding } from './types.ts';

class DuplexSide<In, Out> extends Duplex<In, Out> {
  #other!: DuplexSide<Out, In>;
  /** The write of the other side that is answered when this side wants more. */
  #waiting: WriteCallback | undefined;

  static join<A, B>(one: DuplexSide<A, B>, other: DuplexSide<B, A>): void {
    one.#other = other;
    other.#other = one;
  }

  override _read(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }

  override _write(chunk: In, encoding: Encoding, callback: WriteCallback): void {
    if ((chunk as { length?: number }).length === 0) nextTick(callback);
    else {
      // Before the push, for that may ask for more at once.
      this.#other.#waiting = callback;
      this.#other.push(chunk, encoding);
    }
  }

  override _final(callback: DoneCallback): void {
    this.#other.on('end', callback);
    this.#other.push(null);
  }

  override _destroy(error: Error | null, callback: DoneCallback): void {
    if (pairsPartTogether) nextTick(part, this.#other, error !== null);
    callback(error);
  }
}

/** Ends what the other side reads; one that failed takes the other along, which is not told why. */
function part(other: Duplex, hasFailed: boolean): void {
  if (hasFailed) other.destroy();
  else if (!other.destroyed) other.push(null);
}

/**
 * Makes two Duplexes that are connected, so that a protocol can be tried without a network.
 *
 * A write is answered when the other side wants to read more, 'finish' comes when the other side has ended.
 * Destroying one side ends what the other reads, and with an error destroys it; before Node 24 it is left as it is.
 *
 * @param options those of a Duplex, for both sides.
 *
 * @example Question and answer
 * ```ts
 * import { duplexPair } from 'gardenhose';
 *
 * const [client, server] = duplexPair<string, number>({ objectMode: true });
 * server.on('data', (word) => server.write((word as string).length));
 * client.write('beep');
 * const answer = await new Promise((resolve) => client.once('data', resolve));
 * assert.equal(answer, 4);
 * ```
 */
export function duplexPair<In = unknown, Out = In>(
  options?: DuplexOptions<never, never, never> | null,
): [Duplex<In, Out>, Duplex<Out, In>] {
  const one = new DuplexSide<In, Out>((options ?? undefined) as DuplexOptions<In, Out> | undefined);
  const other = new DuplexSide<Out, In>((options ?? undefined) as DuplexOptions<Out, In> | undefined);
  DuplexSide.join(one, other);
  return [one, other];
}
