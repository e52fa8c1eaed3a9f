import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest';
import { ERR_SHOE_TIMEOUT } from '../../core/errors.ts';
import { bare, closed, endings, listen, serve, until } from './_test-server.node.ts';
import type { NodeStream, ShoeConnection, ShoeServer } from './index.node.ts';
import shoe from './index.node.ts';

function echo(stream: ShoeConnection): void {
  stream.pipe(stream);
}

async function collect(stream: NodeStream): Promise<unknown[]> {
  const chunks: unknown[] = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  await closed(stream);
  return chunks;
}

describe('behaviour', () => {
  it('shoe, one write, is one message and one data: text as a string, bytes as they are', async () => {
    const { url } = await serve(echo);
    const stream = shoe(url);
    for (const chunk of ['', 'a', 'ä€😀', '\u0000\u0001', Uint8Array.of(0, 255, 1, 128)]) stream.write(chunk);
    stream.end(new Uint8Array(0));
    const chunks = await collect(stream);
    expect(chunks.slice(0, 4)).toEqual(['', 'a', 'ä€😀', '\u0000\u0001']);
    expect(chunks.slice(4)).toEqual([Buffer.of(0, 255, 1, 128), Buffer.of()]);
  });

  it('shoe, a bare WebSocket as the other end, is the same without the subprotocol', async () => {
    const { url } = await serve(echo);
    const peer = await bare(url);
    expect(peer.protocol).toBe('');
    const messages: unknown[] = [];
    peer.on('message', (data, isBinary) => messages.push(isBinary ? data : String(data)));
    peer.send('text');
    peer.send(Uint8Array.of(0, 255));
    peer.close(1000);
    await once(peer, 'close');
    expect(messages).toEqual(['text', Buffer.of(0, 255)]);
  });

  it('shoe, a server of others, is a plain WebSocket when no protocols are asked for', async () => {
    const { url } = await serve(echo);
    const stream = shoe(url, { protocols: [] });
    stream.on('connect', () => expect(stream.sock.protocol).toBe(''));
    stream.write(Uint8Array.of(1, 2));
    const [chunk] = await once(stream, 'data');
    expect(chunk).toEqual(Buffer.of(1, 2));
    stream.end();
    await closed(stream);
  });

  it('shoe, written to before it is open, keeps everything until connect', async () => {
    const { url } = await serve(echo);
    const connected = vi.fn();
    const stream = shoe(url, connected);
    expect(stream.readyState).toBe(0);
    expect(stream.write('early')).toBe(true);
    expect(stream.bufferedAmount).toBeGreaterThan(0);
    stream.end('last');
    expect(await collect(stream)).toEqual(['early', 'last']);
    expect(connected).toHaveBeenCalledTimes(1);
  });

  it('shoe, an address of http, connects over WebSocket', async () => {
    const { url } = await serve(echo);
    const stream = shoe(new URL(`${url.replace('ws', 'http')}#fragment`));
    await once(stream, 'connect');
    expect(stream.sock.url).toBe(url);
    stream.destroy();
  });

  it('shoe, the server given to install, is found in either place and install returns the shoe', async () => {
    const { http, port } = await listen();
    const sock = shoe().install('/a', http).install(http, { prefix: 'b/' }).install({ prefix: '/c' }, http);
    expect(sock).toBeInstanceOf(EventEmitter);
    for (const path of ['/a', '/a/', '/a/x/y', '/a?b', '/b', '/c/websocket']) {
      const connected = once(sock, 'connection');
      const peer = await bare(`ws://127.0.0.1:${port}${path}`);
      const [stream] = (await connected) as [ShoeConnection];
      expect(stream.url).toBe(path);
      expect(stream.prefix).toBe(path.slice(0, 2));
      peer.close();
      await closed(stream);
    }
    await sock.close();
  });

  it('connection, what the request said, is on the stream', async () => {
    const { url, sock } = await serve();
    const connected = once(sock, 'connection');
    const client = shoe(`${url}/room?name=x`);
    const [stream] = (await connected) as [ShoeConnection];
    expect(stream).toMatchObject({
      url: '/sock/room?name=x',
      pathname: '/sock/room',
      prefix: '/sock',
      protocol: 'websocket',
      remoteAddress: '127.0.0.1',
      readyState: 1,
      readable: true,
      writable: true,
    });
    expect(stream.headers.upgrade).toBe('websocket');
    expect(stream.address).toMatchObject({ address: '127.0.0.1', family: 'IPv4' });
    expect(stream.remotePort).toBeGreaterThan(0);
    client.destroy();
    await closed(stream);
    expect(stream).toMatchObject({ readyState: 3, readable: false, writable: false });
  });

  it('connection, piped from a Node stream and to one, carries the bytes', async () => {
    const received = new PassThrough();
    const { url } = await serve((stream) => stream.pipe(received));
    const source = new PassThrough();
    const client = shoe(url);
    source.pipe(client);
    source.write('ab');
    source.end('cd');
    expect(String(await received.toArray().then(Buffer.concat))).toBe('abcd');
  });

  it('connection, iterated, hands out each message and then ends', async () => {
    const { url } = await serve((stream) => {
      for (let i = 0; i < 100; i++) stream.write(String(i));
      stream.end();
    });
    const messages: unknown[] = [];
    for await (const message of shoe(url)) messages.push(message);
    expect(messages).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
  });

  it('log, without a log function, is an event of the server for each opening and closing', async () => {
    const { url, sock } = await serve();
    const lines: string[] = [];
    sock.on('log', (severity, line) => lines.push(`${severity}: ${line.replace(/:\d+/, '')}`));
    const peer = await bare(url);
    peer.close(4001);
    await once(peer, 'close');
    await sock.close();
    expect(lines).toEqual(['info: 127.0.0.1 opened /sock', 'info: 127.0.0.1 closed with code 4001']);
  });

  it('log, given to install, takes the lines instead of the event', async () => {
    const log = vi.fn();
    const { http, port } = await listen();
    const sock = shoe().install(http, { prefix: '/x', log });
    sock.on('log', () => expect.unreachable());
    await bare(`ws://127.0.0.1:${port}/x`);
    expect(log).toHaveBeenCalledWith('info', expect.stringContaining('opened /x'));
    await sock.close();
  });
});

describe('endings', () => {
  it('end, at one end, reaches both ends as end and close, with what the other end had yet to say', async () => {
    const noted: string[][] = [];
    const { url } = await serve((stream) => {
      noted.push(endings(stream));
      stream.on('end', () => stream.write('after your end'));
    });
    const client = shoe(url);
    noted.push(endings(client));
    client.end('x');
    expect(await collect(client)).toEqual(['after your end']);
    await until(() => noted.flat().length === 4);
    expect(noted).toEqual([
      ['end', 'close'],
      ['end', 'close'],
    ]);
    expect(client.closeCode).toBe(1000);
  });

  it('end, on the server, reaches both ends as end and close', async () => {
    const noted: string[][] = [];
    const { url } = await serve((stream) => {
      noted.push(endings(stream));
      stream.end('bye');
    });
    const client = shoe(url);
    noted.push(endings(client));
    expect(await collect(client)).toEqual(['bye']);
    await until(() => noted.flat().length === 4);
    expect(noted).toEqual([
      ['end', 'close'],
      ['end', 'close'],
    ]);
  });

  it('end, on both ends at once, loses nothing', async () => {
    const received: unknown[] = [];
    const { url, sock } = await serve((stream) => {
      stream.on('data', (chunk) => received.push(chunk));
      stream.end('from the server');
    });
    const connected = once(sock, 'connection');
    const client = shoe(url);
    client.end('from the client');
    const [[stream], chunks] = await Promise.all([connected, collect(client)]);
    await closed(stream);
    expect([chunks, received]).toEqual([['from the server'], ['from the client']]);
  });

  it.each([
    ['a client that ends', (client: NodeStream) => client.end()],
    ['a client that closes', (client: NodeStream) => client.close(4000, 'enough')],
    ['a client that destroys', (client: NodeStream) => client.destroy()],
    ['a connection that is cut', (client: NodeStream) => client.sock.terminate()],
  ])(
    'connection, %s, emits end and close once each and no error, also when nobody reads',
    async (_, leave) => {
      const { url, sock } = await serve();
      const connected = once(sock, 'connection');
      const client = shoe(url, () => leave(client));
      const [stream] = await connected;
      const noted = endings(stream);
      await closed(stream);
      await setImmediate();
      expect(noted).toEqual(['end', 'close']);
    },
  );

  it('close, with a code and a reason, flushes and tells the other end', async () => {
    const { url, sock } = await serve();
    const connected = once(sock, 'connection');
    const client = shoe(url);
    client.write('last words');
    client.close(4321, 'because');
    const [stream] = (await connected) as [ShoeConnection];
    const [chunk] = await once(stream, 'data');
    await closed(stream);
    expect([chunk, stream.closeCode, stream.closeReason]).toEqual(['last words', 4321, 'because']);
  });

  it('close, after an end that the other end has not answered, does not wait for it', async () => {
    const { url, sock } = await serve((stream) => stream.pause());
    const connected = once(sock, 'connection');
    const client = shoe(url);
    client.write('unread');
    client.end();
    const [stream] = (await connected) as [ShoeConnection];
    await until(() => stream.buffered === 2);
    expect(client.readyState).toBe(1);
    client.close(4002);
    await closed(client);
    expect(client.closeCode).toBe(4002);
  });

  it('destroy, locally, emits close only, at once, and drops what was written', async () => {
    const received: unknown[] = [];
    const { url, sock } = await serve((stream) => stream.on('data', (chunk) => received.push(chunk)));
    const client = shoe(url);
    const noted = endings(client);
    client.write('dropped');
    client.destroy();
    expect(noted).toEqual(['close']);
    expect(client.write('too late')).toBe(false);
    await sock.close();
    expect([noted, received]).toEqual([['close'], []]);
  });

  it('destroy, with an error, is an error at the other end too', async () => {
    const { url } = await serve((stream) => stream.destroy(new Error('no')));
    const client = shoe(url);
    const noted = endings(client);
    await closed(client);
    expect(noted).toEqual(['ERR_SHOE_REFUSED', 'end', 'close']);
    expect(client.closeCode).toBe(1011);
  });

  it('pause, before the other end leaves, holds end behind the chunks until resume', async () => {
    const { url, sock } = await serve((stream) => stream.pause());
    const connected = once(sock, 'connection');
    const client = shoe(url);
    client.write('1');
    client.close();
    const [stream] = (await connected) as [ShoeConnection];
    const noted = endings(stream);
    stream.on('data', (chunk) => noted.push(String(chunk)));
    await closed(client);
    await until(() => sock.connections === 0);
    expect(noted).toEqual([]);
    stream.resume();
    expect(noted).toEqual(['1', 'end', 'close']);
  });

  it('pause, for good, ends with a timeout after two heartbeats', async () => {
    const { url, sock } = await serve((stream) => stream.pause(), { heartbeatMs: 20 });
    const connected = once(sock, 'connection');
    const client = shoe(url);
    client.write('1');
    client.close();
    const [stream] = (await connected) as [ShoeConnection];
    const noted = endings(stream);
    await closed(stream);
    expect(noted).toEqual(['ERR_SHOE_TIMEOUT', 'end', 'close']);
  });

  it('signal, aborted while connected, destroys the stream with an AbortError', async () => {
    const { url, sock } = await serve();
    const controller = new AbortController();
    const connected = once(sock, 'connection');
    const client = shoe(url, { signal: controller.signal });
    const noted = endings(client);
    const [stream] = await connected;
    await once(client, 'connect');
    controller.abort(new Error('why'));
    expect(noted).toEqual(['ABORT_ERR', 'close']);
    expect(client.errored).toMatchObject({ cause: new Error('why') });
    expect(endings(stream)).toEqual([]);
    await closed(stream);
  });

  it('signal, aborted before or while connecting, destroys the stream', async () => {
    const { url } = await serve();
    const aborted = shoe(url, { signal: AbortSignal.abort() });
    const controller = new AbortController();
    const aborting = shoe(url, { signal: controller.signal });
    controller.abort();
    expect(aborting.destroyed).toBe(true);
    await closed(aborted);
    expect(aborted.errored?.name).toBe('AbortError');
  });

  it('close, of the server, closes every connection after its data and detaches from the HTTP server', async () => {
    const { url, sock, http } = await serve((stream) => stream.write('x'));
    const clients = [shoe(url), shoe(url)];
    const noted = clients.map(endings);
    for (const client of clients)
      client.on('data', (chunk) => noted[clients.indexOf(client)]?.push(String(chunk)));
    await Promise.all(clients.map((client) => once(client, 'connect')));
    await sock.close();
    await Promise.all(clients.map(async (client) => client.destroyed || (await closed(client))));
    expect(noted).toEqual([
      ['x', 'end', 'close'],
      ['x', 'end', 'close'],
    ]);
    expect(clients[0]?.closeCode).toBe(1001);
    expect([http.listenerCount('upgrade'), http.listenerCount('request')]).toEqual([0, 0]);
    expect(sock.connections).toBe(0);
    expect(() => sock.install(http, '/again')).toThrow(
      expect.objectContaining({ code: 'ERR_SHOE_SERVER_CLOSED' }),
    );
  });

  it('close, of a server whose client does not take its data, is over after closeTimeoutMs', async () => {
    const { url, sock } = await serve((stream) => stream.write(new Uint8Array(1_000_000)), {
      closeTimeoutMs: 10,
    });
    const connected = once(sock, 'connection');
    const client = shoe(url, { protocols: [], maxMessageBytes: 1_000_000 });
    client.pause();
    const [stream] = await connected;
    for (let i = 0; i < 10; i++) stream.write(new Uint8Array(1_000_000));
    const noted = endings(stream);
    await sock.close();
    expect(noted).toEqual(['end', 'close']);
    client.destroy();
  });

  it('signal, of the server, closes it; so does asyncDispose', async () => {
    const controller = new AbortController();
    const { url, sock } = await serve(() => {}, { signal: controller.signal });
    const client = shoe(url, () => controller.abort());
    await Promise.all([closed(client), once(sock, 'close')]);
    const { sock: other } = await serve();
    await other[Symbol.asyncDispose]();
    expect(() => other.install('/x', {} as never)).toThrow();
  });

  it('shoe, 100 connections that come and go, leaves no sockets, timers or listeners', async () => {
    const intervals = new Set<object>();
    const { url, sock, http } = await serve((stream) => {
      const interval = {};
      intervals.add(interval);
      stream.on('end', () => intervals.delete(interval));
    });
    const listeners = http.eventNames().map((name) => http.listenerCount(name));
    const timers = watchTimers();
    for (let i = 0; i < 100; i += 10) {
      await Promise.all(
        Array.from({ length: 10 }, async (_, j) => {
          const client = shoe(url);
          await once(client, 'connect');
          if (j % 3 === 0) client.sock.terminate();
          else if (j % 3 === 1) client.end();
          else client.destroy();
        }),
      );
    }
    await until(() => sock.connections === 0);
    expect(intervals.size).toBe(0);
    expect(timers.size).toBe(0);
    expect(http.eventNames().map((name) => http.listenerCount(name))).toEqual(listeners);
    const open = await new Promise((resolve) => http.getConnections((_, count) => resolve(count)));
    expect(open).toBe(0);
  });
});

/** Returns the intervals that are made from now on and not cleared. */
function watchTimers(): Set<unknown> {
  const timers = new Set<unknown>();
  const { setInterval, clearInterval } = globalThis;
  vi.spyOn(globalThis, 'setInterval').mockImplementation(((...args: Parameters<typeof setInterval>) => {
    const timer = setInterval(...args);
    timers.add(timer);
    return timer;
  }) as typeof setInterval);
  vi.spyOn(globalThis, 'clearInterval').mockImplementation((timer) => {
    timers.delete(timer);
    clearInterval(timer);
  });
  onTestFinished(() => void vi.restoreAllMocks());
  return timers;
}

describe('errors', () => {
  it('shoe, a server that is not there, emits ERR_SHOE_CONNECT with the cause, then end and close', async () => {
    const { http, port } = await listen();
    http.close();
    await once(http, 'close');
    const client = shoe(`ws://127.0.0.1:${port}/sock`);
    const noted = endings(client);
    client.write('never sent');
    await closed(client);
    expect(noted).toEqual(['ERR_SHOE_CONNECT', 'end', 'close']);
    expect(client.errored).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  it('shoe, a server that refuses, emits ERR_SHOE_CONNECT', async () => {
    const { url } = await serve(() => {}, { verify: () => false });
    const client = shoe(url);
    await closed(client);
    expect(client.errored).toMatchObject({ cause: { message: expect.stringContaining('403') } });
  });

  it.each(['/sock', 'nonsense', 'ftp://127.0.0.1/sock', 'ws://'])(
    'shoe, the address %j, throws at once',
    (uri) => {
      expect(() => shoe(uri)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }));
    },
  );

  it.each([
    { highWaterMark: -1 },
    { maxBufferedBytes: Number.POSITIVE_INFINITY },
    { maxMessageBytes: 0 },
    { windowBytes: 65_535 },
    { heartbeatMs: 0.5 },
  ])('shoe, the limit %j, throws at once', (options) => {
    const code = 'ERR_OUT_OF_RANGE';
    expect(() => shoe('ws://127.0.0.1:1/', options)).toThrow(expect.objectContaining({ code }));
    expect(() => shoe(options)).toThrow(expect.objectContaining({ code }));
  });

  it('install, without a server, throws at once', () => {
    const code = 'ERR_INVALID_ARG_TYPE';
    expect(() => shoe().install('/sock', {} as never)).toThrow(expect.objectContaining({ code }));
  });

  it('connection, a listener of its error that throws, is closed and leaves no timer all the same', async () => {
    const timers = watchTimers();
    const { url, sock } = await serve();
    const connected = once(sock, 'connection');
    const client = shoe(url);
    const [stream] = (await connected) as [ShoeConnection];
    stream.once('error', () => {
      throw new Error('thrown by a listener');
    });
    const noted: string[] = [];
    for (const event of ['end', 'close']) stream.on(event, () => noted.push(event));
    const fail = (): void => stream._fail(ERR_SHOE_TIMEOUT(), 1001);
    expect(fail).toThrow('thrown by a listener');
    expect(noted).toEqual(['end', 'close']);
    await closed(client);
    expect(timers.size).toBe(0);
  });

  it('write, neither text nor bytes, sends it as text', async () => {
    const { url } = await serve(echo);
    const client = shoe(url);
    for (const chunk of [1, null, ['upper', 'abc']]) client.write(chunk as never);
    client.end('fine');
    expect(await collect(client)).toEqual(['1', 'null', 'upper,abc', 'fine']);
  });

  it('close, with a code or reason that a WebSocket cannot carry, throws at once', async () => {
    const { url } = await serve();
    const client = shoe(url);
    const code = 'ERR_OUT_OF_RANGE';
    for (const bad of [0, 999, 1002, 1005, 2999, 5000, Number.NaN]) {
      expect(() => client.close(bad)).toThrow(expect.objectContaining({ code }));
    }
    expect(() => client.close(1000, 'ä'.repeat(62))).toThrow(expect.objectContaining({ code }));
    client.destroy();
  });
});

describe('types', () => {
  it('shoe, by its first argument, returns a server or a stream', () => {
    expectTypeOf(shoe((stream) => stream.end())).toEqualTypeOf<ShoeServer>();
    expectTypeOf(shoe({ maxConnections: 1 }, (stream) => stream.url)).toEqualTypeOf<ShoeServer>();
    expectTypeOf<NodeStream['write']>().parameter(0).toEqualTypeOf<string | Uint8Array>();
    shoe().on('connection', (stream) => expectTypeOf(stream).toEqualTypeOf<ShoeConnection>());
    const connect = (): NodeStream => shoe('ws://127.0.0.1/', { windowBytes: 100_000 }, () => {});
    expectTypeOf(connect).returns.toEqualTypeOf<NodeStream>();
  });
});
