/**
 * The stream toolbox: what arrays have, `map`, `filter`, `join`, for what comes in time.
 *
 * Every helper makes a classic stream, like `through`: what it does it does inside the call, and it may be piped,
 * iterated by `for await`, and put into `pipeline`. It is there by its own name and as a member of `es`, the default
 * export, which is also what `require('gardenhose/event-stream')` returns.
 *
 * Behaves as npm event-stream@4.0.1 in its call forms, events and their timing; each helper's own text says what is
 * mended. Added: `flatMap`, `reduce`, `batch`, `window` and `throttle`; every helper takes a `signal`, an error given
 * to `destroy` and a place in `pipeline` of the core; no helper holds more than its bound while its reader is slow.
 *
 * @see the handbook's chapter "event-stream"
 *
 * @example Pretty lines
 * ```ts
 * import es from 'gardenhose/event-stream';
 *
 * const chunks = await new Promise((resolve) => {
 *   es.readArray(['{"n":1}\n{"n"', ':2}\n'])
 *     .pipe(es.split())
 *     .pipe(es.parse<{ n: number }>())
 *     .pipe(es.map<{ n: number }, string>((row, done) => done(null, `n is ${row.n}`)))
 *     .pipe(es.writeArray((_error, chunks) => resolve(chunks)));
 * });
 * assert.deepEqual(chunks, ['n is 1', 'n is 2']);
 * ```
 *
 * @module
 */
import * as helpers from './_helpers.ts';

export * from './_helpers.ts';
export type { CollectCallback, CollectOptions, CollectStream } from './collect.ts';
export type { FlatMapFunction, FlatMapStream } from './flat-map.ts';
export type { BatchOptions } from './gather.ts';
export type { ParseOptions } from './json.ts';
export type { MergeOptions, MergeStream } from './merge.ts';
export type { ChildLike } from './pipeline.ts';
export type { ArrayReadable, AskingReadable, ReadableCallback, ReadableFunction } from './read.ts';
export type { ThrottleOptions, ThrottleStream } from './throttle.ts';
export type { WaitCallback, WaitOptions } from './wait.ts';

/**
 * All helpers in one object.
 *
 * @example Two names for one thing
 * ```ts
 * import { es, merge } from 'gardenhose/event-stream';
 *
 * assert.equal(es.concat, merge);
 * ```
 */
export const es: typeof helpers = /* @__PURE__ */ Object.assign({}, helpers);

export { es as default, es as 'module.exports' };
