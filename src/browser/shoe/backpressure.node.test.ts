/** That `write()` tells the truth: bounded memory at both ends, whoever is at the other. */
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bare, closed, endings, serve, until } from './_test-server.node.ts';
import type { Chunk, NodeStream, ShoeConnection, ShoeOptions, ShoeServerOptions } from './index.node.ts';
import shoe from './index.node.ts';

const KIB = 1024;
const chunk = new Uint8Array(16 * KIB);

/** Connects a client and returns both ends. */
async function pair(
  serverOptions: ShoeServerOptions = {},
  clientOptions: ShoeOptions = {},
): Promise<{ server: ShoeConnection; client: NodeStream }> {
  const { url, sock } = await serve(undefined, serverOptions);
  const connected = once(sock, 'connection');
  const client = shoe(url, clientOptions);
  onTestFinished(() => void client.destroy());
  await once(client, 'connect');
  const [server] = await connected;
  return { server, client };
}

/** Writes chunks until `write()` says stop and no 'drain' follows; returns how many bytes were taken. */
async function fill(stream: ShoeConnection | NodeStream, limitBytes: number): Promise<number> {
  let bytes = 0;
  while (bytes < limitBytes) {
    bytes += chunk.length;
    if (stream.write(chunk)) continue;
    const drained = await Promise.race([once(stream, 'drain'), stalled(stream)]);
    if (drained === undefined) return bytes;
  }
  return bytes;
}

/** Resolves when the event loop has turned 500 times without a 'drain'. */
async function stalled(stream: ShoeConnection | NodeStream): Promise<undefined> {
  let turns = 0;
  const reset = (): void => {
    turns = 0;
  };
  stream.on('drain', reset);
  while (turns++ < 500) await new Promise((resolve) => setImmediate(resolve));
  stream.removeListener('drain', reset);
  return undefined;
}

/** Opens a WebSocket by hand over TCP and never reads from it. */
async function deaf(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.pause();
  await once(socket, 'connect');
  socket.write(
    [
      'GET /sock HTTP/1.1',
      'Host: x',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      '',
      '',
    ].join('\r\n'),
  );
}

describe('behaviour', () => {
  it.each([
    ['server', 'client'],
    ['client', 'server'],
  ] as const)(
    'pause, of the %s’s reader, stops the writer of the %s, which goes on after resume',
    async (reading, writing) => {
      const ends = await pair();
      const [reader, writer] = [ends[reading], ends[writing]];
      let received = 0;
      reader.on('data', (bytes: Uint8Array) => {
        received += bytes.length;
      });
      reader.pause();
      writer.on('drain', () => expect(writer.bufferedAmount).toBeLessThanOrEqual(32 * KIB));
      const taken = await fill(writer, 4096 * KIB);
      expect(taken).toBeGreaterThanOrEqual(256 * KIB);
      expect(taken).toBeLessThanOrEqual(384 * KIB);
      expect(writer.bufferedAmount).toBeLessThanOrEqual(128 * KIB);
      expect(writer.writableNeedDrain).toBe(true);
      const drained = once(writer, 'drain');
      reader.resume();
      await drained;
      const more = await fill(writer, 1024 * KIB);
      writer.end();
      await closed(reader);
      expect(received).toBe(taken + more);
    },
  );

  it('pause, by a reader that takes one message at a time, never lets more than the window in', async () => {
    const { server, client } = await pair({}, { windowBytes: 64 * KIB });
    const sent = 200;
    for (let i = 0; i < sent; i++) server.write(new Uint8Array(8 * KIB).fill(i));
    server.end();
    let received = 0;
    client.on('data', (bytes: Uint8Array) => {
      expect(bytes[0]).toBe(received++ & 0xff);
      expect(client.buffered).toBeLessThanOrEqual(9);
      client.pause();
      setImmediate(() => client.resume());
    });
    await closed(client);
    expect(received).toBe(sent);
  });

  it('write, of a message beyond the window and of many without bytes, arrives all the same', async () => {
    const { server, client } = await pair();
    const lengths: number[] = [];
    client.on('data', (bytes: Uint8Array) => lengths.push(bytes.length));
    const large = 1024 * KIB;
    for (let i = 0; i < 3; i++) server.write(new Uint8Array(large));
    for (let i = 0; i < 20_000; i++) server.write(new Uint8Array(0));
    server.end();
    await closed(client);
    expect(lengths.length).toBe(20_003);
    expect(lengths.slice(0, 4)).toEqual([large, large, large, 0]);
  });

  it('write, of a reader that is as fast, is asked on by drain as often as it was stopped', async () => {
    const { server, client } = await pair({ highWaterMark: 0 });
    client.resume();
    let drains = 0;
    server.on('drain', () => drains++);
    let stops = 0;
    for (let i = 0; i < 50; i++) {
      if (server.write(chunk)) continue;
      stops++;
      await once(server, 'drain');
    }
    expect(drains).toBe(stops);
    expect(stops).toBeGreaterThan(0);
    server.resume();
    expect(drains).toBe(stops);
  });

  it('write, to a bare WebSocket that is paused, stops; other connections do not notice', async () => {
    const { url, sock } = await serve();
    const connected = once(sock, 'connection');
    const peer = await bare(url);
    peer.pause();
    const [stuck] = (await connected) as [ShoeConnection];
    const taken = await fill(stuck, 64 * 1024 * KIB);
    expect(taken).toBeLessThan(32 * 1024 * KIB);
    expect(stuck.bufferedAmount).toBeLessThanOrEqual(128 * KIB);

    const second = once(sock, 'connection');
    const other = await bare(url);
    const [free] = (await second) as [ShoeConnection];
    free.write('still here');
    const [message] = await once(other, 'message');
    expect(String(message)).toBe('still here');
    const drained = once(stuck, 'drain');
    peer.resume();
    await drained;
  });

  it('write, to a raw socket that never reads, stops; ignoring that ends in ERR_SHOE_BUFFER_OVERFLOW', async () => {
    const maxBufferedBytes = 1024 * KIB;
    const { port, sock } = await serve(undefined, { maxBufferedBytes });
    const connected = once(sock, 'connection');
    await deaf(port);
    const [stream] = (await connected) as [ShoeConnection];
    const noted = endings(stream);
    const taken = await fill(stream, 64 * 1024 * KIB);
    expect(taken).toBeLessThan(32 * 1024 * KIB);
    expect(noted).toEqual([]);

    let writes = 0;
    while (!stream.destroyed) {
      stream.write(chunk);
      expect(++writes).toBeLessThanOrEqual(maxBufferedBytes / chunk.length);
    }
    expect(noted).toEqual(['ERR_SHOE_BUFFER_OVERFLOW', 'end', 'close']);
    expect(stream.write(chunk)).toBe(false);
    await until(() => sock.connections === 0);
  });

  it('end, with much to send to a slow plain client, takes longer than closeTimeoutMs rather than cut it', async () => {
    const { server, client } = await pair({ closeTimeoutMs: 1 }, { protocols: [] });
    let received = 0;
    client.on('data', () => {
      received++;
      client.pause();
      setImmediate(() => client.resume());
    });
    for (let i = 0; i < 800; i++) server.write(chunk);
    expect(server.bufferedAmount).toBeGreaterThan(1024 * KIB);
    server.end();
    await closed(client);
    expect(received).toBe(800);
  });

  it('end, to a client that takes nothing, ends with ERR_SHOE_TIMEOUT after two heartbeats', async () => {
    const { server, client } = await pair({ heartbeatMs: 20 });
    client.pause();
    for (let i = 0; i < 50; i++) server.write(chunk);
    const noted = endings(server);
    server.end();
    await closed(server);
    expect(noted).toEqual(['ERR_SHOE_TIMEOUT', 'end', 'close']);
  });

  it('pause, before the connection is open, holds back a plain server too', async () => {
    const { url, sock } = await serve();
    const connected = once(sock, 'connection');
    const client = shoe(url, { protocols: [] });
    client.pause();
    const [server] = (await connected) as [ShoeConnection];
    const taken = await fill(server, 64 * 1024 * KIB);
    expect(taken).toBeLessThan(32 * 1024 * KIB);
    expect(client.buffered).toBeLessThan(64);
    client.destroy();
    await closed(server);
  });

  it('pause, of the server’s reader, stops a bare WebSocket by TCP alone', async () => {
    const { url, sock } = await serve((stream) => stream.pause());
    const connected = once(sock, 'connection');
    const peer = await bare(url);
    const [stream] = (await connected) as [ShoeConnection];
    const sent = 2_000;
    for (let i = 0; i < sent; i++) peer.send(chunk);
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(stream.buffered).toBeLessThan(64);
    expect(peer.bufferedAmount).toBeGreaterThan(1024 * KIB);
    let received = 0;
    stream.on('data', () => received++);
    stream.resume();
    peer.close();
    await closed(stream);
    expect(received).toBe(sent);
  });

  it('heartbeatMs, without an answer, ends the stream with ERR_SHOE_TIMEOUT on the server', async () => {
    const { port, sock } = await serve(undefined, { heartbeatMs: 20 });
    const connected = once(sock, 'connection');
    await deaf(port);
    const [stream] = (await connected) as [ShoeConnection];
    const noted = endings(stream);
    await closed(stream);
    expect(noted).toEqual(['ERR_SHOE_TIMEOUT', 'end', 'close']);
  });

  it('heartbeatMs, with a server that falls silent, ends the stream with ERR_SHOE_TIMEOUT at the client', async () => {
    const { server, client } = await pair({ heartbeatMs: 20 });
    vi.spyOn(server, '_tick').mockImplementation(() => {});
    const noted = endings(client);
    await closed(client);
    expect(noted).toEqual(['ERR_SHOE_TIMEOUT', 'end', 'close']);
  });

  it('heartbeatMs, with both ends alive, or the server’s reader paused, ends nothing', async () => {
    const { url, sock } = await serve((stream) => stream.pause(), { heartbeatMs: 5 });
    const framedEnd = shoe(url);
    const plainEnd = shoe(url, { protocols: [] });
    let pings = 0;
    await new Promise<void>((resolve) => framedEnd.sock.on('ping', () => ++pings === 10 && resolve()));
    expect([framedEnd.destroyed, plainEnd.destroyed, sock.connections]).toEqual([false, false, 2]);
    framedEnd.destroy();
    plainEnd.destroy();
  });
});

/** What one end does, step by step. */
type Step = { readonly do: 'write'; readonly chunk: Chunk } | { readonly do: 'pause' | 'resume' | 'turn' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }).map((chunk) => ({ do: 'write', chunk })),
  },
  { weight: 3, arbitrary: fc.uint8Array({ maxLength: 20 }).map((chunk) => ({ do: 'write', chunk })) },
  { weight: 1, arbitrary: fc.nat(200_000).map((n) => ({ do: 'write', chunk: 'é'.repeat(n) })) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'pause' }, { do: 'resume' }, { do: 'turn' }) },
) as fc.Arbitrary<Step>;

/** Takes the steps and ends; returns what was written before the other end's end put an end to writing. */
async function run(stream: NodeStream | ShoeConnection, steps: readonly Step[]): Promise<Chunk[]> {
  const written: Chunk[] = [];
  for (const step of steps) {
    if (step.do === 'write') {
      if (stream.writable) written.push(step.chunk);
      stream.write(step.chunk);
    } else if (step.do === 'turn') await new Promise((resolve) => setImmediate(resolve));
    else stream[step.do]();
  }
  stream.resume();
  stream.end();
  return written;
}

function note(stream: NodeStream | ShoeConnection): Chunk[] {
  const chunks: Chunk[] = [];
  stream.on('data', (chunk: Chunk) => {
    chunks.push(typeof chunk === 'string' ? chunk : Uint8Array.from(chunk));
  });
  return chunks;
}

describe('chunk boundaries', () => {
  it.each([
    ['between our ends', {}],
    ['over a plain WebSocket', { protocols: [] }],
  ])('shoe, any program of writes, pauses and turns, %s, keeps order and wholeness', async (_, options) => {
    const { url, sock } = await serve();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.array(step, { maxLength: 60 }), async (a, b) => {
        const connected = once(sock, 'connection');
        const client = shoe(url, { ...options, windowBytes: 65_536 });
        const [server] = (await connected) as [ShoeConnection];
        const received = [note(client), note(server)];
        const noted = [endings(client), endings(server)];
        const isPlain = 'protocols' in options;
        const written = await Promise.all([isPlain ? [] : run(server, b), run(client, a)]);
        await Promise.all([closed(client), closed(server)]);
        expect(received).toEqual(written);
        expect(noted).toEqual([
          ['end', 'close'],
          ['end', 'close'],
        ]);
      }),
      { numRuns: 60 },
    );
  });
});
