/**
 * How a stream stands, asked of anything: streams of any make, web streams, values that are no streams.
 *
 * @see https://nodejs.org/api/stream.html#streamisreadablestream
 *
 * @module
 */
import type { AnyStream } from './_predicates.ts';
import * as streams from './_predicates.ts';
import { destroyer } from './destroyer.ts';
import type { EmitterLike } from './types.ts';

/** What streams of other makes, such as Node's web streams and undici's bodies, tell of themselves. */
const kReadable: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.stream.readable') as never;
const kWritable: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.stream.writable') as never;
const kErrored: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.stream.errored') as never;
const kDisturbed: unique symbol = /* @__PURE__ */ Symbol.for('nodejs.stream.disturbed') as never;

interface Told extends AnyStream {
  readonly [kReadable]?: boolean;
  readonly [kWritable]?: boolean;
  readonly [kErrored]?: boolean;
  readonly [kDisturbed]?: boolean;
  readonly readableDidRead?: boolean;
  readonly readableAborted?: boolean;
}

/**
 * Tells whether chunks may still be read; null for what does not say.
 *
 * @example A source before and after its end
 * ```ts
 * import { isReadable, Readable } from 'gardenhose';
 *
 * const source = Readable.from(['beep']);
 * assert.equal(isReadable(source), true);
 * for await (const _ of source);
 * assert.equal(isReadable(source), false);
 * assert.equal(isReadable({}), null);
 * ```
 */
export function isReadable(stream: unknown): boolean | null {
  const told = (stream as Told | null | undefined)?.[kReadable];
  return told ?? (isNothing(stream) ? null : streams.isReadable(stream as AnyStream));
}

/**
 * Tells whether chunks may still be written; null for what does not say.
 *
 * @example A sink before and after its end
 * ```ts
 * import { isWritable, Writable } from 'gardenhose';
 *
 * const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
 * assert.equal(isWritable(sink), true);
 * sink.end();
 * assert.equal(isWritable(sink), false);
 * ```
 */
export function isWritable(stream: unknown): boolean | null {
  const told = (stream as Told | null | undefined)?.[kWritable];
  return told ?? (isNothing(stream) ? null : streams.isWritable(stream as AnyStream));
}

/**
 * Tells whether a stream has emitted an error.
 *
 * @example A stream that failed
 * ```ts
 * import { isErrored, Readable } from 'gardenhose';
 *
 * const source = new Readable({ read() {} });
 * assert.equal(isErrored(source), false);
 * const failed = new Promise((resolve) => source.on('error', resolve));
 * source.destroy(new Error('No'));
 * await failed;
 * assert.equal(isErrored(source), true);
 * ```
 */
export function isErrored(stream: unknown): boolean {
  const told = stream as Told | null | undefined;
  return Boolean(
    told?.[kErrored] ??
      (told?.readableErrored ||
        told?.writableErrored ||
        told?._readableState?.errorEmitted ||
        told?._writableState?.errorEmitted),
  );
}

/**
 * Tells whether a stream has been read from, or ended by force.
 *
 * @example A source from which a chunk was taken
 * ```ts
 * import { isDisturbed, Readable } from 'gardenhose';
 *
 * const source = Readable.from(['beep', 'boop']);
 * assert.equal(isDisturbed(source), false);
 * for await (const _ of source) break;
 * assert.equal(isDisturbed(source), true);
 * ```
 */
export function isDisturbed(stream: unknown): boolean {
  const told = stream as Told | null | undefined;
  return Boolean(told?.[kDisturbed] ?? (told?.readableDidRead || told?.readableAborted));
}

/**
 * Tells whether a stream has been destroyed; null for what is no stream.
 *
 * @example A stream before and after its end
 * ```ts
 * import { isDestroyed, PassThrough } from 'gardenhose/stream';
 *
 * const stream = new PassThrough();
 * assert.equal(isDestroyed(stream), false);
 * stream.destroy();
 * assert.equal(isDestroyed(stream), true);
 * assert.equal(isDestroyed('a text'), null);
 * ```
 */
export function isDestroyed(stream: unknown): boolean | null {
  return streams.isStream(stream) ? streams.isDestroyed(stream) : null;
}

/**
 * Destroys a stream of any make; one that has not finished gets an `AbortError` if no error is given.
 *
 * @example A stream that is no longer wanted
 * ```ts
 * import { destroy, Readable } from 'gardenhose';
 *
 * const source = new Readable({ read() {} });
 * const failed = new Promise<Error>((resolve) => source.on('error', resolve));
 * destroy(source);
 * assert.equal((await failed).name, 'AbortError');
 * ```
 */
export function destroy(stream: unknown, error?: Error | null): void {
  if (stream) destroyer(stream as EmitterLike, error);
}

function isNothing(stream: unknown): stream is null | undefined {
  return stream === null || stream === undefined;
}
