import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Library, Log, Scenario } from '../_test/lanes.ts';
import { numbers, onBoth, print, watch } from '../_test/lanes.ts';
import { nodeLine } from '../platform.node.ts';

type Call = (stream: never, ...args: unknown[]) => unknown;

async function same(scenario: Scenario, without = 'nothing'): Promise<void> {
  const { expected, actual } = await onBoth(scenario);
  const shown = (lanes: string[]) => lanes.filter((lane) => !lane.includes(` ${without}:`));
  expect(shown(actual)).toEqual(shown(expected));
}

/** Calls an operator by name; notes what it throws, returns or gives. */
function call(stream: unknown, name: string, args: unknown[], log: Log): unknown {
  try {
    const result = (stream as Record<string, Call>)[name]?.call(stream, ...(args as [never]));
    watch('result', result, log);
    return result;
  } catch (error) {
    log('result', `throws ${print(error)}`);
    return undefined;
  }
}

const ofFunctions = ['map', 'filter', 'flatMap', 'forEach', 'some', 'every', 'find'] as const;
/** Node has asIndexedPairs up to its line 21. */
const ofStreams = ['map', 'filter', 'flatMap', 'drop', 'take', 'asIndexedPairs'].filter(isOfNode);
const all = [...ofFunctions, 'toArray', 'reduce', 'drop', 'take', 'asIndexedPairs'].filter(isOfNode);

function isOfNode(name: string): boolean {
  return name in Readable.prototype;
}

/** What goes before the options of an operator. */
function firstArgs(name: string): unknown[] {
  if (name === 'toArray' || name === 'asIndexedPairs') return [];
  if (name === 'drop' || name === 'take') return [2];
  if (name === 'reduce') return [(sum: number, n: number) => sum + n, 0];
  return [name === 'flatMap' ? (n: number) => [n, n] : (n: number) => n % 2];
}

const badOptions: unknown[] = [
  undefined,
  null,
  5,
  'x',
  [],
  () => {},
  { concurrency: 0 },
  { concurrency: -1 },
  { concurrency: 1.5 },
  { concurrency: '2' },
  { concurrency: 'a' },
  { concurrency: Number.NaN },
  { concurrency: Number.POSITIVE_INFINITY },
  { concurrency: null },
  { concurrency: 2 ** 60 },
  { highWaterMark: -1 },
  { highWaterMark: 0 },
  { highWaterMark: 0.5 },
  { highWaterMark: 'a' },
  { highWaterMark: null },
  { signal: 1 },
  { signal: null },
  { signal: {} },
  { concurrency: 0, highWaterMark: -1, signal: 1 },
  { concurrency: 0, highWaterMark: -1 },
];
const badFirsts: unknown[] = [
  undefined,
  null,
  5,
  'x',
  {},
  [],
  -1,
  -0.5,
  1.5,
  '2',
  Number.NaN,
  true,
  3n,
  '-3',
];

describe('arguments', () => {
  it.each(all)('%s, with options of any kind, takes or refuses them as Node does', async (name) => {
    for (const options of badOptions) {
      await same((lib, log) => {
        call(numbers(lib, log, 4), name, [...firstArgs(name), options], log);
      }, 'source');
    }
  });

  it.each(all)('%s, with a first argument of any kind, takes or refuses it as Node does', async (name) => {
    for (const first of badFirsts) {
      await same((lib, log) => {
        call(numbers(lib, log, 4), name, [first], log);
      });
    }
  });

  it.each(ofFunctions)('%s, with a bad function and bad options, names the function first', async (name) => {
    await same((lib, log) => {
      call(numbers(lib, log, 4), name, [5, 5], log);
    });
  });
});

describe('behaviour', () => {
  const flatMapToNull: [string, string, unknown[]] = ['flatMap', 'a list with null', [() => [null]]];
  const results: [string, string, unknown[]][] = [
    ['map', 'null', [() => null]],
    ['map', 'a promise of null', [async () => null]],
    ['map', 'undefined', [() => undefined]],
    ['flatMap', 'text', [() => 'ab']],
    ['flatMap', 'bytes', [() => new Uint8Array([1, 2])]],
    ['flatMap', 'a number', [() => 5]],
    ['flatMap', 'null', [() => null]],
    // The engine of later Nodes has other words for it.
    ...(nodeLine < 24 ? [flatMapToNull] : []),
    ['flatMap', 'promises', [(n: number) => [Promise.resolve(n)]]],
    ['flatMap', 'nothing', [() => []]],
    [
      'flatMap',
      'an async generator',
      [
        async function* (n: number) {
          yield n;
          yield n;
        },
      ],
    ],
    ['filter', 'something truthy', [(n: number) => n]],
    ['find', 'something truthy', [async (n: number) => n]],
    ['find', 'nothing truthy', [() => 0]],
    ['some', 'something truthy', [(n: number) => n]],
    ['some', 'nothing truthy', [() => '']],
    ['every', 'something truthy', [() => 'yes']],
    ['every', 'something else once', [async (n: number) => n < 1]],
    ['forEach', 'anything', [(n: number) => n]],
    ['reduce', 'a sum', [(sum: number, n: number) => sum + n]],
    ['reduce', 'a sum from undefined', [(sum: unknown, n: number) => `${sum}-${n}`, undefined]],
    ['reduce', 'a promise', [async (sum: string, n: number) => sum + n, 'from ']],
    ['reduce', 'null', [() => null, 0]],
  ];
  it.each(results)('%s, with a function that returns %s, does what Node does', async (name, _what, args) => {
    for (const count of [0, 1, 3]) {
      await same((lib, log) => {
        call(numbers(lib, log, count), name, args, log);
      });
    }
  });

  it.each(['take', 'drop'])(
    '%s, of more, less or as many as there are, does what Node does',
    async (name) => {
      for (const limit of [0, 1, 2, 2.5, 3, 10, Number.POSITIVE_INFINITY]) {
        await same((lib, log) => {
          call(numbers(lib, log, 3), name, [limit], log);
        });
      }
    },
  );

  it('operators, one after the other, do what Node does', async () => {
    await same((lib, log) => {
      const stream = numbers(lib, log, 20)
        .drop(2)
        .map((n: number) => n * 10)
        .filter((n: number) => n % 20 === 0)
        .flatMap((n: number) => [n, n + 1])
        .take(7);
      watch('result', stream, log);
    });
  });

  it('operators, of what they return, make plain Readables in object mode that buffer one', async () => {
    await same((lib, log) => {
      class Heir extends lib.Readable {
        override _read(): void {
          this.push(null);
        }
      }
      for (const name of ofStreams) {
        const made = (new Heir() as unknown as Record<string, Call>)[name]?.call(
          new Heir(),
          ...(firstArgs(name) as [never]),
        ) as InstanceType<Library['Readable']>;
        log(name, Object.getPrototypeOf(made) === lib.Readable.prototype);
        log(name, `${made.readableObjectMode} ${made.readableHighWaterMark}`);
      }
    });
  });

  it('operators, of a source that is over or destroyed, do what Node does', async () => {
    for (const name of all) {
      for (const destroyed of [true, false]) {
        await same(async (lib, log, settle) => {
          const source = numbers(lib, log, 0);
          if (destroyed) source.destroy();
          else source.resume();
          await settle();
          call(source, name, firstArgs(name), log);
        });
      }
    }
  });

  it('operators, of bytes, see them as they are pushed', async () => {
    await same((lib, log) => {
      const source = new lib.Readable({ read() {} });
      for (const text of ['a', 'b']) source.push(text);
      source.push(null);
      call(source, 'toArray', [], log);
    });
  });

  it('operators, before the result is read, take nothing of the source', async () => {
    for (const name of ofStreams) {
      await same(async (lib, log, settle) => {
        const source = numbers(lib, log, 3);
        (source as unknown as Record<string, Call>)[name]?.call(source, ...(firstArgs(name) as [never]));
        await settle();
        log('source', source.readableLength);
        log('source', source.listenerCount('readable'));
      });
    }
  });
});

describe('concurrency', () => {
  /** What is done to the calls that are under way, or to the result. */
  type Step = { settle: number; how: 'true' | 'false' | 'fails' } | 'read' | 'push' | 'end';
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        settle: fc.nat(4),
        how: fc.oneof(
          { weight: 6, arbitrary: fc.constant('true' as const) },
          { weight: 3, arbitrary: fc.constant('false' as const) },
          { weight: 1, arbitrary: fc.constant('fails' as const) },
        ),
      }),
    },
    { weight: 3, arbitrary: fc.constant('read' as const) },
    { weight: 4, arbitrary: fc.constant('push' as const) },
    { weight: 1, arbitrary: fc.constant('end' as const) },
  );
  const programs = fc.record({
    name: fc.constantFrom(...ofFunctions),
    concurrency: fc.integer({ min: 1, max: 4 }),
    highWaterMark: fc.option(fc.nat(4), { nil: undefined }),
    steps: fc.array(step, { maxLength: 14 }),
  });

  it('any operator, however its calls are settled, makes the same calls and gives the same', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async ({ name, concurrency, highWaterMark, steps }) => {
        await same(async (lib, note, settle) => {
          let quiet = false;
          const log: Log = (party, what) => {
            if (!quiet) note(party, what);
          };
          let running = 0;
          let pushed = 0;
          let over = false;
          const waiting: { n: number; resolve(value: unknown): void; reject(error: Error): void }[] = [];
          const source = numbers(lib, log, 0, { read() {} });
          function push(): void {
            if (!source.destroyed && !over) source.push(pushed++);
          }
          for (let n = 0; n < 3; n++) push();
          const fn = (n: number): Promise<unknown> => {
            log('calls', `${n} is no. ${++running}`);
            return new Promise((resolve, reject) => {
              waiting.push({ n, resolve, reject });
            });
          };
          const result = (source as unknown as Record<string, Call>)[name]?.call(source, fn as never, {
            concurrency,
            highWaterMark,
          }) as InstanceType<Library['Readable']>;
          const gives = 'read' in result;
          if (gives) {
            watch('result', result, log, ['end', 'close', 'error']);
            result.read();
          } else watch('result', result, log);
          await settle();
          for (const todo of steps) {
            if (todo === 'read') log('read', gives ? result.read() : '-');
            else if (todo === 'push') push();
            else if (todo === 'end') {
              if (!source.destroyed && !over) source.push(null);
              over = true;
            } else {
              const [one] = waiting.splice(todo.settle % Math.max(1, waiting.length), 1);
              if (one !== undefined) {
                running--;
                if (todo.how === 'fails') one.reject(new Error(`no. ${one.n}`));
                else if (name === 'flatMap') one.resolve(todo.how === 'true' ? [one.n, one.n] : []);
                else one.resolve(todo.how === 'true');
              }
            }
            await settle();
          }
          quiet = true;
          if (gives) result.destroy();
          source.destroy();
          for (const one of waiting) one.resolve(name === 'flatMap' ? [] : false);
          // Node destroys the source no sooner than with its next chunk.
        }, 'source');
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

describe('errors', () => {
  it.each(ofFunctions)('%s, when its function throws or rejects, ends as Node does', async (name) => {
    for (const rejects of [true, false]) {
      for (const concurrency of [1, 3]) {
        await same((lib, log) => {
          const fn = (n: number): unknown => {
            if (n !== 1) return name === 'flatMap' ? [n] : name === 'every';
            const error = Object.assign(new Error('no'), { code: 'ENO' });
            if (rejects) return Promise.reject(error);
            throw error;
          };
          call(numbers(lib, log, 5), name, [fn, { concurrency }], log);
        });
      }
    }
  });

  it('reduce, when its reducer throws, ends as Node does', async () => {
    await same((lib, log) => {
      const fail = () => {
        throw new Error('no');
      };
      call(numbers(lib, log, 3), 'reduce', [fail, 0], log);
    });
  });

  it.each(all)('%s, when the source fails, ends as Node does', async (name) => {
    await same(async (lib, log, settle) => {
      const source = numbers(lib, log, 0, { read() {} });
      const args = name === 'take' ? [9] : name === 'every' ? [() => true] : firstArgs(name);
      const silent = name === 'some' || name === 'find' ? [() => false] : args;
      call(source, name, silent, log);
      source.push(0);
      source.push(1);
      await settle();
      source.destroy(new Error('source'));
    });
  });

  it.each(ofFunctions)(
    '%s, of a source that fails while calls run, gives their results first',
    async (name) => {
      await same(async (lib, log, settle) => {
        const waiting: ((value: unknown) => void)[] = [];
        const source = numbers(lib, log, 0, { read() {}, highWaterMark: 16 });
        for (const n of [0, 1]) source.push(n);
        call(source, name, [() => new Promise((resolve) => waiting.push(resolve)), { concurrency: 2 }], log);
        await settle();
        source.destroy(new Error('source'));
        await settle();
        for (const resolve of waiting) resolve(name === 'flatMap' ? [7] : name === 'every');
      });
    },
  );

  it.each(all)('%s, with a signal that is aborted, fails with an AbortError', async (name) => {
    const { expected, actual } = await onBoth((lib, log) => {
      const signal = AbortSignal.abort(new Error('why'));
      call(numbers(lib, log, 9), name, [...firstArgs(name), { signal }], log);
    });
    const ends = (lanes: string[]) => lanes.filter((lane) => lane.startsWith('0 result'));
    if (name !== 'asIndexedPairs') expect(ends(actual)).toEqual(ends(expected));
    expect(ends(actual).join()).toMatch(/AbortError \[ABORT_ERR\] The operation was aborted/);
    expect(actual).toContain(
      '0 source: destroy AbortError [ABORT_ERR] The operation was aborted, ' +
        'error AbortError [ABORT_ERR] The operation was aborted, close',
    );
  });
});
