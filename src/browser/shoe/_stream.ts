/**
 * The stream over one WebSocket, the same at both ends: what a browser's socket and Node's have in common.
 *
 * @module
 */
import { ClassicStream } from '../../core/classic.ts';
import type { CodedError } from '../../core/errors.ts';
import {
  ERR_OUT_OF_RANGE,
  ERR_SHOE_BUFFER_OVERFLOW,
  ERR_SHOE_CONNECT,
  ERR_SHOE_MESSAGE_TOO_LARGE,
  ERR_SHOE_PROTOCOL,
  ERR_SHOE_REFUSED,
  ERR_SHOE_TIMEOUT,
} from '../../core/errors.ts';
import type { Chunk, KnownLimits } from './_frames.ts';
import {
  ALIVE,
  CREDIT,
  DATA,
  dataFrame,
  END,
  FIRST_CREDIT,
  GOING_AWAY,
  INTERNAL_ERROR,
  MAX_NUMBER,
  MESSAGE_COST,
  NORMAL,
  numberFrame,
  numberIn,
  POLICY,
  PROTOCOL,
  PROTOCOL_ERROR,
  TOO_LARGE,
} from './_frames.ts';
import { Inbox } from './_inbox.ts';
import { Outbox } from './_outbox.ts';
import { Watch } from './_watch.ts';

/** What a WebSocket has in browsers and in Node. */
export interface Socket {
  readonly url: string;
  readonly readyState: number;
  readonly protocol: string;
  readonly bufferedAmount: number;
}

/**
 * A classic stream over a WebSocket: each `write` is one message and each message is one 'data' at the other
 * end.
 *
 * When the other end goes away, whatever the reason, 'end' and then 'close' are emitted, once each; after a
 * fault, 'error' before those that have yet to come. An 'error' that nobody listens for is not thrown. `destroy()`
 * emits 'close' only. While the stream is paused, 'end' waits behind the chunks that wait, for two heartbeats at
 * most.
 */
export abstract class ShoeStream<S extends Socket = Socket> extends ClassicStream<Chunk> {
  /** The WebSocket itself. */
  readonly sock: S;
  /** The code with which the WebSocket was closed, once it is. */
  closeCode: number | undefined;
  /** The reason with which the WebSocket was closed, once it is. */
  closeReason: string | undefined;

  /** @internal */
  readonly _limits: KnownLimits;
  /** @internal Whether the subprotocol governs, so that the other end can be told to wait. */
  _isFramed = false;
  /** @internal Whether the WebSocket is, or has been, open. */
  _isOpen = false;
  /** Whether this end is through with the WebSocket. */
  #isGone = false;
  /** Whether the stream ends by a fault, so that what is held is dropped. */
  #isFaulty = false;

  #outbox = new Outbox();
  #wantsDrain = false;
  #endSent = false;
  #goodbye: { readonly code: number; readonly reason: string } | undefined;

  readonly #inbox = new Inbox();
  #endReceived = false;

  /** @internal Notices when the other end, or this end's reader, has gone silent. */
  readonly _watch: Watch = new Watch();

  constructor(sock: S, limits: KnownLimits, signal: AbortSignal | undefined) {
    super({ autoDestroy: false, signal });
    this.sock = sock;
    this._limits = limits;
    this.on('error', ignore);
  }

  /** 0 while the WebSocket connects, 1 while it is open, 2 while it closes, 3 when it is closed. */
  get readyState(): number {
    return this.sock.readyState;
  }

  /** Whether `write()` has returned false and 'drain' has yet to come. */
  get writableNeedDrain(): boolean {
    return this.#wantsDrain;
  }

  /** Bytes that wait to be sent. */
  get bufferedAmount(): number {
    return this.#outbox.cost + this.sock.bufferedAmount;
  }

  /**
   * Sends a chunk as one message; what is neither text nor bytes, as text. False asks the writer to wait for 'drain',
   * or tells it that the stream takes nothing any more.
   */
  override write(chunk: Chunk): boolean {
    if (!this.writable) return false;
    if (!(chunk instanceof Uint8Array)) chunk = String(chunk);
    const cost = this._byteLength(chunk) + MESSAGE_COST;
    this.#outbox.push(chunk, cost);
    this.#pump();
    const { bufferedAmount } = this;
    const { highWaterMark, maxBufferedBytes } = this._limits;
    if (bufferedAmount > maxBufferedBytes) this._fail(ERR_SHOE_BUFFER_OVERFLOW(maxBufferedBytes), POLICY);
    else if (bufferedAmount > highWaterMark) {
      this.#wantsDrain = true;
      this._awaitDrain();
    }
    return !this.#wantsDrain && this.writable;
  }

  /**
   * Ends the stream as `end()` does and closes the WebSocket with a code and a reason, without waiting for what
   * the other end has yet to say.
   */
  close(code: number = NORMAL, reason: string = ''): this {
    if (code !== NORMAL && code !== GOING_AWAY && !(code >= 3000 && code < 5000)) {
      throw ERR_OUT_OF_RANGE('code', '1000, 1001 or 3000 to 4999', code);
    }
    if (this._byteLength(reason) > 123) throw ERR_OUT_OF_RANGE('reason', 'at most 123 bytes', reason);
    this.#goodbye ??= { code, reason };
    if (this.writableEnded) this.#pump();
    return this.end();
  }

  /** Drops what waits to be sent or read and closes; an error given is emitted first. */
  override destroy(error?: Error | null): this {
    if (this.destroyed) return this;
    this.#leave(error && error.name !== 'AbortError' ? INTERNAL_ERROR : GOING_AWAY);
    this._watch.stop();
    return super.destroy(error);
  }

  override _end(): void {
    this.#pump();
  }

  /** Resuming asks the other end for more by itself; it says nothing about this end's writer. */
  override _resumed(): void {}

  override _deliver(chunk: Chunk | null): void {
    if (this.#isFaulty) return;
    this._watch.reset();
    if (chunk !== null) {
      this.#inbox.shift(this._byteLength(chunk) + MESSAGE_COST);
      this.#grant();
      super._deliver(chunk);
      return;
    }
    super._deliver(chunk);
    if (this.#isGone) this.destroy();
    else if (this.writableEnded) this.#pump();
    else this.end();
  }

  /** @internal The WebSocket has opened. */
  _opened(): void {
    this._isOpen = true;
    this._isFramed = this.sock.protocol === PROTOCOL;
    if (this._isFramed) {
      this.#outbox.credit = FIRST_CREDIT;
      this.#inbox.open(this._limits.windowBytes);
      this.#grant();
    }
    this.#pump();
  }

  /** @internal A message of so many bytes has come. */
  _received(message: Chunk, bytes: number): void {
    if (this.#isGone) return;
    const isFrame = this._isFramed && typeof message !== 'string';
    if (!isFrame) this.#take(message, bytes);
    else if (message[0] === DATA) this.#take(message.subarray(1), bytes - 1);
    else this.#control(message);
  }

  /** @internal The WebSocket has closed. */
  _closed(code: number, reason: string): void {
    this.closeCode = code;
    this.closeReason = reason;
    if (this.#isGone) return;
    this.#leave();
    const known = code >= 3000 && code < 4000 ? code - 2000 : code;
    const isFault = known > GOING_AWAY && known <= INTERNAL_ERROR && known !== 1005 && known !== 1006;
    if (!this._isOpen) this._fail(ERR_SHOE_CONNECT(this.sock.url), code);
    else if (isFault) this._fail(ERR_SHOE_REFUSED(code, reason), code);
    else if (this.readableEnded) this.destroy();
    else {
      this._startWatch(this._limits.heartbeatMs);
      this.queue(null);
    }
  }

  /** @internal Ends the stream because of something that is not this program's doing. */
  _fail(error: CodedError, code: number): void {
    if (this.#isFaulty || this.destroyed) return;
    this.#isFaulty = true;
    this.errored = error;
    this.#leave(code, error.code);
    try {
      this.emit('error', error);
    } finally {
      if (!this.destroyed && !this.readableEnded) this.emit('end');
      this.destroy();
    }
  }

  /** @internal Some of what was sent may have left: asks the writer for more if it is time. */
  _flushed(): void {
    if (!this.#wantsDrain) return;
    if (this.bufferedAmount > this._limits.highWaterMark / 2) this._awaitDrain();
    else {
      this.#wantsDrain = false;
      if (this.writable) this.emit('drain');
    }
  }

  /** @internal Starts, or changes, the counting of silent periods. */
  _startWatch(periodMs: number): void {
    this._watch.start(periodMs, () => this._tick());
  }

  /** @internal A period has passed. */
  _tick(): void {
    if (this._watch.count()) this._fail(ERR_SHOE_TIMEOUT(), GOING_AWAY);
  }

  /** @internal The other end lives. From an end that has been told to finish, only progress counts. */
  _heard(): void {
    if (!this.writableEnded) this._watch.reset();
  }

  /** @internal The other end has promised to be heard of within so many milliseconds. */
  _alive(periodMs: number): void {
    this._heard();
    this._startWatch(periodMs);
  }

  /** @internal Makes sure that `_flushed` is called when some of what was sent has left. */
  _awaitDrain(): void {}

  /** @internal Bytes of a chunk. */
  _byteLength(chunk: Chunk): number {
    return typeof chunk === 'string' ? new TextEncoder().encode(chunk).length : chunk.length;
  }

  /** @internal Sends one message. */
  abstract _send(data: Chunk): void;

  /** @internal Closes the WebSocket: after what it has been given, or at once as far as it can. */
  abstract _shut(code: number, reason: string, atOnce: boolean): void;

  #take(chunk: Chunk, bytes: number): void {
    const { maxBufferedBytes, maxMessageBytes } = this._limits;
    if (bytes > maxMessageBytes) this._fail(ERR_SHOE_MESSAGE_TOO_LARGE(maxMessageBytes), TOO_LARGE);
    else if (this.#endReceived) this.#violated('it sent data after its end');
    else if (this.#inbox.credit <= 0) this.#violated('it sent more than it was granted');
    else {
      this._watch.reset();
      this.#inbox.push(bytes + MESSAGE_COST);
      this.queue(chunk);
      if (!this._isFramed && this.#inbox.cost > maxBufferedBytes) {
        this._fail(ERR_SHOE_BUFFER_OVERFLOW(maxBufferedBytes), POLICY);
      }
    }
  }

  #control(frame: Uint8Array): void {
    const [kind] = frame;
    const number = numberIn(frame);
    if (number === undefined) this.#violated('it sent a frame of the wrong length');
    else if (kind === CREDIT) this.#granted(number);
    else if (kind === ALIVE) this._alive(number);
    else if (kind === END && !this.#endReceived) {
      this.#endReceived = true;
      this.queue(null);
    } else this.#violated('it sent a frame of an unknown kind');
  }

  #granted(cost: number): void {
    this._watch.reset();
    this.#outbox.credit += cost;
    if (this.#outbox.credit > MAX_NUMBER) this.#violated('it granted too much');
    this.#pump();
    this._flushed();
  }

  #violated(reason: string): void {
    this._fail(ERR_SHOE_PROTOCOL(reason), PROTOCOL_ERROR);
  }

  /** Sends what may be sent, and the end after it. */
  #pump(): void {
    if (!this._isOpen || this.#isGone) return;
    while (this.#outbox.canSend) {
      const chunk = this.#outbox.shift();
      this._send(this._isFramed && typeof chunk !== 'string' ? dataFrame(chunk) : chunk);
    }
    if (this.#outbox.isEmpty && this.writableEnded) this.#finish();
  }

  /** Says that nothing more will come; closes when the other end has said so too. */
  #finish(): void {
    const { code, reason } = this.#goodbye ?? { code: NORMAL, reason: '' };
    if (this._isFramed && this.#goodbye === undefined) {
      if (!this.#endSent) this._send(Uint8Array.of(END));
      this.#endSent = true;
      if (!this._watch.isRunning) this._startWatch(this._limits.heartbeatMs);
      if (!this.#endReceived) return;
    }
    this._shut(code, reason, false);
  }

  /** Grants again what has been read, if it is time. */
  #grant(): void {
    if (!this._isFramed || this.#isGone || this.#endReceived) return;
    const cost = this.#inbox.grant(this._limits.windowBytes);
    if (cost > 0) this._send(numberFrame(CREDIT, cost));
  }

  /** Is through with the WebSocket, and closes it if a code is given. */
  #leave(code?: number, reason = ''): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.writable = this.#wantsDrain = false;
    this.#outbox = new Outbox();
    if (code !== undefined) this._shut(code, reason, true);
  }
}

function ignore(): void {}
