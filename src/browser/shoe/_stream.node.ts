/**
 * The stream over a WebSocket of ws, for Node's server and client.
 *
 * @module
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { nextTick } from 'node:process';
import {
  ERR_SHOE_CONNECT,
  ERR_SHOE_MESSAGE_TOO_LARGE,
  ERR_SHOE_PROTOCOL,
  withCause,
} from '../../core/errors.ts';
import type { Listener } from '../../core/types.ts';
import type { Chunk, KnownLimits } from './_frames.ts';
import { ALIVE, GOING_AWAY, numberFrame, PROTOCOL_ERROR, TOO_LARGE } from './_frames.ts';
import type { Socket } from './_stream.ts';
import { ShoeStream } from './_stream.ts';

/** Bytes after which a batch leaves without waiting for the end of the turn. */
const BATCH_BYTES = 16_384;

/** What is used of a WebSocket of ws, which has more. */
export interface NodeSocket extends Socket {
  readonly isPaused: boolean;
  on(event: string, listener: Listener): unknown;
  once(event: string, listener: Listener): unknown;
  send(data: Chunk, sent?: () => void): void;
  ping(): void;
  pause(): void;
  resume(): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
}

/** The state of a WebSocket that is open. */
const OPEN = 1;

/** The stream over a WebSocket in Node. Small messages written in one turn leave together. */
export class NodeStream extends ShoeStream<NodeSocket> {
  /** @internal The TCP or TLS socket, once it is known. */
  _wire: NetSocket | undefined;
  #isCorked = false;
  #goodbye: (() => void) | undefined;

  constructor(sock: NodeSocket, limits: KnownLimits, signal: AbortSignal | undefined) {
    super(sock, limits, signal);
    sock.on('message', (data: Buffer, isBinary: boolean) => {
      this._received(isBinary ? data : data.toString(), data.length);
    });
    sock.on('pong', () => this._heard());
    sock.on('close', (code: number, reason: Buffer) => this._closed(code, reason.toString()));
    sock.on('error', (error: Error) => this.#onerror(error));
  }

  /** Holds chunks back. Without the subprotocol it is the TCP connection that stops the other end. */
  override pause(): this | undefined {
    const result = super.pause();
    this.#hold();
    return result;
  }

  override _resumed(): void {
    if (this.sock.isPaused) this.sock.resume();
  }

  override _opened(): void {
    super._opened();
    if (this.paused) this.#hold();
  }

  override _send(data: Chunk): void {
    this.#cork();
    this.sock.send(data, () => this.#left());
    if (this.sock.bufferedAmount > BATCH_BYTES) this.#uncork();
  }

  /**
   * Lets what was sent leave first, because ws would cut it off when its time for closing is over; or, if the
   * other end does not take it and there is no time, drops it.
   */
  override _shut(code: number, reason: string, atOnce: boolean): void {
    this.#uncork();
    this._resumed();
    if (this.sock.bufferedAmount === 0) this.sock.close(code, reason);
    else if (atOnce) this.sock.terminate();
    else this.#goodbye = () => this.sock.close(code, reason);
  }

  /** Who holds the socket cannot hear the other end's answers. */
  override _tick(): void {
    if (this.sock.isPaused) this._heard();
    super._tick();
  }

  override _byteLength(chunk: Chunk): number {
    return typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.length;
  }

  /** Some of what was sent has left. */
  #left(): void {
    this._flushed();
    if (this.#goodbye === undefined) return;
    this._watch.reset();
    if (this.sock.bufferedAmount > 0) return;
    this.#goodbye();
    this.#goodbye = undefined;
  }

  #hold(): void {
    if (!this._isFramed && this.readyState === OPEN) this.sock.pause();
  }

  #cork(): void {
    if (this.#isCorked || this._wire === undefined) return;
    this.#isCorked = true;
    this._wire.cork();
    nextTick(() => this.#uncork());
  }

  #uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this._wire?.uncork();
  }

  #onerror(error: Error & { code?: string }): void {
    const { maxMessageBytes } = this._limits;
    if (!this._isOpen) this._fail(withCause(ERR_SHOE_CONNECT(this.sock.url), error), GOING_AWAY);
    else if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
      this._fail(withCause(ERR_SHOE_MESSAGE_TOO_LARGE(maxMessageBytes), error), TOO_LARGE);
    } else this._fail(withCause(ERR_SHOE_PROTOCOL(error.message), error), PROTOCOL_ERROR);
  }
}

/** The server's end of a connection: the stream, and what the request for it said. */
export class ShoeConnection extends NodeStream {
  /** The headers of the request, all of them. */
  readonly headers: IncomingHttpHeaders;
  /** The address of the request: path and query. */
  readonly url: string;
  /** The path of the request. */
  readonly pathname: string;
  /** The prefix under which the server is installed. */
  readonly prefix: string;
  /** How the connection came about: always 'websocket'. */
  readonly protocol: string = 'websocket';
  /** The address of the other end, or of the proxy before it. */
  readonly remoteAddress: string | undefined;
  /** The port of the other end, or of the proxy before it. */
  readonly remotePort: number | undefined;
  /** The address and port of this end. */
  readonly address: AddressInfo | object;

  constructor(sock: NodeSocket, limits: KnownLimits, request: IncomingMessage, prefix: string) {
    super(sock, limits, undefined);
    const { headers, socket, url = '/' } = request;
    this._wire = socket;
    this.headers = headers;
    this.url = url;
    this.pathname = pathOf(url);
    this.prefix = prefix;
    this.remoteAddress = socket.remoteAddress;
    this.remotePort = socket.remotePort;
    this.address = socket.address();
    this._opened();
    if (this._isFramed) this._send(numberFrame(ALIVE, limits.heartbeatMs));
    this._startWatch(limits.heartbeatMs);
  }

  /** Asks for a sign of life and gives one. */
  override _tick(): void {
    super._tick();
    if (this.readyState !== OPEN) return;
    this.sock.ping();
    if (this._isFramed) this._send(numberFrame(ALIVE, this._limits.heartbeatMs));
  }

  /** A client's promises would put off the server's own heartbeat. */
  override _alive(): void {
    this._heard();
  }
}

/** The path in a request's address. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] as string;
}
