/**
 * Makes a Readable read from a classic stream, pausing and resuming it.
 *
 * @module
 */

import type { Stream } from './classic.ts';
import { errorOrDestroy } from './destroy.ts';
import type { Readable } from './readable.ts';
import type { Listener } from './types.ts';

interface Pausable extends Stream {
  pause?(): unknown;
  resume?(): unknown;
  destroy?(error?: Error): unknown;
}

/**
 * Pushes what `source` emits into `stream`; the methods of `source` are reachable through `stream`.
 *
 * @param isWhole whether a source that closes after its end leaves what has not been read yet; Node drops it.
 */
export function wrapClassic<Out>(stream: Readable<Out>, source: Pausable, isWhole = false): void {
  let paused = false;
  let ended = false;
  source.on('data', ((chunk: Out) => {
    if (stream.push(chunk) || !source.pause) return;
    paused = true;
    source.pause();
  }) as Listener);
  source.on('end', () => {
    ended = true;
    stream.push(null);
  });
  source.on('error', ((error: Error) => errorOrDestroy(stream, error)) as Listener);
  source.on('close', () => {
    if (!isWhole || !ended) stream.destroy();
  });
  source.on('destroy', () => {
    stream.destroy();
  });
  stream._read = () => {
    if (!paused || !source.resume) return;
    paused = false;
    source.resume();
  };
  for (const name of Object.keys(source)) {
    const method = (source as unknown as Record<string, unknown>)[name];
    if (typeof method === 'function' && (stream as unknown as Record<string, unknown>)[name] === undefined) {
      (stream as unknown as Record<string, unknown>)[name] = method.bind(source);
    }
  }
}
