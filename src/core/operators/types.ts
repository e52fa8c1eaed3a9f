/**
 * What the operators take, and how they look as methods of a Readable.
 *
 * @module
 */
import type { FollowerOf, OutOf } from '../joints.ts';
import type { Readable } from '../readable.ts';

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
  /**
   * Sends the chunks through a part, such as a Duplex or a function of them, and gives what comes out of it.
   * `compose` itself, or a door such as `gardenhose/stream`, brings the method.
   */
  compose<Part extends FollowerOf<Out>>(part: Part, options?: OperatorOptions): Readable<OutOf<Part>>;
  /** Gives pairs of a chunk's place, from 0, and the chunk. @deprecated and gone since Node 22: count in `map`. */
  asIndexedPairs(options?: OperatorOptions): Readable<[index: number, chunk: Out]>;
}
