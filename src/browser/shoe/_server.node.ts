/**
 * The server: takes the WebSocket upgrades under its prefix from any number of HTTP servers.
 *
 * @module
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { EventEmitter } from '#platform';
import { ERR_INVALID_ARG_TYPE, ERR_SHOE_SERVER_CLOSED } from '../../core/errors.ts';
import type { TypedEmitter } from '../../core/types.ts';
import type { KnownLimits, Limits } from './_frames.ts';
import { GOING_AWAY, limit, PROTOCOL, toLimits } from './_frames.ts';
import { pathOf, ShoeConnection } from './_stream.node.ts';

/** Takes what the server has to tell: how grave it is ('debug', 'info' or 'error'), and a line of text. */
export type Log = (severity: string, line: string) => void;

/** Options of a server; those given to `install` come before those given to `shoe`. */
export interface ShoeServerOptions extends Limits {
  /**
   * The path under which connections are taken: itself and all below it.
   * @default '/sock'
   */
  readonly prefix?: string | undefined;
  /** Takes the lines that otherwise are 'log' events. */
  readonly log?: Log | undefined;
  /**
   * Decides whether a connection is taken, by its Origin, its cookies, its address: what is not true, such as a
   * promise, answers 403. Browsers let pages from anywhere connect; their Origin says whose they are.
   * @default all are taken
   */
  readonly verify?: ((request: IncomingMessage) => boolean) | undefined;
  /**
   * Connections at one time; one more is answered 503.
   * @default 10_000
   */
  readonly maxConnections?: number | undefined;
  /**
   * Milliseconds that a closing connection has to send what it holds and to hear the other end's goodbye.
   * @default 5_000
   */
  readonly closeTimeoutMs?: number | undefined;
  /** Closes the server when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What a server emits, and with which arguments. */
export interface ShoeServerEvents {
  connection: [stream: ShoeConnection];
  log: [severity: string, line: string];
  close: [];
}

/** The server that `shoe(cb)` returns. */
export interface ShoeServer extends TypedEmitter<ShoeServerEvents>, AsyncDisposable {
  /** How many connections there are. */
  readonly connections: number;
  /**
   * Takes the WebSocket upgrades under a prefix from an HTTP server; the arguments come in either order.
   *
   * Other upgrades are left to the server's other 'upgrade' listeners; if it has none, they are answered as
   * ordinary requests, as Node does on its own. Ordinary requests are left alone too, unless nobody else
   * answers them: then they get 426, or 404 outside the prefix.
   */
  install(server: HttpServer | HttpsServer, where?: string | ShoeServerOptions): this;
  install(where: string | ShoeServerOptions, server: HttpServer | HttpsServer): this;
  /**
   * Lets go of the HTTP servers and closes every connection with code 1001, after what it still has to send.
   * The promise is fulfilled when all are closed, which takes `closeTimeoutMs` at most.
   */
  close(): Promise<void>;
}

/** What tells our listeners on an HTTP server from others, also those of another copy of this package. */
const kClaims: unique symbol = Symbol.for('gardenhose.shoe.claims') as never;

/** A listener that may be ours: it then knows which paths it takes. */
interface Claimant {
  [kClaims]?: (path: string) => boolean;
}

/** Makes a server without connections; `install` gives it some. */
export function createServer(options: ShoeServerOptions): ShoeServer {
  return new Server(options);
}

class Server extends EventEmitter implements ShoeServer {
  readonly #options: ShoeServerOptions;
  readonly #sockets = new Map<WebSocket, ShoeConnection>();
  readonly #detach: (() => void)[] = [];
  readonly #onabort = (): void => void this.close();
  #closeTimeoutMs = 0;
  #closed: Promise<void> | undefined;

  constructor(options: ShoeServerOptions) {
    super();
    toLimits(options);
    this.#options = options;
    if (options.signal?.aborted) this.#onabort();
    else options.signal?.addEventListener('abort', this.#onabort);
  }

  get connections(): number {
    return this.#sockets.size;
  }

  install(
    first: HttpServer | HttpsServer | string | ShoeServerOptions = '',
    second: HttpServer | HttpsServer | string | ShoeServerOptions = {},
  ): this {
    if (this.#closed !== undefined) throw ERR_SHOE_SERVER_CLOSED();
    const [server, where] = isServer(first) ? [first, second] : [second, first];
    if (!isServer(server)) throw ERR_INVALID_ARG_TYPE('server', 'an instance of http.Server', server);
    const given = typeof where === 'string' ? { prefix: where } : (where as ShoeServerOptions);
    const gate = new Gate({ ...this.#options, ...given });
    this.#closeTimeoutMs = Math.max(this.#closeTimeoutMs, gate.closeTimeoutMs);

    const onupgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      const path = pathOf(request.url ?? '');
      if (gate.claims(path)) this.#take(gate, request, socket, head);
      else if (isLeftTo(onupgrade, server, 'upgrade') && !isClaimed(server, 'upgrade', path)) {
        answer(server, request, socket as NetSocket);
      }
    };
    const onrequest = (request: IncomingMessage, response: ServerResponse): void => {
      if (!isLeftTo(onrequest, server, 'request')) return;
      const isOurs = isClaimed(server, 'request', pathOf(request.url ?? ''));
      response.writeHead(isOurs ? 426 : 404, isOurs ? { Upgrade: 'websocket' } : {}).end();
    };
    const claimant: Claimant = { [kClaims]: (path) => gate.claims(path) };
    server.on('upgrade', Object.assign(onupgrade, claimant));
    server.on('request', Object.assign(onrequest, claimant));
    this.#detach.push(() => {
      server.removeListener('upgrade', onupgrade);
      server.removeListener('request', onrequest);
    });
    return this;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#onabort);
    for (const detach of this.#detach.splice(0)) detach();
    const closed = [...this.#sockets].map(async ([sock, stream]) => {
      const gone = new Promise((resolve) => sock.once('close', resolve));
      stream.close(GOING_AWAY);
      await gone;
    });
    const deadline = setTimeout(() => {
      for (const sock of this.#sockets.keys()) sock.terminate();
    }, this.#closeTimeoutMs);
    await Promise.all(closed);
    clearTimeout(deadline);
    this.emit('close');
  }

  #take(gate: Gate, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.connections >= gate.maxConnections) {
      this.#log(gate, 'error', `Cannot take a connection: there are ${this.connections} already`);
      refuse(socket, '503 Service Unavailable');
      return;
    }
    const sock = this.#open(gate, request, socket, head);
    if (sock === undefined) return;
    const stream = new ShoeConnection(sock, gate.limits, request, gate.prefix);
    const name = `${stream.remoteAddress}:${stream.remotePort}`;
    this.#sockets.set(sock, stream);
    sock.once('close', (code) => {
      this.#sockets.delete(sock);
      this.#log(gate, 'info', `${name} closed with code ${code}`);
    });
    stream.on('error', (error: Error) => this.#log(gate, 'error', `${name} failed: ${error.message}`));
    this.#log(gate, 'info', `${name} opened ${stream.url}`);
    this.emit('connection', stream);
  }

  /** Shakes hands; whatever a request may hold, the worst that happens is that it is refused. */
  #open(gate: Gate, request: IncomingMessage, socket: Duplex, head: Buffer): WebSocket | undefined {
    let opened: WebSocket | undefined;
    try {
      if (gate.verify(request) !== true) refuse(socket, '403 Forbidden');
      else {
        gate.wss.handleUpgrade(request, socket, head, (sock) => {
          opened = sock;
        });
      }
    } catch (error) {
      this.#log(gate, 'error', `Cannot take a connection: ${(error as Error).message}`);
      refuse(socket, '500 Internal Server Error');
    }
    return opened;
  }

  #log(gate: Gate, severity: string, line: string): void {
    if (gate.log !== undefined) gate.log(severity, line);
    else this.emit('log', severity, line);
  }
}

/** One installation: what it takes, and within which limits. */
class Gate {
  readonly prefix: string;
  readonly limits: KnownLimits;
  readonly maxConnections: number;
  readonly closeTimeoutMs: number;
  readonly log: Log | undefined;
  readonly verify: (request: IncomingMessage) => boolean;
  readonly wss: WebSocketServer;

  constructor(options: ShoeServerOptions) {
    this.prefix = `/${(options.prefix ?? '/sock').replace(/^\/+|\/+$/g, '')}`;
    this.limits = toLimits(options);
    this.maxConnections = limit('maxConnections', options.maxConnections, 10_000, 0);
    this.closeTimeoutMs = limit('closeTimeoutMs', options.closeTimeoutMs, 5_000, 1);
    this.log = options.log;
    this.verify = options.verify ?? (() => true);
    const settings = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.limits.maxMessageBytes + 1,
      closeTimeout: this.closeTimeoutMs,
      handleProtocols: (offered: Set<string>) => offered.has(PROTOCOL) && PROTOCOL,
    };
    this.wss = new WebSocketServer(settings);
  }

  claims(path: string): boolean {
    return path === this.prefix || path.startsWith(this.prefix === '/' ? '/' : `${this.prefix}/`);
  }
}

function isServer(value: unknown): value is HttpServer {
  return typeof (value as { on?: unknown } | null)?.on === 'function';
}

/** Whether nobody but servers of this kind listens, and this listener is the first of them. */
function isLeftTo(listener: object, server: HttpServer, event: string): boolean {
  const listeners = server.listeners(event) as Claimant[];
  return listeners[0] === listener && listeners.every((other) => other[kClaims] !== undefined);
}

function isClaimed(server: HttpServer, event: string, path: string): boolean {
  return (server.listeners(event) as Claimant[]).some((listener) => listener[kClaims]?.(path));
}

/** Answers an upgrade that nobody takes as the ordinary request that it also is. */
function answer(server: HttpServer, request: IncomingMessage, socket: NetSocket): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (length !== '0' || encoding !== undefined) {
    refuse(socket, '400 Bad Request');
    return;
  }
  socket.on('error', () => socket.destroy());
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => {
    response.detachSocket(socket);
    socket.end(() => socket.destroy());
  });
  socket.on('drain', () => response.emit('drain'));
  server.emit('request', request, response);
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
