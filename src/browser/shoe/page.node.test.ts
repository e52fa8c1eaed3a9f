/** The browser's half, in a real page against the real server. */
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumArgs, findChromium } from '../../../tools/chromium.ts';
import { closed, endings, until } from './_test-server.node.ts';
import type { ShoeConnection, ShoeServer } from './index.node.ts';
import shoe from './index.node.ts';
import type { default as pageShoe, ShoeStream } from './index.ts';

/** What the page's script leaves for the tests. */
interface InPage {
  readonly shoe: typeof pageShoe;
  readonly endings: typeof endings;
  stream: ShoeStream;
  noted: string[];
}

const script = `
  import shoe from './index.ts';
  window.shoe = shoe;
  window.endings = ${endings.toString()};
`;

let browser: Browser;
let page: Page;
let http: HttpServer;
let sock: ShoeServer;
let faults: string[];

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'browser',
    target: 'es2023',
    conditions: ['@gardenhose/source'],
  });
  return outputFiles.map((file) => file.text).join('');
}

beforeAll(async () => {
  const code = await bundle();
  browser = await chromium.launch({ executablePath: findChromium() ?? 'chromium', args: chromiumArgs });
  http = createServer((request, response) => {
    if (request.url !== '/app/') return response.writeHead(404).end();
    response.setHeader('content-type', 'text/html; charset=utf-8');
    return response.end(`<!doctype html><title>t</title><script type="module">${code}</script>`);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
}, 60_000);

afterAll(async () => {
  await browser?.close();
  http?.closeAllConnections();
  http?.close();
});

beforeEach(async () => {
  sock = shoe({ closeTimeoutMs: 1000 }).install(http, '/app/sock');
  page = await browser.newPage();
  faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(`http://127.0.0.1:${(http.address() as AddressInfo).port}/app/`);
});

afterEach(async () => {
  await page.close();
  await sock.close();
  expect(faults).toEqual([]);
});

/** Connects in the page and returns the server's end, when both are open. */
async function connect(options = {}): Promise<ShoeConnection> {
  const connected = once(sock, 'connection');
  await page.evaluate((options) => {
    const here = globalThis as unknown as InPage;
    here.stream = here.shoe('sock#x', options);
    here.noted = here.endings(here.stream);
  }, options);
  const [stream] = await connected;
  await page.waitForFunction(() => (globalThis as unknown as InPage).stream.readyState === 1);
  return stream;
}

/** Waits until the page has noted what it should. */
async function noted(...expected: string[]): Promise<void> {
  await page.waitForFunction(
    (count) => (globalThis as unknown as InPage).noted.length >= count,
    expected.length,
  );
  expect(await page.evaluate(() => (globalThis as unknown as InPage).noted)).toEqual(expected);
}

describe('behaviour', () => {
  it('shoe, in a page, resolves the address, connects and echoes text and bytes', async () => {
    sock.on('connection', (stream) => void stream.pipe(stream));
    const seen = await page.evaluate(async () => {
      const { shoe } = globalThis as unknown as InPage;
      const seen: unknown[] = [];
      const stream = shoe('sock', () => seen.push('connected', stream.sock.protocol, stream.sock.url));
      stream.on('data', (chunk) => seen.push(typeof chunk === 'string' ? chunk : [...(chunk as Uint8Array)]));
      stream.write('früh €😀');
      stream.write(new Uint8Array([0, 255, 1, 128]).subarray(1));
      stream.end('');
      await new Promise<void>((resolve) => stream.on('close', () => resolve()));
      return seen;
    });
    const { port } = http.address() as AddressInfo;
    expect(seen).toEqual([
      'connected',
      'gardenhose.shoe.1',
      `ws://127.0.0.1:${port}/app/sock`,
      'früh €😀',
      [255, 1, 128],
      '',
    ]);
  });

  it('pause, in the page, stops the server’s writes; resume gets everything in order', async () => {
    const stream = await connect();
    await page.evaluate(() => void (globalThis as unknown as InPage).stream.pause());
    const text = 'ä'.repeat(8192);
    let sent = 0;
    while (stream.write(`${sent++} ${text}`) || (await drainsSoon(stream))) expect(sent).toBeLessThan(100);
    expect(stream.bufferedAmount).toBeLessThan(200_000);
    expect(stream.sock.bufferedAmount).toBe(0);
    const held = await page.evaluate(() => (globalThis as unknown as InPage).stream.buffered);
    expect(held).toBeLessThan(sent);
    const drained = once(stream, 'drain');
    const received = page.evaluate(async () => {
      const { stream } = globalThis as unknown as InPage;
      stream.on('drain', () => stream.destroy(new Error('this end did not write')));
      const numbers: number[] = [];
      stream.on('data', (chunk) => numbers.push(Number.parseInt(String(chunk), 10)));
      stream.resume();
      await new Promise<void>((resolve) => stream.on('end', () => resolve()));
      return numbers;
    });
    await drained;
    stream.end();
    expect(await received).toEqual(Array.from({ length: sent }, (_, i) => i));
    await closed(stream);
  });

  it.each([
    ['with the subprotocol', {}],
    ['without it', { protocols: [] }],
  ])(
    'write, in the page, %s, stops when the server’s reader pauses and goes on by drain',
    async (_, options) => {
      const stream = await connect(options);
      stream.pause();
      const writing = page.evaluate(async () => {
        const { stream } = globalThis as unknown as InPage;
        let most = 0;
        let stops = 0;
        for (let i = 0; i < 400; i++) {
          if (stream.write(new Uint8Array(65_536).fill(i))) continue;
          most = Math.max(most, stream.bufferedAmount);
          stops++;
          await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
        }
        stream.end();
        return { most, stops };
      });
      let received = 0;
      stream.on('data', (chunk: Uint8Array) => {
        expect(chunk[0]).toBe(received++ & 0xff);
        stream.pause();
        setImmediate(() => stream.resume());
      });
      await page.waitForFunction(() => (globalThis as unknown as InPage).stream.writableNeedDrain);
      stream.resume();
      const { most, stops } = await writing;
      await closed(stream);
      expect(received).toBe(400);
      expect(stops).toBeGreaterThan(0);
      expect(most).toBeLessThan(400_000);
    },
  );

  it('end, of the server’s stream or of the server, is end and close in the page', async () => {
    const stream = await connect();
    stream.end();
    await noted('end', 'close');
    await connect();
    await sock.close();
    await noted('end', 'close');
  });

  it.each([
    ['end', 1000],
    ['destroy', 3001],
    ['close', 1000],
  ] as const)('%s, in the page, is end and close at the server', async (method, code) => {
    const stream = await connect();
    const seen = endings(stream);
    await page.evaluate((method) => {
      const { stream } = globalThis as unknown as InPage;
      const leave: Record<typeof method, () => unknown> = stream;
      leave[method]();
    }, method);
    await closed(stream);
    expect(seen).toEqual(['end', 'close']);
    expect(stream.closeCode).toBe(code);
    await noted(...(method === 'destroy' ? ['close'] : ['end', 'close']));
  });

  it('shoe, a page that is left, is end and close at the server', async () => {
    const stream = await connect();
    const seen = endings(stream);
    await page.goto('about:blank');
    await closed(stream);
    expect(seen).toEqual(['end', 'close']);
  });
});

/** Whether a 'drain' comes before the page has answered two questions, which it does after what it was sent. */
async function drainsSoon(stream: ShoeConnection): Promise<boolean> {
  let drained = false;
  stream.once('drain', () => {
    drained = true;
  });
  for (let i = 0; i < 2; i++) {
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await until(() => stream.sock.bufferedAmount === 0);
  }
  return drained;
}

describe('errors', () => {
  it('shoe, a server that is not there, is ERR_SHOE_CONNECT, end and close', async () => {
    await page.evaluate(() => {
      const here = globalThis as unknown as InPage;
      here.stream = here.shoe('/nothing');
      here.stream.write('never sent');
      here.noted = here.endings(here.stream);
    });
    await noted('ERR_SHOE_CONNECT', 'end', 'close');
  });

  it('maxMessageBytes, exceeded by the server, is refused by the page with 3009', async () => {
    const stream = await connect({ maxMessageBytes: 1000 });
    const seen = endings(stream);
    stream.write('x'.repeat(1001));
    await noted('ERR_SHOE_MESSAGE_TOO_LARGE', 'end', 'close');
    await closed(stream);
    expect(seen).toEqual(['ERR_SHOE_REFUSED', 'end', 'close']);
    expect(stream.closeCode).toBe(3009);
  });

  it('maxBufferedBytes, exceeded by a plain server while the page pauses, is ERR_SHOE_BUFFER_OVERFLOW', async () => {
    const stream = await connect({ protocols: [], maxBufferedBytes: 100_000 });
    await page.evaluate(() => void (globalThis as unknown as InPage).stream.pause());
    for (let i = 0; i < 20; i++) stream.write(new Uint8Array(10_000));
    await noted('ERR_SHOE_BUFFER_OVERFLOW', 'end', 'close');
    await closed(stream);
  });

  it('signal, aborted in the page, destroys the stream there and ends it at the server', async () => {
    const connected = once(sock, 'connection');
    await page.evaluate(() => {
      const here = globalThis as unknown as InPage & { controller: AbortController };
      here.controller = new AbortController();
      here.stream = here.shoe('sock', { signal: here.controller.signal });
      here.noted = here.endings(here.stream);
    });
    const [stream] = (await connected) as [ShoeConnection];
    const seen = endings(stream);
    await page.evaluate(() => (globalThis as unknown as { controller: AbortController }).controller.abort());
    await noted('ABORT_ERR', 'close');
    await closed(stream);
    expect(seen).toEqual(['end', 'close']);
  });
});
