/**
 * A client and a server, and the wire between them, on which everything can be seen, cut and replaced.
 *
 * @module
 */
import { concatBytes } from '#platform';
import { Duplex } from '../../core/duplex.ts';
import { through } from '../through.ts';

/** Cheap enough for tests. */
export const cost = { cost: 16, blockSize: 1, parallelization: 1 } as const;

/** Options of a client that does not insist on more. */
export const cheap = { minCost: 2 } as const;

/** A stream that gives back what it is given. */
export function echo(): ReturnType<typeof through<Uint8Array>> {
  return through<Uint8Array>();
}

/** One end of a wire; what is written here goes to `heard`, and `say` lets it be read. */
export interface WireEnd extends Duplex<Uint8Array, Uint8Array> {
  say(bytes: Uint8Array | null): void;
  readonly heard: Uint8Array[];
}

/** Makes an end whose other end is the test. */
export function wireEnd(onheard: (bytes: Uint8Array, end: WireEnd) => void = () => {}): WireEnd {
  const heard: Uint8Array[] = [];
  const end: WireEnd = Object.assign(
    new Duplex<Uint8Array, Uint8Array>({
      read() {},
      write(chunk, _encoding, done) {
        heard.push(chunk);
        onheard(chunk, end);
        done();
      },
    }),
    { heard, say: (bytes: Uint8Array | null) => void end.push(bytes) },
  );
  return end;
}

/** A wire that hands bytes on in pieces of the lengths given, over and over; it waits to have enough of them. */
export function cutWire(lengths: readonly number[]): [WireEnd, WireEnd] {
  const lane = (to: () => WireEnd) => {
    let held = new Uint8Array(0) as Uint8Array;
    let turn = 0;
    let isScheduled = false;
    function flush(): void {
      isScheduled = false;
      while (held.length > 0) {
        const length = Math.max(1, lengths[turn++ % lengths.length] ?? 1);
        to().say(held.slice(0, length));
        held = held.slice(length);
      }
    }
    return (bytes: Uint8Array) => {
      held = concatBytes([held, bytes], held.length + bytes.length);
      if (!isScheduled) setTimeout(flush);
      isScheduled = true;
    };
  };
  const a: WireEnd = wireEnd(lane(() => b));
  const b: WireEnd = wireEnd(lane(() => a));
  a.on('finish', () => setTimeout(() => b.say(null)));
  b.on('finish', () => setTimeout(() => a.say(null)));
  return [a, b];
}
