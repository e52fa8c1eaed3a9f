import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { nextTick } from '#platform';
import type { Link } from './_test-link.ts';
import { link } from './_test-link.ts';
import { RemoteEvents } from './index.ts';

type Options = ConstructorParameters<typeof RemoteEvents>[0];

function pair(options: Options = {}, others: Options = options) {
  const a = new RemoteEvents({ reliable: true, ...options });
  const b = new RemoteEvents({ reliable: true, ...others });
  const heard = { a: [] as unknown[], b: [] as unknown[] };
  a.on('n', (n) => heard.a.push(n));
  b.on('n', (n) => heard.b.push(n));
  return { a, b, heard };
}

/** Every line that a stream has said. */
function lines(remote: RemoteEvents): unknown[] {
  const said: unknown[] = [];
  remote.getStream().on('data', (line) => said.push(JSON.parse(String(line))));
  return said;
}

describe('RemoteEvents, reliable', () => {
  describe('laws', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('a' as const, 'b' as const) }) },
      {
        weight: 4,
        arbitrary: fc.record({ do: fc.constant('pump' as const), ofA: fc.nat(6), ofB: fc.nat(6) }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('link' as const) }) },
    );

    it('events, wherever the connections break, come once and in order, and are told to be delivered', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
          const { a, b, heard } = pair();
          const sent = { a: [] as number[], b: [] as number[] };
          const delivered: Promise<boolean>[] = [];
          let connection: Link | undefined;
          let n = 0;
          for (const step of steps) {
            if (step.do === 'pump') connection?.pump(step.ofA, step.ofB);
            else if (step.do === 'link') connection ??= await link(a, b);
            else if (step.do === 'cut') {
              connection?.cut();
              connection = undefined;
            } else {
              sent[step.do].push(++n);
              delivered.push((step.do === 'a' ? a : b).send('n', [n]));
            }
          }
          connection ??= await link(a, b);
          connection.pump();
          expect(heard).toEqual({ a: sent.b, b: sent.a });
          expect(await Promise.all(delivered)).toEqual(delivered.map(() => true));
          connection.cut();
        }),
        { numRuns: 300 },
      );
    });

    it('events that answer events, inside the call, come once and in order, wherever connections break', async () => {
      const turn = fc.record({
        first: fc.constantFrom('a' as const, 'b' as const),
        early: fc.array(fc.constantFrom('a' as const, 'b' as const), { maxLength: 3 }),
        late: fc.array(fc.constantFrom('a' as const, 'b' as const), { maxLength: 3 }),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(turn, { maxLength: 6 }),
          fc.infiniteStream(fc.nat(6)),
          async (rounds, chance) => {
            const ends = pair();
            const sent = { a: [] as number[], b: [] as number[] };
            let n = 0;
            let answersLeft = 50;
            let breaksLeft = 10;
            let stream: { destroy(): unknown } | undefined;
            function say(who: 'a' | 'b'): void {
              sent[who].push(++n);
              ends[who].emit('n', n);
            }
            function connect(who: 'a' | 'b'): Promise<void> {
              const one = ends[who].getStream();
              one.pipe(ends[who === 'a' ? 'b' : 'a'].getStream()).pipe(one);
              stream = one;
              return new Promise((resolve) => nextTick(() => nextTick(resolve)));
            }
            for (const who of ['a', 'b'] as const) {
              ends[who].on('n', () => {
                const what = chance.next().value;
                if (what < 2 && answersLeft-- > 0) say(who);
                else if (what === 2 && breaksLeft-- > 0) stream?.destroy();
              });
            }
            for (const { first, early, late } of rounds) {
              early.forEach(say);
              await connect(first);
              late.forEach(say);
              stream?.destroy();
            }
            answersLeft = breaksLeft = 0;
            await connect('a');
            expect(ends.heard).toEqual({ a: sent.b, b: sent.a });
            stream?.destroy();
          },
        ),
        { numRuns: 300 },
      );
    });
  });

  describe('behaviour', () => {
    it('ends, when both are reliable, say hello, count from, and acknowledge many events at once', async () => {
      const { a, b, heard } = pair();
      a.emit('n', 1);
      a.emit('n', 2);
      const said = lines(a);
      const answered = lines(b);
      const connection = await link(a, b);
      connection.pump();
      a.emit('n', 3);
      connection.pump();
      expect(heard.b).toEqual([1, 2, 3]);
      const session = expect.stringMatching(/^[0-9a-f]{24}$/);
      expect(said).toEqual([
        { hello: 1, session, peer: null, received: 0 },
        { from: 1 },
        ['n', 1],
        ['n', 2],
        ['n', 3],
      ]);
      expect(answered.slice(0, 2)).toEqual([{ hello: 1, session, peer: null, received: 0 }, { from: 1 }]);
      expect(answered.at(-1)).toEqual({ ack: 3 });
      connection.cut();
    });

    it('events that come again, because the other end does not know better, are not heard again', () => {
      const remote = new RemoteEvents({ reliable: true });
      const heard: unknown[] = [];
      remote.on('n', (n) => heard.push(n));
      const hello = '{"hello":1,"session":"x","peer":null,"received":0}\n';
      remote.getStream().end(`${hello}{"from":1}\n["n",1]\n["n",2]\n`);
      remote.getStream().end(`${hello}{"from":2}\n["n",2]\n["n",3]\n`);
      expect(heard).toEqual([1, 2, 3]);
    });

    it('an end that comes back under another name gets what its forerunner did not acknowledge', async () => {
      const { a, b } = pair();
      const connection = await link(a, b);
      connection.pump();
      const outcome = a.send('n', [1]);
      connection.cut();
      const successor = new RemoteEvents({ reliable: true });
      const heard: unknown[] = [];
      successor.on('n', (n) => heard.push(n));
      const next = await link(a, successor);
      next.pump();
      expect(heard).toEqual([1]);
      expect(await outcome).toBe(true);
      next.cut();
    });

    it('an end that is not reliable gets the events as from any, after the first of its own', async () => {
      const a = new RemoteEvents({ reliable: true });
      const b = new RemoteEvents();
      const errors: unknown[] = [];
      b.on('error', (error) => errors.push(error));
      const heard: unknown[] = [];
      b.on('n', (n) => heard.push(n));
      const outcome = a.send('n', [1]);
      const connection = await link(a, b);
      connection.pump();
      expect(heard).toEqual([]);
      b.emit('n', 0);
      connection.pump();
      expect(heard).toEqual([1]);
      expect(await outcome).toBe(true);
      expect(errors).toEqual([]);
      connection.cut();
    });

    it('an end that says nothing gets the events after helloTimeoutMs', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const a = new RemoteEvents({ reliable: true, helloTimeoutMs: 500 });
        const b = new RemoteEvents();
        const heard: unknown[] = [];
        b.on('n', (n) => heard.push(n));
        a.emit('n', 1);
        const connection = await link(a, b);
        connection.pump();
        vi.advanceTimersByTime(499);
        connection.pump();
        expect(heard).toEqual([]);
        vi.advanceTimersByTime(1);
        connection.pump();
        expect(heard).toEqual([1]);
        connection.cut();
        expect(vi.getTimerCount()).toBe(0);
      } finally {
        vi.useRealTimers();
      }
    });

    it('helloTimeoutMs, of more than a timer can wait, is no wait of none', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        for (const helloTimeoutMs of [2 ** 32, Number.POSITIVE_INFINITY]) {
          const a = new RemoteEvents({ reliable: true, helloTimeoutMs });
          const connection = await link(a, new RemoteEvents());
          a.emit('n', 1);
          vi.advanceTimersByTime(1000);
          expect(a.buffer).toEqual([['n', 1]]);
          connection.cut();
          expect(vi.getTimerCount()).toBe(0);
        }
      } finally {
        vi.useRealTimers();
      }
    });

    it('send, whose signal aborts while nobody acknowledges, tells so', async () => {
      const { a, b } = pair();
      const connection = await link(a, b);
      connection.pump();
      const control = new AbortController();
      const outcome = a.send('n', [1], { signal: control.signal });
      control.abort();
      await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
      connection.cut();
    });

    it('a hello that comes late, when it comes, is heeded', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const { a, b, heard } = pair({ helloTimeoutMs: 10 });
        const connection = await link(a, b);
        vi.advanceTimersByTime(10);
        a.emit('n', 1);
        connection.pump();
        const outcome = a.send('n', [2]);
        connection.pump();
        expect(heard.b).toEqual([1, 2]);
        expect(await outcome).toBe(true);
        connection.cut();
      } finally {
        vi.useRealTimers();
      }
    });

    it('more events than may be unacknowledged, when sent, wait for acknowledgements', async () => {
      const { a, b, heard } = pair({ maxBuffered: 10_000 });
      const connection = await link(a, b);
      connection.pump();
      for (let n = 0; n < 3000; n++) a.emit('n', n);
      expect(a.buffer.length).toBe(3000 - 1024);
      connection.pump();
      expect(a.buffer.length).toBe(0);
      expect(heard.b).toEqual(Array.from({ length: 3000 }, (_, n) => n));
      connection.cut();
    });

    it('events of the next connection, on a stream of the other form, are said in that', async () => {
      const { a, b, heard } = pair();
      const connection = await link(a, b);
      connection.pump();
      a.emit('n', 1);
      connection.cut();
      for (const remote of [a, b]) remote.getStream(true);
      const next = await link(a, b);
      next.pump();
      expect(heard.b).toEqual([1]);
      a.emit('n', 2);
      next.cut();
      const last = await link(a, b);
      last.pump();
      expect(heard.b).toEqual([1, 2]);
      last.cut();
    });
  });

  describe('errors', () => {
    const hello = { hello: 1, session: 'x', peer: null, received: 0 };
    it.each([
      ['an acknowledgement before a hello', [{ ack: 1 }]],
      ['a hello of another version', [{ ...hello, hello: 2 }]],
      ['a hello without a name', [{ ...hello, session: 5 }]],
      ['a hello with a long name', [{ ...hello, session: 'x'.repeat(65) }]],
      ['a second hello', [hello, hello]],
      ['an acknowledgement of what was not sent', [hello, { ack: 1 }]],
      ['an acknowledgement that is no number', [hello, { ack: '1' }]],
      ['a count from zero', [hello, { from: 0 }]],
      ['a second count', [hello, { from: 1 }, { from: 9 }]],
      ['an object of another kind', [hello, { other: 1 }]],
    ])('%s is refused, and what follows is heard', async (_what, said) => {
      const remote = new RemoteEvents({ reliable: true });
      const errors: unknown[] = [];
      remote.on('error', (error) => errors.push((error as { code?: string }).code));
      const heard: unknown[] = [];
      remote.on('n', (n) => heard.push(n));
      const stream = remote.getStream();
      for (const value of said) stream.write(`${JSON.stringify(value)}\n`);
      stream.write('["n",1]\n');
      expect(errors).toEqual(['ERR_REMOTE_EVENTS_REFUSED']);
      expect(heard).toEqual([1]);
      stream.destroy();
    });

    it('hello that claims to have received what was not sent is refused', async () => {
      const { a, b } = pair();
      const said = lines(a);
      const connection = await link(a, b);
      const { session } = said[0] as { session: string };
      const errors: unknown[] = [];
      a.on('error', (error) => errors.push((error as { code?: string }).code));
      a.getStream().write(`${JSON.stringify({ ...hello, peer: session, received: 7 })}\n`);
      expect(errors).toEqual(['ERR_REMOTE_EVENTS_REFUSED']);
      connection.cut();
    });

    it('reader that stops, while it goes on sending, is told nothing, and then once', async () => {
      const { a, b } = pair();
      const connection = await link(a, b);
      connection.pump();
      const stream = b.getStream();
      stream.pause();
      for (let n = 0; n < 100; n++) a.emit('n', n);
      connection.pump();
      expect(stream.buffered).toBe(0);
      const said = lines(b);
      stream.resume();
      expect(said).toEqual([{ ack: 100 }]);
      connection.cut();
    });
  });
});
