/**
 * Turns a classic stream's events into an async generator whose buffer is bounded by pausing the stream.
 *
 * @module
 */
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
  let chunks: Out[] = [];
  let failure: { readonly error: unknown } | undefined;
  let wake = nobody;

  function ondata(chunk: Out): void {
    if (chunks.push(chunk) >= CHUNKS_AHEAD) source.pause();
    wake();
  }
  function onerror(error: unknown): void {
    failure ??= { error };
    wake();
  }
  function onclose(): void {
    if (!source.readableEnded) failure ??= { error: source.errored ?? ERR_STREAM_PREMATURE_CLOSE() };
    wake();
  }
  function onend(): void {
    wake();
  }

  if (source.destroyed) onclose();
  source.on('data', ondata as Listener);
  source.on('error', onerror);
  source.on('end', onend);
  source.on('close', onclose);
  try {
    while (true) {
      if (chunks.length === 0 && failure === undefined && !source.readableEnded) source.resume();
      if (chunks.length > 0) {
        const batch = chunks;
        chunks = [];
        source.pause();
        for (const chunk of batch) yield chunk;
      } else if (failure !== undefined) throw failure.error;
      else if (source.readableEnded) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      wake = nobody;
    }
  } finally {
    source.removeListener('data', ondata as Listener);
    if (!source.readableEnded) source.destroy();
    source.removeListener('error', onerror);
    source.removeListener('end', onend);
    source.removeListener('close', onclose);
  }
}

function nobody(): void {}
