/**
 * How long text and bytes are, and bytes as one.
 *
 * @module
 */
import { concatBytes } from '#platform';

/** The longest string that V8 makes on 64 bits. */
export const LONGEST_STRING: number = 2 ** 29 - 24;

/** How many UTF-16 code units a text has, or bytes there are; 1 for anything else. */
export function lengthOf(chunk: unknown): number {
  return typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk.length : 1;
}

/** Joins chunks of bytes. */
export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    chunks,
    chunks.reduce((length, chunk) => length + chunk.length, 0),
  );
}
