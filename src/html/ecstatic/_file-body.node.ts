/**
 * A part of an open file as a stream.
 *
 * It has the length that was promised or an error, whatever becomes of the file meanwhile: a client would wait
 * for the rest of one that was cut short, and take for the next answer what was added to one.
 *
 * @module
 */
import type { FileHandle } from 'node:fs/promises';
import { ERR_ECSTATIC_FILE_CUT } from '../../core/errors.ts';
import { Readable } from '../../core/readable.ts';
import type { ByteRange } from './_conditions.node.ts';

const BLOCK_BYTES: number = 64 * 1024;

/** Reads a range of a file, which it closes. */
export class FileBody extends Readable<Uint8Array> {
  readonly #file: FileHandle;
  readonly #end: number;
  #position: number;
  #reading: Promise<void> | undefined;

  constructor(file: FileHandle, { start, end }: ByteRange) {
    super({ highWaterMark: BLOCK_BYTES });
    this.#file = file;
    this.#position = start;
    this.#end = end + 1;
  }

  override _read(): void {
    this.#reading = this.#readBlock();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    // The descriptor may be another file's as soon as it is closed: not while it is read.
    const close = (): Promise<void> => this.#file.close();
    (this.#reading ?? Promise.resolve()).then(close).then(
      () => callback(error),
      (failure) => callback(error ?? failure),
    );
  }

  async #readBlock(): Promise<void> {
    const left = this.#end - this.#position;
    if (left === 0) {
      this.push(null);
      return;
    }
    try {
      const block = Buffer.allocUnsafeSlow(Math.min(BLOCK_BYTES, left));
      const { bytesRead } = await this.#file.read(block, 0, block.length, this.#position);
      this.#position += bytesRead;
      if (bytesRead > 0) this.push(block.subarray(0, bytesRead));
      else this.destroy(ERR_ECSTATIC_FILE_CUT(this.#position, this.#end));
    } catch (error) {
      this.destroy(error as Error);
    }
  }
}
