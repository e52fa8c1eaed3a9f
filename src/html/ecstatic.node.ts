/**
 * Serves the files of a directory over HTTP: makes a function of `(request, response, next?)`.
 *
 * For `http.createServer(ecstatic(__dirname))` as in the book, and as middleware. Answers GET and HEAD, with
 * ranges, conditional requests, compressed files beside the plain ones, index files and a redirect to the slash
 * of a directory. Files that appear later are found. No path leads out of the directory, except by a symbolic
 * link that is in it.
 *
 * Behaves as npm ecstatic@4.1.4, on top of npm sirv@3, in what it answers. Without `next` it answers every
 * request; with `next` it sets `response.statusCode` and calls that instead of refusing one. Different: there
 * are no directory listings yet, so that `showDir` is false by default and true is refused; an option that is
 * not known is refused too; `showDotfiles: false` refuses to serve them. Mended: a NUL in the path does not
 * end the process, a redirect does not lead to another host, suffix ranges work, several ranges get the whole
 * file, an aborted download is closed, a file that grows or is cut short while it is sent leaves the connection
 * whole or breaks it off.
 *
 * @see the handbook's chapter "shoe"; RFC 9110
 *
 * @example A directory
 * ```ts
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { createServer } from 'node:http';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { ecstatic } from 'gardenhose/ecstatic';
 *
 * const directory = await mkdtemp(join(tmpdir(), 'static-'));
 * await writeFile(join(directory, 'index.html'), '<h1>beep</h1>');
 *
 * const server = createServer(ecstatic(directory));
 * await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
 * const { port } = server.address() as import('node:net').AddressInfo;
 *
 * const response = await fetch(`http://127.0.0.1:${port}/`);
 * assert.equal(await response.text(), '<h1>beep</h1>');
 * server.close();
 * server.closeAllConnections();
 * ```
 *
 * @module
 */

import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream';
import Negotiator from 'negotiator';
import { ERR_INVALID_ARG_TYPE } from '../core/errors.ts';
import type { EcstaticOptions, MimeTypes, Settings } from './_ecstatic-options.node.ts';
import { settle } from './_ecstatic-options.node.ts';
import type { FileAnswer, FindFile } from './_file-answer.node.ts';
import { createFinder, isFile, isGzip } from './_file-answer.node.ts';
import type { ByteRange } from './_http-conditions.node.ts';
import { askedRange, isFresh } from './_http-conditions.node.ts';

export type { EcstaticOptions, MimeTypes };

/** Answers a request, or calls `next`. */
export type EcstaticHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/**
 * Makes a handler that serves the files below `root`.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a root that is no string
 * @throws {ERR_INVALID_ARG_VALUE} an option that is not supported
 *
 * @example As middleware
 * ```ts
 * import type { IncomingMessage, ServerResponse } from 'node:http';
 * import { ecstatic } from 'gardenhose/ecstatic';
 *
 * const serve = ecstatic({ root: '.', baseDir: '/static', cache: 60 });
 * const response = { statusCode: 200, setHeader() {} };
 * await new Promise<void>((next) => {
 *   const request = { method: 'POST', url: '/static/x', headers: {} } as IncomingMessage;
 *   serve(request, response as unknown as ServerResponse, () => next());
 * });
 * assert.equal(response.statusCode, 405);
 * ```
 */
export function ecstatic(root: string, options?: EcstaticOptions): EcstaticHandler;
export function ecstatic(options?: EcstaticOptions): EcstaticHandler;
export function ecstatic(
  root: string | EcstaticOptions = {},
  options: EcstaticOptions = {},
): EcstaticHandler {
  const given = typeof root === 'string' ? { ...options, root } : root;
  if (typeof given !== 'object' || given === null) {
    throw ERR_INVALID_ARG_TYPE('root', 'of type string or object', root);
  }
  const settings = settle(given);
  const find = createFinder(settings.root);
  return (request, response, next) => {
    new Exchange(settings, find, request, response, next).run().catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (next !== undefined) next(error);
      else refuse(response, 500);
    });
  };
}

/** One request and its answer. */
class Exchange {
  readonly #settings: Settings;
  readonly #find: FindFile;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #next: ((error?: unknown) => void) | undefined;

  constructor(
    settings: Settings,
    find: FindFile,
    request: IncomingMessage,
    response: ServerResponse,
    next: ((error?: unknown) => void) | undefined,
  ) {
    this.#settings = settings;
    this.#find = find;
    this.#request = request;
    this.#response = response;
    this.#next = next;
  }

  async run(): Promise<void> {
    const { headers, answersOptions, baseDir } = this.#settings;
    for (const [name, value] of headers) this.#response.setHeader(name, value);
    const { method, url = '/' } = this.#request;
    if (method === 'OPTIONS' && answersOptions) {
      this.#response.end();
      return;
    }
    if (method !== 'GET' && method !== 'HEAD') {
      this.#response.setHeader('Allow', answersOptions ? 'GET, HEAD, OPTIONS' : 'GET, HEAD');
      this.#refuse(405);
      return;
    }
    const path = decodePath(url);
    if (path === undefined) this.#refuse(400);
    else if (`${path}/` === baseDir) this.#redirect();
    else if (!path.startsWith(baseDir)) this.#refuse(403);
    else await this.#serve(path.slice(baseDir.length - 1));
  }

  /** Serves a path below the root. */
  async #serve(path: string): Promise<void> {
    const { autoIndex, extension, showDotfiles } = this.#settings;
    if (/[\\\0]/.test(path) || (!showDotfiles && hasDotfile(path))) {
      await this.#notFound();
      return;
    }
    const file = path.replace(/\/$/, '');
    const stats = await this.#stat(file);
    if (stats?.isDirectory()) {
      if (!autoIndex) await this.#notFound();
      else if (file === path) this.#redirect();
      else if (!(await this.#send(`${file}/index${extension}`))) this.#refuse(403);
    } else if (file !== path) await this.#notFound();
    else if (stats !== undefined && !stats.isFile()) this.#refuse(403);
    else if (await this.#send(file)) return;
    else if (posix.extname(file) === '' && extension !== '' && (await this.#send(file + extension))) return;
    else await this.#notFound();
  }

  /** Sends a file if it is there. */
  async #send(path: string, status = 200): Promise<boolean> {
    const answer = this.#find(path, await this.#codings(path));
    if (answer === undefined) return false;
    let file: FileHandle;
    try {
      file = await open(answer.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      this.#refuse(isDenied(error) ? 403 : 500);
      return true;
    }
    let range: ByteRange | undefined;
    try {
      range = this.#answer(path, answer, status);
      if (range !== undefined) this.#sendBody(file, range);
    } finally {
      if (range === undefined) await file.close();
    }
    return true;
  }

  /** Sets the status and the headers; returns what is to be sent, or ends the answer if that is nothing. */
  #answer(path: string, answer: FileAnswer, status: number): ByteRange | undefined {
    const { root, typeOf, cacheControl, gzip, brotli, weakEtags, weakCompare } = this.#settings;
    const { headers } = answer;
    const response = this.#response;
    const size = headers['Content-Length'];
    const etag = headers.ETag.replace(/^W\//, weakEtags ? 'W/' : '');
    const version = { etag, lastModified: headers['Last-Modified'] };
    response.statusCode = status;
    response.setHeader('Cache-Control', cacheControl(path));
    response.setHeader('Last-Modified', version.lastModified);
    response.setHeader('ETag', etag);
    if (gzip || brotli) response.appendHeader('Vary', 'Accept-Encoding');
    if (status === 200 && isFresh(this.#request.headers, version, weakCompare)) {
      response.statusCode = 304;
      response.end();
      return undefined;
    }
    const { 'Content-Type': type, 'Content-Encoding': coding } = headers;
    const isBeside = answer.path !== join(root, path);
    if (isBeside && coding !== undefined) response.setHeader('Content-Encoding', coding);
    const ownType = coding === 'gzip' ? 'application/gzip' : '';
    response.setHeader('Content-Type', typeOf(path, isBeside || coding === undefined ? type : ownType));
    response.setHeader('Accept-Ranges', 'bytes');
    const wantsRange = status === 200 && this.#request.method === 'GET';
    const range = wantsRange ? askedRange(this.#request.headers, version, size) : undefined;
    if (range === 'unsatisfiable') {
      for (const name of ['ETag', 'Last-Modified', 'Cache-Control', 'Content-Encoding']) {
        response.removeHeader(name);
      }
      response.setHeader('Content-Range', `bytes */${size}`);
      this.#refuse(416);
      return undefined;
    }
    if (range !== undefined) {
      response.statusCode = 206;
      response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    const length = end - start + 1;
    response.setHeader('Content-Length', length);
    if (length > 0 && this.#request.method !== 'HEAD') return { start, end };
    response.end();
    return undefined;
  }

  /** Sends a part of a file and closes it. */
  #sendBody(file: FileHandle, { start, end }: ByteRange): void {
    const body = file.createReadStream({ start, end });
    // The client would wait for the rest of a file that was cut short meanwhile.
    body.on('end', () => {
      if (body.bytesRead <= end - start) this.#response.destroy();
    });
    pipeline(body, this.#response, () => {});
  }

  /** The codings of compressed files beside this one that may be sent in its place. */
  async #codings(path: string): Promise<string[]> {
    const { gzip, brotli, root } = this.#settings;
    if (!gzip && !brotli) return [];
    const accepted = new Negotiator(this.#request).encodings(['br', 'gzip', 'identity']);
    const codings: string[] = [];
    if (brotli && accepted.includes('br') && (await isFile(join(root, `${path}.br`)))) codings.push('br');
    if (gzip && accepted.includes('gzip') && (await isGzip(join(root, `${path}.gz`)))) codings.push('gzip');
    return codings;
  }

  async #stat(path: string): Promise<Stats | undefined> {
    return stat(join(this.#settings.root, path)).catch(() => undefined);
  }

  /** To the same path with a slash; never to another host, however many slashes it begins with. */
  #redirect(): void {
    const [, path = '', search = ''] = /^([^?#]*)(\?[^#]*)?/.exec(this.#request.url ?? '/') ?? [];
    this.#response.statusCode = 302;
    this.#response.setHeader('Location', `${path.replace(/^[/\\]+/, '/')}/${search}`);
    this.#response.end();
  }

  async #notFound(): Promise<void> {
    const { handleError, extension } = this.#settings;
    if (handleError && (await this.#send(`/404${extension}`, 404))) return;
    this.#refuse(404);
  }

  #refuse(status: number): void {
    if (this.#next === undefined) refuse(this.#response, status);
    else {
      this.#response.statusCode = status;
      this.#next();
    }
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`${STATUS_CODES[status]}\n`);
}

/** Returns a URL's path, without escapes and dots and never above the root, or undefined if it is malformed. */
function decodePath(url: string): string | undefined {
  const [path = ''] = url.split(/[?#]/);
  if (!path.startsWith('/')) return undefined;
  try {
    return posix.normalize(decodeURIComponent(path).replace(/^\/+/, '/'));
  } catch {
    return undefined;
  }
}

function hasDotfile(path: string): boolean {
  return path.split('/').some((name) => name.startsWith('.')) && !path.startsWith('/.well-known/');
}

function isDenied(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
}

export { ecstatic as default, ecstatic as 'module.exports' };
