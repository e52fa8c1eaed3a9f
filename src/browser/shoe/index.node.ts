/**
 * Takes WebSocket connections on an HTTP server, or makes one: each is a classic stream.
 *
 * Each `write` is one message and each message one 'data', a string or a Uint8Array. Backpressure works both
 * ways: with the browser's half of this segment a reader that pauses stops the other end's writer by a window
 * of credit; with any other WebSocket client the TCP connection does. When the other end goes away, whatever the
 * reason, 'end' and then 'close' are emitted; after a fault also 'error', which is not thrown if nobody listens,
 * so that no client can end the process.
 *
 * Does what shoe@0.0.15 did for the programs that use it, over plain WebSockets instead of SockJS. Mended: 'end'
 * arrives, hostile upgrades are refused, bytes stay bytes, `write()` tells the truth, the options given to
 * `shoe` count.
 *
 * @see docs/protocols/shoe.md
 *
 * @example A server and a client that echo
 * ```ts
 * import { once } from 'node:events';
 * import { createServer } from 'node:http';
 * import shoe from 'gardenhose/shoe';
 *
 * const server = createServer().listen(0, '127.0.0.1');
 * const sock = shoe((stream) => stream.pipe(stream));
 * sock.install(server, '/sock');
 * await once(server, 'listening');
 *
 * const { port } = server.address() as { port: number };
 * const stream = shoe(`ws://127.0.0.1:${port}/sock`);
 * stream.end('hello');
 * const [message] = await once(stream, 'data');
 * assert.equal(message, 'hello');
 *
 * await sock.close();
 * server.close();
 * ```
 *
 * @module
 */
import { WebSocket } from 'ws';
import { ERR_INVALID_ARG_VALUE } from '../../core/errors.ts';
import type { Listener } from '../../core/types.ts';
import type { Chunk, Limits, ShoeOptions } from './_frames.ts';
import { PROTOCOL, toLimits } from './_frames.ts';
import type { Log, ShoeServer, ShoeServerEvents, ShoeServerOptions } from './_server.node.ts';
import { createServer } from './_server.node.ts';
import type { NodeSocket, ShoeConnection } from './_stream.node.ts';
import { NodeStream } from './_stream.node.ts';
import type { ShoeStream, Socket } from './_stream.ts';

export type {
  Chunk,
  Limits,
  Log,
  NodeSocket,
  NodeStream,
  ShoeConnection,
  ShoeOptions,
  ShoeServer,
  ShoeServerEvents,
  ShoeServerOptions,
  ShoeStream,
  Socket,
};

/**
 * Makes a server whose callback, a listener of 'connection', gets a stream for each connection; or, given the
 * address of a server, connects to it and returns the stream.
 *
 * @throws {ERR_OUT_OF_RANGE} for a limit that is not a whole number within its bounds.
 * @throws {ERR_INVALID_ARG_VALUE} for an address that is not one of ws, wss, http or https.
 */
export function shoe(connected?: (stream: ShoeConnection) => void): ShoeServer;
export function shoe(options: ShoeServerOptions, connected?: (stream: ShoeConnection) => void): ShoeServer;
export function shoe(uri: string | URL, connected?: () => void): NodeStream;
export function shoe(uri: string | URL, options: ShoeOptions, connected?: () => void): NodeStream;
export function shoe(
  ...args: (string | URL | ShoeOptions | ShoeServerOptions | Connected | undefined)[]
): ShoeServer | NodeStream {
  const connected = args.find((arg) => typeof arg === 'function');
  const [first = {}, second = {}] = args.filter((arg) => typeof arg !== 'function');
  if (typeof first === 'string' || first instanceof URL) {
    return connect(first, second as ShoeOptions, connected);
  }
  const server = createServer(first);
  if (connected !== undefined) server.on('connection', connected);
  return server;
}

type Connected = (stream: ShoeConnection) => void;

function connect(uri: string | URL, options: ShoeOptions, connected: Listener | undefined): NodeStream {
  const limits = toLimits(options);
  if (!/^(ws|http)s?:/.test(String(uri)) || !URL.canParse(uri)) {
    throw ERR_INVALID_ARG_VALUE('uri', String(uri), 'must be an address of ws, wss, http or https');
  }
  const url = new URL(uri);
  url.hash = '';
  const settings = {
    perMessageDeflate: false,
    maxPayload: limits.maxMessageBytes + 1,
    handshakeTimeout: limits.heartbeatMs,
    closeTimeout: limits.heartbeatMs,
  };
  const sock = new WebSocket(url, options.protocols ?? PROTOCOL, settings);
  const stream = new NodeStream(sock, limits, options.signal);
  sock.once('upgrade', ({ socket }) => {
    stream._wire = socket;
  });
  sock.once('open', () => {
    stream._opened();
    stream.emit('connect');
  });
  if (connected !== undefined) stream.on('connect', connected);
  return stream;
}

export { shoe as default, shoe as 'module.exports' };
