/**
 * How a chunk passes through a Transform: from its writable side by `_transform` to its readable side.
 *
 * @module
 */
import { nextTick } from '#platform';
import { isDeep, passOn } from './_link.ts';
import { nop } from './_nop.ts';
import { push } from './_pushing.ts';
import type { ReadableState } from './_readable-state.ts';
import {
  AWAITS_DRAIN,
  DATA_EMITTED,
  DATA_LISTENING,
  DECODES,
  FLOWING,
  R_ENDED,
  READING,
  READING_MORE,
} from './_readable-state.ts';
import { readMore } from './_reading.ts';
import { sizeOfBytes } from './_size-of-bytes.ts';
import { CONSTRUCTED, DESTROYED, ERRORED, OBJECT_MODE, SYNC } from './_state.ts';
import { kPassage, kWaiting } from './_transform-keys.ts';
import type { WritableState, WriteCallback } from './_writable-state.ts';
import { CORKED, DRAINING_QUEUE, ENDED, ENDING, HAS_CALLBACK, QUEUED, WRITING } from './_writable-state.ts';
import { goOn, onWritten } from './_writing.ts';
import type { Transform, TransformCallback } from './transform.ts';
import type { Encoding } from './types.ts';
import type { Writable } from './writable.ts';

/** What `_transform` is given to call, one function for all the chunks of a stream. */
export class Passage {
  readonly stream: Transform;
  readonly readable: ReadableState;
  readonly writable: WritableState;
  /** Called when the chunk has been dealt with. */
  readonly callback: WriteCallback;
  readonly done: TransformCallback;
  /** The `_write` that this stands for. */
  readonly write: Transform['_write'] = transformWrite as Transform['_write'];
  /** What was buffered when the chunk came. */
  before = 0;

  constructor(stream: Transform, callback: WriteCallback) {
    this.stream = stream;
    this.readable = stream._readableState;
    this.writable = stream._writableState;
    this.callback = callback;
    // Under a name of its own, lest V8 make it in old space: see makeOnwrite.
    const done: TransformCallback = (error, result) => onTransformed(this, error, result);
    this.done = done;
  }
}

/** The passage for a callback: the stream's own if the callback is that of ordinary writes. */
export function passageOf(stream: Transform, callback: WriteCallback): Passage {
  if (callback !== stream._writableState.onwrite) return new Passage(stream, callback);
  stream[kPassage] ??= new Passage(stream, callback);
  return stream[kPassage];
}

/** The `_write` of a Transform. */
export function transformWrite(
  this: Transform,
  chunk: unknown,
  encoding: Encoding,
  callback: WriteCallback,
): void {
  const passage = passageOf(this, callback);
  passage.before = this._readableState.length;
  this._transform(chunk, encoding, passage.done);
}

/** The bits of a stream that hands out what is pushed in the same call. */
const STRAIGHT: number = FLOWING | DATA_LISTENING | READING_MORE;
const STRAIGHT_MASK: number = STRAIGHT | SYNC | R_ENDED | DESTROYED | ERRORED | DECODES | AWAITS_DRAIN;
const WAS_READING: number = READING;
const HAS_EMITTED: number = DATA_EMITTED;
const IS_OBJECTS: number = OBJECT_MODE;

const IN_CALL: number = SYNC;
const HAS_ENDED: number = R_ENDED;

/** `_transform` has answered. */
function onTransformed(passage: Passage, error: Error | null | undefined, result: unknown): void {
  const { stream, readable } = passage;
  const { bits } = readable;
  if (
    (bits & STRAIGHT_MASK) === STRAIGHT &&
    readable.stored === 0 &&
    !error &&
    (bits & IS_OBJECTS ? result !== null && result !== undefined : sizeOfBytes(result) > 0) &&
    stream.push === push &&
    !isDeep()
  ) {
    readable.bits = (bits & ~WAS_READING) | HAS_EMITTED;
    passOn(stream, readable, result);
    if ((readable.bits & HAS_ENDED) === 0 && readable.stored < readable.highWaterMark) finishWrite(passage);
    else answer(passage);
  } else if (error) passage.callback(error);
  else {
    if (result !== null && result !== undefined) pushLate(stream, readable, result);
    answer(passage);
  }
}

/** The bits of a stream that answers in a turn of its own: the tick that fills its buffer is yet to be sent off. */
const LATE: number = STRAIGHT & ~READING_MORE;

/** Pushes a result; one that comes late but alone is handed out as `push` would do it. */
function pushLate(stream: Transform, readable: ReadableState, result: unknown): void {
  const { bits } = readable;
  if (
    (bits & STRAIGHT_MASK) === LATE &&
    readable.stored === 0 &&
    (bits & IS_OBJECTS || sizeOfBytes(result) > 0) &&
    stream.push === push &&
    !isDeep()
  ) {
    readable.bits = (bits & ~WAS_READING) | HAS_EMITTED;
    passOn(stream, readable, result);
    readMore(stream, readable);
  } else stream.push(result);
}

/** Answers the write; that of an ordinary one without its callback. */
function finishWrite(passage: Passage): void {
  const { stream, writable, callback } = passage;
  if (callback !== writable.onwrite) callback();
  else if (writable.bits & IN_CALL) onWritten(stream, writable, null);
  else finishWriteLater(passage);
}

/** The bits of a stream that answers a write later, and has nothing to do then but to go on with its queue. */
const GOES_ON: number = WRITING | QUEUED | CONSTRUCTED;
const GOES_ON_MASK: number = GOES_ON | HAS_CALLBACK | ENDING | DESTROYED | CORKED | DRAINING_QUEUE;

/** Answers an ordinary write later than in the call of `_transform`. */
function finishWriteLater(passage: Passage): void {
  const { stream, writable, write } = passage;
  const next = writable.buffered[writable.bufferedIndex];
  if (
    (writable.bits & GOES_ON_MASK) === GOES_ON &&
    next?.callback === nop &&
    (stream._write as unknown) === write &&
    !stream._writev
  ) {
    takeNext(passage);
  } else onWritten(stream, writable, null);
}

/** Does what `onWritten` does in that case: the next write goes to `_transform`, then the last is answered. */
function takeNext(passage: Passage): void {
  const { stream, readable, writable } = passage;
  const { chunk, encoding } = writable.replace();
  passage.before = readable.length;
  stream._transform(chunk, encoding as Encoding, passage.done);
  goOn(stream as unknown as Writable, writable);
}

/** Answers the write, or keeps it waiting until the readable side has room. */
function answer(passage: Passage): void {
  const { stream, readable, writable, callback, before } = passage;
  const { length } = readable;
  const hasRoom = before === length || length < readable.highWaterMark;
  if (readable.bits & R_ENDED) nextTick(callback);
  else if (hasRoom || writable.bits & ENDED) finishWrite(passage);
  else stream[kWaiting] = callback;
}
