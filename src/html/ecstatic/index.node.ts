/**
 * Serves the files of a directory over HTTP: makes a function of `(request, response, next?)`.
 *
 * For `http.createServer(ecstatic(__dirname))` as in the book, for `http2`, and as middleware. Answers GET and
 * HEAD, with ranges, conditional requests, compressed files beside the plain ones, index files and a redirect to
 * the slash of a directory. Files that appear later are found. No path leads out of the directory, and no symbolic
 * link in it does, unless `outsideLinks` lets it.
 *
 * Behaves as npm ecstatic@4.1.4, on top of npm sirv@3, in what it answers. Without `next` it answers every
 * request; with `next` it sets `response.statusCode` and calls that instead of refusing one. All options of the
 * original are there, under all their names:
 *
 * | option | default | |
 * |---|---|---|
 * | `root` | working directory | the directory |
 * | `baseDir` | `'/'` | the path below which it is served |
 * | `autoIndex` | true | a directory is answered with its index file |
 * | `showDir` | false (was true) | a directory without one is listed, as a page or as JSON |
 * | `showDotfiles` | false (was true) | names that begin with a dot are served and listed |
 * | `humanReadable`, `hidePermissions`, `si` = `index` | true, false, false | how a listing looks |
 * | `cache` | 3600 | seconds, header, or function of the path that returns either |
 * | `cors`, `handleOptionsMethod` | false | pages from anywhere may read; OPTIONS is answered |
 * | `gzip`, `brotli` | true, false | `file.gz`, `file.br` are sent for `file` |
 * | `defaultExt` | 'html' | of index files and of pages asked for without one |
 * | `handleError` | true | `404.html` is the answer to what is not found |
 * | `headers` = `H`, `header` | none | of every answer: object, `'Name: value'`, or an array of those |
 * | `serverHeader` | true | answers have a Server header |
 * | `contentType`, `mimeTypes` = `mimeType` | 'application/octet-stream', none | types of files |
 * | `weakEtags`, `weakCompare` | true | ETags are weak, and weak ones may match |
 *
 * Added: `outsideLinks` (false), `compress` (false), `transform` (none), the handler's `fetch`.
 *
 * Different, to be safe without being told: no listings, no dotfiles but `.well-known`, no symbolic links out of
 * the root; an unknown option is refused with an error. Different because the specification says so: suffix
 * ranges, several ranges (the whole file is sent), malformed ones (ignored), HEAD with one (ignored) and one with a
 * condition that holds (304); `If-None-Match` with a list or `*`, `If-Match`, `If-Unmodified-Since` and `If-Range`;
 * Vary, Accept-Ranges, Allow and the Content-Range of 416; codings by weight, and `deflate`, which got gzip; the
 * target `*` is malformed. Different besides: refusals say their status in plain text; JavaScript is text/javascript
 * and ten other types are as they are registered today, HTML has its charset; ETags are without the inode; a name
 * with a slash after it is not found unless it is a directory's; a backslash finds nothing; listings have no icons,
 * relative links, and no cached life; a function for `mimeTypes` gets the type otherwise given rather than the
 * default. `mimeTypes` are of one handler rather than of all, and `ecstatic.mime` has `define` and `getType` alone.
 *
 * Mended: a NUL in the path ended the process, a name too long was an error 500; a redirect led to another host;
 * an aborted download stayed open; a file that grows or is cut short while it is sent leaves the connection whole
 * or breaks it off.
 *
 * @see the handbook's chapter "shoe"; RFC 9110
 *
 * @example A directory
 * ```ts
 * import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
 * await rm(directory, { recursive: true });
 * ```
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';
import type { Answer, Asked } from './_answer.node.ts';
import { discard, refusal, send, toResponse } from './_answer.node.ts';
import { Exchange } from './_exchange.node.ts';
import { createFinder } from './_finder.node.ts';
import type { Mime } from './_mime.ts';
import { mime } from './_mime.ts';
import type { EcstaticOptions, MimeTypes, Transform } from './_options.node.ts';
import { settle } from './_options.node.ts';

export type { EcstaticOptions, Mime, MimeTypes, Transform };

/** Goes on where the handler leaves off, with the error if there was one. */
type Next = (error?: unknown) => void;

/**
 * Answers a request, or calls `next`. What that throws breaks the connection off, and is the error of the server's
 * 'clientError'.
 */
export interface EcstaticHandler {
  (request: Http2ServerRequest, response: Http2ServerResponse, next?: Next): void;
  (request: IncomingMessage, response: ServerResponse, next?: Next): void;
  /**
   * Answers a request of Fetch: `ecstatic(root)` is what `export default` means to servers made for that. The body
   * has to be read or cancelled: until then the file is open. Rejects with the reason of the request's signal if
   * that has aborted.
   */
  readonly fetch: (request: Request) => Promise<Response>;
}

/** What `ecstatic` is. */
export interface Ecstatic {
  (root: string, options?: EcstaticOptions): EcstaticHandler;
  (options?: EcstaticOptions): EcstaticHandler;
  /** Makes a handler that lists the directories below `root`, and leaves files to `next`. */
  showDir(root: string | EcstaticOptions, options?: EcstaticOptions): EcstaticHandler;
  /** The types of files, for all handlers at once; a handler's `mimeTypes` come before them. */
  readonly mime: Mime;
  /** The version of npm's ecstatic as which it behaves. */
  readonly version: string;
}

/**
 * Makes a handler that serves the files below `root`.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a root that is no string, a transform that is no function
 * @throws {ERR_INVALID_ARG_VALUE} an option that is not known, headers of another form
 * @throws {ERR_INVALID_HTTP_TOKEN, ERR_INVALID_CHAR} headers that cannot be sent
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
 *
 * @example A script in every page, for live reload, and answers compressed
 * ```ts
 * import { mkdtemp, rm, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { ecstatic } from 'gardenhose/ecstatic';
 * import { hyperstream } from 'gardenhose/hyperstream';
 *
 * const root = await mkdtemp(join(tmpdir(), 'static-'));
 * await writeFile(join(root, 'index.html'), '<body><h1>beep</h1></body>');
 *
 * const { fetch } = ecstatic({
 *   root,
 *   compress: true,
 *   transform: (_file, type) =>
 *     type.startsWith('text/html')
 *       ? hyperstream({ body: { _appendHtml: '<script src="/reload.js"></script>' } })
 *       : undefined,
 * });
 * const response = await fetch(new Request('http://localhost/'));
 * assert.equal(await response.text(), '<body><h1>beep</h1><script src="/reload.js"></script></body>');
 * await rm(root, { recursive: true });
 * ```
 */
export const ecstatic: Ecstatic = /* @__PURE__ */ Object.assign(
  function ecstatic(root?: string | EcstaticOptions, options?: EcstaticOptions): EcstaticHandler {
    // A root that turns out to be undefined, with options after it, is not meant to be the working directory.
    return createHandler(root === undefined && options === undefined ? {} : root, options, false);
  },
  {
    showDir(root: string | EcstaticOptions, options?: EcstaticOptions): EcstaticHandler {
      return createHandler(root, options, true);
    },
    mime,
    version: '4.1.4',
  },
);

function createHandler(
  root: string | EcstaticOptions | undefined,
  options: EcstaticOptions | undefined,
  onlyListings: boolean,
): EcstaticHandler {
  const given = typeof root === 'string' ? { ...options, root } : root;
  if (typeof given !== 'object' || given === null) {
    throw ERR_INVALID_ARG_TYPE('root', 'of type string or object', root);
  }
  const settings = settle(given, onlyListings);
  const find = createFinder(settings.root);

  async function respond(asked: Asked, response: ServerResponse, next: Next | undefined): Promise<void> {
    let answer: Answer | undefined;
    try {
      answer = await new Exchange(settings, find, asked).answer();
      send(asked, response, answer, next !== undefined);
    } catch (error) {
      if (answer !== undefined) discard(answer, response);
      if (response.headersSent) response.destroy();
      else if (next !== undefined) return next(error);
      else send(asked, response, refusal(settings, 500), false);
    }
    if (answer?.refused && next !== undefined) next();
  }

  function handle(
    request: IncomingMessage | Http2ServerRequest,
    given: ServerResponse | Http2ServerResponse,
    next?: Next,
  ): void {
    const { method = 'GET', url = '/', headers } = request;
    // Of what is called here, a response of HTTP/2 has the same.
    const response = given as ServerResponse;
    respond({ method, url, headers }, response, next).catch((error: Error) => response.destroy(error));
  }

  async function fetch(request: Request): Promise<Response> {
    const { method, url, signal } = request;
    const asked: Asked = { method, url, headers: Object.fromEntries(request.headers) };
    let answer: Answer | undefined;
    try {
      answer = await new Exchange(settings, find, asked).answer();
      return await toResponse(asked, answer, signal);
    } catch {
      if (answer !== undefined) discard(answer);
      return toResponse(asked, refusal(settings, 500), signal);
    }
  }

  return Object.assign(handle, { fetch });
}

export { ecstatic as default, ecstatic as 'module.exports' };
