/**
 * A site to serve, and what asks it.
 *
 * @module
 */
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { EcstaticHandler, EcstaticOptions } from './index.node.ts';
import { ecstatic } from './index.node.ts';

const NOBODY = 65_534;

/** What answers requests. */
export type Serve = (...args: Parameters<EcstaticHandler>) => void;

/** What comes back. */
export interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends one request. */
export type Ask = (path: string, headers?: Record<string, string>, method?: string) => Promise<Answer>;

/** A site that is there until the tests of a file are over. */
export interface Site {
  /** Everything is in here, and a secret beside the root. */
  readonly directory: string;
  /** The root that is served. */
  readonly root: string;
  /** Serves until the test is over; fulfils with the port. With `next`, that answers what is refused. */
  listen(handler: Serve, next?: boolean): Promise<number>;
  /** Serves the site; fulfils with what asks it. */
  serve(options?: EcstaticOptions, next?: boolean): Promise<Ask>;
  /** The files of the site that this process has open. */
  openFiles(): string[];
}

/** Makes a site for the tests of a file. */
export function useSite(): Site {
  const directory = mkdtempSync(join(tmpdir(), 'ecstatic-'));
  const root = join(directory, 'site');
  const servers: Server[] = [];

  beforeAll(() => fill(directory, root));
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function listen(handler: Serve, next?: boolean): Promise<number> {
    const server = createServer((request, response) => {
      handler(
        request,
        response,
        next ? (error) => response.end(`next ${response.statusCode} ${error ?? ''}`) : undefined,
      );
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async function serve(options: EcstaticOptions = {}, next?: boolean): Promise<Ask> {
    return asker(await listen(ecstatic({ root, ...options }), next));
  }

  function openFiles(): string[] {
    return readdirSync('/proc/self/fd').flatMap((fd) => {
      try {
        const path = readlinkSync(`/proc/self/fd/${fd}`);
        return path.startsWith(root) ? [path] : [];
      } catch {
        return [];
      }
    });
  }

  return { directory, root, listen, serve, openFiles };
}

async function fill(directory: string, root: string): Promise<void> {
  const files: Record<string, string | Buffer> = {
    '../secret.txt': 'secret',
    'index.html': '<h1>root</h1>',
    'a.txt': '0123456789',
    'page.html': 'page',
    '.hidden': 'hidden',
    '.well-known/.secret': 'hidden',
    '.well-known/acme': 'acme',
    'sub/index.html': 'sub',
    'empty/readme.txt': '',
    'é x.txt': 'e',
    'a#b?%41.txt': 'odd',
    'no.type': 'n',
    'b.js': '/* b */',
    'b.js.gz': gzipSync('/* b */'),
    'b.js.br': brotliCompressSync('/* b */'),
    'bad.js': '/* bad */',
    'bad.js.gz': 'not gzip',
    'only.css.gz': gzipSync('only {}'),
    'big.bin': Buffer.alloc(3_000_000, 'x'),
  };
  for (const name of ['.well-known', 'sub', 'empty']) await mkdir(join(root, name), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  await symlink('a.txt', join(root, 'in.txt'));
  await symlink('../secret.txt', join(root, 'out.txt'));
  await symlink('..', join(root, 'outside'));
  await writeFile(join(directory, 'secret.gz'), gzipSync('secret'));
  await symlink('../secret.gz', join(root, 'zipped.txt.gz'));
}

/** Runs as a user whom permissions bind, which they do not for root. */
export async function asNobody<T>({ directory }: Site, run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run();
  await chmod(directory, 0o755);
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}

/** Returns what sends requests to a port. */
export function asker(port: number): Ask {
  return (path, headers = {}, method = 'GET') =>
    new Promise((resolve, reject) => {
      const client = httpRequest(
        { host: '127.0.0.1', port, path, method, headers, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => {
            const body = Buffer.concat(chunks).toString('latin1');
            resolve({ status: response.statusCode, headers: response.headers, body });
          });
          response.on('error', reject);
        },
      );
      client.on('error', reject);
      client.end();
    });
}

/** Sends a request as it is written, which an HTTP client would put in order first. */
export function askRaw(port: number, head: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(parseAnswer(text)));
    socket.write(`${head}\r\nHost: x\r\nConnection: close\r\n\r\n`, 'latin1');
  });
}

function parseAnswer(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: text.slice(end + 4) };
}
