/**
 * How chunks come into a Readable: `push`, `unshift`, and the end.
 *
 * @module
 */
import { asPlatformBytes, decodeText, encodeText } from '#platform';
import { endIsToldUnasked } from './_host-line.ts';
import { invalidChunk } from './_invalid-chunk.ts';
import { handStraightOn, isDeep } from './_link.ts';
import type { ReadableState } from './_readable-state.ts';
import {
  AWAITS_DRAIN,
  DATA_EMITTED,
  DATA_LISTENING,
  DECODES,
  EMITTED_READABLE,
  END_EMITTED,
  END_UNTOLD,
  FLOWING,
  HELD,
  NEED_READABLE,
  R_ENDED,
  READING,
  READING_MORE,
  SMOOTH_READ,
} from './_readable-state.ts';
import { emitReadable, emitReadableNow, readMore } from './_reading.ts';
import { sizeOfBytes } from './_size-of-bytes.ts';
import { DESTROYED, ERRORED, OBJECT_MODE, SYNC } from './_state.ts';
import { errorOrDestroy } from './destroy.ts';
import { ERR_STREAM_PUSH_AFTER_EOF, ERR_STREAM_UNSHIFT_AFTER_END_EVENT } from './errors.ts';
import type { Readable } from './readable.ts';
import type { Encoding } from './types.ts';

/** The bits of a stream whose smooth flow has asked for a chunk, which has only to be held. */
const PLAIN: number = SMOOTH_READ | READING | SYNC | READING_MORE;
const PLAIN_MASK: number = PLAIN | R_ENDED | DESTROYED | ERRORED | NEED_READABLE | HELD | DECODES;

/** The bits that change when it is held. */
const CHANGED: number = READING | SMOOTH_READ | HELD;
const IS_OBJECTS: number = OBJECT_MODE;

/** The `push` of a Readable: gives the next chunk, or with null the end. */
export function push<Out>(this: Readable<Out>, chunk: Out | null, encoding?: Encoding | ''): boolean {
  const state = this._readableState;
  const { bits } = state;
  if ((bits & PLAIN_MASK) === PLAIN && chunk !== null) {
    const size = bits & IS_OBJECTS ? 1 : sizeOfBytes(chunk);
    if (size > 0) {
      state.bits = bits ^ CHANGED;
      state.held = chunk;
      return state.stored + size < state.highWaterMark;
    }
  }
  return pushAny(this, state, chunk, encoding);
}

/** Gives the next chunk, of whatever kind, to a stream in whatever state. */
function pushAny<Out>(
  stream: Readable<Out>,
  state: ReadableState<Out>,
  chunk: Out | null,
  encoding: Encoding | '' | undefined,
): boolean {
  // Of an empty buffer, a smooth read has left unsaid that 'readable' is due.
  if (state.bits & SMOOTH_READ && state.stored === 0) state.bits |= NEED_READABLE;
  if (chunk === null) return onEnd(stream, state);
  if ((state.bits & OBJECT_MODE) === 0) {
    if (typeof chunk === 'string') {
      encoding = encoding || state.defaultEncoding;
      if (state.encoding !== encoding) {
        chunk = encodeText(chunk, encoding) as Out;
        encoding = '';
      }
    } else if (ArrayBuffer.isView(chunk)) {
      chunk = asPlatformBytes(chunk as unknown as Uint8Array) as Out;
      encoding = '';
    } else if (chunk !== undefined) {
      errorOrDestroy(stream, invalidChunk(chunk));
      return false;
    }
    if (chunk === undefined || (chunk as string | Uint8Array).length === 0) {
      state.bits &= ~READING;
      readMore(stream, state);
      return wantsMore(state);
    }
  }
  if (state.bits & R_ENDED) {
    errorOrDestroy(stream, ERR_STREAM_PUSH_AFTER_EOF());
    return false;
  }
  if (state.bits & (DESTROYED | ERRORED)) return false;
  state.bits &= ~READING;
  if (state.decoder !== null && !encoding) {
    chunk = state.decoder.write(chunk as Uint8Array) as Out;
    if ((chunk as string).length === 0 && (state.bits & OBJECT_MODE) === 0) {
      readMore(stream, state);
      return wantsMore(state);
    }
  }
  handOutOrKeep(stream, state, chunk, false);
  return wantsMore(state);
}

/** The `unshift` of a Readable: puts a chunk back. */
export function unshift<Out>(this: Readable<Out>, chunk: Out | null, encoding?: Encoding | ''): boolean {
  const state = this._readableState;
  if (chunk === null) return onEnd(this, state);
  if ((state.bits & OBJECT_MODE) === 0) {
    if (typeof chunk === 'string') {
      encoding = encoding || state.defaultEncoding;
      if (state.encoding !== encoding) {
        const bytes = encodeText(chunk, encoding);
        chunk = (state.encoding ? decodeText(bytes, state.encoding as Encoding) : bytes) as Out;
      }
    } else if (ArrayBuffer.isView(chunk)) {
      chunk = asPlatformBytes(chunk as unknown as Uint8Array) as Out;
    } else if (chunk !== undefined) {
      errorOrDestroy(this, invalidChunk(chunk));
      return false;
    }
    if (chunk === undefined || (chunk as string | Uint8Array).length === 0) return wantsMore(state);
  }
  if (state.bits & END_EMITTED) errorOrDestroy(this, ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
  else if (state.bits & (DESTROYED | ERRORED)) return false;
  else handOutOrKeep(this, state, chunk, true);
  return wantsMore(state);
}

function wantsMore(state: ReadableState): boolean {
  return (state.bits & R_ENDED) === 0 && (state.length < state.highWaterMark || state.length === 0);
}

/** A chunk that came while nothing waits goes straight to the listeners, unless the stack is deep; another waits. */
function handOutOrKeep<Out>(
  stream: Readable<Out>,
  state: ReadableState<Out>,
  chunk: Out,
  before: boolean,
): void {
  const flows = (state.bits & (FLOWING | DATA_LISTENING | SYNC)) === (FLOWING | DATA_LISTENING);
  const goesStraight = flows && state.length === 0;
  if (goesStraight && !isDeep()) {
    if (state.bits & AWAITS_DRAIN) state.clearAwaitDrain();
    state.bits |= DATA_EMITTED;
    handStraightOn(stream, state, chunk);
  } else {
    if (before) state.prepend(chunk);
    else state.append(chunk);
    if (goesStraight || state.bits & NEED_READABLE) emitReadable(stream, state);
  }
  readMore(stream, state);
}

/** No more chunks come, and none are wanted. */
function onEnd<Out>(stream: Readable<Out>, state: ReadableState<Out>): false {
  state.bits &= ~READING;
  if (state.bits & R_ENDED) return false;
  const rest = state.decoder?.end();
  if (rest) state.append(rest as Out);
  state.bits |= R_ENDED;
  if (state.bits & SYNC) {
    if (endIsToldUnasked || isAskedFor(stream, state)) emitReadable(stream, state);
    else state.bits |= END_UNTOLD;
  } else {
    state.bits &= ~NEED_READABLE;
    state.bits |= EMITTED_READABLE;
    emitReadableNow(stream, state);
  }
  return false;
}

/** Whether somebody reads from the stream, or listens for when to. */
function isAskedFor(stream: Readable, state: ReadableState): boolean {
  return (state.bits & (NEED_READABLE | FLOWING)) !== 0 || stream.listenerCount('readable') > 0;
}
