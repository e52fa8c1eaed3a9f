/**
 * The theme of `npm run fuzz` for JSON: parse against the original, and strict against `JSON.parse`.
 *
 * @module
 */
import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { cut, places, rows, value } from './_test-documents.ts';
import type { Run } from './_test-original.node.ts';
import { compare, loose, plain, recursive, scalar } from './_test-original.node.ts';
import { parse } from './index.ts';

/** A text for a strict parser, perhaps with a mistake. */
interface StrictRun {
  readonly chunks: readonly Uint8Array[];
  readonly isStrict: true;
}

const strict: fc.Arbitrary<StrictRun> = fc
  .record({
    text: fc.oneof(rows, value),
    place: fc.nat(),
    extra: fc.constantFrom('', ...'[]{},:"1e-.x \n\\'),
    places,
  })
  .map(({ text, place, extra, places }) => {
    const at = place % (text.length + 1);
    const bytes = Buffer.from(text.slice(0, at) + extra + text.slice(at + (place % 2)));
    return { chunks: cut(bytes, places), isStrict: true };
  });

/** The cases of the theme. */
export const jsonCases: fc.Arbitrary<Run | StrictRun> = fc.oneof(plain, recursive, scalar, loose, strict);

/** Rejects a case that something is wrong with. */
export async function checkJson(run: Run | StrictRun): Promise<void> {
  if ('isStrict' in run) deepStrictEqual(outcome(run.chunks), expected(run.chunks));
  else compare(run);
}

function outcome(chunks: readonly Uint8Array[]): unknown {
  const values: unknown[] = [];
  const stream = parse(null, null, { strict: true });
  let failed = false;
  stream.on('data', (value) => values.push(value));
  stream.on('error', () => {
    failed = true;
  });
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return failed ? 'error' : values;
}

function expected(chunks: readonly Uint8Array[]): unknown {
  try {
    const value = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
    return value === null ? [] : [value];
  } catch {
    return 'error';
  }
}
