/**
 * Holds the contents of an entry whose size is not known, since the size comes first in an archive.
 *
 * @module
 */
import { Fifo } from '../../core/_fifo.ts';
import type { DoneCallback } from '../../core/destroy.ts';

/** Is given a piece, or null at the end. */
export type PieceCallback = (error: Error | null | undefined, piece?: Uint8Array | null) => void;

/** Takes contents, then gives them back. */
export interface Spool {
  /** Takes a piece, and calls back when the next may come. */
  write(piece: Uint8Array, callback: DoneCallback): void;
  /** Gives the next piece back. */
  read(callback: PieceCallback): void;
  /** Releases all that it holds. */
  close(): void;
}

/** Makes the spool of an entry. */
export type SpoolFactory = () => Spool;

/** Holds contents in memory. */
export class MemorySpool implements Spool {
  readonly #pieces = new Fifo<Uint8Array>();

  write(piece: Uint8Array, callback: DoneCallback): void {
    this.#pieces.push(piece);
    callback();
  }

  read(callback: PieceCallback): void {
    callback(null, this.#pieces.length > 0 ? (this.#pieces.shift() as Uint8Array) : null);
  }

  close(): void {
    this.#pieces.clear();
  }
}
