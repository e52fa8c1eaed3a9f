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
import { Stream } from './core/classic.ts';
import { Duplex } from './core/duplex.ts';
import { finished } from './core/finished.ts';
import { pipeline } from './core/pipeline.ts';
import { Readable } from './core/readable.ts';
import { PassThrough, Transform } from './core/transform.ts';
import { Writable } from './core/writable.ts';

Object.assign(Stream, { Stream, Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished });

export {
  Duplex,
  finished,
  PassThrough,
  pipeline,
  Readable,
  Stream,
  Stream as default,
  Stream as 'module.exports',
  Transform,
  Writable,
};
