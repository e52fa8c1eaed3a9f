/** Long chains: a chunk that passes through a thousand transforms must not use up the stack. */
import { describe, expect, it } from 'vitest';
import { pipeline as join } from '../promises.ts';
import { Readable } from '../readable.ts';
import type { Transform as AnyTransform } from '../transform.ts';
import { PassThrough, Transform } from '../transform.ts';
import { Writable } from '../writable.ts';

/** A chain this long has no type of its own. */
const pipeline = join as (parts: readonly unknown[]) => Promise<unknown>;

const DEPTH = 1_000;
const CHUNKS = 1_000;

/** One chunk of bytes; they are counted, not looked at. */
const bytes = new Uint8Array(16);

interface Lane {
  readonly objectMode: boolean;
  readonly chunk: (n: number) => unknown;
  readonly weigh: (chunk: unknown) => number;
}

const lanes: Record<string, Lane> = {
  objects: { objectMode: true, chunk: (n) => n, weigh: () => 1 },
  bytes: {
    objectMode: false,
    chunk: () => bytes,
    weigh: (chunk) => (chunk as Uint8Array).length / bytes.length,
  },
};

function counter({ objectMode, chunk }: Lane, end: number): Readable {
  let n = 0;
  return new Readable({
    objectMode,
    read() {
      this.push(n < end ? chunk(n++) : null);
    },
  });
}

function tally({ objectMode, weigh }: Lane): { sink: Writable; total: () => number } {
  let total = 0;
  const sink = new Writable({
    objectMode,
    write(chunk, _encoding, done) {
      total += weigh(chunk);
      done();
    },
  });
  return { sink, total: () => total };
}

const stages: Record<string, (objectMode: boolean) => AnyTransform> = {
  'at once': (objectMode) => new PassThrough({ objectMode }),
  'in a microtask': (objectMode) =>
    new Transform({
      objectMode,
      transform: (chunk, _encoding, done) => queueMicrotask(() => done(null, chunk)),
    }),
};

describe.each(Object.entries(lanes))('a thousand transforms of %s', (_name, lane) => {
  it('pipe, through all of them, delivers every chunk', async () => {
    const { sink, total } = tally(lane);
    let end = counter(lane, CHUNKS);
    for (let i = 0; i < DEPTH; i++) end = end.pipe(new PassThrough<unknown>({ objectMode: lane.objectMode }));
    end.pipe(sink);
    await new Promise((resolve) => sink.on('finish', resolve));
    expect(total()).toBe(CHUNKS);
  });

  it('pipeline, of all of them, delivers every chunk', async () => {
    const { sink, total } = tally(lane);
    const parts = Array.from({ length: DEPTH }, () => new PassThrough({ objectMode: lane.objectMode }));
    await pipeline([counter(lane, CHUNKS), ...parts, sink]);
    expect(total()).toBe(CHUNKS);
    expect(parts.every((part) => part.destroyed)).toBe(true);
  });

  it.each(Object.entries(stages))(
    'pipeline, when they answer %s and one fails, destroys all',
    async (_when, make) => {
      const { sink } = tally(lane);
      const parts = Array.from({ length: DEPTH }, () => make(lane.objectMode));
      let left = 10;
      const failing = new Transform({
        objectMode: lane.objectMode,
        transform: (chunk, _encoding, done) => (left-- > 0 ? done(null, chunk) : done(new Error('No'))),
      });
      const source = counter(lane, CHUNKS);
      await expect(pipeline([source, ...parts, failing, sink])).rejects.toThrow('No');
      expect([source, ...parts, sink].every((part) => part.destroyed)).toBe(true);
    },
  );
});
