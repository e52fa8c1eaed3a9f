/**
 * Text and bytes that are written, as bytes.
 *
 * @module
 */
import { decodeText, encodeText } from '#platform';
import { joinBytes } from '../../core/_lengths.ts';
import { isAsciiText } from '../../core/_utf8.ts';
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';

/** Takes what is written as UTF-8. A character that two texts have in halves is kept whole. */
export class Utf8Input {
  /** The first half of a character. */
  #half = '';

  /** @throws {ERR_INVALID_ARG_TYPE} for neither text nor bytes. */
  toBytes(chunk: unknown): Uint8Array {
    if (chunk instanceof Uint8Array) return this.#half === '' ? chunk : joinBytes([this.last(), chunk]);
    if (typeof chunk !== 'string') {
      throw ERR_INVALID_ARG_TYPE('chunk', 'of type string or an instance of Uint8Array', chunk);
    }
    const text = this.#half + chunk;
    const last = text.charCodeAt(text.length - 1);
    const isHalf = last >= 0xd800 && last <= 0xdbff;
    this.#half = isHalf ? text.slice(-1) : '';
    return encodeText(isHalf ? text.slice(0, -1) : text, 'utf8');
  }

  /** The same, as characters of these codes: for text of ASCII, that text. */
  toByteText(chunk: unknown): string {
    if (typeof chunk === 'string' && this.#half === '' && isAsciiText(chunk)) return chunk;
    return decodeText(this.toBytes(chunk), 'latin1');
  }

  /** What is left when there is no more. */
  last(): Uint8Array {
    const bytes = encodeText(this.#half, 'utf8');
    this.#half = '';
    return bytes;
  }

  /** The same, as such characters. */
  end(): string {
    return decodeText(this.last(), 'latin1');
  }
}
