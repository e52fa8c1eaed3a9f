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
import { nodeLine, warn } from '#platform';
import { ERR_MISSING_ARGS } from '../errors.ts';
import type { ReadableConstructor, Readable as ReadableType } from '../readable.ts';
import { toCount, validateFunction, validateOptions } from './_options.ts';
import type { Work } from './_work.ts';
import { calls, chunksOf, outlet, passing, run } from './_work.ts';
import type { ChunkFunction, ConcurrentOptions, OperatorOptions, Reducer } from './types.ts';

/** Makes what the operators return. It is given by whoever attaches them: readable.ts cannot be imported here. */
let Readable: ReadableConstructor;

/** A function of a stream, which becomes a method of it. */
type Operator = (stream: ReadableType<never>, ...args: never[]) => unknown;

/** Hangs the operators on a constructor's prototype. */
export function addOperators(Constructor: ReadableConstructor): void {
  Readable = Constructor;
  for (const [name, operator] of Object.entries(operators)) addOperator(Constructor, name, operator);
}

/** Hangs one operator on a constructor's prototype, a method that `for…in` does not list. */
export function addOperator(Constructor: ReadableConstructor, name: string, operator: Operator): void {
  const { [name]: method } = {
    [name](this: ReadableType<never>, ...args: never[]): unknown {
      return operator(this, ...args);
    },
  };
  Object.defineProperty(Constructor.prototype, name, { configurable: true, writable: true, value: method });
}

/** Gives what a function makes of each chunk. */
export function map<Out, Result>(
  stream: ReadableType<Out>,
  fn: ChunkFunction<Out, Result>,
  options?: ConcurrentOptions,
): ReadableType<Result> {
  return outlet(Readable, options, calls(stream, fn, options));
}

/** Gives the chunks for which a function returns something truthy. */
export function filter<Out>(
  stream: ReadableType<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): ReadableType<Out> {
  return outlet(Readable, options, passing(stream, fn, options));
}

/** Gives all that the iterables give which a function makes of each chunk. */
export function flatMap<Out, Result>(
  stream: ReadableType<Out>,
  fn: ChunkFunction<Out, Iterable<Result> | AsyncIterable<Result>>,
  options?: ConcurrentOptions,
): ReadableType<Result> {
  const lists = calls(stream, fn, options);
  return outlet(Readable, options, async function* flatMap(signal) {
    for await (const list of lists(signal)) yield* list;
  });
}

/** Calls a function for each chunk. */
export async function forEach<Out>(
  stream: ReadableType<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): Promise<void> {
  for await (const _ of run(options, calls(stream, fn, options)));
}

/** Tells whether a function returns something truthy for any chunk. */
export async function some<Out>(
  stream: ReadableType<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): Promise<boolean> {
  for await (const _ of run(options, passing(stream, fn, options))) return true;
  return false;
}

/** Tells whether a function returns something truthy for all chunks. */
export async function every<Out>(
  stream: ReadableType<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): Promise<boolean> {
  validateFunction('fn', fn);
  return !(await some(stream, async (chunk, context) => !(await fn(chunk, context)), options));
}

/** Returns the first chunk for which a function returns something truthy. */
export async function find<Out>(
  stream: ReadableType<Out>,
  fn: ChunkFunction<Out, unknown>,
  options?: ConcurrentOptions,
): Promise<Out | undefined> {
  for await (const chunk of run(options, passing(stream, fn, options))) return chunk;
  return undefined;
}

/** Collects the chunks. */
export async function toArray<Out>(stream: ReadableType<Out>, options?: OperatorOptions): Promise<Out[]> {
  validateOptions(options);
  const chunks: Out[] = [];
  for await (const chunk of run(options, chunksOf(stream))) chunks.push(chunk);
  return chunks;
}

/** Calls a function for one chunk after the other, each time with what it returned before. */
export async function reduce<Out, Result = Out>(
  stream: ReadableType<Out>,
  fn: Reducer<Out, Result>,
  ...[initial, options]: [initial?: Result, options?: OperatorOptions]
): Promise<Result> {
  validateFunction('reducer', fn);
  validateOptions(options);
  // biome-ignore lint/complexity/noArguments: undefined is an initial value too, if it is given
  let empty = arguments.length < 3;
  let result = initial as Result;
  const results: Work<Result> = async function* reduce(signal) {
    for await (const chunk of chunksOf(stream)(signal)) {
      yield empty ? (chunk as unknown as Result) : await fn(result, chunk, { signal });
    }
  };
  for await (result of run(options, results)) empty = false;
  if (empty) {
    throw Object.assign(ERR_MISSING_ARGS('reduce'), {
      message: 'Reduce of an empty stream requires an initial value',
    });
  }
  return result;
}

/** Gives all chunks but the first ones. */
export function drop<Out>(
  stream: ReadableType<Out>,
  limit: number,
  options?: OperatorOptions,
): ReadableType<Out> {
  validateOptions(options);
  let count = toCount(limit);
  return outlet(Readable, options, async function* drop(signal) {
    for await (const chunk of chunksOf(stream)(signal)) if (count-- <= 0) yield chunk;
  });
}

/** Gives the first chunks. */
export function take<Out>(
  stream: ReadableType<Out>,
  limit: number,
  options?: OperatorOptions,
): ReadableType<Out> {
  validateOptions(options);
  let count = toCount(limit);
  return outlet(Readable, options, async function* take(signal) {
    for await (const chunk of chunksOf(stream)(signal)) {
      if (count-- > 0) yield chunk;
      if (count <= 0) return;
    }
  });
}

/** Whether somebody was told not to use `asIndexedPairs`. */
let warned = false;

/** Gives pairs of a chunk's place, from 0, and the chunk. Node has it up to version 20. */
function asIndexedPairs<Out>(
  stream: ReadableType<Out>,
  options?: OperatorOptions,
): ReadableType<[index: number, chunk: Out]> {
  if (!warned) warn('DeprecationWarning', 'readable.asIndexedPairs will be removed in a future version.');
  warned = true;
  validateOptions(options);
  let index = 0;
  return outlet(Readable, options, async function* asIndexedPairs(signal) {
    for await (const chunk of chunksOf(stream)(signal)) yield [index++, chunk];
  });
}

const operators: Record<string, Operator> = {
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
  ...(nodeLine < 22 && { asIndexedPairs }),
};
