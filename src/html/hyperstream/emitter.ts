/**
 * Streams as sources: our own, Node's, or any emitter of 'data' and 'end'.
 *
 * @module
 */
import { ERR_HYPERSTREAM_VALUE_TOO_LONG, ERR_STREAM_PREMATURE_CLOSE } from '../../core/errors.ts';
import type { Listener, ReadableLike } from '../../core/types.ts';
import type { SourceContext, SourceReader, ValueSource } from './source.ts';

/** What a stream may have besides its events. */
interface Emitter extends ReadableLike {
  pause?(): unknown;
  resume?(): unknown;
  destroy?(): unknown;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly errored?: Error | null;
}

/** Whether a value is a stream. */
export function isEmitter(value: object): value is Emitter {
  return 'on' in value && typeof value.on === 'function' && 'removeListener' in value;
}

/** Listens from now on, so that nothing is lost; what comes before the start is held back. */
export function emitterSource(stream: Emitter, { maxHeldBytes, onearly }: SourceContext): ValueSource {
  let held: unknown[] = [];
  let head = 0;
  let heldBytes = 0;
  let flowing = false;
  let ended = stream.readableEnded ?? (stream.readable === false && stream.destroyed !== true);
  let reader: SourceReader | undefined;
  /** Why there is nothing to read, if it was found out before the start. */
  let failure: { readonly error: unknown } | undefined;
  /** Whether the reader has had its end or its error, or is not to have one. */
  let over = false;

  const listeners: Record<string, Listener> = {
    data(chunk) {
      if (flowing && held.length === 0) reader!.data(chunk);
      else hold(chunk);
    },
    end() {
      ended = true;
      flow();
    },
    close() {
      if (!ended) fail(ERR_STREAM_PREMATURE_CLOSE());
    },
  };

  function hold(chunk: unknown): void {
    heldBytes += (chunk as { length?: number } | null)?.length ?? 1;
    if (heldBytes > maxHeldBytes) fail(ERR_HYPERSTREAM_VALUE_TOO_LONG(maxHeldBytes));
    else held.push(chunk);
  }

  function flow(): void {
    while (flowing && head < held.length) reader!.data(held[head++]);
    if (head < held.length) return;
    held = [];
    head = heldBytes = 0;
    if (!flowing || !ended || over) return;
    letGo();
    reader!.end();
  }

  function letGo(): void {
    over = true;
    held = [];
    for (const [event, listener] of Object.entries(listeners)) stream.removeListener(event, listener);
  }

  function fail(error: unknown): void {
    if (over) return;
    giveUp();
    if (reader !== undefined) reader.fail(error);
    else {
      failure = { error };
      onearly(error);
    }
  }

  function giveUp(): void {
    letGo();
    if (ended) return;
    try {
      stream.destroy?.();
    } catch {
      // It is given up, whether it can be told so or not.
    }
  }

  stream.pause?.();
  for (const [event, listener] of Object.entries(listeners)) stream.on(event, listener);
  // It stays for ever: an error after the end would be thrown, with nobody listening.
  stream.on('error', (error) => {
    if (!ended) fail(error);
  });
  if (!ended && stream.destroyed === true) fail(stream.errored ?? ERR_STREAM_PREMATURE_CLOSE());

  return {
    eager: false,
    start(taker) {
      if (reader !== undefined) return taker.end();
      reader = taker;
      if (failure !== undefined) taker.fail(failure.error);
      else this.resume();
    },
    pause() {
      flowing = false;
      if (!ended && !over) stream.pause?.();
    },
    resume() {
      if (reader === undefined || over) return;
      flowing = true;
      flow();
      if (flowing && !ended) stream.resume?.();
    },
    destroy() {
      if (!over) giveUp();
    },
  };
}
