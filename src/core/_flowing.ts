/**
 * What a Readable does on its own, a tick later: it says that it is readable, reads ahead, and flows.
 *
 * @module
 */
import { nextTick } from '#platform';
import type { ReadableState } from './_readable-state.ts';
import {
  DATA_LISTENING,
  EMITTED_READABLE,
  FLOWING,
  NEED_READABLE,
  PAUSED,
  R_ENDED,
  READABLE_LISTENING,
  READING,
  READING_MORE,
  RESUME_SCHEDULED,
} from './_readable-state.ts';
import { CONSTRUCTED, DESTROYED, ERRORED } from './_state.ts';
import type { Readable } from './readable.ts';

/** Starts what was held back while `_construct` ran. @internal */
export function onReadableConstructed(stream: Readable): void {
  const state = stream._readableState;
  if (state.bits & NEED_READABLE) readMore(stream, state);
}

/** Emits 'readable' on the next tick, once however much comes until then. */
export function emitReadable(stream: Readable, state: ReadableState): void {
  state.bits &= ~NEED_READABLE;
  if (state.bits & EMITTED_READABLE) return;
  state.bits |= EMITTED_READABLE;
  nextTick(emitReadableNow, stream, state);
}

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

/** Fills the buffer on the next tick, as far as the high-water mark. */
export function readMore(stream: Readable, state: ReadableState): void {
  if ((state.bits & (READING_MORE | CONSTRUCTED)) !== CONSTRUCTED) return;
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

export function readNothing(stream: Readable): void {
  stream.read(0);
}

export function updateListening(stream: Readable): void {
  const state = stream._readableState;
  if (stream.listenerCount('readable') > 0) state.bits |= READABLE_LISTENING;
  else state.bits &= ~READABLE_LISTENING;
  if ((state.bits & (RESUME_SCHEDULED | PAUSED)) === RESUME_SCHEDULED) state.flowing = true;
  else if (state.bits & DATA_LISTENING) stream.resume();
  else if ((state.bits & READABLE_LISTENING) === 0) state.flowing = null;
}

export function scheduleResume(stream: Readable, state: ReadableState): void {
  if (state.bits & RESUME_SCHEDULED) return;
  state.bits |= RESUME_SCHEDULED;
  nextTick(resumeNow, stream, state);
}

function resumeNow(stream: Readable, state: ReadableState): void {
  if ((state.bits & READING) === 0) stream.read(0);
  state.bits &= ~RESUME_SCHEDULED;
  stream.emit('resume');
  flow(stream, state);
  if ((state.bits & (FLOWING | READING)) === FLOWING) stream.read(0);
}

function flow(stream: Readable, state: ReadableState): void {
  while (state.bits & FLOWING && stream.read() !== null);
}
