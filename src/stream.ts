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

Object.assign(Stream, {
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
});

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
  PassThrough,
  pipeline,
  promises,
  Readable,
  Stream,
  Stream as default,
  Stream as 'module.exports',
  setDefaultHighWaterMark,
  Transform,
  Writable,
};
