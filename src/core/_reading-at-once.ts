/**
 * How a loop reads a Readable of objects whose `_read` gives them at once.
 *
 * @module
 */
import { EventEmitter, nextTick } from '#platform';
import type { ReadableState } from './_readable-state.ts';
import {
  AWAITS_DRAIN,
  DATA_EMITTED,
  DECODES,
  EMITTED_READABLE,
  FLOWING,
  HELD,
  NEED_READABLE,
  R_ENDED,
  READABLE_BEHIND,
  READING,
  READING_MORE,
  SMOOTH_READ,
} from './_readable-state.ts';
import { read } from './_reading.ts';
import {
  CLOSE_EMITTED,
  CONSTRUCTED,
  DESTROYED,
  ERROR_EMITTED,
  ERRORED,
  OBJECT_MODE,
  SYNC,
} from './_state.ts';
import { handOut, takeable } from './_taking.ts';
import { errorOrDestroy } from './destroy.ts';
import type { Readable } from './readable.ts';

/** The bits that say what a smooth read is doing. */
const ASKS: number = READING | SYNC | SMOOTH_READ;
const ASKED: number = SYNC | SMOOTH_READ | HELD;
const HAS_EMITTED: number = DATA_EMITTED;

/** `read()` for a loop: finds out, too, whether the next one may be by `readSmoothly`. */
export function readForLoop<Out>(stream: Readable<Out>, state: ReadableState<Out>): Out | null {
  const { bits } = state;
  const chunk = stream.read();
  if ((bits & (READING_MORE | READABLE_BEHIND)) === READING_MORE && state.bits & EMITTED_READABLE) {
    state.bits |= READABLE_BEHIND;
    nextTick(onReadableBehind, state);
  }
  return chunk;
}

function onReadableBehind(state: ReadableState): void {
  state.bits &= ~READABLE_BEHIND;
}

/** The emitter's own `emit`, as it was when this was loaded: what replaces it wants to see every event. */
const { emit } = EventEmitter.prototype;

/** An emitter's listeners by event: none, one, or an array. */
type Listening = { readonly _events?: { readonly data?: unknown; readonly readable?: unknown } };

/** The bits of a stream of objects that does not flow and may be asked for more. */
const STILL: number = CONSTRUCTED | OBJECT_MODE;
const STILL_MASK: number = STILL | FLOWING | READING | R_ENDED | DESTROYED | ERRORED | DECODES;
/** The bits of one whose empty buffer has sent off every tick that makes a difference. */
const STILL_EMPTY: number = READING_MORE | READABLE_BEHIND;
/** The bits of one whose `_read` has pushed one chunk and done nothing else. */
const STILL_GOES_ON: number = STILL | HELD;
const STILL_GOES_ON_MASK: number = STILL_MASK | STILL_GOES_ON | NEED_READABLE | ERROR_EMITTED | CLOSE_EMITTED;

/** Whether `readSmoothly` may stand in for `read()`: nobody but the reader itself would hear of the chunk. */
export function isSmooth(stream: Readable, state: ReadableState): boolean {
  const { bits, stored } = state;
  if ((bits & STILL_MASK) !== STILL || stream.read !== read) return false;
  if (stored === 0) {
    if ((bits & STILL_EMPTY) !== STILL_EMPTY) return false;
  } else if (bits & NEED_READABLE || stored > state.highWaterMark) return false;
  const { _events: events } = stream as Listening;
  return events?.data === undefined && typeof events?.readable === 'function' && stream.emit === emit;
}

/**
 * Does what `read()` does where `isSmooth` holds, but for one thing: a chunk that comes into the empty buffer and
 * goes at once sends off no tick for a 'readable' of its own. Two are under way, before and behind the one that
 * fills the buffer.
 */
export function readSmoothly<Out>(stream: Readable<Out>, state: ReadableState<Out>): Out | null {
  const wasEmpty = state.stored === 0;
  state.bits = (state.bits & ~(EMITTED_READABLE | NEED_READABLE)) | ASKS;
  try {
    stream._read(state.highWaterMark);
  } catch (error) {
    errorOrDestroy(stream, error as Error);
  }
  const { bits } = state;
  const isHeard = (stream as Listening)._events?.data !== undefined || stream.emit !== emit;
  if ((bits & STILL_GOES_ON_MASK) !== STILL_GOES_ON || isHeard) {
    if (bits & HELD) state.keepHeld();
    state.bits = bits & ~ASKED;
    if (wasEmpty && state.stored > 0) state.bits |= EMITTED_READABLE;
    const sizeBefore = wasEmpty ? 0 : 1;
    return handOut(stream, state, Number.NaN, bits & READING ? sizeBefore : takeable(Number.NaN, state));
  }
  const chunk = wasEmpty ? (state.held as Out) : state.exchange();
  state.held = undefined;
  state.bits = (bits & ~ASKED) | (wasEmpty ? HAS_EMITTED | EMITTED_READABLE | NEED_READABLE : HAS_EMITTED);
  if (bits & AWAITS_DRAIN) state.clearAwaitDrain();
  return chunk;
}
