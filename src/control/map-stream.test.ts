import { describe, expect, expectTypeOf, it } from 'vitest';
import { laws } from '../testing/stream-spec/laws.ts';
import { coded, eventOf, recorder } from './_test-listen.ts';
import type { MapCallback, MapStream } from './map-stream.ts';
import { map } from './map-stream.ts';
import { through } from './through.ts';

const record = recorder('end', 'close', 'error', 'drain', 'failure');

/** A stream whose function answers when it is told to. */
function byHand(options?: Parameters<typeof map>[1]) {
  const callbacks: MapCallback<unknown>[] = [];
  const stream = map<unknown, unknown>((_chunk, callback) => {
    callbacks.push(callback);
  }, options);
  return { stream, callbacks, seen: record(stream) };
}

const numbers = Array.from({ length: 300 }, (_, n) => n);

describe('map', () => {
  describe('laws', () => {
    const ordered = laws(() => map<number>((n, callback) => queueMicrotask(() => callback(null, n + 1))), {
      input: numbers,
      output: numbers.map((n) => n + 1),
      bound: 128,
      signal: (signal) => map<number>((n, callback) => callback(null, n), { signal }),
      fails: {
        make: (error) =>
          map(() => {
            throw error;
          }),
      },
    });
    for (const { name, check } of ordered) it(name, check);
  });

  describe('laws, unordered and by promise', () => {
    const unordered = laws(() => map(async (n: number) => n, { ordered: false, concurrency: 4 }), {
      input: numbers,
      output: numbers,
      bound: 4,
    });
    for (const { name, check } of unordered) it(name, check);
  });

  describe('behaviour', () => {
    it('map, answered at once, emits inside write, and end inside end', async () => {
      const stream = map<number>((n, callback) => callback(null, n * 2));
      const seen = record(stream);
      expect(stream.write(1)).toBe(true);
      expect(seen).toEqual([2]);
      stream.end(2);
      expect(seen).toEqual([2, 4, 'end']);
      await eventOf(stream, 'close');
      expect(seen).toEqual([2, 4, 'end', 'close']);
    });

    it('map, answered out of order, emits in the order of writing, and ends after the last answer', () => {
      const { stream, callbacks, seen } = byHand();
      for (const n of [0, 1, 2, 3]) stream.write(n);
      stream.end();
      callbacks[2]?.(null, 'c');
      callbacks[1]?.();
      callbacks[3]?.(null, null);
      expect(seen).toEqual([]);
      callbacks[0]?.(null, 'a');
      expect(seen).toEqual(['a', 'c', null, 'end']);
    });

    it('ordered: false, answered out of order, emits at once', () => {
      const { stream, callbacks, seen } = byHand({ ordered: false });
      for (const n of [0, 1, 2]) stream.write(n);
      stream.end();
      callbacks[2]?.(null, 'c');
      callbacks[0]?.();
      callbacks[1]?.(null, 'b');
      expect(seen).toEqual(['c', 'b', 'end']);
    });

    it('map, answered with an error, goes on with what comes after', () => {
      const { stream, callbacks, seen } = byHand();
      for (const n of [0, 1, 2]) stream.write(n);
      stream.end();
      callbacks[1]?.(new Error('refused'), 'dropped');
      callbacks[2]?.(null, 'c');
      expect(seen).toEqual(['refused']);
      callbacks[0]?.(null, 'a');
      expect(seen).toEqual(['refused', 'a', 'c', 'end']);
    });

    it('failures, answered with an error, emits failure and what is given beside', () => {
      const stream = map<number>((n, callback) => callback(new Error(`no ${n}`), n), { failures: true });
      const seen = record(stream);
      stream.write(1);
      stream.end();
      expect(seen).toEqual([1, 'no 1', 'end']);
    });

    it('failures of one stream, when another is made, stay', () => {
      const first = map<number>((_n, callback) => callback(new Error('no')), { failures: true });
      const seen = record(first);
      map((_n, callback) => callback());
      first.write(1);
      expect(seen).toEqual(['no']);
      expect('opts' in globalThis).toBe(false);
    });

    it('callback, called twice, counts once', () => {
      const { stream, callbacks, seen } = byHand();
      stream.write(0);
      stream.write(1);
      callbacks[0]?.(null, 'a');
      callbacks[0]?.(null, 'again');
      callbacks[0]?.(new Error('again'));
      stream.end();
      expect(seen).toEqual(['a']);
      callbacks[1]?.(null, 'b');
      expect(seen).toEqual(['a', 'b', 'end']);
    });

    it('pause, holds back answers and the end until resume, and makes write return false', () => {
      const { stream, callbacks, seen } = byHand();
      stream.write(0);
      stream.pause();
      expect(stream.write(1)).toBe(false);
      callbacks[1]?.(null, null);
      callbacks[0]?.(null, 'a');
      stream.end();
      expect(seen).toEqual([]);
      stream.resume();
      expect(seen).toEqual(['a', null, 'end']);
    });

    it('drain, after a write into a paused stream, comes with resume', () => {
      const stream = map<number>((n, callback) => callback(null, n));
      const seen = record(stream);
      stream.pause();
      expect(stream.write(1)).toBe(false);
      expect(seen).toEqual([]);
      stream.resume();
      expect(seen).toEqual([1, 'drain']);
    });

    it('function that returns false, makes write return false until nothing is under way', () => {
      const callbacks: MapCallback<number>[] = [];
      const stream = map<number>((_n, callback) => {
        callbacks.push(callback);
        return false;
      });
      const seen = record(stream);
      expect([stream.write(1), stream.write(2)]).toEqual([false, false]);
      callbacks[0]?.(null, 1);
      expect(seen).toEqual([1]);
      callbacks[1]?.(null, 2);
      expect(seen).toEqual([1, 2, 'drain']);
    });

    it('function that returns false after it answered, lets drain follow in the next tick', async () => {
      const stream = map<number>((n, callback) => {
        callback(null, n);
        return false;
      });
      const drained = new Promise<void>((resolve) => {
        stream.on('drain', () => resolve());
      });
      expect(stream.write(1)).toBe(false);
      await drained;
    });

    it('methods, without their stream, work', () => {
      const stream = map<number>((n, callback) => callback(null, n));
      const seen = record(stream);
      const { write, end } = stream;
      write(1);
      end();
      expect(seen).toEqual([1, 'end']);
    });

    it('map, iterated, gives what comes out', async () => {
      const stream = map<number>((n, callback) => queueMicrotask(() => callback(null, n + 1)));
      for (const n of [1, 2, 3]) stream.write(n);
      stream.end();
      const seen: number[] = [];
      for await (const n of stream) seen.push(n);
      expect(seen).toEqual([2, 3, 4]);
    });

    it('this of the function, is the stream', () => {
      let self: unknown;
      const stream = map<number>(function (_n, callback) {
        self = this;
        callback();
      });
      stream.write(1);
      expect(self).toBe(stream);
    });
  });

  describe('concurrency', () => {
    it('concurrency, reached, makes write return false; drain asks for more as soon as there is room', () => {
      const { stream, callbacks, seen } = byHand({ concurrency: 2 });
      expect([stream.write(0), stream.write(1)]).toEqual([true, false]);
      callbacks[1]?.(null, 'b');
      expect(seen).toEqual([]);
      callbacks[0]?.(null, 'a');
      expect(seen).toEqual(['a', 'b', 'drain']);
    });

    it('concurrency, exceeded by the writer, lets what is written wait its turn', () => {
      const { stream, callbacks, seen } = byHand({ concurrency: 2 });
      for (const n of [0, 1, 2, 3]) stream.write(n);
      stream.end();
      expect(callbacks.length).toBe(2);
      callbacks[0]?.(null, 'a');
      expect(callbacks.length).toBe(3);
      for (const n of [1, 2]) callbacks[n]?.(null, n);
      callbacks[3]?.(null, 3);
      expect(seen).toEqual(['a', 1, 2, 'drain', 3, 'end']);
    });

    it('concurrency by default, is 128', () => {
      const { stream, callbacks } = byHand();
      const answers = Array.from({ length: 200 }, (_, n) => stream.write(n));
      expect(answers.indexOf(false)).toBe(127);
      expect(callbacks.length).toBe(128);
    });

    it('chunks that wait, however many, are worked on without recursion', () => {
      const callbacks: MapCallback<number>[] = [];
      let count = 0;
      const stream = map<number>(
        (n, callback) => {
          if (n === 0) callbacks.push(callback);
          else callback(null, n);
        },
        { concurrency: 1 },
      );
      stream.on('data', () => count++);
      for (let n = 0; n < 100_000; n++) stream.write(n);
      callbacks[0]?.(null, 0);
      expect(count).toBe(100_000);
    });

    it('map between a source and a slow reader, has no more under way than the reader lets it', () => {
      let started = 0;
      const source = through<number>();
      const stream = map<number>((n, callback) => {
        started++;
        callback(null, n);
      });
      const slow = through<number>();
      slow.pause();
      source.pipe(stream).pipe(slow);
      let written = 0;
      while (source.write(written++) && written < 1000);
      expect(source.paused).toBe(true);
      expect(started).toBeLessThan(4);
    });
  });

  describe('promises', () => {
    it('promise, when it is kept, is the answer; undefined drops', async () => {
      const stream = map(async (n: number) => (n === 2 ? undefined : n * 10));
      const seen = record(stream);
      for (const n of [1, 2, 3]) stream.write(n);
      stream.end();
      await eventOf(stream, 'close');
      expect(seen).toEqual([10, 30, 'end', 'close']);
    });

    it('promise, when it is rejected, is an error event, and the stream goes on', async () => {
      const stream = map(async (n: number) => {
        if (n === 2) throw new Error('refused');
        return n;
      });
      const seen = record(stream);
      for (const n of [1, 2, 3]) stream.write(n);
      stream.end();
      await eventOf(stream, 'close');
      expect(seen).toEqual([1, 'refused', 3, 'end', 'close']);
    });

    it('async function of two parameters, answers by its callback', async () => {
      const stream = map<number>(async (n, callback) => {
        queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => callback(null, n + 1))));
      });
      const seen = record(stream);
      stream.end(1);
      await eventOf(stream, 'close');
      expect(seen).toEqual([2, 'end', 'close']);
    });

    it('async function of two parameters, when it throws, is an error event', async () => {
      const stream = map<number>(async (_n, _callback) => {
        throw new Error('refused');
      });
      const seen = record(stream);
      stream.end(1);
      await eventOf(stream, 'close');
      expect(seen).toEqual(['refused', 'end', 'close']);
    });
  });

  describe('errors', () => {
    it('map, of a writer that does not wait, is destroyed at maxWaiting', () => {
      const stream = map<number>(() => {}, { concurrency: 2, maxWaiting: 3 });
      const seen: unknown[] = [];
      stream.on('error', (error) => seen.push((error as { code?: string }).code));
      for (const n of [1, 2, 3, 4, 5]) stream.write(n);
      expect(seen).toEqual([]);
      expect(stream.write(6)).toBe(false);
      expect(seen).toEqual(['ERR_STREAM_OVERFLOW']);
      expect(stream.destroyed).toBe(true);
    });

    it('map, of a promise rejected with nothing, emits an error all the same', async () => {
      const stream = map(() => Promise.reject());
      const seen: unknown[] = [];
      stream.on('error', (error) => seen.push(error));
      const closed = new Promise<void>((resolve) => stream.on('close', resolve));
      stream.end(1);
      await closed;
      expect(seen).toEqual([expect.objectContaining({ code: 'ERR_UNHANDLED_ERROR' })]);
    });

    it('map, given the wrong arguments, throws a coded error', () => {
      expect(() => map(undefined as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      const fn = (): void => {};
      expect(() => map(fn, { concurrency: '1' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => map(fn, { concurrency: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(map(fn, { concurrency: Infinity }).writable).toBe(true);
    });

    it('write, after end or destroy, throws a coded error', () => {
      const ended = map<number>((_n, callback) => callback());
      ended.end();
      expect(() => ended.write(1)).toThrow(coded('ERR_STREAM_WRITE_AFTER_END'));
      const destroyed = map<number>((_n, callback) => callback());
      destroyed.destroy();
      expect(() => destroyed.write(1)).toThrow(coded('ERR_STREAM_DESTROYED'));
    });

    it('function that throws, is an error event, before its answer and after it', () => {
      const stream = map<number>((n, callback) => {
        if (n === 2) callback(null, n);
        throw new Error(`no ${n}`);
      });
      const seen = record(stream);
      stream.write(1);
      stream.write(2);
      stream.end();
      expect(seen).toEqual(['no 1', 2, 'no 2', 'end']);
    });

    it('function that throws, without a listener, throws at whoever writes, and the stream lives on', () => {
      const stream = map<number>((n, callback) => {
        if (n === 1) throw new Error('refused');
        callback(null, n);
      });
      const seen: number[] = [];
      stream.on('data', (n) => seen.push(n));
      expect(() => stream.write(1)).toThrow('refused');
      stream.write(2);
      expect(seen).toEqual([2]);
    });

    it('listener that throws, throws at whoever answers, and what waited comes in the next tick', async () => {
      const { stream, callbacks, seen } = byHand();
      stream.on('data', (chunk) => {
        if (chunk === 'a') throw new Error('listener');
      });
      for (const n of [0, 1]) stream.write(n);
      stream.end();
      callbacks[1]?.(null, 'b');
      expect(() => callbacks[0]?.(null, 'a')).toThrow('listener');
      await eventOf(stream, 'close');
      expect(seen).toEqual(['a', 'b', 'end', 'close']);
    });

    it('listener that throws, inside of write, is no error of the function', () => {
      const stream = map<number>((n, callback) => callback(null, n));
      const errors: unknown[] = [];
      stream.on('error', (error) => errors.push(error));
      stream.on('data', () => {
        throw new Error('listener');
      });
      expect(() => stream.write(1)).toThrow('listener');
      expect(errors).toEqual([]);
    });

    it('answers, after destroy, are ignored', async () => {
      const { stream, callbacks, seen } = byHand();
      stream.write(0);
      stream.write(1);
      stream.destroy();
      callbacks[0]?.(null, 'late');
      callbacks[1]?.(new Error('late'));
      await eventOf(stream, 'close');
      expect(seen).toEqual(['close']);
    });

    it('function that never answers, does not keep destroy from closing; signal tells it', async () => {
      let signal: AbortSignal | undefined;
      const stream = map<number>(function () {
        signal = this.signal;
      });
      const seen = record(stream);
      stream.write(1);
      stream.end();
      expect(signal?.aborted).toBe(false);
      const reason = new Error('enough');
      stream.destroy(reason);
      await eventOf(stream, 'close');
      expect(seen).toEqual(['enough', 'close']);
      expect(signal?.aborted).toBe(true);
      expect(signal?.reason.cause).toBe(reason);
      expect(stream.signal.aborted).toBe(true);
    });

    it('signal option, when it aborts, destroys the stream with an AbortError', async () => {
      const controller = new AbortController();
      const { stream, seen } = byHand({ signal: controller.signal });
      stream.write(1);
      controller.abort();
      await eventOf(stream, 'close');
      expect(seen).toEqual(['ABORT_ERR', 'close']);
      expect(stream.errored).toMatchObject({ code: 'ABORT_ERR' });
    });
  });

  describe('types', () => {
    it('chunks, have the types of the function', () => {
      const byCallback = map<string, number>((text, callback) => callback(null, text.length));
      expectTypeOf(byCallback).toEqualTypeOf<MapStream<string, number>>();
      const byPromise = map(async (text: string) => text.length);
      expectTypeOf(byPromise).toEqualTypeOf<MapStream<string, number>>();
      byCallback.on('data', (n) => expectTypeOf(n).toEqualTypeOf<number>());
      expectTypeOf(byCallback.write).parameter(0).toEqualTypeOf<string>();
    });
  });
});
