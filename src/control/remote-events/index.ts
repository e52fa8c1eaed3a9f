/**
 * Connects two event emitters through a stream: what is emitted on the one is heard on the other.
 *
 * Pipe `getStream()` to a connection and back, `socket.pipe(remote.getStream()).pipe(socket)`, and again with the
 * next connection when this one is lost: `emit` calls of the meantime are kept, and sent before 'connect'. Events
 * travel as lines of JSON, one array each; docs/protocols/remote-events.md.
 *
 * Behaves as npm remote-events@1.1.4 in its call forms, timing and bytes: `emit` reaches the other end inside the
 * call where the streams do, 'connect' comes in the tick after `pipe`, 'disconnect' on both ends inside
 * `disconnect()`. Mended: what waits is bounded by `maxBuffered`; a connection that is full is not written to;
 * `destroy()` of the stream disconnects; `disconnect()` ends a stream that is not connected yet, too; 'connect'
 * comes once a connection; a character or a line cut in two is kept whole, and a listener that throws does not
 * take the rest of a chunk with it; events named by a symbol, 'newListener' and 'removeListener' are local. What
 * the other end sends and this one cannot emit (no JSON, no array, 'connect', an event that is not allowed, an
 * 'error' that nobody listens for) is dropped; who listens for 'error' gets an `ERR_REMOTE_EVENTS_REFUSED`.
 * Added: `incoming` and `outgoing`, which allow only some events; `send`, which tells whether an event was
 * delivered, with `volatile`, `ttlMs` and `signal`; `reliable`, which carries events over the loss of a
 * connection, none lost and none twice; typed events.
 *
 * @see the handbook's part on control streams
 *
 * @example Two ends
 * ```ts
 * import { RemoteEvents } from 'gardenhose/remote-events';
 *
 * const here = new RemoteEvents();
 * const there = new RemoteEvents();
 * const heard: unknown[] = [];
 * there.on('hello', (name) => heard.push(name));
 * here.emit('hello', 'early');
 * const stream = here.getStream();
 * stream.pipe(there.getStream()).pipe(stream);
 * await new Promise<void>((resolve) => here.on('connect', resolve));
 * here.emit('hello', 'world');
 * assert.deepEqual(heard, ['early', 'world']);
 * here.disconnect();
 * assert.equal(there.connected, false);
 * ```
 *
 * @module
 */
import { EventEmitter, nextTick } from '#platform';
import type { ClassicStream } from '../../core/classic.ts';
import {
  AbortError,
  ERR_INVALID_ARG_VALUE,
  ERR_REMOTE_EVENTS_OVERFLOW,
  ERR_REMOTE_EVENTS_REFUSED,
  ERR_REMOTE_EVENTS_UNSENDABLE,
  withCause,
} from '../../core/errors.ts';
import type { TypedEmitter } from '../../core/types.ts';
import type { BoundedQueueOptions } from '../_bounded-queue.ts';
import { BoundedQueue } from '../_bounded-queue.ts';
import type { EventNames, ReceivingRules } from '../_received-event.ts';
import { checkMaxArguments, createEventFilter, LISTENER_EVENTS, refusalOf } from '../_received-event.ts';
import { validateLimit } from '../_validate.ts';
import type { Message } from './_session.ts';
import { Session } from './_session.ts';
import { WireStream } from './_wire-stream.ts';

/** What a map of events to their arguments has to look like. */
type EventMap<Events> = { [E in keyof Events]: unknown[] };

/** What a RemoteEvents emits about itself. */
export interface ConnectionEvents {
  connect: [];
  disconnect: [];
}

/** Wraps a stream of arrays into one of bytes or text, as npm stream-serializer does. */
export type WrapStream = (stream: ClassicStream) => ClassicStream;

/** Options of `RemoteEvents`. */
export interface RemoteEventsOptions extends BoundedQueueOptions {
  /** Serialises, in the place of lines of JSON. */
  readonly wrap?: WrapStream | undefined;
  /** Which events the other end may emit here. @default all */
  readonly incoming?: EventNames | undefined;
  /** Which events may be emitted on the other end. @default all */
  readonly outgoing?: EventNames | undefined;
  /** Most arguments of an event of the other end. @default 1024 */
  readonly maxArguments?: number | undefined;
  /** Most characters of a line that the other end sends. @default 1_048_576 */
  readonly maxLineLength?: number | undefined;
  /**
   * Whether events are acknowledged, and sent again after the loss of a connection. Takes the same of the other
   * end; with any other, the original included, events travel as without. @default false
   */
  readonly reliable?: boolean | undefined;
  /** How long `reliable` waits, in ms, for an end that perhaps is not. @default 1000 */
  readonly helloTimeoutMs?: number | undefined;
  /** Ends each stream of `getStream` with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of `RemoteEvents#send`. */
export interface SendOptions {
  /** Whether the event is dropped if it cannot be sent at once. @default false */
  readonly volatile?: boolean | undefined;
  /** How long, in ms, the event may wait to be sent. @default Infinity */
  readonly ttlMs?: number | undefined;
  /** Takes the event back, while it waits to be sent, when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_MAX_LINE_LENGTH = 1024 * 1024;
const DEFAULT_HELLO_TIMEOUT_MS = 1000;

/** Events of this end's own, which the other cannot emit here. */
const RESERVED: readonly string[] = ['connect', 'disconnect', ...LISTENER_EVENTS];

type Emitting = new <Events extends EventMap<Events>>() => TypedEmitter<Events>;
const TypedEventEmitter: Emitting = EventEmitter as unknown as Emitting;

/**
 * An emitter whose events are emitted by the other end, and whose `emit` emits there.
 *
 * @throws {ERR_INVALID_ARG_TYPE} an option of the wrong type
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that there is not
 * @throws {ERR_OUT_OF_RANGE} a bound below its least value
 * @throws {ERR_REMOTE_EVENTS_REFUSED} as 'error' event, if it is listened for: the other end sent what cannot be
 *   emitted
 * @throws {ERR_REMOTE_EVENTS_UNSENDABLE} as 'error' event, if it is listened for: an event that was kept has no
 *   form in JSON
 *
 * @example Only what is allowed
 * ```ts
 * import { RemoteEvents } from 'gardenhose/remote-events';
 *
 * const remote = new RemoteEvents<{ move: [x: number, y: number] }>({ incoming: ['move'] });
 * const refused: unknown[] = [];
 * remote.on('error', (error) => refused.push((error as { code?: string }).code));
 * remote.on('move', (x, y) => assert.equal(x + y, 7));
 * const stream = remote.getStream();
 * stream.write('["move",3,4]\n["shutdown"]\n["error"]\n');
 * assert.deepEqual(refused, ['ERR_REMOTE_EVENTS_REFUSED', 'ERR_REMOTE_EVENTS_REFUSED']);
 * ```
 */
export class RemoteEvents<
  Incoming extends EventMap<Incoming> = Record<string, unknown[]>,
  Outgoing extends EventMap<Outgoing> = Record<string, unknown[]>,
> extends TypedEventEmitter<Incoming & ConnectionEvents> {
  /** Whether there is a connection. */
  connected = false;
  readonly #options: RemoteEventsOptions;
  readonly #rules: ReceivingRules;
  readonly #isOutgoing: (event: string) => boolean;
  readonly #maxLineLength: number;
  readonly #waiting: BoundedQueue<Message>;
  readonly #session: Session | undefined;
  #wire: WireStream | undefined;
  #stream: ClassicStream | undefined;
  /** Set while the other end may still say that it is reliable. */
  #helloTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options?: RemoteEventsOptions | null) {
    super();
    this.#options = options ?? {};
    const { incoming, outgoing, maxArguments, maxLineLength = DEFAULT_MAX_LINE_LENGTH } = this.#options;
    validateLimit('options.maxLineLength', maxLineLength, 1);
    this.#rules = {
      isAllowed: createEventFilter('options.incoming', incoming),
      reserved: RESERVED,
      maxArguments: checkMaxArguments(maxArguments),
    };
    this.#isOutgoing = createEventFilter('options.outgoing', outgoing);
    this.#maxLineLength = maxLineLength;
    this.#waiting = new BoundedQueue(this.#options, ERR_REMOTE_EVENTS_OVERFLOW);
    this.#session = this.#options.reliable === true ? new Session() : undefined;
  }

  /** The events that wait to be sent, oldest first. */
  get buffer(): unknown[][] {
    return this.#waiting.toArray().map(({ event }) => event);
  }

  /**
   * The stream to pipe to a connection and back; the same until it has ended, and then another. With `raw` it is
   * of arrays, not of lines. What is piped from it is the connection: 'connect' comes in the next tick.
   */
  getStream(raw?: boolean): ClassicStream {
    if (this.#stream !== undefined) return this.#stream;
    const { wrap, signal } = this.#options;
    const isOfValues = raw === true || wrap !== undefined;
    const wire: WireStream = new WireStream(
      isOfValues ? 'values' : { maxLineLength: this.#maxLineLength },
      signal,
      {
        onvalue: (value) => this.#receive(value),
        onnonsense: (reason) => this.#report(ERR_REMOTE_EVENTS_REFUSED(reason)),
        onhandled: () => this.#acknowledge(),
        onresume: () => {
          this.#acknowledge();
          this.flush();
        },
        onclose: () => this.#disconnected(wire),
      },
    );
    const stream = raw === true || wrap === undefined ? wire : wrap.call(this.#options, wire);
    const { pipe } = stream;
    const pipeAndConnect: typeof pipe = (destination, options) => {
      nextTick(() => this.#connect(wire));
      return pipe.call(stream, destination, options) as typeof destination;
    };
    stream.pipe = pipeAndConnect;
    this.#wire = wire;
    this.#stream = stream;
    return stream;
  }

  /**
   * Emits an event on the other end, now or, if it cannot be sent now, later. Returns whether it was sent.
   *
   * @throws {ERR_INVALID_ARG_VALUE} an event that `outgoing` does not allow
   * @throws {ERR_REMOTE_EVENTS_OVERFLOW} more than `maxBuffered` events wait, with `overflow: 'error'`
   */
  override emit<E extends keyof Outgoing & string>(event: E, ...args: Outgoing[E]): boolean;
  override emit(event: string | symbol, ...args: unknown[]): boolean;
  override emit(...event: [string | symbol, ...unknown[]]): boolean {
    const [name] = event;
    if (typeof name === 'symbol' || LISTENER_EVENTS.includes(name)) return super.emit(...event);
    return this.#post({ event });
  }

  /** Emits an event here. Returns whether anybody listens. */
  localEmit<E extends keyof Incoming & string>(event: E, ...args: Incoming[E]): boolean;
  localEmit(event: string | symbol, ...args: unknown[]): boolean;
  localEmit(...event: [string | symbol, ...unknown[]]): boolean {
    return super.emit(...event);
  }

  /**
   * Emits an event on the other end and tells whether it was delivered: acknowledged by an end that is reliable as
   * this one is, or else handed to the connection. False if it was dropped: `volatile` and no connection, waiting
   * for longer than `ttlMs`, or no room.
   *
   * @throws {ABORT_ERR} rejects: `signal` aborted before the event was sent
   * @throws {ERR_INVALID_ARG_VALUE} rejects: an event that `outgoing` does not allow
   * @throws {ERR_REMOTE_EVENTS_OVERFLOW} rejects: as `emit` throws it
   *
   * @example A position, of which only the newest counts
   * ```ts
   * import { RemoteEvents } from 'gardenhose/remote-events';
   *
   * const remote = new RemoteEvents();
   * assert.equal(await remote.send('position', [1, 2], { volatile: true }), false);
   * assert.deepEqual(remote.buffer, []);
   * ```
   */
  async send<E extends keyof Outgoing & string>(
    event: E,
    args: Outgoing[E],
    options: SendOptions = {},
  ): Promise<boolean> {
    const { volatile = false, ttlMs = Number.POSITIVE_INFINITY, signal } = options;
    if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
    if (volatile && !this.#canSend) return false;
    return new Promise((resolve, reject) => {
      const onabort = (): void => {
        if (this.#waiting.remove(message)) settle(new AbortError(undefined, { cause: signal?.reason }));
      };
      const settle = (outcome: boolean | Error): void => {
        clearTimeout(message.timer);
        signal?.removeEventListener('abort', onabort);
        if (typeof outcome === 'boolean') resolve(outcome);
        else reject(outcome);
      };
      const message: Message = { event: [event, ...args], settle };
      signal?.addEventListener('abort', onabort);
      try {
        this.#post(message);
      } catch (error) {
        settle(error as Error);
        return;
      }
      if (ttlMs === Number.POSITIVE_INFINITY) return;
      message.timer = setTimeout(() => {
        if (this.#waiting.remove(message)) settle(false);
      }, ttlMs);
    });
  }

  /** Sends what waits, as far as the connection takes it. */
  flush(): void {
    while (this.#canSend && this.#waiting.length > 0) {
      const message = this.#waiting.shift() as Message;
      try {
        this.#transmit(message);
      } catch (cause) {
        message.settle?.(false);
        this.#report(withCause(ERR_REMOTE_EVENTS_UNSENDABLE(String(message.event[0])), cause));
      }
    }
  }

  /** Ends the stream, and with it the connection: 'disconnect' comes on both ends. */
  disconnect(): void {
    this.#wire?.end();
  }

  #post(message: Message): boolean {
    const name = message.event[0] as string;
    if (!this.#isOutgoing(name)) throw ERR_INVALID_ARG_VALUE('event', name, 'is not one of options.outgoing');
    if (this.#canSend && this.#waiting.length === 0) {
      this.#transmit(message);
      return true;
    }
    this.#waiting.push(message)?.settle?.(false);
    return false;
  }

  /** Whether an event can go out now. */
  get #canSend(): boolean {
    if (!this.connected || this.#wire?.paused) return false;
    if (this.#session === undefined) return true;
    return this.#helloTimer === undefined && (!this.#session.hasGreeted || this.#session.hasRoom);
  }

  #transmit(message: Message): void {
    const wire = this.#wire as WireStream;
    const encoded = wire.encode(message.event);
    clearTimeout(message.timer);
    if (this.#session?.hasGreeted) this.#session.keep(message);
    else message.settle?.(true);
    wire.queue(encoded);
  }

  #connect(wire: WireStream): void {
    if (this.connected || this.#wire !== wire) return;
    this.connected = true;
    if (this.#session !== undefined) {
      wire.send(this.#session.greet());
      if (this.#session.hasGreeted) this.#greeted();
      else this.#awaitHello();
    }
    this.flush();
    this.localEmit('connect');
  }

  #awaitHello(): void {
    const { helloTimeoutMs = DEFAULT_HELLO_TIMEOUT_MS } = this.#options;
    this.#helloTimer = setTimeout(() => this.#greeted(), helloTimeoutMs);
  }

  /** Whether the other end is reliable is known. */
  #greeted(): void {
    clearTimeout(this.#helloTimer);
    this.#helloTimer = undefined;
    if (!this.connected) return;
    if (this.#session?.hasGreeted) for (const value of this.#session.resume()) this.#wire?.send(value);
    this.#acknowledge();
    this.flush();
  }

  #disconnected(wire: WireStream): void {
    if (this.#wire !== wire) return;
    this.#wire = this.#stream = undefined;
    clearTimeout(this.#helloTimer);
    this.#helloTimer = undefined;
    this.#session?.pause();
    if (!this.connected) return;
    this.connected = false;
    this.localEmit('disconnect');
  }

  #receive(value: unknown): void {
    const isEvent = Array.isArray(value);
    if (!isEvent && typeof value === 'object' && value !== null) {
      this.#hear(value);
      return;
    }
    if (this.#helloTimer !== undefined) this.#greeted();
    if (isEvent && this.#session?.hasGreeted && !this.#session.count()) return;
    const refusal = refusalOf(value, this, this.#rules);
    if (refusal === undefined) this.localEmit(...(value as [string, ...unknown[]]));
    else this.#report(ERR_REMOTE_EVENTS_REFUSED(refusal));
  }

  /** Takes what a reliable end says besides events. */
  #hear(value: object): void {
    // An end that is not reliable lets a hello pass, as the original does.
    if (this.#session === undefined && 'hello' in value) return;
    const refusal = this.#session === undefined ? 'it is no array' : this.#session.hear(value);
    if (refusal !== undefined) this.#report(ERR_REMOTE_EVENTS_REFUSED(refusal));
    else if ('hello' in value) this.#greeted();
    else this.flush();
  }

  /** Tells the other end how many events have come, once for as many as came together. */
  #acknowledge(): void {
    if (!this.connected || this.#wire?.paused || !this.#session?.hasGreeted) return;
    const acknowledgement = this.#session.acknowledge();
    if (acknowledgement !== undefined) this.#wire?.send(acknowledgement);
  }

  #report(error: Error): void {
    if (this.listenerCount('error') > 0) super.emit('error', error);
  }
}

export { RemoteEvents as default, RemoteEvents as 'module.exports' };
