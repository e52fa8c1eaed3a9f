/** What a stranger may send: none of it ends the process, disturbs others or fills memory. */
import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { ALIVE, CREDIT, DATA, dataFrame, END, numberFrame, PROTOCOL } from './_frames.ts';
import type { Bench } from './_test-server.node.ts';
import { bare, closed, endings, framed, listen, raw, serve, until } from './_test-server.node.ts';
import type { ShoeConnection } from './index.node.ts';
import shoe from './index.node.ts';

const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const UPGRADE = ['Host: x', 'Connection: Upgrade', 'Upgrade: websocket'];
const VERSION = 'Sec-WebSocket-Version: 13';

/** Sends a request and returns its status line; the server must still take connections afterwards. */
async function statusOf(bench: Bench, lines: readonly string[], body = ''): Promise<string> {
  const answer = await raw(bench.port, lines, body);
  const peer = await bare(bench.url);
  peer.close();
  await once(peer, 'close');
  return answer.split('\r\n', 1)[0] as string;
}

describe('upgrades', () => {
  it.each([
    ['no key', ['GET /sock HTTP/1.1', ...UPGRADE, VERSION], '400 Bad Request'],
    ['a bad key', ['GET /sock HTTP/1.1', ...UPGRADE, VERSION, 'Sec-WebSocket-Key: x'], '400 Bad Request'],
    ['no version', ['GET /sock HTTP/1.1', ...UPGRADE, KEY], '400 Bad Request'],
    [
      'another version',
      ['GET /sock HTTP/1.1', ...UPGRADE, KEY, 'Sec-WebSocket-Version: 7'],
      '400 Bad Request',
    ],
    [
      'another method',
      ['POST /sock HTTP/1.1', ...UPGRADE, VERSION, KEY, 'Content-Length: 0'],
      '405 Method Not Allowed',
    ],
    [
      'another protocol',
      ['GET /sock HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: h2c'],
      '400 Bad Request',
    ],
    [
      'a broken subprotocol',
      ['GET /sock HTTP/1.1', ...UPGRADE, VERSION, KEY, 'Sec-WebSocket-Protocol: ,,'],
      '400 Bad Request',
    ],
    [
      'a broken extension',
      ['GET /sock HTTP/1.1', ...UPGRADE, VERSION, KEY, 'Sec-WebSocket-Extensions: ;;=,'],
      '101 Switching Protocols',
    ],
    ['the paths of SockJS', ['GET /sock/a/b/eventsource HTTP/1.1', ...UPGRADE], '400 Bad Request'],
    [
      'a post to a path of SockJS',
      ['POST /sock/a/b/xhr_streaming HTTP/1.1', ...UPGRADE],
      '405 Method Not Allowed',
    ],
    ['a path outside', ['GET /sockets HTTP/1.1', ...UPGRADE, VERSION, KEY], '404 Not Found'],
    ['a path that climbs', ['GET /../sock HTTP/1.1', ...UPGRADE, VERSION, KEY], '404 Not Found'],
    ['an absolute address', ['GET http://x/sock HTTP/1.1', ...UPGRADE, VERSION, KEY], '404 Not Found'],
    ['a path of nonsense', ['GET //%zz%00?/sock HTTP/1.1', ...UPGRADE, VERSION, KEY], '404 Not Found'],
    ['an asterisk', ['OPTIONS * HTTP/1.1', ...UPGRADE], '404 Not Found'],
    ['a body outside', ['POST /x HTTP/1.1', ...UPGRADE, 'Content-Length: 5'], '400 Bad Request'],
    [
      'a chunked body outside',
      ['POST /x HTTP/1.1', ...UPGRADE, 'Transfer-Encoding: chunked'],
      '400 Bad Request',
    ],
    ['no HTTP at all', ['\u0016\u0003\u0001'], '400 Bad Request'],
  ])('install, an upgrade with %s, is refused', async (_, lines, status) => {
    const bench = await serve();
    const answer = status.startsWith('101') ? handshake(bench, lines) : statusOf(bench, lines);
    expect(await answer).toBe(`HTTP/1.1 ${status}`);
  });

  it('install, random bytes in the request, never ends the process', async () => {
    const bench = await serve();
    const noise = fc.string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map((c) => String.fromCharCode(c)),
    });
    await fc.assert(
      fc.asyncProperty(noise, noise, noise, async (path, value, body) => {
        const lines = [`GET /sock${path.replaceAll(' ', '')} HTTP/1.1`, ...UPGRADE, VERSION, `X: ${value}`];
        expect(await raw(bench.port, lines, body)).toMatch(/^HTTP\/1\.1 4\d\d /);
      }),
      { numRuns: 50 },
    );
    await statusOf(bench, ['GET / HTTP/1.1', 'Host: x', 'Connection: close']);
  });

  it('install, a client that leaves in the middle of the handshake, does nothing', async () => {
    const bench = await serve();
    for (const text of ['GET /sock HTTP/1.1\r\nUpgr', handshakeOf('/sock'), handshakeOf('/other')]) {
      const socket = connect(bench.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(text, () => socket.resetAndDestroy());
      await once(socket, 'close');
    }
    expect(await statusOf(bench, ['GET / HTTP/1.1', 'Host: x', 'Connection: close'])).toContain('404');
    await until(() => bench.sock.connections === 0);
  });

  it('install, beside another upgrade listener, leaves it its paths and never touches its sockets', async () => {
    const { http, port } = await listen();
    const other = new WebSocketServer({ noServer: true });
    http.on('upgrade', (request, socket, head) => {
      if (request.url !== '/other') return;
      setImmediate(() => other.handleUpgrade(request, socket, head, (peer) => peer.send('other')));
    });
    const sock = shoe((stream) => stream.write('shoe')).install(http, '/sock');
    for (const path of ['other', 'sock']) {
      const peer = shoe(`ws://127.0.0.1:${port}/${path}`, { protocols: [] });
      const [message] = await once(peer, 'data');
      expect(message).toBe(path === 'sock' ? 'shoe' : 'other');
      peer.destroy();
    }
    await sock.close();
  });

  it('install, a socket that another listener has taken or ended, is logged and not fatal', async () => {
    const { http, port } = await listen();
    const other = new WebSocketServer({ noServer: true });
    http.on('upgrade', (request, socket, head) => {
      if (request.url === '/sock/taken') other.handleUpgrade(request, socket, head, () => {});
      else socket.end();
    });
    const lines: string[] = [];
    const sock = shoe(() => expect.unreachable()).install(http, '/sock');
    sock.on('log', (severity, line) => lines.push(`${severity}: ${line}`));
    for (const path of ['taken', 'ended']) {
      const peer = shoe(`ws://127.0.0.1:${port}/sock/${path}`, { protocols: [] });
      await closed(peer);
    }
    expect(lines).toEqual([expect.stringContaining('more than once')]);
    await sock.close();
  });

  it('install, an upgrade that nobody takes, is answered as the ordinary request it also is', async () => {
    const part = 'x'.repeat(100_000);
    const parts = Array.from({ length: 50 }, () => part);
    const { http, port } = await listen((_, response) => Readable.from(parts).pipe(response));
    const shoes = [shoe().install(http, '/a'), shoe().install(http, '/b')];
    for (const upgrade of ['h2c', 'websocket']) {
      const lines = ['GET / HTTP/1.1', 'Host: x', 'Connection: Upgrade', `Upgrade: ${upgrade}`];
      const answer = await raw(port, lines);
      expect(answer.startsWith('HTTP/1.1 200 OK\r\n')).toBe(true);
      expect(answer.split('x').length - 1).toBe(5_000_000);
    }
    await Promise.all(shoes.map((sock) => sock.close()));
  });

  it('install, ordinary requests, are answered only if nobody else does', async () => {
    const bench = await serve();
    expect(await statusOf(bench, ['GET /sock HTTP/1.1', 'Host: x', 'Connection: close'])).toContain('426');
    expect(await statusOf(bench, ['GET / HTTP/1.1', 'Host: x', 'Connection: close'])).toContain('404');
    bench.http.on('request', (_, response) => response.end('app'));
    const [response] = await once(get(`http://127.0.0.1:${bench.port}/sock`, { agent: false }), 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
    await once(response, 'end');
  });

  it('maxConnections, reached, answers 503 until one has gone', async () => {
    const { url, sock } = await serve(undefined, { maxConnections: 1 });
    const first = await bare(url);
    const second = shoe(url);
    await closed(second);
    expect(second.errored).toMatchObject({ cause: { message: expect.stringContaining('503') } });
    first.close();
    await until(() => sock.connections === 0);
    await bare(url);
  });

  it.each([false, undefined, 0, 1, 'yes', {}, Promise.resolve(true)])(
    'verify, that returns %o and not true, answers 403',
    async (decision) => {
      const bench = await serve(undefined, {
        verify: ({ headers }) => (headers.origin === undefined ? true : (decision as boolean)),
      });
      const lines = ['GET /sock HTTP/1.1', ...UPGRADE, VERSION, KEY, 'Origin: null'];
      expect(await statusOf(bench, lines)).toBe('HTTP/1.1 403 Forbidden');
    },
  );

  it('verify, that throws, answers 500', async () => {
    const bench = await serve(undefined, {
      verify({ headers }) {
        if (headers.origin !== undefined) throw new Error('no');
        return true;
      },
    });
    const lines = ['GET /sock HTTP/1.1', ...UPGRADE, VERSION, KEY, 'Origin: null'];
    expect(await statusOf(bench, lines)).toBe('HTTP/1.1 500 Internal Server Error');
  });
});

function handshakeOf(path: string): string {
  return [`GET ${path} HTTP/1.1`, ...UPGRADE, VERSION, KEY, '', ''].join('\r\n');
}

/** Returns the status line of a handshake that succeeds. */
async function handshake({ port }: Bench, lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write([...lines, '', ''].join('\r\n'));
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString().split('\r\n', 1)[0] as string;
}

/** Lets a framed peer misbehave; returns what the server's stream noted and the code the peer was closed with. */
async function misbehave(
  act: (peer: WebSocket, stream: ShoeConnection) => void,
  options: { maxMessageBytes?: number } = {},
): Promise<{ noted: string[]; code: number }> {
  const { url, sock } = await serve(undefined, options);
  const connected = once(sock, 'connection');
  const peer = await framed(url);
  const [stream] = (await connected) as [ShoeConnection];
  const noted = endings(stream);
  act(peer, stream);
  const [code] = await once(peer, 'close');
  await closed(stream);
  return { noted, code };
}

/** Writes bytes to the socket under a WebSocket. */
function inject(peer: WebSocket, ...bytes: number[]): void {
  (peer as unknown as { _socket: { write(data: Uint8Array): void } })._socket.write(Uint8Array.from(bytes));
}

describe('errors', () => {
  it.each<[string, (peer: WebSocket, stream: ShoeConnection) => void, string, number]>([
    ['an empty frame', (peer) => peer.send(new Uint8Array(0)), 'ERR_SHOE_PROTOCOL', 1002],
    ['an unknown frame', (peer) => peer.send(numberFrame(9, 1)), 'ERR_SHOE_PROTOCOL', 1002],
    ['a short credit', (peer) => peer.send(Uint8Array.of(CREDIT, 0, 0, 1)), 'ERR_SHOE_PROTOCOL', 1002],
    ['a long end', (peer) => peer.send(Uint8Array.of(END, 0)), 'ERR_SHOE_PROTOCOL', 1002],
    ['too much credit', (peer) => peer.send(numberFrame(CREDIT, 0xffff_ffff)), 'ERR_SHOE_PROTOCOL', 1002],
    [
      'two ends',
      (peer, stream) => {
        stream.pause();
        peer.send('held');
        peer.send(Uint8Array.of(END));
        peer.send(Uint8Array.of(END));
      },
      'ERR_SHOE_PROTOCOL',
      1002,
    ],
    [
      'data after the end',
      (peer, stream) => {
        stream.pause();
        peer.send('held');
        peer.send(Uint8Array.of(END));
        peer.send('more');
      },
      'ERR_SHOE_PROTOCOL',
      1002,
    ],
    [
      'a text that is not UTF-8',
      (peer) => inject(peer, 0x81, 0x81, 0, 0, 0, 0, 0xff),
      'ERR_SHOE_PROTOCOL',
      1007,
    ],
    ['a frame without mask', (peer) => inject(peer, 0x81, 0x01, 0x61), 'ERR_SHOE_PROTOCOL', 1002],
    ['reserved bits', (peer) => inject(peer, 0xf1, 0x80, 0, 0, 0, 0), 'ERR_SHOE_PROTOCOL', 1002],
    ['a goodbye of 1011', (peer) => peer.close(1011, 'broken\n'), 'ERR_SHOE_REFUSED', 1011],
    ['a goodbye of 3002', (peer) => peer.close(3002), 'ERR_SHOE_REFUSED', 3002],
  ])('connection, %s, is an error with a code, then end and close', async (_, act, error, code) => {
    expect(await misbehave(act)).toEqual({ noted: [error, 'end', 'close'], code });
  });

  it.each([
    ['text', 'x'.repeat(1001)],
    ['text beyond what ws takes', 'x'.repeat(5000)],
    ['bytes', dataFrame(new Uint8Array(1001))],
  ])('maxMessageBytes, a message of more %s, is refused with 1009', async (_, message) => {
    expect(await misbehave((peer) => peer.send(message), { maxMessageBytes: 1000 })).toEqual({
      noted: ['ERR_SHOE_MESSAGE_TOO_LARGE', 'end', 'close'],
      code: 1009,
    });
  });

  it('maxMessageBytes, a message of just as many, is taken', async () => {
    const { url } = await serve((stream) => stream.pipe(stream), { maxMessageBytes: 1000 });
    const client = shoe(url);
    client.write(new Uint8Array(1000));
    client.write('ä'.repeat(500));
    client.end();
    const lengths: number[] = [];
    for await (const chunk of client) lengths.push(chunk.length);
    expect(lengths).toEqual([1000, 500]);
  });

  it('maxMessageBytes, exceeded by a server, is ERR_SHOE_MESSAGE_TOO_LARGE at the client and refused to it', async () => {
    const { url, sock } = await serve((stream) => stream.write('x'.repeat(2000)));
    const connected = once(sock, 'connection');
    const client = shoe(url, { maxMessageBytes: 1000 });
    const [stream] = (await connected) as [ShoeConnection];
    const noted = [endings(client), endings(stream)];
    await Promise.all([closed(client), closed(stream)]);
    expect(noted).toEqual([
      ['ERR_SHOE_MESSAGE_TOO_LARGE', 'end', 'close'],
      ['ERR_SHOE_REFUSED', 'end', 'close'],
    ]);
  });

  it('connection, a peer that sends beyond its credit, holds no more than window and one message', async () => {
    const { noted, code } = await misbehave((peer, stream) => {
      stream.pause();
      for (let i = 0; i < 100; i++) peer.send(dataFrame(new Uint8Array(65_536)));
      stream.on('error', () => expect(stream.buffered).toBeLessThanOrEqual(4));
    });
    expect({ noted, code }).toEqual({ noted: ['ERR_SHOE_PROTOCOL', 'end', 'close'], code: 1002 });
  });

  it('connection, an error that nobody listens for, also with pipes on the stream, is not thrown', async () => {
    const { url, sock } = await serve((stream) => {
      stream.pipe(stream);
    });
    const peer = await framed(url);
    peer.send(numberFrame(9, 9));
    await once(peer, 'close');
    await until(() => sock.connections === 0);
  });

  it('connection, promises of a client, do not put off the server’s heartbeat', async () => {
    const { url, sock } = await serve(undefined, { heartbeatMs: 20 });
    const connected = once(sock, 'connection');
    const peer = await framed(url);
    peer.send(numberFrame(ALIVE, 0x7fff_ffff));
    const [stream] = (await connected) as [ShoeConnection];
    const noted = endings(stream);
    (peer as unknown as { _socket: { pause(): void } })._socket.pause();
    await closed(stream);
    expect(noted).toEqual(['ERR_SHOE_TIMEOUT', 'end', 'close']);
  });

  it('connection, any bytes as frames, is the end of that stream alone', async () => {
    const { url, sock } = await serve((stream) => stream.pipe(stream));
    const frames = fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(frames, async (messages) => {
        const connected = once(sock, 'connection');
        const peer = await framed(url);
        const [stream] = (await connected) as [ShoeConnection];
        const noted = endings(stream);
        for (const message of messages) peer.send(message);
        peer.close();
        await closed(stream);
        const isFine = messages.every((message) => message[0] === DATA);
        const errors = noted.filter((event) => event.startsWith('ERR_'));
        expect(errors.length).toBeLessThanOrEqual(isFine ? 0 : 1);
        expect(noted.filter((event) => event === 'end')).toEqual(['end']);
        expect(noted.indexOf('close')).toBe(1 + errors.length);
      }),
      { numRuns: 60 },
    );
  });

  it('shoe, a server that misbehaves, is an error with a code', async () => {
    const { http, port } = await listen();
    const server = new WebSocketServer({ server: http, handleProtocols: () => PROTOCOL });
    onTestFinished(() => server.close());
    server.on('connection', (peer) => peer.send(Uint8Array.of(7)));
    const client = shoe(`ws://127.0.0.1:${port}/`);
    const noted = endings(client);
    await closed(client);
    expect(noted).toEqual(['ERR_SHOE_PROTOCOL', 'end', 'close']);
  });
});
