import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { turn, until } from '../core/_test/until.ts';
import { Stream } from '../core/classic.ts';
import { compose } from '../core/compose.ts';
import { finished, pipeline } from '../core/promises.ts';
import { laws } from '../testing/stream-spec/index.ts';
import { coded, collect, recorder } from './_test-listen.ts';
import type { From } from './from.ts';
import { from } from './from.ts';
import { through } from './through.ts';

const record = recorder('end', 'close', 'error');

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** An iterator that counts what is done to it. */
function counting(isAsync: boolean) {
  const counts = { next: 0, return: 0 };
  const iterator = {
    next: () => ({ value: counts.next++, done: false }),
    return: () => {
      counts.return++;
      return { value: undefined, done: true };
    },
  };
  const later = {
    next: async () => iterator.next(),
    return: async () => iterator.return(),
  };
  const iterable = isAsync ? { [Symbol.asyncIterator]: () => later } : { [Symbol.iterator]: () => iterator };
  return { counts, iterable: iterable as AsyncIterable<number> };
}

function webOf(chunks: readonly number[]): ReadableStream<number> {
  const left = [...chunks];
  return new ReadableStream(
    {
      pull(controller: ReadableStreamDefaultController<number>) {
        if (left.length > 0) controller.enqueue(left.shift() as number);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* later(count: number): AsyncGenerator<number, void, undefined> {
  for (let i = 0; i < count; i++) yield i;
}

function* now(count: number): Generator<number, void, undefined> {
  for (let i = 0; i < count; i++) yield i;
}

/** The same chunks out of every kind of source. */
const sources: [name: string, make: (count: number) => From<number>][] = [
  ['an array', (count) => from(range(count))],
  ['a set', (count) => from(new Set(range(count)))],
  ['a generator', (count) => from(now(count))],
  ['a generator function', (count) => from(() => now(count))],
  ['an async generator', (count) => from(later(count))],
  ['an async generator function', (count) => from(() => later(count))],
  ['a web stream', (count) => from(webOf(range(count)))],
  ['a stream', (count) => from(from(range(count)))],
  [
    'a function that emits',
    (count) =>
      from<number>(function (i) {
        return i < count ? this.emit('data', i) : this.emit('end');
      }),
  ],
  [
    'a function that queues and calls next',
    (count) =>
      from<number>(function (i, next) {
        this.queue(i < count ? i : null);
        next();
      }),
  ],
  [
    'an async function',
    (count) =>
      from<number>(async function (i) {
        await Promise.resolve();
        this.queue(i < count ? i : null);
      }),
  ],
];

describe('from', () => {
  describe('laws', () => {
    const kinds: [name: string, make: () => From<number>, signal: (signal: AbortSignal) => From<number>][] = [
      ['an array', () => from(range(5)), (signal) => from(range(5), { signal })],
      ['an async generator', () => from(later(5)), (signal) => from(later(5), { signal })],
      ['a web stream', () => from(webOf(range(5))), (signal) => from(webOf(range(5)), { signal })],
    ];
    for (const [name, make, signal] of kinds) {
      for (const law of laws(make, { output: range(5), signal, fails: { make: failing } })) {
        it(`${name}: ${law.name}`, law.check);
      }
    }
    function failing(error: Error): From<number> {
      return from<number>(() => {
        throw error;
      });
    }
  });

  describe.each(sources)('%s', (_, make) => {
    it('from, left alone, starts by itself, emits all in order, ends and closes', async () => {
      const stream = make(5);
      const seen = record(stream);
      expect([stream.started, stream.ended, stream.readable, stream.writable]).toEqual([
        false,
        false,
        true,
        false,
      ]);
      await until(() => stream.destroyed);
      expect(seen).toEqual([0, 1, 2, 3, 4, 'end', 'close']);
      expect([stream.started, stream.ended, stream.readable]).toEqual([true, true, false]);
    });

    it('from, paused, emits nothing until it is resumed, neither chunk nor end', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(6), fc.array(fc.nat(3)), async (count, pauses) => {
          const stream = make(count);
          const seen: unknown[] = [];
          const left = [...pauses];
          function onevent(event: unknown): void {
            expect(stream.paused).toBe(false);
            seen.push(event);
            if (left.shift() === 0) stream.pause();
          }
          stream.on('data', onevent);
          stream.on('end', () => onevent('end'));
          while (!stream.destroyed) {
            await turn();
            if (stream.paused) stream.resume();
          }
          expect(seen).toEqual([...range(count), 'end']);
        }),
        { numRuns: 30 },
      );
    });

    it('from, of 100 000 chunks, does not fill the stack', async () => {
      const stream = make(100_000);
      let count = 0;
      stream.on('data', (n) => {
        if (n === count) count++;
      });
      await finished(stream);
      expect(count).toBe(100_000);
    });

    it('for await, on it, sees every chunk', async () => {
      expect(await collect(make(50))).toEqual(range(50));
    });

    it('pipeline and compose, with it as the source, pass everything', async () => {
      const seen: number[] = [];
      await pipeline(compose(make(50), through<number>()), async (chunks) => {
        for await (const n of chunks) seen.push(n as number);
      });
      expect(seen).toEqual(range(50));
    });

    it('pipe, to what is slow, stops in time', async () => {
      const slow = through<number>(async function (n) {
        await turn();
        this.queue(n);
      });
      const source = make(50);
      const emitted = record(source);
      const seen: number[] = [];
      for await (const n of source.pipe(slow)) {
        seen.push(n);
        expect(emitted.length).toBeLessThan(n + 20);
      }
      expect(seen).toEqual(range(50));
    });

    it('destroy, in the middle, is the end of it', async () => {
      const stream = make(5);
      const seen = record(stream);
      stream.on('data', (n) => n === 2 && stream.destroy());
      await until(() => stream.destroyed);
      await turn();
      expect(seen).toEqual([0, 1, 2, 'close']);
    });
  });

  describe('behaviour', () => {
    it('resume, before the first tick, emits inside the call', () => {
      const stream = from([1, undefined, null, 2]);
      const seen = record(stream);
      stream.resume();
      expect(seen).toEqual([1, undefined, null, 2, 'end']);
    });

    it('array, that changes later, is taken at its first length', async () => {
      const array = [1, 2, 3];
      const stream = from(array);
      array.push(4);
      array[1] = 20;
      expect(await collect(stream)).toEqual([1, 20, 3]);
    });

    it('text and bytes are one chunk', async () => {
      const bytes = new Uint8Array([1, 2]);
      expect(await collect(from('beep'))).toEqual(['beep']);
      expect(await collect(from(bytes))).toEqual([bytes]);
    });

    it('resume in a listener does not overtake the other listeners, nor fill the stack', async () => {
      const stream = from(range(100_000));
      const seen: number[] = [];
      stream.on('data', () => {
        stream.pause();
        stream.resume();
      });
      stream.on('data', (n) => seen.push(n));
      await finished(stream);
      expect(seen).toEqual(range(100_000));
    });

    it('resume in the function takes the place of next', async () => {
      const stream = from<number>(function (i) {
        this.queue(i < 3 ? i : null);
        this.resume();
      });
      expect(await collect(stream)).toEqual([0, 1, 2]);
    });

    it('queue in the function, while the stream is paused, waits; emit does not', async () => {
      const stream = from<string>(function () {
        this.pause();
        this.emit('data', 'emitted');
        this.queue('queued');
        this.queue(null);
      });
      const seen = record(stream);
      await turn();
      expect(seen).toEqual(['emitted']);
      stream.resume();
      expect(seen).toEqual(['emitted', 'queued', 'end']);
    });

    it('async function, resumed while its promise is pending, is not called again', async () => {
      let calls = 0;
      let open = (): void => {};
      const stream = from(function () {
        if (calls++ > 0) this.queue(null);
        return new Promise<void>((resolve) => {
          open = resolve;
        });
      });
      stream.resume();
      stream.resume();
      expect(calls).toBe(1);
      open();
      await until(() => stream.ended);
      expect(calls).toBe(2);
    });

    it('methods, without their stream, still work', () => {
      const stream = from([1, 2]);
      const seen = record(stream);
      const { pause, resume, destroy } = stream;
      pause();
      resume();
      destroy();
      expect(seen).toEqual([1, 2, 'end', 'close']);
      expect(stream).toBeInstanceOf(Stream);
    });

    it.each([false, true])(
      'paused, with an iterator (async: %s), takes at most one value ahead',
      async (isAsync) => {
        const { counts, iterable } = counting(isAsync);
        const stream = from(iterable);
        const seen: unknown[] = [];
        stream.on('data', (n) => {
          seen.push(n);
          if (seen.length === 3) stream.pause();
        });
        await until(() => seen.length === 3);
        await turn();
        expect(counts.next).toBeLessThan(5);
        expect(seen).toEqual([0, 1, 2]);
        stream.destroy();
      },
    );

    it.each([false, true])('destroy, of an iterator (async: %s), calls its return once', async (isAsync) => {
      const { counts, iterable } = counting(isAsync);
      const stream = from(iterable);
      stream.on('data', (n) => n === 1 && stream.destroy());
      await until(() => stream.destroyed);
      stream.destroy();
      await turn();
      expect(counts.return).toBe(1);
      expect(counts.next).toBeLessThan(4);
    });

    it('loop that is left lets a generator run its finally', async () => {
      const ran: string[] = [];
      function* numbers(): Generator<number, void, undefined> {
        try {
          yield* now(100);
        } finally {
          ran.push('finally');
        }
      }
      for (const source of [from(numbers()), from(numbers)]) for await (const n of source) if (n === 1) break;
      expect(ran).toEqual(['finally', 'finally']);
    });

    it.each([false, true])(
      'generator (async: %s) that destroys the stream runs its finally',
      async (isAsync) => {
        const ran: string[] = [];
        function* numbers(): Generator<number, void, undefined> {
          try {
            yield 1;
            stream.destroy();
            yield 2;
          } finally {
            ran.push('finally');
          }
        }
        async function* numbersLater(): AsyncGenerator<number, void, undefined> {
          yield* numbers();
        }
        const stream: From<number> = isAsync ? from(numbersLater()) : from(numbers());
        const seen = record(stream);
        await until(() => ran.length > 0);
        expect(seen).toEqual([1, 'close']);
      },
    );

    it('end, of an iterator, leaves its return alone', async () => {
      let returns = 0;
      const iterator = {
        next: () => ({ value: 0, done: true }),
        return: () => ({ value: returns++, done: true }),
      };
      await finished(from({ [Symbol.iterator]: () => iterator }));
      expect(returns).toBe(0);
    });

    it.each([
      ['at its end', 2],
      ['destroyed', 1],
    ])('web stream, %s, is let go', async (_, last) => {
      const web = webOf([1, 2]);
      const stream = from(web);
      stream.on('data', (n) => last === 1 && n === last && stream.destroy());
      await until(() => stream.destroyed);
      expect(web.locked).toBe(false);
    });

    it('destroy, while a web stream is read, cancels it at once', async () => {
      let cancelled = false;
      const stream = from(
        new ReadableStream({
          cancel() {
            cancelled = true;
          },
        }),
      );
      stream.resume();
      await turn();
      stream.destroy();
      await until(() => cancelled);
    });
  });

  describe('errors', () => {
    const error = new Error('broken');
    let isFirst = true;

    it.each<[string, () => From<number>]>([
      [
        'a generator',
        () =>
          from(
            (function* () {
              yield 1;
              throw error;
            })(),
          ),
      ],
      [
        'an async generator',
        () =>
          from(
            (async function* () {
              yield 1;
              throw error;
            })(),
          ),
      ],
      [
        'a web stream',
        () =>
          from(
            new ReadableStream(
              {
                pull(controller: ReadableStreamDefaultController<number>) {
                  if (isFirst) controller.enqueue(1);
                  else controller.error(error);
                  isFirst = false;
                },
              },
              { highWaterMark: 0 },
            ),
          ),
      ],
      [
        'a function',
        () =>
          from<number>(function (i) {
            if (i > 0) throw error;
            return this.emit('data', 1);
          }),
      ],
      [
        'an async function',
        () =>
          from<number>(async function (i) {
            if (i > 0) throw error;
            this.queue(1);
          }),
      ],
    ])('from, %s that fails, destroys with its error', async (_, make) => {
      const stream = make();
      const seen = record(stream);
      await until(() => stream.destroyed);
      expect(seen).toEqual([1, error.message, 'close']);
      expect(stream.errored).toBe(error);
    });

    it('iterator, whose return throws, is an error of destroy', () => {
      const stream = from({
        [Symbol.iterator]: () => ({
          next: () => ({ value: 1 }),
          return() {
            throw error;
          },
        }),
      });
      const seen = record(stream);
      stream.destroy();
      expect(seen).toEqual([error.message, 'close']);
    });

    it('generator, whose finally destroys the stream, is returned from once', () => {
      const stream: From<number> = from(function* () {
        try {
          yield 1;
          yield 2;
        } finally {
          stream.destroy();
        }
      });
      const seen = record(stream);
      stream.once('data', () => stream.destroy());
      stream.resume();
      expect(seen).toEqual([1, 'close']);
    });

    it('iterator, that destroys the stream in next and whose return throws, harms nobody', () => {
      const stream: From<number> = from({
        [Symbol.iterator]: () => ({
          next() {
            stream.destroy();
            return { value: 1, done: false };
          },
          return() {
            throw error;
          },
        }),
      });
      const seen = record(stream);
      stream.resume();
      expect(seen).toEqual(['close']);
    });

    it.each([
      ['iterator', { [Symbol.iterator]: () => ({ next: () => null }) }],
      ['async iterator', { [Symbol.asyncIterator]: () => ({ next: async () => 5 }) }],
    ])('%s, that answers with what is no step, destroys with ERR_INVALID_RETURN_VALUE', async (_, source) => {
      const stream = from(source as never);
      stream.on('error', () => {});
      await until(() => stream.destroyed);
      expect(stream.errored).toMatchObject({ code: 'ERR_INVALID_RETURN_VALUE' });
    });

    it('iterator, whose return is rejected after destroy, harms nobody', async () => {
      const stream = from({
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.resolve({ value: 1 }),
          return: () => Promise.reject(error),
        }),
      });
      const seen = record(stream);
      stream.destroy();
      await turn();
      expect(seen).toEqual(['close']);
    });

    it('rejection without a reason is an error all the same', async () => {
      const stream = from(() => Promise.reject());
      stream.on('error', () => {});
      await until(() => stream.destroyed);
      expect(stream.errored).toMatchObject({ code: 'ERR_UNHANDLED_ERROR' });
    });

    it('signal, when it aborts, destroys and closes the source', async () => {
      const control = new AbortController();
      const { counts, iterable } = counting(true);
      const stream = from(iterable, { signal: control.signal });
      const seen = record(stream);
      stream.on('data', (n) => n === 2 && control.abort());
      await until(() => stream.destroyed);
      expect(seen.slice(3)).toEqual(['ABORT_ERR', 'close']);
      expect(counts.return).toBe(1);
    });

    it('web stream, that is locked, is refused', () => {
      const web = webOf([1]);
      web.getReader();
      expect(() => from(web)).toThrow(TypeError);
    });

    it.each([undefined, null, 5, {}, true])('from(%s) throws ERR_INVALID_ARG_TYPE', (source) => {
      expect(() => from(source as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    });
  });

  describe('types', () => {
    it('Out is what the source gives', () => {
      expectTypeOf(from([1, 2])).toEqualTypeOf<From<number>>();
      expectTypeOf(from('text')).toEqualTypeOf<From<string>>();
      expectTypeOf(from(now(1))).toEqualTypeOf<From<number>>();
      expectTypeOf(from(() => now(1))).toEqualTypeOf<From<number>>();
      expectTypeOf(from(later(1))).toEqualTypeOf<From<number>>();
      expectTypeOf(from(() => later(1))).toEqualTypeOf<From<number>>();
      expectTypeOf(from(webOf([1]))).toEqualTypeOf<From<number>>();
      expectTypeOf(from<string>(() => {})).toEqualTypeOf<From<string>>();
      // @ts-expect-error: numbers do not go where text is taken
      from([1]).pipe(through<string>());
    });
  });
});
