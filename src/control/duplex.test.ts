import { describe, expect, expectTypeOf, it } from 'vitest';
import { nextTick } from '#platform';
import { Stream } from '../core/classic.ts';
import { pipeline } from '../core/promises.ts';
import { Readable } from '../core/readable.ts';
import { laws } from '../testing/stream-spec/index.ts';
import { coded } from './_test-listen.ts';
import type { DuplexOptions } from './duplex.ts';
import { Duplex, duplex } from './duplex.ts';
import { through } from './through.ts';

function record(stream: Duplex<never, never>): unknown[] {
  const seen: unknown[] = [];
  for (const event of ['data', '_data']) stream.on(event, (chunk) => seen.push(event, chunk));
  for (const event of ['end', '_end', 'close', 'pause', 'drain', '_pause', '_drain', 'error']) {
    stream.on(event, () => seen.push(event));
  }
  return seen;
}

/** Answers what is written with what is written. */
function echo(options: DuplexOptions = {}): Duplex<string> {
  const stream = duplex<string>(
    (word) => stream._data(word),
    () => stream._end(),
    { highWaterMark: 4, ...options },
  );
  return stream;
}

function ticked(): Promise<void> {
  return new Promise((resolve) => nextTick(() => nextTick(resolve)));
}

describe('duplex', () => {
  describe('laws', () => {
    const words = ['beep', 'boop', 'robots', 'a', 'b', 'c', 'd', 'e'];
    const signal = (signal: AbortSignal) => echo({ signal });
    for (const { name, check } of laws(() => echo(), { input: words, output: words, bound: 4, signal })) {
      it(name, check);
    }
  });

  describe('laws, with sides that are independent', () => {
    const words = ['beep', 'boop', 'robots'];
    const except = {
      'backpressure, while nobody reads': 'whoever stands behind it is told by _data(), and must pass it on',
    };
    const independent = () => echo({ highWaterMark: undefined });
    for (const { name, check } of laws(independent, { input: words, output: words, except })) it(name, check);
  });

  describe('behaviour', () => {
    it('write and end, when called, emit _data and _end inside the call', () => {
      const stream = duplex<string>();
      const seen = record(stream as never);
      expect(stream.write('a')).toBe(true);
      expect(seen).toEqual(['_data', 'a']);
      stream.end();
      expect(stream.writable).toBe(false);
      expect(seen).toEqual(['_data', 'a', '_end']);
    });

    it('onWrite and onEnd, when called, get the stream as this', () => {
      const calls: unknown[] = [];
      const stream: Duplex<number> = duplex<number>(
        function (n) {
          calls.push(this === stream, n);
        },
        function () {
          calls.push(this === stream);
        },
      );
      stream.end(1);
      expect(calls).toEqual([true, 1, true]);
    });

    it('a new stream holds back until the next tick, then flows by itself', async () => {
      const stream = duplex<string>();
      const seen = record(stream as never);
      expect(stream._data('a')).toBe(false);
      expect(seen).toEqual([]);
      await ticked();
      expect(seen).toEqual(['data', 'a', '_drain']);
      expect(stream._data('b')).toBe(true);
    });

    it('a new stream that is paused stays so, and one that is resumed flows at once', async () => {
      const paused = duplex<string>().pause();
      const flowing = duplex<string>().resume();
      paused._data('a');
      expect(flowing._data('a')).toBe(true);
      await ticked();
      expect(paused.readableLength).toBe(1);
    });

    it('_pause and pause events, and drain, decide what write returns', () => {
      const stream = duplex<number>();
      stream.emit('pause');
      expect([stream.write(1), stream.writableNeedDrain]).toEqual([false, true]);
      stream.emit('drain');
      expect(stream.write(2)).toBe(true);
      const seen = record(stream as never);
      stream._pause()._pause()._resume()._resume();
      expect(seen).toEqual(['pause', 'drain']);
    });

    it('_end, while paused, waits behind what is held back', () => {
      const stream = duplex<number>().pause();
      const seen = record(stream as never);
      stream._data(1);
      stream._end(0);
      expect(seen).toEqual([]);
      stream.resume();
      expect(seen).toEqual(['data', 1, 'data', 0, '_drain', 'end']);
      expect(stream.readable).toBe(false);
    });

    it('both ends, when _end comes last, close on the next tick, and when end does, at once', async () => {
      const late = duplex().resume();
      late.end();
      late._end();
      expect(late.destroyed).toBe(false);
      await ticked();
      expect(late.destroyed).toBe(true);
      const early = duplex().resume();
      early._end();
      early.end();
      expect(early.destroyed).toBe(true);
    });

    it('_drain, after _data returned false for a listener that paused, comes with resume', () => {
      const stream = duplex<number>().resume();
      stream.once('data', () => stream.pause());
      expect(stream._data(1)).toBe(false);
      const seen = record(stream as never);
      stream.resume();
      expect(seen).toEqual(['_drain']);
    });

    it('end, with a chunk, writes it, and after that nothing is written', () => {
      const stream = duplex<number>();
      const seen = record(stream as never);
      stream.end(0);
      expect(stream.write(1)).toBe(false);
      stream.end(2);
      expect(seen).toEqual(['_data', 0, '_end']);
    });

    it('_data, after _end, is refused', () => {
      const stream = duplex<number>().resume();
      const seen = record(stream as never);
      stream._end();
      expect(stream._data(1)).toBe(false);
      stream._end(2);
      expect(seen).toEqual(['end']);
    });

    it('push, in the words of a Duplex, gives out and ends', () => {
      const stream = duplex<number>().resume();
      const seen = record(stream as never);
      expect([stream.push(1), stream.push(null)]).toEqual([true, false]);
      expect(seen).toEqual(['data', 1, 'end']);
    });

    it('highWaterMark, when as much is held back, pauses the writer until it is gone', () => {
      const stream = echo({ highWaterMark: 2 }).pause();
      expect([stream.write('a'), stream.write('b')]).toEqual([true, false]);
      const seen = record(stream as never);
      stream.resume();
      expect(seen).toEqual(['data', 'a', 'data', 'b', 'drain', '_drain']);
      expect(stream.write('c')).toBe(true);
    });

    it('highWaterMark, while the writer was paused for another reason, does not let it go on', () => {
      const stream = echo({ highWaterMark: 1 }).pause();
      stream._pause();
      stream.write('a');
      stream.resume();
      expect(stream.writableNeedDrain).toBe(true);
    });

    it('_data, out of a listener while what was held back comes out, does not nest', () => {
      const stream = duplex<number>().pause();
      let depth = 0;
      let deepest = 0;
      let left = 5000;
      stream.on('data', (n) => {
        deepest = Math.max(deepest, ++depth);
        if (left-- > 0) stream._data(n + 1);
        depth--;
      });
      stream._data(0);
      stream._data(0);
      stream.resume();
      expect(deepest).toBeLessThan(3);
      expect(left).toBeLessThan(0);
    });

    it('methods, without their stream, still work', () => {
      const stream = duplex<number>();
      const { write, end, _data, _end, pause, resume, drain, destroy } = stream;
      const seen = record(stream as never);
      pause();
      write(1);
      _data(2);
      resume();
      drain();
      _end();
      end();
      destroy();
      expect(seen).toEqual(['_pause', '_data', 1, 'data', 2, '_drain', 'end', 'close', '_end']);
      expect(stream.destroyed).toBe(true);
    });

    it('for await, on a stream that answers, sees every chunk', async () => {
      const stream = echo();
      const source = through<string>();
      const seen: string[] = [];
      const reading = (async () => {
        for await (const word of stream) seen.push(word);
      })();
      source.pipe(stream);
      for (const word of ['a', 'b', 'c']) source.write(word);
      source.end();
      await reading;
      expect(seen).toEqual(['a', 'b', 'c']);
    });

    it('pipeline, into a stream whose readable side stays open, ends', async () => {
      const written: string[] = [];
      const stream = duplex<string>((word) => written.push(word));
      await pipeline(Readable.from(['a', 'b']), stream);
      expect([written, stream.writableFinished, stream.destroyed]).toEqual([['a', 'b'], true, false]);
    });

    it('Duplex, extended, is a base for streams of one kind', () => {
      class Upper extends Duplex<string> {
        constructor() {
          super();
          this.on('_data', (word) => this._data(word.toUpperCase()));
        }
        override _data(word: string): boolean {
          return super._data(`${word}!`);
        }
      }
      const stream = new Upper().resume();
      const seen: string[] = [];
      stream.on('data', (word) => seen.push(word));
      stream.write('a');
      stream._data('b');
      expect(seen).toEqual(['A!', 'b!']);
      expect(stream).toBeInstanceOf(Stream);
    });
  });

  describe('errors', () => {
    it('onWrite or onEnd, given as something else, throw ERR_INVALID_ARG_TYPE', () => {
      const refusal = coded('ERR_INVALID_ARG_TYPE');
      expect(() => duplex('x' as never)).toThrow(refusal);
      expect(() => duplex(null, 1 as never)).toThrow(refusal);
    });

    it('options, out of their range, throw', () => {
      expect(() => duplex(null, null, { maxBuffered: -1 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => duplex(null, null, { highWaterMark: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => duplex(null, null, { overflow: 'spill' as never })).toThrow(
        coded('ERR_INVALID_ARG_VALUE'),
      );
    });

    it('onWrite that throws, throws to the writer, and the stream lives on', () => {
      const stream = duplex<number>((n) => {
        if (n === 1) throw new Error('one');
      });
      expect(() => stream.write(1)).toThrow('one');
      expect(stream.write(2)).toBe(true);
    });

    it('maxBuffered, when more is held back, destroys with ERR_DUPLEX_OVERFLOW', () => {
      const stream = duplex<number>(null, null, { maxBuffered: 2 }).pause();
      const seen = record(stream as never);
      expect([1, 2, 3].map((n) => stream._data(n))).toEqual([false, false, false]);
      expect(seen).toEqual(['error', 'close']);
      expect(stream.errored).toMatchObject({ code: 'ERR_DUPLEX_OVERFLOW' });
      expect(stream.readableLength).toBe(0);
    });

    it.each([
      ['drop-oldest', [2, 3]],
      ['drop-newest', [1, 2]],
    ] as const)('overflow %s, when more is held back, keeps the rest', (overflow, kept) => {
      const stream = duplex<number>(null, null, { maxBuffered: 2, overflow }).pause();
      const seen: number[] = [];
      stream.on('data', (n) => seen.push(n));
      for (const n of [1, 2, 3]) stream._data(n);
      stream.resume();
      expect(seen).toEqual(kept);
      expect(stream.dropped).toBe(1);
    });

    it('destroy, with an error, drops what is held back and emits it before close, once', () => {
      const stream = duplex<number>().pause();
      stream._data(1);
      const seen = record(stream as never);
      stream.destroy(new Error('x')).destroy();
      stream.resume();
      expect(seen).toEqual(['error', 'close']);
      expect([stream.readable, stream.writable, stream.buffered]).toEqual([false, false, 0]);
    });

    it('destroy, out of a listener while what was held back comes out, stops it', () => {
      const stream = duplex<number>().pause();
      for (const n of [1, 2, 3]) stream._data(n);
      stream._end();
      stream.on('data', () => stream.destroy());
      const seen = record(stream as never);
      stream.resume();
      expect(seen).toEqual(['close', 'data', 1]);
    });
  });

  describe('types', () => {
    it('In and Out, as given, flow through pipe and events', () => {
      const stream = duplex<string, number>((word) => expectTypeOf(word).toEqualTypeOf<string>());
      expectTypeOf(stream).toEqualTypeOf<Duplex<string, number>>();
      stream.on('data', (n) => expectTypeOf(n).toEqualTypeOf<number>());
      stream.on('_data', (word) => expectTypeOf(word).toEqualTypeOf<string>());
      stream.pipe(through<number>());
      // @ts-expect-error: numbers do not go where text is taken
      stream.pipe(through<string>());
    });
  });
});
