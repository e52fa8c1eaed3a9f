import { describe, expect, it } from 'vitest';
import { ClassicStream } from './classic.ts';
import { finished } from './finished.ts';
import { pipeline } from './pipeline.ts';
import { Readable } from './readable.ts';
import { PassThrough, Transform } from './transform.ts';
import { Writable } from './writable.ts';

function sink(taken: unknown[] = [], error?: Error): Writable<unknown> {
  return new Writable({
    objectMode: true,
    write(chunk, _encoding, done) {
      taken.push(chunk);
      done(error ?? null);
    },
  });
}

type Callback = (error: Error | null | undefined, value?: unknown) => void;

function outcome(run: (callback: Callback) => void): Promise<{ error: unknown; value: unknown }> {
  return new Promise((resolve) => run((error, value) => resolve({ error, value })));
}

describe('pipeline', () => {
  it('pipeline, of streams, calls back when the last has finished', async () => {
    const taken: unknown[] = [];
    const { error } = await outcome((done) =>
      pipeline(Readable.from([1, 2, 3]), new PassThrough({ objectMode: true }), sink(taken), done),
    );
    expect(error).toBeUndefined();
    expect(taken).toEqual([1, 2, 3]);
  });

  it('pipeline, of generator functions, gives each what came before', async () => {
    const { value } = await outcome((done) =>
      pipeline(
        ['a', 'b'],
        async function* (source: AsyncIterable<string>) {
          for await (const text of source) yield text.toUpperCase();
        },
        async (source: AsyncIterable<string>) => {
          let all = '';
          for await (const text of source) all += text;
          return all;
        },
        done,
      ),
    );
    expect(value).toBe('AB');
  });

  it('pipeline, into a classic stream that finishes inside of end(), calls back', async () => {
    const taken: unknown[] = [];
    const last = new ClassicStream<string>();
    last.on('data', (text) => taken.push(text));
    const { error } = await outcome((done) => pipeline(['a', 'b'], last, done));
    expect(error).toBeUndefined();
    expect(taken).toEqual(['a', 'b']);
  });

  for (const [place, index] of [
    ['source', 0],
    ['middle', 1],
    ['sink', 2],
  ] as const) {
    it(`pipeline, with an error in the ${place}, destroys every part`, async () => {
      const boom = new Error('boom');
      const parts = [
        new Readable({ objectMode: true, read() {} }),
        new PassThrough({ objectMode: true }),
        sink(),
      ] as const;
      const { error } = await outcome((done) => {
        pipeline(...parts, done);
        parts[index].destroy(boom);
      });
      expect(error).toBe(boom);
      expect(parts.map((part) => part.destroyed)).toEqual([true, true, true]);
    });
  }

  it('pipeline, whose source closes early, tells a premature close', async () => {
    const source = new Readable({ read() {} });
    const { error } = await outcome((done) => {
      pipeline(source, sink(), done);
      source.destroy();
    });
    expect(error).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  it('pipeline, with a classic stream in it, works as with others', async () => {
    const taken: unknown[] = [];
    const { error } = await outcome((done) =>
      pipeline(Readable.from(['a', 'b']), new ClassicStream(), sink(taken), done),
    );
    expect(error).toBeUndefined();
    expect(taken).toEqual(['a', 'b']);
  });

  it('pipeline, of one part, is refused', () => {
    expect(() => (pipeline as (...args: unknown[]) => unknown)(sink(), () => {})).toThrow(
      expect.objectContaining({ code: 'ERR_MISSING_ARGS' }),
    );
  });
});

describe('finished', () => {
  it('finished, of a stream that fails, gives its error', async () => {
    const source = new Readable({ read() {} });
    const { error } = await outcome((done) => {
      finished(source, done);
      source.destroy(new Error('gone'));
    });
    expect(error).toMatchObject({ message: 'gone' });
  });

  it('finished, of a stream that has ended already, still calls back', async () => {
    const source = Readable.from([]);
    for await (const _ of source);
    const { error } = await outcome((done) => finished(source, done));
    expect(error).toBeUndefined();
  });

  it('finished, with a signal, stops waiting and leaves no listener', async () => {
    const stop = new AbortController();
    const stream = new Transform({ transform: (_chunk, _encoding, done) => done() });
    const before = stream.eventNames().length;
    const { error } = await outcome((done) => {
      finished(stream, { signal: stop.signal }, done);
      stop.abort();
    });
    expect(error).toMatchObject({ code: 'ABORT_ERR' });
    expect(stream.destroyed).toBe(false);
    expect(stream.eventNames()).toHaveLength(before);
  });

  it('finished, of what is no stream, is refused', () => {
    expect(() => finished({} as never, () => {})).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  });
});
