/**
 * Turns an event emitter into a stream of its events, `[event, ...args]`, and such a stream into an emitter.
 *
 * Use it to carry events over a wire: `emitStream(emitter)`, then a serialiser, a connection, a parser, and
 * `emitStream` again. A stream made here has the event before the emitter's own listeners do, inside the call of
 * `emit`; an emitter made here emits inside the write.
 *
 * Behaves as npm emit-stream@0.1.2 in its call forms, the order of things and its bytes: over
 * `JSONStream.stringify()` an array of arrays, one an event. Mended: a paused stream holds events back, up to
 * `maxBuffered` of them; `end()` ends the readable side too, so that what comes after it ends; `emit` returns
 * what it returned before, and is put back when the last stream of an emitter ends or is destroyed; events named
 * by a symbol, 'newListener' and 'removeListener' are the emitter's own affair and do not travel. What the other
 * end sends and this one cannot emit (no array, no name, an event that is not allowed, an 'error' that nobody
 * listens for) is dropped; who listens for 'error' gets an `ERR_EMIT_STREAM_REFUSED`. Added: `events`, which
 * allows only some, either way; `signal`; typed events.
 *
 * @see the handbook's chapter "roll your own socket.io"
 *
 * @example There and back
 * ```ts
 * import { EventEmitter } from 'node:events';
 * import { emitStream } from 'gardenhose/emit-stream';
 *
 * const here = new EventEmitter();
 * const there = emitStream(emitStream(here));
 * const heard: unknown[] = [];
 * there.on('upper', (text) => heard.push(text));
 * here.emit('upper', 'abc');
 * assert.deepEqual(heard, ['abc']);
 * ```
 *
 * @module
 */
import { EventEmitter } from '#platform';
import { validateSignal } from '../core/_validate.ts';
import type { ClassicStreamOptions } from '../core/classic.ts';
import { ERR_EMIT_STREAM_OVERFLOW, ERR_EMIT_STREAM_REFUSED, ERR_INVALID_ARG_TYPE } from '../core/errors.ts';
import type { EmitterLike, ReadableLike, TypedEmitter } from '../core/types.ts';
import type { BoundedQueueOptions } from './_bounded-queue.ts';
import { BoundedQueue } from './_bounded-queue.ts';
import type { EventArray, EventNames } from './_received-event.ts';
import { checkMaxArguments, createEventFilter, LISTENER_EVENTS, refusalOf } from './_received-event.ts';
import type { Tap } from './_tapped-emitter.ts';
import { tap, untap } from './_tapped-emitter.ts';
import { Through } from './through.ts';

/** What a map of events to their arguments has to look like. */
type EventMap<Events> = { [E in keyof Events]: unknown[] };

/** One event of a map, as it travels. */
export type EventOf<Events extends EventMap<Events>> = {
  [E in keyof Events & string]: [event: E, ...args: Events[E]];
}[keyof Events & string];

/** Options of `emitStream.toStream`. */
export interface ToStreamOptions extends ClassicStreamOptions, BoundedQueueOptions {
  /** Which events travel. @default all */
  readonly events?: EventNames | undefined;
}

/** Options of `emitStream.fromStream`. */
export interface FromStreamOptions {
  /** Which events may come. @default all */
  readonly events?: EventNames | undefined;
  /** Most arguments that an event may have. @default 1024 */
  readonly maxArguments?: number | undefined;
  /** Stops listening to the stream when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** The type of `emitStream`. */
export interface EmitStreamFunction {
  <Events extends EventMap<Events> = Record<string, unknown[]>>(
    stream: ReadableLike,
    options?: FromStreamOptions | null,
  ): TypedEmitter<Events>;
  <Events extends EventMap<Events> = Record<string, unknown[]>>(
    emitter: EmitterLike,
    options?: ToStreamOptions | null,
  ): EmitStream<Events>;
  readonly toStream: typeof toStream;
  readonly fromStream: typeof fromStream;
}

/**
 * Makes a stream of an emitter, or an emitter of a stream, which is what has a `pipe` method: `toStream` and
 * `fromStream`, which are properties of it, in one.
 *
 * @throws {ERR_INVALID_ARG_TYPE} what is given has neither `pipe` nor `emit`
 *
 * @example Only some events travel
 * ```ts
 * import { EventEmitter } from 'node:events';
 * import { emitStream } from 'gardenhose/emit-stream';
 *
 * const emitter = new EventEmitter();
 * const stream = emitStream(emitter, { events: ['move'] });
 * const sent: unknown[] = [];
 * stream.on('data', (event) => sent.push(event));
 * emitter.emit('move', 3, 4);
 * emitter.emit('secret');
 * stream.end();
 * assert.deepEqual(sent, [['move', 3, 4]]);
 * ```
 */
export const emitStream: EmitStreamFunction = /* @__PURE__ */ Object.assign(
  function emitStream(x: ReadableLike | EmitterLike, options?: object | null): unknown {
    return typeof (x as { pipe?: unknown } | null)?.pipe === 'function'
      ? fromStream(x as ReadableLike, options)
      : toStream(x, options);
  },
  { toStream, fromStream },
) as EmitStreamFunction;

/**
 * Makes a stream of the events that `emitter` emits from now on, until the stream ends or is destroyed.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `emitter` has no `emit`, or an option is of the wrong type
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that there is not
 * @throws {ERR_OUT_OF_RANGE} a `maxBuffered` below 0
 * @throws {ERR_EMIT_STREAM_OVERFLOW} as 'error' event, with `overflow: 'error'`: more than `maxBuffered` events
 *   while paused
 *
 * @example The newest events of a slow reader
 * ```ts
 * import { EventEmitter } from 'node:events';
 * import { toStream } from 'gardenhose/emit-stream';
 *
 * const emitter = new EventEmitter();
 * const stream = toStream(emitter, { maxBuffered: 2 });
 * stream.pause();
 * for (const n of [1, 2, 3]) emitter.emit('n', n);
 * const seen: unknown[] = [];
 * stream.on('data', ([, n]) => seen.push(n));
 * stream.resume();
 * assert.deepEqual(seen, [2, 3]);
 * assert.equal(stream.dropped, 1);
 * stream.end();
 * ```
 */
export function toStream<Events extends EventMap<Events> = Record<string, unknown[]>>(
  emitter: EmitterLike,
  options?: ToStreamOptions | null,
): EmitStream<Events> {
  if (typeof (emitter as { emit?: unknown } | null)?.emit !== 'function') {
    throw ERR_INVALID_ARG_TYPE('emitter', 'an event emitter or a stream', emitter);
  }
  return new EmitStream<Events>(emitter, options ?? {});
}

/**
 * Makes an emitter that emits what `stream` gives.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `stream` has no `on`, or an option is of the wrong type
 * @throws {ERR_OUT_OF_RANGE} a `maxArguments` below 0 or above 65,536
 * @throws {ERR_EMIT_STREAM_REFUSED} as 'error' event of the emitter, if it is listened for: what came cannot be
 *   emitted
 *
 * @example A stream that cannot be trusted
 * ```ts
 * import { fromStream } from 'gardenhose/emit-stream';
 * import { through } from 'gardenhose/through';
 *
 * const stream = through<unknown>();
 * const emitter = fromStream<{ move: [x: number, y: number] }>(stream, { events: ['move'] });
 * const refused: unknown[] = [];
 * emitter.on('error', (error) => refused.push((error as { code?: string }).code));
 * emitter.on('move', (x, y) => assert.equal(x + y, 7));
 * stream.write(['move', 3, 4]);
 * stream.write(['error']);
 * assert.deepEqual(refused, ['ERR_EMIT_STREAM_REFUSED']);
 * ```
 */
export function fromStream<Events extends EventMap<Events> = Record<string, unknown[]>>(
  stream: ReadableLike,
  options?: FromStreamOptions | null,
): TypedEmitter<Events> {
  if (typeof (stream as { on?: unknown } | null)?.on !== 'function') {
    throw ERR_INVALID_ARG_TYPE('stream', 'a stream', stream);
  }
  const { events, maxArguments, signal } = options ?? {};
  validateSignal(signal, 'options.signal');
  const rules = {
    isAllowed: createEventFilter('options.events', events),
    reserved: LISTENER_EVENTS,
    maxArguments: checkMaxArguments(maxArguments),
  };
  const emitter = new EventEmitter();

  function ondata(value: unknown): void {
    const refusal = refusalOf(value, emitter, rules);
    if (refusal === undefined) emitter.emit(...(value as EventArray));
    else if (emitter.listenerCount('error') > 0) emitter.emit('error', ERR_EMIT_STREAM_REFUSED(refusal));
  }
  function onabort(): void {
    stream.removeListener('data', ondata);
    letGo();
  }
  function letGo(): void {
    signal?.removeEventListener('abort', onabort);
    for (const event of ['end', 'close']) stream.removeListener(event, letGo);
  }

  if (signal?.aborted) return emitter as TypedEmitter<Events>;
  stream.on('data', ondata);
  if (signal !== undefined) {
    signal.addEventListener('abort', onabort);
    for (const event of ['end', 'close']) stream.on(event, letGo);
  }
  return emitter as TypedEmitter<Events>;
}

/**
 * The stream that `toStream` returns. What is written to it comes out as well. It emits 'drop', with the event,
 * for each event that it had no room for.
 */
export class EmitStream<Events extends EventMap<Events> = Record<string, unknown[]>> extends Through<
  EventOf<Events>
> {
  /** How many events were dropped for want of room. */
  dropped = 0;
  readonly #emitter: EmitterLike;
  readonly #tap: Tap;
  readonly #held: BoundedQueue<EventOf<Events>>;
  #endHeld = false;

  constructor(emitter: EmitterLike, options: ToStreamOptions) {
    super(null, null, options);
    this.#emitter = emitter;
    const isAllowed = createEventFilter('options.events', options.events);
    this.#held = new BoundedQueue(options, ERR_EMIT_STREAM_OVERFLOW);
    const listener: Tap = (event) => {
      if (isAllowed(event[0])) this._write(event as EventOf<Events>);
    };
    this.#tap = listener;
    tap(emitter, listener);
  }

  override _write(event: EventOf<Events>): void {
    if (this.#endHeld) return;
    if (!this.paused && this.#held.length === 0) this.queue(event);
    else {
      this.#hold(event);
      this.#release();
    }
  }

  override _end(): void {
    untap(this.#emitter, this.#tap);
    if (this.#held.length === 0) this.queue(null);
    else this.#endHeld = true;
  }

  override _resumed(): void {
    this.#release();
    if (!this.paused && !this.destroyed) super._resumed();
  }

  override destroy(error?: Error | null): this {
    untap(this.#emitter, this.#tap);
    this.#held.clear();
    return super.destroy(error);
  }

  #hold(event: EventOf<Events>): void {
    let dropped: EventOf<Events> | undefined;
    try {
      dropped = this.#held.push(event);
    } catch (error) {
      this.destroy(error as Error);
    }
    if (dropped === undefined) return;
    this.dropped++;
    this.emit('drop', dropped);
  }

  #release(): void {
    while (!this.paused && this.#held.length > 0) this.queue(this.#held.shift() as EventOf<Events>);
    if (this.#endHeld && this.#held.length === 0) this.queue(null);
  }
}

export { emitStream as default, emitStream as 'module.exports' };
