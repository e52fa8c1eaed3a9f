import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Stream } from '../core/classic.ts';
import type { Through } from './through.ts';
import { through } from './through.ts';

function record(stream: Stream): unknown[] {
  const seen: unknown[] = [];
  stream.on('data', (chunk) => seen.push(chunk));
  for (const event of ['end', 'close', 'error', 'resume', 'drain']) stream.on(event, () => seen.push(event));
  return seen;
}

describe('through', () => {
  describe('laws', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('write'), chunk: fc.integer() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('pause') }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('resume') }) },
    );

    it('through, with any order of writes, pauses and resumes, loses and reorders nothing', () => {
      fc.assert(
        fc.property(fc.array(step), (steps) => {
          const stream = through<number>();
          const seen: number[] = [];
          const written: number[] = [];
          let gate = true;
          stream.on('data', (chunk) => {
            expect(gate).toBe(true);
            seen.push(chunk as number);
          });
          for (const step of steps) {
            if ('chunk' in step) {
              written.push(step.chunk);
              expect(stream.write(step.chunk)).toBe(gate);
            } else if (step.do === 'pause') {
              gate = false;
              stream.pause();
            } else {
              gate = true;
              stream.resume();
            }
            if (gate) expect(seen).toEqual(written);
          }
          gate = true;
          stream.end();
          stream.resume();
          expect(seen).toEqual(written);
        }),
      );
    });

    it('through, with any program, emits end at most once, close at most once, and nothing after close', () => {
      const call = fc.constantFrom('write', 'queueEnd', 'pause', 'resume', 'end', 'destroy');
      fc.assert(
        fc.property(fc.array(call), fc.boolean(), (calls, autoDestroy) => {
          const stream = through<number>(null, null, { autoDestroy });
          const seen = record(stream);
          for (const name of calls) {
            if (name === 'write') stream.write(1);
            else if (name === 'queueEnd') stream.queue(null);
            else (stream[name as 'end'] as () => unknown)();
          }
          const closed = seen.indexOf('close');
          if (closed >= 0) expect(seen.slice(closed)).toEqual(['close']);
          expect(seen.filter((event) => event === 'end').length).toBeLessThan(2);
        }),
      );
    });
  });

  describe('behaviour', () => {
    it('through, without arguments, passes chunks as they are, undefined among them', () => {
      const stream = through();
      const seen = record(stream);
      stream.write(undefined);
      stream.write('');
      stream.write(0);
      stream.end();
      expect(seen).toEqual([undefined, '', 0, 'end', 'close']);
    });

    it('write and end functions, when called, get the stream as this', () => {
      const calls: unknown[] = [];
      const stream: Through<number> = through<number>(
        function (n) {
          calls.push(this === stream);
          this.emit('data', n * 2);
        },
        function () {
          calls.push(this === stream);
          this.emit('end');
        },
      );
      const seen = record(stream);
      stream.write(1);
      stream.end(2);
      expect(calls).toEqual([true, true, true]);
      expect(seen).toEqual([2, 4, 'end', 'close']);
    });

    it('emit data, while paused, bypasses the queue', () => {
      const stream = through<string>(function (text) {
        this.emit('data', text);
      });
      const seen = record(stream);
      stream.pause();
      expect(stream.write('now')).toBe(false);
      expect(seen).toEqual(['now']);
    });

    it('pause in write, then queue and resume later, keeps the order', async () => {
      const stream = through<number>(function (n) {
        this.pause();
        queueMicrotask(() => {
          this.queue(n * 10);
          this.resume();
        });
      });
      const source = through<number>();
      const seen: unknown[] = [];
      stream.on('data', (n) => seen.push(n));
      const ended = new Promise<void>((resolve) => {
        stream.on('end', () => resolve());
      });
      source.pipe(stream);
      for (const n of [1, 2, 3]) source.write(n);
      source.end();
      await ended;
      expect(seen).toEqual([10, 20, 30]);
    });

    it('end function that does not queue null, when the writer ends, leaves the readable side open', () => {
      const stream = through<string>(null, () => {});
      const seen = record(stream);
      stream.end('a');
      expect(seen).toEqual(['a']);
      stream.queue('b');
      stream.queue(null);
      stream.queue('c');
      expect(seen).toEqual(['a', 'b', 'end']);
      expect(stream.destroyed).toBe(false);
    });

    it('end queued late, once both sides have ended, closes in the next tick', async () => {
      const stream = through<string>(null, () => {});
      stream.end();
      const closed = new Promise<void>((resolve) => {
        stream.on('close', () => resolve());
      });
      stream.queue(null);
      expect(stream.destroyed).toBe(false);
      await closed;
      expect(stream.destroyed).toBe(true);
    });

    it('autoDestroy, assigned after creation, is heeded', () => {
      const stream = through();
      stream.autoDestroy = false;
      const seen = record(stream);
      stream.end();
      expect(seen).toEqual(['end']);
      stream.destroy();
      expect(seen).toEqual(['end', 'close']);
    });

    it('write, after the end, is accepted and comes to nothing', () => {
      const stream = through();
      stream.end();
      const seen = record(stream);
      expect(stream.write('late')).toBe(true);
      expect(seen).toEqual([]);
    });

    it('methods, without their stream, still work', () => {
      const stream = through<string>();
      const seen = record(stream);
      const { write, queue, push, end, pause, resume, destroy } = stream;
      pause();
      write('a');
      queue('b');
      push('c');
      resume();
      end();
      destroy();
      expect(queue).toBe(push);
      expect(seen).toEqual(['resume', 'a', 'b', 'c', 'drain', 'end', 'close']);
    });

    it('through.through is through', () => {
      expect(through.through).toBe(through);
      expect(through()).toBeInstanceOf(Stream);
    });

    it('for await, on a piped stream, sees every chunk', async () => {
      const source = through<number>();
      const doubled = source.pipe(
        through<number>(function (n) {
          this.queue(n * 2);
        }),
      );
      const seen: number[] = [];
      const reading = (async () => {
        for await (const n of doubled) seen.push(n);
      })();
      for (const n of [1, 2, 3]) source.write(n);
      source.end();
      await reading;
      expect(seen).toEqual([2, 4, 6]);
    });
  });

  describe('errors', () => {
    it('write that throws, throws to the writer, and the stream lives on', () => {
      const stream = through<number>(function (n) {
        if (n === 2) throw new Error('two');
        this.queue(n);
      });
      const seen = record(stream);
      stream.write(1);
      expect(() => stream.write(2)).toThrow('two');
      stream.end(3);
      expect(seen).toEqual([1, 3, 'end', 'close']);
    });

    it('write or end, given as something else, throw ERR_INVALID_ARG_TYPE', () => {
      expect(() => through('x' as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
      expect(() => through(null, 1 as never)).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
      );
    });

    it('signal, when it aborts, destroys', () => {
      const control = new AbortController();
      const stream = through(null, null, { signal: control.signal });
      const seen = record(stream);
      control.abort();
      expect(seen).toEqual(['error', 'close']);
      expect(stream.errored).toMatchObject({ code: 'ABORT_ERR' });
    });
  });

  describe('types', () => {
    it('In and Out, as given, flow through pipe', () => {
      const lengths = through<string, number>(function (text) {
        expectTypeOf(text).toEqualTypeOf<string>();
        this.queue(text.length);
      });
      expectTypeOf(lengths).toEqualTypeOf<Through<string, number>>();
      const sink = through<number>();
      expectTypeOf(lengths.pipe(sink)).toEqualTypeOf<Through<number, number>>();
      // @ts-expect-error: numbers do not go where text is taken
      lengths.pipe(through<string>());
    });
  });
});
