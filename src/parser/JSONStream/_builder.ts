/**
 * Makes values of bytes that the scanner has checked.
 *
 * @module
 */
import { createChunkDecoder } from '#platform';
import type { Decoder } from '../../core/types.ts';
import { quoteLongIntegers, toStrictText } from './_lenient.ts';

/** How many keys are kept, and how long they may be. */
const KEPT_KEYS = 256;
const MAX_KEPT_LENGTH = 32;

/** A key that has come already. */
interface KeptKey {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Makes values, by the rules of JSON or by those of npm JSONStream. */
export class Builder {
  readonly #isStrict: boolean;
  readonly #decoder: Decoder = createChunkDecoder('utf8');

  readonly #keys: (KeptKey | undefined)[] = [];

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

  /** Makes values of what may be their texts; undefined if it is not. */
  tryMany(bytes: Uint8Array): unknown[] | undefined {
    const text = this.#decoder.write(bytes);
    // The replacement character stands for bytes that are no UTF-8, unless they are its own.
    if (text.includes('\ufffd')) return undefined;
    try {
      return JSON.parse(`[${this.#isStrict ? text : quoteLongIntegers(text)}]`);
    } catch {
      return undefined;
    }
  }

  /** Makes a key of its text, without the quotes. */
  key(bytes: Uint8Array): string {
    const text = this.#decoder.write(bytes);
    return text.includes('\\') ? JSON.parse(`"${text}"`) : text;
  }

  /** Makes a key of its text in a chunk; those that come again and again are kept. */
  keyAt(bytes: Uint8Array, from: number, end: number): string {
    const length = end - from;
    if (length === 0 || length > MAX_KEPT_LENGTH) return this.key(bytes.subarray(from, end));
    const slot =
      (length + 5 * bytes[from]! + 11 * bytes[end - 1]! + 17 * bytes[from + (length >> 1)]!) % KEPT_KEYS;
    const kept = this.#keys[slot];
    if (kept?.bytes.length === length) {
      let n = 0;
      while (n < length && kept.bytes[n] === bytes[from + n]) n++;
      if (n === length) return kept.text;
    }
    const copy = new Uint8Array(bytes.subarray(from, end));
    const text = this.key(copy);
    this.#keys[slot] = { bytes: copy, text };
    return text;
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
