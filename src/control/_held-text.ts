/**
 * Keeps the beginning of a piece of text whose end has not come yet.
 *
 * @module
 */

/** Fragments gathered before they are joined: a writer of single characters must not cost an object each. */
const FRAGMENTS = 1024;

/** Text that grows by fragments and is asked for once. */
export class HeldText {
  length = 0;
  #joined: string[] = [];
  #fragments: string[] = [];

  add(text: string): void {
    if (text === '') return;
    this.length += text.length;
    if (this.#fragments.push(text) < FRAGMENTS) return;
    this.#joined.push(this.#fragments.join(''));
    this.#fragments = [];
  }

  /** Returns all of the text and forgets it. */
  take(): string {
    if (this.length === 0) return '';
    const text = [...this.#joined, ...this.#fragments].join('');
    this.length = 0;
    this.#joined = [];
    this.#fragments = [];
    return text;
  }
}
