/**
 * How a chunk reaches those who listen to 'data'.
 *
 * @module
 */
import { EventEmitter } from '#platform';
import { CAPTURES } from './_readable-state.ts';
import type { Readable } from './readable.ts';
import type { Listener } from './types.ts';

/** The emitter's own `emit`, as it was when this was loaded: what replaces it wants to see every event. */
const { emit } = EventEmitter.prototype;

/**
 * Emits 'data'. A lone listener, which for a piped stream is the pipe's own, is called directly; that is all that
 * the emitter would do, unless it captures rejections.
 */
export function emitData<Out>(stream: Readable<Out>, chunk: Out): void {
  const listener = (stream as { _events?: { data?: Listener } })._events?.data;
  const isPlain = stream.emit === emit && (stream._readableState.bits & CAPTURES) === 0;
  if (isPlain && typeof listener === 'function') listener.call(stream, chunk);
  else stream.emit('data', chunk);
}
