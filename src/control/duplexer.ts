/**
 * Makes one stream of two: what is written goes into the first, what comes out is the second's.
 *
 * For two streams that belong together, as a child's stdin and stdout do, or the first and the last of a chain;
 * given an array it makes the chain itself. Either may come later, by `setWriter` and `setReader`: until then
 * what is written is kept. A classic stream: an event of its parts is its own event in the same call. The parts
 * may be classic streams, ours, Node's, or bare emitters with these methods.
 *
 * Behaves as npm duplexer@0.1.2 in its call forms, events and their timing: `write`, `end` and `destroy` go to
 * the writer, `pause` and `resume` to the reader, and are emitted; 'data', 'end' and 'close' come from the
 * reader, 'drain' from the writer, 'error' from both. Mended: `destroy()` reaches every part and closes at once;
 * `readable` and `writable` are live; 'close' comes once, when both sides are over, and nothing comes after it;
 * the writer is ended once; methods that a part lacks are not called; all but `write()` return the stream.
 * Added: chains, late binding, 'finish', `allowHalfOpen`, `destroy(error)`, `signal`, `destroyed`, `errored`,
 * `for await`, and a place in `pipeline` and `finished`.
 *
 * An error of which a part dies destroys the whole, and so does each error in a chain; one that a classic part
 * survives is passed on, no more. A reader, or a link of a chain, that closes before its end closes the whole, without an 'error' event, but
 * `errored` is `ERR_STREAM_PREMATURE_CLOSE`, and `finished`, `pipeline` and `for await` fail. A writer that
 * closes early leaves the reader its time.
 *
 * @see the handbook's chapter "duplexer"
 *
 * @example A chain as one stream
 * ```ts
 * import { duplexer } from 'gardenhose/duplexer';
 * import { split } from 'gardenhose/split';
 *
 * const lines = split();
 * const numbers = split('\n', Number, { trailing: false });
 * const both = duplexer(lines, numbers);
 * lines.on('data', (line) => numbers.write(`${line}\n`));
 * lines.on('end', () => numbers.end());
 *
 * const heard: unknown[] = [];
 * both.on('data', (n) => heard.push(n));
 * both.end('1\n2');
 * assert.deepEqual(heard, [1, 2]);
 * ```
 *
 * @module
 */
import { ERR_MISSING_ARGS } from '../core/errors.ts';
import type { InOf, Joints, LastOf, OutOf } from '../core/joints.ts';
import type { EmitterLike } from '../core/types.ts';
import type { DuplexerEvents, DuplexerOptions, DuplexerWriter } from './_duplexer-stream.ts';
import { Duplexer } from './_duplexer-stream.ts';

export { Duplexer, type DuplexerEvents, type DuplexerOptions, type DuplexerWriter };

/**
 * Joins a writer and a reader, or the parts of a chain, each of which is piped into the next. Undefined or null
 * in the place of a writer or reader means that it comes later, false that there will be none.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a part that is no stream
 * @throws {ERR_INVALID_ARG_VALUE} an `overflow` that is none of the three
 * @throws {ERR_MISSING_ARGS} a chain without parts
 * @throws {ERR_OUT_OF_RANGE} a `maxBuffered` below 0
 * @throws {ERR_DUPLEXER_OVERFLOW} as 'error' event: more is kept for a writer to come than `maxBuffered`
 * @throws {ERR_STREAM_PREMATURE_CLOSE} as `errored`: the reader, or a link of the chain, closed before its end
 *
 * @example A writer that comes later
 * ```ts
 * import { duplexer } from 'gardenhose/duplexer';
 * import { through } from 'gardenhose/through';
 *
 * const line = duplexer<string, string>();
 * const heard: string[] = [];
 * line.on('data', (word) => heard.push(word));
 * assert.equal(line.write('beep'), false);
 *
 * const far = through<string>();
 * line.setReader(far).setWriter(far);
 * line.end('boop');
 * assert.deepEqual(heard, ['beep', 'boop']);
 * ```
 */
export function duplexer<const Parts extends readonly EmitterLike[]>(
  parts: Parts & Joints<Parts>,
  options?: DuplexerOptions,
): Duplexer<InOf<Parts[0]>, OutOf<LastOf<Parts>>>;
export function duplexer<Writer extends DuplexerWriter, Reader extends EmitterLike>(
  writer: Writer,
  reader: Reader,
  options?: DuplexerOptions,
): Duplexer<InOf<Writer>, OutOf<Reader>>;
export function duplexer<In = unknown, Out = In>(
  writer?: DuplexerWriter | false | null,
  reader?: EmitterLike | false | null,
  options?: DuplexerOptions,
): Duplexer<In, Out>;
export function duplexer(
  first?: readonly EmitterLike[] | EmitterLike | false | null,
  second?: EmitterLike | DuplexerOptions | false | null,
  options?: DuplexerOptions,
): Duplexer {
  if (!Array.isArray(first)) {
    return new Duplexer(first as DuplexerWriter, second as EmitterLike, options ?? {});
  }
  if (first.length === 0) throw ERR_MISSING_ARGS('parts');
  return new Duplexer(first[0], first.at(-1), (second as DuplexerOptions) ?? {}, first);
}

export { duplexer as default, duplexer as 'module.exports' };
