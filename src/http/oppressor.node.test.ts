import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as node from 'node:stream';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  gunzipSync,
  inflateSync,
} from 'node:zlib';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { through } from '../control/through.ts';
import { pipeline } from '../core/pipeline.ts';
import { Readable } from '../core/readable.ts';
import { laws } from '../testing/stream-spec/index.ts';
import type { Oppressor } from './oppressor.node.ts';
import { oppressor } from './oppressor.node.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Answer {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

function open(port: number, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const client = httpRequest({ host: '127.0.0.1', port, method, headers, agent: false }, resolve);
    client.on('error', reject);
    client.end();
  });
}

async function get(port: number, headers?: Record<string, string>, method?: string): Promise<Answer> {
  const response = await open(port, headers, method);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

/** Asks a server that answers with `listener` once. */
async function ask(
  accept: string | undefined,
  listener: RequestListener,
  method?: string,
): Promise<Answer & { text: string }> {
  const port = await listen(listener);
  const answer = await get(port, accept === undefined ? {} : { 'accept-encoding': accept }, method);
  return { ...answer, text: decode(answer) };
}

function decode({ headers, body }: Answer): string {
  const coding = headers['content-encoding'];
  if (coding === 'gzip') return gunzipSync(body).toString();
  if (coding === 'deflate') return inflateSync(body).toString();
  if (coding === 'br') return brotliDecompressSync(body).toString();
  return body.toString();
}

const text = 'beep boop '.repeat(10_000);

const serveText: RequestListener = (request, response) => {
  node.Readable.from([text.slice(0, 5), text.slice(5)])
    .pipe(oppressor(request))
    .pipe(response);
};

describe('oppressor', () => {
  // What is compressed comes out in pieces that depend on the time; what is in them is tested below.
  describe('laws, for a client that takes no coding', () => {
    const input = ['beep ', 'boop', '\n', 'ä'].map((text) => Buffer.from(text));
    for (const { name, check } of laws(() => oppressor({ headers: {} }), {
      input,
      output: input,
      rechunk: 'bytes',
      joined: true,
      signal: (signal) => oppressor({ headers: {} }, { signal }),
    })) {
      it(name, check);
    }
  });

  describe('behaviour', () => {
    it.each([
      [undefined, undefined],
      ['', undefined],
      ['identity', undefined],
      ['gzip', 'gzip'],
      ['deflate', 'deflate'],
      ['br', 'br'],
      ['*', 'gzip'],
      ['gzip, deflate, br', 'br'],
      ['gzip, deflate', 'gzip'],
      ['deflate, gzip', 'gzip'],
      ['gzip;q=0.5, deflate', 'deflate'],
      ['br;q=0.1, gzip;q=0.2', 'gzip'],
      ['gzip;q=0', undefined],
      ['gzip;q=0, *', 'deflate'],
      ['gzip;q=0.5, identity', undefined],
      ['gzip;q=0.5, identity;q=0.5', 'gzip'],
      ['identity;q=0, gzip', 'gzip'],
      ['*;q=0', undefined],
      ['identity;q=0', undefined],
      ['compress', undefined],
      ['compress, gzip;q=0.1', 'gzip'],
      ['GZIP', 'gzip'],
      ['zstd, sdch', undefined],
      ['gzip;q=nonsense,,;;,', undefined],
    ])('oppressor, asked with accept-encoding %s, answers with %s', async (accept, coding) => {
      const answer = await ask(accept, serveText);
      expect(answer.headers['content-encoding']).toBe(coding);
      expect(answer.headers.vary).toBe('Accept-Encoding');
      expect(answer.text).toBe(text);
      if (coding !== undefined) expect(answer.body.length).toBeLessThan(text.length / 10);
    });

    it('encodings, in another order, decides between equals, and leaves out what it does not name', async () => {
      const answer = await ask('br, deflate, gzip', (request, response) => {
        const stream = oppressor(request, { encodings: ['deflate', 'gzip'] });
        stream.pipe(response);
        stream.end('x');
      });
      expect([answer.headers['content-encoding'], answer.text]).toEqual(['deflate', 'x']);
    });

    it('Content-Length and a strong ETag, of the plain body, are removed and weakened', async () => {
      const answer = await ask('gzip', (request, response) => {
        response.setHeader('Content-Length', 1);
        response.setHeader('ETag', '"abc"');
        response.setHeader('Vary', 'Origin');
        oppressor(request).end('xyz').pipe(response);
      });
      expect(answer.headers).toMatchObject({ etag: 'W/"abc"', vary: 'Origin, Accept-Encoding' });
      expect(answer.headers['content-length']).toBe(undefined);
      expect(answer.text).toBe('xyz');
    });

    it('headers, set on the response after the pipe and before the first byte, are heeded', async () => {
      const answer = await ask('gzip', (request, response) => {
        const stream = oppressor(request);
        stream.write('xyz');
        stream.pipe(response);
        response.setHeader('Cache-Control', 'public, no-transform');
        stream.end();
      });
      expect(answer.headers['content-encoding']).toBe(undefined);
      expect(answer.headers.vary).toBe(undefined);
      expect(answer.text).toBe('xyz');
    });

    it.each<[string, (response: ServerResponse) => unknown]>([
      ['Cache-Control no-transform', (response) => response.setHeader('Cache-Control', 'No-Transform')],
      ['a Content-Encoding', (response) => response.setHeader('Content-Encoding', 'identity')],
      ['a Content-Range', (response) => response.setHeader('Content-Range', 'bytes 0-2/9')],
      ['headers sent before', (response) => response.flushHeaders()],
    ])('a response with %s, when it is piped to, is left as it is', async (_what, prepare) => {
      const answer = await ask('gzip', (request, response) => {
        prepare(response);
        oppressor(request).end('xyz').pipe(response);
      });
      expect(answer.headers['content-encoding']).not.toBe('gzip');
      expect(answer.headers.vary).toBe(undefined);
      expect(answer.body.toString()).toBe('xyz');
    });

    it.each([204, 304])('a response with status %d, when it is piped to, gets no coding', async (status) => {
      const answer = await ask('gzip', (request, response) => {
        response.statusCode = status;
        oppressor(request).end().pipe(response);
      });
      expect([answer.status, answer.headers['content-encoding'], answer.text]).toEqual([
        status,
        undefined,
        '',
      ]);
    });

    it('the answer to HEAD, when it is piped to, keeps its Content-Length', async () => {
      const listener: RequestListener = (request, response) => {
        response.setHeader('Content-Length', 3);
        oppressor(request).end('xyz').pipe(response);
      };
      const { headers } = await ask('gzip', listener, 'HEAD');
      expect(headers).toMatchObject({ 'content-length': '3', vary: 'Accept-Encoding' });
      expect(headers['content-encoding']).toBe(undefined);
    });

    it('status and headers, set on the stream before the pipe, are the response’s', async () => {
      const answer = await ask('gzip', (request, response) => {
        response.setHeader('X-Own', '1');
        const stream = oppressor(request);
        stream.writeHead(404, 'Gone Fishing', { 'X-A': 'a', 'Set-Cookie': ['b=1', 'c=2'], 'X-B': undefined });
        stream.setHeader('X-C', 'c');
        stream.removeHeader('x-c');
        expect([stream.getHeader('x-a'), stream.hasHeader('X-C'), stream.statusCode]).toEqual([
          'a',
          false,
          404,
        ]);
        stream.end('x');
        stream.pipe(response);
        expect(stream.getHeader('x-own')).toBe('1');
      });
      expect(answer.status).toBe(404);
      expect(answer.headers).toMatchObject({ 'x-a': 'a', 'x-own': '1', 'set-cookie': ['b=1', 'c=2'] });
      expect(answer.headers['content-encoding']).toBe('gzip');
    });

    it('status and headers, set on the stream after the pipe, go to the response, but not over its status', async () => {
      const answer = await ask('gzip', (request, response) => {
        response.statusCode = 201;
        const stream = oppressor(request);
        stream.statusCode = 404;
        stream.pipe(response);
        expect(stream.statusCode).toBe(201);
        stream.writeHead(202, ['X-A', 'a']);
        stream.end('x');
      });
      expect([answer.status, answer.headers['x-a'], answer.text]).toEqual([202, 'a', 'x']);
    });

    it.each([
      ['gzip', createGunzip],
      ['br', createBrotliDecompress],
    ] as const)('%s, when the input pauses, lets out all that was written', async (coding, createDecoder) => {
      const events = through<string>();
      const port = await listen((request, response) => {
        response.setHeader('Content-Type', 'text/event-stream');
        events.pipe(oppressor(request)).pipe(response);
        events.write('data: 0\n\n');
      });
      const response = await open(port, { 'accept-encoding': coding });
      const seen: string[] = [];
      for await (const chunk of response.pipe(createDecoder())) {
        seen.push(String(chunk));
        if (seen.length === 3) break;
        events.write(`data: ${seen.length}\n\n`);
      }
      expect(seen).toEqual(['data: 0\n\n', 'data: 1\n\n', 'data: 2\n\n']);
    });

    it('a slow client, while the source is endless, stops the source', async () => {
      let pulled = 0;
      const closed = new Promise<void>((resolve, reject) => {
        listen((request, response) => {
          const source = new node.Readable({
            read() {
              pulled++;
              this.push(Buffer.alloc(16_384, String(Math.random())));
            },
          });
          response.socket?.pause();
          source.pipe(oppressor(request)).pipe(response);
          const stuck = (): void => {
            const before = pulled;
            // Two turns of the event loop without a pull: nothing moves any more.
            setImmediate(() => setImmediate(() => (pulled === before ? response.destroy() : stuck())));
          };
          response.on('close', () => resolve());
          stuck();
        })
          .then((port) => open(port, {}))
          .then(
            (response) => response.pause().on('error', () => {}),
            () => {},
          )
          .catch(reject);
      });
      await closed;
      expect(pulled).toBeGreaterThan(0);
      expect(pulled).toBeLessThan(2000);
    });

    it('data, read without a response, is compressed, and the stream’s head tells how', async () => {
      const stream = oppressor({ headers: { 'accept-encoding': 'gzip' } });
      stream.end('xyz');
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      expect(gunzipSync(Buffer.concat(chunks)).toString()).toBe('xyz');
      expect(stream.getHeader('content-encoding')).toBe('gzip');
    });

    it.each([
      ['gardenhose', pipeline as unknown as typeof node.pipeline],
      ['node:stream', node.pipeline],
    ])('pipeline of %s, with oppressor in the middle, completes', async (_name, run) => {
      let failed: unknown = 'not called';
      const answer = await ask('br', (request, response) => {
        const source = Readable.from([text]) as unknown as node.Readable;
        run(source, oppressor(request), response, (error) => {
          failed = error;
        });
      });
      expect(answer.headers['content-encoding']).toBe('br');
      expect(answer.text).toBe(text);
      expect(failed).toBeFalsy();
    });
  });

  describe('errors', () => {
    it.each(['gzip', 'identity'])(
      'destroying the response, under %s, destroys the stream and unpipes',
      async (coding) => {
        const source = new node.PassThrough();
        const stream = await new Promise<Oppressor>((resolve, reject) => {
          listen((request, response) => {
            const stream = oppressor(request);
            source.pipe(stream);
            stream.pipe(response);
            source.write('x');
            stream.on('close', () => resolve(stream));
          })
            .then((port) => open(port, { 'accept-encoding': coding }))
            .then((response) => response.on('error', () => {}).destroy())
            .catch(reject);
        });
        expect(stream.destroyed).toBe(true);
        expect(stream.errored).toBe(null);
        expect(source.listenerCount('data')).toBe(0);
        expect(source.destroyed).toBe(false);
      },
    );

    it('destroying the stream, halfway, breaks the response off', async () => {
      const port = await listen((request, response) => {
        const stream = oppressor(request);
        stream.on('error', () => {});
        stream.pipe(response);
        stream.write('half', () => stream.destroy(new Error('lost')));
      });
      await expect(get(port, { 'accept-encoding': 'gzip' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    });

    it('a response that is gone already, when piped to, destroys the stream', async () => {
      const stream = await new Promise<Oppressor>((resolve) => {
        void listen((request, response) => {
          response.on('close', () => {
            const stream = oppressor(request);
            stream.on('close', () => resolve(stream));
            stream.pipe(response);
          });
          response.destroy();
        }).then((port) => open(port).catch(() => {}));
      });
      expect(stream.destroyed).toBe(true);
    });

    it('signal, when it aborts, destroys the stream and the response', async () => {
      const control = new AbortController();
      let code: string | undefined;
      const port = await listen((request, response) => {
        const stream = oppressor(request, { signal: control.signal });
        stream.on('error', (error) => {
          code = (error as NodeJS.ErrnoException).code;
        });
        stream.pipe(response);
        stream.write('x');
        control.abort();
      });
      await expect(get(port)).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(code).toBe('ABORT_ERR');
    });

    it('signal, aborted before, destroys the stream', async () => {
      const stream = oppressor({ headers: {} }, { signal: AbortSignal.abort() });
      const error = await new Promise((resolve) => {
        stream.on('error', resolve);
      });
      expect(error).toMatchObject({ code: 'ABORT_ERR' });
    });

    it('arguments, of the wrong kind, throw', () => {
      const code = (code: string) => expect.objectContaining({ code });
      expect(() => oppressor(undefined as never)).toThrow(code('ERR_INVALID_ARG_TYPE'));
      expect(() => oppressor({ headers: {} }, { encodings: ['zip' as never] })).toThrow(
        code('ERR_INVALID_ARG_VALUE'),
      );
    });
  });

  describe('types', () => {
    it('pipe returns the destination, and takes the request of node:http', () => {
      expectTypeOf(oppressor).parameter(0).not.toBeAny();
      expectTypeOf<IncomingMessage>().toExtend<Parameters<typeof oppressor>[0]>();
      const sink = through<Uint8Array>();
      expectTypeOf(oppressor({ headers: {} }).pipe(sink)).toEqualTypeOf(sink);
    });
  });
});
