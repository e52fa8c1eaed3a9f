/**
 * Joins streams, iterables and generator functions so that an error or an end anywhere reaches every part.
 *
 * @see https://nodejs.org/api/stream.html#streampipelinesource-transforms-destination-callback
 *
 * @module
 */
import { nextTick } from '#platform';
import { abortsGiveWay, errorsCountAsEnds, refusesClosedParts } from './_host-line.ts';
import { nop } from './_nop.ts';
import type { AnyStream } from './_predicates.ts';
import { isIterable, isReadable, isReadableFinished, isReadableStream, isStream } from './_predicates.ts';
import { ReadableState } from './_readable-state.ts';
import { validateFunction, validateSignal } from './_validate.ts';
import { chunksOf, isWebPair, isWebReadable, isWebWritable, pumpToWeb } from './_web.ts';
import { WritableState } from './_writable-state.ts';
import { joinErrors } from './destroy.ts';
import { destroyer } from './destroyer.ts';
import { Duplex } from './duplex.ts';
import { duplexFrom, SOURCES } from './duplex-from.ts';
import {
  AbortError,
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_RETURN_VALUE,
  ERR_MISSING_ARGS,
  ERR_STREAM_DESTROYED,
  ERR_STREAM_PREMATURE_CLOSE,
  ERR_STREAM_UNABLE_TO_PIPE,
} from './errors.ts';
import { finished } from './finished.ts';
import type { FollowerOf, PipelineSource } from './joints.ts';
import { Readable } from './readable.ts';
import type { PipelineFunction } from './signatures.ts';
import type { WebPair } from './to-web.ts';
import { PassThrough } from './transform.ts';
import type { Listener } from './types.ts';

/** How a pipeline ends, and what may stop it. */
export interface PipelineOptions {
  /** Destroys every part when it aborts; the callback gets an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the last stream is ended, and destroyed on failure. @default true */
  readonly end?: boolean | undefined;
}

/** Called once: with the error, or with null and what an async function at the end returned. */
export type PipelineCallback<Value = unknown> = (error: Error | null | undefined, value?: Value) => void;

type Stage = PipelineSource | FollowerOf<never> | ((...args: never[]) => unknown);

/**
 * Sends chunks from the first part through the others to the last.
 *
 * @param parts streams of any make, web streams, pairs of streams and functions; the first also an iterable, a
 *   promise, a Blob, or whatever else `Duplex.from` takes.
 * @returns the last stream, or for a function at the end a stream of what it gives.
 * @throws {ERR_MISSING_ARGS} for fewer than two parts.
 * @throws {ERR_INVALID_ARG_TYPE} for a part of another kind.
 * @throws {ERR_STREAM_UNABLE_TO_PIPE} from Node 24 on, for a stream before one that is closed or destroyed already.
 * @throws {ERR_INVALID_RETURN_VALUE} for a function that gives neither an iterable nor, at the end, a promise.
 *
 * @example An error in the middle reaches both ends
 * ```ts
 * import { pipeline, Readable, Transform, Writable } from 'gardenhose/stream';
 *
 * const source = Readable.from(['beep']);
 * const refuse = new Transform({
 *   objectMode: true,
 *   transform: (_chunk, _encoding, done) => done(new Error('No')),
 * });
 * const sink = new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() });
 * const error = await new Promise((resolve) => pipeline(source, refuse, sink, resolve));
 * assert.equal((error as Error).message, 'No');
 * assert.ok(source.destroyed && sink.destroyed);
 * ```
 */
export const pipeline: PipelineFunction = function pipeline(...args: unknown[]): unknown {
  const callback = args.pop();
  validateFunction('streams[stream.length - 1]', callback);
  const parts = args.length === 1 && Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  return runPipeline(parts as Stage[], once(callback as PipelineCallback), {});
} as PipelineFunction;

function once(callback: PipelineCallback): PipelineCallback {
  let called = false;
  return (error, value) => {
    if (called) return;
    called = true;
    callback(error, value);
  };
}

/** The same for a list of parts, with options. */
export function runPipeline(
  parts: readonly Stage[],
  callback: PipelineCallback,
  options: PipelineOptions,
): unknown {
  if (parts.length < 2) throw ERR_MISSING_ARGS('streams');
  validateSignal(options.signal, 'options.signal');
  return new Pipeline(parts, callback, options).join();
}

/** One run: who takes part, how many ends are awaited, what went wrong first. */
class Pipeline {
  readonly #parts: readonly Stage[];
  readonly #callback: PipelineCallback;
  readonly #options: PipelineOptions;
  /** Stops the functions among the parts; made for the first of them, as nobody else sees its signal. */
  #inner: AbortController | undefined;
  #isOver = false;
  readonly #destroys: ((error?: Error | null) => void)[] = [];
  /** Taken back after a clean end, so that the last stream can be used on. */
  readonly #listenersOnLast: (() => void)[] = [];
  #awaited = 0;
  #error: Error | null | undefined;
  #value: unknown;

  constructor(parts: readonly Stage[], callback: PipelineCallback, options: PipelineOptions) {
    this.#parts = parts;
    this.#callback = callback;
    this.#options = options;
  }

  join(): unknown {
    const { signal } = this.#options;
    if (signal?.aborted) queueMicrotask(this.#onabort);
    else signal?.addEventListener('abort', this.#onabort);
    let flow: unknown;
    for (const [index, given] of this.#parts.entries()) {
      const isLast = index === this.#parts.length - 1;
      const part = partOf(given, index);
      if (isStream(part)) {
        if (refusesClosedParts) refuseClosed(this.#parts[index + 1]);
        this.#watch(part, index, isLast);
      }
      if (index === 0) flow = this.#open(part);
      else if (typeof part === 'function') flow = this.#call(part as never, flow, index, isLast);
      else if (isStream(part)) flow = this.#connect(flow, part, isLast);
      else flow = this.#connectWeb(flow, part as never, isLast);
    }
    if (signal?.aborted) nextTick(this.#onabort);
    return flow;
  }

  readonly #onabort = (): void => {
    this.#conclude(new AbortError(undefined, { cause: this.#options.signal?.reason }), false);
  };

  /** One of the awaited ends has come. */
  readonly #finish = (error?: Error | null): void => {
    this.#conclude(error, --this.#awaited === 0);
  };

  /** A part has failed, of which the awaited ends may tell as well. */
  readonly #fail = (error: Error): void => {
    if (errorsCountAsEnds) this.#finish(error);
    else this.#conclude(error, false);
  };

  #conclude(error: Error | null | undefined, isFinal: boolean): void {
    if (error && givesWay(this.#error)) this.#error = error;
    if (!this.#error && !isFinal) return;
    for (let stop = this.#destroys.shift(); stop !== undefined; stop = this.#destroys.shift())
      stop(this.#error);
    this.#options.signal?.removeEventListener('abort', this.#onabort);
    this.#isOver = true;
    this.#inner?.abort();
    if (!isFinal) return;
    if (!this.#error) for (const takeOff of this.#listenersOnLast) takeOff();
    nextTick(this.#callback, this.#error, this.#value);
  }

  /** Makes a part fail with the others, and the others with it. */
  #watch(stream: AnyStream, index: number, isLast: boolean): void {
    const reading = !isLast;
    const staysReadable = isLast && isReadable(stream) === true;
    if (reading || this.#options.end !== false) {
      const cleanup = this.#destroyWithOthers(stream, reading, index > 0);
      if (staysReadable) this.#listenersOnLast.push(cleanup);
    }
    const onerror = ((error?: Error & { code?: string }): void => {
      if (error && error.name !== 'AbortError' && error.code !== ERR_STREAM_PREMATURE_CLOSE.code) {
        this.#fail(error);
      }
    }) as Listener;
    stream.on('error', onerror);
    if (staysReadable) this.#listenersOnLast.push(() => stream.removeListener('error', onerror));
  }

  #destroyWithOthers(stream: AnyStream, readable: boolean, writable: boolean): () => void {
    let over = false;
    stream.on('close', () => {
      over = true;
    });
    const cleanup = finished(stream, { readable, writable }, (error) => {
      over = !error;
    });
    this.#destroys.push((error) => {
      if (over) return;
      over = true;
      destroyer(stream, error || ERR_STREAM_DESTROYED('pipe'));
    });
    return cleanup;
  }

  get #signal(): AbortSignal {
    this.#inner ??= new AbortController();
    if (this.#isOver) this.#inner.abort();
    return this.#inner.signal;
  }

  #open(part: Stage): unknown {
    if (typeof part === 'function') {
      const source = (part as (options: object) => unknown)({ signal: this.#signal });
      if (!isIterable(source))
        throw ERR_INVALID_RETURN_VALUE('Iterable, AsyncIterable or Stream', 'source', source);
      return source;
    }
    return part;
  }

  /** A function takes what has come so far as an async iterable. */
  #call(
    part: (source: unknown, options: { signal: AbortSignal }) => unknown,
    flow: unknown,
    index: number,
    isLast: boolean,
  ): unknown {
    const result = part(toAsyncIterable(flow), { signal: this.#signal });
    if (!isLast) {
      if (!isIterable(result, 'async')) {
        throw ERR_INVALID_RETURN_VALUE('AsyncIterable', `transform[${index - 1}]`, result);
      }
      return result;
    }
    const outlet = new PassThrough({ objectMode: true });
    const end = this.#options.end !== false;
    if (isPromise(result)) {
      this.#awaited++;
      result.then(
        (value) => {
          this.#value = value;
          if (value !== null && value !== undefined) outlet.write(value);
          if (end) outlet.end();
          nextTick(this.#finish);
        },
        (error: Error) => {
          outlet.destroy(error);
          nextTick(this.#finish, error);
        },
      );
    } else if (isIterable(result, 'async')) {
      this.#awaited++;
      void pump(result as AsyncIterable<unknown>, outlet as unknown as AnyStream, this.#finish, end);
    } else throw ERR_INVALID_RETURN_VALUE('AsyncIterable or Promise', 'destination', result);
    const cleanup = this.#destroyWithOthers(outlet as unknown as AnyStream, false, true);
    this.#listenersOnLast.push(cleanup);
    return outlet;
  }

  #connect(flow: unknown, stream: AnyStream, isLast: boolean): unknown {
    const end = !isLast || this.#options.end !== false;
    if (isReadableStream(flow)) {
      this.#awaited += 2;
      const cleanup = this.#pipe(flow, stream, end);
      if (isLast && isReadable(stream)) this.#listenersOnLast.push(cleanup);
    } else {
      this.#awaited++;
      void pump(this.#chunksOf(flow), stream, this.#finish, end);
    }
    return stream;
  }

  #connectWeb<Part extends WritableStream | WebPair<unknown, unknown>>(
    flow: unknown,
    part: Part,
    isLast: boolean,
  ): Part {
    const sink = isWebPair(part) ? part.writable : (part as WritableStream);
    const end = !isLast || this.#options.end !== false;
    this.#awaited++;
    this.#destroys.push(pumpToWeb(this.#chunksOf(flow), sink.getWriter(), end, this.#finish));
    return part;
  }

  /** The chunks that have come so far; those of a web stream end at once when the pipeline fails. */
  #chunksOf(flow: unknown): AsyncIterable<unknown> {
    const source = readableSide(flow);
    if (!isWebReadable(source)) return toAsyncIterable(source);
    const reader = source.getReader();
    this.#destroys.push((error) => {
      reader.cancel(error).catch(nop);
    });
    return chunksOf(reader);
  }

  #pipe(source: AnyStream, destination: AnyStream, end: boolean): () => void {
    let ended = false;
    destination.on('close', () => {
      if (!ended) this.#fail(ERR_STREAM_PREMATURE_CLOSE());
    });
    source.pipe?.(destination, { end: false });
    if (end) {
      const endDestination = (): void => {
        ended = true;
        destination.end!();
      };
      if (isReadableFinished(source)) nextTick(endDestination);
      else source.once('end', endDestination);
    } else this.#finish();

    finished(source, { readable: true, writable: false }, (error) => {
      const state = source._readableState;
      const closedEarly =
        (error as { code?: string } | null | undefined)?.code === ERR_STREAM_PREMATURE_CLOSE.code;
      if (closedEarly && state?.ended && !state.errored && !state.errorEmitted) {
        // Some streams close before they end: what is buffered still comes.
        source.once('end', this.#finish);
        source.once('error', this.#finish as Listener);
      } else this.#finish(error);
    });
    return finished(destination, { readable: false, writable: true }, this.#finish);
  }
}

/** Whether a later error says more than the one that is known. */
function givesWay(known: (Error & { code?: string }) | null | undefined): boolean {
  if (!known || known.code === ERR_STREAM_PREMATURE_CLOSE.code) return true;
  return abortsGiveWay && known.name === 'AbortError';
}

/** Throws for the part after a stream, if it says of itself that it is over. */
function refuseClosed(part: unknown): void {
  const said = part as Partial<AnyStream> | null | undefined;
  if (said?.closed || said?.destroyed) throw ERR_STREAM_UNABLE_TO_PIPE();
}

/** Writes what an iterable gives, stopping while the stream is full. */
async function pump(
  source: AsyncIterable<unknown> | Iterable<unknown>,
  destination: AnyStream,
  finish: (error?: Error | null) => void,
  end: boolean,
): Promise<void> {
  let error: Error | null | undefined;
  let wake: (() => void) | null = null;
  let isOver = false;
  function resume(reason?: Error | null): void {
    if (reason) error = reason;
    wake?.();
    wake = null;
  }
  function room(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (error) reject(error);
      else wake = () => (error ? reject(error) : resolve());
    });
  }
  const ondrain = (): void => resume();
  destination.on('drain', ondrain);
  const cleanup = finished(destination, { readable: false }, (reason) => {
    isOver = true;
    resume(reason);
  });
  try {
    if (destination.writableNeedDrain) await room();
    for await (const chunk of source) if (!destination.write!(chunk)) await room();
    if (end) {
      destination.end!();
      if (!isOver || !endsAtOnce(destination)) await room();
    }
    finish();
  } catch (reason) {
    finish(error === reason ? error : joinErrors(error, reason as Error));
  } finally {
    cleanup();
    destination.removeListener('drain', ondrain);
  }
}

/** Whether a stream is one of our classic ones, which may finish inside of end(), before anybody waits for it. */
function endsAtOnce(stream: AnyStream): boolean {
  return stream.writableEnded === true && stream._writableState === undefined;
}

/** A part as it is, if the pipeline can take it so, otherwise as a stream. */
function partOf(part: Stage, index: number): Stage {
  const stream = part as AnyStream | null | undefined;
  if (stream?._readableState instanceof ReadableState) return part;
  if (stream?._writableState instanceof WritableState && index > 0) return part;
  if (typeof part === 'function' || isWebPair(part)) return part;
  if (index === 0) {
    if (isIterable(part) || isReadableStream(part) || isWebReadable(part)) return part;
  } else if (isStream(part) || isWebWritable(part)) return part;
  else if (!isPair(part)) throw ERR_INVALID_ARG_TYPE('body', SOURCES, part);
  return duplexFrom(Duplex, part);
}

/** Where the chunks of a part come out. */
function readableSide(part: unknown): unknown {
  return isWebPair(part) ? part.readable : part;
}

function isPair(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'readable' in part && 'writable' in part;
}

/** Anything that chunks can be taken from, as an async iterable; a classic stream is wrapped. */
function toAsyncIterable(flow: unknown): AsyncIterable<unknown> {
  const source = readableSide(flow);
  if (isIterable(source)) return source as AsyncIterable<unknown>;
  if (isReadableStream(source)) return Readable.wrap(source as never);
  if (isWebReadable(source)) return chunksOf(source.getReader());
  throw ERR_INVALID_ARG_TYPE('val', 'an instance of Readable, Iterable, or AsyncIterable', flow);
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Partial<Promise<unknown>> | null | undefined)?.then === 'function';
}
