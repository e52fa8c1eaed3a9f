/**
 * Makes a stream out of two functions: what is written goes to `write`, what either of them queues comes out.
 *
 * The smallest segment there is, and the base of many others: everything happens inside the call, so after
 * `write()` returns 'data' has been emitted, and after `end()` returns 'end' and 'close' have. Use it for
 * synchronous work on chunks; for asynchronous work `pause()` in `write`, and `queue()` and `resume()` later.
 *
 * Behaves as npm through@2.3.8 in its call forms, events and their timing; its methods may be passed on without
 * their stream (`emitter.on('end', stream.end)`). An exception in `write` or `end` reaches whoever called, as
 * there: the stream lives on. Mended: after 'close' nothing comes out any more; `destroy()` and `end()` return
 * the stream each time. Added: `destroy(error)`, `signal`, `destroyed`, `errored`, `for await`, and a place in
 * `pipeline` and `finished`.
 *
 * @see the handbook's chapter "through"
 *
 * @example Upper case
 * ```ts
 * import { through } from 'gardenhose/through';
 *
 * const upper = through<string>(function (text) {
 *   this.queue(text.toUpperCase());
 * });
 * const seen: string[] = [];
 * upper.on('data', (text) => seen.push(String(text)));
 * upper.write('beep');
 * upper.end('boop');
 * assert.deepEqual(seen, ['BEEP', 'BOOP']);
 * assert.equal(upper.destroyed, true);
 * ```
 *
 * @module
 */

import type { ClassicStreamOptions } from '../core/classic.ts';
import { ClassicStream } from '../core/classic.ts';
import { ERR_INVALID_ARG_TYPE } from '../core/errors.ts';

/** Options of `through`. */
export interface ThroughOptions extends ClassicStreamOptions {}

/** Handles a written chunk; `this` is the stream. */
export type ThroughWrite<In, Out> = (this: Through<In, Out>, chunk: In) => void;

/** Handles the end of writing; `this` is the stream. */
export type ThroughEnd<In, Out> = (this: Through<In, Out>) => void;

/** The type of `through`, which is also a property of itself. */
export interface ThroughFunction {
  <In = unknown, Out = In>(
    write?: ThroughWrite<In, Out> | null,
    end?: ThroughEnd<In, Out> | null,
    options?: ThroughOptions | null,
  ): Through<In, Out>;
  readonly through: ThroughFunction;
}

/**
 * Makes a stream that hands every written chunk to `write` and its end to `end`. Without `write` chunks pass
 * as they are; without `end` the readable side ends with the writable one. A function of one's own ends the
 * stream by `this.queue(null)`.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `write` or `end` is given and not a function
 *
 * @example A running sum, with a last word
 * ```ts
 * import { through } from 'gardenhose/through';
 *
 * let sum = 0;
 * const summing = through<number, number | string>(
 *   (n) => {
 *     sum += n;
 *   },
 *   function () {
 *     this.queue(sum);
 *     this.queue('done');
 *     this.queue(null);
 *   },
 * );
 * const seen: unknown[] = [];
 * summing.on('data', (chunk) => seen.push(chunk));
 * for (const n of [1, 2, 3]) summing.write(n);
 * summing.end();
 * assert.deepEqual(seen, [6, 'done']);
 * ```
 */
export const through: ThroughFunction = /* @__PURE__ */ hangOnItself(function through<In, Out>(
  write?: ThroughWrite<In, Out> | null,
  end?: ThroughEnd<In, Out> | null,
  options?: ThroughOptions | null,
): Through<In, Out> {
  return new Through(write, end, options);
});

function hangOnItself(create: Omit<ThroughFunction, 'through'>): ThroughFunction {
  return Object.assign(create, { through: create }) as ThroughFunction;
}

/** Keeps a callback's parameters from making the stream's type invariant: a stream of text is a stream. */
type Bivariant<F extends (this: never, ...args: never[]) => void> = {
  call(this: unknown, ...args: Parameters<F>): void;
}['call'];

/** The stream that `through` returns. */
export class Through<In = unknown, Out = In> extends ClassicStream<In, Out> {
  readonly #onwrite: Bivariant<ThroughWrite<In, Out>> | undefined;
  readonly #onend: Bivariant<ThroughEnd<In, Out>> | undefined;

  constructor(
    write?: ThroughWrite<In, Out> | null,
    end?: ThroughEnd<In, Out> | null,
    options?: ThroughOptions | null,
  ) {
    super(options ?? {});
    this.#onwrite = asCallback('write', write as Bivariant<ThroughWrite<In, Out>>);
    this.#onend = asCallback('end', end as Bivariant<ThroughEnd<In, Out>>);
    this.write = this.write.bind(this);
    this.end = this.end.bind(this);
    this.queue = this.push = this.queue.bind(this);
    this.pause = this.pause.bind(this);
    this.resume = this.resume.bind(this);
    this.destroy = this.destroy.bind(this);
  }

  override _write(chunk: In): void {
    if (this.#onwrite === undefined) this.queue(chunk as unknown as Out);
    else this.#onwrite(chunk);
  }

  override _end(): void {
    if (this.#onend === undefined) this.queue(null);
    else this.#onend();
  }
}

function asCallback<F>(name: string, callback: F | null | undefined): F | undefined {
  if (!callback) return undefined;
  if (typeof callback !== 'function') throw ERR_INVALID_ARG_TYPE(name, 'of type function', callback);
  return callback;
}

export { through as default, through as 'module.exports' };
