/**
 * The platform for every host that is not Node: an event emitter, a tick queue and text encodings of our own,
 * made of what browsers have.
 *
 * `#platform` resolves to this file or, on Node, to `platform.node.ts`; both export the same names with the same
 * signatures, so the core never asks where it runs.
 *
 * @module
 */
import { EventEmitter } from './_emitter.ts';
import type { EventEmitter as Emitter, HostStreams, Listener } from './types.ts';

export { concatBytes } from './_bytes.ts';
export { captureRejections } from './_capture-rejections.ts';
export { createDecoder, createDecoder as createChunkDecoder } from './_decoder.ts';
export { decodeText, encodeText, isEncoding } from './_encoding.ts';
export { nextTick } from './_tick.ts';
export { EventEmitter };

/** What our classic Stream inherits from: here there is no other. */
export const StreamParent: { readonly prototype: Emitter } = EventEmitter;

/** The line of Node that the core follows where there is no Node. */
export const nodeLine: number = 20;

/** Warns whoever runs the program, as `name` says: `DeprecationWarning`… */
export function warn(name: string, message: string): void {
  console.warn(`${name}: ${message}`);
}

/** Whether a value is the platform's own kind of bytes. */
export function isPlatformBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

/** Returns the same memory as the platform's own kind of bytes, which is what it is. */
export function asPlatformBytes(bytes: Uint8Array): Uint8Array {
  return bytes;
}

/**
 * The default high-water mark: 16 objects or 64 KiB. The bytes are what Node has defaulted to since version 22,
 * before which it was 16 KiB; browsers hand out file and network chunks of that size too, so that one chunk
 * fills a buffer and a second is not asked for too early.
 */
export function defaultHighWaterMark(objectMode: boolean): number {
  return objectMode ? 16 : 64 * 1024;
}

/** Whether a stream is the process's own output, which `pipe` never ends. There is none here. */
export function isStandardOutput(_stream: unknown): boolean {
  return false;
}

/** Makes an object an emitter, as `EventEmitter.call(self, options)` does. */
export function initEmitter(self: object, options?: { captureRejections?: boolean | undefined }): void {
  EventEmitter.call(self, options);
}

/** Makes 'data' quick to find among an emitter's listeners: here it is. */
export function settleListeners(_self: object): void {}

/** Gives an emitter one listener to 'prefinish'. */
export function listenToPrefinish(self: object, listener: Listener): void {
  (self as Emitter).on('prefinish', listener);
}

/** Whether a rejected promise of a listener is the emitter's error: here it never is. */
export function capturesRejections(_self: object): boolean {
  return false;
}

/** The host's own classes of streams and its `pipeline`: here it has none. */
export const hostStreams: HostStreams | undefined = undefined;

/** Emits 'data'. */
export function emitData(self: Emitter, chunk: unknown): void {
  self.emit('data', chunk);
}

/** Calls back at every rejected promise that nobody handles, until the function returned is called. */
export function whenUnhandledRejection(callback: (reason: unknown) => void): () => void {
  function onrejection(event: PromiseRejectionEvent): void {
    callback(event.reason);
  }
  globalThis.addEventListener?.('unhandledrejection', onrejection);
  return () => globalThis.removeEventListener?.('unhandledrejection', onrejection);
}

/** Calls back once when the program ends by itself: in a browser, when the page is left. */
export function whenExiting(callback: () => void): void {
  globalThis.addEventListener?.('pagehide', callback, { once: true });
}
