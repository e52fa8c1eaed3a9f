import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Readable } from '../readable.ts';
import {
  addOperators,
  drop,
  every,
  filter,
  find,
  flatMap,
  forEach,
  map,
  reduce,
  some,
  take,
  toArray,
} from './index.ts';

addOperators(Readable);

const silent = (): Readable<number> => new Readable<number>({ objectMode: true, read() {} });
const never = (): Promise<never> => new Promise(() => {});

function failure(stream: Readable): Promise<Error> {
  return new Promise((resolve) => stream.on('error', resolve).resume());
}

function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.on('close', () => resolve()));
}

describe('behaviour', () => {
  it('operators, of any chunks, do what the methods of arrays do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.integer({ min: 1, max: 5 }), async (list, concurrency) => {
        const source = () => Readable.from(list);
        const options = { concurrency };
        const odd = (n: number) => n % 2 !== 0;
        expect(await toArray(map(source(), (n) => n + 1, options))).toEqual(list.map((n) => n + 1));
        expect(await toArray(filter(source(), odd, options))).toEqual(list.filter(odd));
        expect(await toArray(flatMap(source(), (n) => [n, n], options))).toEqual(list.flatMap((n) => [n, n]));
        expect(await some(source(), odd, options)).toBe(list.some(odd));
        expect(await every(source(), odd, options)).toBe(list.every(odd));
        expect(await find(source(), odd, options)).toBe(list.find(odd));
        expect(await toArray(drop(source(), 2))).toEqual(list.slice(2));
        expect(await toArray(take(source(), 2))).toEqual(list.slice(0, 2));
        expect(await reduce(source(), (sum, n) => sum + n, 0)).toBe(list.reduce((sum, n) => sum + n, 0));
      }),
    );
  });

  it('forEach, of a slow function, runs no more calls at once than it may', async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    await forEach(
      Readable.from([1, 2, 3, 4, 5, 6]),
      () =>
        new Promise<void>((resolve) => {
          most = Math.max(most, waiting.push(resolve));
          if (waiting.length === 3) for (const go of waiting.splice(0)) go();
        }),
      { concurrency: 3 },
    );
    expect(most).toBe(3);
  });
});

describe('errors', () => {
  it('map, when its signal aborts while the source is silent, fails at once', async () => {
    const stop = new AbortController();
    const source = silent();
    const failed = failure(map(source, (n) => n, { signal: stop.signal }));
    stop.abort('enough');
    expect(await failed).toMatchObject({ code: 'ABORT_ERR', cause: 'enough' });
    expect(source.destroyed).toBe(true);
  });

  it('map, when its signal aborts while a call runs, tells the call and fails at once', async () => {
    const stop = new AbortController();
    let told: AbortSignal | undefined;
    const source = silent();
    const started = new Promise<void>((resolve) => {
      const stream = map(
        source,
        (_n, { signal }) => {
          told = signal;
          resolve();
          return never();
        },
        { signal: stop.signal },
      );
      void failure(stream);
    });
    source.push(1);
    await started;
    const gone = closed(source);
    stop.abort('enough');
    await gone;
    expect(told).toMatchObject({ aborted: true, reason: 'enough' });
  });

  it.each(['map', 'filter', 'take'] as const)(
    '%s, when its stream is destroyed while the source is silent, destroys the source and closes',
    async (name) => {
      const source = silent();
      const stream =
        name === 'take' ? take(source, 3) : name === 'map' ? map(source, never) : filter(source, never);
      stream.read();
      const bothClosed = Promise.all([closed(source), closed(stream)]);
      stream.destroy();
      await bothClosed;
      expect(source.errored).toMatchObject({ code: 'ABORT_ERR' });
    },
  );

  it('find, when it has found, aborts the calls that still run', async () => {
    let told: AbortSignal | undefined;
    const found = await find(
      Readable.from([1, 2]),
      (n, { signal }) => {
        if (n === 1) return true;
        told = signal;
        return never();
      },
      { concurrency: 2 },
    );
    expect(found).toBe(1);
    expect(told?.aborted ?? true).toBe(true);
  });

  it('toArray, after it is done, has let go of the signal', async () => {
    const stop = new AbortController();
    const counts = { on: 0, off: 0 };
    const { addEventListener, removeEventListener } = stop.signal;
    stop.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      counts.on++;
      addEventListener.apply(stop.signal, args);
    };
    stop.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      counts.off++;
      removeEventListener.apply(stop.signal, args);
    };
    await toArray(Readable.from([1, 2]), { signal: stop.signal });
    expect(counts).toEqual({ on: 1, off: 1 });
  });

  it('reduce, of nothing and without an initial value, rejects', async () => {
    await expect(reduce(Readable.from<number>([]), (sum, n) => sum + n)).rejects.toMatchObject({
      code: 'ERR_MISSING_ARGS',
      message: 'Reduce of an empty stream requires an initial value',
    });
  });
});

describe('types', () => {
  it('operators, of typed streams, know what comes out', () => {
    const words = Readable.from(['a']);
    expectTypeOf(map(words, (word) => word.length)).toEqualTypeOf<Readable<number>>();
    expectTypeOf(map(words, async (word) => word.length)).toEqualTypeOf<Readable<number>>();
    expectTypeOf(flatMap(words, (word) => [word.length])).toEqualTypeOf<Readable<number>>();
    expectTypeOf(toArray(words)).toEqualTypeOf<Promise<string[]>>();
    expectTypeOf(find(words, () => true)).toEqualTypeOf<Promise<string | undefined>>();
    words.destroy();
  });
});
