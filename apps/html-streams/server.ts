/**
 * The server: `/` is a page with the last lines of a file in it, `/sock` sends the lines that come after.
 *
 * @see the handbook's chapter "html streams for the browser and the server"
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { ecstatic } from 'gardenhose/ecstatic';
import { hyperstream } from 'gardenhose/hyperstream';
import type { ShoeConnection } from 'gardenhose/shoe';
import { shoe } from 'gardenhose/shoe';
import type { Line, SliceFile } from 'gardenhose/slice-file';
import { sliceFile } from 'gardenhose/slice-file';
import { pipeline } from 'gardenhose/stream';
import { through } from 'gardenhose/through';
import { render } from './render.ts';
import { notice, parseRow } from './row.ts';
import { toMessages } from './wire.ts';

/** The folder that is served. */
export const STATIC: string = fileURLToPath(new URL('static', import.meta.url));

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'self'",
};

/** What the server shows and whom it tells. */
export interface PageOptions {
  /** The data file: a JSON object a line. */
  readonly file: string;
  /** How many lines a fresh page holds. */
  readonly rows: number;
  /** Takes one line for the log. */
  log(line: string): void;
}

/** A running page. */
export interface Page {
  readonly server: Server;
  /** Closes the file, every connection and the server. */
  close(): Promise<void>;
}

/** Makes the server of a page; it does not listen yet. */
export function createPage({ file, rows, log }: PageOptions): Page {
  const lines = sliceFile(file, { overlong: 'skip' });
  const files = ecstatic(STATIC);
  const server = createServer((request, response) => {
    if (pathOf(request) === '/' && (request.method === 'GET' || request.method === 'HEAD')) {
      sendPage(lines, rows, log, request, response);
    } else files(request, response);
  });
  const sock = shoe({ verify: isOwnPage }, (stream) => sendNewLines(lines, stream, log));
  sock.on('log', (severity, line) => {
    if (severity === 'error') log(line);
  });
  sock.install(server, '/sock');
  warnOfBadLines(lines, rows, log);

  return {
    server,
    async close() {
      lines.close();
      await sock.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Whether a page of this server connects, or a program: a browser lets pages of others in, and says whose. */
function isOwnPage({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  return origin === undefined || origin.replace(/^https?:\/\//, '') === host;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] as string;
}

/** Streams the page with the last rows in `#rows` and the position after them in `#position`. */
function sendPage(
  lines: SliceFile,
  count: number,
  log: PageOptions['log'],
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(200, HEADERS);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  let position = '';
  const slice = lines.slice(-count, undefined, { lines: true });
  const rows = render();
  slice.on('error', (error) => {
    if (slice.errored?.name !== 'AbortError') log(`Cannot read the rows: ${error.message}`);
    rows.end(notice(`the data file cannot be read now`));
  });
  slice
    .pipe(
      through<Line, string>(function write(line) {
        const text = textOf(line);
        if (!line.complete && !isRow(text)) return;
        position = line.position;
        this.queue(text);
      }),
    )
    .pipe(rows);

  const page = hyperstream({ '#rows': rows, '#position': () => position });
  pipeline(createReadStream(`${STATIC}/index.html`), page, response, (error) => {
    slice.destroy();
    // A visitor who leaves before the end is no news.
    if (error && !isPrematureClose(error)) log(`Cannot send the page: ${error.message}`);
  });
}

function isPrematureClose(error: Error & { code?: string }): boolean {
  return error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** Sends each line after the position that the page says it has come to. */
function sendNewLines(lines: SliceFile, stream: ShoeConnection, log: PageOptions['log']): void {
  stream.once('data', (after) => {
    const follower = lines.follow({ after: String(after), lines: true });
    follower.on('error', (error) => {
      log(`Cannot follow the file: ${error.message}`);
      stream.end();
    });
    stream.on('close', () => follower.destroy());
    follower.pipe(toMessages(textOf)).pipe(stream);
  });
  stream.on('error', (error) => log(`Connection lost: ${error.message}`));
}

/** Says in the log, once for each, which of the lines that pages show are not rows. */
function warnOfBadLines(lines: SliceFile, count: number, log: PageOptions['log']): void {
  const follower = lines.follow(-count, undefined, { lines: true });
  follower.on('data', (line) => {
    try {
      parseRow(textOf(line));
    } catch (error) {
      log(`Skipped the line before ${line.position}: ${(error as Error).message}`);
    }
  });
  follower.on('error', (error) => log(`Cannot follow the file: ${error.message}`));
}

function textOf(line: Line): string {
  return line.error ? notice(line.error.message) : String(line.bytes);
}

/** Whether an unterminated last line is whole already. */
function isRow(text: string): boolean {
  try {
    return parseRow(text) !== null;
  } catch {
    return false;
  }
}
