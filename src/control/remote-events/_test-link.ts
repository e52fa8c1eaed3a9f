/**
 * A connection between two streams that delivers when it is told to, and can be cut.
 *
 * @module
 */
import { nextTick } from '#platform';
import type { ClassicStream } from '../../core/classic.ts';
import { through } from '../through.ts';
import type { RemoteEvents } from './index.ts';

/** What the test holds of a connection. */
export interface Link {
  /** Delivers so many chunks of the one, then of the other; by default all, and whatever is answered to them. */
  pump(ofA?: number, ofB?: number): void;
  /** Loses what is on its way, and destroys both streams. */
  cut(): void;
}

/** Connects two ends, once both have had their tick. */
export async function link(a: RemoteEvents, b: RemoteEvents): Promise<Link> {
  const [one, other] = [a.getStream(), b.getStream()];
  const lanes = [laneBetween(one, other), laneBetween(other, one)];
  await new Promise<void>((resolve) => nextTick(resolve));
  function deliver(...counts: number[]): void {
    for (const [i, { chunks, to }] of lanes.entries()) {
      for (let n = counts[i] ?? 0; n > 0 && chunks.length > 0; n--) to.write(chunks.shift());
    }
  }
  return {
    pump(...counts) {
      deliver(...(counts as number[]));
      if (counts.length === 0) while (lanes.some(({ chunks }) => chunks.length > 0)) deliver(1, 1);
    },
    cut() {
      for (const lane of lanes) lane.chunks.length = 0;
      one.destroy();
      other.destroy();
    },
  };
}

function laneBetween(from: ClassicStream, to: ClassicStream): { chunks: unknown[]; to: ClassicStream } {
  const chunks: unknown[] = [];
  from.pipe(
    through(
      (chunk) => {
        chunks.push(chunk);
      },
      () => {},
    ),
  );
  return { chunks, to };
}
