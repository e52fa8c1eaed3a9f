import { EventEmitter } from 'node:events';
import * as node from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as stream from '../stream.ts';
import type { Library } from './_test/lanes.ts';

/** Writes down the errors of a stream, and its close. */
type Watch = <S extends EventEmitter>(stream: S) => S;

/** Does something wrong with a value; streams whose events count are given to `watch`. */
type Misuse = (lib: Library, value: never, watch: Watch) => unknown;

const values: unknown[] = [
  null,
  undefined,
  5,
  -1,
  1.5,
  Number.NaN,
  2 ** 40,
  'x',
  '16',
  true,
  {},
  [],
  new Map([[1, 'a']]),
  () => {},
  Symbol('s'),
  new Date(0),
];

const accept = (_chunk: unknown, _encoding: unknown, done: () => void): void => done();

/** Says everything of an error, and of anything else what it is. */
function show(value: unknown): string {
  if (value instanceof Error) {
    const { code } = value as { code?: unknown };
    // The engine's own words name variables.
    if (code === undefined && value instanceof TypeError) return 'TypeError';
    return `${value.name} ${code} ${value.message} ${value}`;
  }
  if (value instanceof EventEmitter) return 'stream';
  return typeof value === 'object' && value !== null ? 'object' : String(value);
}

/** Runs one misuse on a library, and tells all that comes of it. */
async function outcome(lib: Library, misuse: Misuse, value: unknown): Promise<string[]> {
  const seen: string[] = [];
  const rest = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  function watch<S extends EventEmitter>(emitter: S): S {
    for (const event of ['error', 'close']) emitter.on(event, (what) => seen.push(`${event} ${show(what)}`));
    return emitter;
  }
  try {
    const result = misuse(lib, value as never, watch);
    if (result instanceof EventEmitter) result.on('error', (error) => seen.push(`result ${show(error)}`));
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function') {
      (result as Promise<unknown>).then(
        (settled) => seen.push(`fulfilled ${show(settled)}`),
        (error) => seen.push(`rejected ${show(error)}`),
      );
    } else seen.push(`returns ${typeof result === 'function' ? 'function' : show(result)}`);
  } catch (error) {
    seen.push(`throws ${show(error)}`);
  }
  await rest();
  await rest();
  return seen;
}

async function same(misuse: Misuse, except: (value: unknown) => boolean = () => false): Promise<void> {
  for (const value of values) {
    if (except(value)) continue;
    const expected = await outcome(node, misuse, value);
    const actual = await outcome(stream as unknown as Library, misuse, value);
    expect([String(value), ...actual]).toEqual([String(value), ...expected]);
  }
}

const classes = ['Readable', 'Writable', 'Duplex', 'Transform', 'PassThrough'] as const;
const options = [
  'highWaterMark',
  'readableHighWaterMark',
  'writableHighWaterMark',
  'encoding',
  'defaultEncoding',
  'signal',
  'objectMode',
  'captureRejections',
  'construct',
  'read',
] as const;

describe('constructors', () => {
  it.each(classes)('%s, of options of any kind, takes or refuses them as Node does', async (name) => {
    await same((lib, value) => new lib[name](value));
    await same((lib, value) => (lib[name] as unknown as (options: unknown) => unknown)(value));
  });

  for (const name of classes) {
    it.each(options)(`${name}, with a %s of any kind, takes or refuses it as Node does`, async (option) => {
      await same((lib, value) => {
        const made = new lib[name]({ [option]: value }) as node.Duplex;
        const { readableHighWaterMark, writableHighWaterMark, readableEncoding } = made;
        return [readableHighWaterMark, writableHighWaterMark, readableEncoding].join();
      });
    });
  }
});

const readableMethods = [
  'push',
  'unshift',
  'read',
  'setEncoding',
  'pipe',
  'unpipe',
  'wrap',
  'iterator',
  'on',
  'removeListener',
  'map',
  'filter',
  'flatMap',
  'forEach',
  'toArray',
  'some',
  'find',
  'every',
  'reduce',
  'drop',
  'take',
] as const;
const writableMethods = ['write', 'end', 'setDefaultEncoding', 'pipe'] as const;

type Methods = Record<string, (...args: unknown[]) => unknown>;

describe('methods', () => {
  for (const objectMode of [true, false]) {
    it.each(readableMethods)(
      `Readable#%s, with objectMode ${objectMode}, of values of any kind, does what Node does`,
      async (method) => {
        const run = (lib: Library, watch: Watch, args: unknown[]): unknown => {
          const made = watch(new lib.Readable({ objectMode, read() {} }));
          return (made as unknown as Methods)[method]?.(...args);
        };
        await same((lib, value, watch) => run(lib, watch, [value]));
        await same((lib, value, watch) => run(lib, watch, [() => {}, value]));
      },
    );

    it.each(writableMethods)(
      `Writable#%s, with objectMode ${objectMode}, of values of any kind, does what Node does`,
      async (method) => {
        const run = (lib: Library, watch: Watch, args: unknown[]): unknown => {
          const made = watch(new lib.Writable({ objectMode, write: accept }));
          return (made as unknown as Methods)[method]?.(...args);
        };
        await same((lib, value, watch) => run(lib, watch, [value]));
        await same((lib, value, watch) => run(lib, watch, ['a', value]));
        await same((lib, value, watch) => run(lib, watch, ['a', 'utf8', value]));
      },
    );
  }

  it('destroy, with values of any kind, does what Node does', async () => {
    await same((lib, value, watch) => watch(new lib.Readable({ read() {} })).destroy(value));
    await same((lib, value, watch) => watch(new lib.Writable({ write: accept })).destroy(value));
    await same((lib, value, watch) =>
      (watch(new lib.Writable({ write: accept })) as unknown as Methods).destroy?.(new Error('no'), value),
    );
  });

  it.each(['concurrency', 'highWaterMark', 'signal'])(
    'map and the like, with a %s of any kind, do what Node does',
    async (option) => {
      for (const method of ['map', 'filter', 'flatMap', 'forEach', 'some', 'every', 'find']) {
        await same((lib, value) => {
          const made = new lib.Readable({ read() {} }) as unknown as Methods;
          return made[method]?.(() => {}, { [option]: value });
        });
      }
    },
  );
});

describe('callbacks', () => {
  const made: [string, (lib: Library, value: unknown) => node.Writable][] = [
    ['write', (lib, value) => new lib.Writable({ write: (_c, _e, done) => done(value as Error) }).end('a')],
    [
      'final',
      (lib, value) => new lib.Writable({ write: accept, final: (done) => done(value as Error) }).end(),
    ],
    [
      'construct',
      (lib, value) => new lib.Writable({ write: accept, construct: (done) => done(value as Error) }),
    ],
    ['destroy', (lib, value) => new lib.Writable({ destroy: (_e, done) => done(value as Error) }).destroy()],
    [
      'transform',
      (lib, value) => {
        const transform = new lib.Transform({ transform: (_c, _e, done) => done(value as Error) });
        transform.write('a');
        return transform;
      },
    ],
    [
      'transform, after null',
      (lib, value) => {
        const transform = new lib.Transform({ transform: (_c, _e, done) => done(null, value) });
        transform.write('a');
        return transform;
      },
    ],
    [
      'flush, after null',
      (lib, value) => new lib.Transform({ transform: accept, flush: (done) => done(null, value) }).end(),
    ],
  ];
  it.each(made)('the callback of %s, with values of any kind, does what Node does', async (_what, make) => {
    await same((lib, value, watch) => watch(make(lib, value)));
  });

  const cases: [string, (lib: Library) => node.Writable][] = [
    ['write', (lib) => new lib.Writable({ write: (_c, _e, done) => twice(done) }).end('a')],
    ['final', (lib) => new lib.Writable({ write: accept, final: (done) => twice(done) }).end()],
    ['construct', (lib) => new lib.Writable({ write: accept, construct: (done) => twice(done) }).end()],
    ['destroy', (lib) => new lib.Writable({ destroy: (_e, done) => twice(done) }).destroy()],
    ['transform', (lib) => new lib.Transform({ transform: (_c, _e, done) => twice(done) }).end('a')],
  ];
  it.each(cases)('the callback of %s, called twice, does what Node does', async (_what, make) => {
    await same(
      (lib, _value, watch) => watch(make(lib)),
      (value) => value !== null,
    );
  });
});

describe('functions', () => {
  const functions: [string, Misuse, except?: (value: unknown) => boolean][] = [
    ['Readable.from', (lib, value) => lib.Readable.from(value)],
    ['Readable.from, its options', (lib, value) => lib.Readable.from([], value)],
    ['Readable.from, its chunks', (lib, value, watch) => watch(lib.Readable.from([value])).resume()],
    ['Duplex.from', (lib, value) => lib.Duplex.from(value)],
    ['Readable.wrap', (lib, value) => (lib.Readable as unknown as Methods).wrap?.(value)],
    ['Readable.fromWeb', (lib, value) => lib.Readable.fromWeb(value)],
    ['Writable.fromWeb', (lib, value) => lib.Writable.fromWeb(value)],
    ['Duplex.fromWeb', (lib, value) => lib.Duplex.fromWeb(value)],
    [
      'Readable.fromWeb, its options',
      (lib, value) => lib.Readable.fromWeb(new ReadableStream() as never, value),
    ],
    ['Readable.toWeb', (lib, value) => lib.Readable.toWeb(value)],
    [
      'Readable.toWeb, its strategy',
      (lib, value) =>
        (lib.Readable as unknown as Methods).toWeb?.(new lib.Readable({ read() {} }), { strategy: value }),
      // Node 20 takes it for none.
      Number.isNaN,
    ],
    ['Writable.toWeb', (lib, value) => lib.Writable.toWeb(value)],
    ['Duplex.toWeb', (lib, value) => lib.Duplex.toWeb(value)],
    ['pipeline', (lib, value) => (lib.pipeline as unknown as Methods[string])(value)],
    [
      'pipeline, its first part',
      (lib, value) => lib.pipeline(value, new lib.Writable({ write: accept }), () => {}),
      (value) => typeof value === 'function',
    ],
    ['pipeline, its last part', (lib, value) => lib.pipeline(['a'] as never, value, () => {}), isIterable],
    ['pipeline, its callback', (lib, value) => lib.pipeline(new lib.Readable(), new lib.Writable(), value)],
    [
      'pipeline, its signal',
      (lib, value) =>
        lib.promises.pipeline(new lib.Readable({ read() {} }), new lib.Writable(), { signal: value }),
    ],
    [
      'pipeline, what a function at its end returns',
      (lib, value) => lib.promises.pipeline(['a'], () => value),
    ],
    [
      'pipeline, what a function at its start returns',
      (lib, value) =>
        lib.promises.pipeline(() => value, new lib.Writable({ objectMode: true, write: accept })),
    ],
    [
      'pipeline, what a function in its middle returns',
      (lib, value) => lib.promises.pipeline(['a'], () => value, new lib.Writable({ write: accept })),
    ],
    ['finished', (lib, value) => lib.finished(value, () => {})],
    ['finished, its callback', (lib, value) => lib.finished(new lib.Readable(), value)],
    ['finished, its options', (lib, value) => lib.finished(new lib.Readable(), value, () => {})],
    ['finished, its callback after options', (lib, value) => lib.finished(new lib.Readable(), {}, value)],
    ['finished, its signal', (lib, value) => lib.finished(new lib.Readable(), { signal: value }, () => {})],
    ['promises.finished', (lib, value) => lib.promises.finished(value)],
    ['promises.finished, its options', (lib, value) => lib.promises.finished(new lib.Readable(), value)],
    [
      'promises.finished, its cleanup',
      (lib, value) => lib.promises.finished(new lib.Readable(), { cleanup: value }),
    ],
    [
      'addAbortSignal, its signal',
      (lib, value) => lib.addAbortSignal(value, new lib.Readable()),
      (value) => value === null,
    ],
    ['addAbortSignal, its stream', (lib, value) => lib.addAbortSignal(new AbortController().signal, value)],
    ['compose', (lib, value) => (lib as unknown as Methods).compose?.(value)],
    [
      'compose, its last part',
      (lib, value) => (lib as unknown as Methods).compose?.(new lib.PassThrough(), value),
      isIterable,
    ],
    ['duplexPair', (lib, value) => (lib as unknown as Methods).duplexPair?.(value)],
    ['destroy', (lib, value) => (lib as unknown as Methods).destroy?.(value), (value) => Boolean(value)],
  ];
  it.each(functions)(
    '%s, of values of any kind, takes or refuses them as Node does',
    async (_what, misuse, except) => {
      await same(misuse, except);
    },
  );

  it('pipeline and compose, of too few parts, refuse them as Node does', async () => {
    const calls: Misuse[] = [
      (lib) => (lib.pipeline as unknown as () => void)(),
      (lib) => (lib.pipeline as unknown as Methods[string])(() => {}),
      (lib) => lib.pipeline([new lib.Readable()], () => {}),
      (lib) => (lib.promises.pipeline as unknown as () => void)(),
      (lib) => (lib as unknown as Methods).compose?.(),
    ];
    for (const call of calls) await same(call, (value) => value !== null);
  });
});

describe('calls at the wrong time', () => {
  const calls: [string, Misuse][] = [
    ['read, without _read', (lib, _value, watch) => watch(new lib.Readable()).read()],
    ['write, without _write', (lib, _value, watch) => watch(new lib.Writable()).write('a')],
    ['write, without _transform', (lib, _value, watch) => watch(new lib.Transform()).write('a')],
    [
      'push, after the end',
      (lib, _value, watch) => {
        const source = watch(new lib.Readable({ read() {} }));
        return [source.push(null), source.push('a')].join();
      },
    ],
    [
      'write, after the end',
      (lib, _value, watch) => watch(new lib.Writable({ write: accept }).end()).write('a'),
    ],
    [
      'write, after destroy',
      (lib, _value, watch) => watch(new lib.Writable({ write: accept }).destroy()).write('a'),
    ],
    [
      'end, after destroy',
      (lib, _value, watch) => {
        const sink = watch(new lib.Writable({ write: accept }).destroy());
        return new Promise((_resolve, reject) => sink.end(reject));
      },
    ],
    [
      'end, after the end',
      (lib, _value, watch) => {
        const sink = watch(new lib.Writable({ write: accept }).end());
        return new Promise((_resolve, reject) => sink.on('close', () => sink.end(reject)));
      },
    ],
    [
      'unshift, after the end',
      (lib, _value, watch) => {
        const source = watch(new lib.Readable({ autoDestroy: false, read() {} }));
        source.push(null);
        return new Promise((resolve) => source.resume().on('end', () => resolve(source.unshift('a'))));
      },
    ],
    [
      'pipe, of a Writable',
      (lib, _value, watch) => watch(new lib.Writable({ write: accept })).pipe(new lib.PassThrough()),
    ],
  ];
  it.each(calls)('%s, fails as in Node', async (_what, call) => {
    await same(call, (value) => value !== null);
  });
});

function twice(done: () => void): void {
  done();
  done();
}

function isIterable(value: unknown): boolean {
  return typeof value !== 'function' && Symbol.iterator in Object(value ?? {});
}
