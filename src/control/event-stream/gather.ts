/**
 * Several chunks into one: `reduce` makes one of all, `batch` and `window` make arrays. None of them is in npm
 * event-stream@4.0.1.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { asError } from '../_settled.ts';
import { validateDelay, validateFunction, validateLimit } from '../_validate.ts';
import { Each } from './_each.ts';

/**
 * Emits one value at the end, made of all chunks: like `Array.prototype.reduce`. Without an initial value it begins
 * with the first chunk; without that either, nothing comes out. An exception in the function destroys the stream.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `fn` is not a function
 *
 * @example The length of a text
 * ```ts
 * import { reduce } from 'gardenhose/event-stream';
 *
 * const length = reduce((sum: number, text: string) => sum + text.length, 0);
 * length.on('data', (sum) => assert.equal(sum, 8));
 * length.write('beep');
 * length.end('boop');
 * ```
 */
export function reduce<In = unknown>(fn: (previous: In, data: In) => In): Each<In, In>;
export function reduce<In, Out>(
  fn: (previous: Out, data: In) => Out,
  initial: Out,
  options?: ClassicStreamOptions,
): Each<In, Out>;
export function reduce<In, Out>(
  fn: (previous: Out, data: In) => Out,
  ...rest: [initial?: Out, options?: ClassicStreamOptions]
): Each<In, Out> {
  validateFunction('fn', fn);
  let isEmpty = rest.length === 0;
  let value = rest[0] as Out;
  return new Each<In, Out>(
    {
      write(chunk, stream) {
        if (isEmpty) {
          isEmpty = false;
          value = chunk as unknown as Out;
          return;
        }
        try {
          value = fn(value, chunk);
        } catch (error) {
          stream.destroy(asError(error));
        }
      },
      end(stream) {
        if (!isEmpty) stream.put(value);
      },
    },
    rest[1],
  );
}

/** Options of `batch`. */
export interface BatchOptions extends ClassicStreamOptions {
  /** After how many milliseconds a batch comes out though it is not full; 0 for never. @default 0 */
  readonly maxWaitMs?: number | undefined;
}

/**
 * Emits arrays of `size` chunks; the last may be smaller, and so may one that `maxWaitMs` lets out.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a number is none
 * @throws {ERR_OUT_OF_RANGE} a `size` below 1, a `maxWaitMs` below 0 or above 2 ** 31 - 1
 *
 * @example Two at a time
 * ```ts
 * import { batch } from 'gardenhose/event-stream';
 *
 * const pairs = batch<number>(2);
 * const seen: number[][] = [];
 * pairs.on('data', (pair) => seen.push(pair));
 * for (const n of [1, 2, 3]) pairs.write(n);
 * pairs.end();
 * assert.deepEqual(seen, [[1, 2], [3]]);
 * ```
 */
export function batch<In = unknown>(size: number, options: BatchOptions = {}): Each<In, In[]> {
  const count = toSize('size', size);
  const { maxWaitMs = 0 } = options;
  validateDelay('options.maxWaitMs', maxWaitMs, 0);
  let chunks: In[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (chunks.length === 0) return;
    const full = chunks;
    chunks = [];
    stream.put(full);
  }
  const stream = new Each<In, In[]>(
    {
      write(chunk) {
        chunks.push(chunk);
        if (chunks.length === count) flush();
        else if (maxWaitMs > 0) timer ??= setTimeout(flush, maxWaitMs);
      },
      end: flush,
      close() {
        clearTimeout(timer);
        chunks = [];
      },
    },
    options,
  );
  return stream;
}

/**
 * Emits arrays of the last `size` chunks, whenever `step` more have come; the first when there are as many. Chunks
 * too few for a whole window do not come out.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a number is none
 * @throws {ERR_OUT_OF_RANGE} a number below 1
 *
 * @example Differences
 * ```ts
 * import { mapSync, window } from 'gardenhose/event-stream';
 *
 * const pairs = window<number>(2);
 * const steps = pairs.pipe(mapSync(([a = 0, b = 0]: number[]) => b - a));
 * const seen: number[] = [];
 * steps.on('data', (step) => seen.push(step));
 * for (const n of [1, 4, 9, 16]) pairs.write(n);
 * assert.deepEqual(seen, [3, 5, 7]);
 * ```
 */
export function window<In = unknown>(size: number, step = 1, options?: ClassicStreamOptions): Each<In, In[]> {
  const width = toSize('size', size);
  const stride = toSize('step', step);
  let last: In[] = [];
  /** Chunks of no window, between two that do not touch. */
  let skipping = 0;
  return new Each<In, In[]>(
    {
      write(chunk, stream) {
        if (skipping > 0) {
          skipping--;
          return;
        }
        last.push(chunk);
        if (last.length < width) return;
        const full = last;
        last = full.slice(stride);
        skipping = Math.max(0, stride - width);
        stream.put(full);
      },
    },
    options,
  );
}

function toSize(name: string, value: number): number {
  validateLimit(name, value, 1);
  return Math.floor(value);
}
