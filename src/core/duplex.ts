/**
 * The duplex stream: a readable and a writable side that know of each other only by `allowHalfOpen`.
 *
 * A drop-in for `node:stream`'s Duplex. Callable without `new`, and by `Duplex.call(this, options)`.
 *
 * @see the handbook's chapter "duplex"; https://nodejs.org/api/stream.html#duplex-and-transform-streams
 *
 * @module
 */
import { captureRejections } from '#platform';
import { inheritFrom } from './_constructor.ts';
import { END_EMITTED, NOT_READABLE, R_ENDED } from './_readable-state.ts';
import { onReadableConstructed } from './_reading.ts';
import { ENDED, ENDING, FINISHED, NOT_WRITABLE } from './_writable-state.ts';
import { onWritableConstructed } from './_writing.ts';
import { addAbortSignal } from './add-abort-signal.ts';
import { Stream } from './classic.ts';
import type { DoneCallback } from './destroy.ts';
import { construct } from './destroy.ts';
import type { DuplexSource, OutOfDuplex } from './duplex-from.ts';
import { duplexFrom } from './duplex-from.ts';
import type { DuplexFromWebOptions } from './from-web.ts';
import { duplexFromWeb } from './from-web.ts';
import type { InOf } from './joints.ts';
import type { ReadableEvents, ReadableOptions, ReadablePrototype } from './readable.ts';
import { initReadable, Readable } from './readable.ts';
import type { WebPair } from './to-web.ts';
import { duplexToWeb } from './to-web.ts';
import type { DestinationOf, PipeOptions } from './types.ts';
import type { WritableEvents, WritableOptions, WritablePrototype } from './writable.ts';
import { initWritable, Writable } from './writable.ts';

/** What a Duplex emits, with the arguments of each event. */
export interface DuplexEvents<Out = unknown> extends ReadableEvents<Out>, WritableEvents {}

/** The options of a Duplex: those of both sides. */
export interface DuplexOptions<In = unknown, Out = In, Self = Duplex<In, Out>>
  extends Omit<ReadableOptions<Out, Self>, 'construct' | 'destroy'>,
    Omit<WritableOptions<In, Self>, 'construct' | 'destroy'> {
  /** Whether the writable side stays open when the readable side ends. @default true */
  readonly allowHalfOpen?: boolean | undefined;
  /** False makes a stream without a readable side. @default true */
  readonly readable?: boolean | undefined;
  /** False makes a stream without a writable side. @default true */
  readonly writable?: boolean | undefined;
  /** Runs before anything is read or written, and calls back once. */
  construct?(this: Self, callback: DoneCallback): void;
  /** Releases what both sides hold, and calls back with the error to emit, if any. */
  destroy?(this: Self, error: Error | null, callback: DoneCallback): void;
}

/** A stream that chunks of type `In` are written to and chunks of type `Out` are read from. */
export interface Duplex<In = unknown, Out = In>
  extends ReadablePrototype<Out, DuplexEvents<Out>>,
    WritablePrototype<In, DuplexEvents<Out>> {
  /** Whether the writable side stays open when the readable side ends. */
  allowHalfOpen: boolean;
  readable: boolean;
  writable: boolean;
  pipe<Destination extends DestinationOf<Out>>(destination: Destination, options?: PipeOptions): Destination;
}

/** The constructor of Duplex, with or without `new`. */
export interface DuplexConstructor {
  new <In = unknown, Out = In>(options?: DuplexOptions<In, Out>): Duplex<In, Out>;
  <In = unknown, Out = In>(options?: DuplexOptions<In, Out>): Duplex<In, Out>;
  call<In, Out>(self: object, options?: DuplexOptions<In, Out, never>): void;
  readonly prototype: Duplex;
  /**
   * Makes a Duplex of a stream, an iterable, a promise, a Blob, a function of what is written, or a pair of two of
   * them. Of what has both sides it is that itself; a side that is not there gives or takes nothing.
   *
   * @throws {ERR_INVALID_ARG_TYPE} for anything else.
   * @throws {ERR_INVALID_RETURN_VALUE} for a function that returns neither an iterable nor a promise.
   */
  from<Source extends DuplexSource>(source: Source): Duplex<InOf<Source>, OutOfDuplex<Source>>;
  /**
   * Makes a Duplex of a pair of web streams, which end with it.
   *
   * @throws {ERR_INVALID_ARG_TYPE} if a part of `pair` is no web stream, or for an option of the wrong type.
   */
  fromWeb<In, Out>(pair: WebPair<In, Out>, options?: DuplexFromWebOptions): Duplex<In, Out>;
  /**
   * Makes a pair of web streams of a Duplex.
   *
   * @throws {ERR_INVALID_ARG_TYPE} if the stream does not have two sides.
   */
  toWeb<In, Out>(duplex: Duplex<In, Out>): WebPair<In, Out>;
}

/** What a Duplex has besides the members of a Readable. */
class DuplexPrototype {
  get destroyed(): boolean {
    const { _readableState, _writableState } = this as unknown as Duplex;
    return _readableState.destroyed && _writableState.destroyed;
  }
  set destroyed(value: boolean) {
    const { _readableState, _writableState } = this as unknown as Duplex;
    _readableState.destroyed = value;
    _writableState.destroyed = value;
  }
}

/**
 * Makes a stream with two sides.
 *
 * @throws {ERR_INVALID_ARG_VALUE} for a high-water mark that is not an integer of at least 0.
 * @throws {ERR_UNKNOWN_ENCODING} for an encoding that is not known.
 *
 * @example Two sides that have nothing to do with each other
 * ```ts
 * import { Duplex } from 'gardenhose/stream';
 *
 * const heard: string[] = [];
 * const phone = new Duplex<string, string>({
 *   objectMode: true,
 *   read() {
 *     this.push('hello?');
 *     this.push(null);
 *   },
 *   write(chunk, _encoding, done) {
 *     heard.push(chunk);
 *     done();
 *   },
 * });
 * phone.end('who is there?');
 * for await (const chunk of phone) assert.equal(chunk, 'hello?');
 * assert.deepEqual(heard, ['who is there?']);
 * ```
 */
export const Duplex: DuplexConstructor = function Duplex<In, Out>(
  this: Duplex<In, Out> | undefined,
  options?: DuplexOptions<In, Out>,
): Duplex<In, Out> | undefined {
  if (!(this instanceof DuplexPrototype)) return new (Duplex as DuplexConstructor)(options);
  const self = this as unknown as Readable<Out> & Writable<In> & { allowHalfOpen: boolean };
  initReadable(self, options as ReadableOptions<Out, never> | undefined, true);
  initWritable(self, options as WritableOptions<In, never> | undefined, true);
  if (options?.allowHalfOpen === false) self.allowHalfOpen = false;
  if (options?.readable === false) self._readableState.bits |= NOT_READABLE | R_ENDED | END_EMITTED;
  if (options?.writable === false) self._writableState.bits |= NOT_WRITABLE | ENDING | ENDED | FINISHED;
  Stream.call(self, options);
  if (options?.captureRejections) captureRejections(self);
  if (options?.signal) addAbortSignal(options.signal, self);
  construct(self as Readable & Writable, onConstructed);
  return undefined;
} as unknown as DuplexConstructor;

function onConstructed(stream: Readable & Writable): void {
  onReadableConstructed(stream);
  onWritableConstructed(stream);
}

inheritFrom(Readable, Duplex, DuplexPrototype);
Duplex.prototype.allowHalfOpen = true;

Duplex.from = function from<Source extends DuplexSource>(
  source: Source,
): Duplex<InOf<Source>, OutOfDuplex<Source>> {
  return duplexFrom(Duplex, source);
};
Duplex.fromWeb = (pair, options) => duplexFromWeb(Duplex, pair, options);
Duplex.toWeb = duplexToWeb;

// What both sides define, a Duplex has from the Readable; but `destroy` must see to the writes that wait.
for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(Writable.prototype))) {
  const isReadables = name in Duplex.prototype && name !== 'destroy';
  if (!isReadables && name !== 'writableAborted') Object.defineProperty(Duplex.prototype, name, member);
}
