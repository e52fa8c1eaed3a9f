import { describe, expect, it } from 'vitest';
import type { Library, Log, Scenario } from './_test/lanes.ts';
import { onBoth, print, watch } from './_test/lanes.ts';
import { nodeLine } from './platform.node.ts';

type Run = (...parts: unknown[]) => unknown;
type Make = (lib: Library, log: Log) => unknown[];

async function same(scenario: Scenario): Promise<void> {
  const { expected, actual } = await onBoth(scenario);
  expect(actual).toEqual(expected);
}

function webSource(log: Log, ...chunks: unknown[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
    cancel: () => log('web source', 'cancel'),
  });
}

function failingSource(): ReadableStream {
  return new ReadableStream({
    start: (controller) => controller.enqueue('a'),
    pull: (controller) => controller.error(new Error('source')),
  });
}

function webSink(log: Log, error?: Error): WritableStream {
  return new WritableStream({
    write(chunk) {
      log('web sink', print(chunk));
      if (error) throw error;
    },
    close: () => log('web sink', 'close'),
    abort: (reason) => log('web sink', `abort ${print(reason)}`),
  });
}

function shout(error?: Error): TransformStream {
  return new TransformStream({
    transform(chunk, controller) {
      if (error) throw error;
      controller.enqueue(String(chunk).toUpperCase());
    },
  });
}

function source({ Readable }: Library, log: Log): InstanceType<Library['Readable']> {
  const stream = Readable.from(['x', 'y']);
  watch('source', stream, log, ['end', 'close']);
  return stream;
}

function sink({ Writable }: Library, log: Log): InstanceType<Library['Writable']> {
  const stream = new Writable({
    objectMode: true,
    write(chunk, _encoding, callback) {
      log('sink', print(chunk));
      callback();
    },
  });
  watch('sink', stream, log, ['finish', 'close', 'error']);
  return stream;
}

async function* twice(chunks: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const chunk of chunks) yield `${chunk}${chunk}`;
}

async function join(chunks: AsyncIterable<unknown>): Promise<string> {
  let all = '';
  for await (const chunk of chunks) all += chunk;
  return all;
}

const pipelines: [string, Make][] = [
  ['a web stream into a sink', (lib, log) => [webSource(log, 'a', 'b'), sink(lib, log)]],
  ['a web stream into a web stream', (_lib, log) => [webSource(log, 'a', 'b'), webSink(log)]],
  ['a source into a web stream', (lib, log) => [source(lib, log), webSink(log)]],
  ['an array into a web stream', (_lib, log) => [['a', 'b'], webSink(log)]],
  ['a source through a web pair', (lib, log) => [source(lib, log), shout(), sink(lib, log)]],
  ['web streams only', (_lib, log) => [webSource(log, 'a'), shout(), shout(), webSink(log)]],
  ['a web pair into a function', (_lib, log) => [webSource(log, 'a'), shout(), join]],
  ['a function between web streams', (_lib, log) => [webSource(log, 'a'), twice, webSink(log)]],
  ['a generator function into a web pair', (_lib, log) => [() => ['q'], shout(), webSink(log)]],
  ['a Blob into a sink', (lib, log) => [new Blob(['hi']), sink(lib, log)]],
  ['a Blob into a web stream', (_lib, log) => [new Blob(['hi']), webSink(log)]],
  ['a promise into a sink', (lib, log) => [Promise.resolve('p'), sink(lib, log)]],
  ['a promise that rejects', (lib, log) => [Promise.reject(new Error('no')), sink(lib, log)]],
  [
    'a pair into a sink',
    (lib, log) => [{ readable: source(lib, log), writable: sink(lib, log) }, sink(lib, log)],
  ],
  [
    'a pair of web streams',
    (lib, log) => [{ readable: webSource(log, 'z'), writable: webSink(log) }, sink(lib, log)],
  ],
  ['a number', (lib, log) => [5, sink(lib, log)]],
  ['an object', (lib, log) => [{}, sink(lib, log)]],
  ['null', (lib, log) => [null, sink(lib, log)]],
  ['a web stream that fails, into a sink', (lib, log) => [failingSource(), sink(lib, log)]],
  ['a web stream that fails, into a web stream', (_lib, log) => [failingSource(), webSink(log)]],
  ['a web stream that refuses', (lib, log) => [source(lib, log), webSink(log, new Error('no'))]],
  ['a web pair that fails', (lib, log) => [source(lib, log), shout(new Error('no')), sink(lib, log)]],
];
if (nodeLine < 24) {
  pipelines.push(
    ['a sink into a sink', (lib, log) => [sink(lib, log), sink(lib, log)]],
    ['a web sink into a sink', (lib, log) => [webSink(log), sink(lib, log)]],
  );
}

describe('pipeline', () => {
  it.each(pipelines)('pipeline, of %s, does what Node does', async (_what, make) => {
    await same((lib, log) => {
      const parts = make(lib, log);
      const last = (lib.pipeline as Run)(...parts, (error: unknown, value: unknown) => {
        log('callback', `${print(error)} ${print(value)}`);
      });
      log('pipeline', last === parts.at(-1));
    });
  });

  it.each(pipelines)('promises.pipeline, of %s, does what Node does', async (_what, make) => {
    await same((lib, log) => {
      watch('promise', (lib.promises.pipeline as Run)(...make(lib, log)), log);
    });
  });

  it('pipeline, with a signal, stops a source and a web stream', async () => {
    await same(async (lib, log, settle) => {
      const stop = new AbortController();
      const stream = new lib.Readable({ read() {} });
      watch('stream', stream, log);
      const run = lib.promises.pipeline as Run;
      watch('promise', run(stream, webSink(log), { signal: stop.signal }), log);
      await settle();
      stop.abort('why');
    });
  });
});

const webStreams: [string, (log: Log) => ReadableStream | WritableStream][] = [
  [
    'a ReadableStream that is closed',
    (log) => new ReadableStream({ start: (stream) => stream.close(), cancel: log.bind(null, 'cancel') }),
  ],
  [
    'a ReadableStream that failed',
    () => new ReadableStream({ start: (stream) => stream.error(new Error('no')) }),
  ],
  ['a ReadableStream that is silent', (log) => new ReadableStream({ cancel: log.bind(null, 'cancel') })],
  [
    'a ReadableStream with a chunk',
    (log) => new ReadableStream({ start: (stream) => stream.enqueue(1), cancel: log.bind(null, 'cancel') }),
  ],
  ['a WritableStream', (log) => webSink(log)],
];
const noWebStreams: [string, () => unknown][] = [
  ['a TransformStream', () => new TransformStream()],
  ['a Blob', () => new Blob([])],
  ['a promise', () => Promise.resolve()],
  ['null', () => null],
];

describe('finished', () => {
  it.each([...webStreams, ...noWebStreams])('finished, of %s, tells what Node tells', async (_what, make) => {
    await same(async (lib, log, settle) => {
      const stream = make(log);
      const stop = (lib.finished as Run)(stream, function (this: unknown, ...args: unknown[]) {
        log('callback', `${args.length} ${print(args[0])} ${this === stream}`);
      }) as () => void;
      log('finished', typeof stop());
      await settle();
      if (stream instanceof ReadableStream) await stream.cancel().catch(() => {});
      else await (stream as WritableStream).close();
    });
  });

  it.each([...webStreams, ...noWebStreams])(
    'promises.finished, of %s, tells what Node tells',
    async (_what, make) => {
      await same(async (lib, log, settle) => {
        const stream = make(log);
        watch('promise', (lib.promises.finished as Run)(stream, { cleanup: true }), log);
        await settle();
        if (stream instanceof ReadableStream) await stream.cancel().catch(() => {});
        else await (stream as WritableStream).abort(new Error('no'));
      });
    },
  );

  it('finished, of a web stream with a signal, stops waiting', async () => {
    for (const early of [true, false]) {
      await same(async (lib, log, settle) => {
        const stop = new AbortController();
        if (early) stop.abort('why');
        (lib.finished as Run)(new ReadableStream(), { signal: stop.signal }, (error: Error) => {
          log('callback', error);
          log('callback', error.cause);
        });
        await settle();
        stop.abort('why');
      });
    }
  });
});

describe('addAbortSignal', () => {
  for (const early of [true, false]) {
    // Node fails by accident on a TransformStream whose signal has aborted.
    const streams = [...webStreams, ...noWebStreams.slice(early ? 1 : 0)];
    it.each(streams)(
      `addAbortSignal, of %s, aborted ${early ? 'before' : 'after'}, does what Node does`,
      async (_what, make) => {
        await same(async (lib, log, settle) => {
          const stop = new AbortController();
          if (early) stop.abort('why');
          const stream = make(log);
          log('same', (lib.addAbortSignal as Run)(stop.signal, stream) === stream);
          await settle();
          stop.abort('why');
          if (stream instanceof ReadableStream) watch('read', stream.getReader().read(), log);
          else watch('write', (stream as WritableStream).getWriter().write(1), log);
        });
      },
    );
  }
});

const chains: [string, Make][] = [
  ['a web pair and a stream', (lib) => [shout(), new lib.PassThrough({ objectMode: true })]],
  ['a stream and a web pair', (lib) => [new lib.PassThrough({ objectMode: true }), shout()]],
  ['web pairs', () => [shout(), shout(), shout()]],
  ['a ReadableStream and a stream', (lib, log) => [webSource(log, 'q'), new lib.PassThrough()]],
  ['a ReadableStream and a web pair', (_lib, log) => [webSource(log, 'q'), shout()]],
  ['a stream and a WritableStream', (lib, log) => [new lib.PassThrough({ objectMode: true }), webSink(log)]],
  ['a WritableStream and a stream', (lib, log) => [webSink(log), new lib.PassThrough()]],
  ['a stream and a ReadableStream', (lib, log) => [new lib.PassThrough(), webSource(log)]],
  ['a web pair', () => [shout()]],
];

describe('compose', () => {
  it.each(chains)('compose, of %s, gives and takes as in Node', async (_what, make) => {
    await same(async (lib, log) => {
      const stream = (lib as unknown as { compose: Run }).compose(...make(lib, log)) as InstanceType<
        Library['Duplex']
      >;
      log('compose', `${[stream.readable, stream.writable]}`);
      if (stream.readable) log('compose', stream.readableObjectMode);
      if (stream.writable) log('compose', stream.writableObjectMode);
      watch('stream', stream, log, ['close', 'error']);
      watch('reading', stream, log, ['data', 'end']);
      watch('writing', stream, log, ['finish']);
      if (!stream.writable) return;
      stream.write('a');
      stream.end('b');
    });
  });
});
