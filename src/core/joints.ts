/**
 * What may follow what in `pipeline` and `compose`, in types alone.
 *
 * Every part is known by its own type, and the part behind it is held against what it gives. So a wrong joint is
 * an error at the part that does not fit, and a function whose parameters have no types learns them from the part
 * before it.
 *
 * @module
 */
import type { DestinationOf, Given, ReadableLike } from './types.ts';

/** What a function among the parts is given besides the chunks. */
export interface StageOptions {
  /** Aborted when nobody waits any more for what the function gives. */
  readonly signal: AbortSignal;
}

/** A stream that cannot be iterated. Those that tell how much they hold are Writables. */
type ClassicSource = ReadableLike & { readonly writableLength?: undefined };

/** What chunks may come from, functions apart. */
export type ChunkSource<Out = unknown> =
  | AsyncIterable<Out>
  | Iterable<Out>
  | ReadableStream<Out>
  | { readonly readable: AsyncIterable<Out> | ReadableStream<Out> }
  | ClassicSource;

/** What the chunks of a pipeline may come from. */
export type PipelineSource<Out = unknown> =
  | ChunkSource<Out>
  | PromiseLike<Out>
  | Blob
  | ((options: StageOptions) => Iterable<Out> | AsyncIterable<Out>);

/** A web stream that takes what a source of `Out` gives. */
interface WebDestinationOf<Out> {
  readonly getWriter: () => { readonly write: (chunk: Given<Out>) => Promise<void> };
}

/** A pair of streams, as `TransformStream` is one, that takes what a source of `Out` gives. */
interface PairOf<Out> {
  readonly readable: object;
  readonly writable: DestinationOf<Out> | WebDestinationOf<Out>;
}

/** As a method, so that the parameters are compared in both directions. */
interface Lenient<Out, Result> {
  take(source: AsyncIterable<Out>, options: StageOptions): Result;
}

/** A function of what a source of `Out` gives; where that is not said, a function of any chunks. */
export type StageFunction<Out, Result> =
  | ((source: AsyncIterable<Out>, options: StageOptions) => Result)
  | (unknown extends Out ? Lenient<Out, Result>['take'] : never);

/** What may follow a source of `Out`. */
export type FollowerOf<Out> =
  | DestinationOf<Out>
  | StageFunction<Out, AsyncIterable<unknown> | PromiseLike<unknown>>
  | WebDestinationOf<Out>
  | PairOf<Out>;

/** No part: it would stand behind one that must be the last. The compiler's message tells the name. */
interface NothingComes {
  readonly 'nothing comes out of the part before': never;
}

/**
 * What may follow a part. While the types of a call are sought, a part may still be any `FollowerOf`, of which only
 * some must be the last: no less than all of them shuts out what follows.
 */
export type After<Part> = [IsLast<Part>] extends [true] ? NothingComes : FollowerOf<OutOf<Part>>;

/** Whether nothing comes out of a part: a Writable, a web sink, a function that returns a promise. */
type IsLast<Part> = unknown extends Part
  ? false
  : Part extends (...args: never[]) => infer Result
    ? Result extends ChunkSource
      ? false
      : true
    : Part extends PipelineSource
      ? false
      : true;

/** The chunks that come out of a part; `unknown` where it does not say, `never` where there are none. */
export type OutOf<Part> = unknown extends Part
  ? unknown
  : Part extends (...args: never[]) => infer Result
    ? Result extends ChunkSource
      ? OutOf<Result>
      : never
    : Part extends AsyncIterable<infer Out>
      ? Out
      : Part extends Iterable<infer Out>
        ? Awaited<Out>
        : Part extends ReadableStream<infer Out>
          ? Out
          : Part extends { readonly readable: infer Readable extends object }
            ? OutOf<Readable>
            : Part extends Blob
              ? ArrayBuffer
              : Part extends PromiseLike<infer Out>
                ? NonNullable<Out>
                : Part extends ClassicSource
                  ? unknown
                  : never;

/** The chunks that a part takes; `unknown` where it does not say, `never` where there are none. */
export type InOf<Part> = unknown extends Part
  ? unknown
  : Part extends (source: infer Source, ...rest: never[]) => unknown
    ? Source extends AsyncIterable<infer In>
      ? In
      : unknown
    : Part extends { write(chunk: infer In): unknown }
      ? [In] extends [never]
        ? InOfClassic<Part>
        : In
      : Part extends WritableStream<infer In>
        ? In
        : Part extends { readonly writable: infer Writable extends object }
          ? InOf<Writable>
          : never;

/** The last signature of a classic stream's `write` is none that can be called; the one before it tells. */
type InOfClassic<Part> = Part extends { write: { (chunk: infer In): unknown; (chunk: never): unknown } }
  ? In
  : never;

/** What an async function in the last place returns; other parts return nothing. */
export type ResultOf<Last> = Last extends (...args: never[]) => infer Result
  ? Result extends ChunkSource
    ? undefined
    : Awaited<Result>
  : undefined;

/** A list of parts as it must be for each to fit the one before it. */
export type Joints<Parts extends readonly unknown[]> = Parts extends readonly [infer First, ...infer Others]
  ? readonly [PipelineSource, ...JointsAfter<First, Others>]
  : readonly unknown[];

type JointsAfter<Part, Others> = Others extends readonly [infer Next, ...infer More]
  ? [After<Part>, ...JointsAfter<Next, More>]
  : [];

/** The last of a list of parts; of a list whose length is not known, any of them. */
export type LastOf<Parts extends readonly unknown[]> = Parts extends readonly [...unknown[], infer Last]
  ? Last
  : Parts[number];
