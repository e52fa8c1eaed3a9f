/**
 * Cuts bytes that arrive in chunks at a sequence of bytes. The pieces are views of the chunks; only one that lies
 * in several is copied.
 *
 * @module
 */

import { joinBytes } from '../core/_lengths.ts';
import type { Cutter, PieceSink, Pieces } from './_cutters.ts';
import { handOver } from './_cutters.ts';
import type { HeldBytes } from './_held.ts';

const CARRIAGE_RETURN = 0x0d;
const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array();

/** Cuts bytes; at a line feed, also takes away one carriage return before it if that is asked. */
export class ByteCutter implements Cutter<Uint8Array> {
  readonly #delimiter: Uint8Array;
  readonly #takesReturn: boolean;
  readonly #held: HeldBytes;
  /** The last bytes, with which a delimiter may begin. */
  #open: Uint8Array = NOTHING;

  constructor(delimiter: Uint8Array, takesReturn: boolean, held: HeldBytes) {
    this.#delimiter = delimiter;
    this.#takesReturn = takesReturn;
    this.#held = held;
  }

  cut(chunk: Uint8Array, sink: PieceSink<Uint8Array>): void {
    const bytes = this.#open.length === 0 ? chunk : joinBytes([this.#open, chunk]);
    const pieces: Pieces<Uint8Array> = [];
    let start = 0;
    for (let end = this.#find(bytes, 0); end >= 0; end = this.#find(bytes, start)) {
      const stop = this.#endsInReturn(bytes, start, end) ? end - 1 : end;
      pieces.push(bytes.subarray(start, stop));
      start = end + this.#delimiter.length;
    }
    const open = this.#reach(bytes, start);
    this.#open = bytes.subarray(open);
    handOver(pieces, bytes.subarray(start, open), this.#held, sink);
  }

  flush(): Pieces<Uint8Array> {
    return [this.#held.finish(this.#open)];
  }

  /** Finds the delimiter, at or after an index. */
  #find(bytes: Uint8Array, from: number): number {
    const delimiter = this.#delimiter;
    let index = bytes.indexOf(delimiter[0] as number, from);
    if (delimiter.length === 1) return index;
    while (index >= 0 && !startsWith(bytes, index, delimiter)) {
      index = bytes.indexOf(delimiter[0] as number, index + 1);
    }
    return index;
  }

  /** Where what may belong to a delimiter begins, at the end of bytes. */
  #reach(bytes: Uint8Array, start: number): number {
    if (this.#takesReturn) return bytes.length - (this.#endsInReturn(bytes, start, bytes.length) ? 1 : 0);
    return Math.max(start, bytes.length - this.#delimiter.length + 1);
  }

  #endsInReturn(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#takesReturn && end > start && bytes[end - 1] === CARRIAGE_RETURN;
  }
}

function startsWith(bytes: Uint8Array, index: number, delimiter: Uint8Array): boolean {
  return delimiter.every((byte, n) => bytes[index + n] === byte);
}
