/** Generators, sync and async, at every place among streams of ours. */
import { describe, expect, it } from 'vitest';
import { compose } from '../compose.ts';
import { Duplex } from '../duplex.ts';
import { pipeline } from '../promises.ts';
import { Readable } from '../readable.ts';
import { PassThrough } from '../transform.ts';
import { Writable } from '../writable.ts';

const COUNT = 100;
const boom = new Error('boom');
const all = Array.from({ length: COUNT }, (_, n) => n);

/** What becomes of a generator. */
interface Fate {
  left: boolean;
}

function* sync(fate: Fate = { left: false }, end = COUNT): Generator<number> {
  try {
    for (let n = 0; n < end; n++) yield n;
  } finally {
    fate.left = true;
  }
}

async function* async(fate: Fate = { left: false }, end = COUNT): AsyncGenerator<number> {
  try {
    for (let n = 0; n < end; n++) {
      if (n % 7 === 0) await undefined;
      yield n;
    }
  } finally {
    fate.left = true;
  }
}

function* promises(): Generator<Promise<number>> {
  for (let n = 0; n < COUNT; n++) yield Promise.resolve(n);
}

const makers: Record<string, (fate?: Fate, end?: number) => Iterable<number> | AsyncIterable<number>> = {
  sync,
  async,
};

async function* increment(source: AsyncIterable<number>): AsyncGenerator<number> {
  for await (const n of source) yield n + 1;
}

function collector(fails = Number.POSITIVE_INFINITY): { sink: Writable<number>; seen: number[] } {
  const seen: number[] = [];
  const sink = new Writable<number>({
    objectMode: true,
    highWaterMark: 2,
    write(n, _encoding, done) {
      seen.push(n);
      queueMicrotask(() => done(n === fails ? boom : null));
    },
  });
  return { sink, seen };
}

describe.each(Object.entries(makers))('%s', (_name, make) => {
  it('pipeline, from a generator to ours, gives all and lets it finish', async () => {
    const fate = { left: false };
    const { sink, seen } = collector();
    await pipeline(make(fate), sink);
    expect(seen).toEqual(all);
    expect(fate.left).toBe(true);
  });

  it('pipeline, from a generator function, gives all', async () => {
    const { sink, seen } = collector();
    await pipeline(() => make(), increment, new PassThrough<number>({ objectMode: true }), sink);
    expect(seen).toEqual(all.map((n) => n + 1));
  });

  it('from, a generator, piped to ours, gives all', async () => {
    const { sink, seen } = collector();
    Readable.from(make() as AsyncIterable<number>).pipe(sink);
    await new Promise<void>((resolve) => sink.once('finish', () => resolve()));
    expect(seen).toEqual(all);
  });

  it('Duplex.from, a generator, is a source', async () => {
    const source = Duplex.from(make() as AsyncIterable<number>);
    expect(await (source as unknown as Readable<number>).toArray()).toEqual(all);
  });

  it('pipeline, from an endless generator to ours that fails, leaves it', async () => {
    const fate = { left: false };
    const { sink } = collector(5);
    await expect(pipeline(make(fate, Number.POSITIVE_INFINITY), sink)).rejects.toBe(boom);
    expect(fate.left).toBe(true);
  });

  it('pipeline, aborted, leaves an endless generator', async () => {
    const fate = { left: false };
    const stop = new AbortController();
    const sink = new Writable<number>({
      objectMode: true,
      write(n, _encoding, done) {
        if (n === 5) stop.abort();
        queueMicrotask(() => done());
      },
    });
    await expect(
      pipeline(make(fate, Number.POSITIVE_INFINITY), increment, sink, { signal: stop.signal }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(fate.left).toBe(true);
  });

  it('from, an endless generator, left early, leaves it', async () => {
    const fate = { left: false };
    const source = Readable.from(make(fate, Number.POSITIVE_INFINITY) as AsyncIterable<number>);
    for await (const n of source) if (n === 5) break;
    if (!source.closed) await new Promise<void>((resolve) => source.once('close', () => resolve()));
    expect(fate.left).toBe(true);
  });

  it('from, a generator, asks it only for what is wanted', async () => {
    let asked = 0;
    async function* counted(): AsyncGenerator<number> {
      for await (const n of make()) {
        asked++;
        yield n;
      }
    }
    const source = Readable.from(counted(), { highWaterMark: 3 });
    for await (const n of source) if (n === 10) break;
    expect(asked).toBeLessThanOrEqual(16);
  });
});

describe('behaviour', () => {
  it('from, a generator of promises, gives what they are fulfilled with', async () => {
    expect(await Readable.from(promises()).toArray()).toEqual(all);
  });

  it('pipeline, through many generator functions and streams in turn, gives all', async () => {
    const { sink, seen } = collector();
    await pipeline(
      sync(),
      increment,
      new PassThrough<number>({ objectMode: true }),
      increment,
      new PassThrough<number>({ objectMode: true }),
      increment,
      sink,
    );
    expect(seen).toEqual(all.map((n) => n + 3));
  });

  it('compose, of generator functions, is a stream', async () => {
    const composed = compose(increment, increment) as unknown as Duplex<number>;
    const { sink, seen } = collector();
    Readable.from(sync()).pipe(composed).pipe(sink);
    await new Promise<void>((resolve) => sink.once('finish', () => resolve()));
    expect(seen).toEqual(all.map((n) => n + 2));
  });

  it('pipeline, to a function, is fulfilled with what it returns', async () => {
    const sum = await pipeline(async(), increment, async (source: AsyncIterable<number>) => {
      let total = 0;
      for await (const n of source) total += n;
      return total;
    });
    expect(sum).toBe((COUNT * (COUNT + 1)) / 2);
  });

  it('a stream of ours, in yield*, gives all', async () => {
    async function* twice(): AsyncGenerator<number> {
      yield* Readable.from(sync());
      yield* Readable.from(async());
    }
    expect(await Readable.from(twice()).toArray()).toEqual([...all, ...all]);
  });
});

describe('errors', () => {
  it.each([0, 1, 50])('pipeline, through a function that throws at %i, fails with it', async (at) => {
    const fate = { left: false };
    const { sink, seen } = collector();
    async function* failing(source: AsyncIterable<number>): AsyncGenerator<number> {
      for await (const n of source) {
        if (n === at) throw boom;
        yield n;
      }
    }
    await expect(pipeline(async(fate), failing, sink)).rejects.toBe(boom);
    expect(seen).toEqual(all.slice(0, at));
    expect([fate.left, sink.destroyed]).toEqual([true, true]);
  });
});
