import * as node from 'node:stream';
import * as nodePromises from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { finished } from '../core/finished.ts';
import { pipeline } from '../core/pipeline.ts';
import { Readable } from '../core/readable.ts';
import { Writable } from '../core/writable.ts';
import { through } from './through.ts';

type Callback = (error?: Error | null) => void;
type Pipeline = (...stages: unknown[]) => unknown;

const floors = [
  {
    name: 'node:stream',
    pipeline: node.pipeline,
    finished: node.finished,
    Readable: node.Readable,
    Writable: node.Writable,
  },
  { name: 'gardenhose', pipeline, finished, Readable, Writable },
] as const;

describe.each(floors)('through with $name', (floor) => {
  const run = (...stages: unknown[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const done: Callback = (error) => (error ? reject(error) : resolve());
      (floor.pipeline as Pipeline)(...stages, done);
    });

  function numbers(count: number): node.Readable {
    return (floor.Readable as typeof node.Readable).from(Array.from({ length: count }, (_, i) => i));
  }

  function sink(seen: unknown[]): node.Writable {
    return new (floor.Writable as typeof node.Writable)({
      objectMode: true,
      write(chunk, _encoding, callback) {
        seen.push(chunk);
        queueMicrotask(callback);
      },
    });
  }

  it('pipeline, through in the middle, passes everything with backpressure', async () => {
    const seen: unknown[] = [];
    const double = through<number>(function (n) {
      this.queue(n * 2);
    });
    await run(numbers(1000), double, sink(seen));
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, i) => i * 2));
    expect(double.destroyed).toBe(true);
  });

  it('pipeline, through as the source, passes everything', async () => {
    const seen: unknown[] = [];
    const source = through<number>();
    const done = run(source, sink(seen));
    source.write(1);
    source.end(2);
    await done;
    expect(seen).toEqual([1, 2]);
  });

  it('pipeline, through as the sink, ends it', async () => {
    const seen: unknown[] = [];
    const last = through<number>();
    last.on('data', (n) => seen.push(n));
    await run(numbers(3), last);
    expect(seen).toEqual([0, 1, 2]);
    expect(last.writableEnded).toBe(true);
  });

  it('pipeline, when the source fails, destroys the through and reports the error', async () => {
    const failing = new (floor.Readable as typeof node.Readable)({
      objectMode: true,
      read() {
        this.destroy(new Error('lost'));
      },
    });
    const middle = through();
    await expect(run(failing, middle, sink([]))).rejects.toThrow('lost');
    expect(middle.destroyed).toBe(true);
  });

  it('pipeline, when the through fails, destroys the rest and reports the error', async () => {
    const middle = through<number>(function (n) {
      if (n === 3) this.destroy(new Error('three'));
      else this.queue(n);
    });
    const source = numbers(10);
    const end = sink([]);
    await expect(run(source, middle, end)).rejects.toThrow('three');
    expect([source.destroyed, end.destroyed]).toEqual([true, true]);
  });

  it('pipeline, async through in the middle, has one chunk under way at a time', async () => {
    const seen: unknown[] = [];
    let running = 0;
    const middle = through<number>(async function (n) {
      expect(++running).toBe(1);
      await Promise.resolve();
      running--;
      this.queue(n * 2);
    });
    await run(numbers(200), middle, sink(seen));
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => i * 2));
  });

  it('pipeline, async through as the sink, is done when its last promise is', async () => {
    const seen: unknown[] = [];
    const last = through<number>(
      async (n) => {
        await Promise.resolve();
        seen.push(n);
      },
      async function () {
        await Promise.resolve();
        seen.push('last');
        this.queue(null);
      },
    );
    await run(numbers(3), last);
    expect(seen).toEqual([0, 1, 2, 'last']);
  });

  it('pipeline, when an async through is rejected, destroys the rest and reports the error', async () => {
    const source = numbers(10);
    const middle = through<number>(async (n) => {
      if (n === 3) throw new Error('three');
    });
    const end = sink([]);
    await expect(run(source, middle, end)).rejects.toThrow('three');
    expect([source.destroyed, middle.destroyed, end.destroyed]).toEqual([true, true, true]);
  });

  it("pipeline, when a through with errors: 'destroy' throws, destroys the rest and reports the error", async () => {
    const source = numbers(10);
    const middle = through<number>(
      (n) => {
        if (n === 3) throw new Error('three');
      },
      null,
      { errors: 'destroy' },
    );
    await expect(run(source, middle, sink([]))).rejects.toThrow('three');
    expect(source.destroyed).toBe(true);
  });

  it('finished, when the through ends, calls back without an error', async () => {
    const stream = through();
    const done = new Promise((resolve) => {
      (floor.finished as (stream: unknown, callback: Callback) => void)(stream, resolve);
    });
    stream.on('data', () => {});
    stream.end('x');
    expect(await done).toBeFalsy();
  });

  it('finished, when the through closes early, reports ERR_STREAM_PREMATURE_CLOSE', async () => {
    const stream = through();
    const done = new Promise((resolve) => {
      (floor.finished as (stream: unknown, callback: Callback) => void)(stream, resolve);
    });
    stream.destroy();
    expect(await done).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  it('pipe, from and to streams of the other floor, stops a fast source', async () => {
    const source = numbers(5000);
    const middle = through<number>();
    const seen: unknown[] = [];
    const end = sink(seen);
    const done = new Promise<void>((resolve) => {
      end.on('finish', () => resolve());
    });
    let most = 0;
    middle.on('data', () => {
      most = Math.max(most, middle.buffered + end.writableLength);
    });
    source.pipe(middle);
    middle.pipe(end);
    await done;
    expect(seen.length).toBe(5000);
    expect(most).toBeLessThan(100);
  });
});

describe('through and node:stream', () => {
  it('Readable.from, given a through, reads it', async () => {
    const source = through<string>();
    const all = node.Readable.from(source).toArray();
    source.write('a');
    source.end('b');
    expect(await all).toEqual(['a', 'b']);
  });

  it('stream/promises pipeline, with its signal, destroys the through', async () => {
    const control = new AbortController();
    const middle = through<Uint8Array>();
    const endless = new node.Readable({
      read() {
        this.push('x');
      },
    });
    const stuck = new node.Writable({ write: () => control.abort() });
    const running = nodePromises.pipeline(endless, middle as unknown as node.Duplex, stuck, {
      signal: control.signal,
    });
    await expect(running).rejects.toMatchObject({ code: 'ABORT_ERR' });
    expect(middle.destroyed).toBe(true);
  });
});
