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
import { NOT_READABLE, R_ENDED, ReadableState } from './_readable-state.ts';
import { DESTROYED, ERROR_EMITTED, ERRORED } from './_state.ts';
import { validateFunction, validateSignal } from './_validate.ts';
import { settle, whenWebClosed } from './_web.ts';
import { ENDING, NOT_WRITABLE, WritableState } from './_writable-state.ts';
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
  validateFunction('callback', callback);
  const { signal } = options;
  validateSignal(signal, 'options.signal');
  const webClosed = whenWebClosed(target);
  if (webClosed !== undefined) return whenWebFinished(target, webClosed, signal, callback);
  if (!isStream(target)) throw ERR_INVALID_ARG_TYPE('stream', STREAMS, target);
  const stream: AnyStream = target;
  const isNew = isAsNew(stream);
  const isSource = isNew ? stream._readableState !== undefined : isReadableStream(stream);
  const isSink = isNew ? stream._writableState !== undefined : isWritableStream(stream);
  const readable = options.readable ?? isSource;
  const writable = options.writable ?? isSink;

  /** 'close' comes later and says more than 'end' or 'finish'. */
  let closeWillTell = isSource === readable && isSink === writable && willEmitClose(stream);
  let readableDone = !isNew && isReadableFinished(stream, false) === true;
  let writableDone = !isNew && isWritableFinished(stream, false) === true;
  let called = false;
  let isDeaf = false;
  /** The listeners that streams of ours do without. */
  const others: [emitter: AnyStream, event: string, listener: Listener][] = [];

  // What seldom runs is an arrow function where it is needed: each of these is made for each stream.
  function done(error?: Error): void {
    if (called) return;
    called = true;
    if (onabort) signal?.removeEventListener('abort', onabort);
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
  function onerror(error: Error): void {
    if (!isDeaf) done(error);
  }
  function onclose(): void {
    if (!called) done(closingError());
  }
  /** The stream's own error, or that of a close before its time. */
  function closingError(): Error | undefined {
    const readIsCut =
      readable && !readableDone && isReadableStream(stream, true) && !isReadableFinished(stream, false);
    const writeIsCut = writable && !writableDone && !isWritableFinished(stream, false);
    return ownError(stream) ?? (readIsCut || writeIsCut ? ERR_STREAM_PREMATURE_CLOSE() : undefined);
  }
  function stop(): void {
    called = true;
    if (onabort) signal?.removeEventListener('abort', onabort);
    for (const [emitter, event, listener] of others) emitter.removeListener(event, listener);
    stream.removeListener('finish', onfinish);
    stream.removeListener('end', onend);
    stream.removeListener('error', onerror as Listener);
    stream.removeListener('close', onclose);
  }
  const onabort =
    signal &&
    ((): void => {
      const wasCalled = called;
      stop();
      if (!wasCalled) callback.call(stream, new AbortError(undefined, { cause: signal.reason }));
    });

  const closed = !isNew && isClosed(stream) === true;
  let verdict: (() => Error | undefined) | null = null;
  if (closed) verdict = closingError;
  else if (!isNew && isOver(stream, readable, writable, readableDone, writableDone, closeWillTell)) {
    verdict = () => ownError(stream);
  }

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
  if (verdict !== null) nextTick((say) => done(say()), verdict);
  if (onabort && signal.aborted && !closed) {
    nextTick(onabort);
    if (!listensWhenOver) return stop;
  }

  const listen = (emitter: AnyStream, event: string, listener: Listener): void => {
    others.push([emitter, event, listener]);
    emitter.on(event, listener);
  };
  if (isRequest(stream)) {
    listen(stream, 'complete', onfinish);
    if (!closeWillTell) listen(stream, 'abort', onclose);
    const onrequest = (): void => {
      if (stream.req) listen(stream.req, 'finish', onfinish);
    };
    if (stream.req) onrequest();
    else listen(stream, 'request', onrequest);
  } else if (writable && !stream._writableState) {
    const onlegacyfinish = (): void => {
      if (!stream.writable) onfinish();
    };
    listen(stream, 'end', onlegacyfinish);
    listen(stream, 'close', onlegacyfinish);
  }
  if (!closeWillTell && typeof stream.aborted === 'boolean') listen(stream, 'aborted', onclose);
  stream.on('end', onend);
  stream.on('finish', onfinish);
  if (options.error !== false) stream.on('error', onerror as Listener);
  stream.on('close', onclose);
  if (onabort && !signal.aborted && !closed) signal.addEventListener('abort', onabort);
  return stop;
}

/** Whether nothing more comes that `finished` waits for, though the stream is not closed. */
function isOver(
  stream: AnyStream,
  readable: boolean,
  writable: boolean,
  readableDone: boolean,
  writableDone: boolean,
  closeWillTell: boolean,
): boolean {
  const { _readableState, _writableState } = stream;
  if (_writableState?.errorEmitted || _readableState?.errorEmitted) return !closeWillTell;
  const readableIsOver = readableDone || isReadable(stream) === false;
  const writableIsOver = writableDone || isWritable(stream) === false;
  const callbacksAreOwed = (_writableState?.pendingcb ?? 0) > 0;
  if (!readable && writableIsOver && !callbacksAreOwed && (!closeWillTell || isReadable(stream))) return true;
  if (!writable && readableIsOver && (!closeWillTell || isWritable(stream))) return true;
  return Boolean(_readableState && stream.req && stream.aborted);
}

function ownError(stream: AnyStream): Error | undefined {
  const error = errorOf(stream);
  return error === null || typeof error === 'boolean' ? undefined : error;
}

/** The bits of a stream that has not begun to end, and has all its sides. */
const READABLE_GONE: number = DESTROYED | ERRORED | ERROR_EMITTED | R_ENDED | NOT_READABLE;
const WRITABLE_GONE: number = DESTROYED | ERRORED | ERROR_EMITTED | ENDING | NOT_WRITABLE;

/** Whether a stream is of ours and nothing of it is over, of which much follows that has to be asked of others. */
function isAsNew({ _readableState: readable, _writableState: writable }: AnyStream): boolean {
  if (readable === undefined && writable === undefined) return false;
  return (
    (readable === undefined ||
      (readable instanceof ReadableState && (readable.bits & READABLE_GONE) === 0)) &&
    (writable === undefined || (writable instanceof WritableState && (writable.bits & WRITABLE_GONE) === 0))
  );
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
