/**
 * Compresses an HTTP response with the best coding that its request accepts, in the middle of a pipe.
 *
 * `stream.pipe(oppressor(request)).pipe(response)`: the request says what is accepted, the response gets
 * Content-Encoding and Vary just before its first byte. What is written comes out without waiting for more:
 * when the input pauses, the compressor is flushed, so that server-sent events arrive when they are sent.
 *
 * A response is left as it is where a coding would be wrong: to HEAD, with status 204, 205, 206 or 304, with
 * a Content-Encoding or Content-Range already, with Cache-Control no-transform, with headers sent before.
 * Status and headers may be set on the stream itself, before or after it is piped; they go to the response.
 * Destroying the response destroys the stream, and the other way round.
 *
 * Behaves as npm oppressor@0.0.1 in this use. Mended: 'compress', which was sent as something else, is not
 * negotiated, nor is 'identity' named in Content-Encoding; `writeHead` before the pipe does not end in an error;
 * `getHeader` gives what was set. Added: brotli for clients that name it, Vary, weak ETags, flushing.
 *
 * @see the handbook's introduction; RFC 9110 section 12.5.3
 *
 * @example A compressed answer
 * ```ts
 * import { createServer } from 'node:http';
 * import { Readable } from 'node:stream';
 * import { oppressor } from 'gardenhose/oppressor';
 *
 * const server = createServer((request, response) => {
 *   Readable.from(['beep ', 'boop']).pipe(oppressor(request)).pipe(response);
 * });
 * await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
 * const { port } = server.address() as import('node:net').AddressInfo;
 *
 * const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'accept-encoding': 'gzip' } });
 * assert.equal(response.headers.get('content-encoding'), 'gzip');
 * assert.equal(await response.text(), 'beep boop');
 * server.close();
 * server.closeAllConnections();
 * ```
 *
 * @module
 */
import type { OutgoingHttpHeaders } from 'node:http';
import type { BrotliOptions, ZlibOptions } from 'node:zlib';
import { addAbortSignal } from '../core/add-abort-signal.ts';
import { Duplex } from '../core/duplex.ts';
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } from '../core/errors.ts';
import type { PipeOptions, WritableLike } from '../core/types.ts';
import type { CodedRequest, Coding, Compressor } from './_coding.node.ts';
import { applyCoding, CODINGS, createCompressor, flushCompressor } from './_coding.node.ts';
import type { HeaderValue, ResponseHead } from './_held-head.node.ts';
import { HeldHead, setHeaders } from './_held-head.node.ts';

export type { CodedRequest, Coding, HeaderValue };

/** Options of `oppressor`. */
export interface OppressorOptions {
  /**
   * The codings that may be used; of those that the client likes equally, the first is.
   * @default ['br', 'gzip', 'deflate']
   */
  readonly encodings?: readonly Coding[] | undefined;
  /** How gzip and deflate compress; see `node:zlib`. */
  readonly zlib?: ZlibOptions | undefined;
  /** How brotli compresses; see `node:zlib`. @default quality 4 */
  readonly brotli?: BrotliOptions | undefined;
  /** Destroys the stream, and so the response, with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

type Done = (error?: Error | null) => void;

/**
 * Makes a stream that compresses what is written to it, as the request's Accept-Encoding asks, for the response
 * that it is piped to. Piped elsewhere it compresses too, and its own `getHeader` tells how.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `request` without headers
 * @throws {ERR_INVALID_ARG_VALUE} an unknown name in `encodings`
 *
 * @example Status and headers set on the stream
 * ```ts
 * import { oppressor } from 'gardenhose/oppressor';
 *
 * const stream = oppressor({ headers: { 'accept-encoding': 'deflate' } });
 * stream.writeHead(404, { 'Content-Type': 'text/plain' });
 * stream.end('not found');
 * for await (const _chunk of stream);
 * assert.equal(stream.statusCode, 404);
 * assert.equal(stream.getHeader('content-encoding'), 'deflate');
 * ```
 */
export function oppressor(request: CodedRequest, options: OppressorOptions = {}): Oppressor {
  return new Oppressor(request, options);
}

/** A response as a destination of the pipe. */
type Response = ResponseHead & {
  readonly destroyed?: boolean;
  once(event: 'close', listener: () => void): unknown;
  destroy(): unknown;
};

/** The stream that `oppressor` returns. Its head is the response's, as soon as it is piped to one. */
export class Oppressor extends Duplex<string | Uint8Array, Uint8Array> {
  readonly #request: CodedRequest;
  readonly #options: OppressorOptions;
  readonly #held: HeldHead = new HeldHead();
  #response: Response | undefined;
  /** Whether the coding is settled. */
  #started = false;
  #coding: Coding | undefined;
  #compressor: Compressor | undefined;
  /** Whether somebody reads: only then is it known where the stream goes. */
  #wanted = false;
  /** What goes on when somebody reads. */
  #waiting: (() => void) | undefined;
  #idleCheck: NodeJS.Immediate | undefined;
  #wroteSinceCheck = false;

  constructor(request: CodedRequest, options: OppressorOptions) {
    if (typeof request?.headers !== 'object') {
      throw ERR_INVALID_ARG_TYPE('request', 'an instance of IncomingMessage', request);
    }
    for (const coding of options.encodings ?? []) {
      if (!CODINGS.includes(coding)) throw ERR_INVALID_ARG_VALUE('options.encodings', coding);
    }
    super();
    this.#request = request;
    this.#options = options;
    if (options.signal) addAbortSignal(options.signal, this);
  }

  override _read(): void {
    this.#wanted = true;
    const go = this.#waiting;
    this.#waiting = undefined;
    go?.();
    this.#compressor?.resume();
  }

  override _write(chunk: Uint8Array, _encoding: unknown, done: Done): void {
    this.#whenWanted(() => {
      if (this.#compressor === undefined) this.#pass(chunk, done);
      else this.#compress(this.#compressor, chunk, done);
    });
  }

  override _final(done: Done): void {
    this.#whenWanted(() => {
      if (this.#compressor === undefined) this.push(null);
      else this.#compressor.end();
      done();
    });
  }

  override _destroy(error: Error | null, done: Done): void {
    clearImmediate(this.#idleCheck);
    this.#waiting = undefined;
    this.#compressor?.destroy();
    if (!this.readableEnded) this.#response?.destroy();
    done(error);
  }

  /** Sends what comes out to a destination; to a response, with the status and headers that were set here. */
  override pipe<D extends WritableLike<Uint8Array>>(destination: D, options?: PipeOptions): D {
    if (isResponse(destination) && this.#response === undefined) {
      this.#response = destination;
      this.#held.replay(destination);
      if (destination.destroyed) this.destroy();
      else destination.once('close', () => this.destroy());
    }
    return super.pipe(destination, options);
  }

  get #head(): ResponseHead {
    return this.#response ?? this.#held;
  }

  get statusCode(): number {
    return this.#head.statusCode;
  }
  set statusCode(status: number) {
    this.#head.statusCode = status;
  }

  get statusMessage(): string | undefined {
    return this.#head.statusMessage;
  }
  set statusMessage(message: string | undefined) {
    this.#head.statusMessage = message;
  }

  /** Whether the head is on its way and cannot be changed any more. */
  get headersSent(): boolean {
    return this.#head.headersSent;
  }

  setHeader(name: string, value: HeaderValue): this {
    this.#head.setHeader(name, value);
    return this;
  }

  getHeader(name: string): HeaderValue | undefined {
    return this.#head.getHeader(name);
  }

  hasHeader(name: string): boolean {
    return this.#head.hasHeader(name);
  }

  removeHeader(name: string): void {
    this.#head.removeHeader(name);
  }

  /** Sets status and headers. Unlike a response's own, it leaves them open until the first byte. */
  writeHead(status: number, headers?: OutgoingHttpHeaders | readonly HeaderValue[]): this;
  writeHead(status: number, message: string, headers?: OutgoingHttpHeaders | readonly HeaderValue[]): this;
  writeHead(
    status: number,
    message?: string | OutgoingHttpHeaders | readonly HeaderValue[],
    headers?: OutgoingHttpHeaders | readonly HeaderValue[],
  ): this {
    this.statusCode = status;
    if (typeof message === 'string') this.statusMessage = message;
    else headers = message;
    if (headers !== undefined) setHeaders(this, headers);
    return this;
  }

  /** Runs a step now or, as long as nobody reads, when somebody does; settles the coding before the first. */
  #whenWanted(step: () => void): void {
    const go = (): void => {
      if (!this.#started) this.#start();
      step();
    };
    if (this.#wanted) go();
    else this.#waiting = go;
  }

  #start(): void {
    this.#started = true;
    this.#coding = applyCoding(this.#request, this.#head, this.#options.encodings ?? CODINGS);
    if (this.#coding === undefined) return;
    const compressor = createCompressor(this.#coding, this.#options.zlib, this.#options.brotli);
    this.#compressor = compressor;
    compressor.on('data', (chunk) => {
      if (!this.push(chunk)) compressor.pause();
    });
    compressor.on('end', () => this.push(null));
    compressor.on('error', (error) => this.destroy(error));
  }

  #pass(chunk: Uint8Array, done: Done): void {
    this.#wanted = this.push(chunk);
    if (this.#wanted) done();
    else this.#waiting = done;
  }

  #compress(compressor: Compressor, chunk: Uint8Array, done: Done): void {
    this.#wroteSinceCheck = true;
    this.#idleCheck ??= setImmediate(() => this.#checkIdle(compressor));
    compressor.write(chunk, done);
  }

  /** Flushes once a whole turn of the event loop has passed without a write. */
  #checkIdle(compressor: Compressor): void {
    this.#idleCheck = undefined;
    if (compressor.writableEnded) return;
    if (this.#wroteSinceCheck) {
      this.#wroteSinceCheck = false;
      this.#idleCheck = setImmediate(() => this.#checkIdle(compressor));
    } else flushCompressor(compressor, this.#coding as Coding);
  }
}

function isResponse(destination: unknown): destination is Response {
  const { setHeader, getHeader } = destination as Partial<ResponseHead>;
  return typeof setHeader === 'function' && typeof getHeader === 'function';
}

export { oppressor as default, oppressor as 'module.exports' };
