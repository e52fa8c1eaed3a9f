/**
 * Reads what is to be packed, ahead of its turn.
 *
 * @module
 */
import { constants } from 'node:fs';
import { sep } from 'node:path';
import { ERR_TAR_FILE_CHANGED } from '../../core/errors.ts';
import { close, codeOf, fstat, lstat, open, readFully, readlink } from './_fs-calls.node.ts';
import { headerOf } from './_fs-header.node.ts';
import type { Found } from './_fs-walk.node.ts';
import type { TarEntryHeader } from './_header.ts';

// Where the system does not have a flag, it is undefined, which counts as 0.
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Files up to this size are read whole, ahead of their turn. */
const SMALL_BYTES = 64 * 1024;

/** Large files are read in chunks of so many bytes, one ahead. */
const CHUNK_BYTES = 512 * 1024;

/** What becomes of a file that lost bytes while it was packed. */
export type Shrunk = 'error' | 'pad';

/** Something whose turn is next. */
export interface Prepared {
  readonly header: TarEntryHeader;
  /** What is the same for two names of one file; undefined if it has one name. */
  readonly identity: string | undefined;
  /** The contents of a small file. */
  readonly body: Uint8Array | undefined;
  /** The file descriptor of a large file. Who takes it closes it. */
  readonly fd: number | undefined;
}

/** Reads what is known of a file, and the file if it is small. */
export async function prepare(found: Found, shrunk: Shrunk): Promise<Prepared> {
  if (found.type === 'file') return prepareFile(found, shrunk);
  const header = headerOf(found.name, await lstat(found.path));
  if (header.type !== found.type) throw ERR_TAR_FILE_CHANGED(found.name, `it is no ${found.type} any more`);
  const bare = { identity: undefined, body: undefined, fd: undefined };
  if (header.type !== 'symlink') return { header, ...bare };
  const target = await readlink(found.path);
  return { header: { ...header, linkname: sep === '/' ? target : target.replaceAll(sep, '/') }, ...bare };
}

async function prepareFile({ path, name }: Found, shrunk: Shrunk): Promise<Prepared> {
  const fd = await open(path, READ).catch((error) => {
    throw codeOf(error) === 'ELOOP' ? changed(name) : error;
  });
  let kept = false;
  try {
    const stats = await fstat(fd);
    if (!stats.isFile()) throw changed(name);
    const header = headerOf(name, stats);
    const identity = stats.nlink > 1 ? `${stats.dev}:${stats.ino}` : undefined;
    if (stats.size > SMALL_BYTES) {
      kept = true;
      return { header, identity, body: undefined, fd };
    }
    const body = Buffer.allocUnsafe(stats.size);
    if (stats.size > 0) await readWhole(fd, body, name, shrunk);
    return { header, identity, body, fd: undefined };
  } finally {
    if (!kept) await close(fd);
  }
}

function changed(name: string): Error {
  return ERR_TAR_FILE_CHANGED(name, 'it is no file any more');
}

/** Reads the rest of a file that had `size` bytes, in chunks, each while the one before is taken. */
export async function* readChunks(
  fd: number,
  size: number,
  name: string,
  shrunk: Shrunk,
): AsyncGenerator<Uint8Array, void, void> {
  let left = size;
  let next: Promise<Uint8Array> | undefined;
  const readNext = () => {
    if (left === 0) return undefined;
    const chunk = Buffer.allocUnsafeSlow(Math.min(left, CHUNK_BYTES));
    left -= chunk.length;
    const reading = readWhole(fd, chunk, name, shrunk);
    // Whether it fails is asked when it is its turn.
    reading.catch(() => {});
    return reading;
  };
  try {
    next = readNext();
    while (next !== undefined) {
      const chunk: Uint8Array = await next;
      next = readNext();
      yield chunk;
    }
  } finally {
    // The descriptor is in use until the call is done.
    await next?.catch(() => {});
  }
}

/** Fills a buffer from a file, with zeros where it ended too soon. */
async function readWhole(fd: number, buffer: Buffer, name: string, shrunk: Shrunk): Promise<Uint8Array> {
  const length = await readFully(fd, buffer);
  if (length < buffer.length) {
    if (shrunk === 'error') {
      throw ERR_TAR_FILE_CHANGED(name, `it has ${buffer.length - length} bytes less than when it was opened`);
    }
    buffer.fill(0, length);
  }
  return buffer;
}
