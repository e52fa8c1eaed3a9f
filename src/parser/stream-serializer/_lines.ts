/**
 * Values as lines of JSON.
 *
 * @module
 */
import { createChunkDecoder, encodeText } from '#platform';
import { CharacterCutter } from '../../control/_cutters.ts';
import { HeldText } from '../../control/_held.ts';
import { LONGEST_STRING } from '../../core/_lengths.ts';
import type { CodedError } from '../../core/errors.ts';
import {
  ERR_INVALID_ARG_TYPE,
  ERR_STREAM_SERIALIZER_ENCODE,
  ERR_STREAM_SERIALIZER_TOO_LONG,
} from '../../core/errors.ts';
import type { Decoder } from '../../core/types.ts';
import type { Format, Taker } from './_format.ts';
import { unreadable } from './_format.ts';

/** What `JSON` is: an object with other functions of these names can take its place. */
export interface JSONLike {
  parse(text: string): unknown;
  stringify(value: unknown): string | undefined;
}

const BLANK = /^[ \t\r]*$/;

/** Lines of JSON, sent as text or as bytes; bytes are taken as UTF-8, wherever they are cut. */
export class Lines implements Format {
  readonly #json: JSONLike;
  readonly #maxLength: number;
  readonly #asBytes: boolean;
  readonly #decoder: Decoder = createChunkDecoder('utf8');
  readonly #held: HeldText;
  readonly #cutter: CharacterCutter;
  /** The lines that a chunk has completed. */
  #lines: string[] = [];

  constructor(json: JSONLike, maxLength: number, asBytes: boolean) {
    this.#json = json;
    // With the line feed, a line fits into a string.
    this.#maxLength = Math.min(maxLength, LONGEST_STRING - 1);
    this.#asBytes = asBytes;
    this.#held = new HeldText(this.#maxLength);
    this.#cutter = new CharacterCutter('\n', false, this.#held);
  }

  encode(value: unknown): string | Uint8Array {
    const text = this.#json.stringify(value);
    if (text === undefined) throw ERR_STREAM_SERIALIZER_ENCODE('it has no JSON');
    if (text.length > this.#maxLength) throw this.#tooLong();
    const line = `${text}\n`;
    return this.#asBytes ? encodeText(line, 'utf8') : line;
  }

  decode(chunk: unknown, taker: Taker): void {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw ERR_INVALID_ARG_TYPE('chunk', 'of type string or an instance of Uint8Array', chunk);
    }
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    if (text !== '') this.#cutter.cut(text, this);
    this.#handOver(taker);
    if (this.#held.tooLong) taker.fail(this.#tooLong());
  }

  flush(taker: Taker): void {
    const tail = this.#decoder.end();
    if (tail !== '') this.#cutter.cut(tail, this);
    for (const line of this.#cutter.flush()) this._takePiece(line);
    this.#handOver(taker);
  }

  /** @internal Gets a line from the cutter. */
  _takePiece(line: string | undefined): void {
    this.#lines.push(line as string);
  }

  #handOver(taker: Taker): void {
    const lines = this.#lines;
    this.#lines = [];
    for (const line of lines) {
      if (line.length > this.#maxLength) {
        taker.fail(this.#tooLong());
        return;
      }
      if (BLANK.test(line)) continue;
      let value: unknown;
      try {
        value = this.#json.parse(line);
      } catch (error) {
        taker.refuse(unreadable(error, { line }));
        continue;
      }
      taker.take(value);
    }
  }

  #tooLong(): CodedError {
    return ERR_STREAM_SERIALIZER_TOO_LONG(this.#maxLength);
  }
}
