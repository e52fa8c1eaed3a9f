/**
 * What node:stream's classes have besides what its pages describe, and the ecosystem reads.
 *
 * Only the doors that stand for node:stream and readable-stream need it; bundles that go in elsewhere do without.
 *
 * @module
 */
import { asPlatformBytes } from '#platform';
import { END_EMITTED, R_ENDED, READING, ReadableState } from './_readable-state.ts';
import { CLOSE_EMITTED, CLOSED, CONSTRUCTED, DESTROYED, ERROR_EMITTED } from './_state.ts';
import { ENDED, ENDING, FINAL_CALLED, FINISHED, PREFINISHED, WritableState } from './_writable-state.ts';
import { finished } from './finished.ts';
import { pipeline } from './pipeline.ts';
import * as promises from './promises.ts';
import { Readable } from './readable.ts';
import { Writable } from './writable.ts';

/** Where `util.promisify` looks for a function's own form with promises. */
const kPromisified: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.util.promisify.custom') as never;

/** Whether a value is a Uint8Array, of any realm. */
export function _isUint8Array(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]';
}

/** Whether a value is a view of an ArrayBuffer. */
export const _isArrayBufferView: (value: unknown) => value is ArrayBufferView = ArrayBuffer.isView;

/** Returns the same memory as the platform's own kind of bytes: in Node, a Buffer. */
export function _uint8ArrayToBuffer(bytes: Uint8Array): Uint8Array {
  return asPlatformBytes(bytes);
}

/** Takes `size` units off a state's buffer, or all. Node leaves `length` to the caller; here it follows by itself. */
function fromList<Out>(size: number | undefined, state: ReadableState<Out>): Out | null {
  const { length } = state;
  if (length === 0) return null;
  return state.take(size && size < length ? size : length);
}

/** Makes a stream that was destroyed as good as new, as sockets do which connect once more. */
function undestroy(this: Partial<Readable & Writable>): void {
  const { _readableState: readable, _writableState: writable } = this;
  const isOver = CLOSED | CLOSE_EMITTED | DESTROYED | ERROR_EMITTED;
  if (readable) {
    readable.bits = (readable.bits & ~(isOver | READING)) | CONSTRUCTED;
    readable.errored = null;
    if (readable.readable) readable.bits &= ~(R_ENDED | END_EMITTED);
  }
  if (writable) {
    writable.bits = (writable.bits & ~(isOver | FINAL_CALLED | PREFINISHED)) | CONSTRUCTED;
    writable.errored = null;
    if (writable.writable) writable.bits &= ~(ENDED | ENDING | FINISHED);
  }
}

/** Hangs on the classes and functions what is not described. */
export function completeFace(): void {
  Object.assign(Readable, { ReadableState, _fromList: fromList });
  Object.assign(Writable, { WritableState });
  Object.assign(Readable.prototype, { _undestroy: undestroy });
  Object.assign(Writable.prototype, { _undestroy: undestroy });
  for (const [withCallback, withPromise] of [
    [pipeline, promises.pipeline],
    [finished, promises.finished],
  ]) {
    Object.defineProperty(withCallback, kPromisified, {
      configurable: true,
      enumerable: true,
      value: withPromise,
    });
  }
}
