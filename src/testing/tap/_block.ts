/**
 * Writes the diagnostics of a failed assertion: a block of YAML, in the form that tape gives it.
 *
 * @module
 */
import { inspect } from './_inspect.ts';
import type { AssertRow } from './rows.ts';

/** The longest value that stands in the line of its key. */
const LONG = 65;

/** Characters that mean something in YAML. */
const INDICATORS = /[:?-]/;

/** Writes the block, indented by two. */
export function blockOf(row: AssertRow): string {
  const lines = ['---', `  operator: ${row.operator}`];
  if ('actual' in row || 'expected' in row) lines.push(...valuesOf(row));
  if (row.awaiting !== undefined)
    lines.push('  awaiting:', ...row.awaiting.map((what) => `    - ${quote(what)}`));
  if (row.at !== undefined) lines.push(`  at: ${row.at}`);
  const stack = stackOf(row);
  if (stack !== undefined) lines.push('  stack: |-', ...stack.split('\n').map((line) => `    ${line}`));
  lines.push('...');
  return lines.map((line) => `  ${line}\n`).join('');
}

function valuesOf({ actual, expected, objectPrintDepth }: AssertRow): string[] {
  const texts = [inspect(expected, objectPrintDepth), inspect(actual, objectPrintDepth)] as const;
  if (texts.some((text) => text.length > LONG || INDICATORS.test(text))) {
    return ['  expected: |-', `    ${texts[0]}`, '  actual: |-', `    ${texts[1]}`];
  }
  return [`  expected: ${texts[0]}`, `  actual:   ${texts[1]}`];
}

function stackOf({ error }: AssertRow): string | undefined {
  const stack = (error as { readonly stack?: unknown } | null | undefined)?.stack;
  return typeof stack === 'string' && stack !== '' ? stack : undefined;
}

/** Single-quoted YAML: whatever the text holds, it is text. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''").replace(/\s+/g, ' ')}'`;
}
