import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { Stream } from '../../core/classic.ts';
import { finished } from '../../core/finished.ts';
import { pipeline } from '../../core/promises.ts';
import { Readable } from '../../core/readable.ts';
import { laws } from '../../testing/stream-spec/index.ts';
import { coded, recorder } from '../_test-listen.ts';
import { through } from '../through.ts';
import type { InvertOptions } from './index.ts';
import { InvertStream, invert, VirtualClock } from './index.ts';

const record = recorder('end', 'close', 'error', 'drain', 'pause');

/** One end of a pair whose other end sends back what it gets. */
function echo(options?: InvertOptions): InvertStream<string> {
  const near = invert<string>(options);
  near.other.pipe(near.other);
  return near;
}

const words = ['beep', 'boop', 'robots', 'a', 'b', 'c', 'd', 'e'];

describe('invert', () => {
  describe('laws', () => {
    const ways: Record<string, InvertOptions> = {
      'that holds back': { buffer: true },
      'that delays and cuts up': { latency: [0, 2], chunk: [1, 3], faults: { coalesce: 0.5 } },
    };
    describe.each(Object.entries(ways))('of a pair %s', (_name, options) => {
      const joined = options.chunk !== undefined;
      const signal = (signal: AbortSignal) => echo({ ...options, signal });
      for (const { name, check } of laws(() => echo(options), {
        input: words,
        output: words,
        joined,
        signal,
      })) {
        it(name, check);
      }
    });

    describe('of a pair without options', () => {
      const pauses = 'as in invert-stream@0.0.1, an end that has paused still gets what is written';
      const except = {
        'whole, for a reader that pauses': pauses,
        'backpressure, while nobody reads': pauses,
        'one ending, when destroyed': pauses,
        'cancellable, by a signal that aborts': pauses,
      };
      for (const { name, check } of laws(() => echo(), { input: words, output: words, except }))
        it(name, check);
    });
  });

  describe('behaviour', () => {
    it('destroy, when a listener of the close throws, closes the other end, too', () => {
      const near = invert<string>();
      const seen = record(near.other);
      near.on('close', () => {
        throw new Error('listener');
      });
      expect(() => near.destroy()).toThrow('listener');
      expect(seen).toEqual(['close']);
    });

    it('latency, of more than a timer can wait, is no wait of none', () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
      try {
        const near = invert<string>({ latency: 2 ** 31 + 1000 });
        const seen = record(near.other);
        near.write('late');
        vi.advanceTimersByTime(2 ** 31);
        expect(seen).toEqual([]);
        vi.advanceTimersByTime(1000);
        expect(seen).toEqual(['late']);
        near.destroy();
        expect(vi.getTimerCount()).toBe(0);
      } finally {
        vi.useRealTimers();
      }
    });

    it('write and end, of either end, are data and end of the other, inside the call', () => {
      const a = invert<string>();
      const [seenA, seenB] = [record(a), record(a.other)];
      expect([a.write('to b'), a.other.write('to a')]).toEqual([true, true]);
      a.end();
      expect([a.writable, a.other.readable, a.readable]).toEqual([false, false, true]);
      a.other.end('last');
      expect(seenA).toEqual(['to a', 'last', 'end']);
      expect(seenB).toEqual(['to b', 'end']);
    });

    it('other, a and b, of a pair, lead to each other', () => {
      const a = invert();
      const b = a.other;
      expect([a.b, b.a, b.other]).toEqual([b, a, a]);
      expect(a).toBeInstanceOf(invert.InvertStream);
      expect(invert.InvertStream).toBe(InvertStream);
      expect(b).toBeInstanceOf(Stream);
    });

    it('pause and resume, of one end, are pause and drain of the other, whose write returns false', () => {
      const a = invert<string>();
      const seen = record(a.other);
      expect(a.pause()).toBe(a);
      expect(a.other.write('x')).toBe(false);
      a.resume();
      expect(seen).toEqual(['pause', 'drain']);
      expect(a.other.write('y')).toBe(true);
    });

    it('destroy, of one end, closes both, once, and clears the flags', () => {
      const a = invert<string>();
      const [seenA, seenB] = [record(a), record(a.other)];
      a.destroy(new Error('enough')).destroy();
      a.other.destroy();
      expect([a.write('x'), a.other.write('y')]).toEqual([false, false]);
      a.end();
      expect(seenA).toEqual(['enough', 'close']);
      expect(seenB).toEqual(['close']);
      expect([a, a.other].flatMap((end) => [end.readable, end.writable])).toEqual([
        false,
        false,
        false,
        false,
      ]);
    });

    it('write, to an end that has paused, without options, comes at once', () => {
      const a = invert<string>();
      const seen = record(a);
      a.pause();
      a.other.write('x');
      expect(seen).toEqual(['x']);
    });

    it('finished and pipeline, around a pair, tell of its end', async () => {
      const a = invert<string>({ buffer: true });
      const seen: string[] = [];
      const sink = through<string>((word) => seen.push(word));
      await Promise.all([pipeline(Readable.from(words), a), pipeline(a.other, sink)]);
      expect(seen).toEqual(words);
      const b = invert();
      const telling = new Promise((resolve) => finished(b, resolve));
      b.other.destroy();
      expect(await telling).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    });

    it('for await, on an end, sees every chunk of the other', async () => {
      const a = invert<string>({ buffer: true });
      Readable.from(words).pipe(a);
      const seen: string[] = [];
      for await (const word of a.other) seen.push(word);
      expect(seen).toEqual(words);
    });
  });

  describe('a line that holds back', () => {
    it('buffer, while an end has paused, holds chunks and end back until it resumes', () => {
      const a = invert<string>({ buffer: true });
      const seen = record(a.other);
      a.other.pause();
      a.write('x');
      a.end('y');
      expect([a.buffered, seen]).toEqual([2, []]);
      a.other.resume();
      expect(seen).toEqual(['x', 'y', 'end']);
    });

    it('buffer, of an end that pauses again while it gets its chunks, holds back the rest', () => {
      const a = invert<number>({ buffer: true });
      const seen = record(a.other);
      a.other.on('data', () => a.other.pause());
      a.other.pause();
      for (const n of [1, 2]) a.write(n);
      a.other.resume();
      expect(seen.filter((entry) => entry !== 'pause')).toEqual([1]);
      a.other.resume();
      expect(seen.filter((entry) => entry !== 'pause')).toEqual([1, 2]);
    });

    it('highWaterMark, when as much is on its way, makes write return false until all has come', () => {
      const clock = new VirtualClock();
      const a = invert<number>({ latency: 10, highWaterMark: 2, clock });
      const seen = record(a);
      expect([a.write(1), a.write(2)]).toEqual([true, false]);
      clock.advance(10);
      expect(seen).toEqual(['drain']);
      expect(a.write(3)).toBe(true);
    });

    it('maxBuffered, when more is on its way, destroys the end that wrote with ERR_INVERT_STREAM_OVERFLOW', () => {
      const a = invert<number>({ maxBuffered: 1 });
      const [seenA, seenB] = [record(a), record(a.other)];
      a.other.pause();
      a.write(1);
      expect(a.write(2)).toBe(false);
      expect(seenA).toEqual(['pause', 'ERR_INVERT_STREAM_OVERFLOW', 'close']);
      expect(seenB).toEqual(['close']);
    });

    it('overflow drop-newest, when more is on its way, keeps the oldest', () => {
      const a = invert<number>({ maxBuffered: 1, overflow: 'drop-newest' });
      const seen = record(a.other);
      a.other.pause();
      for (const n of [1, 2]) a.write(n);
      a.other.resume();
      expect([seen, a.dropped]).toEqual([[1], 1]);
    });

    it('options of one direction, given as there or back, leave the other alone', () => {
      const a = invert<string>({ there: { chunk: 1 }, back: { chunk: 2 } });
      const [seenA, seenB] = [record(a), record(a.other)];
      a.write('abcd');
      a.other.write('abcd');
      expect(seenB).toEqual(['a', 'b', 'c', 'd']);
      expect(seenA).toEqual(['ab', 'cd']);
    });
  });

  describe('time', () => {
    it('latency, of a range, lets none overtake another, and the end comes last', () => {
      const clock = new VirtualClock();
      const a = invert<number>({ latency: [1, 100], seed: 7, clock });
      const seen = record(a.other);
      for (let n = 0; n < 20; n++) a.write(n);
      a.end();
      expect(seen).toEqual([]);
      clock.advance(100);
      expect(seen).toEqual([...Array.from({ length: 20 }, (_, n) => n), 'end']);
      expect(clock.pending).toBe(0);
    });

    it('latency, by the time of the host, delivers later', async () => {
      const a = invert<string>({ latency: 1 });
      let isLater = false;
      const came = new Promise((resolve) => a.other.on('data', (word) => resolve([word, isLater])));
      a.write('x');
      isLater = true;
      expect(await came).toEqual(['x', true]);
    });

    it('destroy, while chunks are on their way, drops them and leaves no timer', () => {
      const clock = new VirtualClock();
      const a = invert<number>({ latency: 10, clock });
      const seen = record(a.other);
      a.write(1);
      a.other.write(2);
      expect(clock.pending).toBe(2);
      a.destroy();
      expect(clock.pending).toBe(0);
      clock.advance(100);
      expect([seen, a.buffered]).toEqual([['close'], 0]);
    });

    it('signal, when it aborts, destroys both ends and leaves no timer', () => {
      const clock = new VirtualClock();
      const control = new AbortController();
      const a = invert<number>({ latency: 10, clock, signal: control.signal });
      const [seenA, seenB] = [record(a), record(a.other)];
      a.write(1);
      control.abort();
      expect([seenA, seenB]).toEqual([['ABORT_ERR', 'close'], ['close']]);
      expect(clock.pending).toBe(0);
    });

    it('VirtualClock, when it advances, calls back in the order of time, those asked for meanwhile too', () => {
      const clock = new VirtualClock();
      const seen: unknown[] = [];
      clock.setTimeout(() => seen.push('b', clock.now()), 2);
      clock.setTimeout(() => {
        seen.push('a', clock.now());
        clock.setTimeout(() => seen.push('c', clock.now()), 1);
      }, 1);
      clock.clearTimeout(clock.setTimeout(() => seen.push('never'), 1));
      clock.advance(5);
      expect(seen).toEqual(['a', 1, 'b', 2, 'c', 2]);
      expect([clock.now(), clock.pending]).toEqual([5, 0]);
    });
  });

  describe('faults', () => {
    it('cutAfter, in the middle of a chunk, closes both ends there, without an end', () => {
      const a = invert<string>({ there: { faults: { cutAfter: 3 } } });
      const [seenA, seenB] = [record(a), record(a.other)];
      a.write('ab');
      expect(a.write('cd')).toBe(false);
      expect(seenB).toEqual(['ab', 'c', 'close']);
      expect(seenA).toEqual(['close']);
    });

    it('errorAfter, when that much has come, destroys the end that reads, and both close', () => {
      const a = invert<Uint8Array>({ there: { faults: { errorAfter: 2 } } });
      const [seenA, seenB] = [record(a), record(a.other)];
      a.write(new Uint8Array([1, 2, 3]));
      expect(seenB).toEqual([new Uint8Array([1, 2]), 'ERR_INVERT_STREAM_FAULT', 'close']);
      expect(seenA).toEqual(['close']);
      expect(a.other.errored).toMatchObject({ code: 'ERR_INVERT_STREAM_FAULT' });
    });

    it('cutAfter 0, of chunks that are neither text nor bytes, counts each as 1', () => {
      const [none, one] = [0, 1].map((cutAfter) => invert<object>({ there: { faults: { cutAfter } } }));
      const [seenNone, seenOne] = [record(none!.other), record(one!.other)];
      none?.write({});
      one?.write({});
      expect([seenNone, seenOne]).toEqual([['close'], [{}, 'close']]);
    });

    it('stallAfter, for stallMs, holds back the rest of a chunk so long', () => {
      const clock = new VirtualClock();
      const a = invert<string>({ there: { faults: { stallAfter: 1, stallMs: 50 } }, clock });
      const seen = record(a.other);
      a.end('abc');
      clock.advance(49);
      expect(seen).toEqual(['a']);
      clock.advance(1);
      expect(seen).toEqual(['a', 'bc', 'end']);
    });

    it('stallAfter, without stallMs, holds back for ever, without a timer', () => {
      const clock = new VirtualClock();
      const a = invert<string>({ there: { faults: { stallAfter: 1 } }, clock });
      const seen = record(a.other);
      a.write('abc');
      clock.advance(1e9);
      expect([seen, clock.pending, a.buffered]).toEqual([['a'], 0, 1]);
    });

    it('drop and duplicate, when certain, lose all and double all', () => {
      const a = invert<number>({ there: { faults: { drop: 1 } }, back: { faults: { duplicate: 1 } } });
      const [seenA, seenB] = [record(a), record(a.other)];
      for (const n of [1, 2]) {
        a.write(n);
        a.other.write(n);
      }
      expect([seenA, seenB]).toEqual([[1, 1, 2, 2], []]);
    });

    it('coalesce, when certain, joins text and bytes that wait, each with its like', () => {
      const a = invert<unknown>({ there: { faults: { coalesce: 1 } } });
      const seen = record(a.other);
      a.other.pause();
      const bytes = (...list: number[]): Uint8Array => new Uint8Array(list);
      for (const chunk of ['a', 'b', bytes(1), bytes(2, 3), 7, 8, 'c']) a.write(chunk);
      a.other.resume();
      expect(seen.map((chunk) => (chunk instanceof Uint8Array ? [...chunk] : chunk))).toEqual([
        'ab',
        [1, 2, 3],
        7,
        8,
        'c',
      ]);
    });
  });

  describe('chunk boundaries', () => {
    const scenario = fc.record({
      seed: fc.integer(),
      chunk: fc.option(
        fc
          .tuple(fc.integer({ min: 1, max: 5 }), fc.nat(5))
          .map(([least, more]) => [least, least + more] as const),
        { nil: undefined },
      ),
      latency: fc.option(
        fc.nat(20).map((most) => [0, most] as const),
        { nil: undefined },
      ),
      coalesce: fc.double({ min: 0, max: 1, noNaN: true }),
      text: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 10 }),
      pauses: fc.array(fc.nat(20), { maxLength: 5 }),
    });

    function run({
      seed,
      chunk,
      latency,
      coalesce,
      text,
      pauses,
    }: typeof scenario extends fc.Arbitrary<infer S> ? S : never): unknown[] {
      const clock = new VirtualClock();
      const a = invert<string>({ chunk, latency, seed, clock, faults: { coalesce }, buffer: true });
      const seen: unknown[] = [];
      a.other.on('data', (piece) => {
        seen.push([clock.now(), piece]);
        if (pauses.includes(seen.length)) a.other.pause();
      });
      a.other.on('end', () => seen.push('end'));
      for (const piece of text) {
        a.write(piece);
        clock.advance(1);
      }
      a.end();
      for (let i = 0; i < 30; i++) {
        clock.advance(20);
        a.other.resume();
      }
      expect(clock.pending).toBe(0);
      return seen;
    }

    it('invert, with any line that loses nothing, brings all of a text, in order, and its end', () => {
      fc.assert(
        fc.property(scenario, (scenario) => {
          const seen = run(scenario);
          expect(seen.pop()).toBe('end');
          expect(seen.map((entry) => (entry as [number, string])[1]).join('')).toBe(scenario.text.join(''));
        }),
      );
    });

    it('invert, run again with the same seed, does the same at the same time', () => {
      fc.assert(
        fc.property(scenario, (scenario) => {
          expect(run(scenario)).toEqual(run(scenario));
        }),
      );
    });

    it('seed, another one, decides otherwise', () => {
      const cuts = [1, 2, 3, 4, 5].map((seed) => {
        const a = invert<string>({ chunk: [1, 10], seed });
        const seen = record(a.other);
        a.write('x'.repeat(100));
        return seen.join();
      });
      expect(new Set(cuts).size).toBe(5);
    });
  });

  describe('errors', () => {
    it.each([
      { chunk: 0 },
      { latency: -1 },
      { latency: [5, 1] as const },
      { chunk: [1, Number.POSITIVE_INFINITY] as const },
      { highWaterMark: 0 },
      { maxBuffered: -1 },
      { faults: { drop: Number.NaN } },
      { back: { faults: { cutAfter: -1 } } },
    ])('invert, given %j, throws ERR_OUT_OF_RANGE', (options) => {
      expect(() => invert(options)).toThrow(coded('ERR_OUT_OF_RANGE'));
    });

    it('a listener that throws, throws to the writer, and the rest still comes', () => {
      const a = invert<number>({ buffer: true });
      const seen: number[] = [];
      a.other.on('data', (n) => {
        seen.push(n);
        if (n === 1) throw new Error('one');
      });
      expect(() => a.write(1)).toThrow('one');
      a.write(2);
      expect(seen).toEqual([1, 2]);
    });
  });

  describe('types', () => {
    it('In and Out, as given, are turned round at the other end', () => {
      const a = invert<string, number>();
      expectTypeOf(a.other).toEqualTypeOf<InvertStream<number, string>>();
      a.on('data', (n) => expectTypeOf(n).toEqualTypeOf<number>());
      a.pipe(through<number>());
      // @ts-expect-error: numbers do not go where text is taken
      a.pipe(through<string>());
    });
  });
});
