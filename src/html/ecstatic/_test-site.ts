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

/** Everything is in here. */
export const directory: string = mkdtempSync(join(tmpdir(), 'ecstatic-'));
/** The root that is served. */
export const site: string = join(directory, 'site');
const servers: Server[] = [];

const NOBODY = 65_534;

/** Runs as a user whom permissions bind, which they do not for root. */
export async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run();
  await chmod(directory, 0o755);
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}

beforeAll(async () => {
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
  for (const name of ['.well-known', 'sub', 'empty']) await mkdir(join(site, name), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(site, name), content);
  await symlink('a.txt', join(site, 'in.txt'));
  await symlink('../secret.txt', join(site, 'out.txt'));
  await symlink('..', join(site, 'outside'));
  await writeFile(join(directory, 'secret.gz'), gzipSync('secret'));
  await symlink('../secret.gz', join(site, 'zipped.txt.gz'));
});

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

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

/** Serves until the test is over; fulfils with the port. */
export async function listen(handler: Serve, next?: boolean): Promise<number> {
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

/** Serves the site; returns what asks it. With `next`, that answers what is refused. */
export async function serve(options: EcstaticOptions = {}, next?: boolean): Promise<Ask> {
  return asker(await listen(ecstatic({ root: site, ...options }), next));
}

/** The files of the site that this process has open. */
export function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(site) ? [path] : [];
    } catch {
      return [];
    }
  });
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

/** Sends a request line as it is, which HTTP clients would put in order first; fulfils with status and body. */
export function askRaw(port: number, target: string, headers = ''): Promise<[status: number, body: string]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', ...body] = text.split('\r\n\r\n');
      resolve([Number(head.split(' ')[1]), body.join('\r\n\r\n')]);
    });
    socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`, 'latin1');
  });
}
