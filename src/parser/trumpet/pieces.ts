/**
 * What is to be sent, in source form.
 *
 * @module
 */
import { toBytes } from './source-form.ts';

/** Source that is kept in the pieces in which it came: to join them once costs half as much as a text that grows. */
export class Pieces {
  #pieces: string[] = [];

  add(source: string): void {
    this.#pieces.push(source);
  }

  /** Returns all of it in bytes, undefined if there is nothing, and forgets it. */
  take(): Uint8Array | undefined {
    if (this.#pieces.length === 0) return undefined;
    const source = this.#pieces.length === 1 ? this.#pieces[0]! : this.#pieces.join('');
    this.#pieces = [];
    return source === '' ? undefined : toBytes(source);
  }
}
