import { describe, expectTypeOf, it } from 'vitest';
import { checked, lengths, sums, texts, web, words } from './_test-joints.ts';
import { Duplex } from './duplex.ts';
import { Readable } from './readable.ts';
import { PassThrough, Transform } from './transform.ts';
import type { Encoding } from './types.ts';
import { Writable } from './writable.ts';

describe('what is made of other things', () => {
  it('Readable.from, of an iterable, gives what that gives', () =>
    checked(() => {
      expectTypeOf(Readable.from([1, 2])).toEqualTypeOf<Readable<number>>();
      expectTypeOf(Readable.from(new Set(['beep']))).toEqualTypeOf<Readable<string>>();
      expectTypeOf(Readable.from('beep')).toEqualTypeOf<Readable<string>>();
      expectTypeOf(Readable.from([Promise.resolve(1), 2])).toEqualTypeOf<Readable<number>>();
      expectTypeOf(Readable.from(words)).toEqualTypeOf<Readable<string>>();
      expectTypeOf(Readable.from(new Uint8Array(1))).toEqualTypeOf<
        Readable<Uint8Array<ArrayBuffer> | number>
      >();
      // @ts-expect-error: a number cannot be iterated
      Readable.from(1);
    }));

  it('Duplex.from, of each form, knows both sides', () =>
    checked(() => {
      expectTypeOf(Duplex.from(words)).toEqualTypeOf<Duplex<never, string>>();
      expectTypeOf(Duplex.from(sums)).toEqualTypeOf<Duplex<number, never>>();
      expectTypeOf(Duplex.from(lengths)).toEqualTypeOf<Duplex<string, number>>();
      expectTypeOf(Duplex.from({ readable: words, writable: sums })).toEqualTypeOf<Duplex<number, string>>();
      expectTypeOf(Duplex.from({ readable: words })).toEqualTypeOf<Duplex<never, string>>();
      expectTypeOf(Duplex.from([1])).toEqualTypeOf<Duplex<never, number>>();
      expectTypeOf(Duplex.from('beep')).toEqualTypeOf<Duplex<never, string>>();
      expectTypeOf(Duplex.from(Promise.resolve(1))).toEqualTypeOf<Duplex<never, number>>();
      expectTypeOf(Duplex.from(new Blob())).toEqualTypeOf<Duplex<never, ArrayBuffer>>();
      expectTypeOf(Duplex.from(web.words)).toEqualTypeOf<Duplex<never, string>>();
      expectTypeOf(Duplex.from(web.sums)).toEqualTypeOf<Duplex<number, never>>();
      expectTypeOf(Duplex.from(web.lengths)).toEqualTypeOf<Duplex<string, number>>();
      const ofFunction = Duplex.from(async function* (source: AsyncIterable<string>) {
        for await (const word of source) yield word.length;
      });
      expectTypeOf(ofFunction).toEqualTypeOf<Duplex<string, number>>();
      const ofSink = Duplex.from(async (_source: AsyncIterable<string>) => {});
      expectTypeOf(ofSink).toEqualTypeOf<Duplex<string, never>>();
      // @ts-expect-error: nothing can be made of a number
      Duplex.from(1);
    }));

  it('fromWeb and toWeb, of typed streams, keep the types', () =>
    checked(() => {
      expectTypeOf(Readable.fromWeb(web.words)).toEqualTypeOf<Readable<string>>();
      expectTypeOf(Writable.fromWeb(web.sums)).toEqualTypeOf<Writable<number>>();
      expectTypeOf(Duplex.fromWeb(web.lengths)).toEqualTypeOf<Duplex<string, number>>();
      expectTypeOf(Readable.toWeb(words)).toEqualTypeOf<ReadableStream<string>>();
      expectTypeOf(Writable.toWeb(sums)).toEqualTypeOf<WritableStream<number>>();
      expectTypeOf(Duplex.toWeb(lengths).readable).toEqualTypeOf<ReadableStream<number>>();
      expectTypeOf(Duplex.toWeb(lengths).writable).toEqualTypeOf<WritableStream<string>>();
    }));
});

describe('operators', () => {
  const mixed = Readable.from(['beep', 1]);

  it('map, filter and flatMap, of functions, give what these make', () =>
    checked(() => {
      expectTypeOf(words.map((word) => word.length)).toEqualTypeOf<Readable<number>>();
      expectTypeOf(words.map(async (word) => word.length)).toEqualTypeOf<Readable<number>>();
      expectTypeOf(mixed.filter((chunk) => typeof chunk === 'string')).toEqualTypeOf<Readable<string>>();
      expectTypeOf(mixed.filter(async () => true)).toEqualTypeOf<Readable<string | number>>();
      expectTypeOf(words.flatMap((word) => [word.length])).toEqualTypeOf<Readable<number>>();
      void words.forEach((word, { signal }) => {
        expectTypeOf(word).toEqualTypeOf<string>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      });
    }));

  it('find, reduce and the others that end, tell what they come to', () =>
    checked(() => {
      expectTypeOf(mixed.find((chunk) => typeof chunk === 'number')).toEqualTypeOf<
        Promise<number | undefined>
      >();
      expectTypeOf(mixed.find(() => true)).toEqualTypeOf<Promise<string | number | undefined>>();
      expectTypeOf(words.reduce((all, word) => all + word)).toEqualTypeOf<Promise<string>>();
      expectTypeOf(words.reduce((sum, word) => sum + word.length, 0)).toEqualTypeOf<Promise<number>>();
      expectTypeOf(words.toArray()).toEqualTypeOf<Promise<string[]>>();
      expectTypeOf(words.some(() => true)).toEqualTypeOf<Promise<boolean>>();
      expectTypeOf(words.take(1).drop(1)).toEqualTypeOf<Readable<string>>();
      expectTypeOf(words.asIndexedPairs()).toEqualTypeOf<Readable<[index: number, chunk: string]>>();
    }));

  it('for await, of a stream, gives its chunks', () =>
    checked(async () => {
      for await (const word of words) expectTypeOf(word).toEqualTypeOf<string>();
      for await (const word of words.iterator({ destroyOnReturn: false }))
        expectTypeOf(word).toEqualTypeOf<string>();
      for await (const length of lengths) expectTypeOf(length).toEqualTypeOf<number>();
      for await (const chunk of new Readable()) expectTypeOf(chunk).toEqualTypeOf<unknown>();
    }));
});

describe('events and callbacks', () => {
  it('on, of the events of a stream, knows their arguments', () =>
    checked(() => {
      words.on('data', (word) => expectTypeOf(word).toEqualTypeOf<string>());
      words.once('error', (error) => expectTypeOf(error).toEqualTypeOf<Error>());
      lengths.on('data', (length) => expectTypeOf(length).toEqualTypeOf<number>());
      expectTypeOf(lengths.on('drain', () => {})).toEqualTypeOf<Transform<string, number>>();
      words.on('something else', (...details) => expectTypeOf(details).toEqualTypeOf<unknown[]>());
    }));

  it('the options of Transform, of both types, know chunk, callback and this', () =>
    checked(() => {
      new Transform<string, number>({
        transform(chunk, encoding, callback) {
          expectTypeOf(this).toEqualTypeOf<Transform<string, number>>();
          expectTypeOf(chunk).toEqualTypeOf<string>();
          expectTypeOf(encoding).toEqualTypeOf<Encoding>();
          this.push(chunk.length);
          // @ts-expect-error: numbers come out
          callback(null, chunk);
        },
        flush(callback) {
          // @ts-expect-error: numbers come out
          this.push('boop');
          callback();
        },
      });
      new Writable<string>({
        writev(chunks, callback) {
          expectTypeOf(this).toEqualTypeOf<Writable<string>>();
          expectTypeOf(chunks[0]?.chunk).toEqualTypeOf<string | undefined>();
          callback();
        },
      });
      new Readable<string>({
        read(size) {
          expectTypeOf(size).toEqualTypeOf<number>();
          // @ts-expect-error: text comes out
          this.push(1);
        },
      });
    }));

  it('heirs, of a Transform with types, are streams of these types', () =>
    checked(() => {
      class Lengths extends Transform<string, number> {
        override _transform(
          chunk: string,
          _encoding: Encoding,
          callback: (error: null, length: number) => void,
        ): void {
          callback(null, chunk.length);
        }
      }
      expectTypeOf(words.pipe(new Lengths())).toEqualTypeOf<Lengths>();
      new Lengths().pipe(sums);
      // @ts-expect-error: numbers come out
      new Lengths().pipe(texts);
      class Counted extends Readable<number> {
        override read(size?: number): number | null {
          return super.read(size);
        }
      }
      expectTypeOf(new Counted().read()).toEqualTypeOf<number | null>();
      function Old(this: Readable<number>): void {
        Readable.call(this, { objectMode: true });
      }
      expectTypeOf(Old).thisParameter.toEqualTypeOf<Readable<number>>();
      expectTypeOf(PassThrough<string>({ objectMode: true })).toEqualTypeOf<PassThrough<string>>();
    }));
});

describe('assignment', () => {
  it('streams, of narrower and wider chunks, stand for each other where that is safe', () =>
    checked(() => {
      expectTypeOf<Readable<string>>().toExtend<Readable<string | number>>();
      expectTypeOf<Readable<string>>().toExtend<Readable>();
      expectTypeOf<Readable<string | number>>().not.toExtend<Readable<string>>();
      expectTypeOf<Writable<string | number>>().toExtend<Writable<string>>();
      expectTypeOf<Writable<string>>().not.toExtend<Writable<number>>();
      expectTypeOf<Transform<string, number>>().toExtend<Duplex<string, number>>();
      expectTypeOf<Transform<string, number>>().toExtend<Readable<number>>();
      expectTypeOf<Transform<string, number>>().toExtend<Writable<string>>();
      expectTypeOf<Readable<string>>().toExtend<AsyncIterable<string>>();
      expectTypeOf<Readable<string>>().not.toExtend<AsyncIterable<number>>();
    }));
});
