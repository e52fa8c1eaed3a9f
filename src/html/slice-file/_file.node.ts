/**
 * Open files, shared by streams: a descriptor stays open as long as one of them holds a lease on it.
 *
 * @module
 */

import type { Stats } from 'node:fs';
import fs from 'node:fs';
import { ERR_SLICE_FILE_NOT_A_FILE } from '../../core/errors.ts';
import { formatInode } from './_position.ts';

/** How a file is opened. */
export interface OpenOptions {
  readonly path: string;
  readonly flags: string | number;
  readonly mode: number;
  /** A descriptor that the caller owns, used instead of opening the path. */
  readonly fd: number | undefined;
}

/** Takes a file, one hold on it, and its state; an error; or neither if nobody wants the file any more. */
export type OpenCallback = (error: Error | null, file?: OpenFile, stat?: Stats) => void;

/** Takes how many bytes have been read, or the error. */
export type ReadCallback = (error: Error | null, count: number) => void;

/** One opened file, which counts its holders and closes with the last of them. */
export class OpenFile {
  readonly fd: number;
  /** The file's state when it was opened. */
  readonly stat: Stats;
  /** The inode as position tokens hold it. */
  readonly inode: string;
  /** The file that took this one's path; held open until this one is closed. */
  next: OpenFile | undefined;
  /** How many files had borne the path before. */
  serial = 0;
  /** How many times the file has been seen to be truncated or rewritten. */
  rewrites = 0;

  #holders = 1;
  readonly #owned: boolean;

  constructor(fd: number, stat: Stats, owned: boolean) {
    this.fd = fd;
    this.stat = stat;
    this.inode = formatInode(stat.ino);
    this.#owned = owned;
  }

  /** Opens the file, unless it is one that is open already: `known` may be. */
  static open(options: OpenOptions, callback: OpenCallback, known?: OpenFile): void {
    const { path } = options;
    const owned = options.fd === undefined;
    if (options.fd !== undefined) onopen(null, options.fd);
    else attempt(() => fs.stat(path, onlook), callback);

    // To open a pipe would wait until somebody writes to it. What cannot be looked at, open says itself.
    function onlook(error: Error | null, stat: Stats): void {
      const problem = error ? undefined : refuse(stat, path);
      if (!error && known?.isOpen && known.is(stat)) callback(null, known.retain(), stat);
      else if (problem === undefined) {
        attempt(() => fs.open(path, options.flags, options.mode, onopen), callback);
      } else callback(problem);
    }
    function onopen(error: Error | null, fd: number): void {
      if (error) callback(error);
      else
        attempt(() => fs.fstat(fd, (error, stat) => onstat(fd, error ?? refuse(stat, path), stat)), callback);
    }
    function onstat(fd: number, problem: Error | undefined, stat: Stats): void {
      if (problem === undefined) callback(null, new OpenFile(fd, stat, owned), stat);
      else if (owned) fs.close(fd, () => callback(problem));
      else callback(problem);
    }
  }

  /** Opens the file before it returns; the caller is its first holder. */
  static openSync(options: OpenOptions): OpenFile {
    const { path } = options;
    const owned = options.fd === undefined;
    if (owned) demandFile(fs.statSync(path), path);
    const fd = options.fd ?? fs.openSync(path, options.flags, options.mode);
    try {
      return new OpenFile(fd, demandFile(fs.fstatSync(fd), path), owned);
    } catch (error) {
      if (owned) fs.closeSync(fd);
      throw error;
    }
  }

  /** Whether a stat is of this very file. */
  is(stat: Stats): boolean {
    return stat.ino === this.stat.ino && stat.dev === this.stat.dev;
  }

  /** Whether anybody holds the file. */
  get isOpen(): boolean {
    return this.#holders > 0;
  }

  /** Adds a holder. */
  retain(): this {
    this.#holders++;
    return this;
  }

  /** Takes a holder away; the callback comes when the descriptor is closed, or at once if others hold it. */
  release(callback: () => void = ignore): void {
    if (--this.#holders > 0) {
      callback();
      return;
    }
    this.next?.release();
    if (this.#owned) fs.close(this.fd, callback);
    else callback();
  }
}

/** One stream's hold on a file: one read at a time, and no descriptor is given back under a read. */
export class Lease {
  readonly file: OpenFile;
  #reading = false;
  #freed = false;
  /** The hold that this one took the place of, until it is given back. */
  #before: Lease | undefined;
  /** Set by the first release: who waits for the hold to be given back. */
  #waiting: (() => void)[] | undefined;

  /** Takes over one hold on the file. */
  constructor(file: OpenFile) {
    this.file = file;
  }

  /**
   * Reads bytes at a position, `least` of them unless the file ends before: some systems give less at once than
   * there is. Nothing is called back once the lease is released.
   */
  read(buffer: Uint8Array, position: number, callback: ReadCallback, least: number = buffer.length): void {
    this.#readOn(buffer, 0, position, callback, least);
  }

  #readOn(buffer: Uint8Array, at: number, position: number, callback: ReadCallback, least: number): void {
    if (this.#waiting !== undefined) return;
    this.#reading = true;
    fs.read(this.file.fd, buffer, at, buffer.length - at, position + at, (error, count) => {
      this.#reading = false;
      const end = at + count;
      if (this.#waiting !== undefined) this.#free();
      else if (error || count === 0 || end >= least) callback(error, end);
      else this.#readOn(buffer, end, position, callback, least);
    });
  }

  /** Gives the hold back; the callback comes when the descriptor is free of this stream. */
  release(callback: () => void = ignore): void {
    if (this.#freed) callback();
    else if (this.#waiting !== undefined) this.#waiting.push(callback);
    else {
      this.#waiting = [callback];
      if (!this.#reading) this.#free();
    }
  }

  /** Gives this hold back for one on another file. */
  moveTo(file: OpenFile): Lease {
    const lease = new Lease(file.retain());
    lease.#before = this;
    this.release(() => {
      lease.#before = undefined;
    });
    return lease;
  }

  #free(): void {
    const done = (): void => {
      this.#freed = true;
      for (const callback of this.#waiting as (() => void)[]) callback();
    };
    this.file.release(() => {
      if (this.#before === undefined) done();
      else this.#before.release(done);
    });
  }
}

function refuse(stat: Stats, path: string): Error | undefined {
  return stat.isFile() ? undefined : ERR_SLICE_FILE_NOT_A_FILE(path);
}

/** Calls what calls back, but throws of an argument that is wrong: then that is what is called back. */
function attempt(call: () => void, callback: (error: Error) => void): void {
  try {
    call();
  } catch (error) {
    callback(error as Error);
  }
}

function demandFile(stat: Stats, path: string): Stats {
  const problem = refuse(stat, path);
  if (problem !== undefined) throw problem;
  return stat;
}

function ignore(): void {}
