/**
 * The stream module under its old name: `require('gardenhose/stream')` is the classic Stream itself, with
 * everything that `node:stream` hangs on it.
 *
 * @example The old way to the streams
 * ```ts
 * import Stream, { Readable } from 'gardenhose/stream';
 *
 * const bytes = new Readable();
 * bytes.push('beep boop');
 * bytes.push(null);
 * assert.ok(bytes instanceof Stream);
 * bytes.setEncoding('utf8');
 * for await (const text of bytes) assert.equal(text, 'beep boop');
 * ```
 *
 * @module
 */
import { _isArrayBufferView, _isUint8Array, _uint8ArrayToBuffer, completeFace } from './core/_face.ts';
import { addAbortSignal } from './core/add-abort-signal.ts';
import { Stream } from './core/classic.ts';
import { compose } from './core/compose.ts';
import { Duplex } from './core/duplex.ts';
import { duplexPair } from './core/duplex-pair.ts';
import { finished } from './core/finished.ts';
import { getDefaultHighWaterMark, setDefaultHighWaterMark } from './core/high-water-mark.ts';
import { pipeline } from './core/pipeline.ts';
import { destroy, isDestroyed, isDisturbed, isErrored, isReadable, isWritable } from './core/predicates.ts';
import * as promises from './core/promises.ts';
import { Readable } from './core/readable.ts';
import { PassThrough, Transform } from './core/transform.ts';
import { Writable } from './core/writable.ts';

/** What hangs on the classic Stream. */
interface Face {
  readonly Duplex: typeof Duplex;
  readonly PassThrough: typeof PassThrough;
  readonly Readable: typeof Readable;
  readonly Stream: typeof Stream;
  readonly Transform: typeof Transform;
  readonly Writable: typeof Writable;
  readonly addAbortSignal: typeof addAbortSignal;
  readonly compose: typeof compose;
  readonly destroy: typeof destroy;
  readonly duplexPair: typeof duplexPair;
  readonly finished: typeof finished;
  readonly getDefaultHighWaterMark: typeof getDefaultHighWaterMark;
  readonly isDestroyed: typeof isDestroyed;
  readonly isDisturbed: typeof isDisturbed;
  readonly isErrored: typeof isErrored;
  readonly isReadable: typeof isReadable;
  readonly isWritable: typeof isWritable;
  readonly pipeline: typeof pipeline;
  readonly promises: typeof promises;
  readonly setDefaultHighWaterMark: typeof setDefaultHighWaterMark;
}

completeFace();

/** The classic Stream, with all the others hung on it. */
const LegacyStream: typeof Stream & Face = Object.assign(Stream, {
  Stream,
  Readable,
  Writable,
  Duplex,
  Transform,
  PassThrough,
  addAbortSignal,
  compose,
  destroy,
  duplexPair,
  finished,
  getDefaultHighWaterMark,
  isDestroyed,
  isDisturbed,
  isErrored,
  isReadable,
  isWritable,
  pipeline,
  promises,
  setDefaultHighWaterMark,
  _isArrayBufferView,
  _isUint8Array,
  _uint8ArrayToBuffer,
});
/** The classic Stream as a type. */
type LegacyStream<Out = unknown> = Stream<Out>;

export {
  addAbortSignal,
  compose,
  Duplex,
  destroy,
  duplexPair,
  finished,
  getDefaultHighWaterMark,
  isDestroyed,
  isDisturbed,
  isErrored,
  isReadable,
  isWritable,
  LegacyStream as default,
  LegacyStream as 'module.exports',
  PassThrough,
  pipeline,
  promises,
  Readable,
  Stream,
  setDefaultHighWaterMark,
  Transform,
  Writable,
};
