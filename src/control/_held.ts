/**
 * Keeps the beginning of a piece whose end has not come yet.
 *
 * @module
 */
import { joinBytes } from '../core/_lengths.ts';

/** Fragments gathered before they are joined: a writer of single characters must not cost an object each. */
const FRAGMENTS = 1024;

/** Text or bytes that grow by fragments and are asked for once; of what is too long, only the beginning is kept. */
export abstract class Held<Piece extends string | Uint8Array> {
  #length = 0;
  readonly #maxLength: number;
  #joined: Piece[] = [];
  #fragments: Piece[] = [];

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Whether there is more than may be in a piece. */
  get tooLong(): boolean {
    return this.#length > this.#maxLength;
  }

  /** Adds a fragment, up to the first character or byte that is too much. */
  add(fragment: Piece): void {
    if (fragment.length === 0 || this.tooLong) return;
    const room = this.#maxLength + 1 - this.#length;
    const added = fragment.length > room ? this.head(fragment, room) : fragment;
    this.#length += added.length;
    if (this.#fragments.push(added) < FRAGMENTS) return;
    this.#joined.push(this.join(this.#fragments));
    this.#fragments = [];
  }

  /** Returns the piece whose last fragment this is, and forgets it. */
  finish(last: Piece): Piece {
    if (this.#length === 0) return last;
    this.add(last);
    const whole = this.join(
      this.#joined.length === 0 ? this.#fragments : [...this.#joined, ...this.#fragments],
    );
    this.#length = 0;
    this.#joined = [];
    this.#fragments = [];
    return whole;
  }

  protected abstract head(fragment: Piece, length: number): Piece;
  protected abstract join(fragments: readonly Piece[]): Piece;
}

/** Holds text. */
export class HeldText extends Held<string> {
  protected head(fragment: string, length: number): string {
    return fragment.slice(0, length);
  }

  protected join(fragments: readonly string[]): string {
    // Most pieces that are cut are cut in two.
    return fragments.length === 2 ? `${fragments[0]}${fragments[1]}` : fragments.join('');
  }
}

/** Holds bytes. */
export class HeldBytes extends Held<Uint8Array> {
  protected head(fragment: Uint8Array, length: number): Uint8Array {
    return fragment.subarray(0, length);
  }

  protected join(fragments: readonly Uint8Array[]): Uint8Array {
    return joinBytes(fragments);
  }
}
