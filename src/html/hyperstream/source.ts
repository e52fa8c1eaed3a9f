/**
 * Values that take time (streams, iterables, promises), made into one kind of source that can be started, paused
 * and destroyed.
 *
 * @module
 */
import { ERR_HYPERSTREAM_VALUE_TOO_LONG, ERR_STREAM_PREMATURE_CLOSE } from '../../core/errors.ts';
import type { Listener, ReadableLike } from '../../core/types.ts';

/** Content that arrives in time. */
export interface ValueSource {
  /** Sends the content to `ondata`, and then calls `onend`, at once if it can. A second start has no content. */
  start(ondata: (chunk: unknown) => void, onend: () => void): void;
  pause(): void;
  resume(): void;
  /** Lets go of what it reads from. */
  destroy(): void;
}

/** What values have in common with the stream that they are for. */
export interface ValueContext {
  /** The most that is held of a stream that flows before its turn or does not pause, in bytes. */
  readonly maxHeldBytes: number;
  /** Takes an error of a value. */
  fail(error: unknown): void;
}

/** A stream: our own, Node's, or any emitter of 'data' and 'end'. */
interface Emitter extends ReadableLike {
  pause?(): unknown;
  resume?(): unknown;
  destroy?(): unknown;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly errored?: Error | null;
}

/** Makes a source of a value, or returns undefined for what is there at once. */
export function createSource(value: unknown, context: ValueContext): ValueSource | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined;
  if (isEmitter(value)) return fromEmitter(value, context);
  if ('then' in value && typeof value.then === 'function')
    return fromPromise(value as PromiseLike<unknown>, context);
  if (Symbol.asyncIterator in value) return fromIterable(value as AsyncIterable<unknown>, context);
  if (Symbol.iterator in value) return fromIterable(value as Iterable<unknown>, context);
  return undefined;
}

function isEmitter(value: object): value is Emitter {
  return 'on' in value && typeof value.on === 'function' && 'removeListener' in value;
}

/** Listens from now on, so that nothing is lost; what comes before the start is held back. */
function fromEmitter(stream: Emitter, { maxHeldBytes, fail }: ValueContext): ValueSource {
  let held: unknown[] = [];
  let head = 0;
  let heldBytes = 0;
  let flowing = false;
  let ended = stream.readableEnded ?? (stream.readable === false && stream.destroyed !== true);
  let ondata: ((chunk: unknown) => void) | undefined;
  let onend: (() => void) | undefined;

  const listeners: Record<string, Listener> = {
    data(chunk) {
      if (flowing && held.length === 0) ondata!(chunk);
      else hold(chunk);
    },
    end() {
      ended = true;
      flow();
    },
    error: (error) => stop(error),
    close() {
      if (!ended) stop(ERR_STREAM_PREMATURE_CLOSE());
    },
  };

  function hold(chunk: unknown): void {
    heldBytes += (chunk as { length?: number }).length ?? 1;
    if (heldBytes > maxHeldBytes) stop(ERR_HYPERSTREAM_VALUE_TOO_LONG(maxHeldBytes));
    else held.push(chunk);
  }

  function flow(): void {
    while (flowing && head < held.length) ondata!(held[head++]);
    if (head < held.length) return;
    held = [];
    head = heldBytes = 0;
    if (!flowing || !ended || onend === undefined) return;
    const done = onend;
    onend = undefined;
    unlisten();
    done();
  }

  function unlisten(): void {
    for (const [event, listener] of Object.entries(listeners)) stream.removeListener(event, listener);
  }

  /** Gives the stream up. */
  function stop(error?: unknown): void {
    if (onend === undefined && ondata !== undefined) return;
    ondata ??= () => {};
    onend = undefined;
    held = [];
    unlisten();
    // Errors that follow would be thrown, with nobody listening.
    stream.on('error', () => {});
    if (!ended) stream.destroy?.();
    if (error !== undefined) fail(error);
  }

  stream.pause?.();
  for (const [event, listener] of Object.entries(listeners)) stream.on(event, listener);
  if (!ended && stream.destroyed === true) stop(stream.errored ?? ERR_STREAM_PREMATURE_CLOSE());

  return {
    start(data, end) {
      if (ondata !== undefined) return end();
      ondata = data;
      onend = end;
      this.resume();
    },
    pause() {
      flowing = false;
      if (!ended) stream.pause?.();
    },
    resume() {
      flowing = true;
      flow();
      if (flowing && !ended) stream.resume?.();
    },
    destroy: () => stop(),
  };
}

/** Reads nothing before the start. */
function fromIterable(
  iterable: Iterable<unknown> | AsyncIterable<unknown>,
  { fail }: ValueContext,
): ValueSource {
  let iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  let flowing = false;
  let pulling = false;
  let over = false;
  let ondata: (chunk: unknown) => void;
  let onend: () => void;

  async function pull(): Promise<void> {
    pulling = true;
    try {
      while (flowing && !over) {
        const { done, value } = await iterator!.next();
        if (over) return;
        if (done === true) {
          over = true;
          onend();
        } else ondata(value);
      }
    } catch (error) {
      if (!over) fail(error);
      over = true;
    } finally {
      pulling = false;
    }
  }

  /** Ends the iteration; what was not begun can be let go of only if it is a web stream. */
  async function letGo(): Promise<void> {
    if (iterator !== undefined) await iterator.return?.();
    else await (iterable as { cancel?(): unknown }).cancel?.();
  }

  return {
    start(data, end) {
      if (iterator !== undefined) return end();
      iterator =
        Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
      ondata = data;
      onend = end;
      this.resume();
    },
    pause() {
      flowing = false;
    },
    resume() {
      flowing = true;
      if (!pulling) void pull();
    },
    destroy() {
      if (over) return;
      over = true;
      letGo().catch(() => {});
    },
  };
}

/** Makes a source of what the promise gives as soon as it is there, so that nothing of it is lost or left open. */
function fromPromise(promise: PromiseLike<unknown>, context: ValueContext): ValueSource {
  let inner: ValueSource | undefined;
  let flowing = true;
  let started = false;
  let destroyed = false;
  const settled = Promise.resolve(promise).then((value) => {
    inner = createSource(value, context);
    if (destroyed) inner?.destroy();
    return value;
  });
  settled.catch((error) => destroyed || context.fail(error));

  return {
    start(ondata, onend) {
      if (started) return onend();
      started = true;
      settled.then(
        (value) => {
          if (destroyed) return;
          if (inner === undefined) {
            ondata(value);
            onend();
          } else {
            inner.start(ondata, onend);
            if (!flowing) inner.pause();
          }
        },
        () => {},
      );
    },
    pause() {
      flowing = false;
      inner?.pause();
    },
    resume() {
      flowing = true;
      inner?.resume();
    },
    destroy() {
      destroyed = true;
      inner?.destroy();
    },
  };
}
