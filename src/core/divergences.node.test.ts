import * as node from 'node:stream';
import { expect, it } from 'vitest';
import { Stream } from './classic.ts';
import { compose } from './compose.ts';
import { Duplex } from './duplex.ts';
import { pipeline } from './pipeline.ts';
import * as promises from './promises.ts';
import { Readable } from './readable.ts';
import { PassThrough, Transform } from './transform.ts';
import { Writable } from './writable.ts';

it('read(n), of text across chunks, gives n characters and loses none', () => {
  const source = new Readable({ read() {}, encoding: 'utf8' });
  source.push('aé€');
  source.push('bcd');
  expect([source.read(2), source.read(3), source.read(), source.readableLength]).toEqual([
    'aé',
    '€bc',
    'd',
    0,
  ]);
});

const run = pipeline as (...parts: unknown[]) => unknown;
const sink = (): Writable => new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() });

it.each([
  ['an iterable', () => ['a']],
  ['a Blob', () => new Blob(['a'])],
  ['a promise', () => Promise.resolve('a')],
  ['a ReadableStream', () => new ReadableStream()],
])('pipeline, with %s after its first part, refuses it', (_what, make) => {
  expect(() => run(Readable.from(['a']), make(), () => {})).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
  );
});

it('pipeline, with a pair of streams after its first part, writes to one and reads from the other', async () => {
  const taken: unknown[] = [];
  const written = sink();
  await promises.pipeline(
    ['a'],
    { readable: Readable.from(['b', 'c']), writable: written },
    async (chunks: AsyncIterable<unknown>) => {
      for await (const chunk of chunks) taken.push(chunk);
    },
  );
  expect(taken).toEqual(['b', 'c']);
  expect(written.writableFinished).toBe(true);
});

it('pipeline, whose web sink fails while the source is silent, cancels the source with the error', async () => {
  const error = new Error('no');
  let fail = (_error: Error): void => {};
  let reason: unknown;
  const target = new WritableStream({
    start(controller) {
      fail = (failure) => controller.error(failure);
    },
  });
  const source = new ReadableStream({
    cancel(cancelled) {
      reason = cancelled;
    },
  });
  const end = promises.pipeline(source, target);
  fail(error);
  await expect(end).rejects.toBe(error);
  expect(reason).toBe(error);
});

it('pipeline, with end: false, unlocks a web sink', async () => {
  const target = new WritableStream();
  await promises.pipeline(['a'], target, { end: false });
  expect(target.locked).toBe(false);
});

it('compose, with an iterable after its first part, refuses it', () => {
  // @ts-expect-error: nothing can be written to a list
  expect(() => compose(new PassThrough(), ['a'])).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }),
  );
});

/** A source of one chunk that then is silent. */
function silent(): Readable<number> {
  const source = new Readable<number>({ objectMode: true, read() {} });
  source.push(1);
  return source.on('error', () => {});
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it.each([
  ['map', (source: Readable<number>) => source.map((n) => n)],
  ['filter', (source: Readable<number>) => source.filter(() => true)],
  ['flatMap', (source: Readable<number>) => source.flatMap((n) => [n])],
  ['take', (source: Readable<number>) => source.take(9)],
  ['drop', (source: Readable<number>) => source.drop(0)],
])('%s, destroyed while its source is silent, destroys the source', async (_name, operate) => {
  const source = silent();
  const stream = operate(source).on('error', () => {});
  stream.resume();
  await turn();
  stream.destroy(new Error('no'));
  await turn();
  expect(source.errored).toMatchObject({ code: 'ABORT_ERR', cause: { message: 'no' } });
});

it.each([
  ['toArray', (source: Readable<number>, signal: AbortSignal) => source.toArray({ signal })],
  ['forEach', (source: Readable<number>, signal: AbortSignal) => source.forEach(() => {}, { signal })],
  ['reduce', (source: Readable<number>, signal: AbortSignal) => source.reduce((n) => n, 0, { signal })],
])('%s, aborted while its source is silent, is rejected at once', async (_name, operate) => {
  const source = silent();
  const stop = new AbortController();
  const result = operate(source, stop.signal);
  await turn();
  stop.abort('why');
  await expect(result).rejects.toMatchObject({ code: 'ABORT_ERR', cause: 'why' });
  expect(source.destroyed).toBe(true);
});

it('Duplex.from, of a pair, destroys both when it is destroyed', () => {
  const pair = { readable: new Readable({ read() {} }), writable: sink() };
  for (const part of Object.values(pair)) part.on('error', () => {});
  Duplex.from(pair)
    .on('error', () => {})
    .destroy(new Error('no'));
  expect([pair.readable.destroyed, pair.writable.destroyed]).toEqual([true, true]);
});

it('Duplex.from, of a function that waits for chunks, ends the wait when it is destroyed', async () => {
  const reason = new Error('no');
  let end: (error: unknown) => void = () => {};
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  const stream = Duplex.from(async (chunks: AsyncIterable<unknown>) => {
    try {
      for await (const _ of chunks);
    } catch (error) {
      end(error);
    }
  });
  stream.on('error', () => {}).destroy(reason);
  expect(await ended).toMatchObject({ code: 'ABORT_ERR', cause: reason });
});

it('Duplex.from, of a function that has returned, drops what is still written', async () => {
  const stream = Duplex.from(async () => {});
  await turn();
  await new Promise<void>((resolve) => {
    stream.write('a');
    stream.end('b', () => resolve());
  });
  expect(stream.writableFinished).toBe(true);
});

it('Duplex.toWeb, of a Duplex whose readable side ended, ends the readable web stream', async () => {
  const duplex = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const { readable } = Duplex.toWeb(duplex);
  duplex.push(null);
  expect(await readable.getReader().read()).toEqual({ done: true, value: undefined });
  expect(duplex.writableEnded).toBe(false);
});

it('Duplex.fromWeb, of a pair in which a write fails, cancels the source', async () => {
  const error = new Error('no');
  const reason = await new Promise((resolve) => {
    const readable = new ReadableStream({ cancel: resolve });
    const writable = new WritableStream({ write: () => Promise.reject(error) });
    Duplex.fromWeb({ readable, writable })
      .on('error', () => {})
      .write('a');
  });
  expect(reason).toBe(error);
});

it.each([
  ['close', undefined],
  ['abort', new Error('no')],
])(
  'Writable.fromWeb, destroyed during a write, tells the web stream, %s, then its writer',
  async (what, error) => {
    const seen: string[] = [];
    let done = (): void => {};
    const target = new WritableStream({
      write: () =>
        new Promise<void>((resolve) => {
          done = resolve;
        }),
      close: () => void seen.push('close'),
      abort: () => void seen.push('abort'),
    });
    const stream = Writable.fromWeb(target).on('error', () => {});
    const closed = new Promise((resolve) => stream.on('close', resolve));
    stream.write('a', () => seen.push('callback'));
    await turn();
    stream.destroy(error);
    done();
    await closed;
    expect(seen).toEqual([what, 'callback']);
  },
);

/** How many microtasks go by while a loop reads `count` objects that come at once. */
async function microtasksOf(Source: new (options: object) => AsyncIterable<number>, count: number) {
  let n = 0;
  const source = new Source({
    objectMode: true,
    read(this: Readable<number>) {
      this.push(n < count ? n++ : null);
    },
  });
  let microtasks = 0;
  let isOver = false;
  const tell = (): void => {
    microtasks++;
    if (!isOver) queueMicrotask(tell);
  };
  for await (const chunk of source) {
    if (chunk === 0) queueMicrotask(tell);
    if (chunk === count - 1) isOver = true;
  }
  return microtasks;
}

it('for await, over chunks that come at once, takes no more microtasks than in Node, and up to Node 24 fewer', async () => {
  const ours = await microtasksOf(Readable as never, 100);
  const nodes = await microtasksOf(node.Readable as never, 100);
  if (Number.parseInt(process.versions.node, 10) < 26) expect(ours).toBeLessThan(nodes);
  else expect(ours).toBeLessThanOrEqual(nodes);
});

it('pipe, through 300 streams, hands a chunk on in one call as far as the stack is sure to hold', async () => {
  const streams = Array.from({ length: 300 }, () => new PassThrough<number>({ objectMode: true }));
  const seen: [index: number, chunk: number][] = [];
  for (const [index, stream] of streams.entries()) {
    stream.on('data', (chunk) => seen.push([index, chunk]));
    if (index > 0) streams[index - 1]?.pipe(stream);
  }
  await new Promise((resolve) => setImmediate(resolve));
  streams[0]?.write(1);
  expect(seen.length).toBeGreaterThan(200);
  expect(seen.length).toBeLessThan(300);
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual(streams.map((_, index) => [index, 1]));
});

it('transform, whose first chunk is answered again while the second is at work, looks at what the second met', async () => {
  function pendingAfter(Transform: new (options: object) => PassThrough<number>): number {
    const answers: ((error: null, chunk?: number) => void)[] = [];
    const stream = new Transform({
      objectMode: true,
      highWaterMark: 1,
      transform: (_chunk: number, _encoding: string, done: () => void) => answers.push(done),
    });
    stream.write(1);
    stream.write(2);
    answers[0]?.(null, 1);
    stream.read();
    answers[0]?.(null, 1);
    return stream.writableLength;
  }
  expect([pendingAfter(node.Transform as never), pendingAfter(Transform as never)]).toEqual([1, 0]);
});

it('write, from inside _writev, waits in the queue', async () => {
  const taken: string[] = [];
  const stream = new Writable<string>({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      taken.push(chunk);
      setImmediate(done);
    },
    writev(chunks, done) {
      for (const { chunk } of chunks) taken.push(chunk);
      if (taken.length === 3) this.write('d');
      done();
    },
  });
  for (const chunk of ['a', 'b', 'c']) stream.write(chunk);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  stream.end();
  await promises.finished(stream);
  expect(taken).toEqual(['a', 'b', 'c', 'd']);
});

it.each([
  ['ours', Writable],
  ["Node's", node.Writable as unknown as typeof Writable],
])('pipe, of a classic stream that gives null to one of %s, destroys that', (_whose, Sink) => {
  const failures: unknown[] = [];
  const written: unknown[] = [];
  const source = new Stream();
  const destination = new Sink({
    objectMode: true,
    write(chunk, _encoding, done) {
      written.push(chunk);
      done();
    },
  });
  destination.on('error', (error) => failures.push((error as NodeJS.ErrnoException).code));
  source.pipe(destination);
  for (const chunk of [1, null, 2]) source.emit('data', chunk);
  return new Promise<void>((resolve) => {
    destination.on('close', () => {
      expect([written, failures]).toEqual([[1], ['ERR_STREAM_NULL_VALUES']]);
      resolve();
    });
  });
});
