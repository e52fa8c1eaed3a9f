import type { ClientHttp2Session, Http2Server } from 'node:http2';
import { connect, constants, createSecureServer, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { until } from '../../core/_test/until.ts';
import { useSite } from './_test-site.ts';
import type { EcstaticOptions } from './index.node.ts';
import { ecstatic } from './index.node.ts';

const { root, openFiles } = useSite();
const closing: (() => void)[] = [];

afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Listener = Parameters<typeof createServer>[1];

/** Serves until the test is over, to one session. */
async function open(listener: Listener): Promise<ClientHttp2Session> {
  const server: Http2Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  closing.push(() => {
    session.destroy();
    server.close();
  });
  return session;
}

async function ask(session: ClientHttp2Session, path: string, headers: object = {}): Promise<unknown[]> {
  const stream = session.request({ ':path': path, ...headers });
  let answer: Record<string, unknown> = {};
  stream.on('response', (head) => {
    answer = head;
  });
  let body = '';
  for await (const chunk of stream) body += chunk;
  return [answer[':status'], answer['content-length'], body];
}

describe('behaviour', () => {
  it.each<EcstaticOptions>([{}, { compress: true }])(
    'ecstatic, as the listener of an HTTP/2 server, with %j, answers as of HTTP/1',
    async (options) => {
      const session = await open(ecstatic({ root, ...options }));
      const head = { ':method': 'HEAD' };
      expect(await ask(session, '/a.txt')).toEqual([200, '10', '0123456789']);
      expect(await ask(session, '/a.txt', head)).toEqual([200, '10', '']);
      expect(await ask(session, '/a.txt', { range: 'bytes=2-4' })).toEqual([206, '3', '234']);
      expect(await ask(session, '/a.txt', { range: 'bytes=10-' })).toEqual([
        416,
        '22',
        'Range Not Satisfiable\n',
      ]);
      expect(await ask(session, '/a.txt', { 'if-none-match': '*' })).toEqual([304, undefined, '']);
      expect(await ask(session, '/nope')).toEqual([404, '10', 'Not Found\n']);
      expect(await ask(session, '/nope', head)).toEqual([404, '10', '']);
      expect(await ask(session, '/sub')).toEqual([302, undefined, '']);
      expect(openFiles()).toEqual([]);
    },
  );
});

describe('errors', () => {
  it('a client that is gone, before the answer, leaves no file open', async () => {
    const handler = ecstatic(root);
    let closed = 0;
    const session = await open((request, response) => {
      response.on('close', () => closed++);
      handler(request, response);
      if (request.url === '/big.bin') request.stream.close(constants.NGHTTP2_CANCEL);
    });
    const asked = Array.from({ length: 5 }, () => ask(session, '/big.bin').catch(() => {}));
    await Promise.all(asked);
    await until(() => closed === 5);
    // What is asked for later is answered later: by then each file has been opened that will be.
    expect(await ask(session, '/a.txt')).toEqual([200, '10', '0123456789']);
    await until(() => openFiles().length === 0);
  });

  it.each<[keyof typeof constants, EcstaticOptions]>([
    ['NGHTTP2_CANCEL', {}],
    ['NGHTTP2_NO_ERROR', {}],
    ['NGHTTP2_NO_ERROR', { compress: true, mimeTypes: { 'text/plain': ['bin'] } }],
    ['NGHTTP2_NO_ERROR', { transform: () => new PassThrough() }],
  ])(
    'a client that resets with %s, halfway through a file, with %j, leaves no file open',
    async (code, options) => {
      const session = await open(ecstatic({ root, ...options }));
      const streams = Array.from({ length: 5 }, () => session.request({ ':path': '/big.bin' }));
      const closed = streams.map((stream) => new Promise((resolve) => stream.on('close', resolve)));
      for (const stream of streams) stream.once('data', () => stream.close(constants[code] as number));
      await Promise.all(closed);
      expect((await ask(session, '/a.txt')).at(-1)).toBe('0123456789');
      await until(() => openFiles().length === 0);
    },
  );
});

describe('types', () => {
  it('a handler is a listener of HTTP/2 servers, as it is', () => {
    const handler = ecstatic('.');
    expectTypeOf(createServer).toBeCallableWith(handler);
    expectTypeOf(createSecureServer).toBeCallableWith({ allowHTTP1: true }, handler);
    expectTypeOf(handler).toBeCallableWith({} as never, {} as never, () => {});
  });
});
