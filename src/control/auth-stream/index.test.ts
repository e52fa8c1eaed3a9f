import fc from 'fast-check';
import { beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { concatBytes, decodeText, encodeText } from '#platform';
import { text } from '../../core/consumers.ts';
import { Duplex } from '../../core/duplex.ts';
import { duplexPair } from '../../core/duplex-pair.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import { coded, eventOf, failureOf } from '../_test-listen.ts';
import { through } from '../through.ts';
import {
  CHALLENGE,
  encodeChallenge,
  encodeFrame,
  encodeHello,
  HELLO,
  NONCE_BYTES,
  OPEN,
  PROOF,
  REFUSED,
} from './_frames.ts';
import { cheap, cost, cutWire, echo, wireEnd } from './_test-pair.ts';
import type { Authorize, AuthServerOptions, AuthStream, AuthVerifier } from './index.ts';
import { auth, createAttempts, createVerifier } from './index.ts';

let verifier: AuthVerifier;
beforeAll(async () => {
  verifier = await createVerifier('jones', cost);
});

const authorize: Authorize = (user) => (user === 'steve' ? verifier : null);
const utf8 = (text: string): Uint8Array => encodeText(text, 'utf8');
const nonce = new Uint8Array(NONCE_BYTES);

/** A server on one end of a wire, whose stream gives back what it is given; what it says, and what reaches the stream. */
function serve(options: AuthServerOptions = {}, judge: Authorize = authorize) {
  const [wire, transport] = duplexPair() as unknown as [Duplex<Uint8Array>, Duplex<Uint8Array>];
  const said: Uint8Array[] = [];
  const secret = echo();
  const reached: unknown[] = [];
  secret.on('data', (chunk) => reached.push(chunk));
  const guard = auth(secret, judge, { ...cost, ...options });
  guard.on('data', (chunk) => said.push(chunk));
  wire.pipe(guard).pipe(wire);
  return { guard, transport, secret, reached, said };
}

async function answerOf(client: AuthStream): Promise<string> {
  client.end('hello');
  return text(client as never);
}

describe('auth', () => {
  describe('laws', () => {
    const make = (signal?: AbortSignal): AuthStream =>
      auth('steve', 'jones', serve().transport, { ...cheap, signal });
    const input = ['one ', 'two ', 'three'].map(utf8);
    // What the client, its wire, the guard and the echo take together.
    const bound = 8 * 64 * 1024;
    for (const { name, check } of laws(() => make(), {
      input,
      output: input,
      rechunk: 'bytes',
      signal: make,
      bound,
    })) {
      it(name, check);
    }
  });

  describe('behaviour', () => {
    it('client and server, with the right password, carry what was written early, and end', async () => {
      const { guard, transport } = serve();
      const client = auth('steve', 'jones', transport, cheap);
      const opened = [eventOf(client, 'open'), eventOf(guard, 'open')];
      expect(await answerOf(client)).toBe('hello');
      await Promise.all(opened);
      expect([client.opened, guard.opened]).toEqual([true, true]);
    });

    it('authorize, that answers later, or with a password, lets in', async () => {
      const later: Authorize = async () => verifier;
      expect(await answerOf(auth('steve', 'jones', serve({}, later).transport, cheap))).toBe('hello');
      const known: Authorize = () => ({ password: 'jones' });
      expect(await answerOf(auth('steve', 'jones', serve({}, known).transport, cheap))).toBe('hello');
    });

    it('verifier, kept as JSON, is enough to let in, and has its own cost', async () => {
      const kept = JSON.parse(JSON.stringify(await createVerifier('pass:word ü', { ...cost, cost: 32 })));
      expect(kept).toMatchObject({ cost: 32, blockSize: 1, parallelization: 1 });
      expect(await answerOf(auth('ü', 'pass:word ü', serve({}, () => kept).transport, { minCost: 4 }))).toBe(
        'hello',
      );
    });

    it.each([
      ['the password is wrong', 'steve', 'jonas', 'wrong user or password'],
      ['nobody has that name', 'alice', 'jones', 'wrong user or password'],
    ])('client, when %s, gets an error, and the stream behind nothing', async (_why, user, pass, reason) => {
      const { guard, transport, secret, reached } = serve();
      const refusal = failureOf(guard, 'refused');
      const ended = eventOf(guard, 'end');
      const client = auth(user, pass, transport, cheap);
      client.write('secrets');
      const [error] = await eventOf(client, 'error');
      expect(error).toMatchObject({ code: 'ERR_AUTH_STREAM_REFUSED', reason });
      expect(await refusal).toBe('ERR_AUTH_STREAM_REFUSED');
      await ended;
      expect(reached).toEqual([]);
      expect(secret.destroyed).toBe(true);
      expect(transport.destroyed).toBe(true);
    });

    it('authorize, that returns a text, has its reason told, to who knows the password and who does not', async () => {
      const client = auth('steve', 'jones', serve({}, () => 'closed for today').transport, cheap);
      expect((await eventOf(client, 'error'))[0]).toMatchObject({ reason: 'closed for today' });
    });

    it('challenges, to a user who is not known, have the same salt each time', async () => {
      const salts: string[] = [];
      for (const user of ['alice', 'alice', 'bob']) {
        const { transport, said } = serve();
        const client = auth(user, 'x', transport, cheap);
        await failureOf(client);
        salts.push(decodeText(said[0] as Uint8Array, 'hex').slice(2 * (3 + NONCE_BYTES + 3)));
      }
      expect(salts[0]).toBe(salts[1]);
      expect(salts[0]).not.toBe(salts[2]);
    });

    it('wire, of a client that is let in, has neither the password nor anything that comes twice', async () => {
      const seen: string[] = [];
      for (let i = 0; i < 2; i++) {
        const [near, far] = cutWire([1000]);
        far.pipe(auth(echo(), authorize)).pipe(far);
        await answerOf(auth('steve', 'jones', near, cheap));
        for (const end of [near, far]) {
          for (const bytes of end.heard) seen.push(decodeText(bytes, 'latin1'));
        }
      }
      const frames = seen.filter((bytes) => bytes !== 'hello');
      expect(frames.length).toBe(8);
      expect(new Set(frames).size).toBe(8);
      expect(seen.join('')).not.toContain('jones');
    });

    it('binding, when it differs, keeps the right password out', async () => {
      const binding = utf8('this connection');
      const same = auth('steve', 'jones', serve({ binding }).transport, { ...cheap, binding });
      expect(await answerOf(same)).toBe('hello');
      const other = auth('steve', 'jones', serve({ binding }).transport, {
        ...cheap,
        binding: utf8('another'),
      });
      expect(await failureOf(other)).toBe('ERR_AUTH_STREAM_REFUSED');
    });

    it('attempts, after too many failures, keep the right password out, and a success takes back only itself', async () => {
      const attempts = createAttempts({ maxFailures: 2 });
      const tryWith = async (pass: string): Promise<unknown> => {
        const { guard, transport } = serve({ attempts });
        const refusal = failureOf(guard, 'refused');
        const client = auth('steve', pass, transport, cheap);
        client.on('error', () => {});
        client.end('hello');
        return Promise.race([refusal, eventOf(client, 'open').then(() => 'open')]);
      };
      expect(await tryWith('jones')).toBe('open');
      expect(await tryWith('jonas')).toBe('ERR_AUTH_STREAM_REFUSED');
      expect(await tryWith('jones')).toBe('open');
      expect(await tryWith('jonas')).toBe('ERR_AUTH_STREAM_REFUSED');
      expect(await tryWith('jones')).toBe('ERR_AUTH_STREAM_ATTEMPTS');
    });

    it('attempts, by a key of ones own, count all users of that key together', async () => {
      const attempts = createAttempts({ maxFailures: 1 });
      const options = { attempts, attemptKey: '127.0.0.1' };
      expect(await failureOf(auth('a', 'x', serve(options).transport, cheap))).toBe(
        'ERR_AUTH_STREAM_REFUSED',
      );
      const [error] = await eventOf(auth('steve', 'jones', serve(options).transport, cheap), 'error');
      expect(error).toMatchObject({ reason: expect.stringContaining('too many failures') });
    });

    it('stream that speaks before the client is let in, whether it pauses or not, is heard afterwards', async () => {
      const eager = through<string>();
      eager.pause();
      eager.queue('welcome ');
      const emitter = through<string>();
      for (const [secret, greet] of [
        [eager, () => {}],
        [emitter, () => emitter.emit('data', 'welcome ')],
      ] as const) {
        const [near, far] = cutWire([7]);
        const guard = auth(secret, authorize);
        greet();
        far.pipe(guard).pipe(far);
        expect(await answerOf(auth('steve', 'jones', near, cheap))).toBe('welcome hello');
      }
    });

    it('client and server, of a signal that has aborted, fail at once, and nobody is let in', async () => {
      const signal = AbortSignal.abort();
      const { guard, transport, secret } = serve({ signal });
      const client = auth('steve', 'jones', transport, { ...cheap, signal });
      const names = [guard, client].map(async (end) => (await eventOf(end, 'error'))[0] as Error);
      expect((await Promise.all(names)).map(({ name }) => name)).toEqual(['AbortError', 'AbortError']);
      expect([guard.opened, client.opened]).toEqual([false, false]);
      expect(secret.destroyed).toBe(true);
    });

    it('guard, when the stream behind it fails, fails, and the client hears of the close', async () => {
      const { guard, transport, secret } = serve();
      const client = auth('steve', 'jones', transport, cheap);
      await eventOf(guard, 'open');
      const failed = eventOf(guard, 'error');
      secret.destroy(new Error('lost'));
      expect((await failed)[0]).toMatchObject({ message: 'lost' });
      expect(guard.destroyed).toBe(true);
      client.destroy();
    });

    it('client, when its transport fails, fails with the same error, before it is let in and after', async () => {
      for (const isEarly of [true, false]) {
        const { transport } = serve();
        const client = auth('steve', 'jones', transport, cheap);
        if (!isEarly) await eventOf(client, 'open');
        const failed = eventOf(client, 'error');
        transport.destroy(new Error('cut'));
        expect((await failed)[0]).toMatchObject({ message: 'cut' });
      }
    });

    it('client, when it is destroyed, destroys its transport', async () => {
      const { transport } = serve();
      const client = auth('steve', 'jones', transport, cheap);
      client.destroy();
      await eventOf(transport, 'close');
      expect(transport.destroyed).toBe(true);
    });

    it('bytes, written to a transport that is full, wait, and come whole', async () => {
      const { transport } = serve();
      const client = auth('steve', 'jones', transport, cheap);
      const body = new Uint8Array(300_000).fill(7);
      expect(client.write(body)).toBe(false);
      client.end();
      let length = 0;
      for await (const chunk of client) length += (chunk as Uint8Array).length;
      expect(length).toBe(body.length);
    });
  });

  describe('wire', () => {
    it('client, given the challenge of the protocol page, says what the page says', async () => {
      const random = vi.spyOn(crypto, 'getRandomValues').mockImplementation((array) => {
        (array as Uint8Array).fill(0xc1);
        return array;
      });
      const answers = [
        `02002b${'5e'.repeat(24)}0a0801${'0a'.repeat(16)}`,
        '040020d74871fd08b65966f68958b6ab49b8aacc6bb94b5cca6cf2f8d8d13465df17a5',
      ];
      const server = wireEnd((_bytes, end) => end.say(encodeText(answers.shift() ?? '', 'hex')));
      const client = auth('steve', 'jones', server, cheap);
      random.mockRestore();
      await eventOf(client, 'open');
      expect(server.heard.map((bytes) => decodeText(bytes, 'hex'))).toEqual([
        `01001e01${'c1'.repeat(24)}7374657665`,
        '030020d8cb6c4186a6080cf69ef0a33f62b3c52d6f6ec392dc0e28a10bcd11d90dd082',
      ]);
      client.destroy();
    });
  });

  describe('chunk boundaries', () => {
    it('handshake and bytes, however they are cut and joined, are the same', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }),
          fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
          fc.boolean(),
          async (lengths, words, legacy) => {
            // Nothing says where the old form's password ends, so its first chunk has to come whole.
            const [near, far] = cutWire(legacy ? [100, ...lengths] : lengths);
            const guard = legacy
              ? auth(echo(), (_user, pass) => pass === 'jones', { legacy: true })
              : auth(echo(), authorize);
            far.pipe(guard).pipe(far);
            const client = auth('steve', 'jones', near, { ...cheap, legacy });
            for (const word of words) client.write(word);
            client.end();
            expect(await text(client as never)).toBe(words.join(''));
          },
        ),
        { numRuns: 60 },
      );
    });

    it('client, given the last frame and what follows in one chunk, gives what follows', async () => {
      const [near, far] = cutWire([100_000]);
      const secret = through<string>();
      const guard = auth(secret, authorize);
      guard.on('open', () => {
        secret.queue('x'.repeat(50_000));
        secret.queue(null);
      });
      far.pipe(guard).pipe(far);
      const client = auth('steve', 'jones', near, cheap);
      expect((await text(client as never)).length).toBe(50_000);
      client.destroy();
    });
  });

  describe('errors', () => {
    const challenge = (changes: object): Uint8Array =>
      encodeChallenge({ nonce, salt: new Uint8Array(16), ...cost, ...changes });

    it.each([
      ['no frames', utf8('HTTP/1.1 400 Bad Request\r\n'), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['the old form', utf8('error:undefined'), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a frame of another kind', encodeFrame(OPEN, new Uint8Array(32)), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a long frame', Uint8Array.of(CHALLENGE, 0xff, 0xff), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['an empty challenge', encodeFrame(CHALLENGE), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a challenge without a salt', challenge({ salt: new Uint8Array(0) }), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a challenge without work', challenge({ blockSize: 0 }), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a challenge that is too cheap', challenge({ cost: 2 }), 'ERR_AUTH_STREAM_COST'],
      ['a challenge of small blocks', challenge({ cost: 16, blockSize: 1 }), 'ERR_AUTH_STREAM_COST'],
      ['a challenge that scrypt does not have', challenge({ cost: 2 ** 16 }), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a challenge of too much memory', challenge({ cost: 2 ** 31, blockSize: 8 }), 'ERR_AUTH_STREAM_COST'],
      [
        'a challenge of too much work',
        challenge({ blockSize: 8, parallelization: 17 }),
        'ERR_AUTH_STREAM_COST',
      ],
      ['a refusal', encodeFrame(REFUSED, utf8('no')), 'ERR_AUTH_STREAM_REFUSED'],
      ['an end', null, 'ERR_STREAM_PREMATURE_CLOSE'],
    ])('client, answered with %s, fails and closes', async (_what, answer, code) => {
      const server = wireEnd((_bytes, end) => end.say(answer));
      const client = auth('steve', 'jones', server, { minCost: 16 });
      expect(await failureOf(client)).toBe(code);
      expect(server.destroyed).toBe(true);
      expect(server.heard.length).toBe(1);
    });

    it('client, let in by a server that does not know the password, fails', async () => {
      const server = wireEnd((bytes, end) => {
        if (bytes[0] === HELLO) end.say(challenge({}));
        else if (bytes[0] === PROOF)
          end.say(concatBytes([encodeFrame(OPEN, new Uint8Array(32)), utf8('hi')], 37));
      });
      const client = auth('steve', 'jones', server, cheap);
      const seen: unknown[] = [];
      client.on('data', (chunk) => seen.push(chunk));
      client.write('my secrets');
      expect(await failureOf(client)).toBe('ERR_AUTH_STREAM_IMPOSTOR');
      expect(seen).toEqual([]);
      expect(server.heard.length).toBe(2);
    });

    const hello = (changes: Partial<Parameters<typeof encodeHello>[0]> = {}): Uint8Array =>
      encodeHello({ nonce, user: 'steve', ...changes });
    it.each([
      ['no frames', utf8('GET / HTTP/1.1\r\n\r\n'), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a frame of another kind', encodeFrame(PROOF, new Uint8Array(32)), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a refusal', encodeFrame(REFUSED, utf8('no')), 'ERR_AUTH_STREAM_REFUSED'],
      ['an empty hello', encodeFrame(HELLO), 'ERR_AUTH_STREAM_PROTOCOL'],
      [
        'another version',
        encodeFrame(HELLO, Uint8Array.of(9), nonce, utf8('steve')),
        'ERR_AUTH_STREAM_PROTOCOL',
      ],
      ['a user without a name', hello({ user: '' }), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a user with a long name', hello({ user: 'x'.repeat(256) }), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['an event name', hello({ user: '__proto__' }), 'ERR_STREAM_PREMATURE_CLOSE'],
      [
        'a user whose name is no UTF-8',
        encodeFrame(HELLO, Uint8Array.of(1), nonce, Uint8Array.of(0x73, 0xff)),
        'ERR_AUTH_STREAM_PROTOCOL',
      ],
      ['bytes without an end', new Uint8Array(100_000).fill(1), 'ERR_AUTH_STREAM_PROTOCOL'],
      ['a short proof', concatBytes([hello(), encodeFrame(PROOF, nonce)], 60), 'ERR_AUTH_STREAM_REFUSED'],
      [
        'a long proof',
        concatBytes([hello(), encodeFrame(PROOF, new Uint8Array(64))], 100),
        'ERR_AUTH_STREAM_REFUSED',
      ],
      ['nothing', new Uint8Array(0), 'ERR_STREAM_PREMATURE_CLOSE'],
    ])('server, sent %s, refuses and lives on', async (_what, sent, code) => {
      const { guard, transport, reached, said } = serve();
      const refusal = failureOf(guard, 'refused');
      const closed = eventOf(guard, 'close');
      transport.resume();
      transport.end(sent);
      expect(await refusal).toBe(code);
      await closed;
      expect(reached).toEqual([]);
      expect(guard.errored).toBe(null);
      expect(said.at(-1)?.[0]).toBe(code === 'ERR_AUTH_STREAM_PROTOCOL' && sent[0] === 71 ? 101 : REFUSED);
    });

    it('server and client, sent any bytes, fail with a code', async () => {
      const bytes = fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(bytes, fc.boolean(), async (chunks, isFramed) => {
          const sent = isFramed
            ? chunks.map((chunk) => encodeFrame((chunk[0] as number) % 6, chunk))
            : chunks;
          const guard = auth(echo(), authorize);
          const refusal = failureOf(guard, 'refused');
          guard.resume();
          for (const chunk of sent) guard.write(chunk);
          guard.end();
          expect(await refusal).toMatch(/^ERR_/);
          const server = wireEnd();
          const client = auth('steve', 'jones', server, cheap);
          const failure = failureOf(client);
          for (const chunk of sent) server.say(chunk);
          server.say(null);
          expect(await failure).toMatch(/^ERR_/);
        }),
      );
    });

    it.each<[string, Authorize, object]>([
      [
        'throws',
        () => {
          throw new Error('db');
        },
        { message: 'db' },
      ],
      [
        'rejects',
        async () => {
          throw new Error('db');
        },
        { message: 'db' },
      ],
      [
        'throws what is no Error',
        () => {
          throw 'db';
        },
        { code: 'ERR_AUTH_STREAM_REFUSED', cause: 'db' },
      ],
      ['returns true, as the old one does', () => true as never, { code: 'ERR_INVALID_RETURN_VALUE' }],
      ['returns no verifier', () => ({}) as never, { code: 'ERR_INVALID_RETURN_VALUE' }],
      [
        'returns a broken verifier',
        () => ({ ...verifier, storedKey: 'x' }),
        { code: 'ERR_INVALID_RETURN_VALUE' },
      ],
      [
        'returns a verifier with a short salt',
        () => ({ ...verifier, salt: 'AAAA' }),
        { code: 'ERR_INVALID_RETURN_VALUE' },
      ],
      [
        'returns a verifier of a cost that is none',
        () => ({ ...verifier, cost: 3 }),
        { code: 'ERR_INVALID_RETURN_VALUE' },
      ],
    ])('server, whose authorize %s, refuses without saying why', async (_what, judge, error) => {
      const { guard, transport } = serve({}, judge);
      const refusal = eventOf(guard, 'refused');
      const client = auth('steve', 'jones', transport, cheap);
      expect((await eventOf(client, 'error'))[0]).toMatchObject({ reason: 'the server failed' });
      expect((await refusal)[0]).toMatchObject(error);
    });

    it('server, whose authorize does not answer in time, refuses and aborts it', async () => {
      let signal: AbortSignal | undefined;
      const { transport } = serve({ timeoutMs: 5 }, (_user, context) => {
        signal = context.signal;
        return new Promise(() => {});
      });
      const [error] = await eventOf(auth('steve', 'jones', transport, cheap), 'error');
      expect(error).toMatchObject({ code: 'ERR_AUTH_STREAM_REFUSED' });
      expect(signal?.aborted).toBe(true);
    });

    it('client and server, to whom nobody speaks, give up after timeoutMs', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const client = auth('steve', 'jones', wireEnd(), { timeoutMs: 100 });
        const { guard } = serve({ timeoutMs: 100 });
        const codes = [failureOf(client), failureOf(guard, 'refused')];
        vi.advanceTimersByTime(100);
        expect(await Promise.all(codes)).toEqual(['ERR_AUTH_STREAM_TIMEOUT', 'ERR_AUTH_STREAM_TIMEOUT']);
        expect(guard.destroyed).toBe(false);
        vi.advanceTimersByTime(100);
        expect(guard.destroyed).toBe(true);
        expect(vi.getTimerCount()).toBe(0);
      } finally {
        vi.useRealTimers();
      }
    });

    it.each([2 ** 32, Number.POSITIVE_INFINITY])(
      'client, with a timeoutMs of %s, waits',
      async (timeoutMs) => {
        vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
        try {
          const client = auth('steve', 'jones', wireEnd(), { timeoutMs });
          vi.advanceTimersByTime(100_000);
          expect(client.destroyed).toBe(false);
          client.destroy();
          expect(vi.getTimerCount()).toBe(0);
        } finally {
          vi.useRealTimers();
        }
      },
    );

    it('client, written more than maxBufferedBytes before it is let in, fails', async () => {
      const client = auth('steve', 'jones', wireEnd(), { maxBufferedBytes: 1000 });
      const failure = failureOf(client);
      for (let i = 0; i < 11; i++) client.write('x'.repeat(100));
      expect(await failure).toBe('ERR_AUTH_STREAM_OVERFLOW');
    });

    it('client, written one large chunk before it is let in, carries it', async () => {
      const client = auth('steve', 'jones', serve().transport, { ...cheap, maxBufferedBytes: 10 });
      expect(await answerOf(client)).toBe('hello');
      const other = auth('steve', 'jones', serve().transport, { ...cheap, maxBufferedBytes: 10 });
      other.end('x'.repeat(100));
      expect((await text(other as never)).length).toBe(100);
    });

    it('server, whose stream does not pause and says too much, refuses', async () => {
      const secret = through<string>();
      const guard = auth(secret, authorize, { maxBufferedBytes: 1000 });
      const refusal = failureOf(guard, 'refused');
      for (let i = 0; i < 11; i++) secret.emit('data', 'x'.repeat(100));
      expect(await refusal).toBe('ERR_AUTH_STREAM_OVERFLOW');
    });

    it('arguments of the wrong kind are thrown', async () => {
      expect(() => auth('steve', 5 as never, wireEnd())).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => auth('steve', 'jones', {} as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => auth(null as never, authorize)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => auth('', 'jones', wireEnd())).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      expect(() => auth('x'.repeat(256), 'jones', wireEnd())).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      for (const user of ['a:b', '\x01']) {
        expect(() => auth(user, 'jones', wireEnd(), { legacy: true })).toThrow(
          coded('ERR_INVALID_ARG_VALUE'),
        );
      }
      expect(() => auth('a', 'b', wireEnd(), { binding: 'x' as never })).toThrow(
        coded('ERR_INVALID_ARG_TYPE'),
      );
      expect(() => auth(echo(), authorize, { secret: 'x' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => auth(echo(), authorize, { secret: new Uint8Array(15) })).toThrow(
        coded('ERR_OUT_OF_RANGE'),
      );
      expect(() => auth(echo(), authorize, { cost: 2 ** 16, blockSize: 1 })).toThrow(
        coded('ERR_INVALID_ARG_VALUE'),
      );
      expect(() => auth(echo())).toThrow(coded('ERR_MISSING_ARGS'));
      expect(() => auth(echo(), {} as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => auth(echo(), authorize, { cost: 3 })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      expect(() => auth(echo(), authorize, { blockSize: 0 })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      expect(() => auth(echo(), authorize, { timeoutMs: -1 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => auth(echo(), authorize, { maxBufferedBytes: 'x' as never })).toThrow(
        coded('ERR_INVALID_ARG_TYPE'),
      );
      expect(() => createAttempts({ maxFailures: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      await expect(createVerifier(5 as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
      await expect(createVerifier('x', { cost: 5 })).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
      await expect(createVerifier('x', { signal: AbortSignal.abort() })).rejects.toMatchObject({
        name: 'AbortError',
      });
    });
  });

  describe('createAttempts', () => {
    it('failures, once the window is over, count no more, and the longest unheard key goes first', () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      try {
        const attempts = createAttempts({ maxFailures: 1, windowMs: 1000, maxKeys: 2 });
        expect([attempts.take('a'), attempts.take('a')]).toEqual([true, false]);
        vi.advanceTimersByTime(1001);
        expect(attempts.take('a')).toBe(true);
        void attempts.take('b');
        void attempts.take('a');
        void attempts.take('c');
        expect([attempts.take('a'), attempts.take('b')]).toEqual([false, true]);
      } finally {
        vi.useRealTimers();
      }
    });
  });

  describe('types', () => {
    it('auth, by its arguments, is a client, a server, or a server of the old form', () => {
      type Parameter<F> = F extends (...args: infer Args) => unknown ? Args : never;
      expectTypeOf<Parameter<Authorize>>().toEqualTypeOf<
        [user: string, context: { readonly signal: AbortSignal }]
      >();
      const old = auth(
        echo(),
        (user, pass) => {
          expectTypeOf(user).toEqualTypeOf<string>();
          expectTypeOf(pass).toEqualTypeOf<string>();
          return user === pass;
        },
        { legacy: true },
      );
      expectTypeOf(old).toEqualTypeOf<AuthStream>();
      expect(old).toBeInstanceOf(Duplex);
      old.destroy();
    });
  });
});
