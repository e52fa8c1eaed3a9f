/**
 * Gathers the lines of diagnostics, and reads them.
 *
 * @module
 */
import { ERR_TAP_DIAGNOSTICS_TOO_LONG } from '../../core/errors.ts';
import { Limit } from './_events.ts';
import { readYaml } from './_yaml.ts';

/** The lines of diagnostics whose end has not come yet. */
export class Diagnostics {
  readonly #indent: string;
  readonly #maxLength: number;
  readonly #lines: string[] = [];
  #length = 0;

  constructor(indent: string, maxLength: number) {
    this.#indent = indent;
    this.#maxLength = maxLength;
  }

  /** Whether a line is the last. */
  isEnd(line: string): boolean {
    return line === `${this.#indent}...`;
  }

  /** Takes a line; false if it cannot be one of diagnostics, so that there are none. */
  take(line: string): boolean {
    if (!line.startsWith(this.#indent) && line.trim() !== '') return false;
    this.#length += line.length + 1;
    if (this.#length > this.#maxLength) throw new Limit(ERR_TAP_DIAGNOSTICS_TOO_LONG(this.#maxLength));
    this.#lines.push(line);
    return true;
  }

  /** What the YAML says, or its text. */
  read(): unknown {
    const text = this.#lines.map((line) => line.slice(this.#indent.length)).join('\n');
    const read = readYaml(text);
    return read === undefined ? text : read.value;
  }

  /** The lines as they came. */
  toString(): string {
    return [`${this.#indent}---`, ...this.#lines].join('\n');
  }
}

/** Takes the duration out of diagnostics, where Node and tap put it. */
export function timed(diag: unknown): { readonly time: number | undefined; readonly rest: unknown } {
  const { duration_ms: time, ...rest } = (diag ?? {}) as { readonly duration_ms?: unknown };
  return typeof diag === 'object' && !Array.isArray(diag) && typeof time === 'number'
    ? { time, rest }
    : { time: undefined, rest: diag };
}
