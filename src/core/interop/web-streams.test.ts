/** Streams of ours made of web streams and made into them, in the middle of both worlds. */
import { describe, expect, it } from 'vitest';
import { Duplex } from '../duplex.ts';
import { finished, pipeline } from '../promises.ts';
import { Readable } from '../readable.ts';
import { PassThrough, Transform } from '../transform.ts';
import { Writable } from '../writable.ts';

const COUNT = 200;
const boom = new Error('boom');
const expected = Array.from({ length: COUNT }, (_, n) => n + 1);

function numbers(): Readable<number> {
  let n = 0;
  return new Readable<number>({
    objectMode: true,
    read() {
      this.push(n < COUNT ? n++ : null);
    },
  });
}

function webNumbers(): ReadableStream<number> {
  let n = 0;
  return new ReadableStream<number>({
    pull(controller) {
      if (n < COUNT) controller.enqueue(n++);
      else controller.close();
    },
  });
}

function increment(): Transform<number> {
  return new Transform<number>({
    objectMode: true,
    highWaterMark: 2,
    transform: (n, _encoding, done) => queueMicrotask(() => done(null, n + 1)),
  });
}

function webIncrement(): TransformStream<number, number> {
  return new TransformStream<number, number>({ transform: (n, controller) => controller.enqueue(n + 1) });
}

function collector(): { sink: Writable<number>; seen: number[] } {
  const seen: number[] = [];
  const sink = new Writable<number>({
    objectMode: true,
    highWaterMark: 1,
    write(n, _encoding, done) {
      seen.push(n);
      queueMicrotask(() => done());
    },
  });
  return { sink, seen };
}

function webCollector(): { sink: WritableStream<number>; seen: number[] } {
  const seen: number[] = [];
  return { sink: new WritableStream<number>({ write: (n) => void seen.push(n) }), seen };
}

const object = { objectMode: true } as const;

describe('behaviour', () => {
  it('pipeline, from a web source through a web transform to a web sink, gives all', async () => {
    const { sink, seen } = webCollector();
    await pipeline(
      Readable.fromWeb(webNumbers(), object),
      Duplex.fromWeb(webIncrement(), object),
      Writable.fromWeb(sink, object),
    );
    expect(seen).toEqual(expected);
  });

  it('pipeTo, from ours through ours to ours, gives all', async () => {
    const { sink, seen } = collector();
    await Readable.toWeb(numbers())
      .pipeThrough(Duplex.toWeb(increment()) as ReadableWritablePair<number, number>)
      .pipeTo(Writable.toWeb(sink));
    expect(seen).toEqual(expected);
  });

  it('pipe, there and back again, gives all', async () => {
    const { sink, seen } = collector();
    const there = Readable.fromWeb<number>(Readable.toWeb(numbers()), object);
    await pipeline(there, increment(), Writable.fromWeb(Writable.toWeb(sink), object));
    expect(seen).toEqual(expected);
  });

  it('for await, over a web stream of ours, gives all', async () => {
    const reader = Readable.toWeb(numbers().pipe(increment())).getReader();
    const seen: unknown[] = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) seen.push(next.value);
    expect(seen).toEqual(expected);
  });

  it('tee, of a web stream of ours, gives all twice', async () => {
    const branches = Readable.toWeb(numbers()).tee();
    const seen = await Promise.all(
      branches.map((branch) =>
        Readable.fromWeb<number>(branch, object)
          .map((n) => n + 1)
          .toArray(),
      ),
    );
    expect(seen).toEqual([expected, expected]);
  });

  it('toWeb, of an endless source, asks for no more than is read', async () => {
    let n = 0;
    const source = new Readable<number>({
      objectMode: true,
      highWaterMark: 4,
      read() {
        this.push(n++);
      },
    });
    const reader = Readable.toWeb(source).getReader();
    for (let i = 0; i < 100; i++) await reader.read();
    expect(n).toBeLessThan(120);
    await reader.cancel();
    expect(source.destroyed).toBe(true);
  });

  it('fromWeb, of an endless source, asks for no more than is read', async () => {
    let n = 0;
    const web = new ReadableStream<number>({ pull: (controller) => controller.enqueue(n++) });
    const source = Readable.fromWeb<number>(web, { objectMode: true, highWaterMark: 4 });
    for await (const chunk of source) if (chunk === 99) break;
    expect(n).toBeLessThan(120);
  });
});

describe('errors', () => {
  it('pipeline, from a web source that fails, fails and destroys ours', async () => {
    const web = new ReadableStream({
      pull() {
        throw boom;
      },
    });
    const { sink } = collector();
    await expect(pipeline(Readable.fromWeb(web, object), sink)).rejects.toBe(boom);
    expect(sink.destroyed).toBe(true);
  });

  it('pipeline, to a web sink that fails, fails and destroys ours', async () => {
    const web = new WritableStream({
      write() {
        throw boom;
      },
    });
    const source = numbers();
    await expect(pipeline(source, Writable.fromWeb(web, object))).rejects.toBe(boom);
    expect(source.destroyed).toBe(true);
  });

  it('pipeline, of ours that fails, aborts the web sink and cancels the web source', async () => {
    const told: unknown[] = [];
    const source = new ReadableStream<number>({
      pull: (controller) => controller.enqueue(1),
      cancel: (reason) => void told.push(['cancel', reason]),
    });
    const sink = new WritableStream<number>({ abort: (reason) => void told.push(['abort', reason]) });
    const failing = new Transform<number>({
      objectMode: true,
      transform: (_n, _encoding, done) => done(boom),
    });
    const parts = [Readable.fromWeb(source, object), failing, Writable.fromWeb(sink, object)] as const;
    await expect(pipeline(...parts)).rejects.toBe(boom);
    await Promise.all(parts.map((part) => finished(part).catch(() => {})));
    expect(told.sort()).toEqual([
      ['abort', boom],
      ['cancel', boom],
    ]);
  });

  it('pipeTo, to ours that fails, is rejected and cancels the source', async () => {
    const reasons: unknown[] = [];
    const source = new ReadableStream<number>({
      pull: (controller) => controller.enqueue(1),
      cancel: (reason) => void reasons.push(reason),
    });
    const sink = new Writable<number>({ objectMode: true, write: (_n, _encoding, done) => done(boom) });
    await expect(source.pipeTo(Writable.toWeb(sink))).rejects.toBe(boom);
    expect(reasons).toEqual([boom]);
  });

  it('pipeTo, aborted, destroys ours at both ends', async () => {
    const stop = new AbortController();
    const source = new PassThrough<number>({ objectMode: true });
    source.on('error', () => {});
    const { sink } = collector();
    sink.on('error', () => {});
    const done = Readable.toWeb(source).pipeTo(Writable.toWeb(sink), { signal: stop.signal });
    source.write(1);
    stop.abort(boom);
    await expect(done).rejects.toBe(boom);
    expect([source.destroyed, sink.destroyed]).toEqual([true, true]);
  });

  it('a web stream of ours that is destroyed, tells a premature close from an end', async () => {
    const [cut, ended] = [numbers(), Readable.from([])];
    const readers = [cut, ended].map((stream) => Readable.toWeb(stream as Readable).getReader());
    cut.destroy();
    await expect(readers[0]!.closed).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readers[1]!.read()).toEqual({ done: true, value: undefined });
  });
});
