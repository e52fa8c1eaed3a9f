/**
 * How a chunk passes through a Transform: from its writable side by `_transform` to its readable side.
 *
 * @module
 */
import { nextTick } from '#platform';
import { handOn } from './_link.ts';
import { isWhole, push } from './_pushing.ts';
import type { ReadableState } from './_readable-state.ts';
import {
  DATA_EMITTED,
  DATA_LISTENING,
  DECODES,
  FLOWING,
  HELD,
  R_ENDED,
  READING,
  READING_MORE,
} from './_readable-state.ts';
import { DESTROYED, ERRORED, SYNC } from './_state.ts';
import type { WritableState, WriteCallback } from './_writable-state.ts';
import { ENDED } from './_writable-state.ts';
import type { Transform, TransformCallback } from './transform.ts';

export const kWaiting: unique symbol = Symbol('waiting');
export const kPassage: unique symbol = Symbol('passage');

/** How chunks pass through a Transform: what `_transform` is given to call, one for all the chunks of a stream. */
export class Passage {
  readonly stream: Transform;
  readonly readable: ReadableState;
  readonly writable: WritableState;
  readonly callback: WriteCallback;
  readonly done: TransformCallback;
  /** What was buffered when the chunk came. */
  before = 0;

  constructor(stream: Transform, callback: WriteCallback) {
    this.stream = stream;
    this.readable = stream._readableState;
    this.writable = stream._writableState;
    this.callback = callback;
    this.done = (error, result) => onTransformed(this, error, result);
  }

  /** Notes what is buffered. */
  start(): void {
    const { readable } = this;
    if (readable.bits & HAS_HELD) readable.keepHeld();
    this.before = readable.stored;
  }
}

/** Makes the passage for a callback; that of the ordinary writes is kept. */
export function passageOf(stream: Transform, callback: WriteCallback): Passage {
  const passage = new Passage(stream, callback);
  if (callback === stream._writableState.onwrite) stream[kPassage] = passage;
  return passage;
}

const HAS_HELD: number = HELD;

/** The bits of a stream that hands out what is pushed in the same call. */
const STRAIGHT: number = FLOWING | DATA_LISTENING | READING_MORE;
const STRAIGHT_MASK: number = STRAIGHT | SYNC | R_ENDED | DESTROYED | ERRORED | DECODES;
const HAS_ENDED: number = R_ENDED;
const HAS_ENDED_OR_HELD: number = R_ENDED | HELD;
const WAS_READING: number = READING;
const HAS_EMITTED: number = DATA_EMITTED;
const HAS_BEEN_ENDED: number = ENDED;

/** `_transform` has answered. */
function onTransformed(passage: Passage, error: Error | null | undefined, result: unknown): void {
  const { stream, readable, writable, callback } = passage;
  if (error) {
    callback(error);
    return;
  }
  if (result !== null && result !== undefined) {
    if (
      (readable.bits & STRAIGHT_MASK) !== STRAIGHT ||
      readable.stored !== 0 ||
      readable.awaitDrainWriters !== null ||
      stream.push !== push ||
      !isWhole(readable, result)
    ) {
      stream.push(result);
    } else {
      readable.bits = (readable.bits & ~WAS_READING) | HAS_EMITTED;
      handOn(stream, readable, result);
      if ((readable.bits & HAS_ENDED_OR_HELD) === 0 && readable.stored < readable.highWaterMark) {
        callback();
        return;
      }
    }
  }
  const hasRoom = passage.before === readable.length || readable.length < readable.highWaterMark;
  if (readable.bits & HAS_ENDED) nextTick(callback);
  else if (hasRoom || writable.bits & HAS_BEEN_ENDED) callback();
  else stream[kWaiting] = callback;
}
