/** Whatever fails, and whoever leaves early: no promise inside the core is rejected without being handled. */
import { describe, expect, it } from 'vitest';
import { addAbortSignal } from '../add-abort-signal.ts';
import { compose } from '../compose.ts';
import { Duplex } from '../duplex.ts';
import { finished } from '../finished.ts';
import { pipeline } from '../pipeline.ts';
import { finished as whenFinished, pipeline as whenPiped } from '../promises.ts';
import { Readable } from '../readable.ts';
import { PassThrough, Transform } from '../transform.ts';
import type { EmitterLike } from '../types.ts';
import { Writable } from '../writable.ts';
import { rest, unhandledIn } from './_test-rejections.ts';

const boom = new Error('boom');

type Story = () => unknown;

function open(): Readable<number> {
  return new Readable<number>({ objectMode: true, read() {} });
}

function endless(): Readable<number> {
  let n = 0;
  return new Readable<number>({
    objectMode: true,
    read() {
      this.push(n++);
    },
  });
}

function failing(after = 3): Readable<number> {
  let n = 0;
  return new Readable<number>({
    objectMode: true,
    read() {
      if (n < after) this.push(n++);
      else this.destroy(boom);
    },
  });
}

function sink(): Writable<unknown> {
  return new Writable({ objectMode: true, write: (_chunk, _encoding, done) => queueMicrotask(() => done()) });
}

function failingSink(): Writable<unknown> {
  return new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done(boom) });
}

function quiet<S extends EmitterLike>(stream: S): S {
  stream.on('error', () => {});
  return stream;
}

async function* numbers(): AsyncGenerator<number> {
  for (let n = 0; ; n++) yield n;
}

async function* failingNumbers(): AsyncGenerator<number> {
  yield 1;
  throw boom;
}

/** A generator whose cleanup fails too. */
async function* badlyLeft(): AsyncGenerator<number> {
  try {
    for (let n = 0; ; n++) yield n;
  } finally {
    // biome-ignore lint/correctness/noUnsafeFinally: this is what is tried
    throw boom;
  }
}

const stories: Record<string, Story> = {
  'pipeline, whose source fails': () => pipeline(failing(), sink(), () => {}),
  'pipeline, whose sink fails': () => pipeline(endless(), failingSink(), () => {}),
  'pipeline, from a generator, whose sink fails': () => pipeline(numbers(), failingSink(), () => {}),
  'pipeline, from a generator that fails': () => pipeline(failingNumbers(), sink(), () => {}),
  'pipeline, from a generator that cannot be left': () => pipeline(badlyLeft(), failingSink(), () => {}),
  'pipeline, through a function that throws': () =>
    pipeline(
      endless(),
      async function* (source: AsyncIterable<number>) {
        for await (const n of source) {
          if (n === 3) throw boom;
          yield n;
        }
      },
      sink(),
      () => {},
    ),
  'pipeline, to a function that rejects': () =>
    pipeline(
      endless(),
      async () => {
        throw boom;
      },
      () => {},
    ),
  'pipeline, to a function that leaves early': () =>
    pipeline(
      endless(),
      async (source: AsyncIterable<number>) => {
        for await (const n of source) if (n === 3) break;
      },
      () => {},
    ),
  'pipeline, whose function rejects after another part has failed': async () => {
    const source = quiet(open());
    const second = new EventTarget();
    pipeline(
      source,
      () =>
        new Promise((_resolve, reject) => {
          second.addEventListener('fails', () => reject(boom));
        }),
      () => {},
    );
    source.destroy(new Error('first'));
    await rest();
    second.dispatchEvent(new Event('fails'));
  },
  'pipeline, aborted while a generator waits': async () => {
    const stop = new AbortController();
    let goOn = (): void => {};
    const done = whenPiped(
      async function* (_options: unknown) {
        yield 1;
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      },
      sink(),
      { signal: stop.signal },
    ).catch(() => {});
    await rest();
    stop.abort();
    goOn();
    await done;
  },
  'pipeline, aborted before it starts': async () => {
    await whenPiped(endless(), sink(), { signal: AbortSignal.abort() }).catch(() => {});
  },
  'pipeline, as a promise, whose part fails after the promise is settled': async () => {
    const last = new PassThrough({ objectMode: true });
    last.resume();
    await whenPiped(Readable.from([1]), last, { end: false });
    quiet(last).destroy(boom);
  },
  'finished, as a promise, of a stream that fails twice': async () => {
    const source = open();
    const done = whenFinished(source).catch(() => {});
    source.destroy(boom);
    source.destroy(new Error('second'));
    await done;
  },
  'finished, of a stream whose callback is called with an error': () => {
    const source = open();
    finished(source, () => {});
    source.destroy(boom);
  },
  'for await, left early': async () => {
    for await (const _ of endless()) break;
  },
  'for await, left early by a throw': async () => {
    try {
      for await (const _ of endless()) throw boom;
    } catch {}
  },
  'for await, over a stream that fails': async () => {
    try {
      for await (const _ of failing());
    } catch {}
  },
  'iterator, asked for several at once and returned': async () => {
    const each = quiet(endless())[Symbol.asyncIterator]();
    const asked = [each.next(), each.next(), each.next()];
    await each.return();
    await Promise.all(asked);
  },
  'iterator, asked and then the stream destroyed': async () => {
    const source = open();
    const each = source[Symbol.asyncIterator]();
    const asked = each.next().catch(() => {});
    source.destroy(boom);
    await asked;
  },
  'from, a generator, destroyed early': () => {
    const source = Readable.from(numbers());
    source.once('data', () => source.destroy());
  },
  'from, a generator, destroyed with an error': () => {
    const source = quiet(Readable.from(numbers()));
    source.once('data', () => source.destroy(boom));
  },
  'from, a generator that fails': () => quiet(Readable.from(failingNumbers())).resume(),
  'from, a generator that cannot be left': () => {
    const source = quiet(Readable.from(badlyLeft()));
    source.once('data', () => source.destroy());
  },
  'from, promises of which one rejects': () =>
    quiet(Readable.from([Promise.resolve(1), Promise.reject(boom)])).resume(),
  'Duplex.from, a promise that rejects': () => quiet(Duplex.from(Promise.reject(boom))).resume(),
  'Duplex.from, a generator function that throws': () => {
    const duplex = quiet(
      Duplex.from(async function* (source: AsyncIterable<number>) {
        for await (const _ of source) throw boom;
        yield 1;
      }),
    );
    duplex.resume();
    duplex.write(1);
  },
  'Duplex.from, a function that rejects': () => {
    const duplex = quiet(
      Duplex.from(async (_source: AsyncIterable<number>) => {
        throw boom;
      }),
    );
    duplex.write(1);
  },
  'Duplex.from, a generator function, destroyed': () => {
    const duplex = quiet(
      Duplex.from(async function* (source: AsyncIterable<number>) {
        yield* source;
      }),
    );
    duplex.write(1);
    duplex.destroy();
  },
  'compose, of a function that throws': () => {
    const composed = quiet(
      compose(
        new PassThrough({ objectMode: true }),
        async function* (source: AsyncIterable<number>) {
          for await (const _ of source) throw boom;
          yield 1;
        },
        new PassThrough({ objectMode: true }),
      ),
    );
    composed.resume();
    composed.write(1);
  },
  'compose, destroyed early': () => {
    const composed = quiet(
      compose(new PassThrough({ objectMode: true }), new PassThrough({ objectMode: true })),
    );
    composed.write(1);
    composed.destroy(boom);
  },
  'asyncDispose, of an open stream': async () => {
    await open()[Symbol.asyncDispose]();
  },
  'asyncDispose, of a stream that has failed': async () => {
    const source = quiet(open());
    source.destroy(boom);
    await source[Symbol.asyncDispose]().catch(() => {});
  },
  'asyncDispose, of a stream that is iterated': async () => {
    const source = endless();
    const each = source[Symbol.asyncIterator]();
    await each.next();
    await source[Symbol.asyncDispose]();
  },
  'addAbortSignal, aborted': () => {
    const stop = new AbortController();
    quiet(addAbortSignal(stop.signal, endless())).resume();
    stop.abort();
  },
  'toWeb, cancelled': async () => {
    await Readable.toWeb(endless()).cancel();
  },
  'toWeb, cancelled with an error': async () => {
    await Readable.toWeb(quiet(endless())).cancel(boom);
  },
  'toWeb, of a stream that fails with nobody reading': () => {
    const source = open();
    Readable.toWeb(source);
    source.destroy(boom);
  },
  'toWeb, of a sink that fails with nobody waiting': async () => {
    const writer = Writable.toWeb(failingSink()).getWriter();
    await writer.write(1).catch(() => {});
    await writer.close().catch(() => {});
    await writer.closed.catch(() => {});
    await writer.ready.catch(() => {});
  },
  'toWeb, of a sink that is destroyed': () => {
    const target = quiet(sink());
    Writable.toWeb(target);
    target.destroy(boom);
  },
  'toWeb, of a sink that is aborted': async () => {
    await Writable.toWeb(quiet(sink())).abort(boom);
  },
  'toWeb, of a duplex that fails': () => {
    const duplex = new PassThrough({ objectMode: true });
    Duplex.toWeb(duplex);
    duplex.destroy(boom);
  },
  'fromWeb, destroyed': () => {
    const source = Readable.fromWeb(new ReadableStream({ pull: (controller) => controller.enqueue(1) }), {
      objectMode: true,
    });
    source.once('data', () => source.destroy());
  },
  'fromWeb, destroyed, of a source whose cancel fails': () => {
    const source = Readable.fromWeb(
      new ReadableStream({
        pull: (controller) => controller.enqueue(1),
        cancel() {
          throw boom;
        },
      }),
      { objectMode: true },
    );
    quiet(source).once('data', () => source.destroy());
  },
  'fromWeb, of a source that fails': () =>
    quiet(
      Readable.fromWeb(
        new ReadableStream({
          pull() {
            throw boom;
          },
        }),
      ),
    ).resume(),
  'fromWeb, to a web sink that fails': () => {
    const target = quiet(
      Writable.fromWeb(
        new WritableStream({
          write() {
            throw boom;
          },
        }),
        { objectMode: true },
      ),
    );
    target.write(1);
    target.write(2);
    target.end();
  },
  'fromWeb, to a web sink, destroyed': () => {
    const target = quiet(Writable.fromWeb(new WritableStream(), { objectMode: true }));
    target.write(1);
    target.destroy(boom);
  },
  'fromWeb, to a web sink that cannot be closed': () => {
    const target = quiet(
      Writable.fromWeb(
        new WritableStream({
          close() {
            throw boom;
          },
        }),
        { objectMode: true },
      ),
    );
    target.end(1);
  },
  'fromWeb, of a pair whose transform fails': () => {
    const pair = new TransformStream({
      transform() {
        throw boom;
      },
    });
    const duplex = quiet(Duplex.fromWeb(pair, { objectMode: true }));
    duplex.resume();
    duplex.write(1);
  },
  'a transform that calls back with an error': () => {
    const transform = quiet(
      new Transform({ objectMode: true, transform: (_chunk, _encoding, done) => done(boom) }),
    );
    transform.write(1);
  },
};

const reject = async (): Promise<never> => {
  throw boom;
};
const operators: Record<string, (source: Readable<number>) => unknown> = {
  map: (source) => source.map(reject, { concurrency: 3 }).toArray(),
  filter: (source) => source.filter(reject, { concurrency: 3 }).toArray(),
  flatMap: (source) => source.flatMap(reject, { concurrency: 3 }).toArray(),
  forEach: (source) => source.forEach(reject, { concurrency: 3 }),
  some: (source) => source.some(reject, { concurrency: 3 }),
  every: (source) => source.every(reject, { concurrency: 3 }),
  find: (source) => source.find(reject, { concurrency: 3 }),
  reduce: (source) => source.reduce(reject, 0),
  'map that is left early': (source) =>
    source
      .map((n) => n, { concurrency: 3 })
      .take(2)
      .toArray(),
  'take with nobody reading': (source) => quiet(source.take(3)),
  'map, destroyed': (source) => quiet(source.map(reject)).destroy(),
};
for (const [name, run] of Object.entries(operators)) {
  for (const [what, make] of Object.entries({ endless, failing })) {
    stories[`${name}, of a source that is ${what}`] = async () => {
      try {
        await run(quiet(make()));
      } catch {}
    };
  }
  stories[`${name}, aborted`] = async () => {
    const stop = new AbortController();
    const source = quiet(open());
    source.push(1);
    const never = (): Promise<never> => new Promise(() => {});
    const done = source
      .map(never, { signal: stop.signal, concurrency: 2 })
      .toArray()
      .catch(() => {});
    await rest();
    stop.abort();
    await done;
  };
}

describe('errors', () => {
  it('unhandledIn, sees a rejection that nobody handles', async () => {
    expect(await unhandledIn(() => void reject())).toEqual([boom]);
  });

  it.each(Object.entries(stories))('%s, leaves no rejection unhandled', async (_name, story) => {
    expect(await unhandledIn(story)).toEqual([]);
  });
});
