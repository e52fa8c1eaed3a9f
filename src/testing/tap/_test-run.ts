/** Runs tests on a harness of their own. */
import type { Harness, HarnessOptions, OutputOptions } from './harness.ts';
import { createHarness } from './harness.ts';
import type { AssertRow, Row } from './rows.ts';

/** Returns the text that tests print. */
export async function textOf(
  add: (test: Harness) => void,
  options: HarnessOptions & OutputOptions = {},
): Promise<string> {
  const test = createHarness(options);
  add(test);
  let text = '';
  for await (const chunk of test.createStream(options)) text += chunk;
  return text;
}

/** Returns the rows that tests emit. */
export async function rowsOf(add: (test: Harness) => void, options: HarnessOptions = {}): Promise<Row[]> {
  const test = createHarness(options);
  add(test);
  const rows: Row[] = [];
  for await (const row of test.createStream({ objectMode: true })) rows.push(row);
  return rows;
}

/** Returns the assertions of tests, in brief: `ok name`. */
export async function assertsOf(add: (test: Harness) => void, options?: HarnessOptions): Promise<string[]> {
  const rows = await rowsOf(add, options);
  return rows
    .filter((row): row is AssertRow => typeof row !== 'string' && row.type === 'assert')
    .map((row) => `${row.ok ? 'ok' : 'not ok'} ${row.name}`);
}
