/**
 * How chunks go out of a Readable: `read`, and 'end' when nothing is left.
 *
 * @module
 */
import { nextTick } from '#platform';
import { emitData } from './_emit-data.ts';
import { emitReadable } from './_flowing.ts';
import type { ReadableState } from './_readable-state.ts';
import {
  DATA_EMITTED,
  EMITTED_READABLE,
  END_EMITTED,
  FLOWING,
  NEED_READABLE,
  R_ENDED,
  READING,
} from './_readable-state.ts';
import type { StreamState } from './_state.ts';
import {
  AUTO_DESTROY,
  CLOSE_EMITTED,
  CONSTRUCTED,
  DESTROYED,
  ERROR_EMITTED,
  ERRORED,
  OBJECT_MODE,
  SYNC,
} from './_state.ts';
import { FINISHED, NOT_WRITABLE } from './_writable-state.ts';
import { errorOrDestroy } from './destroy.ts';
import { ERR_OUT_OF_RANGE } from './errors.ts';
import { clearAwaitDrain } from './pipe.ts';
import type { Readable } from './readable.ts';
import type { Writable } from './writable.ts';

/** `read(size)`: takes from the buffer what may be taken now, and asks `_read` for more if it runs low. */
export function readFrom<Out>(stream: Readable<Out>, asked: number | undefined): Out | null {
  const state = stream._readableState;
  const wanted =
    asked === undefined ? Number.NaN : Number.isInteger(asked) ? asked : Number.parseInt(`${asked}`, 10);
  if (wanted > state.highWaterMark) state.highWaterMark = markFor(wanted);
  if (wanted !== 0) state.bits &= ~EMITTED_READABLE;

  if (wanted === 0 && state.bits & NEED_READABLE && (isFull(state) || state.bits & R_ENDED)) {
    if (state.length === 0 && state.bits & R_ENDED) endLater(stream, state);
    else emitReadable(stream, state);
    return null;
  }
  let size = takeable(wanted, state);
  if (size === 0 && state.bits & R_ENDED) {
    if (state.length === 0) endLater(stream, state);
    return null;
  }

  const runsLow = state.length === 0 || state.length - size < state.highWaterMark;
  const mayAsk = (state.bits & (R_ENDED | READING | DESTROYED | ERRORED | CONSTRUCTED)) === CONSTRUCTED;
  if (mayAsk && (runsLow || state.bits & NEED_READABLE)) {
    state.bits |= READING | SYNC;
    if (state.length === 0) state.bits |= NEED_READABLE;
    try {
      stream._read(state.highWaterMark);
    } catch (error) {
      errorOrDestroy(stream, error as Error);
    }
    state.bits &= ~SYNC;
    if ((state.bits & READING) === 0) size = takeable(wanted, state);
  }

  const chunk = size > 0 && state.length > 0 ? state.take(size) : null;
  if (chunk === null) {
    if (state.length <= state.highWaterMark) state.bits |= NEED_READABLE;
    else state.bits &= ~NEED_READABLE;
    size = 0;
  } else clearAwaitDrain(state as ReadableState);
  if (state.length === 0) {
    if ((state.bits & R_ENDED) === 0) state.bits |= NEED_READABLE;
    else if (wanted !== size) endLater(stream, state);
  }
  if (chunk !== null && (state.bits & (ERROR_EMITTED | CLOSE_EMITTED)) === 0) {
    state.bits |= DATA_EMITTED;
    emitData(stream, chunk);
  }
  return chunk;
}

function isFull(state: ReadableState): boolean {
  return state.highWaterMark === 0 ? state.length > 0 : state.length >= state.highWaterMark;
}

/** How much of what is wanted (NaN: any amount) can be taken now. */
function takeable(wanted: number, state: ReadableState): number {
  if (wanted <= 0 || (state.length === 0 && state.bits & R_ENDED)) return 0;
  if (state.bits & OBJECT_MODE) return 1;
  if (Number.isNaN(wanted)) {
    return state.bits & FLOWING && state.length > 0 ? (state.first as Uint8Array).length : state.length;
  }
  if (wanted <= state.length) return wanted;
  return state.bits & R_ENDED ? state.length : 0;
}

/** The largest number of bytes that `read(n)` may ask for: a high-water mark is raised to a power of two. */
const LARGEST_READ: number = 1024 ** 3;

/** The next power of two. */
function markFor(size: number): number {
  if (size > LARGEST_READ) throw ERR_OUT_OF_RANGE('size', '<= 1GiB', size);
  return 2 ** Math.ceil(Math.log2(size));
}

/** Emits 'end' on the next tick, unless something is put back until then. */
function endLater(stream: Readable, state: ReadableState): void {
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
