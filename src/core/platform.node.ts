/**
 * The platform as Node gives it: its event emitter, its tick queue, its buffers.
 *
 * `#platform` resolves to this file on Node and to `platform.ts` elsewhere; both export the same names with
 * the same signatures, so the core never asks where it runs.
 *
 * @module
 */
import { EventEmitter as NodeEventEmitter } from 'node:events';
import { getDefaultHighWaterMark, Stream as NodeStream } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type {
  Decoder,
  EventEmitter as Emitter,
  Encoding,
  EventEmitterConstructor,
  HostStreams,
  Listener,
} from './types.ts';

export { createChunkDecoder } from './_chunk-decoder.node.ts';

/** Node's own emitter, so that a stream is an instance of it and its `errorMonitor` and warnings work. */
export const EventEmitter: EventEmitterConstructor = NodeEventEmitter as unknown as EventEmitterConstructor;

/** Where Node's emitters keep that their holder of listeners is to keep its shape when one is removed. */
const kShapeMode = Object.getOwnPropertySymbols(new NodeEventEmitter()).find(
  (symbol) => symbol.description === 'shapeMode',
);

const { on } = NodeEventEmitter.prototype;

/** Adds a listener, to a holder made here. */
function onSettled(
  this: NodeEventEmitter,
  event: string | symbol,
  listener: (...args: unknown[]) => void,
): NodeEventEmitter {
  settleListeners(this);
  return on.call(this, event, listener);
}

/** What our classic Stream inherits from: Node's, so that a stream of ours is `instanceof require('stream')`. */
export const StreamParent: { readonly prototype: Emitter } = {
  prototype: Object.create(NodeStream.prototype, {
    ...(kShapeMode && { [kShapeMode]: { value: true, writable: true } }),
    // Node's own looks into the holder of the listeners, which is not there before the first of them.
    eventNames: {
      value(this: Emitting): (string | symbol)[] {
        return this._events === undefined ? [] : NodeStream.prototype.eventNames.call(this);
      },
      writable: true,
      configurable: true,
    },
    on: { value: onSettled, writable: true, configurable: true },
    addListener: { value: onSettled, writable: true, configurable: true },
  }),
};

/** Runs a function after the current operation, before promises and timers: Node's own queue. */
export const nextTick: <Args extends unknown[]>(callback: (...args: Args) => void, ...args: Args) => void =
  process.nextTick;

/** The major version of Node, whose node:stream the core follows where the lines differ. */
export const nodeLine: number = Number.parseInt(process.versions.node, 10);

/** Warns whoever runs the program, as `name` says: `DeprecationWarning`… */
export function warn(name: string, message: string): void {
  process.emitWarning(message, name);
}

/** Encodes text as bytes; the result is a Buffer. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  return Buffer.from(text, encoding);
}

/** Decodes bytes as text. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  return asPlatformBytes(bytes).toString(encoding);
}

/** Joins chunks whose lengths add up to `length` into one Buffer. */
export function concatBytes(chunks: readonly Uint8Array[], length: number): Uint8Array {
  return Buffer.concat(chunks, length);
}

/** Kept here because V8 asks twice as fast for an instance of what it knows to be constant. */
const HostBuffer: BufferConstructor = Buffer;

/** Whether a value is the platform's own kind of bytes: a Buffer. */
export function isPlatformBytes(value: unknown): value is Uint8Array {
  return value instanceof HostBuffer;
}

/** Returns the same memory as the platform's own kind of bytes: a Buffer. */
export function asPlatformBytes(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether a value names a text encoding that this platform knows. */
export function isEncoding(encoding: unknown): encoding is Encoding {
  return typeof encoding === 'string' && Buffer.isEncoding(encoding);
}

/** Makes a decoder that keeps characters split across chunks whole. */
export function createDecoder(encoding: Encoding): Decoder {
  return new StringDecoder(encoding) as Decoder;
}

/** The host's default high-water mark, in objects or bytes. */
export function defaultHighWaterMark(objectMode: boolean): number {
  return getDefaultHighWaterMark(objectMode);
}

/** Whether a stream is the process's own output, which `pipe` never ends. */
export function isStandardOutput(stream: unknown): boolean {
  return stream === process.stdout || stream === process.stderr;
}

/** Node's own way of making an object an emitter, which its module `domain` replaces when it is loaded. */
const { init } = NodeEventEmitter as unknown as { init: unknown };

/** Where Node's emitters keep whether they capture rejections. */
const kCapture = Object.getOwnPropertySymbols(NodeEventEmitter.prototype).find(
  (symbol) => symbol.description === 'kCapture',
);

/** An emitter as Node makes it. */
interface Emitting {
  _events: object | undefined;
  _eventsCount: number;
  [kCapture: symbol]: boolean;
}

/**
 * Makes an object an emitter, as `EventEmitter.call(self, options)` does, but for the fields of one: they are those
 * of the emitter's prototype until there is a first listener.
 */
export function initEmitter(self: object, options?: { captureRejections?: boolean | undefined }): void {
  const emitter = self as Emitting;
  const isPlain =
    (NodeEventEmitter as unknown as { init: unknown }).init === init &&
    kCapture !== undefined &&
    emitter._events === undefined &&
    !options?.captureRejections &&
    !NodeEventEmitter.captureRejections;
  if (!isPlain) EventEmitter.call(self, options);
}

/** Makes an emitter capture rejections: `initEmitter` has done that already. */
export function captureRejections(_self: object): void {}

/** Whether a rejected promise of a listener is the emitter's error, so that it must see what listeners return. */
export function capturesRejections(self: object): boolean {
  return kCapture === undefined || (self as Emitting)[kCapture] === true;
}

/** Node's own `emit`, as it was when this was loaded: what replaces it wants to see every event. */
const { emit } = NodeEventEmitter.prototype;

/** Emits 'data'. A lone listener is called directly, which is all that the emitter would do. */
export function emitData(self: Emitter, chunk: unknown): void {
  const listener = (self as { readonly _events?: { readonly data?: Listener } })._events?.data;
  const isPlain = self.emit === (emit as Emitter['emit']) && !capturesRejections(self);
  if (isPlain && typeof listener === 'function') listener.call(self, chunk);
  else self.emit('data', chunk);
}

/**
 * Holds an emitter's listeners by event. Node's own holder is a dictionary, in which V8 must search for 'data' at
 * every chunk; an instance of this has a place for each of the usual events, in the order in which Node names them.
 */
function Listeners(this: { [event: string]: undefined }): void {
  this.close = undefined;
  this.error = undefined;
  this.prefinish = undefined;
  this.finish = undefined;
  this.drain = undefined;
  this.data = undefined;
  this.end = undefined;
  this.readable = undefined;
  this.unpipe = undefined;
}
Listeners.prototype = Object.create(null);

/** Holds the only listener of a Transform that is idle. */
function LoneListener(this: { [event: string]: unknown }, listener: unknown): void {
  this.prefinish = listener;
}
LoneListener.prototype = Object.create(null);

/** Gives an emitter a listener to 'prefinish': if it has no other, in the smallest of holders. */
export function listenToPrefinish(self: object, listener: Listener): void {
  const emitter = self as Emitting;
  if (emitter._events !== undefined) {
    on.call(self as NodeEventEmitter, 'prefinish', listener);
    return;
  }
  emitter._events = new (LoneListener as unknown as new (listener: Listener) => object)(listener);
  emitter._eventsCount = 1;
}

/** Makes 'data' quick to find among an emitter's listeners. */
export function settleListeners(self: object): void {
  const emitter = self as { _events: object | undefined };
  const { _events: before } = emitter;
  if (before instanceof Listeners) return;
  emitter._events = new (Listeners as unknown as new () => object)();
  if (before !== undefined) Object.assign(emitter._events, before);
}

/** The host's own classes of streams and its `pipeline`. */
export const hostStreams: HostStreams | undefined = NodeStream as unknown as HostStreams;

/** Calls back at every rejected promise that nobody handles, until the function returned is called. */
export function whenUnhandledRejection(callback: (reason: unknown) => void): () => void {
  process.on('unhandledRejection', callback);
  return () => void process.removeListener('unhandledRejection', callback);
}

/** Calls back once when the program ends by itself. */
export function whenExiting(callback: () => void): void {
  process.once('exit', callback);
}
