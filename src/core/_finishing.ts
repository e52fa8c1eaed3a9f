/**
 * How a Writable comes to its good end: `_final`, 'prefinish', 'finish'.
 *
 * @module
 */
import { nextTick } from '#platform';
import { END_EMITTED, NOT_READABLE } from './_readable-state.ts';
import {
  AUTO_DESTROY,
  CLOSE_EMITTED,
  CONSTRUCTED,
  DESTROYED,
  ERROR_EMITTED,
  ERRORED,
  SYNC,
} from './_state.ts';
import type { WritableState } from './_writable-state.ts';
import { ENDING, FINAL_CALLED, FINISHED, PREFINISHED, QUEUED, WRITING } from './_writable-state.ts';
import { errorOrDestroy } from './destroy.ts';
import { ERR_MULTIPLE_CALLBACK } from './errors.ts';
import type { Writable } from './writable.ts';

/** Calls the callbacks of `end()`, once. */
export function callFinishCallbacks(state: WritableState, error: Error | null | undefined): void {
  const callbacks = state.finishCallbacks;
  if (callbacks === null) return;
  state.finishCallbacks = null;
  for (const callback of callbacks) callback(error);
}

/** The bits of a stream that has been ended, has nothing left to write, and has not been stopped. */
const MAY_FINISH: number = ENDING | CONSTRUCTED;

const MAY_FINISH_MASK: number =
  MAY_FINISH | DESTROYED | ERRORED | FINISHED | WRITING | QUEUED | ERROR_EMITTED | CLOSE_EMITTED;

function mayFinish(state: WritableState): boolean {
  return (state.bits & MAY_FINISH_MASK) === MAY_FINISH && state.queuedLength === 0;
}

/** Runs `_final` and emits 'prefinish' and 'finish', each when its time has come. */
export function finishIfDone(stream: Writable, state: WritableState, sync: boolean): void {
  if (!mayFinish(state)) return;
  if ((state.bits & (PREFINISHED | FINAL_CALLED)) === 0) {
    if (typeof stream._final === 'function' && (state.bits & DESTROYED) === 0) {
      state.bits |= FINAL_CALLED;
      callFinal(stream, state);
    } else {
      state.bits |= PREFINISHED;
      stream.emit('prefinish');
    }
  }
  if (state.owed > 0) return;
  if (sync) {
    state.owed++;
    nextTick(finishUnlessStopped, stream, state);
  } else if (mayFinish(state)) {
    state.owed++;
    finish(stream, state);
  }
}

function callFinal(stream: Writable, state: WritableState): void {
  let called = false;
  function onFinal(error?: Error | null): void {
    if (called) {
      errorOrDestroy(stream, error ?? ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    state.owed--;
    if (error) {
      callFinishCallbacks(state, error);
      errorOrDestroy(stream, error, (state.bits & SYNC) !== 0);
    } else if (mayFinish(state)) {
      state.bits |= PREFINISHED;
      stream.emit('prefinish');
      state.owed++;
      nextTick(finish, stream, state);
    }
  }
  state.bits |= SYNC;
  state.owed++;
  try {
    stream._final?.(onFinal);
  } catch (error) {
    onFinal(error as Error);
  }
  state.bits &= ~SYNC;
}

function finishUnlessStopped(stream: Writable, state: WritableState): void {
  if (mayFinish(state)) finish(stream, state);
  else state.owed--;
}

function finish(stream: Writable, state: WritableState): void {
  state.owed--;
  state.bits |= FINISHED;
  callFinishCallbacks(state, null);
  stream.emit('finish');
  if ((state.bits & AUTO_DESTROY) === 0) return;
  const other = (stream as { _readableState?: { bits: number } })._readableState?.bits;
  const otherIsDone =
    other === undefined || ((other & AUTO_DESTROY) !== 0 && (other & (END_EMITTED | NOT_READABLE)) !== 0);
  if (otherIsDone) stream.destroy();
}
