import { describe, expect, it } from 'vitest';
import { compose } from './compose.ts';
import { Duplex } from './duplex.ts';
import { duplexFrom } from './duplex-from.ts';
import { duplexPair } from './duplex-pair.ts';
import { getDefaultHighWaterMark, setDefaultHighWaterMark } from './high-water-mark.ts';
import { isDestroyed, isDisturbed, isErrored, isReadable, isWritable } from './predicates.ts';
import { Readable } from './readable.ts';
import { Writable } from './writable.ts';

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

function closed(stream: { on(event: string, listener: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => stream.on('close', () => resolve()));
}

async function* shout(words: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const word of words) yield word.toUpperCase();
}

describe('behaviour', () => {
  it('compose, of functions, is one Duplex', async () => {
    const stream = compose(shout, shout);
    expect(stream).toBeInstanceOf(Duplex);
    expect(await all(Readable.from(['a', 'b']).pipe(stream))).toEqual(['A', 'B']);
  });

  it('Readable#compose, of a function, gives what comes out', async () => {
    expect(await all(Readable.from(['a', 'b']).compose(shout))).toEqual(['A', 'B']);
  });

  it('duplexFrom, of iterables, promises and web streams, gives their chunks', async () => {
    const web = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array([1]));
        controller.close();
      },
    });
    expect(await all(duplexFrom(Duplex, [1, 2]))).toEqual([1, 2]);
    expect(await all(duplexFrom(Duplex, Promise.resolve(1)))).toEqual([1]);
    expect((await all(duplexFrom<never, Uint8Array>(Duplex, web))).map((bytes) => [...bytes])).toEqual([[1]]);
  });

  it('duplexFrom, of a web sink, writes to it', async () => {
    const written: unknown[] = [];
    const sink = new WritableStream({ write: (chunk) => void written.push(...chunk) });
    const stream = duplexFrom<Uint8Array, never>(Duplex, sink);
    const gone = closed(stream);
    stream.end(new Uint8Array([1, 2]));
    await gone;
    expect(written).toEqual([1, 2]);
  });

  it('duplexFrom, of a function that returns before it has taken all, drops the rest and ends', async () => {
    async function* first(words: AsyncIterable<string>): AsyncGenerator<string> {
      for await (const word of words) {
        yield word;
        return;
      }
    }
    const stream = duplexFrom<string, string>(Duplex, first);
    const gone = closed(stream);
    for (const word of ['a', 'b', 'c']) stream.write(word);
    stream.end();
    const read: string[] = [];
    stream.on('data', (word) => read.push(word));
    await gone;
    expect(read).toEqual(['a']);
    expect(stream.writableFinished).toBe(true);
  });

  it('duplexPair, of what is written to one side, gives it on the other', async () => {
    const [a, b] = duplexPair<string, string>({ objectMode: true });
    a.end('beep');
    b.end('boop');
    expect(await Promise.all([all(a), all(b)])).toEqual([['boop'], ['beep']]);
  });

  it('setDefaultHighWaterMark, of a number, is what the default becomes', () => {
    const before = getDefaultHighWaterMark(true);
    setDefaultHighWaterMark(true, 3);
    expect(getDefaultHighWaterMark(true)).toBe(3);
    setDefaultHighWaterMark(true, before);
  });

  it('isReadable and the others, of streams and of other things, tell how they stand', () => {
    const source = new Readable({ read() {} });
    expect([isReadable(source), isWritable(source), isDestroyed(source)]).toEqual([true, null, false]);
    source.destroy();
    expect([isReadable(source), isDisturbed(source), isDestroyed(source)]).toEqual([false, true, true]);
    expect([isReadable(5), isErrored(null), isDestroyed({})]).toEqual([null, false, null]);
  });
});

describe('errors', () => {
  it('duplexFrom, of a function that waits, when it is destroyed, reaches the function and closes', async () => {
    let caught: unknown;
    const stream = duplexFrom<string, string>(Duplex, async function* (words: AsyncIterable<string>) {
      try {
        yield* words;
      } catch (error) {
        caught = error;
        throw error;
      }
    });
    const gone = closed(stream);
    stream.on('error', () => {}).write('a');
    await new Promise((resolve) => stream.once('data', resolve));
    stream.destroy(new Error('no'));
    await gone;
    expect(caught).toMatchObject({ code: 'ABORT_ERR', cause: { message: 'no' } });
  });

  it('duplexFrom, of a pair, when the source is destroyed, destroys the sink', async () => {
    const readable = new Readable({ read() {} });
    const writable = new Writable({ write() {} });
    const stream = duplexFrom(Duplex, { readable, writable });
    for (const part of [stream, writable]) part.on('error', () => {});
    const gone = Promise.all([closed(writable), closed(stream)]);
    readable.destroy();
    await gone;
    expect(writable.errored).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  it('compose, of a part that cannot be written, refuses it', () => {
    const sources = [Readable.from([1]), Readable.from([2])] as const;
    // @ts-expect-error nothing can be written to a Readable
    expect(() => compose(...sources)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }));
  });
});
