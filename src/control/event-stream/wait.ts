/**
 * Makes one chunk of all chunks.
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { ERR_EVENT_STREAM_TOO_LONG, ERR_STREAM_PREMATURE_CLOSE, withCause } from '../../core/errors.ts';
import { joinBody, sizeOf } from '../_bodies.ts';
import { validateFunction, validateLimit } from '../_validate.ts';
import { Each } from './_each.ts';

/** Gets the whole, or the error because of which there is none. */
export type WaitCallback = (error: Error | null, body?: string | Uint8Array) => void;

/** Options of `wait`. */
export interface WaitOptions extends ClassicStreamOptions {
  /** Most characters or bytes that are taken. @default 1_073_741_824 */
  readonly maxLength?: number | undefined;
}

const DEFAULT_MAX_LENGTH = 1024 ** 3;

/**
 * Emits all chunks as one when the stream ends, and calls back with it: bytes if the first chunk is bytes, text
 * otherwise.
 *
 * As in npm event-stream@4.0.1; mended: characters cut in two are kept whole, text after bytes is taken, a paused
 * stream holds back what comes out. Added: `maxLength`, and the callback learns of a failure.
 *
 * @throws {ERR_INVALID_ARG_TYPE} a callback that is no function, or a `maxLength` that is no number
 * @throws {ERR_OUT_OF_RANGE} a `maxLength` below 0
 * @throws {ERR_EVENT_STREAM_TOO_LONG} as 'error' event: more than `maxLength` is written, or more than the engine can
 *   hold in one string or buffer
 * @throws {ERR_STREAM_PREMATURE_CLOSE} to the callback: the stream was destroyed before its end
 *
 * @example The whole text
 * ```ts
 * import { wait } from 'gardenhose/event-stream';
 *
 * const whole = wait((error, text) => assert.equal(error ?? text, 'beep boop'));
 * whole.write('beep ');
 * whole.end('boop');
 * ```
 */
export function wait(
  callback?: WaitCallback | null,
  options: WaitOptions = {},
): Each<unknown, string | Uint8Array> {
  if (callback) validateFunction('callback', callback);
  const { maxLength = DEFAULT_MAX_LENGTH } = options;
  validateLimit('options.maxLength', maxLength, 0);
  let chunks: unknown[] = [];
  let length = 0;
  let isSettled = false;
  const stream = new Each<unknown, string | Uint8Array>(
    {
      write(chunk) {
        const part = chunk instanceof Uint8Array ? chunk : textOf(chunk);
        length += sizeOf(part);
        if (length > maxLength) stream.destroy(ERR_EVENT_STREAM_TOO_LONG(maxLength));
        else chunks.push(part);
      },
      end() {
        let body: string | Uint8Array;
        try {
          body = joinBody(chunks, chunks[0] instanceof Uint8Array ? 'buffer' : 'string') as typeof body;
        } catch (error) {
          stream.destroy(withCause(ERR_EVENT_STREAM_TOO_LONG(length), error));
          return;
        }
        chunks = [];
        isSettled = true;
        stream.put(body);
        stream.queue(null);
        callback?.(null, body);
      },
      close() {
        chunks = [];
        if (!isSettled) callback?.(stream.errored ?? ERR_STREAM_PREMATURE_CLOSE());
      },
    },
    options,
  );
  return stream;
}

/** Text as `Array.prototype.join` makes it of an item. */
function textOf(chunk: unknown): string {
  return chunk === null || chunk === undefined ? '' : String(chunk);
}
