/**
 * What the arguments of a file's methods mean.
 *
 * @module
 */
import { ERR_OUT_OF_RANGE, ERR_SLICE_FILE_POSITION } from '../../core/errors.ts';
import { finished } from '../../core/finished.ts';
import type { Beginning } from './_follow.node.ts';
import type { LinesCallback, LinesOptions } from './_options.ts';
import { parsePosition } from './_position.ts';
import type { LineStream, StreamOptions } from './_stream.node.ts';

/** Where following begins after a token; '' stands for the beginning of the file. */
export function fromPosition(after: unknown): Beginning {
  if (after === '') return { after: undefined };
  const position = parsePosition(after);
  return position === undefined ? { error: ERR_SLICE_FILE_POSITION() } : { after: position };
}

/** The options of one stream with their defaults. */
export function streamOptions(options: LinesOptions | undefined): StreamOptions {
  const { lines, highWaterMark } = options ?? {};
  return { lines: lines === true, highWaterMark };
}

/** Gathers the lines of a stream for a callback. */
export function collect(stream: LineStream<never>, callback: LinesCallback<never>): void {
  const lines: never[] = [];
  stream.on('data', (line) => lines.push(line));
  finished(stream, (error) => {
    if (error) callback(error);
    else callback(null, lines);
  });
}

/** What a buffer can hold, and one read fill, on every system: 1 GiB. */
const LARGEST_BYTES: number = 2 ** 30;

/**
 * Returns a number of bytes that a buffer can hold, for a larger one the largest.
 *
 * @throws {ERR_OUT_OF_RANGE} for anything but a positive integer.
 */
export function bufferBytes(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw ERR_OUT_OF_RANGE(name, 'a positive integer', value);
  return Math.min(value, LARGEST_BYTES);
}
