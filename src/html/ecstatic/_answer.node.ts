/**
 * What is asked and what is answered, whether with Node's requests and responses or with those of Fetch.
 *
 * @module
 */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Http2ServerResponse, ServerHttp2Stream } from 'node:http2';
import { nop } from '../../core/_nop.ts';
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import { pipeline } from '../../core/pipeline.ts';
import { readableToWeb } from '../../core/to-web.ts';
import type { ReadableLike, WritableLike } from '../../core/types.ts';
import type { Oppressor, OppressorOptions } from '../../http/oppressor.node.ts';
import { oppressor } from '../../http/oppressor.node.ts';
import { FileBody } from './_file-body.node.ts';

/** The type of an answer that gives its status in words. */
const TEXT = 'text/plain; charset=utf-8';

/** Headers by name. */
export type HeaderMap = Map<string, string | number>;

/** A stream that others pass through. */
export type Stage = ReadableLike & WritableLike<Uint8Array> & { destroy(error?: Error): unknown };

/** What is read of a request. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  /** By name in lower case. */
  readonly headers: IncomingHttpHeaders;
}

/** An answer that is not sent yet. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<HeaderMap>;
  /** None for HEAD. */
  readonly body?: FileBody | string | undefined;
  /** What the body goes through. */
  readonly transform?: Stage | undefined;
  /** How the body is compressed, if the client accepts that. */
  readonly compress?: OppressorOptions | undefined;
  /** Whether nothing was found or done, so that somebody else may try. */
  readonly refused?: boolean | undefined;
}

/** Makes an answer that says no. */
export function refusal(
  { headers }: { readonly headers: Readonly<HeaderMap> },
  status: number,
  ...more: readonly [string, string][]
): Answer {
  return { status, headers: new Map([...headers, ...more]), refused: true };
}

/** Adds a field to those of the request on which the answer depends. */
export function addVary(headers: HeaderMap, field: string): void {
  const [name = 'Vary', fields] = [...headers].find(([name]) => isVary(name)) ?? [];
  headers.set(name, fields === undefined ? field : `${fields}, ${field}`);
}

/** Gives up an answer that cannot be sent, and takes back what is said of it in a head. */
export function discard({ headers, body, transform }: Answer, response?: ServerResponse): void {
  if (body instanceof FileBody) body.destroy();
  transform?.destroy();
  if (response?.headersSent === false) for (const name of headers.keys()) response.removeHeader(name);
}

/** Sends an answer by Node's response; only the head of a refusal that is left to somebody else. */
export function send(request: Asked, response: ServerResponse, answer: Answer, leave: boolean): void {
  if (isGone(response)) {
    discard(answer);
    return;
  }
  const { status, headers, compress, refused } = answer;
  response.statusCode = status;
  for (const [name, value] of headers) {
    // There may be one of somebody else's, on which the answer depends no less.
    if (isVary(name)) response.appendHeader(name, String(value));
    else response.setHeader(name, value);
  }
  if (refused && leave) return;
  if (refused) response.setHeader('Content-Type', TEXT);
  const body = bodyOf(answer);
  if (!(body instanceof FileBody)) {
    // Node tells GET of it, and would not tell HEAD.
    if (body !== undefined) response.setHeader('Content-Length', Buffer.byteLength(body));
    response.end(body);
    return;
  }
  // A stream of HTTP/2 that the client has reset may be closed for good without being destroyed.
  streamOf(response)?.once('aborted', () => body.destroy());
  if (compress === undefined) pipeline(sourceOf(body, answer), response, nop);
  else {
    const coded = oppressor(request, compress);
    coded.pipe(response);
    pipeline(sourceOf(body, answer), coded, nop);
  }
}

/** Makes Fetch's response of an answer; the signal destroys its body. Throws its reason if it has aborted. */
export async function toResponse(request: Asked, answer: Answer, signal: AbortSignal): Promise<Response> {
  signal.throwIfAborted();
  const { status, compress, refused } = answer;
  const body = bodyOf(answer);
  const headers = new Headers();
  for (const [name, value] of answer.headers) headers.set(name, String(value));
  if (refused) headers.set('Content-Type', TEXT);
  if (!(body instanceof FileBody)) {
    return new Response((request.method !== 'HEAD' && body) || null, { status, headers });
  }
  addAbortSignal(signal, body);
  const source = sourceOf(body, answer);
  if (compress === undefined) return new Response(toBody(source), { status, headers });
  const coded = pipeline(source, oppressor(request, compress), nop);
  await settle(coded, status, headers);
  signal.throwIfAborted();
  return new Response(toBody(coded), { status, headers });
}

/** Whether nobody waits for the answer any more; of HTTP/2, the stream says if the client has gone. */
function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.writableEnded || streamOf(response)?.closed === true;
}

/** The stream of a response of HTTP/2. */
function streamOf(response: ServerResponse): ServerHttp2Stream | undefined {
  return (response as Partial<Pick<Http2ServerResponse, 'stream'>>).stream;
}

function isVary(name: string): boolean {
  return name.toLowerCase() === 'vary';
}

/** The body, which for a refusal is its status in words. */
function bodyOf({ status, body, refused }: Answer): Answer['body'] {
  return refused ? `${STATUS_CODES[status]}\n` : body;
}

function toBody(stream: ReadableLike): ReadableStream<Uint8Array> {
  return readableToWeb<Uint8Array>(stream);
}

/** Lets a compressor say in the head what it does, which it knows with its first byte. */
async function settle(coded: Oppressor, status: number, headers: Headers): Promise<void> {
  coded.statusCode = status;
  for (const [name, value] of headers) coded.setHeader(name, value);
  await new Promise<void>((resolve) => coded.once('readable', resolve).once('close', resolve));
  for (const name of ['content-encoding', 'content-length', 'etag', 'vary']) {
    const value = coded.getHeader(name);
    if (value === undefined) headers.delete(name);
    else headers.set(name, String(value));
  }
}

/** What is sent: the body, or what comes out where it went in. */
function sourceOf(body: FileBody, { transform }: Answer): ReadableLike {
  if (transform === undefined) return body;
  pipeline(body, transform, nop);
  return transform;
}
