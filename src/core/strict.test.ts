import { describe, expect, it } from 'vitest';
import type { WriteCallback } from './_writable-state.ts';
import { Duplex } from './duplex.ts';
import { pipeline } from './promises.ts';
import { Readable } from './readable.ts';
import { Transform } from './transform.ts';
import { Writable } from './writable.ts';

/** A sink that keeps its chunks and answers when it is told to. */
function slow(options: object = {}): { sink: Writable<string>; taken: string[]; answer(): void } {
  const taken: string[] = [];
  const waiting: WriteCallback[] = [];
  const sink = new Writable<string>({
    objectMode: true,
    highWaterMark: 2,
    strict: true,
    write(chunk, _encoding, done) {
      taken.push(chunk);
      waiting.push(done);
    },
    ...options,
  });
  return { sink, taken, answer: () => waiting.shift()?.() };
}

function failure(stream: Writable<never>): Promise<Error> {
  return new Promise((resolve) => stream.on('error', resolve));
}

describe('behaviour', () => {
  it('write, of a strict Writable, before anything was refused, takes chunks', () => {
    const { sink, taken } = slow();
    expect([sink.write('a'), sink.write('b')]).toEqual([true, false]);
    expect([taken, sink.writableLength]).toEqual([['a'], 2]);
  });

  it("write, of a strict Writable, in its 'drain', takes chunks", async () => {
    const { sink, taken, answer } = slow({ highWaterMark: 1 });
    sink.write('a');
    const drained = new Promise<void>((resolve) =>
      sink.on('drain', () => {
        sink.write('b');
        resolve();
      }),
    );
    answer();
    await drained;
    expect(taken).toEqual(['a', 'b']);
    expect(sink.destroyed).toBe(false);
  });

  it('end, of a strict Writable that is full, without a chunk, ends it', async () => {
    const { sink, answer } = slow({ highWaterMark: 1 });
    sink.write('a');
    const finished = new Promise<void>((resolve) => sink.end(() => resolve()));
    answer();
    await finished;
    expect(sink.writableFinished).toBe(true);
  });

  it('pipeline, into strict streams, waits for room', async () => {
    const taken: number[] = [];
    await pipeline(
      Readable.from([1, 2, 3, 4, 5]),
      new Transform<number, number>({
        objectMode: true,
        highWaterMark: 1,
        strict: true,
        transform: (chunk, _encoding, done) => queueMicrotask(() => done(null, chunk)),
      }),
      new Writable<number>({
        objectMode: true,
        highWaterMark: 1,
        strict: true,
        write(chunk, _encoding, done) {
          taken.push(chunk);
          queueMicrotask(done);
        },
      }),
    );
    expect(taken).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('errors', () => {
  it('write, of a strict Writable that has refused, fails and does not take the chunk', async () => {
    const { sink, taken } = slow();
    const failed = failure(sink as Writable<never>);
    sink.write('a');
    sink.write('b');
    const error = await new Promise((resolve) => expect(sink.write('c', resolve)).toBe(false));
    expect(error).toMatchObject({
      code: 'ERR_STREAM_OVERFLOW',
      message: "Cannot write before 'drain': 2 of 2 are queued",
    });
    expect(await failed).toBe(error);
    expect([taken, sink.destroyed]).toEqual([['a'], true]);
  });

  it('end, of a strict Writable that has refused, with a chunk, fails', async () => {
    const { sink } = slow({ highWaterMark: 1 });
    const failed = failure(sink as Writable<never>);
    sink.write('a');
    const error = await new Promise((resolve) => sink.end('b', resolve));
    expect(error).toMatchObject({ code: 'ERR_STREAM_OVERFLOW' });
    expect(await failed).toBe(error);
  });

  it('write, of a strict Duplex or Transform that has refused, fails', async () => {
    const options = { highWaterMark: 1, objectMode: true, strict: true };
    for (const stream of [
      new Duplex({ ...options, read() {}, write() {} }),
      new Transform({ ...options, transform() {} }),
    ]) {
      const failed = failure(stream as unknown as Writable<never>);
      expect([stream.write('a'), stream.write('b')]).toEqual([false, false]);
      expect(await failed).toMatchObject({ code: 'ERR_STREAM_OVERFLOW' });
    }
  });

  it('write, of a strict Writable without autoDestroy, leaves it alive', async () => {
    const { sink, answer, taken } = slow({ highWaterMark: 1, autoDestroy: false });
    const failed = failure(sink as Writable<never>);
    sink.write('a');
    sink.write('b');
    await failed;
    const drained = new Promise((resolve) => sink.on('drain', () => resolve(sink.writableLength)));
    answer();
    expect(await drained).toBe(0);
    expect(taken).toEqual(['a']);
  });
});
