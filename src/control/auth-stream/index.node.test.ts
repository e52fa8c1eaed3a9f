import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { Duplex, pipeline } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { eventOf, failureOf } from '../_test-listen.ts';
import { through } from '../through.ts';
import { scrypt } from './_scrypt.node.ts';
import { scrypt as portableScrypt } from './_scrypt.ts';
import { cheap, cost, echo } from './_test-pair.ts';
import { auth, createVerifier } from './index.node.ts';
import { auth as portableAuth } from './index.ts';

const legacy = { legacy: true } as const;

const servers: ReturnType<typeof createServer>[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** Connects a socket to a server that does `serve` with each of its own. */
async function socketTo(serve: (socket: Socket) => void): Promise<Socket> {
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    serve(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  return socket;
}

describe('auth on Node', () => {
  it.each([
    ['Node', 'Node', auth, auth],
    ['Node', 'the portable platform', auth, portableAuth],
    ['the portable platform', 'Node', portableAuth, auth],
  ])(
    'server of %s and client of %s, over a socket, let in and carry',
    async (_server, _client, server, client) => {
      const verifier = await createVerifier('jones', cost);
      const socket = await socketTo((socket) => {
        const guard = server(echo(), (user) => (user === 'steve' ? verifier : null), cost);
        pipeline(socket, guard as unknown as Duplex, socket, () => {});
      });
      const stream = client('steve', 'jones', socket, cheap);
      stream.end('hello');
      expect(await text(stream as unknown as Duplex)).toBe('hello');
    },
  );

  it.each([
    [
      'pipe',
      (socket: Socket, guard: Duplex) => {
        socket.pipe(guard).pipe(socket);
      },
    ],
    [
      'pipeline',
      (socket: Socket, guard: Duplex) => {
        pipeline(socket, guard, socket, () => {});
      },
    ],
  ])(
    'server, by %s, to a client that is refused and stays, cuts it off after timeoutMs',
    async (_how, join) => {
      let closed: Promise<unknown> | undefined;
      const socket = await socketTo((socket) => {
        closed = eventOf(socket, 'close');
        join(socket, auth(echo(), () => null, { ...cost, timeoutMs: 20 }) as unknown as Duplex);
      });
      socket.allowHalfOpen = true;
      socket.resume();
      socket.write('no frames');
      await eventOf(socket, 'end');
      expect(socket.writable).toBe(true);
      await closed;
    },
  );

  it('client, when the connection is over, closes, and cannot be written to', async () => {
    const verifier = await createVerifier('jones', cost);
    const join = async () => {
      const socket = await socketTo((socket) => {
        const guard = auth(echo(), () => verifier, cost);
        socket.pipe(guard as unknown as Duplex).pipe(socket);
        guard.on('open', () => socket.end('bye'));
      });
      const client = auth('steve', 'jones', socket, cheap);
      return { socket, client };
    };
    const read = await join();
    read.client.resume();
    await eventOf(read.client, 'close');
    const unread = await join();
    await eventOf(unread.socket, 'close');
    unread.client.write('too late');
    expect(await failureOf(unread.client)).toBe('ERR_STREAM_PREMATURE_CLOSE');
  });

  it('createVerifier, whose signal aborts while it works, rejects at once', async () => {
    const control = new AbortController();
    const verifier = createVerifier('jones', { cost: 2 ** 16, signal: control.signal });
    control.abort();
    await expect(verifier).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('scrypt, of Node and of our own, are the same', async () => {
    const { signal } = new AbortController();
    const [password, salt] = [Buffer.from('pleaseletmein'), Buffer.from('SodiumChloride')];
    for (const [n, blockSize, parallelization] of [
      [2, 1, 1],
      [64, 3, 2],
      [1024, 8, 5],
    ] as const) {
      const parameters = { cost: n, blockSize, parallelization };
      const expected = await scrypt(password, salt, parameters, 32, signal);
      expect(Buffer.from(await portableScrypt(password, salt, parameters, 32, signal))).toEqual(expected);
    }
  });

  it('scrypt, of more memory than Node allows by default, is allowed', async () => {
    const { signal } = new AbortController();
    const key = await scrypt(
      Buffer.from('a'),
      Buffer.from('b'),
      { cost: 2 ** 16, blockSize: 8, parallelization: 1 },
      32,
      signal,
    );
    expect(key.length).toBe(32);
  });

  describe('default authorize', () => {
    const { AUTH_STREAM_USER, AUTH_STREAM_PASS } = process.env;
    afterEach(() => {
      Object.assign(process.env, { AUTH_STREAM_USER, AUTH_STREAM_PASS });
      if (AUTH_STREAM_USER === undefined) delete process.env.AUTH_STREAM_USER;
      if (AUTH_STREAM_PASS === undefined) delete process.env.AUTH_STREAM_PASS;
    });

    it.each([
      ['framed', undefined],
      ['old', legacy],
    ])('user of the environment, in the %s form, is let in, and nobody else', async (_form, form) => {
      const attempt = async (user: string, pass: string): Promise<unknown> => {
        const socket = await socketTo((socket) => {
          socket.pipe(auth(echo(), undefined, { ...cost, ...form })).pipe(socket);
        });
        const client = auth(user, pass, socket, { ...cheap, ...form });
        client.end('hello');
        return text(client as unknown as Duplex).catch((error) => error.reason);
      };
      expect(await attempt('undefined', 'undefined')).toBe('wrong user or password');
      Object.assign(process.env, { AUTH_STREAM_USER: 'steve', AUTH_STREAM_PASS: 'jones' });
      expect(await attempt('steve', 'jones')).toBe('hello');
      expect(await attempt('steve', 'jonas')).toBe('wrong user or password');
      expect(await attempt('alice', 'jones')).toBe('wrong user or password');
    });
  });

  describe('the old wire form', () => {
    it('program of the original readme, with legacy on both ends, does what it says', async () => {
      const log: unknown[] = [];
      const socket = await socketTo((stream) => {
        const secret = through<Uint8Array, string>(function (data) {
          log.push(['server', String(data)]);
          this.emit('data', 'secret');
        });
        const guard = auth(
          secret,
          (user, pass) => {
            if (user === 'steve' && pass === 'jones') return true;
            return undefined;
          },
          legacy,
        );
        stream.pipe(guard).pipe(stream);
      });
      const stream = auth('steve', 'jones', socket, legacy);
      stream.write('anything');
      expect(String((await eventOf(stream, 'data'))[0])).toBe('secret');
      expect(log).toEqual([['server', 'anything']]);
      stream.destroy();
    });

    it('client, to a server of the original, sends the password first and waits for open', async () => {
      const heard: string[] = [];
      const socket = await socketTo((socket) => {
        socket.on('data', (chunk) => {
          heard.push(String(chunk));
          if (heard.length === 1) socket.write('open');
          else socket.end('open is but a word');
        });
      });
      const client = auth('steve', 'jo:nes', socket, legacy);
      client.end('anything');
      expect(await text(client as unknown as Duplex)).toBe('open is but a word');
      expect(heard).toEqual(['steve:jo:nes', 'anything']);
    });

    it.each([
      ['open and what follows in one chunk', ['openhello'], 'hello'],
      ['open in two chunks', ['op', 'enhel', 'lo'], 'hello'],
      ['a refusal', ['error:not today'], 'ERR_AUTH_STREAM_REFUSED'],
      ['a refusal in two chunks', ['err', 'or:not today'], 'ERR_AUTH_STREAM_REFUSED'],
      ['a refusal without a reason', ['error:'], 'ERR_AUTH_STREAM_REFUSED'],
      ['a frame', ['\x05\0\x02no'], 'ERR_AUTH_STREAM_PROTOCOL'],
      ['another word', ['opus'], 'ERR_AUTH_STREAM_PROTOCOL'],
      ['half an answer', ['op'], 'ERR_STREAM_PREMATURE_CLOSE'],
    ])('client, answered with %s, understands', async (_what, answer, outcome) => {
      const transport = new Duplex({
        read() {},
        write(_chunk, _encoding, done) {
          for (const chunk of answer) this.push(chunk);
          this.push(null);
          done();
        },
      });
      const client = auth('steve', 'jones', transport, legacy);
      const result = await text(client as unknown as Duplex).catch((error) => error.code);
      expect(result).toBe(outcome);
      client.destroy();
    });

    it('server, to a client of the original, answers open or the reason, and gives authorize both words', async () => {
      const asked: unknown[] = [];
      const attempt = async (first: string): Promise<string> => {
        const socket = await socketTo((socket) => {
          const guard = auth(
            echo(),
            (user, pass) => {
              asked.push([user, pass]);
              return pass === 'jo:nes' ? true : 'go away';
            },
            legacy,
          );
          socket.pipe(guard).pipe(socket);
        });
        socket.write(first);
        const [answer] = await eventOf(socket, 'data');
        if (String(answer) !== 'open') return String(answer);
        socket.write('hello');
        return `open ${(await eventOf(socket, 'data'))[0]}`;
      };
      expect(await attempt('steve:jo:nes')).toBe('open hello');
      expect(await attempt('steve:jones')).toBe('error:go away');
      expect(await attempt(':')).toBe('error:go away');
      expect(asked).toEqual([
        ['steve', 'jo:nes'],
        ['steve', 'jones'],
        ['', ''],
      ]);
    });

    it('server, sent no password without an end, refuses', async () => {
      const guard = auth(echo(), () => true, legacy);
      const refusal = failureOf(guard, 'refused');
      guard.on('data', (answer) => expect(String(answer)).toMatch(/^error:/));
      for (let i = 0; i < 20; i++) {
        guard.write('x'.repeat(100));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await refusal).toBe('ERR_AUTH_STREAM_PROTOCOL');
    });

    it('client, that ends right behind the password, has its answer and the end', async () => {
      const guard = auth(echo(), () => true, legacy);
      guard.end('steve:jones');
      expect(await text(guard as unknown as Duplex)).toBe('open');
    });

    it.each([
      ['an old client and a server of frames', legacy, cost],
      ['a client of frames and an old server', cheap, legacy],
    ])('%s, who do not understand each other, say so', async (_what, ofClient, ofServer) => {
      const socket = await socketTo((socket) => {
        const guard = auth(echo(), (() => true) as never, ofServer);
        socket.pipe(guard).pipe(socket);
      });
      expect(await failureOf(auth('steve', 'jones', socket, { timeoutMs: 2000, ...ofClient }))).toBe(
        ofClient === legacy ? 'ERR_AUTH_STREAM_REFUSED' : 'ERR_AUTH_STREAM_PROTOCOL',
      );
    });
  });
});
