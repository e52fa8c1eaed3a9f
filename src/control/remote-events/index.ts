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
import { BoundedQueue } from '../_bounded-queue.ts';
import type { ReceivingRules } from '../_received-event.ts';
import { checkMaxArguments, createEventFilter, LISTENER_EVENTS, refusalOf } from '../_received-event.ts';
import { validateLimit } from '../_validate.ts';
import type { Message } from './_message.ts';
import { track } from './_message.ts';
import type { ConnectionEvents, EventMap, RemoteEventsOptions, SendOptions } from './_options.ts';
import { Session } from './_session.ts';
import { WireStream } from './_wire-stream.ts';

export type { Overflow } from '../_bounded-queue.ts';
export type { EventNames } from '../_received-event.ts';
export type { ConnectionEvents, RemoteEventsOptions, SendOptions, WrapStream } from './_options.ts';

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
    const { reliable = false, helloTimeoutMs = DEFAULT_HELLO_TIMEOUT_MS } = this.#options;
    validateLimit('options.helloTimeoutMs', helloTimeoutMs, 0);
    this.#session = reliable ? new Session(helloTimeoutMs, () => this.flush()) : undefined;
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
        onready: () => {
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
    const { volatile = false, ttlMs, signal } = options;
    if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
    if (volatile && !this.#canSend) return false;
    const { message, outcome } = track([event, ...args], ttlMs, signal, (it) => this.#waiting.remove(it));
    try {
      this.#post(message);
    } catch (error) {
      message.settle?.(error as Error);
    }
    return outcome;
  }

  /** Sends what waits, as far as the connection takes it. */
  flush(): void {
    while (this.#canSend && this.#waiting.length > 0) {
      const message = this.#waiting.shift() as Message;
      let encoded: unknown;
      try {
        encoded = this.#wire?.encode(message.event);
      } catch (cause) {
        message.settle?.(false);
        this.#report(withCause(ERR_REMOTE_EVENTS_UNSENDABLE(String(message.event[0])), cause));
        continue;
      }
      this.#transmit(message, encoded);
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
      this.#transmit(message, this.#wire?.encode(message.event));
      return true;
    }
    this.#waiting.push(message)?.settle?.(false);
    return false;
  }

  /** Whether an event can go out now. */
  get #canSend(): boolean {
    return this.connected && this.#wire?.isReady === true && this.#session?.hasRoom !== false;
  }

  #transmit(message: Message, encoded: unknown): void {
    message.ontransmit?.();
    if (this.#session?.hasGreeted) this.#session.keep(message, encoded);
    else message.settle?.(true);
    this.#wire?.queue(encoded);
  }

  #connect(wire: WireStream): void {
    if (this.connected || this.#wire !== wire) return;
    this.connected = true;
    if (this.#session !== undefined) {
      wire.send(this.#session.open());
      if (this.#session.hasGreeted) this.#resume(this.#session);
    }
    this.flush();
    this.localEmit('connect');
  }

  /** The other end is reliable as this one is: goes on where the last connection was lost. */
  #resume(session: Session): void {
    if (!this.connected) return;
    const { from, again } = session.resume();
    this.#wire?.send(from);
    for (const encoded of again) this.#wire?.sendAgain(encoded);
    this.#acknowledge();
  }

  #disconnected(wire: WireStream): void {
    if (this.#wire !== wire) return;
    this.#wire = this.#stream = undefined;
    this.#session?.close();
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
    if (this.#session?.isWaiting) {
      this.#session.giveUp();
      this.flush();
    }
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
    else if (this.#session !== undefined && 'hello' in value) this.#resume(this.#session);
    this.flush();
  }

  /** Tells the other end how many events have come, once for as many as came together. */
  #acknowledge(): void {
    if (!this.connected || !this.#wire?.isReady || !this.#session?.hasGreeted) return;
    const acknowledgement = this.#session.acknowledge();
    if (acknowledgement !== undefined) this.#wire?.send(acknowledgement);
  }

  #report(error: Error): void {
    if (this.listenerCount('error') > 0) super.emit('error', error);
  }
}

export { RemoteEvents as default, RemoteEvents as 'module.exports' };
