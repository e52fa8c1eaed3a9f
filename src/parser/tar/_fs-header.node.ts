/**
 * Headers of what is in the file system.
 *
 * @module
 */
import type { Stats } from 'node:fs';
import type { TarEntryHeader, TarType } from './_header.ts';

/** What a file may be. Of these, a socket cannot be packed. */
export type FileType = TarType | 'socket';

/** What tells the type of a file: its status, or its entry in a directory. */
interface Typed {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isCharacterDevice(): boolean;
  isBlockDevice(): boolean;
}

/** Says what a file is. */
export function typeOf(file: Typed): FileType {
  if (file.isFile()) return 'file';
  if (file.isDirectory()) return 'directory';
  if (file.isSymbolicLink()) return 'symlink';
  if (file.isFIFO()) return 'fifo';
  if (file.isCharacterDevice()) return 'character-device';
  if (file.isBlockDevice()) return 'block-device';
  return 'socket';
}

/**
 * Makes the header of a file that `lstat` tells of. A symbolic link wants its `linkname` besides; a socket has no
 * header, and gets that of an empty file.
 */
export function headerOf(name: string, stats: Stats): TarEntryHeader {
  const type = typeOf(stats);
  const header: TarEntryHeader = {
    name,
    type: type === 'socket' ? 'file' : type,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    size: type === 'file' ? stats.size : 0,
    mtime: stats.mtime,
  };
  if (type !== 'character-device' && type !== 'block-device') return header;
  return { ...header, devmajor: majorOf(stats.rdev), devminor: minorOf(stats.rdev) };
}

// Linux packs a device's two numbers into one of 64 bits, of which Node gives those that a double holds exactly:
// major bits 8 to 19 and 32 to 51, minor bits 0 to 7 and 20 to 31.

function majorOf(device: number): number {
  return ((device >>> 8) & 0xfff) + Math.floor(device / 2 ** 32) * 2 ** 12;
}

function minorOf(device: number): number {
  return (device & 0xff) | ((device >>> 12) & 0xfff00);
}
