/**
 * What a Readable can do with its chunks: map, filter, reduce and the like, as Arrays do.
 *
 * Functions of the chunks may be asynchronous, and up to `concurrency` calls run at once; the results come in
 * the order of the chunks. Compatible with the operators of Node 20, and mended in one point: an abort, or a
 * destroy of the stream that an operator returned, acts at once, also while the source or a function is silent.
 *
 * @see https://nodejs.org/api/stream.html#readablemapfn-options
 *
 * @module
 */
import { addAbortSignal } from './add-abort-signal.ts';
import { AbortError, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, ERR_REDUCE_EMPTY } from './errors.ts';
import { validateSignal } from './finished.ts';
import { readableFrom } from './from.ts';
import type { Readable, ReadableConstructor } from './readable.ts';

/** What may stop an operator. */
export interface OperatorOptions {
  /** Destroys the source and what the operator returned, with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/** How an operator calls its function. */
export interface ConcurrentOptions extends OperatorOptions {
  /** How many calls may run at once. @default 1 */
  readonly concurrency?: number | undefined;
  /** How many results may wait to be taken, besides the calls that run. @default concurrency - 1 */
  readonly highWaterMark?: number | undefined;
}

/** A function of a chunk; its signal is aborted when nobody waits for the result any more. */
export type ChunkFunction<In, Result> = (
  chunk: In,
  options: { readonly signal: AbortSignal },
) => Result | PromiseLike<Result>;

/** Adds a chunk to what the chunks before have come to. */
export type Reducer<In, Result> = (
  previous: Result,
  chunk: In,
  options: { readonly signal: AbortSignal },
) => Result | PromiseLike<Result>;

/** The operators as methods. */
export interface ReadableOperators<Out> {
  /** Gives what a function makes of each chunk. */
  map<Result>(fn: ChunkFunction<Out, Result>, options?: ConcurrentOptions): Readable<Result>;
  /** Gives the chunks for which a function returns something truthy. */
  filter<Result extends Out>(
    fn: (chunk: Out, options: { readonly signal: AbortSignal }) => chunk is Result,
    options?: ConcurrentOptions,
  ): Readable<Result>;
  filter(fn: ChunkFunction<Out, unknown>, options?: ConcurrentOptions): Readable<Out>;
  /** Gives all that the iterables give which a function makes of each chunk. */
  flatMap<Result>(
    fn: ChunkFunction<Out, Iterable<Result> | AsyncIterable<Result>>,
    options?: ConcurrentOptions,
  ): Readable<Result>;
  /** Calls a function for each chunk. */
  forEach(fn: ChunkFunction<Out, unknown>, options?: ConcurrentOptions): Promise<void>;
  /** Tells whether a function returns something truthy for any chunk; the source is destroyed with the first. */
  some(fn: ChunkFunction<Out, unknown>, options?: ConcurrentOptions): Promise<boolean>;
  /** Tells whether a function returns something truthy for all chunks; the source is destroyed with the first not. */
  every(fn: ChunkFunction<Out, unknown>, options?: ConcurrentOptions): Promise<boolean>;
  /** Returns the first chunk for which a function returns something truthy, and destroys the source. */
  find<Result extends Out>(
    fn: (chunk: Out, options: { readonly signal: AbortSignal }) => chunk is Result,
    options?: ConcurrentOptions,
  ): Promise<Result | undefined>;
  find(fn: ChunkFunction<Out, unknown>, options?: ConcurrentOptions): Promise<Out | undefined>;
  /** Collects the chunks, however many they are. */
  toArray(options?: OperatorOptions): Promise<Out[]>;
  /** Calls a function for one chunk after the other, each time with what it returned before. */
  reduce(fn: Reducer<Out, Out>): Promise<Out>;
  reduce<Result>(fn: Reducer<Out, Result>, initial: Result, options?: OperatorOptions): Promise<Result>;
  /** Gives all chunks but the first ones. */
  drop(limit: number, options?: OperatorOptions): Readable<Out>;
  /** Gives the first chunks and destroys the source. */
  take(limit: number, options?: OperatorOptions): Readable<Out>;
  /** Gives pairs of a chunk's place, from 0, and the chunk. @deprecated as in Node: count in `map`. */
  asIndexedPairs(options?: OperatorOptions): Readable<[index: number, chunk: Out]>;
}

/** A call of a function: the place of its result among the others. */
interface Call<Result> {
  settled?: boolean;
  failed?: boolean;
  result?: Result;
}

type Work<Out> = (stop: AbortController) => AsyncGenerator<Out, void, undefined>;

/** What `filter` makes of a chunk that is left out. */
const LEFT_OUT: unique symbol = Symbol();

/** Makes what the operators return. This file gets it from whoever attaches them, for it cannot import it. */
let Readable: ReadableConstructor;

/** Hangs the operators on a constructor's prototype. */
export function addOperators(constructor: ReadableConstructor): void {
  Readable = constructor;
  for (const [name, operator] of Object.entries(operators)) {
    Object.defineProperty(constructor.prototype, name, {
      configurable: true,
      writable: true,
      value(this: Readable, ...args: never[]): unknown {
        return operator(this as never, ...args);
      },
    });
  }
}

export function map<Out, Result>(
  stream: Readable<Out>,
  fn: ChunkFunction<Out, Result>,
  options?: ConcurrentOptions,
): Readable<Result> {
  return outlet(options, calls(stream, fn, options));
}

export function filter<Out>(
  stream: Readable<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): Readable<Out> {
  return outlet(options, passing(stream, fn, options));
}

export function flatMap<Out, Result>(
  stream: Readable<Out>,
  fn: ChunkFunction<Out, Iterable<Result> | AsyncIterable<Result>>,
  options?: ConcurrentOptions,
): Readable<Result> {
  const lists = calls(stream, fn, options);
  return outlet(options, async function* flatMap(stop) {
    for await (const list of lists(stop)) yield* list;
  });
}

export async function forEach<Out>(
  stream: Readable<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): Promise<void> {
  for await (const _ of run(options, calls(stream, fn, options)));
}

export async function some<Out>(
  stream: Readable<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): Promise<boolean> {
  for await (const _ of run(options, passing(stream, fn, options))) return true;
  return false;
}

export async function every<Out>(
  stream: Readable<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): Promise<boolean> {
  validateFunction('fn', fn);
  return !(await some(stream, async (chunk, context) => !(await fn(chunk, context)), options));
}

export async function find<Out>(
  stream: Readable<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): Promise<Out | undefined> {
  for await (const chunk of run(options, passing(stream, fn, options))) return chunk;
  return undefined;
}

export async function toArray<Out>(stream: Readable<Out>, options?: OperatorOptions): Promise<Out[]> {
  validateOptions(options);
  const chunks: Out[] = [];
  for await (const chunk of run(options, chunksOf(stream))) chunks.push(chunk);
  return chunks;
}

export async function reduce<Out, Result = Out>(
  stream: Readable<Out>,
  fn: Reducer<Out, Result>,
  ...[initial, options]: [initial?: Result, options?: OperatorOptions]
): Promise<Result> {
  validateFunction('reducer', fn);
  validateOptions(options);
  // biome-ignore lint/complexity/noArguments: undefined is an initial value too, if it is given
  let empty = arguments.length < 3;
  let result = initial as Result;
  const work: Work<void> = async function* reduce(stop) {
    for await (const chunk of chunksOf(stream)(stop)) {
      result = empty ? (chunk as unknown as Result) : await fn(result, chunk, stop);
      empty = false;
    }
  };
  for await (const _ of run(options, work));
  if (empty) throw ERR_REDUCE_EMPTY();
  return result;
}

export function drop<Out>(stream: Readable<Out>, limit: number, options?: OperatorOptions): Readable<Out> {
  validateOptions(options);
  let count = toCount(limit);
  return outlet(options, async function* drop(stop) {
    for await (const chunk of chunksOf(stream)(stop)) if (count-- <= 0) yield chunk;
  });
}

export function take<Out>(stream: Readable<Out>, limit: number, options?: OperatorOptions): Readable<Out> {
  validateOptions(options);
  let count = toCount(limit);
  return outlet(options, async function* take(stop) {
    for await (const chunk of chunksOf(stream)(stop)) {
      if (count-- > 0) yield chunk;
      if (count <= 0) return;
    }
  });
}

export function asIndexedPairs<Out>(
  stream: Readable<Out>,
  options?: OperatorOptions,
): Readable<[index: number, chunk: Out]> {
  validateOptions(options);
  let index = 0;
  return outlet(options, async function* asIndexedPairs(stop) {
    for await (const chunk of chunksOf(stream)(stop)) yield [index++, chunk];
  });
}

const operators: Record<string, (stream: Readable<never>, ...args: never[]) => unknown> = {
  map,
  filter,
  flatMap,
  forEach,
  some,
  every,
  find,
  toArray,
  reduce,
  drop,
  take,
  asIndexedPairs,
};
