/**
 * What happened to a stream, for whoever must find out why it broke its contract.
 *
 * @module
 */
import { text } from './_values.ts';

/** How many entries are kept of the beginning and of the end. */
const FIRST = 20;
const LAST = 60;

/** A list of what was called and emitted, of bounded length. */
export class Log {
  #first: string[] = [];
  #last: string[] = [];
  #count = 0;
  /** How many events were noted. */
  events = 0;
  /** Is given each entry when it is made. */
  onentry: ((entry: string) => void) | undefined;

  /** Forgets what was, for a run of its own. */
  begin(run: string): void {
    this.#first = [];
    this.#last = [];
    this.#count = 0;
    this.add(run);
  }

  /** Notes what a stream does by itself. */
  event(what: string, ...values: unknown[]): void {
    this.events++;
    this.add(what, ...values);
  }

  /** Notes what is done to a stream. */
  add(what: string, ...values: unknown[]): void {
    const entry = [what, ...values.map(text)].join(' ');
    this.onentry?.(entry);
    this.#count++;
    if (this.#first.length < FIRST) this.#first.push(entry);
    else if (this.#last.push(entry) === 2 * LAST) this.#last = this.#last.slice(LAST);
  }

  /** Returns one line an entry, indented. */
  toString(): string {
    const last = this.#last.slice(-LAST);
    const left = this.#count - this.#first.length - last.length;
    const gap = left > 0 ? [`… ${left} more …`] : [];
    return [...this.#first, ...gap, ...last].map((entry) => `  ${entry}`).join('\n');
  }
}
