/**
 * Finds the bytes that a slice of lines takes up, reading as little of the file as its indices allow.
 *
 * @module
 */
import { NEWLINE } from './_cutter.ts';
import type { LineIndex } from './_line-index.ts';

/** Reads the bytes from one offset to another, or as many of them as there are. */
export type ReadAt = (start: number, end: number) => Promise<Uint8Array>;

/** A file of lines as it was at one moment. */
export interface Extent {
  readonly read: ReadAt;
  readonly size: number;
  /** How much to read at once. */
  readonly blockBytes: number;
  /** What is known of the lines from the beginning; takes note of what is learnt. */
  readonly index?: LineIndex | undefined;
}

/** The bytes of a slice; of the lines in them only the first (or the last, backwards) `count` belong to it. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

const NONE: Range = { start: 0, end: 0, count: 0 };

/** Turns an index into what `Array#slice` makes of it: an integer or an infinity. */
export function toIndex(value: unknown, missing: number): number {
  if (value === undefined) return missing;
  const index = Math.trunc(Number(value));
  return Number.isNaN(index) ? 0 : index;
}

/** Finds the range of `slice(i, j)`, for a reader who goes through it forwards or backwards. */
export async function findRange(file: Extent, i: number, j: number, backwards: boolean): Promise<Range> {
  const { size } = file;
  if (j === 0 || (i < 0 === j < 0 && i >= j)) return NONE;
  if (j < 0) {
    const end = await skipBack(file, size, -j);
    if (i >= 0) return { start: await skip(file, 0, end, i), end, count: Infinity };
    if (backwards) return { start: 0, end, count: j - i };
    return { start: await skipBack(file, end, j - i), end, count: Infinity };
  }
  if (i < 0) {
    if (backwards && j === Infinity) return { start: 0, end: size, count: -i };
    const start = await skipBack(file, size, -i);
    return { start, end: await skip(file, 0, size, j), count: Infinity };
  }
  const start = await skip(file, 0, size, i);
  if (!backwards) return { start, end: size, count: j - i };
  return { start, end: await skip(file, start, size, j - i), count: Infinity };
}

/** Returns where the line begins that is `count` lines after the one at `start`, or `end` if there are fewer. */
async function skip(file: Extent, start: number, end: number, count: number): Promise<number> {
  if (count >= end - start) return end;
  if (count === 0) return start;
  const index = start === 0 ? file.index : undefined;
  const mark = index?.before(count);
  let offset = mark?.offset ?? start;
  let found = mark?.newlines ?? 0;
  while (offset < end) {
    const block = await file.read(offset, Math.min(end, offset + file.blockBytes));
    if (block.length === 0) return end;
    for (let at = block.indexOf(NEWLINE); at !== -1; at = block.indexOf(NEWLINE, at + 1)) {
      if (++found === count) return offset + at + 1;
    }
    offset += block.length;
    index?.note({ offset, newlines: found });
  }
  return end;
}

/** Returns where the line begins that is `count` lines before `end`, itself the end of a line, or 0. */
export async function skipBack(file: Extent, end: number, count: number): Promise<number> {
  if (count >= end) return 0;
  // The newline that ends the last line is not the end of the line before it.
  end--;
  while (end > 0) {
    const start = Math.max(0, end - file.blockBytes);
    const block = await file.read(start, end);
    let cursor = block.length;
    while (cursor > 0) {
      cursor = block.lastIndexOf(NEWLINE, cursor - 1);
      if (cursor === -1) break;
      if (--count === 0) return start + cursor + 1;
    }
    end = start;
  }
  return 0;
}
