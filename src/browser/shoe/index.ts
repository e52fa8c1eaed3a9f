/**
 * Connects a page to a server: a classic stream over a WebSocket.
 *
 * In Node the same name also makes the server. Each `write` is one message and each message one 'data', a string
 * or a Uint8Array. Between two ends of this package a reader that pauses stops the other end's writer, which a
 * WebSocket alone cannot do; with any other server `{ protocols: [] }` makes a plain WebSocket, whose paused reader
 * is held to `maxBufferedBytes`. A lost connection ends the stream; to connect again make a new one.
 *
 * Does what shoe@0.0.15 did for the programs that use it, over plain WebSockets instead of SockJS. Mended: 'end'
 * arrives, bytes stay bytes, `write()` tells the truth.
 *
 * @see docs/protocols/shoe.md
 *
 * @example A stream to the page's own server
 * ```ts no-run
 * import shoe from 'gardenhose/shoe';
 * import { split } from 'gardenhose/split';
 *
 * const stream = shoe('/sock');
 * stream.pipe(split()).on('data', (line) => console.log(line));
 * stream.write('hello\n');
 * ```
 *
 * @module
 */
import type { Chunk, KnownLimits, Limits, ShoeOptions } from './_frames.ts';
import { PROTOCOL, toLimits } from './_frames.ts';
import type { Socket } from './_stream.ts';
import { ShoeStream } from './_stream.ts';

export type { Chunk, Limits, ShoeOptions, ShoeStream, Socket };

/** Milliseconds between two looks at how much a browser has sent. */
const LOOK_MS = 8;

/**
 * Connects to a server and returns the stream at once: what is written before 'connect' waits.
 *
 * An address is resolved against the page's; http becomes ws. The callback listens for 'connect'.
 *
 * @throws {ERR_OUT_OF_RANGE} for a limit that is not a whole number within its bounds.
 */
export function shoe(uri: string | URL, connected?: () => void): ShoeStream<WebSocket>;
export function shoe(uri: string | URL, options: ShoeOptions, connected?: () => void): ShoeStream<WebSocket>;
export function shoe(
  uri: string | URL,
  options: ShoeOptions | (() => void) = {},
  connected?: () => void,
): ShoeStream<WebSocket> {
  if (typeof options === 'function') return shoe(uri, {}, options);
  const limits = toLimits(options);
  const url = new URL(uri, globalThis.location?.href);
  url.protocol = url.protocol.replace('http', 'ws');
  url.hash = '';
  const sock = new WebSocket(url, options.protocols ?? PROTOCOL);
  const stream = new PageStream(sock, limits, options.signal);
  if (connected) stream.on('connect', connected);
  return stream;
}

/** The stream over a browser's WebSocket. */
class PageStream extends ShoeStream<WebSocket> {
  #look: ReturnType<typeof setTimeout> | undefined;

  constructor(sock: WebSocket, limits: KnownLimits, signal: AbortSignal | undefined) {
    super(sock, limits, signal);
    sock.binaryType = 'arraybuffer';
    sock.onopen = () => {
      this._opened();
      this.emit('connect');
    };
    sock.onmessage = ({ data }) => {
      const chunk: Chunk = typeof data === 'string' ? data : new Uint8Array(data);
      this._received(chunk, this._byteLength(chunk));
    };
    sock.onclose = ({ code, reason }) => this._closed(code, reason);
  }

  override _send(data: Chunk): void {
    this.sock.send(data as string | Uint8Array<ArrayBuffer>);
  }

  /** A page may close with 1000 and from 3000 on only, so that the codes of the RFC are moved up by 2000. */
  override _shut(code: number, reason: string): void {
    this.sock.close(code > 1000 && code < 3000 ? code + 2000 : code, reason);
  }

  /** A browser does not tell when it has sent something; the other end's credit does. */
  override _awaitDrain(): void {
    if (this.#look !== undefined || this.sock.bufferedAmount === 0) return;
    this.#look = setTimeout(() => {
      this.#look = undefined;
      this._flushed();
    }, LOOK_MS);
  }
}

export { shoe as default, shoe as 'module.exports' };
