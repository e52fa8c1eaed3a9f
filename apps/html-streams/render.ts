/**
 * Lines of JSON go in, HTML comes out: the same code on the server and in the browser.
 *
 * A line that cannot be read becomes a warning in its place; the others go on.
 *
 * @see the handbook's chapter "html streams for the browser and the server"
 *
 * @module
 */
import { fillHtml } from 'gardenhose/hyperglue';
import type { Through } from 'gardenhose/through';
import { through } from 'gardenhose/through';
import type { Row } from './row.ts';
import { parseRow } from './row.ts';

const ROW = '<div class="row"><div class="who"></div><div class="message"></div></div>\n';
const SKIPPED = '<div class="row skipped"></div>\n';

/** Returns a stream of lines in, rows of HTML out. */
export function render(): Through<string | Uint8Array, string> {
  return through<string | Uint8Array, string>(function write(line) {
    let row: Row | null;
    try {
      row = parseRow(String(line));
    } catch (error) {
      this.queue(fillHtml(SKIPPED, { '.row': `A line was skipped: ${(error as Error).message}` }));
      return;
    }
    if (row !== null) this.queue(fillHtml(ROW, { '.who': row.who, '.message': row.message }));
  });
}
