/**
 * What `captureRejections` does on hosts without Node's emitter.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/events.html#capture-rejections-of-promises
 *
 * @module
 */
import { kRejection } from './_constructor.ts';
import { EventEmitter } from './_emitter.ts';
import { nextTick } from './_tick.ts';
import type { EventEmitter as Emitter, Listener } from './types.ts';

type Capturing = Emitter & {
  readonly _events?: Readonly<Record<string | symbol, Listener | readonly Listener[]>>;
  readonly [kRejection: symbol]: (reason: unknown, event: string | symbol, ...args: unknown[]) => void;
};

/** Gives an emitter an `emit` that looks at what listeners return: a promise that rejects is told to `kRejection`. */
export function captureRejections(self: object): void {
  Object.defineProperty(self, 'emit', { configurable: true, writable: true, value: emitAndCapture });
}

function emitAndCapture(this: Capturing, event: string | symbol, ...args: unknown[]): boolean {
  const listeners = this._events?.[event];
  if (listeners === undefined) return EventEmitter.prototype.emit.call(this, event, ...args);
  for (const listener of typeof listeners === 'function' ? [listeners] : listeners.slice()) {
    const result = listener.apply(this, args) as Partial<PromiseLike<unknown>> | null | undefined;
    if (typeof result?.then !== 'function') continue;
    result.then(undefined, (reason: unknown) => {
      nextTick(() => this[kRejection]?.(reason, event, ...args));
    });
  }
  return true;
}
