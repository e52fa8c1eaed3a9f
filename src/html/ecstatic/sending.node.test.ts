import { once } from 'node:events';
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { until } from '../../core/_test/until.ts';
import { laws } from '../../testing/stream-spec/index.ts';
import { hyperstream } from '../hyperstream/index.ts';
import { FileBody } from './_file-body.node.ts';
import { useSite } from './_test-site.ts';
import type { EcstaticHandler } from './index.node.ts';
import { ecstatic } from './index.node.ts';

const { directory, root: site, serve, openFiles } = useSite();

const PAGE = `<body>${'<p>beep</p>'.repeat(500)}</body>`;
const GZIP = { 'accept-encoding': 'gzip' };

beforeAll(async () => {
  await writeFile(join(site, 'long.html'), PAGE);
  await writeFile(join(site, 'long.bin'), PAGE);
});

function reloading() {
  return ecstatic({
    root: site,
    transform: (_file, type) =>
      type.startsWith('text/html') ? hyperstream({ body: { _appendHtml: '<script></script>' } }) : undefined,
  });
}

describe('compress', () => {
  it('text, for those who accept it, is compressed and not sent in ranges', async () => {
    const ask = await serve({ compress: true });
    const { headers, body } = await ask('/long.html', { ...GZIP, range: 'bytes=0-3' });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect([headers['content-length'], headers['accept-ranges']]).toEqual([undefined, undefined]);
    expect(gunzipSync(Buffer.from(body, 'latin1')).toString()).toBe(PAGE);
  });

  it('text, for those who do not, is sent as it is', async () => {
    const { headers, body } = await (await serve({ compress: true }))('/long.html');
    expect([headers['content-encoding'], headers['content-length']]).toEqual([
      undefined,
      String(PAGE.length),
    ]);
    expect(body).toBe(PAGE);
  });

  it('what is short, or no text, or there already compressed, is not compressed', async () => {
    const ask = await serve({ compress: true });
    expect((await ask('/a.txt', GZIP)).headers['content-encoding']).toBe(undefined);
    const { headers } = await ask('/long.bin', GZIP);
    expect([headers['content-encoding'], headers['accept-ranges']]).toEqual([undefined, 'bytes']);
    expect(Number((await ask('/b.js', GZIP)).headers['content-length'])).toBeGreaterThan(0);
  });

  it('a version, that the client has compressed, is not sent again', async () => {
    for (const weakEtags of [true, false]) {
      const ask = await serve({ compress: true, weakEtags });
      const { etag = '' } = (await ask('/long.html', GZIP)).headers;
      expect(etag).toMatch(/^W\//);
      expect((await ask('/long.html', { ...GZIP, 'if-none-match': etag })).status).toBe(304);
    }
  });

  it('HEAD and 304, of what would be compressed, say of the version what GET says', async () => {
    for (const accepted of [GZIP, {}]) {
      const ask = await serve({ compress: true, gzip: false, weakEtags: false });
      const { etag = '', vary } = (await ask('/long.html', accepted)).headers;
      expect(vary).toBe('Accept-Encoding');
      expect((await ask('/long.html', accepted, 'HEAD')).headers).toMatchObject({ etag, vary });
      const fresh = await ask('/long.html', { ...accepted, 'if-none-match': etag });
      expect([fresh.status, fresh.headers.etag, fresh.headers.vary]).toEqual([304, etag, vary]);
    }
  });

  it('HEAD, of what would be compressed, promises no length', async () => {
    const { headers, body } = await (await serve({ compress: { encodings: ['gzip'] } }))(
      '/long.html',
      GZIP,
      'HEAD',
    );
    expect([headers['content-length'], body]).toEqual([undefined, '']);
  });
});

describe('transform', () => {
  it('a page, through a hyperstream, has a script in it and no version', async () => {
    const ask = await serve({ transform: () => hyperstream({ body: { _appendHtml: '!' } }) });
    const { headers, body } = await ask('/long.html', { range: 'bytes=0-1' });
    expect(body).toBe(PAGE.replace('</body>', '!</body>'));
    for (const name of ['etag', 'last-modified', 'content-length', 'accept-ranges']) {
      expect([name, headers[name]]).toEqual([name, undefined]);
    }
  });

  it('a file, and its type, are what it is called with; undefined leaves the file as it is', async () => {
    const seen: string[][] = [];
    const ask = await serve({ transform: (file, type) => void seen.push([file, type]) as undefined });
    expect((await ask('/a.txt')).headers.etag).toBeDefined();
    expect(seen).toEqual([[join(site, 'a.txt'), 'text/plain']]);
  });

  it('a stream that fails, breaks the answer off and closes the file', async () => {
    const ask = await serve({
      transform: () =>
        new Transform({
          transform: (_chunk, _encoding, done) => done(new Error('no')),
        }),
    });
    await expect(ask('/big.bin')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await until(() => openFiles().length === 0);
  });

  it('a stream that is not needed, for HEAD, is destroyed', async () => {
    const stream = new Transform();
    const closed = once(stream, 'close');
    expect((await (await serve({ transform: () => stream }))('/a.txt', {}, 'HEAD')).status).toBe(200);
    await closed;
  });

  it('a function that throws, gives 500', async () => {
    const ask = await serve({
      transform: () => {
        throw new Error('no');
      },
    });
    expect((await ask('/a.txt')).status).toBe(500);
  });
});

describe('fetch', () => {
  const request = (path: string, init?: RequestInit): Request => new Request(`http://x${path}`, init);

  it('files, ranges, refusals and redirects, are answered as by the handler', async () => {
    const { fetch } = ecstatic({ root: site, compress: true });
    const whole = await fetch(request('/a.txt'));
    expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([
      200,
      '10',
      '0123456789',
    ]);
    const part = await fetch(request('/a.txt', { headers: { range: 'bytes=2-3' } }));
    expect([part.status, await part.text()]).toEqual([206, '23']);
    const lost = await fetch(request('/nope'));
    expect([lost.status, await lost.text()]).toEqual([404, 'Not Found\n']);
    expect((await fetch(request('/sub'))).headers.get('location')).toBe('/sub/');
    const head = await fetch(request('/a.txt', { method: 'HEAD' }));
    expect([head.status, await head.text()]).toEqual([200, '']);
    const etag = whole.headers.get('etag') ?? '';
    expect((await fetch(request('/a.txt', { headers: { 'if-none-match': etag } }))).status).toBe(304);
  });

  it('text, for those who accept it, is compressed', async () => {
    const response = await ecstatic({ root: site, compress: true }).fetch(
      request('/long.html', { headers: GZIP }),
    );
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('content-length')).toBe(null);
    expect(gunzipSync(Buffer.from(await response.arrayBuffer())).toString()).toBe(PAGE);
  });

  it('a page, through a hyperstream, compressed or not, is whole', async () => {
    const response = await reloading().fetch(request('/long.html'));
    expect(await response.text()).toBe(PAGE.replace('</body>', '<script></script></body>'));
  });

  it('a body that is cancelled or aborted, closes the file', async () => {
    const { fetch } = ecstatic(site);
    await (await fetch(request('/big.bin'))).body?.cancel();
    const controller = new AbortController();
    const response = await fetch(request('/big.bin', { signal: controller.signal }));
    controller.abort();
    await expect(response.text()).rejects.toThrow();
    await until(() => openFiles().length === 0);
  });

  it('a request that is aborted already, rejects with the reason and leaves no file open', async () => {
    for (const options of [{}, { compress: true }]) {
      const { fetch } = ecstatic({ root: site, ...options });
      const signal = AbortSignal.abort(new Error('gone'));
      await expect(fetch(request('/long.html', { signal, headers: GZIP }))).rejects.toThrow('gone');
    }
    await until(() => openFiles().length === 0);
  });

  it('an option that throws, gives 500', async () => {
    const { fetch } = ecstatic({
      root: site,
      cache: () => {
        throw new Error('no');
      },
    });
    expect((await fetch(request('/a.txt'))).status).toBe(500);
  });
});

describe('laws', () => {
  const range = { start: 10, end: 69_999 };
  const chunks = [65_536, 70_000 - 10 - 65_536].map((length) => Buffer.alloc(length, 'x'));
  const path = join(directory, 'laws.bin');
  writeFileSync(path, Buffer.alloc(100_000, 'x'));
  const make = (): FileBody => {
    const fd = openSync(path, 'r');
    const file = {
      read: async (...[buffer, offset, length, position]: [Buffer, number, number, number]) => ({
        bytesRead: readSync(fd, buffer, offset, length, position),
      }),
      close: async () => closeSync(fd),
    };
    return new FileBody(file as never, range);
  };
  for (const { name, check } of laws(make, { output: chunks })) it(name, check);
});

describe('types', () => {
  it('a handler is a function of Node and of Fetch', () => {
    expectTypeOf<EcstaticHandler['fetch']>().toEqualTypeOf<(request: Request) => Promise<Response>>();
    expectTypeOf(ecstatic).toBeCallableWith('.', { compress: true });
  });
});
