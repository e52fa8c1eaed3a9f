/**
 * The members beside the path: what comes before the first selected value makes up the header, the rest the footer.
 *
 * Each is by its own key, wherever it is; of two with the same key the later stays. As npm JSONStream has it, a
 * header is only told when it has something: if nothing comes before the first selected value, what comes before
 * the second is the header, and if there is none, it is told at the end.
 *
 * @module
 */
import type { Key } from './_path.ts';

/** Members by their keys. */
export type Margin = Record<string, unknown>;

/** Gathers header and footer. */
export class Margins {
  #header: Margin | undefined;
  #footer: Margin | undefined;
  #isHeaderTold = false;
  #length = 0;
  readonly #lengths = new Map<string, number>();

  /** Adds a member, with the length of its value; returns how long keys and values are together. */
  add(key: Key, value: unknown, length: number): number {
    if (this.#isHeaderTold) this.#footer ??= {};
    else this.#header ??= {};
    // Assigned, `__proto__` would not be a member.
    const member = { value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(this.#isHeaderTold ? this.#footer : this.#header, key, member);
    const name = String(key);
    const whole = name.length + length;
    this.#length += whole - (this.#lengths.get(name) ?? 0);
    this.#lengths.set(name, whole);
    return this.#length;
  }

  /** Returns the header if it is to be told now. */
  takeHeader(): Margin | undefined {
    if (this.#header === undefined || this.#isHeaderTold) return undefined;
    this.#isHeaderTold = true;
    this.#length = 0;
    this.#lengths.clear();
    const header = this.#header;
    this.#header = undefined;
    return header;
  }

  /** The footer, at the end. */
  get footer(): Margin | undefined {
    return this.#footer;
  }
}
