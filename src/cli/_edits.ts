/**
 * Changes to a text: how it is with them, and the unified diff that shows them.
 *
 * @module
 */

/** A piece of a text, from `start` up to `end`, and what stands there instead. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lines of context around a change, as in most diffs. */
const CONTEXT = 3;

/** Returns the text with the edits made, which are in order and do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Lines that are changed: `count` from `first` on become `lines`. */
interface Change {
  readonly first: number;
  readonly count: number;
  readonly lines: readonly string[];
}

/** Shows the edits as a unified diff that `patch` and `git apply` take; empty if there are none. */
export function diffOf(file: string, text: string, edits: readonly Edit[]): string {
  const before = linesOf(text);
  const changes = changesOf(text, before, edits);
  let diff = '';
  let shift = 0;
  for (let index = 0; index < changes.length; ) {
    const hunk = [changes[index++] as Change];
    while (index < changes.length) {
      const next = changes[index] as Change;
      const { first, count } = hunk.at(-1) as Change;
      if (next.first - (first + count) > 2 * CONTEXT) break;
      hunk.push(next);
      index++;
    }
    diff += hunkOf(before, hunk, shift);
    for (const { count, lines } of hunk) shift += lines.length - count;
  }
  return diff === '' ? '' : `--- a/${file}\n+++ b/${file}\n${diff}`;
}

/** The lines of a text, each with its line feed. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Turns edits into changes of whole lines; those that share lines, or whose lines adjoin, become one. */
function changesOf(text: string, lines: readonly string[], edits: readonly Edit[]): Change[] {
  const changes: Change[] = [];
  let line = 0;
  let start = 0;
  for (let index = 0; index < edits.length; ) {
    while (
      line < lines.length - 1 &&
      start + (lines[line] as string).length <= (edits[index] as Edit).start
    ) {
      start += (lines[line++] as string).length;
    }
    const [first, from] = [line, start];
    const group: Edit[] = [];
    let end = start + (lines[line]?.length ?? 0);
    for (let edit = edits[index]; edit && isBefore(edit, end, text); edit = edits[++index]) {
      group.push(edit);
      while (end < edit.end) {
        start = end;
        end += (lines[++line] as string).length;
      }
    }
    const changed = applyEdits(
      text.slice(from, end),
      group.map((edit) => ({ start: edit.start - from, end: edit.end - from, text: edit.text })),
    );
    const before = changes.at(-1);
    const adjoins = before !== undefined && before.first + before.count === first;
    if (adjoins) changes.pop();
    changes.push({
      first: adjoins ? before.first : first,
      count: Math.min(line + 1, lines.length) - first + (adjoins ? before.count : 0),
      lines: [...(adjoins ? before.lines : []), ...linesOf(changed)],
    });
    line++;
    start = end;
  }
  return changes;
}

/** Whether an edit begins before a line ends; what is added behind the last line belongs to it. */
function isBefore({ start }: Edit, end: number, text: string): boolean {
  return start < end || end === text.length;
}

function hunkOf(before: readonly string[], changes: readonly Change[], shift: number): string {
  const { first: firstChanged } = changes[0] as Change;
  const last = changes.at(-1) as Change;
  const first = Math.max(firstChanged - CONTEXT, 0);
  const end = Math.min(last.first + last.count + CONTEXT, before.length);
  let body = '';
  let at = first;
  let added = 0;
  for (const { first, count, lines } of changes) {
    body += before.slice(at, first).map(marked(' ')).join('');
    body += before
      .slice(first, first + count)
      .map(marked('-'))
      .join('');
    body += lines.map(marked('+')).join('');
    at = first + count;
    added += lines.length - count;
  }
  body += before.slice(at, end).map(marked(' ')).join('');
  return `@@ -${first + 1},${end - first} +${first + shift + 1},${end - first + added} @@\n${body}`;
}

function marked(mark: string): (line: string) => string {
  return (line) => `${mark}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`;
}
