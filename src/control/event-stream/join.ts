/**
 * What stands between chunks: `join` puts something there, `wait` makes one chunk of all, `replace` puts something
 * in the place of something else.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import type { SplitOptions } from '../split.ts';
import { split } from '../split.ts';
import { Each } from './_each.ts';
import type { WaitCallback } from './wait.ts';
import { wait } from './wait.ts';

/**
 * Emits the separator between each two chunks, like `Array.prototype.join`. With a function it is the same as
 * `wait`.
 *
 * As in npm event-stream@4.0.1; mended: a paused stream holds back what comes out.
 *
 * @example Commas
 * ```ts
 * import { join } from 'gardenhose/event-stream';
 *
 * const list = join<string>(', ');
 * let text = '';
 * list.on('data', (part) => {
 *   text += part;
 * });
 * for (const word of ['beep', 'boop']) list.write(word);
 * assert.equal(text, 'beep, boop');
 * ```
 */
export function join(
  callback: WaitCallback,
  options?: ClassicStreamOptions,
): Each<unknown, string | Uint8Array>;
export function join<Chunk = string, Separator = string>(
  separator?: Separator,
  options?: ClassicStreamOptions,
): Each<Chunk, Chunk | Separator>;
export function join(separator?: unknown, options?: ClassicStreamOptions): Each<unknown, unknown> {
  if (typeof separator === 'function') return wait(separator as WaitCallback, options);
  let isFirst = true;
  return new Each<unknown, unknown>(
    {
      write(chunk, stream) {
        if (isFirst) isFirst = false;
        else stream.put(separator);
        stream.put(chunk);
      },
    },
    options,
  );
}

/**
 * Replaces whatever matches in a text, like `text.split(from).join(to)`, however the text is cut into chunks. What
 * comes out are the pieces between the matches, and what replaces those; `from` is read as by `split`.
 *
 * As in npm event-stream@4.0.1, with split's mendings; a paused stream holds back what comes out.
 *
 * @throws {ERR_INVALID_ARG_TYPE} `from` is neither text nor a regular expression
 * @throws {ERR_SPLIT_LINE_TOO_LONG} as 'error' event: more than `maxLength` characters without a match
 *
 * @example Censorship
 * ```ts
 * import { replace } from 'gardenhose/event-stream';
 *
 * const kinder = replace(/darn/g, 'oh');
 * let text = '';
 * kinder.on('data', (piece) => {
 *   text += piece;
 * });
 * kinder.write('da');
 * kinder.end('rn it');
 * assert.equal(text, 'oh it');
 * ```
 */
export function replace(
  from: string | RegExp,
  to?: unknown,
  options?: SplitOptions | null,
): Each<string | Uint8Array, string> {
  const pieces = split(from, null, { ...options, signal: undefined });
  const joined = join<string>(to as string);
  const stream = new Each<string | Uint8Array, string>(
    {
      write(chunk) {
        pieces.write(chunk);
      },
      end() {
        pieces.end();
        joined.end();
      },
    },
    options ?? {},
  );
  pieces.on('data', (piece) => joined.write(piece));
  pieces.on('error', (error) => stream.destroy(error));
  joined.on('data', (piece) => stream.put(piece));
  joined.on('end', () => stream.queue(null));
  return stream;
}
