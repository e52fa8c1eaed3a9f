/**
 * Holds the contents of an entry whose size is not known: the first megabyte in memory, the rest in a temporary file.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { close, open, read, unlink, writeFile } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nop } from '../../core/_nop.ts';
import type { DoneCallback } from '../../core/destroy.ts';
import type { PieceCallback, Spool } from './_spool.ts';
import { MemorySpool } from './_spool.ts';

/** How much is held in memory. */
const MEMORY_BYTES = 1024 * 1024;
/** The file is read in pieces of so many bytes. */
const PIECE_BYTES = 64 * 1024;

/**
 * Holds contents of any size. The file has a random name and is the user's alone. Its name is gone as soon as it is
 * open, so that nothing stays behind however the process ends; where a system does not allow that, when the spool closes.
 */
export class FileSpool implements Spool {
  readonly #memory = new MemorySpool();
  #inMemory = 0;
  /** Where the file still has a name. */
  #path: string | undefined;
  #fd: number | undefined;
  #position = 0;
  /** Whether an operation on the file is under way, and whether the spool was closed. */
  #isBusy = false;
  #isClosed = false;

  write(piece: Uint8Array, callback: DoneCallback): void {
    if (this.#fd === undefined && this.#inMemory + piece.length <= MEMORY_BYTES) {
      this.#inMemory += piece.length;
      this.#memory.write(piece, callback);
    } else if (this.#fd === undefined) this.#open(piece, callback);
    else {
      this.#isBusy = true;
      writeFile(this.#fd, piece, (error) => this.#settle(() => callback(error)));
    }
  }

  #open(piece: Uint8Array, callback: DoneCallback): void {
    const path = join(tmpdir(), `gardenhose-tar-${randomUUID()}`);
    this.#isBusy = true;
    open(path, 'wx+', 0o600, (error, fd) => {
      if (error !== null) {
        this.#settle(() => callback(error));
        return;
      }
      this.#fd = fd;
      unlink(path, (error) => {
        if (error !== null) this.#path = path;
        writeFile(fd, piece, (error) => this.#settle(() => callback(error)));
      });
    });
  }

  read(callback: PieceCallback): void {
    this.#memory.read((_error, piece) => {
      if (piece || this.#fd === undefined) callback(null, piece);
      else this.#readFile(this.#fd, callback);
    });
  }

  #readFile(fd: number, callback: PieceCallback): void {
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    this.#isBusy = true;
    read(fd, piece, 0, piece.length, this.#position, (error, count) => {
      this.#position += count;
      this.#settle(() => callback(error, count > 0 ? piece.subarray(0, count) : null));
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#memory.close();
    if (!this.#isBusy) this.#remove();
  }

  /** An operation is over. A descriptor that is in use must not be closed, so that it was not until now. */
  #settle(callback: () => void): void {
    this.#isBusy = false;
    if (this.#isClosed) this.#remove();
    callback();
  }

  #remove(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd === undefined) return;
    close(fd, () => {
      if (this.#path !== undefined) unlink(this.#path, nop);
    });
  }
}
