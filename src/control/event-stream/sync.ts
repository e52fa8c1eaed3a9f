/**
 * The array functions of streams: each chunk is mapped, filtered or taken apart inside the `write()` that brings it.
 *
 * An exception in a function is an 'error' event, and the stream goes on with the next chunk; without a listener it
 * reaches whoever writes.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';
import { validateFunction } from '../_validate.ts';
import { Each } from './_each.ts';

/**
 * Emits what a function returns for each chunk; undefined drops the chunk.
 *
 * As in npm event-stream@4.0.1; mended: a paused stream holds back what comes out.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `fn` is not a function
 *
 * @example Lengths
 * ```ts
 * import { mapSync } from 'gardenhose/event-stream';
 *
 * const lengths = mapSync((word: string) => word.length);
 * const seen: number[] = [];
 * lengths.on('data', (length) => seen.push(length));
 * lengths.write('beep');
 * assert.deepEqual(seen, [4]);
 * ```
 */
export function mapSync<In = unknown, Out = In>(
  fn: (data: In) => Out | undefined,
  options?: ClassicStreamOptions,
): Each<In, Out> {
  validateFunction('fn', fn);
  return new Each<In, Out>(
    {
      write(chunk, stream) {
        let mapped: Out | undefined;
        try {
          mapped = fn(chunk);
        } catch (error) {
          stream.emit('error', error);
          return;
        }
        if (mapped !== undefined) stream.put(mapped);
      },
    },
    options,
  );
}

/**
 * Passes the chunks for which a function returns something true.
 *
 * As in npm event-stream@4.0.1; mended: a null that passes is a chunk, where it ended the stream, and an exception in
 * the function is an 'error' event if there is a listener.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `fn` is not a function
 *
 * @example Even numbers
 * ```ts
 * import { filterSync } from 'gardenhose/event-stream';
 *
 * const even = filterSync((n: number) => n % 2 === 0);
 * const seen: number[] = [];
 * even.on('data', (n) => seen.push(n));
 * for (const n of [1, 2, 3, 4]) even.write(n);
 * assert.deepEqual(seen, [2, 4]);
 * ```
 */
export function filterSync<In = unknown>(
  fn: (data: In) => unknown,
  options?: ClassicStreamOptions,
): Each<In, In> {
  validateFunction('fn', fn);
  return new Each<In, In>(
    {
      write(chunk, stream) {
        let passes: unknown;
        try {
          passes = fn(chunk);
        } catch (error) {
          stream.emit('error', error);
          return;
        }
        if (passes) stream.put(chunk);
      },
    },
    options,
  );
}

/** An array, or what else can be gone through by `forEach`. */
interface ForEachable<Item> {
  forEach(callback: (item: Item) => void): void;
}

/**
 * Takes arrays, and emits what a function returns for each of their items.
 *
 * As in npm event-stream@4.0.1; mended: a null among the results is a chunk, where it ended the stream, and an
 * exception in the function, or a chunk that is no array, is an 'error' event if there is a listener; what the array
 * gave until then has come out. For functions that return arrays there is `flatMap`.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `fn` is not a function
 *
 * @example Lists of words
 * ```ts
 * import { flatmapSync } from 'gardenhose/event-stream';
 *
 * const words = flatmapSync((word: string) => word.toUpperCase());
 * const seen: string[] = [];
 * words.on('data', (word) => seen.push(word));
 * words.write(['beep', 'boop']);
 * assert.deepEqual(seen, ['BEEP', 'BOOP']);
 * ```
 */
export function flatmapSync<Item = unknown, Out = Item>(
  fn: (data: Item) => Out,
  options?: ClassicStreamOptions,
): Each<ForEachable<Item>, Out> {
  validateFunction('fn', fn);
  return new Each<ForEachable<Item>, Out>(
    {
      write(chunk, stream) {
        if (typeof chunk?.forEach !== 'function') {
          stream.emit('error', ERR_INVALID_ARG_TYPE('chunk', 'an instance of Array', chunk));
          return;
        }
        let failure: { readonly error: unknown } | undefined;
        chunk.forEach((item) => {
          if (failure !== undefined) return;
          let mapped: Out;
          try {
            mapped = fn(item);
          } catch (error) {
            failure = { error };
            return;
          }
          stream.put(mapped);
        });
        if (failure !== undefined) stream.emit('error', failure.error);
      },
    },
    options,
  );
}
