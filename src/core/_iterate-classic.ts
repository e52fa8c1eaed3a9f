/**
 * Turns a classic stream's events into an async generator whose buffer is bounded by pausing the stream.
 *
 * @module
 */
import { Fifo } from './_fifo.ts';
import { ERR_STREAM_PREMATURE_CLOSE } from './errors.ts';
import type { Listener } from './types.ts';

/** Chunks taken out of a classic stream before it is paused. */
const CHUNKS_AHEAD = 16;

/** What the iteration needs to know of its stream. */
export interface PausableSource {
  readonly destroyed: boolean;
  readonly readableEnded: boolean;
  readonly errored: Error | null;
  on(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy(): unknown;
}

/** Yields the chunks of a stream that is paused already, in order; see `ClassicStream`. */
export async function* iterateClassic<Out>(source: PausableSource): AsyncGenerator<Out, void, undefined> {
  const chunks = new Fifo<Out>();
  let failure: { readonly error: unknown } | undefined;
  let wake = (): void => {};

  function onerror(error: unknown): void {
    failure ??= { error };
  }
  function onclose(): void {
    if (!source.readableEnded) onerror(source.errored ?? ERR_STREAM_PREMATURE_CLOSE());
  }
  /** A source may emit more than it was asked for. */
  function ondata(chunk: unknown): void {
    chunks.push(chunk as Out);
    if (chunks.length >= CHUNKS_AHEAD) source.pause();
  }
  const listeners: [event: string, listener: Listener][] = [
    ['data', ondata],
    ['error', onerror],
    ['close', onclose],
  ];
  for (const event of ['data', 'error', 'end', 'close']) listeners.push([event, () => wake()]);

  if (source.destroyed) onclose();
  for (const [event, listener] of listeners) source.on(event, listener);
  try {
    while (true) {
      if (chunks.length > 0) yield chunks.shift() as Out;
      else if (failure !== undefined) throw failure.error;
      else if (source.readableEnded) return;
      else {
        const awake = new Promise<void>((resolve) => {
          wake = resolve;
        });
        source.resume();
        await awake;
        source.pause();
      }
    }
  } finally {
    if (!source.readableEnded) source.destroy();
    for (const [event, listener] of listeners) source.removeListener(event, listener);
  }
}
