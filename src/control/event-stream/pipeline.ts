/**
 * Makes one stream out of a chain of streams, or of a child process.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import type { InOf, Joints, LastOf, OutOf } from '../../core/joints.ts';
import type { EmitterLike, EventEmitter } from '../../core/types.ts';
import type { DuplexerWriter } from '../duplexer.ts';
import { Duplexer, duplexer } from '../duplexer.ts';
import type { Through } from '../through.ts';
import { through } from '../through.ts';

/** The stream that a chain of several parts becomes. */
type Chain<Parts extends readonly unknown[]> = Duplexer<InOf<Parts[0]>, OutOf<LastOf<Parts>>>;

/**
 * Pipes each stream into the next, and returns one stream: what is written to it goes into the first, what comes out
 * of the last comes out of it. The streams, or an array of them. One stream is returned as it is; without any there
 * is a `through`.
 *
 * As in npm event-stream@4.0.1, where `connect` and `pipe` are other names for it. Mended: an error of a part is an
 * 'error' event of the whole once, and destroys all parts, where the chain was left broken; so does a part that closes
 * before its end; `destroy()` reaches every part; `readable` and `writable` are live.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a part that is no stream
 * @throws {ERR_STREAM_PREMATURE_CLOSE} as `errored`: a part closed before its end
 *
 * @example Numbers of a text
 * ```ts
 * import { mapSync, pipeline, split } from 'gardenhose/event-stream';
 *
 * const numbers = pipeline(split(','), mapSync((text: string) => Number(text)));
 * const seen: number[] = [];
 * numbers.on('data', (n) => seen.push(n));
 * numbers.end('1,2,3');
 * assert.deepEqual(seen, [1, 2, 3]);
 * ```
 */
export function pipeline(): Through;
export function pipeline<Part extends EmitterLike>(part: Part | readonly [Part]): Part;
export function pipeline<const Parts extends readonly EmitterLike[]>(
  parts: Parts & Joints<Parts>,
  options?: ClassicStreamOptions,
): Chain<Parts>;
export function pipeline<const Parts extends readonly EmitterLike[]>(
  ...parts: Parts & Joints<Parts>
): Chain<Parts>;
export function pipeline(...args: unknown[]): unknown {
  const isList = Array.isArray(args[0]);
  const parts = (isList ? args[0] : args) as readonly EmitterLike[];
  if (parts.length === 0) return through();
  if (parts.length === 1) return parts[0];
  const [first] = parts as readonly (DuplexerWriter | undefined)[];
  const writer = typeof first?.write === 'function' ? first : false;
  const options = isList ? (args[1] as ClassicStreamOptions) : undefined;
  const whole: Duplexer = new Duplexer(writer, parts.at(-1), options, parts);
  for (const part of parts) {
    part.on('error', (error) => {
      whole.errored ??= error as Error;
      whole.destroy();
    });
  }
  return whole;
}

/** A child process, as far as its streams are concerned. */
export interface ChildLike extends EmitterLike {
  readonly stdin: EmitterLike | null;
  readonly stdout: EmitterLike | null;
}

/**
 * Makes a stream of a child process: what is written goes to its standard input, what it prints on its standard
 * output comes out. Its standard error is not read.
 *
 * As in npm event-stream@4.0.1; added: that the process cannot be started or killed is an 'error' event of the stream,
 * if it has a listener or nobody else listens.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `stdin` or `stdout` is no stream
 *
 * @example A stand-in for a process
 * ```ts
 * import { child, Stream, through } from 'gardenhose/event-stream';
 *
 * const pipes = through<string>();
 * const cat = child(Object.assign(new Stream(), { stdin: pipes, stdout: pipes }));
 * const seen: unknown[] = [];
 * cat.on('data', (chunk) => seen.push(chunk));
 * cat.write('beep');
 * assert.deepEqual(seen, ['beep']);
 * ```
 */
export function child(process: ChildLike): Duplexer<string | Uint8Array, Uint8Array> {
  const stream = duplexer<string | Uint8Array, Uint8Array>(
    (process.stdin ?? false) as never,
    process.stdout ?? false,
  );
  const onerror = (error: Error): void => {
    const isLeft =
      stream.listenerCount('error') === 0 && (process as unknown as EventEmitter).listenerCount('error') > 1;
    if (!isLeft) stream.destroy(error);
  };
  process.on('error', onerror as (error: unknown) => void);
  return stream;
}
