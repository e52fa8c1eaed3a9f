/**
 * The emitter itself: what is emitted goes to the stream or waits, what the stream gives is emitted here.
 *
 * @module
 */
import { nextTick } from '#platform';
import { validateSignal } from '../../core/_validate.ts';
import type { ClassicStream } from '../../core/classic.ts';
import {
  AbortError,
  ERR_INVALID_ARG_VALUE,
  ERR_REMOTE_EVENTS_OVERFLOW,
  ERR_REMOTE_EVENTS_REFUSED,
  ERR_REMOTE_EVENTS_UNSENDABLE,
  withCause,
} from '../../core/errors.ts';
import { BoundedQueue } from '../_bounded-queue.ts';
import type { ReceivingRules } from '../_received-event.ts';
import { checkMaxArguments, createEventFilter, LISTENER_EVENTS, refusalOf } from '../_received-event.ts';
import { validateLimit } from '../_validate.ts';
import { AdoptingEmitter } from './_callable.ts';
import type { Message } from './_message.ts';
import { track } from './_message.ts';
import type { ConnectionEvents, EventMap, RemoteEventsOptions, SendOptions } from './_options.ts';
import { Session } from './_session.ts';
import { WireStream } from './_wire-stream.ts';

const DEFAULT_MAX_LINE_LENGTH = 1024 * 1024;
const DEFAULT_HELLO_TIMEOUT_MS = 1000;

/** Events of this end's own, which the other cannot emit here. */
const RESERVED: readonly string[] = ['connect', 'disconnect', ...LISTENER_EVENTS];

/** What `new RemoteEvents` makes; see there. */
export class Remote<
  Incoming extends EventMap<Incoming> = Record<string, unknown[]>,
  Outgoing extends EventMap<Outgoing> = Record<string, unknown[]>,
> extends AdoptingEmitter<Incoming & ConnectionEvents> {
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
        onnonsense: (reason) => this.#refuse(reason),
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
   * @throws {ABORT_ERR} rejects: `signal` aborted before the event was delivered
   * @throws {ERR_INVALID_ARG_TYPE} rejects: a `ttlMs` that is no number, or a `signal` that is none
   * @throws {ERR_OUT_OF_RANGE} rejects: a `ttlMs` below 0
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
    if (ttlMs !== undefined) validateLimit('options.ttlMs', ttlMs, 0);
    validateSignal(signal, 'options.signal');
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
    session.resumed();
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
    else this.#refuse(refusal);
  }

  /** Takes what a reliable end says besides events. */
  #hear(value: object): void {
    // An end that is not reliable lets a hello pass, as the original does.
    if (this.#session === undefined && 'hello' in value) return;
    const refusal = this.#session === undefined ? 'it is no array' : this.#session.hear(value);
    if (refusal !== undefined) this.#refuse(refusal);
    else if (this.#session !== undefined && 'hello' in value) this.#resume(this.#session);
    this.flush();
  }

  /** Tells the other end how many events have come, once for as many as came together. */
  #acknowledge(): void {
    if (!this.connected || !this.#wire?.isReady || !this.#session?.hasGreeted) return;
    const acknowledgement = this.#session.acknowledge();
    if (acknowledgement !== undefined) this.#wire?.send(acknowledgement);
  }

  /** An error costs more than a line of nonsense does: none is made that nobody hears. */
  #refuse(reason: string): void {
    if (this.listenerCount('error') > 0) this.#report(ERR_REMOTE_EVENTS_REFUSED(reason));
  }

  #report(error: Error): void {
    if (this.listenerCount('error') > 0) super.emit('error', error);
  }
}
