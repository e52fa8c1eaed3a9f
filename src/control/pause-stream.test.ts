import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { laws } from '../testing/stream-spec/index.ts';
import { coded, recorder } from './_test-listen.ts';
import type { PauseStream, PauseStreamOptions } from './pause-stream.ts';
import { pauseStream } from './pause-stream.ts';
import { through } from './through.ts';

const record = recorder('end', 'close', 'error');

/** What comes out of a stream that was paused while a writer ignored it. */
function flood(options: PauseStreamOptions, chunks: readonly unknown[]): unknown[] {
  const stream = pauseStream<unknown>(options);
  const seen = record(stream);
  stream.pause();
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  stream.resume();
  return seen.filter((entry) => entry !== 'end' && entry !== 'close');
}

describe('pauseStream', () => {
  describe('laws', () => {
    for (const { name, check } of laws(() => pauseStream<number>(), {
      input: [1, 2, 3, 4, 5],
      output: [1, 2, 3, 4, 5],
      signal: (signal) => pauseStream({ signal }),
    })) {
      it(name, check);
    }
  });

  describe('behaviour', () => {
    it('pauseStream, paused first and piped later, passes everything in order, the end last', () => {
      const early = pauseStream<number>();
      early.pause();
      const numbers = Array.from({ length: 1000 }, (_, n) => n);
      for (const n of numbers) expect(early.write(n)).toBe(false);
      early.end();
      expect([early.buffered, early.readable, early.writable]).toEqual([1001, true, false]);
      const later = through<number>();
      const seen = record(later);
      early.pipe(later);
      early.resume();
      expect(seen).toEqual([...numbers, 'end', 'close']);
    });

    it('pauseStream, into what is full, holds back until it drains', () => {
      const stream = pauseStream<number>();
      const full = pauseStream<number>();
      stream.pipe(full);
      full.pause();
      expect(stream.write(1)).toBe(false);
      stream.write(2);
      expect([stream.buffered, full.buffered]).toEqual([1, 1]);
      full.resume();
      expect([stream.buffered, full.buffered]).toEqual([0, 0]);
    });

    it('buffered and bufferedBytes, as chunks come and go, count what is held', () => {
      const stream = pauseStream<unknown>();
      stream.pause();
      const sizes: [number, number][] = [];
      for (const chunk of ['four', new Uint8Array(3), { any: 'thing' }]) {
        stream.write(chunk);
        sizes.push([stream.buffered, stream.bufferedBytes]);
      }
      expect(sizes).toEqual([
        [1, 4],
        [2, 7],
        [3, 7],
      ]);
      stream.on('data', () => stream.pause());
      stream.resume();
      expect([stream.buffered, stream.bufferedBytes]).toEqual([2, 3]);
      stream.destroy();
      expect([stream.buffered, stream.bufferedBytes]).toEqual([0, 0]);
    });

    it('destroy, while paused, drops what is held and closes once', () => {
      const stream = pauseStream<number>();
      const seen = record(stream);
      stream.pause();
      stream.write(1);
      stream.end();
      stream.destroy();
      stream.resume();
      expect(seen).toEqual(['close']);
      expect(stream.buffered).toBe(0);
    });

    it('functions, given as to through, make of chunks what they like', () => {
      const stream = pauseStream<number, string>(
        function (n) {
          this.queue(`${n}`);
        },
        null,
        { maxBuffered: 1, overflow: 'drop-newest' },
      );
      const seen = record(stream);
      stream.pause();
      stream.write(1);
      stream.write(2);
      stream.end();
      stream.resume();
      expect(seen).toEqual(['1', 'end']);
      expect(pauseStream.through).toBe(pauseStream);
    });
  });

  describe('overflow', () => {
    const chunks = fc.array(fc.oneof(fc.nat(9), fc.string({ maxLength: 4 })), { maxLength: 12 });
    const sizeOf = (chunk: unknown): number => (typeof chunk === 'string' ? chunk.length : 0);

    /** Whether what is held keeps within the limits. */
    function fits(held: readonly unknown[], maxBuffered: number, maxBufferedBytes: number): boolean {
      const bytes = held.reduce((sum: number, chunk) => sum + sizeOf(chunk), 0);
      return held.length <= maxBuffered && bytes <= maxBufferedBytes;
    }

    it('drop-oldest and drop-newest, for any chunks and limits, keep what they say', () => {
      fc.assert(
        fc.property(chunks, fc.nat(6), fc.nat(10), (chunks, maxBuffered, maxBufferedBytes) => {
          const newest: unknown[] = [];
          for (const chunk of chunks) {
            if (fits([...newest, chunk], maxBuffered, maxBufferedBytes)) newest.push(chunk);
          }
          expect(flood({ maxBuffered, maxBufferedBytes, overflow: 'drop-newest' }, chunks)).toEqual(newest);

          let oldest: unknown[] = [];
          for (const chunk of chunks) {
            oldest.push(chunk);
            while (!fits(oldest, maxBuffered, maxBufferedBytes)) oldest = oldest.slice(1);
          }
          expect(flood({ maxBuffered, maxBufferedBytes, overflow: 'drop-oldest' }, chunks)).toEqual(oldest);
        }),
      );
    });

    it('dropped, of a flood, counts what is lost', () => {
      const stream = pauseStream<number>({ maxBuffered: 3, overflow: 'drop-oldest' });
      stream.pause();
      for (let n = 0; n < 100_000; n++) stream.write(n);
      expect([stream.buffered, stream.dropped]).toEqual([3, 99_997]);
    });

    it('limits, while chunks flow, do not matter', () => {
      const stream = pauseStream<string>({ maxBuffered: 0, maxBufferedBytes: 0 });
      const seen = record(stream);
      for (const word of ['beep', 'boop']) stream.write(word);
      stream.end();
      expect(seen).toEqual(['beep', 'boop', 'end', 'close']);
    });

    it('end, at the limit, is not lost', () => {
      expect(flood({ maxBuffered: 1 }, ['only'])).toEqual(['only']);
      const stream = pauseStream<number>({ maxBuffered: 1 });
      const seen = record(stream);
      stream.pause();
      stream.end(1);
      stream.resume();
      expect(seen).toEqual([1, 'end']);
    });
  });

  describe('errors', () => {
    it.each([{ maxBuffered: 2 }, { maxBufferedBytes: 5 }])(
      'limit %o, passed, destroys with ERR_PAUSE_STREAM_OVERFLOW',
      (options) => {
        const stream = pauseStream<string>(options);
        const seen = record(stream);
        stream.pause();
        stream.write('ab');
        stream.write('cd');
        expect(seen).toEqual([]);
        stream.write('ef');
        expect(seen).toEqual(['ERR_PAUSE_STREAM_OVERFLOW', 'close']);
        expect(stream.buffered).toBe(0);
      },
    );

    it('options, that make no sense, are refused', () => {
      expect(() => pauseStream({ maxBuffered: -1 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => pauseStream({ maxBufferedBytes: Number.NaN })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => pauseStream({ maxBuffered: '1' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => pauseStream({ overflow: 'no' as never })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
    });
  });

  describe('types', () => {
    it('In and Out, as given, flow through pipe', () => {
      expectTypeOf(pauseStream<string>()).toEqualTypeOf<PauseStream<string, string>>();
      expectTypeOf(pauseStream<string>({ maxBuffered: 1 })).toEqualTypeOf<PauseStream<string, string>>();
      // @ts-expect-error: text does not go where numbers are taken
      pauseStream<string>().pipe(pauseStream<number>());
    });
  });
});
