/**
 * Tells when a stream is no longer readable or writable, or has failed, or was closed before its time.
 *
 * @see https://nodejs.org/api/stream.html#streamfinishedstream-options-callback
 *
 * @module
 */
import { nextTick } from '#platform';
import { listensWhenOver } from './_host-line.ts';
import type { AnyStream } from './_predicates.ts';
import {
  errorOf,
  isClosed,
  isReadable,
  isReadableFinished,
  isReadableStream,
  isRequest,
  isStream,
  isWritable,
  isWritableFinished,
  isWritableStream,
  willEmitClose,
} from './_predicates.ts';
import { settle, whenWebClosed } from './_web.ts';
import { AbortError, ERR_INVALID_ARG_TYPE, ERR_STREAM_PREMATURE_CLOSE } from './errors.ts';
import type { EmitterLike, Listener } from './types.ts';

/** What Node's message says a stream may be. */
export const STREAMS: string = 'an instance of ReadableStream, WritableStream, or Stream';

/** What `finished` is asked about. */
export type FinishedTarget = EmitterLike | ReadableStream | WritableStream;

/** What `finished` waits for. */
export interface FinishedOptions {
  /** Whether 'error' counts. @default true */
  readonly error?: boolean | undefined;
  /** Whether the readable side must end. @default whether the stream has one */
  readonly readable?: boolean | undefined;
  /** Whether the writable side must finish. @default whether the stream has one */
  readonly writable?: boolean | undefined;
  /** Stops waiting; the callback gets an `AbortError`. The stream itself goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** An option: what can be told already is told at once, before `finished` returns. */
export const kAtOnce: unique symbol = /* @__PURE__ */ Symbol('kAtOnce') as never;

/** Called once, with the error if there was one. */
export type FinishedCallback = (error?: Error | null) => void;

/**
 * Calls back once when a stream has ended, failed or been closed. Of web streams it takes those of Node, which
 * tell without being read.
 *
 * @returns a function that stops waiting and takes all listeners off.
 * @throws {ERR_INVALID_ARG_TYPE} if `stream` is none.
 *
 * @example A stream that is destroyed before its end
 * ```ts
 * import { finished, Readable } from 'gardenhose/stream';
 *
 * const source = new Readable({ read() {} });
 * source.destroy();
 * const error = await new Promise((resolve) => finished(source, resolve));
 * assert.equal((error as { code: string }).code, 'ERR_STREAM_PREMATURE_CLOSE');
 * ```
 */
export function finished(stream: FinishedTarget, callback: FinishedCallback): () => void;
export function finished(
  stream: FinishedTarget,
  options: FinishedOptions | null | undefined,
  callback: FinishedCallback,
): () => void;
export function finished(
  target: FinishedTarget,
  given: FinishedOptions | FinishedCallback | null | undefined,
  ...last: [callback?: FinishedCallback]
): () => void {
  const [callback, options = {}] = (last.length > 0 ? [last[0], given ?? undefined] : [given]) as [
    callback: FinishedCallback,
    options?: FinishedOptions,
  ];
  if (typeof options !== 'object' || Array.isArray(options))
    throw ERR_INVALID_ARG_TYPE('options', 'of type object', options);
  if (typeof callback !== 'function') throw ERR_INVALID_ARG_TYPE('callback', 'of type function', callback);
  const { signal } = options;
  validateSignal(signal, 'options.signal');
  const webClosed = whenWebClosed(target);
  if (webClosed !== undefined) return whenWebFinished(target, webClosed, signal, callback);
  if (!isStream(target)) {
    throw ERR_INVALID_ARG_TYPE('stream', STREAMS, target);
  }
  const stream: AnyStream = target as AnyStream;
  const readable = options.readable ?? isReadableStream(stream);
  const writable = options.writable ?? isWritableStream(stream);

  /** 'close' comes later and says more than 'end' or 'finish'. */
  let closeWillTell =
    willEmitClose(stream) && isReadableStream(stream) === readable && isWritableStream(stream) === writable;
  let readableDone = isReadableFinished(stream, false) === true;
  let writableDone = isWritableFinished(stream, false) === true;
  let called = false;
  let isDeaf = false;

  function done(error?: Error | null): void {
    if (called) return;
    called = true;
    signal?.removeEventListener('abort', onabort);
    if (error === undefined) callback.call(stream);
    else callback.call(stream, error);
  }
  function onfinish(): void {
    writableDone = true;
    if (stream.destroyed) closeWillTell = false;
    if (closeWillTell && (!stream.writable || readable)) return;
    if (!readable || readableDone) done();
  }
  function onend(): void {
    readableDone = true;
    if (stream.destroyed) closeWillTell = false;
    if (closeWillTell && (!stream.readable || writable)) return;
    if (!writable || writableDone) done();
  }
  function onlegacyfinish(): void {
    if (!stream.writable) onfinish();
  }
  function onerror(error: Error): void {
    if (!isDeaf) done(error);
  }
  function onclose(): void {
    done(closingError());
  }
  /** The stream's own error, or that of a close before its time. */
  function closingError(): Error | undefined {
    const readCut =
      readable && !readableDone && isReadableStream(stream, true) && !isReadableFinished(stream, false);
    const writeCut = writable && !writableDone && !isWritableFinished(stream, false);
    return ownError() ?? (readCut || writeCut ? ERR_STREAM_PREMATURE_CLOSE() : undefined);
  }
  function ownError(): Error | undefined {
    const error = errorOf(stream);
    return error === null || typeof error === 'boolean' ? undefined : error;
  }
  function tell(verdict: () => Error | undefined): void {
    done(verdict());
  }
  function onrequest(): void {
    stream.req?.on('finish', onfinish);
  }
  function onabort(): void {
    const wasCalled = called;
    stop();
    if (!wasCalled) callback.call(stream, new AbortError(undefined, { cause: signal?.reason }));
  }
  function stop(): void {
    called = true;
    signal?.removeEventListener('abort', onabort);
    stream.removeListener('aborted', onclose);
    stream.removeListener('complete', onfinish);
    stream.removeListener('abort', onclose);
    stream.removeListener('request', onrequest);
    stream.req?.removeListener('finish', onfinish);
    stream.removeListener('end', onlegacyfinish);
    stream.removeListener('close', onlegacyfinish);
    stream.removeListener('finish', onfinish);
    stream.removeListener('end', onend);
    stream.removeListener('error', onerror as Listener);
    stream.removeListener('close', onclose);
  }

  const closed = isClosed(stream) === true;
  const readableIsOver = readableDone || isReadable(stream) === false;
  const writableIsOver = writableDone || isWritable(stream) === false;
  const callbacksAreOwed = (stream._writableState?.pendingcb ?? 0) > 0;
  let verdict: (() => Error | undefined) | null = null;
  if (closed) verdict = closingError;
  else if (stream._writableState?.errorEmitted || stream._readableState?.errorEmitted) {
    if (!closeWillTell) verdict = ownError;
  } else if (!readable && writableIsOver && !callbacksAreOwed && (!closeWillTell || isReadable(stream))) {
    verdict = ownError;
  } else if (!writable && readableIsOver && (!closeWillTell || isWritable(stream))) verdict = ownError;
  else if (stream._readableState && stream.req && stream.aborted) verdict = ownError;

  if (verdict !== null && (options as { [kAtOnce]?: boolean })[kAtOnce]) {
    done(verdict());
    return stop;
  }
  if (verdict !== null && !listensWhenOver) {
    nextTick(done, verdict());
    // An error that still comes changes nothing, but it is not one that nobody handles.
    isDeaf = true;
    if (options.error !== false) stream.on('error', onerror as Listener);
    return stop;
  }
  if (verdict !== null) nextTick(tell, verdict);
  if (signal?.aborted && !closed) {
    nextTick(onabort);
    if (!listensWhenOver) return stop;
  }

  if (isRequest(stream)) {
    stream.on('complete', onfinish);
    if (!closeWillTell) stream.on('abort', onclose);
    if (stream.req) onrequest();
    else stream.on('request', onrequest);
  } else if (writable && !stream._writableState) {
    stream.on('end', onlegacyfinish);
    stream.on('close', onlegacyfinish);
  }
  if (!closeWillTell && typeof stream.aborted === 'boolean') stream.on('aborted', onclose);
  stream.on('end', onend);
  stream.on('finish', onfinish);
  if (options.error !== false) stream.on('error', onerror as Listener);
  stream.on('close', onclose);
  if (signal !== undefined && !signal.aborted && !closed) signal.addEventListener('abort', onabort);
  return stop;
}

function whenWebFinished(
  stream: unknown,
  closed: Promise<void>,
  signal: AbortSignal | undefined,
  callback: FinishedCallback,
): () => void {
  let called = false;
  function done(error?: Error | null): void {
    if (called) return;
    called = true;
    signal?.removeEventListener('abort', onabort);
    callback.call(stream, error);
  }
  function onabort(): void {
    done(new AbortError(undefined, { cause: signal?.reason }));
  }
  if (signal?.aborted) nextTick(onabort);
  else signal?.addEventListener('abort', onabort);
  settle(closed, done);
  return () => {};
}

/** @throws {ERR_INVALID_ARG_TYPE} if a signal is given that is none. */
export function validateSignal(signal: unknown, name: string): void {
  if (signal === undefined) return;
  if (typeof signal !== 'object' || signal === null || !('aborted' in signal)) {
    throw ERR_INVALID_ARG_TYPE(name, 'an instance of AbortSignal', signal);
  }
}
