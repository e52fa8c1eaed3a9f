import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { turn, until } from '../core/_test/until.ts';
import { Stream } from '../core/classic.ts';
import { compose } from '../core/compose.ts';
import { pipeline } from '../core/promises.ts';
import { Readable } from '../core/readable.ts';
import { laws } from '../testing/stream-spec/index.ts';
import { coded, collect, eventOf, recorder } from './_test-listen.ts';
import type { Through, ThroughOptions } from './through.ts';
import { through } from './through.ts';

const record = recorder('end', 'close', 'error', 'resume', 'drain');

describe('through', () => {
  describe('laws', () => {
    const input = [1, 2, 3, 4, 5];
    const output = [10, 20, 30, 40, 50];

    function tenfold(options?: ThroughOptions): Through<number> {
      return through<number>(
        function (n) {
          this.queue(n * 10);
        },
        null,
        options,
      );
    }
    for (const { name, check } of laws(() => tenfold(), {
      input,
      output,
      signal: (signal) => tenfold({ signal }),
      fails: {
        make: (error) =>
          through<number>(
            () => {
              throw error;
            },
            null,
            { errors: 'destroy' },
          ),
      },
    })) {
      it(name, check);
    }

    function tenfoldLater(options?: ThroughOptions): Through<number> {
      return through<number>(
        async function (n) {
          await Promise.resolve();
          this.queue(n * 10);
        },
        async function () {
          await Promise.resolve();
          this.queue(null);
        },
        options,
      );
    }
    for (const { name, check } of laws(() => tenfoldLater(), {
      input,
      output,
      signal: (signal) => tenfoldLater({ signal }),
      fails: { make: (error) => through<number>(() => Promise.reject(error)) },
    })) {
      it(`async functions: ${name}`, check);
    }

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

  describe('in compose', () => {
    it('compose, of throughs, is one stream, which ends as they do', async () => {
      const double = through<number>(function (n) {
        this.queue(n * 2);
      });
      const halve = through<number>(async function (n) {
        await turn();
        this.queue(n / 2);
      });
      const numbers = Array.from({ length: 100 }, (_, n) => n);
      const seen: number[] = [];
      await pipeline(Readable.from(numbers), compose(double, halve), async (chunks) => {
        for await (const n of chunks) seen.push(n);
      });
      expect(seen).toEqual(numbers);
      expect([double.destroyed, halve.destroyed]).toEqual([true, true]);
    });

    it('compose, when one of its throughs fails, fails and destroys the others', async () => {
      const first = through<number>();
      const second = through<number>((n) => (n === 3 ? Promise.reject(new Error('three')) : undefined));
      const done = pipeline(Readable.from([1, 2, 3, 4]), compose(first, second), through());
      await expect(done).rejects.toThrow('three');
      expect([first.destroyed, second.destroyed]).toEqual([true, true]);
    });
  });

  describe('async functions', () => {
    /** A promise that is settled by hand, once for each call. */
    function gate(): { readonly opens: (() => void)[]; wait(): Promise<void> } {
      const opens: (() => void)[] = [];
      return { opens, wait: () => new Promise((resolve) => opens.push(resolve)) };
    }

    it('write, while a promise is pending, returns false; chunks wait in order; drain follows', async () => {
      const { opens, wait } = gate();
      const stream = through<number>(async function (n) {
        await wait();
        this.queue(n * 10);
      });
      const seen = record(stream);
      const drained = eventOf(stream, 'drain');
      expect([1, 2, 3].map((n) => stream.write(n))).toEqual([false, false, false]);
      for (let i = 0; i < 3; i++) {
        expect([opens.length, seen.length]).toEqual([i + 1, i]);
        const next = i < 2 ? eventOf(stream, 'data') : drained;
        opens[i]?.();
        await next;
        await turn();
      }
      expect(seen).toEqual([10, 20, 30, 'drain']);
      expect(stream.writable).toBe(true);
    });

    it('write, whose function returns a promise now and then, keeps the order', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.boolean()), async (waits) => {
          const stream = through<number>(function (n) {
            if (!waits[n]) return this.queue(n);
            return Promise.resolve().then(() => void this.queue(n));
          });
          const all = collect(stream);
          for (const n of waits.keys()) stream.write(n);
          stream.end();
          expect(await all).toEqual([...waits.keys()]);
        }),
      );
    });

    it('end, while chunks wait, comes after them, and its own promise before the close', async () => {
      const order: string[] = [];
      const stream = through<string>(
        async function (text) {
          await turn();
          order.push(text);
          this.queue(text);
        },
        async function () {
          order.push('end');
          await turn();
          this.queue('last');
          this.queue(null);
        },
      );
      const seen = record(stream);
      const closed = eventOf(stream, 'close');
      stream.write('a');
      stream.end('b');
      expect(stream.writable).toBe(false);
      expect(order).toEqual([]);
      await closed;
      expect(order).toEqual(['a', 'b', 'end']);
      expect(seen).toEqual(['a', 'b', 'last', 'end', 'close']);
    });

    it('resume, while a promise is pending, does not ask for more', async () => {
      const { opens, wait } = gate();
      const stream = through<number>(wait);
      const seen = record(stream);
      stream.write(1);
      stream.pause();
      stream.resume();
      expect(seen).toEqual(['resume']);
      const drained = eventOf(stream, 'drain');
      opens[0]?.();
      await drained;
      expect(seen).toEqual(['resume', 'drain']);
      expect(stream.write(2)).toBe(false);
    });

    it('promise, fulfilled while the stream is paused, lets resume ask for more', async () => {
      const { opens, wait } = gate();
      const stream = through<number>(wait);
      const seen = record(stream);
      stream.write(1);
      stream.pause();
      opens[0]?.();
      await turn();
      expect(seen).toEqual([]);
      stream.resume();
      expect(seen).toEqual(['resume', 'drain']);
    });

    it('pipe into an async function, of a source that heeds write, holds one chunk at most', async () => {
      const source = through<number>();
      let running = 0;
      const stream = through<number>(async function (n) {
        expect(++running).toBe(1);
        await turn();
        running--;
        this.queue(n);
      });
      const all = collect(source.pipe(stream));
      for (let n = 0; n < 100; n++) source.write(n);
      expect(source.buffered).toBe(99);
      source.end();
      expect(await all).toEqual(Array.from({ length: 100 }, (_, n) => n));
    });

    it('promise that is rejected destroys with its reason, and what waits is dropped', async () => {
      const calls: number[] = [];
      const stream = through<number>(async (n) => {
        calls.push(n);
        throw new Error(`no ${n}`);
      });
      const seen = record(stream);
      const closed = eventOf(stream, 'close');
      stream.write(1);
      stream.write(2);
      stream.end();
      await closed;
      expect(calls).toEqual([1]);
      expect(seen).toEqual(['no 1', 'close']);
      expect(stream.errored).toMatchObject({ message: 'no 1' });
      expect(stream.write(3)).toBe(false);
      expect(calls).toEqual([1]);
    });

    it('promise of end that is rejected destroys with its reason', async () => {
      const stream = through(null, () => Promise.reject(new Error('no end')));
      const failed = eventOf(stream, 'error');
      stream.end();
      expect(await failed).toMatchObject([{ message: 'no end' }]);
      expect(stream.destroyed).toBe(true);
    });

    it('promise that is rejected without a reason is an error all the same', async () => {
      const stream = through(() => Promise.reject());
      const failed = eventOf(stream, 'error');
      stream.write(1);
      expect(await failed).toMatchObject([{ code: 'ERR_UNHANDLED_ERROR' }]);
    });

    it('promise that is settled after destroy comes to nothing', async () => {
      for (const settle of [() => Promise.resolve(), () => Promise.reject(new Error('late'))]) {
        const stream = through<number>(settle);
        const seen = record(stream);
        stream.write(1);
        stream.write(2);
        stream.destroy();
        await turn();
        expect(seen).toEqual(['close']);
      }
    });

    it('write that throws after it waited, destroys, as nobody called', async () => {
      const stream = through<number>((n) => {
        if (n === 2) throw new Error('two');
        return Promise.resolve();
      });
      const failed = eventOf(stream, 'error');
      stream.write(1);
      stream.write(2);
      expect(await failed).toMatchObject([{ message: 'two' }]);
      expect(stream.destroyed).toBe(true);
    });

    it('maxWaiting, passed by a writer that does not wait, destroys with ERR_STREAM_OVERFLOW', () => {
      const stream = through<number>(() => new Promise(() => {}), null, { maxWaiting: 2 });
      const seen = record(stream);
      for (const n of [1, 2, 3]) stream.write(n);
      expect(seen).toEqual([]);
      stream.write(4);
      expect(seen).toEqual(['ERR_STREAM_OVERFLOW', 'close']);
    });

    it('write to itself, in an async function, comes after what waits', async () => {
      const stream = through<number>(async function (n) {
        if (n < 3) this.write(n + 10);
        await turn();
        this.queue(n);
      });
      stream.write(1);
      stream.write(2);
      const chunks = stream[Symbol.asyncIterator]();
      const seen: unknown[] = [];
      for (let i = 0; i < 4; i++) seen.push((await chunks.next()).value);
      await chunks.return();
      expect(seen).toEqual([11, 1, 2, 12]);
    });
  });

  describe('errors', () => {
    it("errors: 'destroy', when write or end throws, destroys", () => {
      const error = new Error('no');
      function fail(): void {
        throw error;
      }
      for (const stream of [
        through<number>(fail, null, { errors: 'destroy' }),
        through<number>(null, fail, { errors: 'destroy' }),
      ]) {
        const seen = record(stream);
        stream.end(1);
        expect(seen.filter((event) => event !== 1)).toEqual(['no', 'close']);
        expect(stream.errored).toBe(error);
      }
    });

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

    it('thenable, that calls back twice, counts once', async () => {
      const running: number[] = [];
      let most = 0;
      const stream = through<number>((n) => {
        most = Math.max(most, running.push(n));
        return {
          // biome-ignore lint/suspicious/noThenProperty: this is what is tested.
          then(done: () => void) {
            queueMicrotask(() => {
              running.pop();
              done();
              done();
            });
          },
        };
      });
      for (const n of [1, 2, 3, 4]) stream.write(n);
      stream.end();
      await until(() => stream.destroyed);
      expect(most).toBe(1);
    });

    it('thenable, whose then throws, destroys like a promise that is rejected', async () => {
      const error = new Error('no then');
      const stream = through(() => ({
        // biome-ignore lint/suspicious/noThenProperty: this is what is tested.
        then() {
          throw error;
        },
      }));
      stream.on('error', () => {});
      expect(stream.write(1)).toBe(false);
      await until(() => stream.destroyed);
      expect(stream.errored).toBe(error);
    });

    it('write or end, given as something else, throw ERR_INVALID_ARG_TYPE', () => {
      expect(() => through('x' as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => through(null, 1 as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    });

    it('options, that make no sense, are refused', () => {
      expect(() => through(null, null, { errors: 'no' as never })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      expect(() => through(null, null, { maxWaiting: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => through(null, null, { maxWaiting: '1' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    });

    it('signal, when it aborts, destroys', () => {
      const control = new AbortController();
      const stream = through(null, null, { signal: control.signal });
      const seen = record(stream);
      control.abort();
      expect(seen).toEqual(['ABORT_ERR', 'close']);
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
