import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { coded, eventOf, recorder } from '../_test-listen.ts';
import type { Duplexer } from '../duplexer.ts';
import { map } from '../map-stream.ts';
import * as es from './index.ts';

const record = recorder('end', 'close', 'error', 'drain');

function refuse(): never {
  throw new Error('refused');
}

describe('es', () => {
  it('es, has every helper of event-stream@4.0.1 and those that were added', () => {
    const old = [
      'Stream',
      'through',
      'from',
      'duplex',
      'map',
      'pause',
      'split',
      'pipe',
      'connect',
      'pipeline',
    ];
    old.push('merge', 'concat', 'writeArray', 'collect', 'readArray', 'readable', 'mapSync', 'filterSync');
    old.push('flatmapSync', 'log', 'child', 'parse', 'stringify', 'replace', 'join', 'wait', 'pipeable');
    const added = ['flatMap', 'reduce', 'batch', 'window', 'throttle'];
    expect(Object.keys(es.es).toSorted()).toEqual([...old, ...added].toSorted());
    expect([es.connect, es.pipe, es.concat, es.writeArray]).toEqual([
      es.pipeline,
      es.pipeline,
      es.merge,
      es.collect,
    ]);
    expect(es.default).toBe(es.es);
  });
});

describe.each([
  ['mapSync', () => es.mapSync((n: unknown) => n)],
  ['join', () => es.join<unknown>(',')],
  ['parse', () => es.parse()],
  ['log', () => es.log()],
  ['wait', () => es.wait()],
  ['replace', () => es.replace('a', 'b')],
] as const)('%s', (_name, make) => {
  it('pause, holds back what comes out until resume', () => {
    const shown = vi.spyOn(console, 'error').mockImplementation(() => {});
    const stream = make() as es.Stream & {
      write(chunk: string): boolean;
      end(): void;
      pause(): void;
      resume(): void;
    };
    const seen = record(stream);
    stream.pause();
    expect(stream.write('1')).toBe(false);
    stream.end();
    expect(seen).toEqual([]);
    stream.resume();
    expect(seen.slice(0, 2)).toEqual([_name === 'parse' ? 1 : '1', 'end']);
    shown.mockRestore();
  });
});

describe('mapSync, filterSync, flatmapSync', () => {
  it('function that throws, is an error event, and the stream goes on', () => {
    const fn = (n: number): number => (n === 2 ? refuse() : n);
    for (const stream of [es.mapSync(fn), es.filterSync(fn)]) {
      const seen = record(stream);
      for (const n of [1, 2, 3]) stream.write(n);
      expect(seen).toEqual([1, 'refused', 3]);
    }
    const flat = es.flatmapSync(fn);
    const seen = record(flat);
    flat.write([1, 2, 3]);
    flat.write([4]);
    expect(seen).toEqual([1, 'refused', 4]);
  });

  it('function that throws, without a listener, throws at whoever writes', () => {
    for (const stream of [es.mapSync(refuse), es.filterSync(refuse)]) {
      expect(() => (stream as { write(n: number): unknown }).write(1)).toThrow('refused');
    }
    expect(() => es.flatmapSync(refuse).write([1])).toThrow('refused');
  });

  it('listener that throws, throws at whoever writes, and is no error of the function', () => {
    for (const stream of [es.mapSync((n: number) => n), es.filterSync(() => true)]) {
      const errors: unknown[] = [];
      stream.on('error', (error) => errors.push(error));
      stream.on('data', refuse);
      expect(() => stream.write(1)).toThrow('refused');
      expect(errors).toEqual([]);
    }
  });

  it('null, that passes, is a chunk', () => {
    const filtered = es.filterSync(() => true);
    const flat = es.flatmapSync((item: unknown) => item);
    const seen = [record(filtered), record(flat)];
    filtered.write(null);
    flat.write([null, 1]);
    expect(seen).toEqual([[null], [null, 1]]);
  });

  it('flatmapSync, given what is no array, emits a coded error', () => {
    const stream = es.flatmapSync((item: unknown) => item);
    const errors: unknown[] = [];
    stream.on('error', (error) => errors.push(error));
    stream.write('abc' as never);
    expect(errors).toEqual([coded('ERR_INVALID_ARG_TYPE')]);
  });

  it('helper, without its function, throws a coded error', () => {
    for (const make of [
      es.mapSync,
      es.filterSync,
      es.flatmapSync,
      es.flatMap,
      es.reduce,
      es.collect,
      es.readable,
    ]) {
      expect(() => (make as (fn?: unknown) => unknown)()).toThrow(coded('ERR_INVALID_ARG_TYPE') as Error);
    }
  });
});

describe('wait', () => {
  it('bytes, cut within a character and mixed with text, are one text', () => {
    const stream = es.wait();
    const seen = record(stream);
    const [first, second] = [Uint8Array.of(0xc3), Uint8Array.of(0xa9)];
    stream.write('caf');
    stream.write(first);
    stream.write(second);
    stream.end();
    expect(seen[0]).toBe('café');
  });

  it('text after bytes, is taken', () => {
    const stream = es.wait();
    const seen = record(stream);
    stream.write(Uint8Array.of(65));
    stream.end('B');
    expect([...(seen[0] as Uint8Array)]).toEqual([65, 66]);
  });

  it('callback, learns that the stream was destroyed, and with what, once', () => {
    const calls: unknown[] = [];
    const callback = (error: Error | null, body?: unknown): void => void calls.push([error, body]);
    es.wait(callback).destroy();
    const reason = new Error('lost');
    const failing = es.wait(callback);
    failing.on('error', () => {});
    failing.destroy(reason);
    failing.end();
    expect(calls).toEqual([
      [coded('ERR_STREAM_PREMATURE_CLOSE'), undefined],
      [reason, undefined],
    ]);
  });

  it('maxLength, exceeded, destroys the stream', () => {
    const errors: unknown[] = [];
    const stream = es.wait((error) => errors.push(error), { maxLength: 3 });
    stream.on('error', (error) => errors.push(error));
    stream.write('ab');
    stream.write('cd');
    expect(errors).toEqual([coded('ERR_EVENT_STREAM_TOO_LONG'), coded('ERR_EVENT_STREAM_TOO_LONG')]);
    expect(() => es.wait(null, { maxLength: -1 })).toThrow(coded('ERR_OUT_OF_RANGE') as Error);
  });
});

describe('collect', () => {
  it('destroy, before the end, gives what had come, once', () => {
    const calls: unknown[] = [];
    const stream = es.collect<number>((error, chunks) => calls.push([error, chunks]));
    stream.write(1);
    stream.destroy();
    stream.destroy();
    stream.end();
    expect(calls).toEqual([[coded('ERR_STREAM_PREMATURE_CLOSE'), [1]]]);
  });

  it('end, with a chunk, takes it', () => {
    let got: unknown;
    const stream = es.collect((_error, chunks) => {
      got = chunks;
    });
    stream.write(null);
    stream.end(undefined);
    expect(got).toEqual([null, undefined]);
  });

  it('maxLength, exceeded, destroys the stream', () => {
    const errors: unknown[] = [];
    const stream = es.collect((error) => errors.push(error), { maxLength: 1 });
    stream.on('error', (error) => errors.push(error));
    stream.write(1);
    stream.write(2);
    expect(errors).toEqual([coded('ERR_EVENT_STREAM_TOO_LONG'), coded('ERR_EVENT_STREAM_TOO_LONG')]);
  });
});

describe('readable and readArray', () => {
  it('readArray, paused before the first tick, waits for resume', async () => {
    const stream = es.readArray([1, null, 2]);
    const seen = record(stream);
    stream.pause();
    await Promise.resolve().then(() => Promise.resolve());
    expect(seen).toEqual([]);
    stream.resume();
    expect(seen).toEqual([1, null, 2, 'end']);
    expect(() => es.readArray('no array' as never)).toThrow(coded('ERR_INVALID_ARG_TYPE') as Error);
  });

  it('readable, whose function throws, emits the error and ends, or goes on', async () => {
    for (const goesOn of [false, true]) {
      const stream = es.readable<number>(function (count, callback) {
        if (count === 0) refuse();
        if (count === 1) callback(null, count);
        else this.emit('end');
      }, goesOn);
      const seen = record(stream);
      await eventOf(stream, 'close');
      expect(seen).toEqual(goesOn ? ['refused', 1, 'end', 'close'] : ['refused', 'end', 'close']);
    }
  });

  it('readable, whose promise is rejected, emits the error', async () => {
    const stream = es.readable(async () => refuse());
    const seen = record(stream);
    await eventOf(stream, 'close');
    expect(seen).toEqual(['refused', 'end', 'close']);
  });

  it('readable, answered while it is paused or a second time, holds back the first answer', async () => {
    let answer: ((error: null, data: number) => void) | undefined;
    const stream = es.readable<number>((_count, callback) => {
      answer = callback;
      asked();
    });
    let asked = (): void => {};
    const seen = record(stream);
    await new Promise<void>((resolve) => {
      asked = resolve;
    });
    stream.pause();
    answer?.(null, 1);
    answer?.(null, 2);
    expect(seen).toEqual([]);
    stream.resume();
    expect(seen).toEqual([1]);
    stream.destroy();
    answer?.(null, 3);
    expect(seen).toEqual([1, 'close']);
  });
});

describe('pipeline', () => {
  it('error of a part, is an error of the whole once, and destroys every part', () => {
    for (const at of [0, 1, 2]) {
      const parts = [es.through(), es.through(), es.through()] as const;
      const whole = es.pipeline(...parts);
      const seen = record(whole);
      parts[at as 0].emit('error', new Error('lost'));
      parts[at as 0].emit('error', new Error('again'));
      expect(seen).toEqual(['lost', 'close']);
      expect(parts.map((part) => part.destroyed)).toEqual([true, true, true]);
      expect(whole.errored?.message).toBe('lost');
    }
  });

  it('destroy, reaches every part', () => {
    const parts = [es.through(), map((_chunk, callback) => callback()), es.through()] as const;
    const whole = es.pipeline(...parts);
    whole.destroy();
    expect(parts.map((part) => part.destroyed)).toEqual([true, true, true]);
    expect([whole.readable, whole.writable]).toEqual([false, false]);
  });

  it('part that closes early, closes the whole and the other parts', () => {
    const parts = [es.through(), es.through(), es.through()] as const;
    const whole = es.pipeline([...parts]);
    parts[1].destroy();
    expect(parts.map((part) => part.destroyed)).toEqual([true, true, true]);
    expect(whole.errored).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  it('pipeline of one part or none, is that part or a through', () => {
    const part = es.through();
    expect([es.pipeline(part), es.pipeline([part])]).toEqual([part, part]);
    const seen = record(es.pipeline().on('data', () => {}));
    expect(seen).toEqual([]);
    expect(() => (es.pipeline as (...parts: unknown[]) => unknown)(1, 2)).toThrow(
      coded('ERR_INVALID_ARG_TYPE'),
    );
  });

  it('pipeline that begins with a source, or ends in a sink, is one side of a stream', async () => {
    const source = es.pipeline(
      es.readArray([1, 2]),
      es.mapSync((n: number) => n * 2),
    );
    expect([source.readable, source.writable]).toEqual([true, false]);
    const seen: number[] = [];
    for await (const n of source) seen.push(n);
    expect(seen).toEqual([2, 4]);
    let got: unknown;
    const sink = es.pipeline(
      es.mapSync((n: number) => n * 2),
      es.collect<number>((_error, chunks) => {
        got = chunks;
      }),
    );
    expect([sink.readable, sink.writable]).toEqual([false, true]);
    sink.write(1);
    sink.end(2);
    expect(got).toEqual([2, 4]);
  });

  it('types, are those of the first part and the last', () => {
    const whole = es.pipeline(
      es.mapSync((text: string) => text.length),
      es.mapSync((n: number) => n > 1),
    );
    expectTypeOf(whole).toEqualTypeOf<Duplexer<string, boolean>>();
    const numbers = es.readArray([1]);
    const lengths = es.mapSync((text: string) => text.length);
    // @ts-expect-error numbers do not go into a stream of text
    es.pipeline(numbers, lengths);
  });
});

describe('child', () => {
  function makeProcess(): es.Stream & { stdin: es.Stream; stdout: es.Stream } {
    const pipes = es.through();
    return Object.assign(new es.Stream(), { stdin: pipes, stdout: pipes });
  }

  it('error of the process, is one of the stream', () => {
    const process = makeProcess();
    const seen = record(es.child(process));
    process.emit('error', new Error('no such file'));
    expect(seen).toEqual(['no such file', 'close']);
  });

  it('error of the process, that only its own listeners hear, is left to them', () => {
    const process = makeProcess();
    const errors: unknown[] = [];
    process.on('error', (error) => errors.push(error));
    es.child(process);
    process.emit('error', new Error('no such file'));
    expect(errors.length).toBe(1);
  });
});

describe('flatMap', () => {
  it('flatMap, of a writer that does not wait, is destroyed when a million chunks wait', () => {
    const stream = es.flatMap(async function* (n: number) {
      yield await new Promise<number>(() => n);
    });
    const seen: unknown[] = [];
    stream.on('error', (error) => seen.push((error as { code?: string }).code));
    for (let n = 0; n <= 1_048_576; n++) stream.write(n);
    expect(seen).toEqual([]);
    stream.write(0);
    expect(seen).toEqual(['ERR_STREAM_OVERFLOW']);
    expect(stream.destroyed).toBe(true);
  });

  it('flatMap, of an endless iterable, takes only what flows', () => {
    const stream = es.flatMap(function* (n: number) {
      for (;;) yield n++;
    });
    const seen: number[] = [];
    stream.on('data', (n) => {
      seen.push(n);
      if (n % 3 === 2) stream.pause();
    });
    expect(stream.write(0)).toBe(false);
    expect(seen).toEqual([0, 1, 2]);
    stream.resume();
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    stream.destroy();
  });

  it('flatMap, iterated and left, closes the iterable', async () => {
    let isClosed = false;
    const stream = es.flatMap(async function* (n: number) {
      try {
        for (;;) yield n++;
      } finally {
        isClosed = true;
      }
    });
    stream.write(1);
    for await (const n of stream) if (n === 3) break;
    await Promise.resolve();
    expect(isClosed).toBe(true);
  });

  it('function or iterable that throws, is an error event, and the next chunk follows', async () => {
    const stream = es.flatMap((n: number) => {
      if (n === 1) refuse();
      return n === 2
        ? (function* () {
            yield n;
            refuse();
          })()
        : (async function* () {
            yield n;
            refuse();
          })();
    });
    const seen = record(stream);
    for (const n of [1, 2, 3]) stream.write(n);
    stream.end();
    await eventOf(stream, 'close');
    expect(seen).toEqual(['refused', 2, 'refused', 3, 'refused', 'drain', 'end', 'close']);
  });
});

describe('reduce, batch, window', () => {
  it('reduce, without an initial value, begins with the first chunk', () => {
    const sum = es.reduce((a: number, b: number) => a + b);
    const seen = record(sum);
    for (const n of [1, 2, 3]) sum.write(n);
    sum.end();
    const none = record(es.reduce((a: number, b: number) => a + b).end());
    expect([seen, none]).toEqual([[6, 'end', 'close'], []]);
  });

  it('reduce, whose function throws, is destroyed with the error', () => {
    const stream = es.reduce(refuse, 0);
    const seen = record(stream);
    stream.write(1);
    stream.end();
    expect(seen).toEqual(['refused', 'close']);
  });

  it('batch, after maxWaitMs, lets out what there is', () => {
    vi.useFakeTimers();
    try {
      const stream = es.batch<number>(3, { maxWaitMs: 10 });
      const seen = record(stream);
      stream.write(1);
      vi.advanceTimersByTime(9);
      expect(seen).toEqual([]);
      vi.advanceTimersByTime(1);
      stream.write(2);
      stream.destroy();
      expect(vi.getTimerCount()).toBe(0);
      expect(seen).toEqual([[1], 'close']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('window, whose step is longer than its size, leaves chunks out', () => {
    const stream = es.window<number>(2, 3);
    const seen = record(stream);
    for (let n = 1; n < 9; n++) stream.write(n);
    stream.end();
    expect(seen).toEqual([[1, 2], [4, 5], [7, 8], 'end', 'close']);
  });

  it('reduce, that throws nothing at all, destroys with an error all the same', () => {
    const stream = es.reduce(() => {
      throw undefined;
    }, 0);
    stream.on('error', () => {});
    stream.write(1);
    expect(stream.errored).toMatchObject({ code: 'ERR_UNHANDLED_ERROR' });
  });

  it.each([
    ['an iterator', { [Symbol.iterator]: () => ({ next: () => null }) }],
    ['an async iterator', { [Symbol.asyncIterator]: () => ({ next: async () => null }) }],
  ])('flatMap, of %s that answers with what is no step, emits error and goes on', async (_, bad) => {
    const stream = es.flatMap<number, number>((n) => (n === 1 ? (bad as never) : [n]));
    const seen: unknown[] = [];
    stream.on('data', (n) => seen.push(n));
    stream.on('error', (error) => seen.push((error as { code?: unknown }).code));
    const closed = eventOf(stream, 'close');
    stream.write(1);
    stream.end(2);
    await closed;
    expect(seen).toEqual(['ERR_INVALID_RETURN_VALUE', 2]);
  });

  it('sizes, that make no sense, throw coded errors', () => {
    for (const make of [
      () => es.batch(0),
      () => es.window(0),
      () => es.window(1, 0),
      () => es.throttle(0, 1),
      () => es.throttle(1, 2 ** 31),
      () => es.batch(1, { maxWaitMs: Infinity }),
    ]) {
      expect(make).toThrow(coded('ERR_OUT_OF_RANGE') as Error);
    }
    expect(() => es.batch('2' as never)).toThrow(coded('ERR_INVALID_ARG_TYPE') as Error);
    expect(() => es.throttle(1, 1, { overflow: 'no' as never })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
  });
});

describe('throttle', () => {
  it('throttle, whose listener throws in the timer, goes on', () => {
    vi.useFakeTimers();
    try {
      const stream = es.throttle<number>(1, 10);
      const seen = record(stream);
      stream.on('data', (n) => {
        if (n === 2) throw new Error('two');
      });
      for (const n of [1, 2, 3]) stream.write(n);
      expect(() => vi.advanceTimersByTime(10)).toThrow('two');
      vi.advanceTimersByTime(10);
      expect(seen).toEqual([1, 2, 3, 'drain']);
      stream.destroy();
    } finally {
      vi.useRealTimers();
    }
  });

  it('throttle, lets so many through in an interval, and makes the writer wait', async () => {
    vi.useFakeTimers();
    try {
      const stream = es.throttle<number>(2, 10);
      const seen = record(stream);
      expect([1, 2, 3, 4].map((n) => stream.write(n))).toEqual([true, true, false, false]);
      stream.end();
      expect(seen).toEqual([1, 2]);
      vi.advanceTimersByTime(10);
      await eventOf(stream, 'close');
      expect(seen).toEqual([1, 2, 3, 4, 'drain', 'end', 'close']);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
