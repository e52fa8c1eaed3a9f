/**
 * New content as it comes: chunks of text or bytes, with characters cut anywhere between them.
 *
 * @module
 */
import { createDecoder } from '#platform';
import type { Decoder } from '../../core/types.ts';
import { toSource } from './source-form.ts';

/** Reads the chunks of one piece of content into source form. */
export class ChunkReader {
  readonly #asMarkup: (text: string) => string;
  readonly #isMarkup: boolean;
  readonly #decoder: Decoder = createDecoder('utf8');
  /** The first half of a character of two that has come as text. */
  #half = '';

  /** `asMarkup` writes text as markup; without it the content is markup. */
  constructor(asMarkup: ((text: string) => string) | undefined) {
    this.#isMarkup = asMarkup === undefined;
    this.#asMarkup = asMarkup ?? String;
  }

  /** Reads a chunk; what is not bytes is read as a string. */
  write(chunk: unknown): string {
    const half = this.#half;
    this.#half = '';
    if (chunk instanceof Uint8Array) {
      if (this.#isMarkup) return toSource(half) + toSource(chunk);
      return this.#toSource(half + this.#decoder.write(chunk));
    }
    const text = half + this.#decoder.end() + String(chunk);
    const last = text.charCodeAt(text.length - 1);
    if (last < 0xd800 || last >= 0xdc00 || text === '') return this.#toSource(text);
    this.#half = text.slice(-1);
    return this.#toSource(text.slice(0, -1));
  }

  /** Returns what is left of the last chunk, if there is any. */
  end(): string | undefined {
    const rest = this.#half + this.#decoder.end();
    return rest === '' ? undefined : this.#toSource(rest);
  }

  #toSource(text: string): string {
    return toSource(this.#asMarkup(text));
  }
}
