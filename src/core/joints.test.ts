import { describe, expectTypeOf, it } from 'vitest';
import { checked, lengths, sums, texts, web, words } from './_test-joints.ts';
import { ClassicStream } from './classic.ts';
import { compose } from './compose.ts';
import type { Duplex } from './duplex.ts';
import { pipeline } from './pipeline.ts';
import * as promises from './promises.ts';
import { Readable } from './readable.ts';
import type { Transform } from './transform.ts';
import { PassThrough } from './transform.ts';
import { Writable } from './writable.ts';

describe('joints of pipe', () => {
  it('pipe, of a destination that takes the chunks, returns it', () =>
    checked(() => {
      expectTypeOf(words.pipe(lengths)).toEqualTypeOf<Transform<string, number>>();
      expectTypeOf(words.pipe(lengths).pipe(sums)).toEqualTypeOf<Writable<number>>();
      expectTypeOf(words.pipe(new Writable<string | number>())).toEqualTypeOf<Writable<string | number>>();
      const classic = new ClassicStream<string, number>();
      expectTypeOf(words.pipe(classic)).toEqualTypeOf<ClassicStream<string, number>>();
      classic.pipe(sums);
    }));

  it('pipe, of a destination that takes other chunks, is an error', () =>
    checked(() => {
      // @ts-expect-error: text does not go where numbers are taken
      words.pipe(sums);
      // @ts-expect-error: numbers come out
      words.pipe(lengths).pipe(texts);
      // @ts-expect-error: some chunks are no text
      Readable.from(['beep', 1]).pipe(texts);
      // @ts-expect-error: the same from a classic stream
      new ClassicStream<string>().pipe(sums);
      // @ts-expect-error: nothing is written to a Readable
      words.pipe(Readable.from([1]));
    }));

  it('pipe, of a source that does not say what it gives, takes any destination', () =>
    checked(() => {
      new Readable().pipe(texts);
      new Readable().pipe(sums);
      words.pipe(new PassThrough()).pipe(sums);
    }));

  it('pipe, in generic code, knows that one chunk fits another of the same type', () => {
    function join<T>(source: Readable<T>, stage: Transform<T, T>, sink: Writable<T>): Writable<T> {
      pipeline(source, stage, sink, () => {});
      return source.pipe(stage).pipe(sink);
    }
    expectTypeOf(join<string>).returns.toEqualTypeOf<Writable<string>>();
  });
});

describe('joints of pipeline', () => {
  it('pipeline, of streams that fit, returns the last', () =>
    checked(() => {
      expectTypeOf(pipeline(words, lengths, sums, () => {})).toEqualTypeOf<Writable<number>>();
      expectTypeOf(pipeline(['beep'], lengths, () => {})).toEqualTypeOf<Transform<string, number>>();
      expectTypeOf(promises.pipeline(words, lengths, sums)).toEqualTypeOf<Promise<undefined>>();
    }));

  it('pipeline, of functions without types, tells them what they get', () =>
    checked(() => {
      const end = pipeline(
        async function* ({ signal }) {
          expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
          yield 'beep';
        },
        async function* (source, { signal }) {
          expectTypeOf(source).toEqualTypeOf<AsyncIterable<string>>();
          expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
          for await (const word of source) yield word.length;
        },
        async (source) => {
          let sum = 0;
          for await (const length of source) sum += length;
          return sum;
        },
        (error, sum) => {
          expectTypeOf(error).toEqualTypeOf<Error | null | undefined>();
          expectTypeOf(sum).toEqualTypeOf<number | undefined>();
        },
      );
      expectTypeOf(end).toEqualTypeOf<PassThrough<number>>();
      const total = promises.pipeline(
        words,
        async function* (source) {
          for await (const word of source) yield word.length;
        },
        async (source) => {
          for await (const length of source) expectTypeOf(length).toEqualTypeOf<number>();
          return 'boop' as const;
        },
      );
      expectTypeOf(total).toEqualTypeOf<Promise<'boop'>>();
    }));

  it('pipeline, of parts that do not fit, is an error at the part', () =>
    checked(() => {
      pipeline(
        words,
        // @ts-expect-error: text does not go where numbers are taken
        sums,
        () => {},
      );
      pipeline(
        words,
        lengths,
        // @ts-expect-error: numbers come out
        texts,
        () => {},
      );
      pipeline(
        words,
        // @ts-expect-error: the function takes numbers
        async function* (source: AsyncIterable<number>) {
          yield* source;
        },
        sums,
        () => {},
      );
      pipeline(
        words,
        sums as unknown as Writable<string>,
        // @ts-expect-error: nothing comes out of a Writable
        texts,
        () => {},
      );
      pipeline(
        words,
        async () => 1,
        // @ts-expect-error: nothing comes out of a function that returns a promise
        sums,
        () => {},
      );
      const done = (_error: Error | null | undefined, _value?: string): void => {};
      // @ts-expect-error: the result is a number
      pipeline(words, async () => 1, done);
      // @ts-expect-error: a Writable gives nothing
      pipeline(sums, sums, () => {});
    }));

  it('promises.pipeline, of parts that do not fit, is an error at the part', () =>
    checked(() => {
      void promises.pipeline(
        words,
        // @ts-expect-error: text does not go where numbers are taken
        sums,
      );
      void promises.pipeline(
        words,
        // @ts-expect-error: text does not go where numbers are taken
        sums,
        { end: false },
      );
      void promises.pipeline(
        words,
        lengths,
        // @ts-expect-error: numbers come out
        async (source: AsyncIterable<string>) => source,
      );
      void promises.pipeline(
        words,
        lengths,
        sums,
        // @ts-expect-error: only options may stand behind a Writable
        sums,
      );
    }));

  it('promises.pipeline, with options behind the parts, keeps its result', () =>
    checked(() => {
      const { signal } = new AbortController();
      const result = promises.pipeline(words, async () => 1, { signal });
      expectTypeOf(result).toEqualTypeOf<Promise<number>>();
      expectTypeOf(promises.pipeline(words, lengths, sums, { end: false })).toEqualTypeOf<
        Promise<undefined>
      >();
      // @ts-expect-error: no such option
      void promises.pipeline(words, lengths, sums, { ending: false });
    }));

  it('pipeline, of a list of parts, checks the joints of the list', () =>
    checked(() => {
      const count = async (_source: AsyncIterable<number>) => 1;
      expectTypeOf(pipeline([words, lengths, sums], () => {})).toEqualTypeOf<Writable<number>>();
      expectTypeOf(promises.pipeline([words, lengths, count])).toEqualTypeOf<Promise<number>>();
      expectTypeOf(promises.pipeline([words, lengths, count], {})).toEqualTypeOf<Promise<number>>();
      pipeline(
        [
          words,
          // @ts-expect-error: text does not go where numbers are taken
          sums,
        ],
        () => {},
      );
      void promises.pipeline([
        words,
        lengths,
        // @ts-expect-error: numbers come out
        texts,
      ]);
      // @ts-expect-error: a list whose parts do not fit leaves no room for options
      void promises.pipeline([words, sums], { end: false });
      const parts: Duplex<string, string>[] = [];
      pipeline(parts, () => {});
    }));

  it('pipeline, of web streams, checks their joints too', () =>
    checked(() => {
      pipeline(web.words, web.lengths, web.sums, () => {});
      pipeline(words, web.lengths, sums, () => {});
      pipeline(
        words,
        // @ts-expect-error: the web stream takes numbers
        new TransformStream<number, number>(),
        sums,
        () => {},
      );
      void promises.pipeline(
        web.words,
        // @ts-expect-error: the web stream takes numbers
        web.sums,
      );
    }));

  it('pipeline, of a source that does not say what it gives, takes any part', () =>
    checked(() => {
      pipeline(new Readable(), lengths, sums, () => {});
      void promises.pipeline(new PassThrough(), async (source: AsyncIterable<Uint8Array>) => source);
      void promises.pipeline(new PassThrough(), async (source) => {
        expectTypeOf(source).toEqualTypeOf<AsyncIterable<unknown>>();
      });
    }));

  it('pipeline, of ten parts, still knows the last', () =>
    checked(() => {
      const same = new PassThrough<string>();
      const end = pipeline(words, same, same, same, same, same, same, same, same, texts, () => {});
      expectTypeOf(end).toEqualTypeOf<Writable<string>>();
      void promises.pipeline(words, same, same, same, same, same, same, same, same, texts, { end: false });
      // @ts-expect-error: text does not go where numbers are taken
      pipeline(words, same, same, same, same, same, same, same, same, sums, () => {});
    }));
});

describe('joints of compose', () => {
  it('compose, of parts that fit, takes what the first takes and gives what the last gives', () =>
    checked(() => {
      expectTypeOf(compose(lengths)).toEqualTypeOf<Duplex<string, number>>();
      expectTypeOf(compose(lengths, sums)).toEqualTypeOf<Duplex<string, never>>();
      expectTypeOf(compose(words, lengths)).toEqualTypeOf<Duplex<never, number>>();
      expectTypeOf(compose(new ClassicStream<string, number>(), sums)).toEqualTypeOf<Duplex<string, never>>();
      const spelt = compose(
        async function* (source: AsyncIterable<string>) {
          for await (const word of source) yield word.length;
        },
        async function* (source) {
          expectTypeOf(source).toEqualTypeOf<AsyncIterable<number>>();
          for await (const length of source) yield length > 1;
        },
      );
      expectTypeOf(spelt).toEqualTypeOf<Duplex<string, boolean>>();
    }));

  it('compose, of parts that do not fit, is an error at the part', () =>
    checked(() => {
      compose(
        lengths,
        // @ts-expect-error: numbers come out
        lengths,
      );
      compose(
        texts,
        // @ts-expect-error: nothing comes out of a Writable
        texts,
      );
    }));

  it('Readable.compose, of a part, gives what the part gives', () =>
    checked(() => {
      expectTypeOf(words.compose(lengths)).toEqualTypeOf<Readable<number>>();
      const spelt = words.compose(async function* (source) {
        for await (const word of source) yield word.length;
      });
      expectTypeOf(spelt).toEqualTypeOf<Readable<number>>();
      // @ts-expect-error: text does not go where numbers are taken
      words.compose(sums);
    }));
});
