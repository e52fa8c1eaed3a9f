import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { EventEmitter, encodeText, nextTick } from '#platform';
import { ClassicStream } from '../../core/classic.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import { coded } from '../_test-listen.ts';
import { through } from '../through.ts';
import { link } from './_test-link.ts';
import { RemoteEvents } from './index.ts';

type Options = ConstructorParameters<typeof RemoteEvents>[0];

const tick = (): Promise<void> => new Promise((resolve) => nextTick(resolve));

/** An end, and what it hears. */
function end(options?: Options, ...events: string[]) {
  const remote = new RemoteEvents(options);
  const heard: unknown[] = [];
  for (const event of ['connect', 'disconnect', 'x', ...events]) {
    remote.on(event, (...args) => heard.push([event, ...args]));
  }
  return { remote, heard };
}

/** Two ends whose streams are piped to each other. */
async function connected(options?: Options, others?: Options) {
  const [a, b] = [end(options), end(others)];
  const [one, other] = [a.remote.getStream(), b.remote.getStream()];
  one.pipe(other).pipe(one);
  await tick();
  a.heard.length = b.heard.length = 0;
  return { a: a.remote, b: b.remote, heardByA: a.heard, heardByB: b.heard, one, other };
}

/** The codes of the errors that an end tells of. */
function errorsOf(remote: RemoteEvents): unknown[] {
  const codes: unknown[] = [];
  remote.on('error', (error) => codes.push((error as { code?: string }).code ?? error));
  return codes;
}

describe('RemoteEvents', () => {
  describe('laws', () => {
    /** A stream whose other end answers each event with itself. */
    function echo(signal?: AbortSignal): ClassicStream {
      const remote = new RemoteEvents({ signal });
      remote.on('x', (...args) => void remote.emit('x', ...args));
      const stream = remote.getStream(true);
      // The events of a stream that nobody pipes wait for a connection.
      remote.connected = true;
      return stream;
    }
    const except = {
      'backpressure, while nobody reads':
        'what comes in does not wait; what goes out is bounded by maxBuffered',
    };
    const input = [
      ['x', 1],
      ['x', 'a'],
      ['x', [2]],
    ];
    for (const { name, check } of laws(echo, { input, output: input, signal: echo, except })) it(name, check);
  });

  describe('behaviour', () => {
    it('connect, when one direction is piped, comes in the next tick, on that end alone', async () => {
      const a = end();
      const b = end();
      a.remote.emit('x', 'early');
      a.remote.getStream().pipe(b.remote.getStream());
      expect(a.remote.connected).toBe(false);
      await tick();
      expect([a.remote.connected, b.remote.connected]).toEqual([true, false]);
      expect(a.heard).toEqual([['connect']]);
      expect(b.heard).toEqual([['x', 'early']]);
    });

    it('emit, when connected, is heard inside the call; localEmit stays here', async () => {
      const { a, b, heardByA, heardByB } = await connected();
      expect(a.emit('x', 1, { two: [3] })).toBe(true);
      expect(heardByB).toEqual([['x', 1, { two: [3] }]]);
      expect(b.localEmit('x', 'here')).toBe(true);
      expect(b.localEmit('nobody')).toBe(false);
      expect(heardByA).toEqual([]);
    });

    it('disconnect, on one end, comes on both, inside the call', async () => {
      const { a, b, heardByA, heardByB } = await connected();
      a.disconnect();
      expect([a.connected, b.connected]).toEqual([false, false]);
      expect([heardByA, heardByB]).toEqual([[['disconnect']], [['disconnect']]]);
      expect(a.emit('x', 1)).toBe(false);
      expect(a.buffer).toEqual([['x', 1]]);
    });

    it('destroy, of a stream, disconnects, and the next stream is another', async () => {
      const { a, b, one, heardByA } = await connected();
      one.destroy();
      expect(heardByA).toEqual([['disconnect']]);
      expect([a.connected, b.connected]).toEqual([false, false]);
      expect(a.getStream()).not.toBe(one);
      expect(a.getStream()).toBe(a.getStream());
    });

    it('disconnect, between pipe and connect, ends the stream, and connect does not come', async () => {
      const { remote, heard } = end();
      const stream = remote.getStream();
      stream.pipe(through());
      remote.disconnect();
      await tick();
      expect(heard).toEqual([]);
      expect(stream.destroyed).toBe(true);
      expect(remote.connected).toBe(false);
    });

    it('connect, of a stream that is piped twice, comes once', async () => {
      const { remote, heard } = end();
      const stream = remote.getStream();
      stream.pipe(through());
      stream.pipe(through());
      await tick();
      expect(heard).toEqual([['connect']]);
    });

    it('listener of connect that emits, after events that waited, comes behind them', async () => {
      const b = end();
      const { remote } = end();
      remote.on('connect', () => remote.emit('x', 2));
      remote.emit('x', 1);
      remote.getStream().pipe(b.remote.getStream());
      await tick();
      expect(b.heard).toEqual([
        ['x', 1],
        ['x', 2],
      ]);
    });

    it('connection that is full, while it is, is not written to', async () => {
      const { remote } = end();
      const slow = through<string>();
      const seen: unknown[] = [];
      slow.on('data', (line) => seen.push(line));
      remote.getStream().pipe(slow);
      await tick();
      slow.pause();
      for (let n = 0; n < 5; n++) remote.emit('x', n);
      expect(remote.buffer.length).toBe(4);
      slow.resume();
      expect(remote.buffer).toEqual([]);
      expect(seen).toEqual([0, 1, 2, 3, 4].map((n) => `["x",${n}]\n`));
    });

    it('disconnect, from a connection that is full, comes at once, and what waits goes out before the end', async () => {
      const { remote, heard } = end();
      const slow = through<string>();
      const seen: unknown[] = [];
      slow.on('data', (line) => seen.push(line));
      slow.on('end', () => seen.push('end'));
      remote.getStream().pipe(slow);
      await tick();
      slow.pause();
      for (let n = 0; n < 3; n++) remote.emit('x', n);
      remote.disconnect();
      expect(heard).toEqual([['connect'], ['disconnect']]);
      expect(remote.buffer).toEqual([]);
      slow.resume();
      expect(seen).toEqual(['["x",0]\n', '["x",1]\n', '["x",2]\n', 'end']);
    });

    it.each([
      ['drop-oldest', [2, 3]],
      ['drop-newest', [0, 1]],
    ] as const)('overflow %s, with more events than may wait, keeps the others', (overflow, kept) => {
      const { remote } = end({ maxBuffered: 2, overflow });
      for (let n = 0; n < 4; n++) remote.emit('x', n);
      expect(remote.buffer).toEqual(kept.map((n) => ['x', n]));
    });

    it('raw stream is of arrays, and a wrapper makes of them what it likes', async () => {
      const { remote, heard } = end();
      const said: unknown[] = [];
      const raw = remote.getStream(true);
      raw.pipe(through((event) => void said.push(event)));
      await tick();
      remote.emit('x', 1);
      raw.write(['x', 2]);
      expect(said).toEqual([['x', 1]]);
      expect(heard).toEqual([['connect'], ['x', 2]]);

      const wrapped = new RemoteEvents({
        wrap: (stream) => {
          const { emit, write } = stream;
          stream.emit = (event, ...args) =>
            emit.apply(stream, event === 'data' ? [event, `<${JSON.stringify(args[0])}>`] : [event, ...args]);
          const parsing = (chunk: unknown): boolean =>
            Reflect.apply(write, stream, [JSON.parse(String(chunk).slice(1, -1))]);
          stream.write = parsing;
          return stream;
        },
      });
      const other: unknown[] = [];
      wrapped.on('x', (n) => other.push(n));
      const stream = wrapped.getStream();
      stream.pipe(through((text) => void other.push(text)));
      await tick();
      wrapped.emit('x', 1);
      stream.write('<["x",2]>');
      expect(other).toEqual(['<["x",1]>', 2]);
    });

    it('events about listeners, and those named by a symbol, are local', async () => {
      const { a, heardByB } = await connected();
      const local: unknown[] = [];
      const symbol = Symbol('local');
      a.on('newListener', (event) => local.push(event));
      a.on(symbol, (n) => local.push(n));
      a.emit(symbol, 1);
      expect(local).toEqual([symbol, 1]);
      expect(heardByB).toEqual([]);
    });

    it('incoming and outgoing, when given, allow only some events', async () => {
      const { a, b, heardByA } = await connected({ incoming: ['x'] }, { outgoing: (event) => event !== 'y' });
      const codes = errorsOf(a);
      b.emit('x');
      b.emit('z');
      expect(heardByA).toEqual([['x']]);
      expect(codes).toEqual(['ERR_REMOTE_EVENTS_REFUSED']);
      expect(() => b.emit('y')).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      await expect(b.send('y', [])).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
    });

    it('heir, of ES5 or of a class, is a RemoteEvents with methods of its own', async () => {
      interface Heir extends RemoteEvents {
        greet(): void;
      }
      function Heir(this: Heir, options?: Options): void {
        RemoteEvents.call(this, options);
      }
      Heir.prototype = Object.create(RemoteEvents.prototype, {
        greet: {
          value(this: Heir) {
            this.emit('x', 'hi');
          },
        },
      });
      const heir = new (Heir as unknown as new (options?: Options) => Heir)({ maxBuffered: 1 });
      class Other extends RemoteEvents {}
      const other = new Other();
      const heard: unknown[] = [];
      other.on('x', (word) => heard.push(word));
      expect(heir).toBeInstanceOf(RemoteEvents);
      expect(heir).toBeInstanceOf(EventEmitter);
      expect([heir.connected, heir.buffer]).toEqual([false, []]);
      heir.greet();
      heir.greet();
      const connection = await link(heir, other);
      connection.pump();
      expect(heard).toEqual(['hi']);
      connection.cut();
      expect(new RemoteEvents().constructor).toBe(RemoteEvents);
      expect((RemoteEvents as unknown as () => unknown)()).toBeInstanceOf(RemoteEvents);
    });

    it('signal, when it aborts, destroys the stream and disconnects', async () => {
      const control = new AbortController();
      const { a, one, heardByA } = await connected({ signal: control.signal });
      const errors: unknown[] = [];
      one.on('error', (error) => errors.push((error as Error).name));
      control.abort();
      expect(errors).toEqual(['AbortError']);
      expect(heardByA).toEqual([['disconnect']]);
      expect(a.connected).toBe(false);
    });
  });

  describe('send', () => {
    it('send, when connected, is delivered at once; when not, when it is', async () => {
      const { a, b, heardByB, one } = await connected();
      expect(await a.send('x', [1])).toBe(true);
      expect(heardByB).toEqual([['x', 1]]);
      one.destroy();
      const later = a.send('x', [2]);
      const connection = await link(a, b);
      connection.pump();
      expect(await later).toBe(true);
      connection.cut();
    });

    it('send, volatile, without a connection or with a full one, is dropped', async () => {
      const { remote } = end();
      expect(await remote.send('x', [1], { volatile: true })).toBe(false);
      const slow = through<string>();
      remote.getStream().pipe(slow);
      await tick();
      expect(await remote.send('x', [2], { volatile: true })).toBe(true);
      slow.pause();
      remote.emit('x', 3);
      expect(await remote.send('x', [4], { volatile: true })).toBe(false);
      expect(remote.buffer).toEqual([]);
    });

    it('nonsense, while nobody listens for errors, costs none', () => {
      const captured = vi.spyOn(Error, 'captureStackTrace');
      try {
        new RemoteEvents().getStream().write('5\n["connect"]\n{"x":1}\n["error"]\n');
        expect(captured).not.toHaveBeenCalled();
      } finally {
        captured.mockRestore();
      }
    });

    it.each([Number.NaN, -1])('send, with a ttlMs of %s, rejects', async (ttlMs) => {
      await expect(new RemoteEvents().send('x', [], { ttlMs })).rejects.toMatchObject({
        code: 'ERR_OUT_OF_RANGE',
      });
    });

    it('send, with a ttlMs of more than a timer can wait, is not dropped', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const remote = new RemoteEvents();
        void remote.send('x', [1], { ttlMs: 2 ** 32 });
        vi.advanceTimersByTime(1000);
        expect(remote.buffer).toEqual([['x', 1]]);
      } finally {
        vi.useRealTimers();
      }
    });

    it('send, with ttlMs, is dropped when it has waited so long, and not when it has gone', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      try {
        const { remote } = end();
        const expired = remote.send('x', [1], { ttlMs: 100 });
        const kept = remote.send('x', [2], { ttlMs: 1000 });
        vi.advanceTimersByTime(100);
        expect(await expired).toBe(false);
        expect(remote.buffer).toEqual([['x', 2]]);
        remote.getStream().pipe(through(() => {}));
        await tick();
        expect(await kept).toBe(true);
        expect(vi.getTimerCount()).toBe(0);
      } finally {
        vi.useRealTimers();
      }
    });

    it('send, whose signal aborts, is taken back while it waits', async () => {
      const { remote } = end();
      const control = new AbortController();
      const taken = remote.send('x', [1], { signal: control.signal });
      control.abort(new Error('enough'));
      await expect(taken).rejects.toMatchObject({ name: 'AbortError', cause: { message: 'enough' } });
      expect(remote.buffer).toEqual([]);
      await expect(remote.send('x', [1], { signal: control.signal })).rejects.toThrow('aborted');
    });

    it('send, for which there is no room, tells so', async () => {
      const { remote } = end({ maxBuffered: 1 });
      const dropped = remote.send('x', [1]);
      remote.emit('x', 2);
      expect(await dropped).toBe(false);
      const strict = new RemoteEvents({ maxBuffered: 0, overflow: 'error' });
      await expect(strict.send('x', [])).rejects.toMatchObject({ code: 'ERR_REMOTE_EVENTS_OVERFLOW' });
    });
  });

  describe('chunk boundaries', () => {
    it('events, however their bytes are cut, are the same', () => {
      const value = fc.jsonValue({ depthSize: 'small' });
      fc.assert(
        fc.property(fc.array(fc.array(value)), fc.array(fc.nat(40)), fc.boolean(), (events, cuts, isOpen) => {
          const { remote, heard } = end();
          const stream = remote.getStream();
          const text = events.map((args) => `${JSON.stringify(['x', ...args])}\n`).join('');
          let bytes = encodeText(isOpen ? text.trimEnd() : text, 'utf8');
          for (const cut of cuts) {
            stream.write(bytes.subarray(0, cut));
            bytes = bytes.subarray(cut);
          }
          stream.end(bytes);
          expect(heard).toEqual(events.map((args) => JSON.parse(JSON.stringify(['x', ...args]))));
        }),
      );
    });
  });

  describe('errors', () => {
    it.each([
      ['no JSON', 'nope'],
      ['half an array', '["x"'],
      ['a number', '5'],
      ['a string', '"x"'],
      ['null', 'null'],
      ['an object', '{"length":1,"0":"x"}'],
      ['an empty array', '[]'],
      ['a name that is a number', '[5]'],
      ['connect', '["connect"]'],
      ['disconnect', '["disconnect"]'],
      ['newListener', '["newListener","x"]'],
      ['removeListener', '["removeListener","x"]'],
      ['many arguments', `["x"${',0'.repeat(200_000)}]`],
      ['a long line', `["x","${'a'.repeat(1024 * 1024)}"]`],
      ['deep nesting', `${'['.repeat(100_000)}`],
    ])('line of %s is refused, and the next is heard', (_what, line) => {
      const { remote, heard } = end();
      const codes = errorsOf(remote);
      remote.getStream().write(`${line}\n\n["x",1]\n`);
      expect(codes).toEqual(['ERR_REMOTE_EVENTS_REFUSED']);
      expect(heard).toEqual([['x', 1]]);
    });

    it('line of an error, or of nonsense, while nobody listens for errors, is dropped', () => {
      const { remote, heard } = end();
      remote.getStream().write('["error","x"]\nnonsense\n["x",1]\n');
      expect(heard).toEqual([['x', 1]]);
      const codes = errorsOf(remote);
      remote.getStream().write('["error","x"]\n');
      expect(codes).toEqual(['x']);
    });

    it('event named __proto__ is an event, and pollutes nothing', () => {
      const { remote, heard } = end({}, '__proto__');
      remote.getStream().write('["__proto__",{"__proto__":{"polluted":1}}]\n');
      expect(heard.length).toBe(1);
      expect(({} as { polluted?: 1 }).polluted).toBeUndefined();
    });

    it('line without an end, however long, is not kept', () => {
      const { remote, heard } = end({ maxLineLength: 100 });
      const codes = errorsOf(remote);
      const stream = remote.getStream();
      for (let i = 0; i < 1000; i++) stream.write('a'.repeat(1000));
      stream.write('\n["x",1]\n');
      expect(codes).toEqual(['ERR_REMOTE_EVENTS_REFUSED']);
      expect(heard).toEqual([['x', 1]]);
    });

    it('listener that throws tells whoever wrote, and the rest of the chunk is heard', () => {
      const { remote, heard } = end();
      remote.on('bad', () => {
        throw new Error('mine');
      });
      expect(() => remote.getStream().write('["bad"]\n["x",1]\n["bad"]\n["x",2]\n')).toThrow('mine');
      expect(heard).toEqual([
        ['x', 1],
        ['x', 2],
      ]);
    });

    it('emit, of what has no form in JSON, throws when connected and is told of when it waited', async () => {
      const circle: unknown[] = [];
      circle.push(circle);
      const { a, b, heardByB, one } = await connected();
      expect(() => a.emit('x', circle)).toThrow(TypeError);
      one.destroy();
      const errors: unknown[] = [];
      a.on('error', (error) => errors.push(error));
      a.emit('x', circle);
      a.emit('x', 1);
      const connection = await link(a, b);
      connection.pump();
      expect(errors).toMatchObject([{ code: 'ERR_REMOTE_EVENTS_UNSENDABLE', cause: { name: 'TypeError' } }]);
      expect(heardByB.at(-1)).toEqual(['x', 1]);
      connection.cut();
    });

    it('emit, beyond what may wait, with overflow error, throws', () => {
      const { remote } = end({ maxBuffered: 1, overflow: 'error' });
      remote.emit('x');
      expect(() => remote.emit('x')).toThrow(coded('ERR_REMOTE_EVENTS_OVERFLOW'));
      expect(remote.buffer.length).toBe(1);
    });

    it('options of the wrong kind are thrown', () => {
      expect(() => new RemoteEvents({ maxBuffered: -1 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => new RemoteEvents({ maxLineLength: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => new RemoteEvents({ maxArguments: -1 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => new RemoteEvents({ helloTimeoutMs: -1 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => new RemoteEvents({ maxLineLength: '1' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => new RemoteEvents({ incoming: 'x' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => new RemoteEvents({ outgoing: {} as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => new RemoteEvents({ overflow: 'x' as never })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
    });
  });

  describe('types', () => {
    it('RemoteEvents, with maps of events, types both directions', () => {
      type Incoming = { move: [x: number, y: number] };
      type Outgoing = { say: [text: string] };
      const remote = new RemoteEvents<Incoming, Outgoing>();
      remote.on('move', (x, y) => {
        expectTypeOf(x).toEqualTypeOf<number>();
        expectTypeOf(y).toEqualTypeOf<number>();
      });
      remote.on('connect', (...args) => expectTypeOf(args).toEqualTypeOf<[]>());
      expectTypeOf(remote.send<'say'>).parameters.toMatchTypeOf<['say', [text: string], ...unknown[]]>();
      expectTypeOf(remote.getStream()).toEqualTypeOf<ClassicStream>();
      expect(remote.getStream()).toBeInstanceOf(ClassicStream);
    });
  });
});
