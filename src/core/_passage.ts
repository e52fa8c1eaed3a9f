/**
 * How a chunk passes through a Transform: from its writable side by `_transform` to its readable side.
 *
 * @module
 */
import { nextTick } from '#platform';
import { isDeep, passOn } from './_link.ts';
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
import { sizeOfBytes } from './_size-of-bytes.ts';
import { DESTROYED, ERRORED, OBJECT_MODE, SYNC } from './_state.ts';
import { kPassage, kWaiting } from './_transform-keys.ts';
import type { WritableState, WriteCallback } from './_writable-state.ts';
import { ENDED } from './_writable-state.ts';
import { onWritten } from './_writing.ts';
import type { Transform, TransformCallback } from './transform.ts';
import type { Encoding } from './types.ts';

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
    if (result !== null && result !== undefined) stream.push(result);
    answer(passage);
  }
}

/** Answers the write; that of an ordinary one without its callback. */
function finishWrite({ stream, writable, callback }: Passage): void {
  if (callback === writable.onwrite) onWritten(stream, writable, null);
  else callback();
}

/** Answers the write, or keeps it waiting until the readable side has room. */
function answer({ stream, readable, writable, callback, before }: Passage): void {
  const { length } = readable;
  const hasRoom = before === length || length < readable.highWaterMark;
  if (readable.bits & R_ENDED) nextTick(callback);
  else if (hasRoom || writable.bits & ENDED) callback();
  else stream[kWaiting] = callback;
}
