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
  /** Delivers so many chunks in each direction, by default all, and whatever is answered to them. */
  pump(count?: number): void;
  /** Loses what is on its way, and destroys both streams. */
  cut(): void;
}

/** Connects two ends, once both have had their tick. */
export async function link(a: RemoteEvents, b: RemoteEvents): Promise<Link> {
  const [one, other] = [a.getStream(), b.getStream()];
  const lanes = [laneBetween(one, other), laneBetween(other, one)];
  await new Promise<void>((resolve) => nextTick(resolve));
  return {
    pump(count = Number.POSITIVE_INFINITY) {
      for (let i = 0; i < count && lanes.some(({ chunks }) => chunks.length > 0); i++) {
        for (const { chunks, to } of lanes) if (chunks.length > 0) to.write(chunks.shift());
      }
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
