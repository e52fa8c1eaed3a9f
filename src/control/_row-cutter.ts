/**
 * Cuts text at line feeds into rows of JSON, and parses many rows at once: what a call of `JSON.parse` costs besides
 * the parsing is then paid once for all of them.
 *
 * @module
 */
import type { PieceSink } from './_cutters.ts';
import { CharacterCutter } from './_cutters.ts';

/** Most characters that are parsed at once. */
export const BLOCK_LENGTH = 65_536;

/** Rows that are longer cost so much by themselves that nothing is gained. */
const SHORT_ROW = 100;

/** Lines are parsed one by one while more than one block in so many had to be parsed again. */
const BLOCKS_A_FAILURE = 64;

/** A comma between two objects, if it is in one line and in no string. */
const BETWEEN_OBJECTS: RegExp = /\}[\t\r ]*,[\t\r ]*\{/;

/** What gets the rows; as text, one by one, where they are not known to be objects. */
export interface RowSink extends PieceSink {
  _takeRow(row: object): void;
}

/** Cuts at line feeds. No line may be too long for its sink that is no longer than a block. */
export class RowCutter extends CharacterCutter {
  #blocks = 0;
  #failures = 0;

  override _handOver(text: string, from: number, to: number, sink: RowSink): void {
    while (from <= to) {
      const first = text.indexOf('\n', from);
      const end = Math.max(first, text.lastIndexOf('\n', Math.min(from + BLOCK_LENGTH, to)));
      const rows = first - from > SHORT_ROW ? undefined : this.#parse(text.slice(from, end));
      if (rows === undefined) super._handOver(text, from, end, sink);
      else for (const row of rows) sink._takeRow(row);
      from = end + 1;
    }
  }

  #parse(block: string): readonly object[] | undefined {
    this.#blocks++;
    if (this.#failures * BLOCKS_A_FAILURE > this.#blocks) return undefined;
    const rows = parseRows(block);
    if (rows === undefined) this.#failures++;
    return rows;
  }
}

/**
 * Parses lines that are objects each; undefined for any others, which have to be parsed one by one.
 *
 * The lines are joined to the text of one array, by a comma and a line feed. That must not let lines pass that are no
 * JSON by themselves, such as `{"a":[{}` and `{}]}`. It does not:
 *
 * - No joint lies in a string, where JSON allows no line feed. So each is a comma of some array or object: of the
 *   outermost array, or of one inside it.
 * - No other comma is one of the outermost array. All its elements turn out to be objects, so a comma of it has `}`
 *   before it and `{` after it; both in its own line, as a joint on the way would be a second comma. Lines with such
 *   a comma are not taken.
 * - So the outermost array has as many elements as there are lines only if all joints are commas of it. Then each line
 *   is one element.
 */
export function parseRows(lines: string): object[] | undefined {
  if (BETWEEN_OBJECTS.test(lines)) return undefined;
  const each = lines.split('\n');
  try {
    const rows: unknown[] = JSON.parse(`[${each.join(',\n')}]`);
    return rows.length === each.length && rows.every(isObject) ? (rows as object[]) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
