/**
 * How chunks go out of a Readable: by `read`, or by themselves while it flows; and 'readable' and 'end', which
 * tell of it.
 *
 * @module
 */
import { nextTick } from '#platform';
import { unshiftReadsMore } from './_host-line.ts';
import { beginTurn, handOn } from './_link.ts';
import type { ReadableState } from './_readable-state.ts';
import {
  AWAITS_DRAIN,
  DATA_EMITTED,
  DATA_LISTENING,
  DECODES,
  EMITTED_READABLE,
  END_UNTOLD,
  FLOWING,
  HELD,
  NEED_READABLE,
  PAUSED,
  R_ENDED,
  READABLE_LISTENING,
  READING,
  READING_MORE,
  RESUME_SCHEDULED,
  SMOOTH_READ,
} from './_readable-state.ts';
import { sizeOfBytes } from './_size-of-bytes.ts';
import {
  CLOSE_EMITTED,
  CONSTRUCTED,
  DESTROYED,
  ERROR_EMITTED,
  ERRORED,
  OBJECT_MODE,
  SYNC,
} from './_state.ts';
import { endLater, handOut, takeable } from './_taking.ts';
import { kPassage } from './_transform-keys.ts';
import { errorOrDestroy } from './destroy.ts';
import { ERR_OUT_OF_RANGE } from './errors.ts';
import type { Readable } from './readable.ts';

/** The `read` of a Readable: takes what may be taken now off the buffer, and asks `_read` for more if it runs low. */
export function read<Out>(this: Readable<Out>, asked?: number): Out | null {
  const state = this._readableState;
  const wanted =
    asked === undefined ? Number.NaN : Number.isInteger(asked) ? asked : Number.parseInt(`${asked}`, 10);
  if (wanted > state.highWaterMark) state.highWaterMark = markFor(wanted);
  if (wanted !== 0) state.bits &= ~(EMITTED_READABLE | END_UNTOLD);

  if (wanted === 0 && state.bits & NEED_READABLE && (isFull(state) || state.bits & R_ENDED)) {
    if (state.length === 0 && state.bits & R_ENDED) endLater(this, state);
    else emitReadable(this, state);
    return null;
  }
  let size = takeable(wanted, state);
  if (size === 0 && state.bits & R_ENDED) {
    if (state.length === 0) endLater(this, state);
    return null;
  }

  const runsLow = state.length === 0 || state.length - size < state.highWaterMark;
  const mayAsk = (state.bits & (R_ENDED | READING | DESTROYED | ERRORED | CONSTRUCTED)) === CONSTRUCTED;
  if (mayAsk && (runsLow || state.bits & NEED_READABLE)) {
    state.bits |= READING | SYNC;
    if (state.length === 0) state.bits |= NEED_READABLE;
    try {
      this._read(state.highWaterMark);
    } catch (error) {
      errorOrDestroy(this, error as Error);
    }
    state.bits &= ~SYNC;
    if ((state.bits & READING) === 0) size = takeable(wanted, state);
  }

  return handOut(this, state, wanted, size);
}

function isFull(state: ReadableState): boolean {
  return state.highWaterMark === 0 ? state.length > 0 : state.length >= state.highWaterMark;
}

/** The largest number of bytes that `read(n)` may ask for: a high-water mark is raised to a power of two. */
const LARGEST_READ: number = 1024 ** 3;

/** The next power of two. */
function markFor(size: number): number {
  if (size > LARGEST_READ) throw ERR_OUT_OF_RANGE('size', '<= 1GiB', size);
  return 2 ** Math.ceil(Math.log2(size));
}

/** Starts what was held back while `_construct` ran. @internal */
export function onReadableConstructed(stream: Readable): void {
  const state = stream._readableState;
  if (state.bits & NEED_READABLE) readMore(stream, state);
}

/** Emits 'readable' on the next tick, once however much comes until then. */
export function emitReadable(stream: Readable, state: ReadableState): void {
  state.bits &= ~(NEED_READABLE | SMOOTH_READ);
  if (state.bits & EMITTED_READABLE) return;
  state.bits |= EMITTED_READABLE;
  nextTick(emitReadableNow, stream, state);
}

/** Emits the 'readable' that is due, and lets the stream flow if it does. */
export function emitReadableNow(stream: Readable, state: ReadableState): void {
  if ((state.bits & (DESTROYED | ERRORED)) === 0 && (state.length > 0 || state.bits & R_ENDED)) {
    stream.emit('readable');
    state.bits &= ~EMITTED_READABLE;
  }
  if ((state.bits & (FLOWING | R_ENDED)) === 0 && state.length <= state.highWaterMark) {
    state.bits |= NEED_READABLE;
  }
  flow(stream, state);
}

/** The bits that decide whether the buffer is to be filled: it is not while it is being filled. */
const MORE_MASK: number = CONSTRUCTED | READING_MORE | (unshiftReadsMore ? 0 : READING);

/** Fills the buffer on the next tick, as far as the high-water mark. */
export function readMore(stream: Readable, state: ReadableState): void {
  if ((state.bits & MORE_MASK) !== CONSTRUCTED) return;
  state.bits |= READING_MORE;
  nextTick(readMoreNow, stream, state);
}

function readMoreNow(stream: Readable, state: ReadableState): void {
  while (
    (state.bits & (READING | R_ENDED)) === 0 &&
    (state.length < state.highWaterMark || (state.bits & FLOWING && state.length === 0))
  ) {
    const before = state.length;
    stream.read(0);
    if (state.length === before) break;
  }
  state.bits &= ~READING_MORE;
}

/** Asks for chunks without taking one. */
export function readNothing(stream: Readable): void {
  stream.read(0);
}

/** Decides between flowing and paused after a 'readable' listener has left. */
export function updateListening(stream: Readable): void {
  const state = stream._readableState;
  if (stream.listenerCount('readable') > 0) state.bits |= READABLE_LISTENING;
  else state.bits &= ~READABLE_LISTENING;
  if ((state.bits & (RESUME_SCHEDULED | PAUSED)) === RESUME_SCHEDULED) state.flowing = true;
  else if (state.bits & DATA_LISTENING) stream.resume();
  else if ((state.bits & READABLE_LISTENING) === 0) state.flowing = null;
}

/** Starts the flow on the next tick. */
export function scheduleResume(stream: Readable, state: ReadableState): void {
  if (state.bits & RESUME_SCHEDULED) return;
  state.bits |= RESUME_SCHEDULED;
  nextTick(resumeNow, stream, state);
}

function resumeNow(stream: Readable, state: ReadableState): void {
  beginTurn();
  if ((state.bits & READING) === 0) stream.read(0);
  state.bits &= ~RESUME_SCHEDULED;
  stream.emit('resume');
  flow(stream, state);
  if ((state.bits & (FLOWING | READING)) === FLOWING) stream.read(0);
}

function flow(stream: Readable, state: ReadableState): void {
  while (state.bits & FLOWING) {
    if ((state.bits & SMOOTH_MASK) === SMOOTH && isOrdinary(stream, state)) flowSmoothly(stream, state);
    else if (stream.read() === null) return;
  }
}

/** The bits of a stream that flows and may be asked for more. */
const SMOOTH: number = FLOWING | CONSTRUCTED | READING_MORE;
const SMOOTH_MASK: number =
  SMOOTH |
  READING |
  R_ENDED |
  DESTROYED |
  ERRORED |
  NEED_READABLE |
  EMITTED_READABLE |
  DECODES |
  AWAITS_DRAIN;

/**
 * Whether a chunk waits and few others, nothing but the stream's own `read` would take it, and `_read` gets
 * more from elsewhere than from what is written to the stream, as a Transform's does.
 */
function isOrdinary(stream: Readable & { [kPassage]?: unknown }, state: ReadableState): boolean {
  if (stream[kPassage] !== undefined) return false;
  return state.stored > 0 && state.isLow && stream.read === read;
}

/** The bits that say what a smooth flow is doing. */
const ASKS: number = READING | SYNC | SMOOTH_READ;
const ASKED: number = SYNC | SMOOTH_READ | HELD;
const HAS_EMITTED: number = DATA_EMITTED;
const IS_OBJECTS: number = OBJECT_MODE;

/** The bits of a stream whose `_read` has pushed one chunk and done nothing else. */
const GOES_ON: number = SMOOTH | SYNC | HELD;
const GOES_ON_MASK: number = SMOOTH_MASK | GOES_ON | ERROR_EMITTED | CLOSE_EMITTED;

/**
 * Does what `read()` does, again and again, in the commonest case: a chunk waits, `_read` is asked for another,
 * and the one that waits is handed out. What `read()` has to find out each time is known here.
 */
function flowSmoothly(stream: Readable, state: ReadableState): void {
  const isObjects = (state.bits & IS_OBJECTS) !== 0;
  do {
    const sizeOfFirst = isObjects ? 1 : state.sizeOf(state.first);
    state.bits |= ASKS;
    try {
      stream._read(state.highWaterMark);
    } catch (error) {
      errorOrDestroy(stream, error as Error);
    }
    const { bits } = state;
    if ((bits & GOES_ON_MASK) !== GOES_ON) {
      if (bits & HELD) state.keepHeld();
      state.bits = bits & ~ASKED;
      const size = bits & READING ? sizeOfFirst : takeable(Number.NaN, state);
      handOut(stream, state, Number.NaN, size);
      return;
    }
    const chunk = state.exchange();
    if (!isObjects) state.stored += sizeOfBytes(state.held) - sizeOfFirst;
    state.bits = (bits & ~ASKED) | HAS_EMITTED;
    handOn(stream, state, chunk);
  } while ((state.bits & SMOOTH_MASK) === SMOOTH && state.isLow && stream.read === read);
  state.held = undefined;
}
