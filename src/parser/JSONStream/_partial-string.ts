/**
 * A string of JSON that grows.
 *
 * @module
 */
import { createChunkDecoder, encodeText } from '#platform';
import { isAsciiText } from '../../core/_utf8.ts';
import type { Decoder } from '../../core/types.ts';

/** Turns what is between the quotes into text, as far as it is known. */
export class PartialString {
  readonly #decoder: Decoder = createChunkDecoder('utf8');
  /** The text so far. */
  text = '';
  /** An escape that is not complete, or that of the first half of a character. */
  #tail = '';
  /** Whether the decoder may hold the beginning of a character. */
  #isDecoding = false;

  begin(): void {
    this.text = '';
    this.#tail = '';
  }

  /**
   * Adds checked bytes (UTF-8), as the characters of these codes. The last `open` of them are an escape that goes on.
   *
   * @returns whether the text has grown.
   */
  add(bytes: string, open: number): boolean {
    const raw = this.#tail + this.#decode(bytes);
    if (!raw.includes('\\')) {
      this.#tail = '';
      this.text += raw;
      return raw !== '';
    }
    const end = raw.length - open;
    let text = JSON.parse(`"${raw.slice(0, end)}"`) as string;
    this.#tail = raw.slice(end);
    const last = text.charCodeAt(text.length - 1);
    if (last >= 0xd800 && last <= 0xdbff) {
      // Only an escape can say half a character. The other half may follow.
      text = text.slice(0, -1);
      this.#tail = raw.slice(end - '\\ud800'.length);
    }
    this.text += text;
    return text !== '';
  }

  #decode(bytes: string): string {
    const isPlain = isAsciiText(bytes);
    if (isPlain && !this.#isDecoding) return bytes;
    this.#isDecoding = !isPlain;
    return this.#decoder.write(encodeText(bytes, 'latin1'));
  }

  /**
   * Ends the string: a half that no other followed is part of it.
   *
   * @returns whether the text has grown.
   */
  end(): boolean {
    if (this.#tail === '') return false;
    this.text += JSON.parse(`"${this.#tail}"`);
    return true;
  }
}
