/**
 * Servers for the tests, closed when the test is over, and the peers that talk to them.
 *
 * @module
 */
import { once } from 'node:events';
import type { Server as HttpServer, RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { PROTOCOL } from './_frames.ts';
import type { ShoeConnection, ShoeServer, ShoeServerOptions, ShoeStream } from './index.node.ts';
import shoe from './index.node.ts';

/** A shoe server on a port of its own. */
export interface Bench {
  readonly http: HttpServer;
  readonly sock: ShoeServer;
  readonly port: number;
  /** The address of the shoe. */
  readonly url: string;
}

/** Starts an HTTP server without a shoe. */
export async function listen(onrequest?: RequestListener): Promise<{ http: HttpServer; port: number }> {
  const http = createServer(...(onrequest ? [onrequest] : []));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => {
    http.close();
    http.closeAllConnections();
  });
  return { http, port: (http.address() as AddressInfo).port };
}

/** Starts a shoe server under /sock. */
export async function serve(
  connected: (stream: ShoeConnection) => void = () => {},
  options: ShoeServerOptions = {},
): Promise<Bench> {
  const { http, port } = await listen();
  const sock = shoe(options, connected).install(http, '/sock');
  onTestFinished(() => sock.close());
  return { http, sock, port, url: `ws://127.0.0.1:${port}/sock` };
}

/** Takes a message as ws hands it out. */
type OnMessage = (data: Buffer, isBinary: boolean) => void;

/** Connects a bare WebSocket, terminated when the test is over. */
export async function bare(
  url: string,
  protocols: string[] = [],
  onmessage: OnMessage = () => {},
): Promise<WebSocket> {
  const peer = new WebSocket(url, protocols, { perMessageDeflate: false });
  onTestFinished(() => peer.terminate());
  peer.on('message', (data, isBinary) => onmessage(data as Buffer, isBinary));
  await once(peer, 'open');
  return peer;
}

/** Connects a bare WebSocket that speaks the subprotocol by hand. */
export function framed(url: string, onmessage?: OnMessage): Promise<WebSocket> {
  return bare(url, [PROTOCOL], onmessage);
}

/** Sends lines of an HTTP request over TCP, and returns all that comes back. */
export async function raw(port: number, lines: readonly string[], body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.setEncoding('latin1');
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {});
  socket.write(`${[...lines, '', ''].join('\r\n')}${body}`, 'latin1');
  await once(socket, 'close');
  return text;
}

/** Waits until a stream is closed, in whatever way. */
export async function closed(stream: ShoeStream): Promise<void> {
  if (!stream.destroyed) await new Promise<void>((resolve) => stream.once('close', () => resolve()));
}

/** Turns the event loop until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

/** Notes the endings of a stream, in order. */
export function endings(stream: { on(event: string, listener: (error: Error) => void): unknown }): string[] {
  const noted: string[] = [];
  for (const event of ['end', 'close']) stream.on(event, () => noted.push(event));
  stream.on('error', (error) => noted.push((error as Error & { code: string }).code ?? error.message));
  return noted;
}
