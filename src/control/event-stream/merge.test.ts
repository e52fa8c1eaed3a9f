import { describe, expect, expectTypeOf, it } from 'vitest';
import { Stream } from '../../core/classic.ts';
import { coded, eventOf, recorder } from '../_test-listen.ts';
import type { Through } from '../through.ts';
import { through } from '../through.ts';
import { merge, readArray } from './index.ts';
import type { MergeStream } from './merge.ts';

const record = recorder('end', 'close', 'drain');

function pair(): [Through<unknown>, Through<unknown>] {
  return [through(), through()];
}

describe('merge', () => {
  describe('behaviour', () => {
    it('merge, of streams or of a list of streams, emits their chunks at once, and ends with the last', async () => {
      for (const asList of [true, false]) {
        const [a, b] = pair();
        const merged = asList ? merge([a, b]) : merge(a, b);
        const seen = record(merged);
        a.write(1);
        b.write(2);
        a.end(3);
        expect(seen).toEqual([1, 2, 3]);
        b.end();
        expect(seen).toEqual([1, 2, 3, 'end']);
        await eventOf(merged, 'close');
      }
    });

    it('merge, of nothing, ends in the next tick', async () => {
      for (const args of [[], [[]], [[], { ordered: true }], [{ ordered: true }]]) {
        const merged = (merge as (...args: unknown[]) => MergeStream)(...args);
        const seen = record(merged);
        expect(seen).toEqual([]);
        await eventOf(merged, 'close');
        expect(seen).toEqual(['end', 'close']);
      }
    });

    it('merge, paused, makes its streams wait, and asks them for more when it is resumed', () => {
      const [a, b] = pair();
      const merged = merge(a, b);
      const seen = record(merged);
      merged.pause();
      expect([a.write(1), a.write(2), b.write(3)]).toEqual([false, false, false]);
      expect([a.paused, b.paused]).toEqual([true, true]);
      expect([merged.buffered, a.buffered, b.buffered]).toEqual([2, 1, 0]);
      merged.resume();
      expect(seen).toEqual([1, 3, 2, 'drain']);
      expect([a.paused, b.paused]).toEqual([false, false]);
    });

    it('ordered, lets one stream out after the other, and makes those to come wait', () => {
      const [a, b] = pair();
      const merged = merge(a, b, { ordered: true });
      const seen = record(merged);
      expect([b.write('b1'), b.write('b2')]).toEqual([false, false]);
      expect(b.paused).toBe(true);
      a.write('a1');
      expect(seen).toEqual(['a1']);
      a.end('a2');
      expect(seen.slice(0, 4)).toEqual(['a1', 'a2', 'b1', 'b2']);
      b.end('b3');
      expect(seen.filter((line) => line !== 'drain')).toEqual(['a1', 'a2', 'b1', 'b2', 'b3', 'end']);
    });

    it('ordered, while its reader pauses and resumes, keeps the streams to come waiting', () => {
      const [a, b] = [through<number>(), through<number>()];
      const merged = merge(a, b, { ordered: true });
      const seen: unknown[] = [];
      merged.on('data', (n) => seen.push(n));
      b.write(3);
      merged.pause();
      merged.resume();
      a.write(1);
      b.end(4);
      merged.pause();
      merged.resume();
      a.end(2);
      expect(seen).toEqual([1, 2, 3, 4]);
    });

    it('ordered, of many streams that have all ended, does not fill the stack', () => {
      const parts = Array.from({ length: 2000 }, () => through<number>());
      const merged = merge(parts, { ordered: true });
      let count = 0;
      merged.on('data', () => count++);
      for (const part of parts.toReversed()) part.end(1);
      expect(count).toBe(2000);
    });

    it('ordered, of a stream that ends before its turn, comes in order', async () => {
      const [a, b] = pair();
      const merged = merge([a, b], { ordered: true });
      const seen = record(merged);
      b.end('b');
      a.end('a');
      await eventOf(merged, 'close');
      expect(seen.filter((line) => line !== 'drain')).toEqual(['a', 'b', 'end', 'close']);
    });

    it('stream that is over, or closes early, counts as ended', async () => {
      const [a, b] = pair();
      a.end();
      const merged = merge(a, b);
      const seen = record(merged);
      b.write(1);
      b.destroy();
      await eventOf(merged, 'close');
      expect(seen).toEqual([1, 'end', 'close']);
    });

    it('the same stream given twice, comes twice', () => {
      const a = through<number>();
      const seen = record(merge(a, a));
      a.end(1);
      expect(seen).toEqual([1, 1, 'end']);
    });

    it('write, into the merged stream, comes out of it', () => {
      const merged = merge(through());
      const seen = record(merged);
      expect(merged.write('own')).toBe(true);
      expect(seen).toEqual(['own']);
    });

    it('pipe, into the merged stream, makes it wait for that writer, too', () => {
      const [a, writer] = pair();
      const merged = merge(a);
      const seen = record(merged);
      writer.pipe(merged);
      a.end('a');
      expect(seen).toEqual(['a']);
      writer.end('w');
      expect(seen).toEqual(['a', 'w', 'end', 'close']);
    });

    it('pipe, into the merged stream, when it ends first, leaves the others open', () => {
      const [a, writer] = pair();
      const merged = merge(a);
      const seen = record(merged);
      writer.pipe(merged);
      writer.end('w');
      a.write('a');
      expect(seen).toEqual(['w', 'a']);
      a.end();
      expect(seen).toEqual(['w', 'a', 'end']);
    });

    it('destroy, destroys the streams, and those are spared that have ended', async () => {
      const [a, b] = pair();
      const half = new Stream();
      const calls: string[] = [];
      const destroy = (): void => void calls.push('half');
      Object.assign(half, { readable: true, destroy });
      const merged = merge([a, b, half], { ordered: true });
      half.emit('end');
      merged.destroy();
      expect([a.destroyed, b.destroyed, merged.destroyed, calls]).toEqual([true, true, true, []]);
    });

    it('merge, iterated, gives the chunks of all', async () => {
      const seen: unknown[] = [];
      for await (const chunk of merge(readArray([1, 2]), readArray([3]))) seen.push(chunk);
      expect(seen.toSorted()).toEqual([1, 2, 3]);
    });
  });

  describe('errors', () => {
    it('error of a stream, destroys the merged stream with it, and the other streams', () => {
      const [a, b] = pair();
      const merged = merge(a, b);
      const errors: unknown[] = [];
      merged.on('error', (error) => errors.push(error));
      const reason = new Error('lost');
      a.emit('error', reason);
      expect(errors).toEqual([reason]);
      expect([merged.destroyed, b.destroyed, merged.errored]).toEqual([true, true, reason]);
      b.emit('error', new Error('later'));
      expect(errors).toEqual([reason]);
    });

    it('error of a stream, that only its own listeners hear, is left to them', () => {
      const [a, b] = pair();
      const errors: string[] = [];
      a.on('error', (error) => errors.push(error.message));
      const merged = merge(a, b);
      const seen = record(merged);
      a.emit('error', new Error('lost'));
      b.end('b');
      expect(seen).toEqual(['b']);
      expect(errors).toEqual(['lost']);
      a.end();
      expect(seen).toEqual(['b', 'end']);
    });

    it('error of a stream, that nobody hears, is thrown at whoever emits it', () => {
      const [a, b] = pair();
      const merged = merge(a, b);
      expect(() => a.emit('error', new Error('lost'))).toThrow('lost');
      expect(merged.destroyed).toBe(true);
    });

    it('merge, given what is no stream, throws a coded error', () => {
      for (const args of [[1], [null], [{ pipe: true }], [[through()], through()]]) {
        expect(() => (merge as (...args: unknown[]) => unknown)(...args)).toThrow(
          coded('ERR_INVALID_ARG_TYPE'),
        );
      }
    });

    it('signal, when it aborts, destroys the merged stream and the others', async () => {
      const controller = new AbortController();
      const [a, b] = pair();
      const merged = merge([a, b], { signal: controller.signal });
      const failed = new Promise((resolve) => {
        merged.on('error', resolve);
      });
      controller.abort();
      expect(await failed).toMatchObject({ code: 'ABORT_ERR' });
      expect([a.destroyed, b.destroyed]).toEqual([true, true]);
    });
  });

  describe('types', () => {
    it('chunks, are those of any of the streams', () => {
      const merged = merge(readArray([1]), readArray(['a']));
      expectTypeOf(merged).toEqualTypeOf<MergeStream<number | string>>();
      const ordered = merge([readArray([1]), readArray([true])], { ordered: true });
      expectTypeOf(ordered).toEqualTypeOf<MergeStream<number | boolean>>();
      expectTypeOf(merge(readArray([1]), { ordered: true })).toEqualTypeOf<MergeStream<number>>();
      ordered.destroy();
      merged.destroy();
    });
  });
});
