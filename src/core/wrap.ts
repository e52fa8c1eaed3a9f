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

/** Pushes what `source` emits into `stream`; the methods of `source` are reachable through `stream`. */
export function wrapClassic<Out>(stream: Readable<Out>, source: Pausable): void {
  let paused = false;
  source.on('data', ((chunk: Out) => {
    if (stream.push(chunk) || !source.pause) return;
    paused = true;
    source.pause();
  }) as Listener);
  source.on('end', () => {
    stream.push(null);
  });
  source.on('error', ((error: Error) => errorOrDestroy(stream, error)) as Listener);
  source.on('close', () => {
    stream.destroy();
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
