/**
 * How a stream begins and how it comes to its end: construct, destroy, and the events that follow.
 *
 * Whatever happens, `_destroy` runs at most once, 'error' is emitted at most once and 'close' last of all.
 *
 * @module
 */
import { nextTick } from '#platform';
import type { StreamState } from './_state.ts';
import {
  AUTO_DESTROY,
  CLOSE_EMITTED,
  CLOSED,
  CONSTRUCTED,
  DESTROYED,
  EMIT_CLOSE,
  ERROR_EMITTED,
} from './_state.ts';
import { ERR_MULTIPLE_CALLBACK } from './errors.ts';
import type { EventEmitter } from './types.ts';

/** Called by `_construct`, `_destroy` and `destroy` when done. */
export type DoneCallback = (error?: Error | null) => void;

/** A stream of the stream floor as this file sees it: it has one side or two. */
export interface Destroyable extends EventEmitter {
  readonly _readableState?: StreamState;
  readonly _writableState?: StreamState;
  _construct?(callback: DoneCallback): void;
  _destroy(error: Error | null, callback: DoneCallback): void;
  destroy(error?: Error | null): unknown;
}

/** What `destroy()` has put off until `_construct` has called back. */
const waitingForConstruct = new WeakMap<Destroyable, (error?: Error | null) => void>();

/**
 * Runs `_construct`, if there is one, on the next tick; until it calls back nothing is read or written.
 *
 * @param whenDone called when `_construct` has succeeded.
 */
export function construct<S extends Destroyable>(stream: S, whenDone: (stream: S) => void): void {
  if (typeof stream._construct !== 'function') return;
  clearBoth(stream, CONSTRUCTED);
  nextTick(runConstruct<S>, stream, whenDone);
}

function runConstruct<S extends Destroyable>(stream: S, whenDone: (stream: S) => void): void {
  let called = false;
  function onConstruct(error?: Error | null): void {
    if (called) {
      errorOrDestroy(stream, error ?? ERR_MULTIPLE_CALLBACK());
      return;
    }
    called = true;
    setBoth(stream, CONSTRUCTED);
    const destroyNow = waitingForConstruct.get(stream);
    if (destroyNow !== undefined) {
      waitingForConstruct.delete(stream);
      destroyNow(error);
    } else if (error) errorOrDestroy(stream, error, true);
    else whenDone(stream);
  }
  try {
    stream._construct?.((error) => nextTick(onConstruct, error));
  } catch (error) {
    nextTick(onConstruct, error as Error);
  }
}

/**
 * Destroys a stream: what `Readable.prototype.destroy` and its siblings do.
 *
 * @param callback called with the error when `_destroy` has called back, or at once if the stream was destroyed before.
 */
export function destroy<S extends Destroyable>(stream: S, error?: Error | null, callback?: DoneCallback): S {
  const bits = bitsOf(stream);
  if (bits & DESTROYED) {
    if (typeof callback === 'function') callback();
    return stream;
  }
  keepError(stream, error);
  setBoth(stream, DESTROYED);
  if (bits & CONSTRUCTED) runDestroy(stream, error, callback);
  else {
    waitingForConstruct.set(stream, (constructError) =>
      runDestroy(stream, joinErrors(constructError, error), callback),
    );
  }
  return stream;
}

function runDestroy(stream: Destroyable, error: Error | null | undefined, callback?: DoneCallback): void {
  let called = false;
  function onDestroy(error?: Error | null): void {
    if (called) return;
    called = true;
    keepError(stream, error);
    setBoth(stream, CLOSED);
    if (typeof callback === 'function') callback(error);
    if (error) nextTick(emitErrorAndClose, stream, error);
    else nextTick(emitClose, stream);
  }
  try {
    stream._destroy(error ?? null, onDestroy);
  } catch (error) {
    onDestroy(error as Error);
  }
}

/**
 * Makes a stream fail: destroys it, or with `autoDestroy: false` only emits 'error'.
 *
 * @param sync whether the event must wait for the next tick because the stream's user is still on the stack.
 */
export function errorOrDestroy(stream: Destroyable, error: Error, sync = false): void {
  const bits = bitsOf(stream);
  if (bits & DESTROYED) return;
  if (bits & AUTO_DESTROY) {
    stream.destroy(error);
    return;
  }
  keepError(stream, error);
  if (sync) nextTick(emitError, stream, error);
  else emitError(stream, error);
}

/** Joins the error that `_construct` gave with the one that `destroy` was given. */
export function joinErrors(inner?: Error | null, outer?: Error | null): Error | null | undefined {
  if (!inner || !outer || inner === outer) return inner ?? outer;
  const errors = (outer as Partial<AggregateError>).errors;
  if (Array.isArray(errors)) {
    errors.push(inner);
    return outer;
  }
  const joined = new AggregateError([outer, inner], outer.message) as AggregateError & { code?: unknown };
  joined.code = (outer as { code?: unknown }).code;
  return joined;
}

function emitErrorAndClose(stream: Destroyable, error: Error): void {
  emitError(stream, error);
  emitClose(stream);
}

function emitError(stream: Destroyable, error: Error): void {
  if (bitsOf(stream) & ERROR_EMITTED) return;
  setBoth(stream, ERROR_EMITTED);
  stream.emit('error', error);
}

function emitClose(stream: Destroyable): void {
  setBoth(stream, CLOSE_EMITTED);
  if (bitsOf(stream) & EMIT_CLOSE) stream.emit('close');
}

/** The bits that are set on either side. */
function bitsOf(stream: Destroyable): number {
  return (stream._readableState?.bits ?? 0) | (stream._writableState?.bits ?? 0);
}

/** Keeps the first error on each side. */
function keepError(stream: Destroyable, error: Error | null | undefined): void {
  if (!error) return;
  const { _readableState: readable, _writableState: writable } = stream;
  if (writable !== undefined && writable.errored === null) writable.errored = error;
  if (readable !== undefined && readable.errored === null) readable.errored = error;
}

function setBoth(stream: Destroyable, bit: number): void {
  if (stream._readableState !== undefined) stream._readableState.bits |= bit;
  if (stream._writableState !== undefined) stream._writableState.bits |= bit;
}

function clearBoth(stream: Destroyable, bit: number): void {
  if (stream._readableState !== undefined) stream._readableState.bits &= ~bit;
  if (stream._writableState !== undefined) stream._writableState.bits &= ~bit;
}
