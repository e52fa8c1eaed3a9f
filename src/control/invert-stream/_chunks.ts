/**
 * How text and bytes are cut and joined; other chunks are whole.
 *
 * @module
 */
import { joinBytes, lengthOf } from '../../core/_lengths.ts';

/** Returns the first so many bytes or characters of a chunk, and the rest unless there is none. */
export function cut(chunk: unknown, length: number): [first: unknown, rest?: unknown] {
  if (lengthOf(chunk) <= length) return [chunk];
  if (typeof chunk === 'string') return [chunk.slice(0, length), chunk.slice(length)];
  const bytes = chunk as Uint8Array;
  return [bytes.subarray(0, length), bytes.subarray(length)];
}

/** Cuts a chunk into pieces whose lengths are asked for one by one. */
export function cutUp(chunk: unknown, lengthOfNext: () => number): unknown[] {
  const pieces: unknown[] = [];
  let rest: [unknown] | [] = [chunk];
  while (rest.length > 0) {
    const [first, ...others] = cut(rest[0], lengthOfNext());
    pieces.push(first);
    rest = others as [unknown] | [];
  }
  return pieces;
}

/** Joins two chunks of text or two of bytes; undefined if they are neither. */
export function join(one: unknown, other: unknown): string | Uint8Array | undefined {
  if (typeof one === 'string' && typeof other === 'string') return one + other;
  if (!(one instanceof Uint8Array && other instanceof Uint8Array)) return undefined;
  return joinBytes([one, other]);
}
