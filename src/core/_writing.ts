/**
 * How a chunk is written: to `_write` at once or by way of the queue, and how its writer is answered.
 *
 * @module
 */
import { asPlatformBytes, encodeText, isEncoding, nextTick } from '#platform';
import { callFinishCallbacks, finishIfDone } from './_finishing.ts';
import { invalidChunk } from './_invalid-chunk.ts';
import { nop } from './_nop.ts';
import { CONSTRUCTED, DESTROYED, ERRORED, OBJECT_MODE, SYNC } from './_state.ts';
import type { QueuedWrite, WritableState, WriteCallback } from './_writable-state.ts';
import {
  ALL_BYTES,
  CORKED,
  DECODE_STRINGS,
  DRAINING_QUEUE,
  ENDING,
  HAS_CALLBACK,
  NEED_DRAIN,
  OWES_NO_TICK,
  QUEUED,
  STRICT,
  WRITING,
} from './_writable-state.ts';
import { errorOrDestroy } from './destroy.ts';
import {
  ERR_MULTIPLE_CALLBACK,
  ERR_STREAM_DESTROYED,
  ERR_STREAM_NULL_VALUES,
  ERR_STREAM_OVERFLOW,
  ERR_STREAM_WRITE_AFTER_END,
  ERR_UNKNOWN_ENCODING,
} from './errors.ts';
import type { Encoding } from './types.ts';
import type { Writable, WritevChunk } from './writable.ts';

/** Starts what was held back while `_construct` ran. @internal */
export function onWritableConstructed(stream: Writable): void {
  const state = stream._writableState;
  if ((state.bits & WRITING) === 0) drainQueue(stream, state);
  if (state.bits & ENDING) finishIfDone(stream, state, false);
}

/** The `write` of a Writable. */
export function write<In>(
  this: Writable<In>,
  chunk: In,
  encoding?: Encoding | null | WriteCallback,
  callback?: WriteCallback,
): boolean {
  if (typeof encoding === 'function') return writeChunk(this, chunk, null, encoding) === true;
  return writeChunk(this, chunk, encoding, callback) === true;
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
  if (state.bits & (ENDING | DESTROYED | STRICT)) {
    const error = refusalOf(state);
    if (error !== undefined) {
      nextTick(callback, error);
      errorOrDestroy(stream, error, true);
      return error;
    }
  }

  if ((state.bits & FREE_MASK) !== FREE) state.enqueue(chunk, encoding, callback);
  else {
    state.writelen = size;
    if (callback !== nop) setCallback(state, callback);
    state.bits |= WRITING | SYNC;
    stream._write(chunk, encoding as Encoding, state.onwrite ?? makeOnwrite(stream, state));
    state.bits &= ~SYNC;
  }
  return hasRoom(state);
}

/** Why a stream takes no chunk now. */
function refusalOf({ bits, length, highWaterMark }: WritableState): Error | undefined {
  if (bits & ENDING) return ERR_STREAM_WRITE_AFTER_END();
  if (bits & DESTROYED) return ERR_STREAM_DESTROYED('write');
  return bits & NEED_DRAIN ? ERR_STREAM_OVERFLOW(length, highWaterMark) : undefined;
}

/** The bits of a stream that need not queue what is written. */
const FREE: number = CONSTRUCTED;
const FREE_MASK: number = FREE | WRITING | ERRORED | CORKED;

/** Whether the writer may go on; if it may not for want of room, 'drain' will follow. */
export function hasRoom(state: WritableState): boolean {
  const { length } = state;
  const isFull = length >= state.highWaterMark && length > 0;
  if (isFull) state.bits |= NEED_DRAIN;
  return !isFull && (state.bits & (ERRORED | DESTROYED)) === 0;
}

/** Keeps the callback of the chunk that `_write` is about to get. */
function setCallback(state: WritableState, callback: WriteCallback): void {
  state.writecb = callback;
  if (callback !== nop) state.bits |= HAS_CALLBACK;
}

/**
 * Makes the function that `_write` is given to call: one for all the writes of a stream.
 *
 * It is put down under a name first, because V8 makes a function in old space that is assigned to a property right
 * where it is written. There it would keep its stream, and all that the stream leads to, until the next full
 * collection, however short the stream's life was.
 */
export function makeOnwrite(stream: Writable, state: WritableState): WriteCallback {
  state.wake();
  const onwrite: WriteCallback = (error) => onWritten(stream, state, error);
  state.onwrite = onwrite;
  return onwrite;
}

/** The bits of a stream that has been written to without a callback, and owes nothing for it. */
const PLAIN_ANSWER: number = WRITING | SYNC | OWES_NO_TICK;
const PLAIN_ANSWER_MASK: number = PLAIN_ANSWER | HAS_CALLBACK | QUEUED | ENDING | NEED_DRAIN;

/** `_write` has answered. */
export function onWritten(stream: Writable, state: WritableState, error: Error | null | undefined): void {
  if ((state.bits & PLAIN_ANSWER_MASK) === PLAIN_ANSWER && !error) state.bits &= ~WRITING;
  else settle(stream, state, error);
}

/** Does what is due after a write: calls back, or fails, or goes on with the queue. */
function settle(stream: Writable, state: WritableState, error: Error | null | undefined): void {
  if ((state.bits & WRITING) === 0) {
    errorOrDestroy(stream, ERR_MULTIPLE_CALLBACK());
    return;
  }
  const sync = (state.bits & SYNC) !== 0;
  const callback = state.writecb;
  state.bits &= ~(WRITING | HAS_CALLBACK);
  state.writecb = nop;
  if (state.bits & OBJECT_MODE) state.writelen = 1;
  state.owed++;

  if (error) {
    if (state.errored === null) state.errored = error;
    const readable = (stream as { _readableState?: { errored: Error | null } })._readableState;
    if (readable !== undefined && readable.errored === null) readable.errored = error;
    if (sync) nextTick(onWriteFailed, stream, state, error, callback);
    else onWriteFailed(stream, state, error, callback);
    return;
  }

  if (state.bits & QUEUED) drainQueue(stream, state);
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
      state.bits |= OWES_NO_TICK;
      nextTick(answerTogether, stream, state, state.answered);
    } else {
      state.owed--;
      if (state.bits & ENDING) finishIfDone(stream, state, true);
    }
  } else if (state.answered !== null && state.answered.callback === callback) {
    state.answered.count++;
  } else {
    state.answered = { count: 1, callback };
    if (state.bits & OBJECT_MODE) state.bits &= ~OWES_NO_TICK;
    nextTick(answerTogether, stream, state, state.answered);
  }
}

function answerTogether(
  stream: Writable,
  state: WritableState,
  answered: { count: number; callback: WriteCallback },
): void {
  if (state.answered === answered) {
    state.answered = null;
    if (state.bits & OBJECT_MODE) state.bits &= ~OWES_NO_TICK;
  }
  answer(stream, state, answered.count, answered.callback);
}

/** Emits the 'drain' that is owed, calls the writers back and finishes if that was all. */
function answer(stream: Writable, state: WritableState, count: number, callback: WriteCallback): void {
  // A tick that is under way for writes without a callback is not waited for, as in Node.
  if (state.answered?.callback === nop) {
    state.answered = null;
    if (state.bits & OBJECT_MODE) state.bits &= ~OWES_NO_TICK;
  }
  if ((state.bits & (ENDING | DESTROYED | NEED_DRAIN)) === NEED_DRAIN && state.length === 0) {
    state.bits &= ~NEED_DRAIN;
    stream.emit('drain');
  }
  while (count-- > 0) {
    state.owed--;
    callback(null);
  }
  if (state.bits & DESTROYED) failQueue(state);
  if (state.bits & ENDING) finishIfDone(stream, state, true);
}

function onWriteFailed(stream: Writable, state: WritableState, error: Error, callback: WriteCallback): void {
  state.owed--;
  callback(error);
  failQueue(state);
  errorOrDestroy(stream, error);
}

/** Calls everybody who still waits with the error. */
export function failQueue(state: WritableState): void {
  if (state.bits & WRITING) return;
  while (state.bufferedIndex < state.buffered.length) {
    const { callback } = state.dequeue();
    state.owed++;
    callback(state.errored ?? ERR_STREAM_DESTROYED('write'));
  }
  callFinishCallbacks(state, state.errored ?? ERR_STREAM_DESTROYED('end'));
  state.clearQueue();
}

/** Hands the queue to `_writev` at once, or to `_write` one by one as long as it answers synchronously. */
export function drainQueue<In>(stream: Writable<In>, state: WritableState<In>): void {
  if ((state.bits & (CORKED | DRAINING_QUEUE | DESTROYED | CONSTRUCTED)) !== CONSTRUCTED) return;
  const waiting = state.buffered.length - state.bufferedIndex;
  if (waiting === 0) return;
  state.bits |= DRAINING_QUEUE;
  const onwrite = state.onwrite ?? makeOnwrite(stream as Writable, state as WritableState);
  if (waiting > 1 && stream._writev) {
    const chunks: QueuedWrite<In>[] & { allBuffers?: boolean } = state.getBuffer();
    chunks.allBuffers = (state.bits & ALL_BYTES) !== 0;
    state.owed -= waiting;
    state.writelen = state.queuedLength;
    state.queuedLength = 0;
    // What is written while `_writev` runs begins a queue of its own; until it returns there seems to be one anyway.
    state.clearQueue();
    state.bits |= QUEUED;
    setCallback(state as WritableState, callbackOfAll(chunks));
    state.bits |= WRITING | SYNC;
    stream._writev(chunks as unknown as WritevChunk<In>[], onwrite);
    state.bits &= ~SYNC;
    if (state.buffered.length === 0) state.bits &= ~QUEUED;
  } else {
    writeQueued(stream as Writable, state as WritableState);
  }
  state.bits &= ~DRAINING_QUEUE;
  if ((state.bits & (QUEUED | WRITING)) === QUEUED) drainQueue(stream, state);
}

/** Hands the queue to `_write` one by one as long as it answers synchronously. */
function writeQueued(stream: Writable, state: WritableState): void {
  const onwrite = state.onwrite as WriteCallback;
  do {
    const { chunk, encoding, callback } = state.dequeue();
    state.writelen = state.sizeOf(chunk);
    setCallback(state, callback);
    state.bits |= WRITING | SYNC;
    if (state.bits & DESTROYED) onwrite(ERR_STREAM_DESTROYED('write'));
    else stream._write(chunk, encoding as Encoding, onwrite);
    state.bits &= ~SYNC;
  } while (state.bufferedIndex < state.buffered.length && (state.bits & WRITING) === 0);
  trimQueue(state);
}

/** Goes on when a stream that was answered has been given the first write of its queue. */
export function goOn(stream: Writable, state: WritableState): void {
  state.bits &= ~SYNC;
  const isAnswered = (state.bits & WRITING) === 0;
  if (isAnswered && state.bufferedIndex < state.buffered.length) writeQueued(stream, state);
  else trimQueue(state);
  state.bits &= ~DRAINING_QUEUE;
  if ((state.bits & (QUEUED | WRITING)) === QUEUED) drainQueue(stream, state);
  // As long as something waits, neither 'drain' nor the end is due.
  if (state.length > 0 && state.answered === null) state.owed--;
  else answer(stream, state, 1, nop);
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
