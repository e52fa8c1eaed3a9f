/**
 * How a chunk is written: to `_write` at once or by way of the queue, and how its writer is answered.
 *
 * @module
 */
import { asPlatformBytes, encodeText, isEncoding, nextTick } from '#platform';
import { callFinishCallbacks, finishIfDone } from './_finishing.ts';
import { invalidChunk } from './_invalid-chunk.ts';
import { CONSTRUCTED, DESTROYED, ERRORED, OBJECT_MODE, SYNC } from './_state.ts';
import type { QueuedWrite, WritableState, WriteCallback } from './_writable-state.ts';
import { ALL_BYTES, DECODE_STRINGS, DRAINING_QUEUE, ENDING, NEED_DRAIN, WRITING } from './_writable-state.ts';
import { errorOrDestroy } from './destroy.ts';
import {
  ERR_MULTIPLE_CALLBACK,
  ERR_STREAM_DESTROYED,
  ERR_STREAM_NULL_VALUES,
  ERR_STREAM_WRITE_AFTER_END,
  ERR_UNKNOWN_ENCODING,
} from './errors.ts';
import type { Encoding } from './types.ts';
import type { Writable, WritevChunk } from './writable.ts';

/** The callback of a write whose writer gave none. */
function nop(): void {}

/** Starts what was held back while `_construct` ran. @internal */
export function onWritableConstructed(stream: Writable): void {
  const state = stream._writableState;
  if ((state.bits & WRITING) === 0) drainQueue(stream, state);
  if (state.bits & ENDING) finishIfDone(stream, state, false);
}

/** Takes a chunk: to `_write` if it is free, else to the queue. Returns what `write` returns, or the error. */
export function writeChunk<In>(
  stream: Writable<In>,
  chunk: In,
  givenEncoding: string | null | undefined,
  callback: WriteCallback | undefined,
): boolean | Error {
  const state = stream._writableState;
  if (chunk === null) throw ERR_STREAM_NULL_VALUES();

  let encoding = givenEncoding as string;
  let size = 1;
  if ((state.bits & OBJECT_MODE) === 0) {
    if (!encoding) encoding = state.defaultEncoding;
    else if (encoding !== 'buffer' && !isEncoding(encoding)) throw ERR_UNKNOWN_ENCODING(encoding);
    let data: unknown = chunk;
    if (typeof data === 'string') {
      if (state.bits & DECODE_STRINGS) {
        data = encodeText(data, encoding as Encoding);
        encoding = 'buffer';
      }
    } else if (ArrayBuffer.isView(data)) {
      data = asPlatformBytes(data as Uint8Array);
      encoding = 'buffer';
    } else {
      throw invalidChunk(chunk);
    }
    chunk = data as In;
    size = (data as string | Uint8Array).length;
  }

  if (typeof callback !== 'function') callback = nop;
  if (state.bits & (ENDING | DESTROYED)) {
    const error = state.bits & ENDING ? ERR_STREAM_WRITE_AFTER_END() : ERR_STREAM_DESTROYED('write');
    nextTick(callback, error);
    errorOrDestroy(stream, error, true);
    return error;
  }

  state.pendingcb++;
  state.length += size;
  if ((state.bits & (WRITING | ERRORED | CONSTRUCTED)) !== CONSTRUCTED || state.corked > 0) {
    state.enqueue(chunk, encoding, callback);
  } else {
    state.writelen = size;
    state.writecb = callback;
    state.bits |= WRITING | SYNC;
    stream._write(chunk, encoding as Encoding, answerOf(stream, state));
    state.bits &= ~SYNC;
  }
  const hasRoom = state.length < state.highWaterMark || state.length === 0;
  if (!hasRoom) state.bits |= NEED_DRAIN;
  return hasRoom && (state.bits & (ERRORED | DESTROYED)) === 0;
}

/** The function that `_write` is given to call: one for all the writes of a stream. */
function answerOf(stream: Writable, state: WritableState): WriteCallback {
  state.onwrite ??= (error) => onWritten(stream, state, error);
  return state.onwrite;
}

/** `_write` has answered. */
function onWritten(stream: Writable, state: WritableState, error: Error | null | undefined): void {
  const callback = state.writecb;
  if (callback === null) {
    errorOrDestroy(stream, ERR_MULTIPLE_CALLBACK());
    return;
  }
  const sync = (state.bits & SYNC) !== 0;
  state.bits &= ~WRITING;
  state.writecb = null;
  state.length -= state.writelen;
  state.writelen = 0;

  if (error) {
    if (state.errored === null) state.errored = error;
    const readable = (stream as { _readableState?: { errored: Error | null } })._readableState;
    if (readable !== undefined && readable.errored === null) readable.errored = error;
    if (sync) nextTick(onWriteFailed, stream, state, error, callback);
    else onWriteFailed(stream, state, error, callback);
    return;
  }

  if (state.buffered.length > state.bufferedIndex) drainQueue(stream, state);
  if (sync) answerLater(stream, state, callback);
  else answer(stream, state, 1, callback);
}

/**
 * Calls back on the next tick. One tick serves all the writes of a turn that share a callback; a write without
 * a callback needs a tick only if 'drain' is owed or, as in Node, in object mode.
 */
function answerLater(stream: Writable, state: WritableState, callback: WriteCallback): void {
  if (callback === nop) {
    const drainIsOwed = (state.bits & NEED_DRAIN) !== 0 && state.length === 0;
    if (state.answered === null && (drainIsOwed || state.bits & OBJECT_MODE)) {
      state.answered = { count: 1, callback };
      nextTick(answerTogether, stream, state, state.answered);
    } else {
      state.pendingcb--;
      if (state.bits & ENDING) finishIfDone(stream, state, true);
    }
  } else if (state.answered !== null && state.answered.callback === callback) {
    state.answered.count++;
  } else {
    state.answered = { count: 1, callback };
    nextTick(answerTogether, stream, state, state.answered);
  }
}

function answerTogether(
  stream: Writable,
  state: WritableState,
  answered: { count: number; callback: WriteCallback },
): void {
  if (state.answered === answered) state.answered = null;
  answer(stream, state, answered.count, answered.callback);
}

/** Emits the 'drain' that is owed, calls the writers back and finishes if that was all. */
function answer(stream: Writable, state: WritableState, count: number, callback: WriteCallback): void {
  if ((state.bits & (ENDING | DESTROYED | NEED_DRAIN)) === NEED_DRAIN && state.length === 0) {
    state.bits &= ~NEED_DRAIN;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.pendingcb--;
    callback(null);
  }
  if (state.bits & DESTROYED) failQueue(state);
  if (state.bits & ENDING) finishIfDone(stream, state, true);
}

function onWriteFailed(stream: Writable, state: WritableState, error: Error, callback: WriteCallback): void {
  state.pendingcb--;
  callback(error);
  failQueue(state);
  errorOrDestroy(stream, error);
}

/** Calls everybody who still waits with the error. */
export function failQueue(state: WritableState): void {
  if (state.bits & WRITING) return;
  for (; state.bufferedIndex < state.buffered.length; state.bufferedIndex++) {
    const { chunk, callback } = state.buffered[state.bufferedIndex] as QueuedWrite;
    state.length -= sizeOf(state, chunk);
    callback(state.errored ?? ERR_STREAM_DESTROYED('write'));
  }
  callFinishCallbacks(state, state.errored ?? ERR_STREAM_DESTROYED('end'));
  state.clearQueue();
}

function sizeOf(state: WritableState, chunk: unknown): number {
  return state.bits & OBJECT_MODE ? 1 : (chunk as Uint8Array).length;
}

/** Hands the queue to `_writev` at once, or to `_write` one by one as long as it answers synchronously. */
export function drainQueue<In>(stream: Writable<In>, state: WritableState<In>): void {
  if (state.corked > 0 || (state.bits & (DRAINING_QUEUE | DESTROYED | CONSTRUCTED)) !== CONSTRUCTED) return;
  const waiting = state.buffered.length - state.bufferedIndex;
  if (waiting === 0) return;
  state.bits |= DRAINING_QUEUE;
  if (waiting > 1 && stream._writev) {
    state.pendingcb -= waiting - 1;
    const chunks: QueuedWrite<In>[] & { allBuffers?: boolean } = state.getBuffer();
    chunks.allBuffers = (state.bits & ALL_BYTES) !== 0;
    state.writecb = callbackOfAll(chunks);
    state.writelen = state.length;
    state.bits |= WRITING | SYNC;
    stream._writev(chunks as unknown as WritevChunk<In>[], answerOf(stream, state));
    state.bits &= ~SYNC;
    state.clearQueue();
  } else {
    do {
      const { chunk, encoding, callback } = state.buffered[state.bufferedIndex] as QueuedWrite<In>;
      (state.buffered as unknown[])[state.bufferedIndex++] = null;
      state.writecb = callback;
      state.writelen = sizeOf(state, chunk);
      state.bits |= WRITING | SYNC;
      if (state.bits & DESTROYED) answerOf(stream, state)(ERR_STREAM_DESTROYED('write'));
      else stream._write(chunk, encoding as Encoding, answerOf(stream, state));
      state.bits &= ~SYNC;
    } while (state.bufferedIndex < state.buffered.length && (state.bits & WRITING) === 0);
    trimQueue(state);
  }
  state.bits &= ~DRAINING_QUEUE;
}

function callbackOfAll(writes: readonly QueuedWrite[]): WriteCallback {
  if (writes.every((write) => write.callback === nop)) return nop;
  return (error) => {
    for (const { callback } of writes) callback(error);
  };
}

/** How many places of the queue may be empty before it is cut. */
const EMPTY_PLACES = 256;

function trimQueue(state: WritableState): void {
  if (state.bufferedIndex === state.buffered.length) state.clearQueue();
  else if (state.bufferedIndex > EMPTY_PLACES) {
    state.buffered.splice(0, state.bufferedIndex);
    state.bufferedIndex = 0;
  }
}
