import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { decodeText, encodeText } from '#platform';
import { Stream } from './classic.ts';
import { Readable } from './readable.ts';
import type { Listener } from './types.ts';
import { Writable } from './writable.ts';

function event(stream: { once(event: string, listener: Listener): unknown }, name: string): Promise<unknown> {
  return new Promise((resolve) => stream.once(name, resolve));
}

function counter(end: number, highWaterMark = 16): Readable<number> {
  let n = 0;
  return new Readable<number>({
    objectMode: true,
    highWaterMark,
    read() {
      this.push(n < end ? n++ : null);
    },
  });
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

describe('construction', () => {
  it('Readable, without new, is a Readable', () => {
    expect(Readable()).toBeInstanceOf(Readable);
    expect(Readable()).toBeInstanceOf(Stream);
  });

  it('Readable, given null for options, takes the defaults', () => {
    expect(new Readable(null as never).readableHighWaterMark).toBe(new Readable().readableHighWaterMark);
  });

  it('Readable, called on an ES5 heir, makes it a stream', async () => {
    function Letters(this: Readable<string>): void {
      Readable.call(this, { objectMode: true });
    }
    Letters.prototype = Object.create(Readable.prototype, {
      _read: {
        value(this: Readable<string>): void {
          this.push('a');
          this.push(null);
        },
      },
    });
    const letters = new (Letters as unknown as new () => Readable<string>)();
    expect(await all(letters)).toEqual(['a']);
  });

  it('Readable, as a base class, calls the _read of its heir', async () => {
    class One extends Readable<number> {
      override _read(): void {
        this.push(1);
        this.push(null);
      }
    }
    expect(await all(new One({ objectMode: true }))).toEqual([1]);
  });

  it('Readable, with a signal, is destroyed when it aborts', async () => {
    const stop = new AbortController();
    const source = new Readable({ read() {}, signal: stop.signal });
    const failed = event(source, 'error');
    stop.abort('enough');
    expect(await failed).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
  });
});

describe('behaviour', () => {
  it('push, before anybody listens, loses nothing', async () => {
    const source = new Readable({ read() {} });
    source.push('beep ');
    source.push('boop');
    source.push(null);
    source.setEncoding('utf8');
    expect((await all(source)).join('')).toBe('beep boop');
  });

  it('_read, is called only when more is wanted', async () => {
    let calls = 0;
    const source = new Readable<number>({
      objectMode: true,
      highWaterMark: 2,
      read() {
        this.push(++calls);
      },
    });
    source.on('readable', () => {});
    await event(source, 'readable');
    expect(calls).toBe(2);
    expect(source.readableLength).toBe(2);
  });

  it('read(n), of more than there is, waits', async () => {
    const source = new Readable({ read() {} });
    source.push('abc');
    expect(source.read(4)).toBeNull();
    source.push('d');
    expect(decodeText(source.read(4) as Uint8Array, 'utf8')).toBe('abcd');
  });

  it('read, overridden by an heir, is what a flowing stream calls', async () => {
    let calls = 0;
    class Counted extends Readable<number> {
      #next = 0;
      override _read(): void {
        this.push(this.#next < 20 ? this.#next++ : null);
      }
      override read(size?: number): number | null {
        if (size === undefined) calls++;
        return super.read(size);
      }
    }
    const source = new Counted({ objectMode: true });
    source.resume();
    await event(source, 'end');
    expect(calls).toBeGreaterThanOrEqual(20);
  });

  it('unshift, puts a chunk before the others', () => {
    const source = new Readable({ read() {}, encoding: 'utf8' });
    source.push('cd');
    source.unshift('ab');
    expect(source.read()).toBe('abcd');
  });

  it('pipe, to a slow destination, stops reading ahead', async () => {
    const source = counter(1_000, 4);
    const gates: (() => void)[] = [];
    const sink = new Writable<number>({
      objectMode: true,
      highWaterMark: 4,
      write: (_chunk, _encoding, done) => void gates.push(done),
    });
    source.pipe(sink);
    await event(source, 'pause');
    expect(sink.writableLength).toBe(4);
    expect(source.readableLength).toBeLessThanOrEqual(4);
    for (let i = 0; i < 4; i++) gates.shift()?.();
    await event(source, 'resume');
  });

  it('pipe, to two destinations, gives both everything', async () => {
    const seen: number[][] = [[], []];
    const source = counter(100);
    const sinks = seen.map(
      (list) =>
        new Writable<number>({
          objectMode: true,
          highWaterMark: 3,
          write(chunk, _encoding, done) {
            list.push(chunk);
            queueMicrotask(() => done());
          },
        }),
    );
    for (const sink of sinks) source.pipe(sink);
    await Promise.all(sinks.map((sink) => event(sink, 'finish')));
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).toHaveLength(100);
  });

  it('for await, left early, destroys the stream', async () => {
    const source = counter(10);
    for await (const n of source) if (n === 3) break;
    expect(source.destroyed).toBe(true);
  });

  it('iterator, with destroyOnReturn false, leaves it alive', async () => {
    const source = counter(10);
    for await (const n of source.iterator({ destroyOnReturn: false })) if (n === 3) break;
    expect(source.destroyed).toBe(false);
    expect(await all(source)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('from, closes the generator when the stream is destroyed', async () => {
    let left = false;
    async function* letters(): AsyncGenerator<string> {
      try {
        yield 'a';
        yield 'b';
      } finally {
        left = true;
      }
    }
    const source = Readable.from(letters());
    for await (const _ of source) break;
    await event(source, 'close');
    expect(left).toBe(true);
  });

  it('wrap, makes a Readable of a classic stream', async () => {
    const old = new Stream();
    const source = Readable.wrap(old);
    const read = all(source);
    old.emit('data', 'x');
    old.emit('data', 'y');
    old.emit('end');
    expect(await read).toEqual(['x', 'y']);
  });
});

describe('errors', () => {
  it('push, after null, is an error', async () => {
    const source = new Readable({ read() {} });
    source.push(null);
    source.push('late');
    expect(await event(source, 'error')).toMatchObject({ code: 'ERR_STREAM_PUSH_AFTER_EOF' });
  });

  it('push, of a number to a stream of bytes, is an error', async () => {
    const source = new Readable({ read() {} });
    source.push(5);
    expect(await event(source, 'error')).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  });

  it('_read, that throws, destroys the stream', async () => {
    const source = new Readable({
      read() {
        throw new Error('boom');
      },
    });
    await expect(all(source)).rejects.toThrow('boom');
  });

  it('Readable, with a negative mark, is refused', () => {
    expect(() => new Readable({ highWaterMark: -1 })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }),
    );
  });

  it('from, what cannot be iterated, is refused', () => {
    expect(() => Readable.from(5 as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  });

  it('for await, over a destroyed stream, throws a premature close', async () => {
    const source = counter(3);
    source.destroy();
    await expect(all(source)).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });
});

describe('chunk boundaries', () => {
  it('setEncoding, keeps characters whole however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(7)), async (text, sizes) => {
        const bytes = encodeText(text, 'utf8');
        const source = new Readable({ read() {}, encoding: 'utf8' });
        let at = 0;
        for (const size of sizes) {
          source.push(bytes.subarray(at, at + size));
          at += size;
        }
        source.push(bytes.subarray(at));
        source.push(null);
        expect((await all(source)).join('')).toBe(text);
      }),
    );
  });
});

describe('types', () => {
  it('Readable, hands its chunk type on', () => {
    const source = counter(1);
    expectTypeOf(source.read()).toEqualTypeOf<number | null>();
    expectTypeOf(Readable.from(['a'])).toEqualTypeOf<Readable<string>>();
    source.on('data', (chunk) => expectTypeOf(chunk).toEqualTypeOf<number>());
    source.on('error', (error) => expectTypeOf(error).toEqualTypeOf<Error>());
    // @ts-expect-error: a sink of text does not take numbers
    const join = (): unknown => source.pipe(new Writable<string>());
    expect(join).toBeTypeOf('function');
  });
});
