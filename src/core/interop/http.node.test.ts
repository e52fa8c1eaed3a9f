/** Requests and responses of http with streams of ours, at both ends, ended well and badly. */
import { once } from 'node:events';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Agent, request } from 'node:http';
import { createGunzip, createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  allBytes,
  boom,
  bytes,
  closed,
  collector,
  gate,
  inverted,
  inverter,
  joiners,
  ours,
  rest,
  tellOf,
} from './_test-kit.ts';
import { closeServersAfterEach, serve } from './_test-server.node.ts';

closeServersAfterEach();

function post(port: number, options: RequestOptions = {}): ClientRequest {
  return request({ host: '127.0.0.1', port, method: 'POST', ...options });
}

async function responseTo(client: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  return response;
}

/** A source that gives a chunk and then nothing more. */
function stalled(): InstanceType<typeof ours.Readable> {
  const source = new ours.Readable({ read() {} });
  source.push('beep');
  return source;
}

describe.each(joiners)('pipeline, %s', (_name, { promises, finished }) => {
  it('pipeline, of a request through ours into the response, answers with it changed', async () => {
    const ends: string[] = [];
    const port = await serve((req, res) => {
      promises.pipeline(req, inverter(), res).then(
        () => ends.push('a clean end'),
        (error) => ends.push(tellOf(error)),
      );
    });
    const client = post(port);
    const sink = collector(true);
    const answer = responseTo(client).then((response) => promises.pipeline(response, sink));
    await Promise.all([promises.pipeline(bytes(100, 5_000), client), answer]);
    expect(sink.all.equals(inverted(allBytes(100, 5_000)))).toBe(true);
    await rest();
    expect(ends).toEqual(['a clean end']);
  });

  it('pipeline, several times over one kept connection, answers each', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    const port = await serve((req, res) => {
      ports.add(req.socket.remotePort);
      promises.pipeline(req, createGzip(), new ours.PassThrough(), res).catch(() => {});
    });
    for (let i = 0; i < 5; i++) {
      const client = post(port, { agent });
      const sink = collector();
      const answer = responseTo(client).then((response) =>
        promises.pipeline([response, createGunzip(), inverter(), sink]),
      );
      await Promise.all([promises.pipeline(bytes(10, 1_000 + i), client), answer]);
      expect(sink.all.equals(inverted(allBytes(10, 1_000 + i)))).toBe(true);
    }
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  it('pipeline, into a response whose client goes away, fails and destroys ours', async () => {
    const source = stalled();
    let outcome: Promise<string> | undefined;
    const port = await serve((_req, res) => {
      outcome = promises.pipeline(source, inverter(), res).then(tellOf, tellOf);
    });
    const client = post(port).on('error', () => {});
    client.end();
    const response = await responseTo(client);
    response.on('error', () => {});
    await once(response, 'data');
    client.destroy();
    expect(await outcome).toBe('ERR_STREAM_PREMATURE_CLOSE');
    expect(source.destroyed).toBe(true);
  });

  it('pipeline, from a request whose client goes away, fails and destroys ours', async () => {
    const sink = collector();
    let outcome: Promise<string> | undefined;
    const port = await serve((req) => {
      outcome = promises.pipeline(req, sink).then(tellOf, tellOf);
      req.once('data', () => client.destroy());
    });
    const client = post(port).on('error', () => {});
    stalled().pipe(client);
    await closed(client as never);
    while (!sink.closed) await rest(1);
    expect(await outcome).toMatch(/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/);
    expect(sink.destroyed).toBe(true);
  });

  it('pipeline, to a request whose server goes away, fails and destroys ours', async () => {
    const port = await serve((req) => {
      req.once('data', () => req.socket.destroy());
    });
    const client = post(port);
    const source = stalled();
    await expect(promises.pipeline(source, client)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(source.destroyed).toBe(true);
  });

  it('pipeline, from a response that is cut, fails and destroys ours', async () => {
    const port = await serve((req, res) => {
      req.resume();
      stalled().pipe(res);
      req.once('end', () => setImmediate(() => res.destroy()));
    });
    const client = post(port);
    client.end();
    const [middle, sink] = [inverter(), collector()];
    const response = await responseTo(client);
    await expect(promises.pipeline(response, middle, sink)).rejects.toMatchObject({
      code: expect.stringMatching(/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/),
    });
    expect([middle.destroyed, sink.destroyed]).toEqual([true, true]);
  });

  it('pipeline, whose source of ours fails, cuts the response', async () => {
    const source = stalled();
    const port = await serve((_req, res) => {
      promises.pipeline(source, res).catch(() => {});
    });
    const client = post(port).on('error', () => {});
    client.end();
    const response = await responseTo(client);
    const end = new Promise((resolve) => finished(response, (error) => resolve(tellOf(error))));
    await once(response, 'data');
    source.destroy(boom);
    expect(await end).toMatch(/^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE)$/);
    expect(response.complete).toBe(false);
  });

  it('pipeline, aborted, ends the request of the client', async () => {
    const stop = new AbortController();
    const source = stalled();
    let hasGone: Promise<unknown> | undefined;
    const port = await serve((req) => {
      hasGone = closed(req.on('error', () => {}));
      req.once('data', () => stop.abort());
    });
    const outcome = promises.pipeline(source, post(port), { signal: stop.signal }).then(tellOf, tellOf);
    // Node's own says so up to Node 22; later the request's close comes first.
    expect(await outcome).toMatch(/^(ABORT_ERR|ERR_STREAM_PREMATURE_CLOSE)$/);
    await hasGone;
    expect(source.destroyed).toBe(true);
  });

  it('finished, of request and response on both ends, comes after a clean exchange', async () => {
    const told: string[] = [];
    function watch(name: string, stream: Parameters<typeof finished>[0]): Promise<void> {
      return new Promise((resolve) => {
        finished(stream, (error) => {
          told.push(`${name}: ${tellOf(error)}`);
          resolve();
        });
      });
    }
    const watched: Promise<void>[] = [];
    const port = await serve((req, res) => {
      watched.push(watch('req', req), watch('res', res));
      req.pipe(inverter()).pipe(res);
    });
    const client = post(port);
    watched.push(watch('client', client));
    bytes(3, 10).pipe(client);
    const response = await responseTo(client);
    watched.push(watch('response', response));
    response.pipe(collector());
    await Promise.all(watched);
    expect(told.sort()).toEqual([
      'client: a clean end',
      'req: a clean end',
      'res: a clean end',
      'response: a clean end',
    ]);
  });
});

describe('behaviour', () => {
  it('pipe, of a source of ours into a response that is not read, stops', async () => {
    let pushed = 0;
    const source = new ours.Readable({
      read() {
        pushed++;
        this.push(Buffer.alloc(100_000));
      },
    });
    const port = await serve((_req, res) => {
      source.pipe(res);
    });
    const isFull = once(source, 'pause');
    const client = post(port).on('error', () => {});
    client.end();
    const response = await responseTo(client);
    response.on('error', () => {});
    await isFull;
    const before = pushed;
    response.resume();
    await once(source, 'resume');
    while (pushed === before) await once(source, 'data');
    source.unpipe();
    source.destroy();
    client.destroy();
  });

  it('pipe, of a stream of ours that ends, ends the response', async () => {
    const port = await serve((_req, res) => {
      bytes(3, 10).pipe(res);
    });
    const client = post(port);
    client.end();
    const chunks = await ours.Readable.from(await responseTo(client)).toArray();
    expect(Buffer.concat(chunks).equals(allBytes(3, 10))).toBe(true);
  });

  it('destroy, our function, of a request of the client, ends it on both sides', async () => {
    const { destroy } = ours as unknown as { destroy(stream: unknown, error?: Error): void };
    const isGone = gate<boolean>();
    const port = await serve((req) => {
      req.on('error', () => {}).once('close', () => isGone.resolve(req.complete));
      req.once('data', () => destroy(client));
    });
    const client = post(port);
    const hasFailed = closed(client.on('error', () => {}) as never);
    stalled().pipe(client);
    await hasFailed;
    expect(await isGone.promise).toBe(false);
  });
});
