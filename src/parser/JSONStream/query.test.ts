import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documents, queries } from './_test-query.ts';
import { parse } from './parse.ts';
import type { PartialValue } from './partial.ts';
import { partial } from './partial.ts';

const encoder = new TextEncoder();
const cases = [queries, documents, fc.array(fc.nat())] as const;

/** What comes out of a stream that a document is written to in pieces. */
function read<Out>(
  stream: {
    on(event: 'data', listener: (chunk: Out) => void): unknown;
    write(chunk: Uint8Array): unknown;
    end(): unknown;
  },
  document: unknown,
  cuts: readonly number[],
): Out[] {
  const bytes = encoder.encode(JSON.stringify(document));
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const found: Out[] = [];
  stream.on('data', (chunk) => found.push(chunk));
  for (const [i, end] of places.slice(1).entries()) stream.write(bytes.slice(places[i], end));
  stream.end();
  return found;
}

describe('parse', () => {
  it('parse, along any query, of a document cut anywhere, emits what is selected and not null', () => {
    fc.assert(
      fc.property(...cases, ({ text, nodes }, document, cuts) => {
        const expected = nodes(document).flatMap(([, value]) => (value === null ? [] : [value]));
        expect(read(parse(text, null, { strict: true }), document, cuts)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parse, of a document of any depth', () => {
  const depth = 20_000;
  const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it.each([
    ['$..*', deep, depth - 1],
    ['$[*]..[?@ != 1]', deep, depth - 2],
    ['$[?@.a == @.b]', `[{"a":${deep},"b":${deep}}]`, 1],
    ['$[?@..*]', deep, 1],
    ['..x', deep, 0],
  ])('along %s, selects what is selected', (path, text, count) => {
    const stream = parse(path, null, { maxDepth: Number.POSITIVE_INFINITY });
    let found = 0;
    stream.on('data', () => found++);
    stream.end(text);
    expect(found).toBe(count);
  });
});

describe('partial', () => {
  it('partial, along any query, of a document cut anywhere, completes what is selected', () => {
    fc.assert(
      fc.property(...cases, ({ text, nodes }, document, cuts) => {
        const states = read<PartialValue>(partial(text), document, cuts).filter(({ complete }) => complete);
        expect(states.map(({ value, path }) => [JSON.stringify(path), value])).toEqual(nodes(document));
      }),
      { numRuns: 1000 },
    );
  });
});
