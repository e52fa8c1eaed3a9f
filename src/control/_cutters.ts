/**
 * Ways of cutting what arrives in chunks at its delimiters. Each looks only at the new chunk and at the little
 * before it that a delimiter can reach back to, so the work stays linear however long a piece grows.
 *
 * A cutter puts aside what is left of a chunk before it hands over the pieces: whoever gets one may write more.
 *
 * @module
 */
import type { Held, HeldText } from './_held.ts';

/** Pieces in order. A group of a pattern that took no part in the match is undefined. */
export type Pieces<Piece = string> = (Piece | undefined)[];

/** What gets the pieces. */
export interface PieceSink<Piece = string> {
  _takePiece(piece: Piece | undefined): void;
}

/** Cuts text, or bytes, at its delimiters. */
export interface Cutter<Piece = string> {
  /** Takes more; hands over the pieces that it completes. */
  cut(chunk: Piece, sink: PieceSink<Piece>): void;
  /** Returns the pieces that are complete because there is no more; the last is the tail. */
  flush(): Pieces<Piece>;
}

/** Hands over pieces, the first of which begins with what was held, and holds the rest. */
export function handOver<Piece extends string | Uint8Array>(
  pieces: Pieces<Piece>,
  rest: Piece,
  held: Held<Piece>,
  sink: PieceSink<Piece>,
): void {
  if (pieces.length > 0) pieces[0] = held.finish(pieces[0] as Piece);
  held.add(rest);
  for (const piece of pieces) sink._takePiece(piece);
}

/** Cuts at one character; at a line feed, also takes away one carriage return before it if that is asked. */
export class CharacterCutter implements Cutter {
  readonly #delimiter: string;
  readonly #takesReturn: boolean;
  readonly #held: HeldText;
  /** A carriage return at the end of the last chunk, which may belong to a delimiter. */
  #open = '';

  constructor(delimiter: string, takesReturn: boolean, held: HeldText) {
    this.#delimiter = delimiter;
    this.#takesReturn = takesReturn;
    this.#held = held;
  }

  cut(text: string, sink: PieceSink): void {
    if (this.#open !== '') text = this.#open + text;
    const delimiter = this.#delimiter;
    const end = text.indexOf(delimiter);
    if (end < 0) {
      this.#hold(text, 0);
      return;
    }
    const first = this.#held.finish(this.#piece(text, 0, end));
    const last = text.lastIndexOf(delimiter);
    this.#hold(text, last + 1);
    sink._takePiece(first);
    this._handOver(text, end + 1, last, sink);
  }

  /** Hands over the pieces from one place to another, which is a delimiter's. */
  _handOver(text: string, from: number, to: number, sink: PieceSink): void {
    while (from <= to) {
      const end = text.indexOf(this.#delimiter, from);
      sink._takePiece(this.#piece(text, from, end));
      from = end + 1;
    }
  }

  flush(): Pieces {
    return [this.#held.finish(this.#open)];
  }

  #piece(text: string, start: number, end: number): string {
    const endsInReturn = this.#takesReturn && end > start && text.charCodeAt(end - 1) === CARRIAGE_RETURN;
    return text.slice(start, endsInReturn ? end - 1 : end);
  }

  #hold(text: string, start: number): void {
    const rest = this.#piece(text, start, text.length);
    this.#open = start + rest.length < text.length ? '\r' : '';
    this.#held.add(rest);
  }
}

const CARRIAGE_RETURN = 0x0d;

/** Cuts at a string. */
export class StringCutter implements Cutter {
  readonly #delimiter: string;
  readonly #held: HeldText;
  /** The last characters, with which a delimiter may begin. */
  #open = '';

  constructor(delimiter: string, held: HeldText) {
    this.#delimiter = delimiter;
    this.#held = held;
  }

  cut(text: string, sink: PieceSink): void {
    const pieces = (this.#open + text).split(this.#delimiter);
    const rest = pieces.pop() as string;
    const reach = Math.min(rest.length, this.#delimiter.length - 1);
    this.#open = rest.slice(rest.length - reach);
    handOver(pieces, rest.slice(0, rest.length - reach), this.#held, sink);
  }

  flush(): Pieces {
    return [this.#held.finish(this.#open)];
  }
}
