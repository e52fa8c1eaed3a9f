/** Joining and parting leaves no listener behind, however often and however it goes. */
import { describe, expect, it } from 'vitest';
import { addAbortSignal } from '../add-abort-signal.ts';
import { finished } from '../finished.ts';
import { pipeline } from '../promises.ts';
import { Readable } from '../readable.ts';
import { PassThrough } from '../transform.ts';
import type { EventEmitter } from '../types.ts';
import { Writable } from '../writable.ts';

const CYCLES = 100_000;
const RUNS = 1_000;

/** How many listeners an emitter has, by event. */
function census(emitter: Pick<EventEmitter, 'eventNames' | 'listenerCount'>): Record<string, number> {
  return Object.fromEntries(
    emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)] as const),
  );
}

function open(): Readable {
  return new Readable({ objectMode: true, read() {} });
}

function drainless(): Writable {
  return new Writable({ objectMode: true, highWaterMark: 1, write() {} });
}

function swallow(): Writable {
  return new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() });
}

/** A signal that counts who listens to it. */
function countedSignal(): { stop: AbortController; signal: AbortSignal; listening: () => number } {
  const stop = new AbortController();
  const { signal } = stop;
  const { addEventListener: add, removeEventListener: remove } = signal;
  const listeners = new Set<unknown>();
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners.add(args[1]);
    add.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners.delete(args[1]);
    remove.apply(signal, args);
  };
  return { stop, signal, listening: () => listeners.size };
}

describe('behaviour', () => {
  it('pipe and unpipe, a hundred thousand times, leave both sides as they were', () => {
    const [source, sink] = [open(), swallow()];
    const before = [census(source), census(sink)];
    for (let i = 0; i < CYCLES; i++) {
      source.pipe(sink);
      source.unpipe(sink);
    }
    expect([census(source), census(sink)]).toEqual(before);
    expect(source._readableState.pipes).toEqual([]);
  });

  it('pipe and unpipe, of a full destination, leave both sides as they were', () => {
    const [source, sink] = [open(), drainless()];
    const before = [census(source), census(sink)];
    sink.write('it is full');
    for (let i = 0; i < CYCLES; i++) {
      source.pipe(sink);
      source.unpipe(sink);
    }
    expect([census(source), census(sink)]).toEqual(before);
  });

  it('pipe, to two and unpipe of all, leaves all sides as they were', () => {
    const [source, one, two] = [open(), swallow(), drainless()];
    two.write('it is full');
    const before = [source, one, two].map(census);
    for (let i = 0; i < CYCLES; i++) {
      source.pipe(one);
      source.pipe(two);
      source.unpipe();
    }
    expect([source, one, two].map(census)).toEqual(before);
  });

  it('pipe and unpipe, with chunks under way, leave both sides as they were', async () => {
    let n = 0;
    const source = new Readable({
      objectMode: true,
      read() {
        this.push(n++);
      },
    });
    const sink = new Writable({
      objectMode: true,
      highWaterMark: 2,
      write: (_chunk, _encoding, done) => queueMicrotask(() => done()),
    });
    const before = [census(source), census(sink)];
    for (let i = 0; i < RUNS; i++) {
      source.pipe(sink);
      await new Promise<void>((resolve) => sink.once('drain', () => resolve()));
      source.unpipe(sink);
    }
    expect(n).toBeGreaterThan(RUNS);
    expect([census(source), census(sink)]).toEqual(before);
  });

  it('pipe, of many short sources to one destination that goes on, leaves it as it was', async () => {
    const sink = swallow();
    const before = census(sink);
    for (let i = 0; i < RUNS; i++) {
      const source = Readable.from([i]);
      source.pipe(sink, { end: false });
      await new Promise<void>((resolve) => source.once('close', () => resolve()));
    }
    expect(census(sink)).toEqual(before);
  });

  it('pipeline, whose last part can be read on, lets it go: only closing is still watched, as in Node', async () => {
    const last = new PassThrough({ objectMode: true });
    const before = census(last);
    last.resume();
    await pipeline(Readable.from([1, 2]), last);
    expect(census(last)).toEqual({ ...before, close: last.listenerCount('close') });
  });

  it.each(['clean', 'failed', 'aborted'])('pipeline, %s, leaves nothing on its signal', async (how) => {
    const { stop, signal, listening } = countedSignal();
    const source = open();
    const done = pipeline(source, new PassThrough({ objectMode: true }), swallow(), { signal }).catch(
      () => {},
    );
    if (how === 'clean') source.push(null);
    else if (how === 'failed') source.destroy(new Error('No'));
    else stop.abort();
    await done;
    expect(listening()).toBe(0);
  });

  it('finished, taken back, leaves the stream as it was', () => {
    for (const stream of [open(), swallow(), new PassThrough()]) {
      const before = census(stream);
      for (let i = 0; i < CYCLES / 10; i++) finished(stream, () => {})();
      expect(census(stream)).toEqual(before);
    }
  });

  it('for await, left again and again without destroying, leaves the stream as it was', async () => {
    let n = 0;
    const source = new Readable({
      objectMode: true,
      read() {
        this.push(n++);
      },
    });
    const before = census(source);
    for (let i = 0; i < RUNS; i++) {
      for await (const _ of source.iterator({ destroyOnReturn: false })) break;
    }
    expect(census(source)).toEqual(before);
  });

  it('addAbortSignal, of streams that have ended, leaves nothing on the signal', async () => {
    const { signal, listening } = countedSignal();
    for (let i = 0; i < 10; i++) {
      const source = addAbortSignal(signal, Readable.from([1]));
      source.resume();
      await new Promise<void>((resolve) => source.once('close', () => resolve()));
    }
    expect(listening()).toBe(0);
  });
});

describe('errors', () => {
  it('pipe, to destinations that fail, leaves the source as it was', async () => {
    const source = open();
    const before = census(source);
    for (let i = 0; i < RUNS; i++) {
      const sink = swallow();
      source.pipe(sink);
      const closed = new Promise<void>((resolve) => sink.once('close', () => resolve()));
      sink.on('error', () => {});
      sink.destroy(new Error('No'));
      await closed;
    }
    expect(census(source)).toEqual(before);
  });

  it('pipeline, again and again from a source that fails, destroys both and lets go of the data', async () => {
    for (let i = 0; i < RUNS; i++) {
      const [source, sink] = [open(), swallow()];
      const done = pipeline(source, sink);
      source.destroy(new Error('No'));
      await expect(done).rejects.toThrow('No');
      expect([source.destroyed, sink.destroyed]).toEqual([true, true]);
      expect(source.listenerCount('data')).toBe(0);
    }
  });
});
