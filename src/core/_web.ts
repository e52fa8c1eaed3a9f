/**
 * Web streams among other streams: how they are told, taken from, written to and watched.
 *
 * @module
 */
import { nextTick } from '#platform';
import { nop } from './_nop.ts';
import type { DoneCallback } from './destroy.ts';
import type { WebPair } from './to-web.ts';

/** What Node's web streams tell and take besides the standard's members. */
const kClosed: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.webstream.isClosedPromise') as never;
const kFail: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.webstream.controllerErrorFunction') as never;

interface Told {
  readonly [kClosed]?: { readonly promise: Promise<void> };
  readonly [kFail]?: (error: Error) => void;
}

/** Whether it is a web stream to read from. */
export function isWebReadable(value: unknown): value is ReadableStream {
  return has(value, 'getReader') && has(value, 'pipeThrough');
}

/** Whether it is a web stream to write to. */
export function isWebWritable(value: unknown): value is WritableStream {
  return has(value, 'getWriter') && has(value, 'abort');
}

/** Whether it is two web streams, as a TransformStream is. */
export function isWebPair(value: unknown): value is WebPair<unknown, unknown> {
  const { readable, writable } = Object(value ?? {}) as Partial<WebPair<unknown, unknown>>;
  return isWebReadable(readable) && isWebWritable(writable);
}

/** Whether a value has a method. */
export function has(value: unknown, method: string): boolean {
  return typeof (value as Record<string, unknown> | null | undefined)?.[method] === 'function';
}

/** When a web stream is closed, as far as the host tells without a lock on it. */
export function whenWebClosed(stream: unknown): Promise<void> | undefined {
  return (stream as Told | null | undefined)?.[kClosed]?.promise;
}

/** The function by which a web stream fails, if the host gives it. */
export function failureOf(stream: unknown): ((error: Error) => void) | undefined {
  return (stream as Told | null | undefined)?.[kFail]?.bind(stream);
}

/** Gives the chunks of a web stream, which is cancelled when nobody wants more. */
export async function* chunksOf<Out>(
  reader: ReadableStreamDefaultReader<Out>,
): AsyncGenerator<Out, void, undefined> {
  let isOver = false;
  try {
    while (true) {
      const { done, value } = await reader.read();
      isOver = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!isOver) await reader.cancel();
    reader.releaseLock();
  }
}

/**
 * Writes what an iterable gives to a web stream, stopping while it is full.
 *
 * @param end whether the web stream is closed at the end, and aborted on failure; otherwise it is only unlocked.
 * @param finish called once; a web stream that fails while the iterable is silent calls it at once.
 * @returns what aborts the web stream.
 */
export function pumpToWeb<In>(
  source: AsyncIterable<In> | Iterable<In>,
  writer: WritableStreamDefaultWriter<In>,
  end: boolean,
  finish: DoneCallback,
): (error?: Error | null) => void {
  let isOver = false;
  function done(error?: Error | null): void {
    if (isOver) return;
    isOver = true;
    if (!end) writer.releaseLock();
    finish(error);
  }
  async function pump(): Promise<void> {
    try {
      for await (const chunk of source) {
        await writer.ready;
        writer.write(chunk).catch(done);
      }
      await writer.ready;
      if (end) await writer.close();
      done();
    } catch (error) {
      if (end) await writer.abort(error).catch(nop);
      done(error as Error);
    }
  }
  writer.closed.catch(done);
  void pump();
  return (error) => {
    if (error && end) writer.abort(error).catch(nop);
  };
}

/** Calls back, outside of the promise's reactions, when a promise is settled. */
export function settle(promise: PromiseLike<unknown>, callback: DoneCallback): void {
  promise.then(
    () => nextTick(callback),
    (error: Error) => nextTick(callback, error),
  );
}
