/**
 * Makes a stream out of an asynchronous function: each chunk goes in, what the function answers comes out, in order.
 *
 * Use it for work that takes time, a look-up or a request for each chunk: `file.pipe(split()).pipe(map(look))`. The
 * function answers by a callback or returns a promise. A classic stream, like `through`: an answer at once comes out
 * inside `write()`; a late one waits for those of the chunks before it. 'end' waits for all of them.
 *
 * Behaves as npm map-stream@0.0.7 in its call forms, events and their timing; its methods may be passed on without
 * their stream. An exception in the function is an 'error' event and the stream lives on; one in a listener reaches
 * whoever called. `write` after the end throws.
 * Mended: what comes after an error comes out, and so does 'end', once; a second answer to a chunk is ignored;
 * `pause()` holds back what comes out; `write()` returns false while the stream is paused, and 'drain' comes also
 * when the function returns false after it answered; `end(chunk)` writes the chunk; after `destroy()` nothing comes
 * out; `map()` without a function throws at once.
 * Added: at most `concurrency` chunks are under way, where there was no limit: at that many `write()` returns false,
 * and what is written nevertheless waits its turn, up to `maxWaiting`; `ordered: false`; functions that return a promise; `this` is the
 * stream, whose `signal` tells the function that nobody waits any more; and what every classic stream has here:
 * `destroy(error)`, an abort signal, `for await`, a place in `pipeline`.
 *
 * @see the handbook's chapter "map-stream"
 *
 * @example Look up each word
 * ```ts
 * import { map } from 'gardenhose/map-stream';
 *
 * const lengths = map<string, number>((word, done) => {
 *   if (word === '') done();
 *   else done(null, word.length);
 * });
 * const seen: number[] = [];
 * lengths.on('data', (length) => seen.push(length));
 * for (const word of ['beep', '', 'boop!']) lengths.write(word);
 * assert.deepEqual(seen, [4, 5]);
 * ```
 *
 * @module
 */
import type { MapCallback, MapFunction, MapOptions } from './_map-stream.ts';
import { MapStream } from './_map-stream.ts';

export { type MapCallback, type MapFunction, type MapOptions, MapStream };

/** What comes out: what the promise holds, if the function returns one of anything. */
export type MapOut<Out, Result> = unknown extends Result
  ? Out
  : Result extends PromiseLike<void>
    ? Out
    : Result extends PromiseLike<infer Data>
      ? Exclude<Data, undefined>
      : Out;

/**
 * Makes a stream that hands every chunk to `fn` and emits what it answers.
 *
 * A function that returns a promise is answered for by it; one that declares two parameters answers by its
 * callback, even if it returns a promise of nothing as well.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `fn` is not a function, or a limit no number
 * @throws {ERR_OUT_OF_RANGE} a limit below 1
 * @throws {ERR_STREAM_OVERFLOW} as 'error' event: more than `maxWaiting` chunks wait
 * @throws {ERR_STREAM_WRITE_AFTER_END} from `write`, after `end`
 * @throws {ERR_STREAM_DESTROYED} from `write`, after `destroy`
 *
 * @example Requests, four at a time
 * ```ts
 * import { map } from 'gardenhose/map-stream';
 *
 * const squares = map(async (n: number) => n * n, { concurrency: 4 });
 * for (const n of [1, 2, 3]) squares.write(n);
 * squares.end();
 * const seen: number[] = [];
 * for await (const square of squares) seen.push(square);
 * assert.deepEqual(seen, [1, 4, 9]);
 * ```
 */
export function map<In = unknown, Out = In, Result = unknown>(
  fn: MapFunction<In, Out, Result>,
  options?: MapOptions | null,
): MapStream<In, MapOut<Out, Result>> {
  return new MapStream(fn as unknown as MapFunction<In, MapOut<Out, Result>>, options ?? {});
}

export { map as default, map as 'module.exports' };
