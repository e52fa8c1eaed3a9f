/**
 * Position tokens: where a reader has got to in a file, as a word that survives restarts and rotations.
 *
 * A token is `<offset>.<inode>.<check>`, each in base 36: how many bytes lie before the position, in which
 * file, and a checksum of the last ones. The checksum tells a file that has grown from one that was rewritten.
 *
 * @module
 */

/** How many bytes before a position its checksum covers, if the file has as many. */
export const CHECKED_BYTES = 64;

/** A position in a file, taken apart. */
export interface Position {
  readonly offset: number;
  readonly inode: string;
  readonly check: number;
}

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** The checksum of no bytes, which stands before the first byte of every file. */
export const CHECK_OF_NOTHING: number = FNV_BASIS;

/** Returns the checksum (32-bit FNV-1a) of the bytes before index `end`, of `CHECKED_BYTES` at most. */
export function checkBefore(bytes: Uint8Array, end: number): number {
  let hash = FNV_BASIS;
  for (let i = Math.max(0, end - CHECKED_BYTES); i < end; i++) {
    hash = Math.imul(hash ^ (bytes[i] as number), FNV_PRIME);
  }
  return hash >>> 0;
}

/** Writes a position as a token. */
export function formatPosition(offset: number, inode: string, check: number): string {
  return `${offset.toString(36)}.${inode}.${check.toString(36)}`;
}

/** Writes an inode number as tokens hold it. */
export function formatInode(inode: number): string {
  return inode.toString(36);
}

const TOKEN = /^([0-9a-z]{1,11})\.([0-9a-z]{1,14})\.([0-9a-z]{1,7})$/;

/** Reads a token, or returns undefined if no position is written so. Takes anything: tokens come from afar. */
export function parsePosition(token: unknown): Position | undefined {
  const match = typeof token === 'string' && token.length <= 34 ? TOKEN.exec(token) : null;
  if (match === null) return undefined;
  const [, offset = '', inode = '', check = ''] = match;
  const position = { offset: Number.parseInt(offset, 36), inode, check: Number.parseInt(check, 36) };
  if (!Number.isSafeInteger(position.offset) || position.check > 0xffffffff) return undefined;
  return position;
}
