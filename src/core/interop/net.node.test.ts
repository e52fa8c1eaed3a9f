/** Sockets with streams of ours: half-open, aborted, reset, and slow. */
import { once } from 'node:events';
import type { AddressInfo, Server, ServerOpts, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  allBytes,
  boom,
  bytes,
  closed,
  collector,
  inverted,
  inverter,
  joiners,
  ours,
  rest,
  tellOf,
} from './_test-kit.ts';

let servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers = [];
});

/** Both ends of a connection. */
async function connection(options: ServerOpts = {}): Promise<{ near: Socket; far: Socket }> {
  const server = createServer(options).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const near = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', ...options });
  const [far] = (await once(server, 'connection')) as [Socket];
  if (near.connecting) await once(near, 'connect');
  for (const socket of [near, far]) sockets.add(socket);
  return { near, far };
}

describe.each(joiners)('pipeline, %s', (_name, { promises, finished }) => {
  it('pipeline, through an echo of ours at the far end, brings everything back', async () => {
    const { near, far } = await connection({ allowHalfOpen: true });
    const sink = collector(true);
    await Promise.all([
      promises.pipeline(far, inverter(), far),
      promises.pipeline(bytes(100, 5_000), near),
      promises.pipeline(near, sink),
    ]);
    expect(sink.all.equals(inverted(allBytes(100, 5_000)))).toBe(true);
  });

  it('pipeline, to a half-open socket, ends one direction and leaves the other', async () => {
    const { near, far } = await connection({ allowHalfOpen: true });
    const [heard, answered] = [collector(), collector()];
    const answer = promises.pipeline(near, answered);
    await Promise.all([promises.pipeline(bytes(3, 10), near), promises.pipeline(far, heard)]);
    expect([far.writable, far.readableEnded]).toEqual([true, true]);
    await promises.pipeline(bytes(4, 10), far);
    await answer;
    expect(heard.all.equals(allBytes(3, 10))).toBe(true);
    expect(answered.all.equals(allBytes(4, 10))).toBe(true);
  });

  it('pipeline, from a socket that is reset, fails with ECONNRESET and destroys ours', async () => {
    const { near, far } = await connection();
    const [middle, sink] = [inverter(), collector()];
    const done = promises.pipeline(near, middle, sink);
    far.write('beep');
    await once(near, 'data');
    far.resetAndDestroy();
    await expect(done).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect([middle.destroyed, sink.destroyed]).toEqual([true, true]);
  });

  it('pipeline, to a socket that is reset while it is written, fails and destroys ours', async () => {
    const { near, far } = await connection();
    const source = new ours.Readable({
      read() {
        this.push(Buffer.alloc(10_000));
      },
    });
    const done = promises.pipeline(source, near);
    await once(far, 'data');
    far.resetAndDestroy();
    await expect(done).rejects.toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) });
    expect(source.destroyed).toBe(true);
  });

  it('pipeline, from a socket that is destroyed, tells a premature close', async () => {
    const { near } = await connection();
    const sink = collector();
    const done = promises.pipeline(near, sink);
    near.destroy();
    await expect(done).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    expect(sink.destroyed).toBe(true);
  });

  it('pipeline, to a socket that is destroyed, tells a premature close', async () => {
    const { near } = await connection();
    const source = new ours.Readable({ read() {} });
    const done = promises.pipeline(source, near);
    near.destroy();
    await expect(done).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    expect(source.destroyed).toBe(true);
  });

  it('pipeline, whose transform of ours fails, destroys the socket on both its sides', async () => {
    const { near, far } = await connection();
    const failing = new ours.Transform({ transform: (_chunk, _encoding, done) => done(boom) });
    const done = promises.pipeline(far, failing, far);
    near.write('beep');
    await expect(done).rejects.toBe(boom);
    await closed(far);
    near.resume();
    await closed(near);
  });

  it('pipeline, aborted, destroys the socket', async () => {
    const { near } = await connection();
    const stop = new AbortController();
    const done = promises.pipeline(new ours.Readable({ read() {} }), near, { signal: stop.signal });
    stop.abort();
    await expect(done).rejects.toMatchObject({ code: 'ABORT_ERR' });
    expect(near.destroyed).toBe(true);
  });

  it('finished, of a socket that ours is piped to, tells a clean end from a reset', async () => {
    const told = [];
    for (const isClean of [true, false]) {
      const { near, far } = await connection();
      far.resume();
      const source = new ours.Readable({ read() {} });
      source.pipe(near);
      near.resume();
      const end = new Promise((resolve) => finished(near, (error) => resolve(tellOf(error))));
      source.push('beep');
      await once(far, 'data');
      if (isClean) source.push(null);
      else far.resetAndDestroy();
      told.push(await end);
    }
    expect(told).toEqual(['a clean end', 'ECONNRESET']);
  });
});

describe('behaviour', () => {
  it('pipe, of a source of ours to a far end that does not read, stops', async () => {
    const { near, far } = await connection();
    let pushed = 0;
    const source = new ours.Readable({
      read() {
        pushed++;
        this.push(Buffer.alloc(100_000));
      },
    });
    source.pipe(near);
    await once(source, 'pause');
    const [before, buffered] = [pushed, near.writableLength];
    expect(buffered).toBeGreaterThan(0);
    expect(buffered).toBeLessThanOrEqual(300_000);
    far.resume();
    await once(source, 'resume');
    if (pushed === before) await once(source, 'data');
    source.destroy();
  });

  it('Duplex.from, of a socket, is a stream of ours that speaks through it', async () => {
    const { near, far } = await connection();
    far.pipe(far);
    const duplex = ours.Duplex.from(near);
    duplex.end('beep');
    const sink = collector();
    duplex.pipe(sink);
    await once(sink, 'finish');
    expect(`${sink.all}`).toBe('beep');
  });

  it('for await, over a stream of ours that a socket is piped to, left early, parts the two', async () => {
    const { near, far } = await connection();
    far.write('beep');
    for await (const chunk of near.pipe(new ours.PassThrough())) {
      expect(`${chunk}`).toBe('beep');
      break;
    }
    await rest();
    expect([near.destroyed, near.listenerCount('data')]).toEqual([false, 0]);
    far.end();
    await closed(far);
  });
});
