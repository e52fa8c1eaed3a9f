/** Streams of the old kind, which are emitters with `readable`, `pause` and `resume`, joined with ours. */
import { describe, expect, it } from 'vitest';
import { EventEmitter, nextTick } from '#platform';
import { Stream } from '../classic.ts';
import { finished, pipeline as join } from '../promises.ts';
import { Readable } from '../readable.ts';
import { PassThrough } from '../transform.ts';
import type { EmitterLike } from '../types.ts';
import { Writable } from '../writable.ts';

/** What comes out of a stream of the old kind has no type. */
const pipeline = join as unknown as (...parts: unknown[]) => Promise<unknown>;

const COUNT = 100;
const boom = new Error('boom');
const all = Array.from({ length: COUNT }, (_, n) => n);

/** A source as they were before there were Readables: it pushes, and stops when it is told to. */
class OldSource extends (Stream as unknown as new () => Stream) {
  override readable = true;
  destroyed = false;
  pauses = 0;
  #isPaused = false;
  #next = 0;
  start(): this {
    nextTick(() => this.#run());
    return this;
  }
  #run(): void {
    while (!this.#isPaused && !this.destroyed) {
      if (this.#next === COUNT) {
        this.readable = false;
        this.emit('end');
        return;
      }
      this.emit('data', this.#next++);
    }
  }
  pause(): void {
    this.#isPaused = true;
    this.pauses++;
  }
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    nextTick(() => this.#run());
  }
  destroy(): void {
    this.destroyed = true;
    this.readable = false;
    this.emit('close');
  }
}

/** A sink as they were: it takes what it is given, and says `false` each third time. */
class OldSink extends (Stream as unknown as new () => Stream) {
  override writable = true;
  destroyed = false;
  readonly seen: unknown[] = [];
  #isFull = false;
  write(chunk: unknown): boolean {
    if (this.#isFull) throw new Error('Written to while full');
    this.seen.push(chunk);
    if (this.seen.length % 3 !== 0) return true;
    this.#isFull = true;
    queueMicrotask(() => {
      this.#isFull = false;
      this.emit('drain');
    });
    return false;
  }
  end(): void {
    this.writable = false;
    nextTick(() => {
      this.emit('finish');
      this.emit('close');
    });
  }
  destroy(): void {
    this.destroyed = true;
    this.writable = false;
    this.emit('close');
  }
}

function collector(): { sink: Writable<unknown>; seen: unknown[] } {
  const seen: unknown[] = [];
  const sink = new Writable<unknown>({
    objectMode: true,
    highWaterMark: 2,
    write(chunk, _encoding, done) {
      seen.push(chunk);
      queueMicrotask(() => done());
    },
  });
  return { sink, seen };
}

function numbers(): Readable<number> {
  return Readable.from(all);
}

function piped(source: OldSource): EmitterLike & { pipe<T>(to: T): T } {
  return source as never;
}

describe('behaviour', () => {
  it('pipe, of an old source to a slow sink of ours, stops it and gives all', async () => {
    const source = new OldSource();
    const { sink, seen } = collector();
    piped(source).pipe(sink);
    source.start();
    await finished(sink);
    expect(seen).toEqual(all);
    expect(source.pauses).toBeGreaterThan(10);
  });

  it('pipe, of ours to an old sink, waits for its drain and gives all', async () => {
    const sink = new OldSink();
    numbers().pipe(sink as never);
    await new Promise<void>((resolve) => sink.once('finish', () => resolve()));
    expect(sink.seen).toEqual(all);
  });

  it('wrap, of an old source, gives all to a slow reader', async () => {
    const source = new OldSource();
    const wrapped = Readable.wrap(source as never, { objectMode: true, highWaterMark: 2 });
    source.start();
    const seen: unknown[] = [];
    for await (const chunk of wrapped) seen.push(chunk);
    expect(seen).toEqual(all);
    expect(source.pauses).toBeGreaterThan(0);
  });

  it('pipeline, from an old source through ours to an old sink, gives all', async () => {
    const [source, sink] = [new OldSource(), new OldSink()];
    const done = pipeline(source, new PassThrough({ objectMode: true }), sink);
    source.start();
    await done;
    expect(sink.seen).toEqual(all);
  });

  it('pipeline, from an old source through a function, gives all', async () => {
    const source = new OldSource();
    const { sink, seen } = collector();
    const done = pipeline(
      source,
      async function* (chunks: AsyncIterable<number>) {
        for await (const n of chunks) yield n + 1;
      },
      sink,
    );
    source.start();
    await done;
    expect(seen).toEqual(all.map((n) => n + 1));
  });

  it('pipe, of ours to a bare emitter with write and end, gives all', async () => {
    const seen: unknown[] = [];
    const end = new Promise<void>((resolve) => {
      const sink = Object.assign(new (EventEmitter as unknown as new () => object)(), {
        writable: true,
        write: (chunk: unknown) => void seen.push(chunk),
        end: () => resolve(),
      });
      numbers().pipe(sink as never);
    });
    await end;
    expect(seen).toEqual(all);
  });
});

describe('errors', () => {
  it('pipeline, from an old source that is destroyed, tells a premature close', async () => {
    const source = new OldSource();
    const { sink } = collector();
    const done = pipeline(source, sink);
    source.destroy();
    await expect(done).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    expect(sink.destroyed).toBe(true);
  });

  it('pipeline, from an old source that fails, fails and destroys ours', async () => {
    const source = new OldSource();
    const { sink } = collector();
    const done = pipeline(source, sink);
    source.emit('error', boom);
    await expect(done).rejects.toBe(boom);
    expect([source.destroyed, sink.destroyed]).toEqual([true, true]);
  });

  it('pipeline, to an old sink that is destroyed, tells a premature close', async () => {
    const sink = new OldSink();
    const source = new Readable({ objectMode: true, read() {} });
    const done = pipeline(source, sink);
    sink.destroy();
    await expect(done).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    expect(source.destroyed).toBe(true);
  });

  it('pipeline, of ours that fails, destroys an old source and an old sink', async () => {
    const [source, sink] = [new OldSource(), new OldSink()];
    const failing = new PassThrough({ objectMode: true });
    const done = pipeline(source, failing, sink);
    failing.destroy(boom);
    await expect(done).rejects.toBe(boom);
    expect([source.destroyed, sink.destroyed]).toEqual([true, true]);
  });

  it('finished, of old streams, tells a clean end from a close', async () => {
    const [ended, cut] = [new OldSource(), new OldSource()];
    const told = [ended, cut].map((stream) =>
      finished(stream as never).then(
        () => 'a clean end',
        (error) => error.code,
      ),
    );
    ended.start();
    cut.destroy();
    expect(await Promise.all(told)).toEqual(['a clean end', 'ERR_STREAM_PREMATURE_CLOSE']);
  });
});
