/**
 * `for await` over a Readable.
 *
 * @module
 */
import { joinErrors } from './destroy.ts';
import { destroyer } from './destroyer.ts';
import { finished } from './finished.ts';
import type { Readable } from './readable.ts';

/** How an iteration ends. */
export interface IteratorOptions {
  /** Whether leaving the loop early destroys the stream. @default true */
  readonly destroyOnReturn?: boolean | undefined;
}

/** Yields the chunks of a stream; throws its error, also that of a premature close. */
export async function* iterate<Out>(
  stream: Readable<Out>,
  options?: IteratorOptions,
): AsyncGenerator<Out, void, undefined> {
  let wake: () => void = nop;
  function onreadable(): void {
    wake();
    wake = nop;
  }
  /** undefined while the stream goes on, null after a clean end. */
  let error: Error | null | undefined;
  stream.on('readable', onreadable);
  const stopWatching = finished(stream, { writable: false }, (reason) => {
    error = reason ? joinErrors(error, reason) : null;
    wake();
    wake = nop;
  });
  try {
    while (true) {
      const chunk = stream.destroyed ? null : stream.read();
      if (chunk !== null) yield chunk;
      else if (error) throw error;
      else if (error === null) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } catch (reason) {
    error = joinErrors(error, reason as Error);
    throw error;
  } finally {
    const mayDestroy = error || options?.destroyOnReturn !== false;
    if (mayDestroy && (error === undefined || stream._readableState.autoDestroy)) destroyer(stream, null);
    else {
      stream.off('readable', onreadable);
      stopWatching();
    }
  }
}

function nop(): void {}
