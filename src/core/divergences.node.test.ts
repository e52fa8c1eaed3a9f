import { expect, it } from 'vitest';
import { pipeline } from './pipeline.ts';
import * as promises from './promises.ts';
import { Readable } from './readable.ts';
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
