import { describe, expect, expectTypeOf, it } from 'vitest';
import { ClassicStream, Stream } from './classic.ts';
import type { Listener } from './types.ts';

function log(stream: ClassicStream, ...events: string[]): unknown[] {
  const seen: unknown[] = [];
  for (const event of events) {
    stream.on(event, (chunk) => seen.push(event === 'data' ? chunk : event));
  }
  return seen;
}

describe('Stream', () => {
  it('pipe, with a source that is nothing but events, writes and ends', () => {
    const source = new Stream();
    const sink = new ClassicStream();
    const seen = log(sink, 'data', 'end', 'close');
    expect(source.pipe(sink)).toBe(sink);
    source.emit('data', 1);
    source.emit('data', 2);
    source.emit('end');
    expect(seen).toEqual([1, 2, 'end', 'close']);
  });

  it('pipe, when the source closes without an end, destroys the destination', () => {
    const source = new Stream();
    const sink = new ClassicStream();
    const seen = log(sink, 'end', 'close');
    source.pipe(sink);
    source.emit('close');
    expect(seen).toEqual(['close']);
  });

  it('pipe, with end: false, leaves the destination open', () => {
    const source = new ClassicStream();
    const sink = new ClassicStream();
    const seen = log(sink, 'data', 'end');
    source.pipe(sink, { end: false });
    source.end('last');
    expect(seen).toEqual(['last']);
    expect(sink.writable).toBe(true);
  });

  it('pipe, when the destination is full, pauses the source until it drains', () => {
    const source = new ClassicStream();
    const sink = new ClassicStream();
    source.pipe(sink);
    sink.pause();
    expect(source.write(1)).toBe(false);
    expect(source.paused).toBe(true);
    sink.resume();
    expect(source.paused).toBe(false);
  });

  it('pipe, when either end fails and nobody listens, throws the error and unpipes', () => {
    const source = new ClassicStream();
    const sink = new ClassicStream();
    source.pipe(sink);
    expect(() => source.emit('error', new Error('lost'))).toThrow('lost');
    expect(source.listenerCount('data')).toBe(0);
  });

  it('pipe, after the end, leaves no listener behind', () => {
    const source = new ClassicStream();
    const sink = new ClassicStream({ autoDestroy: false });
    source.pipe(sink);
    source.end();
    for (const event of ['data', 'close', 'error', 'drain']) {
      expect([event, source.listenerCount(event) + sink.listenerCount(event)]).toEqual([event, 0]);
    }
  });

  it('Stream.call, in an ES5 constructor, makes an emitter', () => {
    function Old(this: Stream): void {
      Stream.call(this);
    }
    Old.prototype = Object.create(Stream.prototype);
    const old = new (Old as unknown as new () => Stream)();
    const seen: unknown[] = [];
    old.on('data', (chunk) => seen.push(chunk));
    old.emit('data', 1);
    expect(seen).toEqual([1]);
    expect(old).toBeInstanceOf(Stream);
  });
});

describe('ClassicStream', () => {
  describe('behaviour', () => {
    it('write and end, while flowing, emit inside the call', () => {
      const stream = new ClassicStream();
      const seen = log(stream, 'data', 'end', 'close');
      expect(stream.write('a')).toBe(true);
      expect(seen).toEqual(['a']);
      stream.end('b');
      expect(seen).toEqual(['a', 'b', 'end', 'close']);
    });

    it('pause, then end, holds everything back until resume', () => {
      const stream = new ClassicStream();
      const seen = log(stream, 'data', 'resume', 'drain', 'end', 'close');
      expect(stream.pause()).toBe(stream);
      expect(stream.pause()).toBe(undefined);
      expect(stream.write('a')).toBe(false);
      stream.end('b');
      expect([seen, stream.buffered]).toEqual([[], 3]);
      stream.resume();
      expect(seen.slice(0, 4)).toEqual(['resume', 'a', 'b', 'end']);
      expect(stream.buffered).toBe(0);
    });

    it('queue, called by a data listener while others wait, delivers before it returns', () => {
      const stream = new ClassicStream<string>();
      const seen: unknown[] = [];
      stream.on('data', (chunk) => {
        seen.push(chunk);
        if (chunk === 'a') {
          stream.queue('c');
          seen.push('returned');
        }
      });
      stream.pause();
      stream.write('a');
      stream.write('b');
      stream.resume();
      expect(seen).toEqual(['a', 'b', 'c', 'returned']);
    });

    it('queue, many chunks with a pause at each, keeps their order', () => {
      const stream = new ClassicStream<number>();
      const seen: unknown[] = [];
      stream.on('data', (chunk) => {
        seen.push(chunk);
        stream.pause();
      });
      for (let i = 0; i < 5000; i++) stream.queue(i);
      while (stream.paused) stream.resume();
      expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i));
    });

    it('destroy, while chunks wait, drops them and closes once', () => {
      const stream = new ClassicStream();
      const seen = log(stream, 'data', 'end', 'drain', 'resume', 'close');
      stream.pause();
      stream.write('a');
      stream.destroy();
      stream.destroy();
      stream.resume();
      stream.write('b');
      stream.end('c');
      expect(seen).toEqual(['close']);
      expect([stream.destroyed, stream.readable, stream.writable]).toEqual([true, false, false]);
    });

    it('autoDestroy, set to false, closes only when told to', () => {
      const stream = new ClassicStream({ autoDestroy: false });
      const seen = log(stream, 'end', 'close');
      stream.end();
      expect(seen).toEqual(['end']);
      stream.destroy();
      expect(seen).toEqual(['end', 'close']);
    });
  });

  describe('errors', () => {
    it('destroy, with an error, emits it before close', () => {
      const stream = new ClassicStream();
      const seen = log(stream, 'error', 'close');
      const error = new Error('gone');
      stream.destroy(error);
      expect(seen).toEqual(['error', 'close']);
      expect(stream.errored).toBe(error);
    });

    it('destroy, with an error that nobody listens for, throws it and closes all the same', () => {
      const stream = new ClassicStream();
      const seen = log(stream, 'close');
      expect(() => stream.destroy(new Error('gone'))).toThrow('gone');
      expect(seen).toEqual(['close']);
    });

    it('signal, when it aborts, destroys with an AbortError whose cause is the reason', () => {
      const control = new AbortController();
      const stream = new ClassicStream({ signal: control.signal });
      const seen = log(stream, 'error', 'close');
      stream.on('error', () => {});
      control.abort('enough');
      expect(seen).toEqual(['error', 'close']);
      expect(stream.errored).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
    });

    it('signal, that is none, throws ERR_INVALID_ARG_TYPE', () => {
      expect(() => new ClassicStream({ signal: 5 as never })).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
      );
    });

    it('signal, aborted before, destroys in the next tick', async () => {
      const stream = new ClassicStream({ signal: AbortSignal.abort() });
      expect(stream.destroyed).toBe(false);
      const [error] = await once(stream, 'error');
      expect(error).toMatchObject({ name: 'AbortError' });
    });

    it('signal, when the stream has ended, is let go even without autoDestroy', () => {
      for (const end of [
        (stream: ClassicStream) => stream.end(),
        (stream: ClassicStream) => stream.queue(null).end(),
      ]) {
        const control = new AbortController();
        const stream = new ClassicStream({ signal: control.signal, autoDestroy: false });
        end(stream);
        control.abort();
        expect(stream.errored).toBe(null);
      }
    });
  });

  describe('for await', () => {
    it('yields every chunk in order and leaves no listener', async () => {
      const stream = new ClassicStream<number>();
      const before = counts(stream);
      const all = collect(stream);
      for (let i = 0; i < 100; i++) stream.write(i);
      stream.end();
      expect(await all).toEqual(Array.from({ length: 100 }, (_, i) => i));
      expect(counts(stream)).toEqual(before);
    });

    it('keeps what was queued before the first step', async () => {
      const stream = new ClassicStream<string>();
      const chunks = stream[Symbol.asyncIterator]();
      stream.end('early');
      expect(await chunks.next()).toEqual({ value: 'early', done: false });
      expect(await chunks.next()).toEqual({ value: undefined, done: true });
    });

    it('stops a writer that heeds write() until the reader asks for more', async () => {
      const stream = new ClassicStream<number>();
      let written = 0;
      function fill(): void {
        while (written < 1000 && stream.write(written++));
        if (written === 1000) stream.end();
      }
      stream.on('drain', fill);
      let read = 0;
      let most = 0;
      for await (const n of stream) {
        expect(n).toBe(read++);
        most = Math.max(most, written - read);
      }
      expect(read).toBe(1000);
      expect(most).toBeLessThan(40);
    });

    it('destroys the stream when the loop is left', async () => {
      const stream = new ClassicStream<number>();
      stream.pause();
      for (let i = 0; i < 5; i++) stream.write(i);
      for await (const n of stream) if (n === 2) break;
      expect(stream.destroyed).toBe(true);
      expect(stream.errored).toBe(null);
    });

    it('throws an error event after the chunks taken before it, and destroys', async () => {
      const stream = new ClassicStream<number>();
      const seen: number[] = [];
      const run = (async () => {
        for await (const n of stream) seen.push(n);
      })();
      stream.write(1);
      stream.write(2);
      stream.emit('error', new Error('broken'));
      await expect(run).rejects.toThrow('broken');
      expect(seen).toEqual([1, 2]);
      expect(stream.destroyed).toBe(true);
    });

    it('throws ERR_STREAM_PREMATURE_CLOSE when the stream closes before its end', async () => {
      const stream = new ClassicStream();
      const run = collect(stream);
      stream.destroy();
      await expect(run).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    });

    it('ends at once on a stream that has ended, throws on one that was destroyed', async () => {
      const ended = new ClassicStream();
      ended.end();
      expect(await collect(ended)).toEqual([]);
      const failed = new ClassicStream();
      failed.on('error', () => {});
      failed.destroy(new Error('before'));
      await expect(collect(failed)).rejects.toThrow('before');
    });
  });

  describe('types', () => {
    it('In and Out flow through', () => {
      const stream = new ClassicStream<string, number>();
      // @ts-expect-error: numbers are not what is written
      stream.write(1);
      stream.write('1');
      expectTypeOf(stream.queue).parameter(0).toEqualTypeOf<number | null>();
      expectTypeOf(stream[Symbol.asyncIterator]()).toEqualTypeOf<AsyncGenerator<number, void, undefined>>();
    });
  });
});

function once(stream: Stream, event: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    stream.once(event, ((...args: unknown[]) => resolve(args)) as Listener);
  });
}

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of stream) all.push(chunk);
  return all;
}

function counts(stream: Stream): number[] {
  return ['data', 'end', 'error', 'close'].map((event) => stream.listenerCount(event));
}
