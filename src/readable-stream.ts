/**
 * The streams under the name of npm's readable-stream: `require('gardenhose/readable-stream')` is Readable, with the
 * other classes and functions hung on it.
 *
 * Has the face of readable-stream@4.8.0, where `Stream` is the classic Stream and brings `promises`. The classes are
 * those of `gardenhose/stream`, not copies of them: what is hung on Readable is found there too.
 *
 * @example A through stream of the old kind
 * ```ts
 * import Readable, { Transform } from 'gardenhose/readable-stream';
 *
 * const shout = Transform({
 *   objectMode: true,
 *   transform: (word, _encoding, done) => done(null, String(word).toUpperCase()),
 * });
 * assert.ok(shout instanceof Readable);
 * shout.end('beep');
 * for await (const word of shout) assert.equal(word, 'BEEP');
 * ```
 *
 * @module
 */
import { _isUint8Array, _uint8ArrayToBuffer } from './core/_face.ts';
import Stream, {
  addAbortSignal,
  compose,
  Duplex,
  destroy,
  finished,
  isDisturbed,
  isErrored,
  isReadable,
  PassThrough,
  pipeline,
  promises,
  Readable,
  Transform,
  Writable,
} from './stream.ts';

/** What hangs on Readable. */
interface Face {
  readonly Duplex: typeof Duplex;
  readonly PassThrough: typeof PassThrough;
  readonly Readable: typeof Readable;
  readonly Stream: typeof Stream;
  readonly Transform: typeof Transform;
  readonly Writable: typeof Writable;
  readonly addAbortSignal: typeof addAbortSignal;
  readonly compose: typeof compose;
  readonly default: typeof Readable;
  readonly destroy: typeof destroy;
  readonly finished: typeof finished;
  readonly isDisturbed: typeof isDisturbed;
  readonly isErrored: typeof isErrored;
  readonly isReadable: typeof isReadable;
  readonly pipeline: typeof pipeline;
  readonly promises: typeof promises;
}

/** Readable, with all the others hung on it. */
const ReadableStream: typeof Readable & Face = Object.assign(Readable, {
  _uint8ArrayToBuffer,
  _isUint8Array,
  isDisturbed,
  isErrored,
  isReadable,
  Readable,
  Writable,
  Duplex,
  Transform,
  PassThrough,
  addAbortSignal,
  finished,
  destroy,
  pipeline,
  promises,
  compose,
  Stream,
  default: Readable,
});
/** Readable as a type. */
type ReadableStream<Out = unknown> = Readable<Out>;

export {
  _isUint8Array,
  _uint8ArrayToBuffer,
  addAbortSignal,
  compose,
  Duplex,
  destroy,
  finished,
  isDisturbed,
  isErrored,
  isReadable,
  PassThrough,
  pipeline,
  promises,
  Readable,
  ReadableStream as default,
  ReadableStream as 'module.exports',
  Stream,
  Transform,
  Writable,
};
