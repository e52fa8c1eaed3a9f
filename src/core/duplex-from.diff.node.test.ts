import { describe, expect, it } from 'vitest';
import type { Library, Log, Scenario } from './_test/lanes.ts';
import { onBoth, print, watch } from './_test/lanes.ts';

type Stream = InstanceType<Library['Duplex']>;

async function same(scenario: Scenario, without = 'nothing'): Promise<void> {
  const { expected, actual } = await onBoth(scenario);
  const shown = (lanes: string[]) => lanes.filter((lane) => !lane.includes(` ${without}:`));
  expect(shown(actual)).toEqual(shown(expected));
}

function describeDuplex(stream: Stream): string {
  const modes = [stream.readableObjectMode, stream.writableObjectMode];
  return `${[stream.readable, stream.writable]} ${modes} ${[stream.readableEnded, stream.writableEnded]}`;
}

function source({ Readable }: Library, log: Log, options: object = {}): InstanceType<Library['Readable']> {
  const stream = new Readable({
    objectMode: true,
    read() {},
    destroy(error, callback) {
      log('source', `destroy ${print(error)}`);
      callback(error);
    },
    ...options,
  });
  watch('source', stream, log, ['end', 'close', 'error']);
  return stream;
}

function sink({ Writable }: Library, log: Log, options: object = {}): InstanceType<Library['Writable']> {
  const stream = new Writable({
    objectMode: true,
    highWaterMark: 2,
    write(chunk, _encoding, callback) {
      log('sink', `write ${print(chunk)}`);
      callback();
    },
    destroy(error, callback) {
      log('sink', `destroy ${print(error)}`);
      callback(error);
    },
    ...options,
  });
  watch('sink', stream, log, ['finish', 'close', 'error']);
  return stream;
}

async function* upper(words: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const word of words) yield `${word}!`;
}

const bodies: [string, (lib: Library, log: Log) => unknown][] = [
  ['a Readable', (lib, log) => source(lib, log, { read: ended })],
  ['a Writable', sink],
  ['a PassThrough', (lib) => new lib.PassThrough()],
  [
    'a Duplex without readable side',
    (lib) => new lib.Duplex({ readable: false, write: accept, read() {} } as object),
  ],
  ['an array', () => [1, 2]],
  ['an array of promises', () => [Promise.resolve(1), 2]],
  ['text', () => 'abc'],
  ['a Buffer', () => Buffer.from('abc')],
  ['a Uint8Array', () => new Uint8Array([1, 2])],
  ['a Map', () => new Map([[1, 2]])],
  ['an async generator', () => upper((async function* () {})())],
  ['a promise', () => Promise.resolve('p')],
  ['a promise of null', () => Promise.resolve(null)],
  ['a promise of undefined', () => Promise.resolve()],
  ['a promise that rejects', () => Promise.reject(new Error('no'))],
  ['a pair', (lib, log) => ({ readable: source(lib, log, { read: ended }), writable: sink(lib, log) })],
  ['a readable in a pair', (lib, log) => ({ readable: source(lib, log, { read: ended }) })],
  ['a writable in a pair', (lib, log) => ({ writable: sink(lib, log) })],
  ['an array in a pair', () => ({ readable: [1] })],
  ['functions in a pair', () => ({ readable: upper, writable: upper })],
  ['an empty object', () => ({})],
  ['a number in a pair', () => ({ readable: 5 })],
  ['a ReadableStream', () => webSource()],
  ['a WritableStream', (_lib, log) => new WritableStream({ write: (chunk) => log('web', chunk) })],
  ['an async generator function', () => upper],
  ['a function that returns undefined', () => () => undefined],
  ['a function that returns a number', () => () => 5],
  [
    'an async function',
    (_lib, log) => async (words: AsyncIterable<unknown>) => {
      for await (const word of words) log('function', word);
    },
  ],
  ['an async function that fails', () => () => Promise.reject(new Error('no'))],
  ['a number', () => 5],
  ['null', () => null],
  ['undefined', () => undefined],
  ['an object', () => ({ a: 1 })],
  ['true', () => true],
];

function ended(this: { push(chunk: unknown): void }): void {
  this.push('a');
  this.push(null);
}
function accept(_chunk: unknown, _encoding: string, callback: () => void): void {
  callback();
}
function webSource(): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue('x');
      controller.close();
    },
  });
}

describe('behaviour', () => {
  it.each(bodies)('Duplex.from, of %s, gives and takes as in Node', async (_what, make) => {
    await same(async (lib, log, settle) => {
      const body = make(lib, log);
      const stream = lib.Duplex.from(body as never);
      log('from', stream === body);
      log('from', describeDuplex(stream));
      watch('stream', stream, log);
      await settle();
      if (stream.writable) stream.end('W', () => log('callback', 'end'));
      await settle();
      log('from', stream.destroyed);
    });
  });

  it('Duplex.from, of a Blob, gives its bytes', async () => {
    await same((lib, log) => {
      lib.Duplex.from(new Blob(['blob']) as never).on('data', (bytes) => log('data', new Uint8Array(bytes)));
    });
  });

  it.each(['destroyed', 'destroyed with an error', 'that fails'])(
    'Duplex.from, of a web stream %s, tells both ends as in Node',
    async (how) => {
      await same(async (lib, log, settle) => {
        const fail = (): void => {
          if (how === 'that fails') throw new Error('web');
        };
        const readable = new ReadableStream({ pull: fail, cancel: (reason) => log('cancel', reason) });
        const writable = new WritableStream({ write: fail, abort: (reason) => log('abort', reason) });
        for (const web of [readable, writable]) {
          const stream = lib.Duplex.from(web as never);
          watch('stream', stream, log);
          if (stream.writable) stream.write('w', (error) => log('callback', error));
          if (how === 'destroyed') stream.destroy();
          if (how === 'destroyed with an error') stream.destroy(new Error('mine'));
          await settle();
          log('from', stream.destroyed);
        }
      });
    },
  );

  it('Duplex.from, of a pair whose source ends first, goes on writing', async () => {
    await same(async (lib, log, settle) => {
      const readable = source(lib, log);
      const stream = lib.Duplex.from({ readable, writable: sink(lib, log) } as never);
      watch('stream', stream, log);
      readable.push(1);
      readable.push(null);
      await settle();
      stream.write('a');
      stream.end();
    });
  });

  it('Duplex.from, of a pair whose sink finishes first, goes on reading', async () => {
    await same(async (lib, log, settle) => {
      const readable = source(lib, log);
      const stream = lib.Duplex.from({ readable, writable: sink(lib, log) } as never);
      watch('stream', stream, log);
      stream.end('x');
      await settle();
      readable.push(1);
      await settle();
      readable.push(null);
    });
  });

  it('Duplex.from, of a pair with a slow sink, makes the writer wait', async () => {
    await same(async (lib, log, settle) => {
      const waiting: (() => void)[] = [];
      const writable = sink(lib, log, {
        write(chunk: unknown, _encoding: string, callback: () => void) {
          log('sink', `write ${chunk}`);
          waiting.push(callback);
        },
      });
      const stream = lib.Duplex.from({ readable: source(lib, log), writable } as never);
      for (let n = 0; n < 6; n++)
        log(
          'write',
          stream.write(n, () => log('callback', n)),
        );
      for (let n = 0; n < 6; n++) {
        await settle();
        log('lengths', `${stream.writableLength} ${writable.writableLength}`);
        waiting.shift()?.();
      }
    });
  });

  it('Duplex.from, of a pair with a quick source, reads no more than is asked for', async () => {
    await same(async (lib, log, settle) => {
      let n = 0;
      const readable = source(lib, log, {
        highWaterMark: 2,
        read(this: Stream) {
          this.push(n++);
        },
      });
      const stream = lib.Duplex.from({ readable, writable: sink(lib, log) } as never);
      for (let turn = 0; turn < 3; turn++) {
        await settle();
        log('lengths', `${stream.readableLength} ${readable.readableLength}`);
        log('read', stream.read());
      }
    });
  });

  it('Duplex.from, of an async generator function, has one chunk on its way', async () => {
    await same(async (lib, log, settle) => {
      const stream = lib.Duplex.from(async function* (words: AsyncIterable<unknown>) {
        for await (const word of words) {
          log('function', word);
          yield word;
        }
        log('function', 'over');
      } as never);
      watch('stream', stream, log, ['end', 'close', 'error']);
      for (let n = 0; n < 4; n++)
        log(
          'write',
          stream.write(n, () => log('callback', n)),
        );
      await settle();
      for (let n = 0; n < 4; n++) {
        log('read', stream.read());
        await settle();
      }
      stream.end();
      stream.resume();
    });
  });

  it('Duplex.from, of an async function that is slow, finishes when it is done', async () => {
    await same(async (lib, log, settle) => {
      let finish = (): void => {};
      const stream = lib.Duplex.from(async (words: AsyncIterable<unknown>) => {
        for await (const word of words) log('function', word);
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      });
      watch('stream', stream, log, ['finish', 'close', 'error']);
      stream.end(1, () => log('callback', 'end'));
      await settle();
      finish();
    });
  });
});

describe('errors', () => {
  for (const error of [undefined, new Error('no')]) {
    for (const who of ['readable', 'writable', 'stream'] as const) {
      it(`Duplex.from, of a pair, when ${who} is destroyed with ${error}, ends as in Node`, async () => {
        await same(
          async (lib, log, settle) => {
            const pair = { readable: source(lib, log), writable: sink(lib, log) };
            const stream = lib.Duplex.from(pair as never);
            watch('stream', stream, log);
            await settle();
            ({ ...pair, stream })[who].destroy(error);
          },
          // Node leaves the sink open when the source is destroyed.
          who === 'readable' ? 'sink' : 'nothing',
        );
      });
    }
  }

  it('Duplex.from, of a sink that fails, fails', async () => {
    await same((lib, log) => {
      const write = (_chunk: unknown, _encoding: string, callback: (error: Error) => void) =>
        callback(new Error('no'));
      const stream = lib.Duplex.from(sink(lib, log, { write }) as never);
      watch('stream', stream, log);
      stream.write('x', (error) => log('callback', error ?? 'none'));
    });
  });

  it('Duplex.from, of an async generator function that fails, fails', async () => {
    await same((lib, log) => {
      // biome-ignore lint/correctness/useYield: it fails before it could
      const stream = lib.Duplex.from(async function* (words: AsyncIterable<unknown>) {
        for await (const _ of words) throw new Error('no');
      } as never);
      watch('stream', stream, log);
      for (let n = 0; n < 2; n++) stream.write(n, (error) => log('callback', error ?? 'none'));
    });
  });

  it('Duplex.from, of an async function that returns a value, fails', async () => {
    await same((lib, log) => {
      const stream = lib.Duplex.from((async (words: AsyncIterable<unknown>) => {
        for await (const _ of words);
        return 5;
      }) as never);
      watch('stream', stream, log);
      stream.end(1, (() => log('callback', 'called')) as never);
    });
  });
});
