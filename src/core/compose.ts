/**
 * Several streams and functions as one Duplex: what is written goes into the first, what is read comes out of
 * the last, and an error or a destroy anywhere reaches every part.
 *
 * @see https://nodejs.org/api/stream.html#streamcomposestreams
 *
 * @module
 */
import { composesToReadable } from './_host-line.ts';
import { join } from './_join.ts';
import { isIterable, isReadable, isStream, isWritable } from './_predicates.ts';
import { isWebPair, isWebReadable, isWebWritable } from './_web.ts';
import { addAbortSignal } from './add-abort-signal.ts';
import { Duplex } from './duplex.ts';
import type { DuplexSource } from './duplex-from.ts';
import { duplexFrom } from './duplex-from.ts';
import { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS } from './errors.ts';
import { readableFromWeb, writableFromWeb } from './from-web.ts';
import { validateOptions } from './operators/_options.ts';
import { chunksOf, outlet } from './operators/_work.ts';
import { addOperator } from './operators/index.ts';
import type { OperatorOptions } from './operators/types.ts';
import { runPipeline } from './pipeline.ts';
import { Readable } from './readable.ts';
import type { ComposeFunction } from './signatures.ts';
import { Writable } from './writable.ts';

/**
 * Joins parts to one Duplex.
 *
 * @param parts streams of any make, web streams, pairs of streams and functions; the first also an iterable, a promise
 *   or a Blob. A first or last pair of web streams takes and gives text and bytes.
 * @throws {ERR_MISSING_ARGS} without parts.
 * @throws {ERR_INVALID_ARG_TYPE} for a part that `Duplex.from` does not take.
 * @throws {ERR_INVALID_ARG_VALUE} for a part that cannot be read, unless it is the last, or written, unless the first.
 *
 * @example Two steps as one
 * ```ts
 * import { compose, Readable } from 'gardenhose';
 *
 * const shout = compose(
 *   async function* (words: AsyncIterable<string>) {
 *     for await (const word of words) yield word.toUpperCase();
 *   },
 *   async function* (words) {
 *     for await (const word of words) yield `${word}!`;
 *   },
 * );
 * const heard: string[] = [];
 * for await (const word of Readable.from(['beep', 'boop']).pipe(shout)) heard.push(word);
 * assert.deepEqual(heard, ['BEEP!', 'BOOP!']);
 * ```
 */
export const compose: ComposeFunction = function compose(...parts: DuplexSource[]): Duplex {
  if (parts.length === 0) throw ERR_MISSING_ARGS('streams');
  const end = parts.length - 1;
  if (end === 0) return duplexFrom(Duplex, parts[0]);
  const streams: unknown[] = parts.map((part, index) => {
    if (isStream(part) || isWebReadable(part) || isWebWritable(part) || isWebPair(part)) return part;
    // The pipeline takes these as they are.
    if (index === 0 ? isIterable(part) : index < end && typeof part === 'function') return part;
    return duplexFrom(Duplex, part);
  });
  for (const [index, stream] of streams.entries()) {
    const flaw = faultOf(stream, index > 0, index < end);
    if (flaw) throw ERR_INVALID_ARG_VALUE(`streams[${index}]`, parts[index], flaw);
  }
  const [first, last] = [streams[0], streams[end]];
  const source = isWebPair(last) ? readableFromWeb(Readable, last.readable) : last;
  const sink = isWebPair(first) ? writableFromWeb(Writable, first.writable) : first;
  if (isWebPair(first)) streams[0] = first.readable;
  if (isWebPair(last)) streams[end] = last.writable;
  return join(
    Duplex,
    isStream(source) && isReadable(source) ? source : undefined,
    isStream(sink) && isWritable(sink) ? sink : undefined,
    (done) => runPipeline(streams as never, done, {}),
  );
} as ComposeFunction;

function faultOf(stream: unknown, written: boolean, read: boolean): string | undefined {
  const canBeRead = isStream(stream) ? isReadable(stream) : !isWebWritable(stream);
  const canBeWritten = isStream(stream) ? isWritable(stream) : !isWebReadable(stream);
  if (read && !canBeRead) return 'must be readable';
  if (written && !canBeWritten) return 'must be writable';
  return undefined;
}

/**
 * Sends a Readable through a part, and gives what comes out: `Readable#compose`. Up to Node 22 that is a Readable
 * of its own; since Node 24 it is the Duplex that `compose` gives, without a writable side.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for a part that `Duplex.from` does not take, options that are no object, or a
 *   signal that is none.
 * @throws {ERR_INVALID_ARG_VALUE} for a stream that cannot be written.
 */
function composeReadable<Out>(
  source: Readable,
  part: DuplexSource,
  options?: OperatorOptions,
): Readable<Out> {
  validateOptions(options);
  const name = composesToReadable ? 'stream' : 'streams[1]';
  if (isStream(part) && !isWritable(part)) throw ERR_INVALID_ARG_VALUE(name, part, 'must be writable');
  const composed = compose(source, part as never) as Duplex<never, Out>;
  // The error is that of the stream returned.
  if (composesToReadable) composed.on('error', () => {});
  if (options?.signal) addAbortSignal(options.signal, composed);
  if (!composesToReadable) return composed as unknown as Readable<Out>;
  return outlet(Readable, undefined, chunksOf(composed as unknown as Readable<Out>));
}

// Here and not in readable.ts: what is composed is a Duplex, whose file imports that one.
addOperator(Readable, 'compose', composeReadable as never);
