/**
 * How chunks are taken off the buffer of a Readable, and 'end', which follows the last of them.
 *
 * @module
 */
import { nextTick } from '#platform';
import { readGivesOneChunk } from './_host-line.ts';
import { handOn } from './_link.ts';
import type { ReadableState } from './_readable-state.ts';
import {
  AWAITS_DRAIN,
  DATA_EMITTED,
  END_EMITTED,
  FLOWING,
  NEED_READABLE,
  R_ENDED,
} from './_readable-state.ts';
import type { StreamState } from './_state.ts';
import { AUTO_DESTROY, CLOSE_EMITTED, ERROR_EMITTED, ERRORED, OBJECT_MODE } from './_state.ts';
import { FINISHED, NOT_WRITABLE } from './_writable-state.ts';
import type { Readable } from './readable.ts';
import type { Writable } from './writable.ts';

/** Takes `size` off the buffer, says so, and returns it. */
export function handOut<Out>(
  stream: Readable<Out>,
  state: ReadableState<Out>,
  wanted: number,
  size: number,
): Out | null {
  const chunk = size > 0 && state.length > 0 ? state.take(size) : null;
  if (chunk === null) {
    if (state.length <= state.highWaterMark) state.bits |= NEED_READABLE;
    size = 0;
  } else if (state.bits & AWAITS_DRAIN) state.clearAwaitDrain();
  if (state.length === 0) {
    if ((state.bits & R_ENDED) === 0) state.bits |= NEED_READABLE;
    else if (wanted !== size) endLater(stream, state);
  }
  if (chunk !== null && (state.bits & (ERROR_EMITTED | CLOSE_EMITTED)) === 0) {
    state.bits |= DATA_EMITTED;
    handOn(stream, state, chunk);
  }
  return chunk;
}

/** How much of what is wanted (NaN: any amount) can be taken now. */
export function takeable(wanted: number, state: ReadableState): number {
  if (wanted <= 0 || (state.length === 0 && state.bits & R_ENDED)) return 0;
  if (state.bits & OBJECT_MODE) return 1;
  if (Number.isNaN(wanted)) {
    const isOneChunk = state.bits & FLOWING || (readGivesOneChunk && state.decoder === null);
    return isOneChunk && state.length > 0 ? (state.first as Uint8Array).length : state.length;
  }
  if (wanted <= state.length) return wanted;
  return state.bits & R_ENDED ? state.length : 0;
}

/** Emits 'end' on the next tick, unless something is put back until then. */
export function endLater(stream: Readable, state: ReadableState): void {
  if (state.bits & END_EMITTED) return;
  state.bits |= R_ENDED;
  nextTick(end, stream, state);
}

function end(stream: Readable & { _writableState?: StreamState }, state: ReadableState): void {
  if (state.bits & (ERRORED | CLOSE_EMITTED | END_EMITTED) || state.length > 0) return;
  state.bits |= END_EMITTED;
  stream.emit('end');
  if (stream.writable && (stream as { allowHalfOpen?: boolean }).allowHalfOpen === false) {
    nextTick(endWritable, stream as unknown as Writable);
  } else if (state.bits & AUTO_DESTROY) {
    const other = stream._writableState?.bits;
    const otherIsDone =
      other === undefined || ((other & AUTO_DESTROY) !== 0 && (other & (FINISHED | NOT_WRITABLE)) !== 0);
    if (otherIsDone) stream.destroy();
  }
}

function endWritable(stream: Writable): void {
  if (stream.writable && !stream.writableEnded && !stream.destroyed) stream.end();
}
