/**
 * The calls of `node:fs` that packing and extracting make, as promises, on file descriptors that are numbers: a
 * FileHandle costs twice as much.
 *
 * @module
 */
import * as fs from 'node:fs';
import { promisify } from 'node:util';

type Stats = fs.Stats;

/** The calls, with the arguments of node:fs. */
export const open: (path: string, flags: number, mode?: number) => Promise<number> = promisify(fs.open);
export const close: (fd: number) => Promise<void> = promisify(fs.close);
export const fstat: (fd: number) => Promise<Stats> = promisify(fs.fstat);
export const lstat: (path: string) => Promise<Stats> = promisify(fs.lstat);
export const ftruncate: (fd: number, length: number) => Promise<void> = promisify(fs.ftruncate);
export const fchmod: (fd: number, mode: number) => Promise<void> = promisify(fs.fchmod);
export const fchown: (fd: number, uid: number, gid: number) => Promise<void> = promisify(fs.fchown);
// As dates: of numbers, Node takes negative ones for now.
export const futimes: (fd: number, atime: Date, mtime: Date) => Promise<void> = promisify(fs.futimes);
export const chmod: (path: string, mode: number) => Promise<void> = promisify(fs.chmod);
export const lchown: (path: string, uid: number, gid: number) => Promise<void> = promisify(fs.lchown);
export const lutimes: (path: string, atime: Date, mtime: Date) => Promise<void> = promisify(fs.lutimes);
export const mkdir: (path: string, mode: number) => Promise<void> = promisify(fs.mkdir);
export const rmdir: (path: string) => Promise<void> = promisify(fs.rmdir);
export const unlink: (path: string) => Promise<void> = promisify(fs.unlink);
export const rename: (from: string, to: string) => Promise<void> = promisify(fs.rename);
export const link: (existing: string, path: string) => Promise<void> = promisify(fs.link);
export const readlink: (path: string) => Promise<string> = promisify(fs.readlink);
export const realpath: (path: string) => Promise<string> = promisify(fs.realpath.native);
export const symlink: (target: string, path: string, type?: fs.symlink.Type) => Promise<void> = promisify(
  fs.symlink,
);

/** Reads into a buffer until it is full or the file ends, and returns how much that was. */
export function readFully(fd: number, buffer: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    let length = 0;
    const readOn = () => {
      fs.read(fd, buffer, length, buffer.length - length, null, (error, bytes) => {
        if (error !== null) return reject(error);
        length += bytes;
        if (bytes === 0 || length === buffer.length) resolve(length);
        else readOn();
      });
    };
    readOn();
  });
}

/** Writes chunks, whole, at the file's end. */
export function writeFully(fd: number, chunks: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const writeOn = (rest: readonly Uint8Array[]) => {
      const written = (error: Error | null, bytes: number) => {
        if (error !== null) return reject(error);
        const left = drop(rest, bytes);
        if (left.length === 0) resolve();
        else writeOn(left);
      };
      if (rest.length === 1) fs.write(fd, rest[0]!, 0, rest[0]!.length, null, written);
      else fs.writev(fd, rest.slice(0, MOST_VECTORS), null, written);
    };
    const all = drop(chunks, 0);
    if (all.length === 0) resolve();
    else writeOn(all);
  });
}

/** Writes a chunk, whole, at a position. */
export function writeAt(fd: number, chunk: Uint8Array, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const writeOn = (from: number) => {
      if (from === chunk.length) return resolve();
      fs.write(fd, chunk, from, chunk.length - from, position + from, (error, bytes) => {
        if (error !== null) reject(error);
        else writeOn(from + bytes);
      });
    };
    writeOn(0);
  });
}

/** Most buffers that one call of writev takes, on every system (IOV_MAX). */
const MOST_VECTORS = 1024;

/** What is left of chunks after their first bytes; never an empty chunk. */
function drop(chunks: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let at = 0;
  while (at < chunks.length && bytes >= chunks[at]!.length) bytes -= chunks[at++]!.length;
  if (bytes === 0) return at === 0 ? chunks : chunks.slice(at);
  return [chunks[at]!.subarray(bytes), ...chunks.slice(at + 1)];
}

/**
 * An error of the system that tells the name of an entry. The path that it tells itself may lead through what is open,
 * or to a name that is there for a moment; it is in the cause.
 */
export function withName(error: unknown, name: string): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  const [what] = error.message.split(" '", 1);
  const named = new Error(`${what} '${name}'`, { cause: error });
  return Object.assign(named, { code: codeOf(error), syscall: error.syscall, path: name });
}

/** The code of an error of the system, as 'ENOENT'. */
export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
