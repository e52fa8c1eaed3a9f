/**
 * Programs that run on JSONStream@1.3.5 and on ours, for the tests and for `npm run fuzz`.
 *
 * @module
 */
import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { original } from '../../../oracles/original.ts';
import { container, cut, places, rows, value } from './_test-documents.ts';
import { parse } from './index.ts';

interface Subject {
  readonly root: unknown;
  on(event: string, listener: (argument: unknown) => void): unknown;
  write(chunk: unknown): boolean;
  end(): unknown;
  pause(): unknown;
  resume(): unknown;
}
type Parse = (path?: unknown, map?: unknown) => Subject;

const theirs = original<{ parse: Parse }>('JSONStream').parse;
const ours = parse as unknown as Parse;

/** A function of its own for each run, so that what it remembers is. */
const paths: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => [],
  () => '',
  () => '*',
  () => '$*',
  () => 'rows',
  () => 'rows.*',
  () => 'rows.$*',
  () => 'rows.*.id',
  () => 'rows.*.x',
  () => 'rows.*.x.*',
  () => '*.*',
  () => '*.a',
  () => 'a.b',
  () => '0',
  () => '*.0.*',
  () => 'rows.0',
  () => 'id',
  () => ['rows', true, 'x'],
  () => ['rows', /[13]/],
  () => [/./, /^\d$/],
  () => [(key: unknown) => key === 'rows', (key: unknown) => typeof key === 'number' && key % 2 === 0],
  () => ['rows', 1],
  () => ['rows', {}],
  () => ['rows', { emitPath: true }],
  () => ['rows', { emitKey: true, emitPath: true }],
  () => [true, { emitKey: true }, 'id'],
];
const recursions: readonly (() => unknown)[] = [
  () => 'rows..id',
  () => 'rows..x',
  () => 'rows..x.a',
  () => 'a..b',
  () => '*..x',
  () => '.x',
  () => 'rows.',
  () => ['rows', { recurse: true }, 'x'],
  () => ['rows', { recurse: true }, { emitKey: true }],
  () => [{ recurse: true }, 'x', true],
  () => ['rows', false, 'id'],
  () => ['rows', null, /x/, { emitPath: true }],
];

const maps: Readonly<Record<string, unknown>> = {
  none: undefined,
  'of the path': (value: unknown, path: unknown) => ({ value, path }),
  'some are dropped': (value: unknown) => (typeof value === 'number' ? undefined : value),
};

/** What is done with a stream. */
export interface Run {
  readonly path: () => unknown;
  /** Which of the mappers. */
  readonly map: string;
  readonly chunks: readonly Uint8Array[];
  /** After which writes the stream is paused or resumed. */
  readonly turns: readonly number[];
  readonly margins: boolean;
}

/** What comes out, with the number of the call within which it does. */
function trace(make: Parse, { path, map, chunks, turns, margins }: Run): unknown {
  const stream = make(path(), maps[map]);
  const lines: unknown[] = [];
  const edges: unknown[] = [];
  let call = 0;
  /** How many values have come: the original tells the header when the first is about to, perhaps calls before. */
  let values = 0;
  const note = (event: string, value?: unknown) => lines.push([call, event, value]);
  stream.on('data', (value) => {
    values++;
    note('data', turns.length > 0 ? value : [structuredClone(value), stream.root]);
  });
  for (const event of ['end', 'close']) stream.on(event, () => note(event));
  // The original tells what a token cannot follow only when that token is complete.
  let errors = 0;
  stream.on('error', () => errors++);
  if (margins) {
    for (const event of ['header', 'footer']) {
      stream.on(event, (members) => edges.push([event, members, values]));
    }
  }
  let isPaused = false;
  for (const chunk of chunks) {
    lines.push(stream.write(chunk));
    call++;
    if (!turns.includes(call)) continue;
    if (isPaused) stream.resume();
    else stream.pause();
    isPaused = !isPaused;
  }
  stream.end();
  call++;
  if (isPaused) stream.resume();
  return { lines, edges, errors };
}

const encode = (text: string) => Buffer.from(text);

/** Cuts a text between its characters: the original does not always put together those that are cut. */
function cutText(text: string, places: readonly number[]): Uint8Array[] {
  const bytes = encode(text);
  const between = places.map((place) => {
    let end = place % (bytes.length + 1);
    while ((bytes[end] ?? 0) >> 6 === 2) end++;
    return end;
  });
  return cut(bytes, between);
}

/** @throws if what comes out, or the call in which it does, is not the same. */
export function compare(run: Run): void {
  deepStrictEqual(trace(ours, run), trace(theirs, run));
}

const calls = {
  map: fc.constantFrom(...Object.keys(maps)),
  places,
  turns: fc.array(fc.nat(12), { maxLength: 4 }),
};

const document = fc.oneof({ weight: 2, arbitrary: rows }, container);
const documents = fc.array(document, { minLength: 1, maxLength: 3 }).map((texts) => texts.join('\n'));

/** Any documents, along paths without a recursion: of header and footer the original has its own idea there. */
export const plain: fc.Arbitrary<Run> = fc
  .record({ ...calls, path: fc.constantFrom(...paths), text: documents, margins: fc.boolean() })
  .map(({ text, places, margins, turns, ...run }) => {
    // What is queued while the stream is paused comes out between other events.
    const quiet = margins ? [] : turns;
    return { ...run, margins, turns: quiet, chunks: cutText(text, places) };
  });

/** Any documents, along paths with a recursion. */
export const recursive: fc.Arbitrary<Run> = fc
  .record({ ...calls, path: fc.constantFrom(...recursions), text: documents })
  .map(({ text, places, ...run }) => ({ ...run, margins: false, chunks: cutText(text, places) }));

/**
 * Scalars between documents, the last of which ends too early. Without a path the original does not tell of false
 * values, nor ever of a number that nothing follows.
 */
export const scalar: fc.Arbitrary<Run> = fc
  .record({ ...calls, path: fc.constantFrom(...paths), texts: fc.array(value), rest: fc.nat(40) })
  .map(({ texts, places, path, rest, ...run }) => {
    const told = isPath(path()) ? texts : texts.filter((one) => JSON.parse(one));
    const bytes = encode(`${told.join(' ')} {"rows":[{"id":1,"x":[true,"two"]},{"id":2}],"a":{}} `);
    const text = bytes.subarray(0, bytes.length - rest).toString();
    return { ...run, path, margins: false, chunks: cutText(text, places) };
  });

/** What is no JSON, some of which the original lets pass. */
const pieces = [
  '[1,]',
  '{"a":1,}',
  '{"a":}',
  '[01,-01]',
  '[2.,0.e1,2.e3]',
  '[-.5]',
  '[,]',
  '{,}',
  ',',
  '}',
  ']',
  ':',
  '[1 2]',
  '{"a" 1}',
  '[1}',
  '{"a":1]',
  'tru ',
  '[nul]',
  '"\\x"',
  '[.5]',
  '[1e]',
  '[--1]',
  '[1-2]',
  '[1.2.3]',
  '"a\tb"',
  '\f',
  '[{"a":1,}]',
  '[[1,],[2]]',
  '{"rows":[1,2,x]}',
  '{"rows":[{"id":01,},2.]}',
  '{"rows":[{"id":1},{"id":2},]}',
];

/** Documents with what is let pass, and with what is not. */
export const loose: fc.Arbitrary<Run> = fc
  .record({
    ...calls,
    path: fc.constantFrom(...paths, ...recursions),
    text: fc.array(fc.oneof(fc.constantFrom(...pieces), rows), { minLength: 1, maxLength: 3 }),
  })
  .map(({ text, places, ...run }) => ({
    ...run,
    margins: false,
    chunks: cutText(`${text.join('')} `, places),
  }));

function isPath(path: unknown): boolean {
  return path !== undefined && path !== null && !(Array.isArray(path) && path.length === 0);
}
