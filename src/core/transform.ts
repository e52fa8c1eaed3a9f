/**
 * The transform stream: what is written comes out changed.
 *
 * A drop-in for `node:stream`'s Transform and PassThrough. Callable without `new`, and by
 * `Transform.call(this, options)`.
 *
 * @see the handbook's chapter "transform"; https://nodejs.org/api/stream.html#class-streamtransform
 *
 * @module
 */
import { listenToPrefinish } from '#platform';
import { inheritFrom } from './_constructor.ts';
import type { Passage } from './_passage.ts';
import { transformWrite } from './_passage.ts';
import { SYNC } from './_state.ts';
import { kPassage, kWaiting } from './_transform-keys.ts';
import type { WriteCallback } from './_writable-state.ts';
import type { DoneCallback } from './destroy.ts';
import type { DuplexOptions } from './duplex.ts';
import { Duplex } from './duplex.ts';
import { ERR_METHOD_NOT_IMPLEMENTED } from './errors.ts';
import type { Encoding, Listener } from './types.ts';

/** Called when a chunk has been dealt with: with an error, or with a chunk to push if there is one. */
export type TransformCallback<Out = unknown> = (error?: Error | null, chunk?: Out | null) => void;

/** The options of a Transform; functions given here become its methods of the same name with an underscore. */
export interface TransformOptions<In = unknown, Out = In, Self = Transform<In, Out>>
  extends DuplexOptions<In, Out, Self> {
  /** Deals with one chunk: pushes what comes of it, now or by the callback, which asks for the next. */
  transform?(this: Self, chunk: In, encoding: Encoding, callback: TransformCallback<Out>): void;
  /** Runs when everything has been written; what it pushes or calls back with comes last. */
  flush?(this: Self, callback: TransformCallback<Out>): void;
}

/** A stream that takes chunks of type `In` and gives chunks of type `Out`. */
export interface Transform<In = unknown, Out = In> extends Duplex<In, Out> {
  /** Deals with one chunk; subclasses and the option `transform` override it. */
  _transform(chunk: In, encoding: Encoding, callback: TransformCallback<Out>): void;
  /** Runs when everything has been written; subclasses and the option `flush` define it. */
  _flush?(callback: TransformCallback<Out>): void;
  /** @internal The callback of a write that waits until the readable side has room. */
  [kWaiting]: WriteCallback | null;
  /** @internal How the chunks of ordinary writes pass. */
  [kPassage]: Passage | null;
}

/** The constructor of Transform, with or without `new`. */
export interface TransformConstructor {
  new <In = unknown, Out = In>(options?: TransformOptions<In, Out>): Transform<In, Out>;
  <In = unknown, Out = In>(options?: TransformOptions<In, Out>): Transform<In, Out>;
  call<In, Out>(self: object, options?: TransformOptions<In, Out, never>): void;
  readonly prototype: Transform;
}

/** What a Transform has besides the members of a Duplex. */
class TransformPrototype {
  _transform(_chunk: unknown, _encoding: Encoding, _callback: TransformCallback): void {
    throw ERR_METHOD_NOT_IMPLEMENTED('_transform()');
  }

  _read(this: Transform): void {
    const callback = this[kWaiting];
    if (callback === null) return;
    this[kWaiting] = null;
    callback();
  }

  _final(this: Transform, callback: DoneCallback): void {
    flushAndEnd(this, callback);
  }
}

/** Runs `_flush` and ends the readable side. */
function flushAndEnd(stream: Transform, callback: DoneCallback | undefined): void {
  if (typeof stream._flush !== 'function' || stream.destroyed) {
    stream.push(null);
    callback?.();
    return;
  }
  stream._flush((error, chunk) => {
    if (error) {
      if (callback) callback(error);
      else stream.destroy(error);
      return;
    }
    if (chunk !== null && chunk !== undefined) stream.push(chunk);
    stream.push(null);
    callback?.();
  });
}

/** A subclass with a `_final` of its own ends its readable side here. */
function onprefinish(this: Transform): void {
  if (this._final !== (TransformPrototype.prototype._final as unknown)) flushAndEnd(this, undefined);
}

/**
 * Makes a stream that changes what passes through.
 *
 * @throws {ERR_INVALID_ARG_VALUE} for a high-water mark that is not an integer of at least 0.
 * @throws {ERR_UNKNOWN_ENCODING} for an encoding that is not known.
 *
 * @example Numbers in, text out
 * ```ts
 * import { Readable, Transform } from 'gardenhose/stream';
 *
 * const spell = new Transform<number, string>({
 *   objectMode: true,
 *   transform(n, _encoding, done) {
 *     done(null, `#${n}`);
 *   },
 * });
 * const out: string[] = [];
 * for await (const text of Readable.from([1, 2]).pipe(spell)) out.push(text);
 * assert.deepEqual(out, ['#1', '#2']);
 * ```
 */
export const Transform: TransformConstructor = function Transform<In, Out>(
  this: Transform<In, Out> | undefined,
  options?: TransformOptions<In, Out>,
): Transform<In, Out> | undefined {
  if (!(this instanceof TransformPrototype)) return new (Transform as TransformConstructor)(options);
  const self = this as unknown as Transform<In, Out>;
  Duplex.call(self, eagerOptions(options) as DuplexOptions<In, Out, never>);
  self._readableState.bits &= ~SYNC;
  if (typeof options?.transform === 'function') self._transform = options.transform;
  if (typeof options?.flush === 'function') self._flush = options.flush;
  if (self.on === on) listenToPrefinish(self, onprefinish as Listener);
  else self.on('prefinish', onprefinish);
  return undefined;
} as unknown as TransformConstructor;

/** A Transform whose readable side must not read ahead takes no write before the last chunk was read. */
function eagerOptions<In, Out>(options: TransformOptions<In, Out> | undefined): object | undefined {
  if ((options?.highWaterMark ?? options?.readableHighWaterMark) !== 0) return options;
  return {
    ...options,
    highWaterMark: null,
    readableHighWaterMark: 0,
    writableHighWaterMark: options?.writableHighWaterMark || 0,
  };
}

inheritFrom(Duplex, Transform, TransformPrototype);
Transform.prototype._write = transformWrite;
// An idle Transform does without fields for these.
Object.assign(Transform.prototype, { [kWaiting]: null, [kPassage]: null });

/** The `on` of a Transform that has no other. */
const { on } = Transform.prototype;

/** A stream that gives what it takes. */
export interface PassThrough<Chunk = unknown> extends Transform<Chunk, Chunk> {}

/** The constructor of PassThrough, with or without `new`. */
export interface PassThroughConstructor {
  new <Chunk = unknown>(options?: TransformOptions<Chunk>): PassThrough<Chunk>;
  <Chunk = unknown>(options?: TransformOptions<Chunk>): PassThrough<Chunk>;
  call<Chunk>(self: object, options?: TransformOptions<Chunk>): void;
  readonly prototype: PassThrough;
}

class PassThroughPrototype {
  _transform(chunk: unknown, _encoding: Encoding, callback: TransformCallback): void {
    callback(null, chunk);
  }
}

/**
 * Makes a stream that gives what it takes: a place to listen, to wait, or to join others.
 *
 * @throws {ERR_INVALID_ARG_VALUE} for a high-water mark that is not an integer of at least 0.
 *
 * @example Text through a hose
 * ```ts
 * import { PassThrough } from 'gardenhose/stream';
 *
 * const hose = PassThrough<string>({ objectMode: true });
 * hose.end('beep');
 * for await (const chunk of hose) assert.equal(chunk, 'beep');
 * ```
 */
export const PassThrough: PassThroughConstructor = function PassThrough<Chunk>(
  this: PassThrough<Chunk> | undefined,
  options?: TransformOptions<Chunk>,
): PassThrough<Chunk> | undefined {
  if (!(this instanceof PassThroughPrototype)) return new (PassThrough as PassThroughConstructor)(options);
  Transform.call(this as object, options as TransformOptions<Chunk, Chunk, never>);
  return undefined;
} as unknown as PassThroughConstructor;

inheritFrom(Transform, PassThrough, PassThroughPrototype);
