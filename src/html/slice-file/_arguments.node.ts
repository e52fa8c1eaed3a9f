/**
 * What the arguments of a file's methods mean.
 *
 * @module
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_OUT_OF_RANGE,
  ERR_SLICE_FILE_POSITION,
} from '../../core/errors.ts';
import { finished } from '../../core/finished.ts';
import type { LineLimit } from './_cutter.ts';
import type { OpenOptions } from './_file.node.ts';
import type { Beginning } from './_follow.node.ts';
import type { LinesCallback, LinesOptions, SliceFileOptions } from './_options.ts';
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
  // A stream that wants nothing ahead, and is read while it is still being opened, would not be asked again.
  return { lines: lines === true, highWaterMark: highWaterMark === 0 ? 1 : highWaterMark };
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
const DEFAULT_BLOCK_BYTES: number = 64 * 1024;
const DEFAULT_MAX_LINE_BYTES: number = 1024 * 1024;
const OVERLONG: readonly string[] = ['error', 'skip', 'truncate'];

/** What a file is, and how it is opened and cut into lines. */
export interface Settings extends OpenOptions, LineLimit {
  readonly blockBytes: number;
}

/** The options of a file with their defaults. */
export function settle(file: unknown, options: SliceFileOptions): Settings {
  if (typeof file !== 'string' && !(file instanceof URL)) {
    throw ERR_INVALID_ARG_TYPE('file', 'of type string or an instance of URL', file);
  }
  const { overlong = 'error' } = options;
  if (!OVERLONG.includes(overlong)) throw ERR_INVALID_ARG_VALUE('options.overlong', overlong);
  return {
    path: resolve(typeof file === 'string' ? file : fileURLToPath(file)),
    flags: options.flags ?? 'r',
    mode: options.mode ?? 0o666,
    fd: descriptor(options.fd),
    blockBytes: bufferBytes('options.bufsize', options.bufsize ?? DEFAULT_BLOCK_BYTES),
    maxLineBytes: bufferBytes('options.maxLineBytes', options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES),
    overlong,
  };
}

function descriptor(fd: number | null | undefined): number | undefined {
  if (fd === undefined || fd === null) return undefined;
  if (!Number.isInteger(fd) || fd < 0 || fd >= 2 ** 31)
    throw ERR_OUT_OF_RANGE('options.fd', 'a descriptor', fd);
  return fd;
}

/** Returns a number of bytes that a buffer can hold: of a larger one, the largest. */
function bufferBytes(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw ERR_OUT_OF_RANGE(name, 'a positive integer', value);
  return Math.min(value, LARGEST_BYTES);
}
