/**
 * Makes values of bytes that the scanner has checked.
 *
 * @module
 */
import { createChunkDecoder } from '#platform';
import type { Decoder } from '../../core/types.ts';
import { quoteLongIntegers, toStrictText } from './_lenient.ts';

/** Makes values, by the rules of JSON or by those of npm JSONStream. */
export class Builder {
  readonly #isStrict: boolean;
  readonly #decoder: Decoder = createChunkDecoder('utf8');

  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  /** Makes a value of its text. */
  one(bytes: Uint8Array): unknown {
    return this.#parse(this.#decoder.write(bytes));
  }

  /** Makes values of their texts, which have commas between them. */
  many(bytes: Uint8Array): unknown[] {
    return this.#parse(`[${this.#decoder.write(bytes)}]`) as unknown[];
  }

  /** Makes a key of its text, without the quotes. */
  key(bytes: Uint8Array): string {
    const text = this.#decoder.write(bytes);
    return text.includes('\\') ? JSON.parse(`"${text}"`) : text;
  }

  #parse(text: string): unknown {
    if (this.#isStrict) return JSON.parse(text);
    try {
      return JSON.parse(quoteLongIntegers(text));
    } catch {
      return JSON.parse(toStrictText(text));
    }
  }
}
