/**
 * Text and bytes that are written, as bytes.
 *
 * @module
 */
import { encodeText } from '#platform';
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';

/** Makes bytes (UTF-8) of what is written. A character that two texts have in halves is kept whole. */
export class Utf8Input {
  /** The first half of a character. */
  #half = '';

  /** @throws {ERR_INVALID_ARG_TYPE} for neither text nor bytes. */
  toBytes(chunk: unknown): Uint8Array {
    if (chunk instanceof Uint8Array) return chunk;
    if (typeof chunk !== 'string') {
      throw ERR_INVALID_ARG_TYPE('chunk', 'of type string or an instance of Uint8Array', chunk);
    }
    const text = this.#half + chunk;
    const isHalf = /[\ud800-\udbff]$/.test(text.slice(-1));
    this.#half = isHalf ? text.slice(-1) : '';
    return encodeText(isHalf ? text.slice(0, -1) : text, 'utf8');
  }

  /** What is left when there is no more. */
  end(): Uint8Array {
    const bytes = encodeText(this.#half, 'utf8');
    this.#half = '';
    return bytes;
  }
}
