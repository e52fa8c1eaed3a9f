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
  if (!isStream(target)) throw ERR_INVALID_ARG_TYPE('stream', STREAMS, target);
  const wait = new Wait(target, options.readable, options.writable, callback);
  return wait.begin(options.error !== false, signal);
}

/** The bits of a stream that has not begun to end, and has all its sides. */
const READABLE_GONE: number = DESTROYED | ERRORED | ERROR_EMITTED | R_ENDED | NOT_READABLE;
const WRITABLE_GONE: number = DESTROYED | ERRORED | ERROR_EMITTED | ENDING | NOT_WRITABLE;

/** Whether a stream is of ours and nothing of it is over, of which much follows that has to be asked of others. */
export function isAsNew({ _readableState: readable, _writableState: writable }: AnyStream): boolean {
  if (readable === undefined && writable === undefined) return false;
  return (
    (readable === undefined ||
      (readable instanceof ReadableState && (readable.bits & READABLE_GONE) === 0)) &&
    (writable === undefined || (writable instanceof WritableState && (writable.bits & WRITABLE_GONE) === 0))
  );
}

/** A listener that is taken off again, and from whom. */
type Wire = [emitter: AnyStream, event: string, listener: Listener];

/** One call of `finished`, for a stream and with options that are known to be right. */
export class Wait {
  readonly #stream: AnyStream;
  readonly #callback: FinishedCallback;
  readonly #isNew: boolean;
  /** Whether the readable side must end. */
  readonly #readable: boolean;
  /** Whether the writable side must finish. */
  readonly #writable: boolean;
  #readableDone: boolean;
  #writableDone: boolean;
  /** 'close' comes later and says more than 'end' or 'finish'. */
  #closeWillTell: boolean;
  #called = false;
  #isDeaf = false;
  #signal: AbortSignal | undefined;
  /** The listeners that only streams of another make need. */
  #others: Wire[] | undefined;

  constructor(
    stream: AnyStream,
    readable: boolean | undefined,
    writable: boolean | undefined,
    callback: FinishedCallback,
  ) {
    const isNew = isAsNew(stream);
    const isSource = isNew ? stream._readableState !== undefined : isReadableStream(stream);
    const isSink = isNew ? stream._writableState !== undefined : isWritableStream(stream);
    this.#stream = stream;
    this.#callback = callback;
    this.#isNew = isNew;
    this.#readable = readable ?? isSource;
    this.#writable = writable ?? isSink;
    this.#closeWillTell = isSource === this.#readable && isSink === this.#writable && willEmitClose(stream);
    this.#readableDone = !isNew && isReadableFinished(stream, false) === true;
    this.#writableDone = !isNew && isWritableFinished(stream, false) === true;
  }

  /** Starts to wait, and returns what stops it. */
  begin(errorsCount: boolean, signal?: AbortSignal): () => void {
    const stream = this.#stream;
    const closed = !this.#isNew && isClosed(stream) === true;
    const verdict = this.#isNew ? null : this.#verdict(closed);
    if (verdict !== null && !listensWhenOver) {
      const error = verdict();
      nextTick(() => this.#done(error));
      // An error that still comes changes nothing, but it is not one that nobody handles.
      this.#isDeaf = true;
      if (errorsCount) stream.on('error', this.#onerror as Listener);
      return this.#stop;
    }
    if (verdict !== null) nextTick(() => this.#done(verdict()));
    this.#signal = signal;
    if (signal?.aborted && !closed) {
      nextTick(() => this.handleEvent());
      if (!listensWhenOver) return this.#stop;
    }
    this.#listenToOthers();
    stream.on('end', this.#onend);
    stream.on('finish', this.#onfinish);
    if (errorsCount) stream.on('error', this.#onerror as Listener);
    stream.on('close', this.#onclose);
    if (signal !== undefined && !signal.aborted && !closed) signal.addEventListener('abort', this);
    return this.#stop;
  }

  /** The signal's listener. */
  handleEvent(): void {
    const wasCalled = this.#called;
    this.#stop();
    if (wasCalled) return;
    this.#callback.call(this.#stream, new AbortError(undefined, { cause: this.#signal?.reason }));
  }

  /** How to tell what there is to say already; null if it is still to come. */
  #verdict(closed: boolean): (() => Error | undefined) | null {
    const stream = this.#stream;
    const { _readableState: readable, _writableState: writable } = stream;
    if (closed) return () => this.#closingError();
    let isOver: boolean;
    if (writable?.errorEmitted || readable?.errorEmitted) isOver = !this.#closeWillTell;
    else if (
      !this.#readable &&
      (this.#writableDone || isWritable(stream) === false) &&
      (writable?.pendingcb ?? 0) <= 0 &&
      (!this.#closeWillTell || isReadable(stream))
    ) {
      isOver = true;
    } else if (
      !this.#writable &&
      (this.#readableDone || isReadable(stream) === false) &&
      (!this.#closeWillTell || isWritable(stream))
    ) {
      isOver = true;
    } else isOver = Boolean(readable && stream.req && stream.aborted);
    return isOver ? () => this.#ownError() : null;
  }

  #listenToOthers(): void {
    const stream = this.#stream;
    if (isRequest(stream)) {
      this.#listen(stream, 'complete', this.#onfinish);
      if (!this.#closeWillTell) this.#listen(stream, 'abort', this.#onclose);
      const onrequest = (): void => {
        if (stream.req) this.#listen(stream.req, 'finish', this.#onfinish);
      };
      if (stream.req) onrequest();
      else this.#listen(stream, 'request', onrequest);
    } else if (this.#writable && !stream._writableState) {
      const onlegacyfinish = (): void => {
        if (!stream.writable) this.#onfinish();
      };
      this.#listen(stream, 'end', onlegacyfinish);
      this.#listen(stream, 'close', onlegacyfinish);
    }
    if (!this.#closeWillTell && typeof stream.aborted === 'boolean')
      this.#listen(stream, 'aborted', this.#onclose);
  }

  #listen(...wire: Wire): void {
    const [emitter, event, listener] = wire;
    emitter.on(event, listener);
    this.#others ??= [];
    this.#others.push(wire);
  }

  readonly #onend = (): void => {
    const stream = this.#stream;
    this.#readableDone = true;
    if (stream.destroyed) this.#closeWillTell = false;
    if (this.#closeWillTell && (!stream.readable || this.#writable)) return;
    if (!this.#writable || this.#writableDone) this.#done();
  };

  readonly #onfinish = (): void => {
    const stream = this.#stream;
    this.#writableDone = true;
    if (stream.destroyed) this.#closeWillTell = false;
    if (this.#closeWillTell && (!stream.writable || this.#readable)) return;
    if (!this.#readable || this.#readableDone) this.#done();
  };

  readonly #onerror = (error: Error): void => {
    if (!this.#isDeaf) this.#done(error);
  };

  readonly #onclose = (): void => {
    if (!this.#called) this.#done(this.#closingError());
  };

  readonly #stop = (): void => {
    const stream = this.#stream;
    this.#called = true;
    this.#signal?.removeEventListener('abort', this);
    for (const [emitter, event, listener] of this.#others ?? []) emitter.removeListener(event, listener);
    stream.removeListener('finish', this.#onfinish);
    stream.removeListener('end', this.#onend);
    stream.removeListener('error', this.#onerror as Listener);
    stream.removeListener('close', this.#onclose);
  };

  #done(error?: Error): void {
    if (this.#called) return;
    this.#called = true;
    this.#signal?.removeEventListener('abort', this);
    if (error === undefined) this.#callback.call(this.#stream);
    else this.#callback.call(this.#stream, error);
  }

  /** The stream's own error, or that of a close before its time. */
  #closingError(): Error | undefined {
    const stream = this.#stream;
    const error = this.#ownError();
    if (error !== undefined) return error;
    const readIsCut =
      this.#readable &&
      !this.#readableDone &&
      isReadableStream(stream, true) &&
      !isReadableFinished(stream, false);
    const writeIsCut = this.#writable && !this.#writableDone && !isWritableFinished(stream, false);
    return readIsCut || writeIsCut ? ERR_STREAM_PREMATURE_CLOSE() : undefined;
  }

  #ownError(): Error | undefined {
    const error = errorOf(this.#stream);
    return error === null || typeof error === 'boolean' ? undefined : error;
  }
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
