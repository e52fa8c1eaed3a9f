/**
 * Reads a file as an array of lines: slices of it by index, from either end, and the lines yet to come.
 *
 * Use it to show the end of a log and go on as it grows. Behaves as npm slice-file@1.0.0 in its call forms, its
 * events and the lines of a slice. Mended: an index at or before the first line, counted from the end, which ended
 * the process; one index from the beginning and one from the end, which gave nothing or too much; fractions and
 * NaN; an unterminated last line, which `sliceReverse` left out; slices that were stale after an append (what is
 * remembered of lines serves only a file that has not changed); backpressure, which there was none of;
 * `slice(-n)` of many lines, which took quadratic time; following through truncations and rotations, which lost
 * lines; an append that was delivered twice; a line begun before `follow(-1, 0)`, of which only the rest came; a
 * watch per follower that nothing closed; a missing file, of which neither callback nor stream learned. Blank
 * lines are followed too, as "\n"; when following ends, which is before 'close', an unterminated line is dropped
 * rather than given a newline. Added: `lines` with positions, `follow({ after })`, 'rotate', 'truncate' and 'skip',
 * limits, `signal`, `for await`.
 *
 * | option | default | |
 * |---|---|---|
 * | `flags`, `mode` | 'r', 0o666 | how the file is opened |
 * | `fd` | none | an open descriptor to read instead; `close()` closes it |
 * | `bufsize` | 65536 (was 4096) | bytes read at once |
 * | `maxLineBytes`, `overlong` | 1 MiB, 'error' | the longest line, and what becomes of a longer one |
 * | `signal` | none | closes the file |
 * | a stream's `lines`, `highWaterMark`, `signal` | false, the host's, none | positions, lines cut ahead, end |
 *
 * Limits: `maxLineBytes` a line; a stream holds one block, one line and its `highWaterMark` of lines. However many
 * slices are read at the same time, they share a descriptor, and so do followers. Regular files only.
 *
 * @see the handbook's chapter "power combos", html streams for the browser and the server
 *
 * @module
 */
import type { SliceFileOptions } from './_options.ts';
import { SliceFile } from './_slice-file.node.ts';

export type { Overlong } from './_cutter.ts';
export type {
  FollowOptions,
  LinesCallback,
  LinesEvents,
  LinesOptions,
  LinesReadable,
  SliceFileOptions,
} from './_options.ts';
export type { SliceFileEvents } from './_slice-file.node.ts';
export type { Line } from './_stream.node.ts';
export { SliceFile };

/**
 * Opens a file to be read by lines.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for a file that is not a path or a URL.
 * @throws {ERR_OUT_OF_RANGE} for a limit that is not a positive integer, an `fd` that is no descriptor.
 * @throws {ERR_INVALID_ARG_VALUE} for an unknown `overlong`.
 *
 * @example The last lines of a file, and the next one
 * ```ts
 * import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { sliceFile } from 'gardenhose/slice-file';
 *
 * const folder = mkdtempSync(join(tmpdir(), 'lines-'));
 * const file = join(folder, 'data.txt');
 * writeFileSync(file, 'one\ntwo\nthree\n');
 *
 * const seen: string[] = [];
 * for await (const line of sliceFile(file).follow(-2)) {
 *   seen.push(String(line));
 *   if (seen.length === 2) appendFileSync(file, 'four\n');
 *   if (seen.length === 3) break;
 * }
 * assert.deepEqual(seen, ['two\n', 'three\n', 'four\n']);
 * rmSync(folder, { recursive: true });
 * ```
 */
export function sliceFile(file: string | URL, options?: SliceFileOptions | null): SliceFile {
  return new SliceFile(file, options);
}

export { sliceFile as default, sliceFile as 'module.exports' };
