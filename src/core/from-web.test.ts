import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { until } from './_test/until.ts';
import { Duplex } from './duplex.ts';
import { duplexFromWeb, readableFromWeb, writableFromWeb } from './from-web.ts';
import { Readable } from './readable.ts';
import { Writable } from './writable.ts';

const boom = new Error('boom');

interface Emitter {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** The events of a stream until 'close'. */
function course(stream: Emitter): Promise<unknown[]> {
  const events: unknown[] = [];
  stream.on('error', (error) => events.push(error));
  for (const event of ['end', 'finish']) stream.on(event, () => events.push(event));
  return new Promise((resolve) => stream.on('close', () => resolve(events)));
}

/** A web stream to read from, and what it was cancelled with. */
function webSource() {
  let controller!: ReadableStreamDefaultController<unknown>;
  const cancelled: unknown[] = [];
  const web = new ReadableStream<unknown>({
    start(given) {
      controller = given;
    },
    cancel(reason) {
      cancelled.push(reason);
    },
  });
  return { web, controller, cancelled };
}

/** A web stream to write to that fails at a chunk 'fail', and what it was given. */
function webSink(strategy?: QueuingStrategy) {
  let controller!: WritableStreamDefaultController;
  const chunks: unknown[] = [];
  const aborted: unknown[] = [];
  const web = new WritableStream<unknown>(
    {
      start(given) {
        controller = given;
      },
      write(chunk) {
        if (chunk === 'fail') throw boom;
        chunks.push(chunk);
      },
      abort(reason) {
        aborted.push(reason);
      },
    },
    strategy,
  );
  return { web, controller, chunks, aborted };
}

describe('readableFromWeb', () => {
  it('readableFromWeb, of a web stream, can be iterated', async () => {
    const { web, controller } = webSource();
    for (const n of [1, 2]) controller.enqueue(n);
    controller.close();
    const chunks: unknown[] = [];
    for await (const chunk of readableFromWeb(Readable, web, { objectMode: true })) chunks.push(chunk);
    expect(chunks).toEqual([1, 2]);
  });

  it('readableFromWeb, whose chunks nobody reads, asks for no more than it buffers', async () => {
    let pulls = 0;
    const web = new ReadableStream<number>(
      { pull: (controller) => controller.enqueue(pulls++) },
      { highWaterMark: 0 },
    );
    const stream = readableFromWeb(Readable, web, { objectMode: true, highWaterMark: 3 });
    await new Promise<void>((resolve) => {
      stream.on('readable', () => stream.readableLength === 3 && resolve());
    });
    expect(pulls).toBe(3);
    const over = course(stream);
    stream.destroy();
    await over;
    expect(pulls).toBe(3);
  });

  it('readableFromWeb, destroyed while it is read, does not end', async () => {
    const { web, cancelled } = webSource();
    const stream = readableFromWeb(Readable, web);
    const over = course(stream);
    stream.resume();
    await new Promise<void>((resolve) => stream.once('resume', resolve));
    stream.destroy();
    expect(await over).toEqual([]);
    expect(cancelled).toEqual([null]);
  });

  it('readableFromWeb, destroyed with an error, cancels with it', async () => {
    const { web, cancelled } = webSource();
    const stream = readableFromWeb(Readable, web);
    const over = course(stream);
    stream.destroy(boom);
    expect(await over).toEqual([boom]);
    expect(cancelled).toEqual([boom]);
  });

  it('readableFromWeb, given null for a chunk, fails', async () => {
    const { web, controller, cancelled } = webSource();
    const stream = readableFromWeb(Readable, web, { objectMode: true });
    const over = course(stream);
    stream.resume();
    controller.enqueue(null);
    const error = expect.objectContaining({ code: 'ERR_STREAM_NULL_VALUES' });
    expect(await over).toEqual([error]);
    expect(cancelled).toEqual([error]);
  });

  it.each(['before', 'while reading', 'after the end'])(
    'readableFromWeb, with a signal that aborts %s',
    async (when) => {
      const { web, controller, cancelled } = webSource();
      const stop = new AbortController();
      if (when === 'before') stop.abort(boom);
      const stream = readableFromWeb(Readable, web, { signal: stop.signal });
      const over = course(stream);
      stream.resume();
      if (when === 'after the end') controller.close();
      else stop.abort(boom);
      const abort = expect.objectContaining({ code: 'ABORT_ERR', cause: boom });
      expect(await over).toEqual(when === 'after the end' ? ['end'] : [abort]);
      stop.abort(boom);
      expect(cancelled).toEqual(when === 'after the end' ? [] : [abort]);
    },
  );

  it('readableFromWeb, of a byte stream, gives bytes', async () => {
    const web = new ReadableStream({
      type: 'bytes',
      start(controller) {
        controller.enqueue(new Uint8Array([104, 105]));
        controller.close();
      },
    });
    let text = '';
    for await (const chunk of readableFromWeb<unknown>(Readable, web, { encoding: 'utf8' })) text += chunk;
    expect(text).toBe('hi');
  });
});

describe('writableFromWeb', () => {
  it('writableFromWeb, of a slow web stream, makes write() false and drains', async () => {
    const written: (() => void)[] = [];
    const web = new WritableStream<unknown>({
      write: () => new Promise<void>((resolve) => written.push(resolve)),
    });
    const stream = writableFromWeb(Writable, web, { objectMode: true, highWaterMark: 2 });
    expect([stream.write('a'), stream.write('b')]).toEqual([true, false]);
    const drained = new Promise((resolve) => stream.once('drain', resolve));
    for (let n = 1; n <= 2; n++) {
      await until(() => written.length === n);
      expect(stream.writableNeedDrain).toBe(true);
      written[n - 1]?.();
    }
    await drained;
    expect(stream.writableLength).toBe(0);
  });

  it('writableFromWeb, of a web stream without a buffer, writes', async () => {
    const { web, chunks } = webSink({ highWaterMark: 0 });
    const stream = writableFromWeb(Writable, web, { objectMode: true });
    const over = course(stream);
    stream.write('a');
    stream.end('b');
    expect(await over).toEqual(['finish']);
    expect(chunks).toEqual(['a', 'b']);
  });

  it('writableFromWeb, when one of a burst of writes fails, fails once', async () => {
    const { web, chunks } = webSink();
    const stream = writableFromWeb(Writable, web, { objectMode: true });
    const over = course(stream);
    const callbacks: unknown[] = [];
    stream.cork();
    for (const chunk of ['a', 'fail', 'c']) stream.write(chunk, (error) => callbacks.push(error));
    stream.uncork();
    expect(await over).toEqual([boom]);
    expect(chunks).toEqual(['a']);
    expect(callbacks).toEqual([boom, boom, boom]);
  });

  it('writableFromWeb, destroyed with an error, aborts with it', async () => {
    const { web, aborted } = webSink();
    const stream = writableFromWeb(Writable, web);
    const over = course(stream);
    stream.destroy(boom);
    expect(await over).toEqual([boom]);
    expect(aborted).toEqual([boom]);
  });

  it.each([1, 2])(
    'writableFromWeb, destroyed right after %i writes, calls all back and closes',
    async (count) => {
      const stream = writableFromWeb(Writable, new WritableStream());
      let calls = 0;
      if (count > 1) stream.cork();
      for (let n = 0; n < count; n++) stream.write('a', () => calls++);
      stream.uncork();
      stream.destroy();
      await new Promise((resolve) => stream.on('close', resolve));
      expect(calls).toBe(count);
    },
  );

  it('writableFromWeb, whose web stream others close, tells a premature close', async () => {
    const { web } = webSink();
    await web.close();
    const error = expect.objectContaining({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    expect(await course(writableFromWeb(Writable, web))).toEqual([error]);
  });
});

describe('duplexFromWeb', () => {
  it('duplexFromWeb, of a transform, transforms', async () => {
    const transform = new TransformStream<string, number>({
      transform: (chunk, controller) => controller.enqueue(chunk.length),
    });
    const duplex = duplexFromWeb(Duplex, transform, { objectMode: true });
    duplex.write('a');
    duplex.end('bc');
    const lengths: number[] = [];
    for await (const length of duplex) lengths.push(length);
    expect(lengths).toEqual([1, 2]);
  });

  it('duplexFromWeb, when the readable fails, aborts the writable', async () => {
    const [source, sink] = [webSource(), webSink()];
    const duplex = duplexFromWeb(Duplex, { readable: source.web, writable: sink.web });
    source.controller.error(boom);
    expect(await course(duplex)).toEqual([boom]);
    expect(sink.aborted).toEqual([boom]);
  });

  it('duplexFromWeb, when the writable fails, cancels the readable', async () => {
    const [source, sink] = [webSource(), webSink()];
    const duplex = duplexFromWeb(Duplex, { readable: source.web, writable: sink.web });
    sink.controller.error(boom);
    expect(await course(duplex)).toEqual([boom]);
    expect(source.cancelled).toEqual([boom]);
  });

  it('duplexFromWeb, when the one web stream is locked, leaves the other free', () => {
    const [source, sink] = [webSource(), webSink()];
    sink.web.getWriter();
    const pair = { readable: source.web, writable: sink.web };
    expect(() => duplexFromWeb(Duplex, pair)).toThrow(TypeError);
    expect(source.web.locked).toBe(false);
  });
});

describe('errors', () => {
  const badType = expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' });

  it('fromWeb, of what is no web stream, throws', () => {
    expect(() => readableFromWeb(Readable, {} as never)).toThrow(badType);
    expect(() => writableFromWeb(Writable, {} as never)).toThrow(badType);
    expect(() => duplexFromWeb(Duplex, { readable: new ReadableStream() } as never)).toThrow(badType);
  });

  it('fromWeb, with a wrong option, throws and does not lock the web stream', () => {
    const { web } = webSource();
    expect(() => readableFromWeb(Readable, web, { objectMode: 1 as never })).toThrow(badType);
    expect(() => readableFromWeb(Readable, web, { signal: {} as never })).toThrow(badType);
    expect(() => readableFromWeb(Readable, web, { encoding: 'utf9' as never })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }),
    );
    expect(web.locked).toBe(false);
  });
});

describe('chunk boundaries', () => {
  it('readableFromWeb, for text cut into any bytes, gives the same text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
        async (text, cuts) => {
          const bytes = new TextEncoder().encode(text);
          let at = 0;
          const web = new ReadableStream<Uint8Array>({
            pull(controller) {
              if (at >= bytes.length) controller.close();
              else {
                const end = at + cuts.next().value;
                controller.enqueue(bytes.slice(at, end));
                at = end;
              }
            },
          });
          let read = '';
          for await (const chunk of readableFromWeb<unknown>(Readable, web, { encoding: 'utf8' }))
            read += chunk;
          expect(read).toBe(text);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('types', () => {
  it('the chunks keep their types', () => {
    expectTypeOf(readableFromWeb(Readable, new ReadableStream<number>())).toEqualTypeOf<Readable<number>>();
    expectTypeOf(writableFromWeb(Writable, new WritableStream<string>())).toEqualTypeOf<Writable<string>>();
    expectTypeOf(duplexFromWeb(Duplex, new TransformStream<string, number>())).toEqualTypeOf<
      Duplex<string, number>
    >();
  });
});
