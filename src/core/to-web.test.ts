import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { turn, until } from './_test/until.ts';
import { ClassicStream } from './classic.ts';
import { Duplex } from './duplex.ts';
import { Readable } from './readable.ts';
import type { WebPair } from './to-web.ts';
import { duplexToWeb, readableToWeb, writableToWeb } from './to-web.ts';
import { PassThrough } from './transform.ts';
import { Writable } from './writable.ts';

const boom = new Error('boom');

function closed(stream: { once(event: string, listener: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve));
}

async function collect<T>(web: ReadableStream<T>): Promise<T[]> {
  const chunks: T[] = [];
  const reader = web.getReader();
  while (true) {
    const { value, done } = await reader.read();
    if (done) return chunks;
    chunks.push(value);
  }
}

/** A sink that keeps its callbacks. */
function held(options: object = {}) {
  const chunks: unknown[] = [];
  const callbacks: (() => void)[] = [];
  const stream = new Writable<unknown>({
    ...options,
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      callbacks.push(done);
    },
  });
  return { stream, chunks, callbacks };
}

describe('readableToWeb', () => {
  it('readableToWeb, of bytes, gives plain Uint8Arrays', async () => {
    const source = new Readable<Uint8Array>({ read() {} });
    source.push(new Uint8Array([1, 2]));
    source.push(null);
    const [chunk] = await collect(readableToWeb<Uint8Array>(source));
    expect(chunk?.constructor).toBe(Uint8Array);
    expect([...(chunk ?? [])]).toEqual([1, 2]);
  });

  it('readableToWeb, whose reader does not read, stops the stream', async () => {
    let reads = 0;
    const source = new Readable<number>({
      objectMode: true,
      highWaterMark: 3,
      read() {
        this.push(reads++);
      },
    });
    const reader = readableToWeb(source).getReader();
    await until(() => source.readableFlowing === false && source.readableLength === 3);
    expect(reads).toBe(6);
    for (let n = 0; n < 20; n++) expect(await reader.read()).toEqual({ value: n, done: false });
    expect(reads).toBeLessThanOrEqual(26);
    await reader.cancel();
    expect(source.destroyed).toBe(true);
  });

  it('readableToWeb, of decoded text, counts it by its length', async () => {
    const source = new Readable<string>({ read() {}, encoding: 'utf8', highWaterMark: 4 });
    for (const text of ['abc', 'def', 'ghi']) source.push(text);
    source.push(null);
    expect((await collect(readableToWeb(source))).join('')).toBe('abcdefghi');
  });

  it('readableToWeb, of a duplex that is not ended, ends with the readable side', async () => {
    const duplex = new Duplex<string, string>({ objectMode: true, read() {} });
    duplex.push('a');
    duplex.push(null);
    expect(await collect(readableToWeb(duplex))).toEqual(['a']);
    expect(duplex.writable).toBe(true);
  });

  it('readableToWeb, whose strategy cannot count a chunk, destroys the stream', async () => {
    const source = new Readable<unknown>({ objectMode: true, read() {} });
    const web = readableToWeb(source, {
      strategy: {
        highWaterMark: 1,
        size() {
          throw boom;
        },
      },
    });
    const over = closed(source);
    source.push('a');
    await over;
    expect(source.errored).toBe(boom);
    await expect(web.getReader().read()).rejects.toBe(boom);
  });

  it('readableToWeb, cancelled while chunks flow, takes no more', async () => {
    const source = new Readable<number>({
      objectMode: true,
      read() {
        this.push(1);
      },
    });
    const reader = readableToWeb(source).getReader();
    await reader.read();
    const over = closed(source);
    await reader.cancel();
    await over;
    expect(source.listenerCount('data')).toBe(0);
  });

  it('readableToWeb, of a classic stream, reads it', async () => {
    const source = new ClassicStream<string>();
    const chunks = collect(readableToWeb(source));
    source.emit('data', 'a');
    source.emit('data', 'b');
    source.emit('end');
    source.emit('close');
    expect(await chunks).toEqual(['a', 'b']);
  });

  it('readableToWeb, of what cannot be read, is refused', () => {
    expect(() => readableToWeb(new Writable() as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  });
});

describe('writableToWeb', () => {
  it('writableToWeb, of a slow stream, makes the writer wait', async () => {
    const { stream, chunks, callbacks } = held({ objectMode: true, highWaterMark: 1 });
    const writer = writableToWeb(stream).getWriter();
    const first = writer.write('a');
    expect(writer.desiredSize).toBe(0);
    const second = writer.write('b');
    let isDone = false;
    void second.then(() => {
      isDone = true;
    });
    await turn();
    expect(chunks).toEqual(['a']);
    expect(isDone).toBe(false);
    callbacks[0]?.();
    await first;
    await turn();
    expect(chunks).toEqual(['a', 'b']);
    expect(isDone).toBe(false);
    callbacks[1]?.();
    await second;
  });

  it('writableToWeb, of bytes, counts them', async () => {
    const { stream } = held({ highWaterMark: 10 });
    const writer = writableToWeb<unknown>(stream).getWriter();
    const writing = writer.write(new Uint8Array(4));
    expect(writer.desiredSize).toBe(6);
    await writing;
    expect(writer.desiredSize).toBe(10);
  });

  it('writableToWeb, of a stream that is full already, loses no chunk', async () => {
    const { stream, chunks, callbacks } = held({ objectMode: true, highWaterMark: 1 });
    stream.write('before');
    const writing = writableToWeb(stream).getWriter().write('after');
    await turn();
    expect(stream.writableLength).toBe(1);
    callbacks[0]?.();
    await until(() => callbacks.length === 2);
    callbacks[1]?.();
    await writing;
    expect(chunks).toEqual(['before', 'after']);
  });

  it('writableToWeb, aborted while it waits, destroys the stream at once', async () => {
    const { stream } = held({ objectMode: true, highWaterMark: 1 });
    stream.on('error', () => {});
    const writer = writableToWeb(stream).getWriter();
    const writing = writer.write('a');
    await turn();
    const over = closed(stream);
    await writer.abort(boom);
    await expect(writing).rejects.toBe(boom);
    await over;
    expect(stream.errored).toBe(boom);
  });

  it('writableToWeb, given a chunk that cannot be written, destroys the stream', async () => {
    const { stream } = held();
    const writer = writableToWeb<unknown>(stream).getWriter();
    const refused = expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' });
    await expect(writer.write(7)).rejects.toEqual(refused);
    await expect(writer.closed).rejects.toEqual(refused);
    expect(stream.errored).toEqual(refused);
  });

  it('writableToWeb, of a duplex that is still read, closes with the writable side', async () => {
    const duplex = new Duplex<string, string>({ read() {}, write: (_chunk, _encoding, done) => done() });
    await writableToWeb(duplex).getWriter().close();
    expect(duplex.writableFinished).toBe(true);
    expect(duplex.readable).toBe(true);
  });

  it('writableToWeb, closed, takes its listeners off', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    await writableToWeb(stream).getWriter().close();
    expect(stream.listenerCount('drain')).toBe(0);
  });

  it('writableToWeb, of what cannot be written to, is refused', () => {
    expect(() => writableToWeb(new Readable() as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  });
});

describe('duplexToWeb', () => {
  it('duplexToWeb, of a transform, pipes through', async () => {
    const { readable, writable } = duplexToWeb<string, string>(new PassThrough<string>({ objectMode: true }));
    const chunks = collect(readable);
    const writer = writable.getWriter();
    for (const chunk of ['a', 'b']) await writer.write(chunk);
    await writer.close();
    expect(await chunks).toEqual(['a', 'b']);
  });

  it('duplexToWeb, of a transform, takes its place in pipeThrough', async () => {
    const source = readableToWeb(Readable.from([1, 2, 3]));
    expect(
      await collect(source.pipeThrough(duplexToWeb<number, number>(new PassThrough({ objectMode: true })))),
    ).toEqual([1, 2, 3]);
  });

  it('duplexToWeb, of a stream that cannot be destroyed after both ends, leaves the error handled', async () => {
    const duplex = new Duplex<string, string>({
      read() {},
      write: (_chunk, _encoding, done) => done(),
      destroy: (_error, done) => done(boom),
    });
    const { readable, writable } = duplexToWeb<string, string>(duplex);
    const over = closed(duplex);
    duplex.push(null);
    expect(await collect(readable)).toEqual([]);
    await writable.close();
    await over;
    expect(duplex.errored).toBe(boom);
  });

  it('duplexToWeb, of a stream with one side, is refused', () => {
    expect(() => duplexToWeb(new Readable() as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  });
});

describe('chunk boundaries', () => {
  it('readableToWeb and writableToWeb, for bytes in any chunks, give the same bytes', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 0, max: 9 }), async (parts, highWaterMark) => {
        const pair = duplexToWeb<Uint8Array, Uint8Array>(new PassThrough({ highWaterMark }));
        const read = collect(pair.readable);
        const writer = pair.writable.getWriter();
        for (const part of parts) await writer.write(part);
        await writer.close();
        expect((await read).flatMap((part) => [...part])).toEqual(parts.flatMap((part) => [...part]));
      }),
      { numRuns: 50 },
    );
  });
});

describe('types', () => {
  it('the chunks keep their types', () => {
    expectTypeOf(readableToWeb(Readable.from([1]))).toEqualTypeOf<ReadableStream<number>>();
    expectTypeOf(writableToWeb(new Writable<string>())).toEqualTypeOf<WritableStream<string>>();
    expectTypeOf(duplexToWeb(new Duplex<string, number>())).toEqualTypeOf<WebPair<string, number>>();
  });
});
