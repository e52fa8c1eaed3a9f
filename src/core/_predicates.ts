/**
 * What a value is and how far it has come, asked of streams of any make: ours, Node's, classic emitters, HTTP
 * messages. Null means that the stream does not say.
 *
 * @module
 */
import type { EmitterLike } from './types.ts';

interface AnySide {
  readonly readable?: boolean;
  readonly writable?: boolean;
  readonly ended?: boolean;
  readonly endEmitted?: boolean;
  readonly finished?: boolean;
  readonly length?: number;
  readonly errored?: Error | null;
  readonly errorEmitted?: boolean;
  readonly destroyed?: boolean;
  readonly closed?: boolean;
  readonly autoDestroy?: boolean;
  readonly emitClose?: boolean;
  readonly needDrain?: boolean;
  readonly pendingcb?: number;
}

/** The members by which a stream of any make can be told and handled. */
export interface AnyStream extends EmitterLike {
  _readableState?: AnySide;
  _writableState?: AnySide;
  readonly readable?: boolean;
  readonly writable?: boolean;
  readonly writableNeedDrain?: boolean;
  readonly writableFinished?: boolean;
  readonly writableEnded?: boolean;
  readonly writableErrored?: Error | null;
  readonly readableErrored?: Error | null;
  readonly destroyed?: boolean;
  readonly closed?: boolean;
  readonly aborted?: boolean;
  readonly req?: AnyStream;
  socket?: unknown;
  pipe?(destination: unknown, options?: { end?: boolean }): unknown;
  write?(chunk: unknown): unknown;
  end?(): unknown;
  read?(size?: number): unknown;
  pause?(): unknown;
  resume?(): unknown;
  destroy?(error?: Error | null): unknown;
  close?(): unknown;
  abort?(): unknown;
  setHeader?(name: string, value: unknown): unknown;
}

/** Marks a stream without `destroyed` of its own as destroyed; shared with Node's streams. */
export const kDestroyed: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.stream.destroyed') as never;

function has(value: unknown, method: keyof AnyStream): boolean {
  return typeof (value as AnyStream | null | undefined)?.[method] === 'function';
}

/** Whether it can be piped from; strictly, whether it can also be paused. */
export function isReadableStream(value: unknown, strict = false): value is AnyStream {
  if (!has(value, 'pipe') || !has(value, 'on')) return false;
  if (strict && !(has(value, 'pause') && has(value, 'resume'))) return false;
  const { _readableState, _writableState } = value as AnyStream;
  return !_writableState || (_readableState !== undefined && _readableState.readable !== false);
}

/** Whether it can be written to. */
export function isWritableStream(value: unknown): value is AnyStream {
  if (!has(value, 'write') || !has(value, 'on')) return false;
  const { _readableState, _writableState } = value as AnyStream;
  return !_readableState || _writableState?.writable !== false;
}

/** Whether it is a stream of any make. */
export function isStream(value: unknown): value is AnyStream {
  const stream = value as AnyStream | null | undefined;
  if (stream?._readableState || stream?._writableState) return true;
  return has(value, 'on') && (has(value, 'write') || has(value, 'pipe'));
}

/** Whether it can be iterated, asynchronously or in any way. */
export function isIterable(value: unknown, kind?: 'async'): boolean {
  const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = Object(value ?? {}) as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >;
  return typeof async === 'function' || (kind !== 'async' && typeof sync === 'function');
}

/** An HTTP client request, as `request` made them. */
export function isRequest(value: unknown): boolean {
  return has(value, 'setHeader') && has(value, 'abort');
}

/** An HTTP message that a server received. */
export function isServerRequest(stream: AnyStream): boolean {
  const consuming = (stream as { _consuming?: unknown })._consuming;
  const dumped = (stream as { _dumped?: unknown })._dumped;
  return typeof consuming === 'boolean' && typeof dumped === 'boolean' && stream.req === undefined;
}

/** An HTTP response that a server writes. */
function isServerResponse(stream: AnyStream): boolean {
  return (
    typeof (stream as { _sent100?: unknown })._sent100 === 'boolean' &&
    typeof (stream as { _removedConnection?: unknown })._removedConnection === 'boolean'
  );
}

/** Whether `destroy` was called, on a stream that cannot say so itself too. */
export function isDestroyed(stream: AnyStream): boolean {
  const state = stream._writableState ?? stream._readableState;
  return Boolean(stream.destroyed || (stream as { [kDestroyed]?: boolean })[kDestroyed] || state?.destroyed);
}

/** Whether 'end' was emitted; not strictly, also whether it only remains to be emitted. */
export function isReadableFinished(stream: AnyStream, strict = true): boolean | null {
  return isReadableStream(stream) ? isOver(stream._readableState, 'endEmitted', strict) : null;
}

/** Whether 'finish' was emitted; not strictly, also whether it only remains to be emitted. */
export function isWritableFinished(stream: AnyStream, strict = true): boolean | null {
  if (!isWritableStream(stream)) return null;
  return stream.writableFinished === true || isOver(stream._writableState, 'finished', strict);
}

function isWritableEnded(stream: AnyStream): boolean | null {
  if (!isWritableStream(stream)) return null;
  return stream.writableEnded === true || isOver(stream._writableState, 'ended', true);
}

/** Whether a side has come as far as a flag of its state tells; not strictly, whether nothing more can keep it. */
function isOver(
  side: AnySide | undefined,
  flag: 'endEmitted' | 'finished' | 'ended',
  strict: boolean,
): boolean | null {
  if (side?.errored) return false;
  const over = side?.[flag];
  if (typeof over !== 'boolean') return null;
  return over || (!strict && side?.ended === true && side.length === 0);
}

/** Whether chunks may still be read. */
export function isReadable(stream: AnyStream): boolean | null {
  if (typeof stream.readable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isReadableStream(stream) && stream.readable === true && !isReadableFinished(stream);
}

/** Whether chunks may still be written. */
export function isWritable(stream: AnyStream): boolean | null {
  if (typeof stream.writable !== 'boolean') return null;
  if (isDestroyed(stream)) return false;
  return isWritableStream(stream) && stream.writable === true && !isWritableEnded(stream);
}

/** Whether nothing can be read or written any more. */
export function isFinished(stream: AnyStream): boolean {
  if (isDestroyed(stream)) return true;
  return isReadable(stream) !== true && isWritable(stream) !== true;
}

/** Whether everything has been released. */
export function isClosed(stream: AnyStream): boolean | null {
  if (typeof stream.closed === 'boolean') return stream.closed;
  const writable = stream._writableState?.closed;
  const readable = stream._readableState?.closed;
  if (typeof writable === 'boolean' || typeof readable === 'boolean') return Boolean(writable ?? readable);
  const { _closed } = stream as { _closed?: unknown };
  return typeof _closed === 'boolean' && isServerResponse(stream) ? _closed : null;
}

/** Whether 'close' is still to come, for certain. */
export function willEmitClose(stream: AnyStream): boolean {
  const state = stream._writableState ?? stream._readableState;
  if (state === undefined) return isServerResponse(stream);
  return Boolean(state.autoDestroy && state.emitClose && state.closed === false);
}

/** The error that ended the stream. */
export function errorOf(stream: AnyStream): Error | null {
  return (
    stream.writableErrored ??
    stream._writableState?.errored ??
    stream.readableErrored ??
    stream._readableState?.errored ??
    null
  );
}
