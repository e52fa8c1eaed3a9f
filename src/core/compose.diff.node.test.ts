import { describe, expect, it } from 'vitest';
import type { Library, Log, Scenario } from './_test/lanes.ts';
import { numbers, onBoth, print, watch } from './_test/lanes.ts';

async function same(scenario: Scenario): Promise<void> {
  const { expected, actual } = await onBoth(scenario);
  expect(actual).toEqual(expected);
}

function step({ Transform }: Library, log: Log, name: string, options: object = {}) {
  const stream = new Transform({
    objectMode: true,
    transform: (chunk, _encoding, callback) => callback(null, `${name}${chunk}`),
    destroy(error, callback) {
      log(name, `destroy ${print(error)}`);
      callback(error);
    },
    ...options,
  });
  watch(name, stream, log, ['close', 'error']);
  return stream;
}

function sink({ Writable }: Library, log: Log) {
  return new Writable({
    objectMode: true,
    write(chunk, _encoding, callback) {
      log('sink', print(chunk));
      callback();
    },
  });
}

async function* twice(chunks: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const chunk of chunks) yield `${chunk}${chunk}`;
}

const chains: [string, (lib: Library, log: Log) => unknown[]][] = [
  ['nothing', () => []],
  ['one stream', (lib, log) => [step(lib, log, 'a')]],
  ['an array', () => [[1, 2]]],
  ['one sink', (lib, log) => [sink(lib, log)]],
  ['one function', () => [twice]],
  ['two streams', (lib, log) => [step(lib, log, 'a'), step(lib, log, 'b')]],
  ['three streams', (lib, log) => [step(lib, log, 'a'), step(lib, log, 'b'), step(lib, log, 'c')]],
  ['a source and a stream', (lib, log) => [numbers(lib, log, 2), step(lib, log, 'b')]],
  ['a stream and a sink', (lib, log) => [step(lib, log, 'a'), sink(lib, log)]],
  ['a source and a sink', (lib, log) => [numbers(lib, log, 2), sink(lib, log)]],
  ['two functions', () => [twice, twice]],
  ['functions around a stream', (lib, log) => [twice, step(lib, log, 'b'), twice]],
  ['streams around a function', (lib, log) => [step(lib, log, 'a'), twice, step(lib, log, 'b')]],
  ['an array and a stream', (lib, log) => [[1, 2], step(lib, log, 'b')]],
  ['text and a stream', (lib, log) => ['xy', step(lib, log, 'b')]],
  [
    'functions, the last async',
    (_lib, log) => [
      twice,
      async (chunks: AsyncIterable<unknown>) => {
        for await (const chunk of chunks) log('function', chunk);
      },
    ],
  ],
  ['a sink and a stream', (lib, log) => [sink(lib, log), step(lib, log, 'b')]],
  ['a stream and a source', (lib, log) => [step(lib, log, 'a'), numbers(lib, log, 2)]],
  ['a sink in the middle', (lib, log) => [step(lib, log, 'a'), sink(lib, log), step(lib, log, 'b')]],
  ['a number', () => [5]],
  ['a stream and a number', (lib, log) => [step(lib, log, 'a'), 5]],
  ['a function that returns a number', (lib, log) => [step(lib, log, 'a'), () => 5]],
];

describe('compose', () => {
  it.each(chains)('compose, of %s, gives and takes as in Node', async (_what, make) => {
    await same(async (lib, log, settle) => {
      const stream = (
        lib as unknown as { compose(...parts: unknown[]): InstanceType<Library['Duplex']> }
      ).compose(...make(lib, log));
      log('compose', `${[stream.readable, stream.writable]}`);
      if (stream.readable) log('compose', stream.readableObjectMode);
      if (stream.writable) log('compose', stream.writableObjectMode);
      watch('stream', stream, log, ['close', 'error']);
      watch('reading', stream, log, ['data', 'end']);
      watch('writing', stream, log, ['finish']);
      if (stream.writable) {
        stream.write(1);
        stream.write(2);
        stream.end(() => log('callback', 'end'));
      }
      await settle();
      log('compose', stream.destroyed);
    });
  });

  for (const error of [undefined, new Error('no')]) {
    for (const who of ['a', 'b', 'stream']) {
      it(`compose, when ${who} is destroyed with ${error}, destroys all`, async () => {
        await same(async (lib, log, settle) => {
          const [a, b] = [step(lib, log, 'a'), step(lib, log, 'b')];
          const stream = (lib as never as { compose(...parts: unknown[]): typeof a }).compose(a, b);
          watch('stream', stream, log);
          stream.write(1);
          await settle();
          ({ a, b, stream })[who as 'a'].destroy(error);
        });
      });
    }
  }

  it.each(['a', 'b', 'c'])('compose, when %s of three fails, destroys all with its error', async (who) => {
    await same((lib, log) => {
      const fails = {
        transform: (_c: unknown, _e: unknown, done: (e: Error) => void) => done(new Error('no')),
      };
      const parts = ['a', 'b', 'c'].map((name) => step(lib, log, name, name === who ? fails : {}));
      const stream = (lib as never as { compose(...parts: unknown[]): ReturnType<typeof step> }).compose(
        ...parts,
      );
      watch('stream', stream, log);
      stream.write(1);
    });
  });
});

describe('Readable#compose', () => {
  const parts: [string, (lib: Library, log: Log) => unknown[]][] = [
    ['a stream', (lib, log) => [step(lib, log, 'a')]],
    ['a generator function', () => [twice]],
    ['a sink', (lib, log) => [sink(lib, log)]],
    ['nothing', () => []],
    ['a number', () => [5]],
    ['an object', () => [{}]],
    ['bad options', (lib, log) => [step(lib, log, 'a'), 5]],
    ['a bad signal', (lib, log) => [step(lib, log, 'a'), { signal: 1 }]],
    ['a source', (lib, log) => [numbers(lib, log, 1)]],
  ];
  it.each(parts)('compose, of a Readable with %s, does what Node does', async (_what, make) => {
    await same(async (lib, log, settle) => {
      const source = lib.Readable.from([1, 2]);
      const stream = (source as never as { compose(...args: unknown[]): typeof source }).compose(
        ...make(lib, log),
      );
      log('compose', Object.getPrototypeOf(stream) === lib.Readable.prototype);
      log('compose', `${stream.readableObjectMode} ${stream.readableHighWaterMark}`);
      watch('stream', stream, log);
      await settle();
      log('compose', stream.destroyed);
    });
  });

  it('compose, of a Readable, with a signal, destroys all when it aborts', async () => {
    await same(async (lib, log, settle) => {
      const stop = new AbortController();
      const source = numbers(lib, log, 0, { read() {} });
      const stream = (source as never as { compose(...args: unknown[]): typeof source }).compose(
        step(lib, log, 'a'),
        { signal: stop.signal },
      );
      watch('stream', stream, log);
      source.push(1);
      await settle();
      stop.abort('why');
    });
  });
});
