/**
 * How the operators work: calls of a function side by side, results in order, and an end that reaches everything.
 *
 * @module
 */
import type { AnyStream } from '../_predicates.ts';
import { isReadableFinished } from '../_predicates.ts';
import { AbortError } from '../errors.ts';
import { readableFrom } from '../from.ts';
import type { Readable, ReadableConstructor } from '../readable.ts';
import { toInteger, validateFunction, validateOptions } from './_options.ts';
import type { ChunkFunction, ConcurrentOptions, OperatorOptions } from './types.ts';

/** Gives an operator's results until they are all given, or the signal says that nobody wants them. */
export type Work<Out> = (signal: AbortSignal) => AsyncGenerator<Out, void, undefined>;

/** A call of a function: the place of its result among the others. */
interface Call {
  settled?: boolean;
  failed?: boolean;
  /** What the function returned or threw. */
  result?: unknown;
}

/** The result for a chunk that is not passed on. */
const LEFT_OUT: unique symbol = Symbol();

/** Does some work under a signal that follows the one among the options, and aborts if the work fails or is left. */
export async function* run<Out>(
  options: OperatorOptions | undefined,
  work: Work<Out>,
  stop: AbortController = new AbortController(),
): AsyncGenerator<Out, void, undefined> {
  const signal = options?.signal;
  function onabort(): void {
    stop.abort(signal?.reason);
  }
  if (signal?.aborted) onabort();
  signal?.addEventListener('abort', onabort);
  let done = false;
  try {
    yield* work(stop.signal);
    done = true;
  } catch (error) {
    stop.abort(error);
    throw error;
  } finally {
    signal?.removeEventListener('abort', onabort);
    if (!done) stop.abort();
  }
}

/** Makes a Readable of what some work gives; destroying it stops the work at once. */
export function outlet<Out>(
  Readable: ReadableConstructor,
  options: OperatorOptions | undefined,
  work: Work<Out>,
): Readable<Out> {
  const stop = new AbortController();
  const stream = readableFrom<Out>(Readable, run(options, work, stop));
  const close = stream._destroy;
  const destroy: typeof close = (error, callback) => {
    if (!stream.readableEnded) stop.abort(error ?? undefined);
    close.call(stream, error, callback);
  };
  stream._destroy = destroy;
  return stream;
}

/** Gives the chunks of a stream, which is destroyed when the signal aborts. */
export function chunksOf<Out>(stream: Readable<Out>): Work<Out> {
  return (signal) => {
    function onabort(): void {
      const isOver = isReadableFinished(stream as unknown as AnyStream, false);
      stream.destroy(isOver ? null : new AbortError(undefined, { cause: signal.reason }));
    }
    if (signal.aborted) onabort();
    else signal.addEventListener('abort', onabort);
    return stream[Symbol.asyncIterator]();
  };
}

/** Calls a function for each chunk of a stream, as many at once as the options say; gives the results in order. */
export function calls<Out, Result>(
  stream: Readable<Out>,
  fn: ChunkFunction<Out, Result>,
  options: ConcurrentOptions | undefined,
): Work<Result> {
  validateFunction('fn', fn);
  validateOptions(options);
  const concurrency = toInteger('options.concurrency', options?.concurrency ?? 1, 1);
  const ahead = toInteger('options.highWaterMark', options?.highWaterMark ?? concurrency - 1, 0);

  return async function* (signal) {
    const chunks = chunksOf(stream)(signal);
    /** The calls whose results have not been taken. */
    const queue: Call[] = [];
    let running = 0;
    let asking = false;
    let ended = false;
    let wake = (): void => {};

    /** Sees to it that as much is under way as may be. */
    function advance(): void {
      wake();
      if (!asking && !ended && running < concurrency && queue.length < concurrency + ahead) void ask();
    }

    async function ask(): Promise<void> {
      asking = true;
      try {
        const { value, done } = await chunks.next();
        if (done) ended = true;
        else if (!ended) void call(value);
      } catch (error) {
        ended = queue.push({ settled: true, failed: true, result: error }) > 0;
      }
      asking = false;
      advance();
    }

    async function call(chunk: Out): Promise<void> {
      const place: Call = {};
      queue.push(place);
      running++;
      try {
        place.result = await fn(chunk, { signal });
      } catch (error) {
        place.result = error;
        place.failed = ended = true;
      }
      place.settled = true;
      running--;
      advance();
    }

    signal.addEventListener('abort', () => wake());
    advance();
    while (true) {
      const first = queue[0];
      if (signal.aborted) throw new AbortError(undefined, { cause: signal.reason });
      if (first?.settled) {
        if (first.failed) throw first.result;
        if (first.result !== LEFT_OUT) yield first.result as Result;
        queue.shift();
        advance();
      } else if (ended && first === undefined) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  };
}

/** Calls a function for each chunk of a stream and gives the chunks for which it returns something truthy. */
export function passing<Out>(
  stream: Readable<Out>,
  fn: ChunkFunction<Out, unknown>,
  options: ConcurrentOptions | undefined,
): Work<Out> {
  validateFunction('fn', fn);
  return calls(
    stream,
    async (chunk, context) => ((await fn(chunk, context)) ? chunk : (LEFT_OUT as never)),
    options,
  );
}
