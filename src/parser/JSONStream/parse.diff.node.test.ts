/** Random documents and paths on JSONStream@1.3.5 and on ours: what comes out, and in which call, must be equal. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

const maps = {
  none: undefined,
  'of the path': (value: unknown, path: unknown) => ({ value, path }),
  'some are dropped': (value: unknown) => (typeof value === 'number' ? undefined : value),
};

interface Run {
  readonly path: () => unknown;
  readonly map: keyof typeof maps;
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
  const values = 0;
  const note = (event: string, value?: unknown) => lines.push([call, event, value]);
  stream.on('data', (value) =>
    note('data', turns.length > 0 ? value : [structuredClone(value), stream.root]),
  );
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

function compare(run: Run): void {
  expect(trace(ours, run)).toEqual(trace(theirs, run));
}

const program = {
  map: fc.constantFrom(...(Object.keys(maps) as (keyof typeof maps)[])),
  places,
  turns: fc.array(fc.nat(12), { maxLength: 4 }),
};
const document = fc.oneof({ weight: 2, arbitrary: rows }, container);
const documents = fc.array(document, { minLength: 1, maxLength: 3 }).map((texts) => texts.join('\n'));

describe('parse and the original', () => {
  it('any documents, along any path, in any chunks', () => {
    fc.assert(
      fc.property(
        fc.record({ ...program, path: fc.constantFrom(...paths), text: documents, margins: fc.boolean() }),
        ({ text, places, margins, turns, ...run }) => {
          // What is queued while the stream is paused comes out between other events.
          const quiet = margins && turns.length > 0 ? [] : turns;
          compare({ ...run, margins, turns: quiet, chunks: cutText(text, places) });
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('any documents, along paths with a recursion, in any chunks', () => {
    fc.assert(
      fc.property(
        fc.record({ ...program, path: fc.constantFrom(...recursions), text: documents }),
        ({ text, places, ...run }) => {
          compare({ ...run, margins: false, chunks: cutText(text, places) });
        },
      ),
      { numRuns: 700 },
    );
  });

  it('scalars at the top that are neither falsy nor the last, and documents that end too early', () => {
    fc.assert(
      fc.property(
        fc.record({ ...program, path: fc.constantFrom(...paths), text: fc.array(value), rest: fc.nat(40) }),
        ({ text, places, rest, ...run }) => {
          const texts = text.filter((one) => JSON.parse(one) || run.path() !== undefined);
          const bytes = encode(`${texts.join(' ')} {"rows":[{"id":1,"x":[true,"two"]},{"id":2}],"a":{}} `);
          fc.pre(!texts.some((one) => !JSON.parse(one) && !isPath(run.path())));
          compare({
            ...run,
            margins: false,
            chunks: cutText(bytes.subarray(0, bytes.length - rest).toString(), places),
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('documents with what is let pass, and with what is not', () => {
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
    fc.assert(
      fc.property(
        fc.record({
          ...program,
          path: fc.constantFrom(...paths, ...recursions),
          text: fc.array(fc.oneof(fc.constantFrom(...pieces), rows), { minLength: 1, maxLength: 3 }),
        }),
        ({ text, places, ...run }) => {
          compare({ ...run, margins: false, chunks: cutText(`${text.join('')} `, places) });
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function isPath(path: unknown): boolean {
  return path !== undefined && path !== null && !(Array.isArray(path) && path.length === 0);
}
