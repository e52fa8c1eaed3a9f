/**
 * Listens to every event of an emitter, before the emitter's own listeners do.
 *
 * @module
 */
import type { EmitterLike } from '../core/types.ts';
import type { EventArray } from './_received-event.ts';
import { LISTENER_EVENTS } from './_received-event.ts';

/** Hears of each event of an emitter that is named by a string and not about its listeners. */
export type Tap = (event: EventArray) => void;

/** What stands in the place of an emitter's `emit`. */
interface TappedEmit {
  readonly taps: Set<Tap>;
  /** Puts back what stood there before, unless somebody has put another over this one. */
  restore(): boolean;
}

const tapped: WeakMap<EmitterLike, TappedEmit> = /* @__PURE__ */ new WeakMap();

/** Adds a tap, after those that are there. */
export function tap(emitter: EmitterLike, listener: Tap): void {
  let emit = tapped.get(emitter);
  if (emit === undefined) {
    emit = replaceEmit(emitter);
    tapped.set(emitter, emit);
  }
  emit.taps.add(listener);
}

/** Removes a tap; with the last one the emitter is as it was. */
export function untap(emitter: EmitterLike, listener: Tap): void {
  const emit = tapped.get(emitter);
  if (emit === undefined || !emit.taps.delete(listener) || emit.taps.size > 0) return;
  if (emit.restore()) tapped.delete(emitter);
}

function replaceEmit(emitter: EmitterLike): TappedEmit {
  const taps = new Set<Tap>();
  const isOwn = Object.hasOwn(emitter, 'emit');
  const { emit } = emitter;

  function tappedEmit(this: EmitterLike, event: string, ...args: unknown[]): boolean {
    if (typeof event === 'string' && !LISTENER_EVENTS.includes(event)) {
      for (const listener of [...taps]) listener([event, ...args]);
    }
    return emit.call(this, event, ...args);
  }
  function restore(): boolean {
    if (emitter.emit !== tappedEmit) return false;
    if (isOwn) emitter.emit = emit;
    else delete (emitter as { emit?: unknown }).emit;
    return true;
  }

  emitter.emit = tappedEmit;
  return { taps, restore };
}
