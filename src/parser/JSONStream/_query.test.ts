import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coded } from '../../control/_test-listen.ts';
import type { Step } from './_path.ts';
import { compileQuery } from './_query.ts';
import { documents, queries, selected, streamed } from './_test-query.ts';
import { invalid, lookingAhead, valid } from './_test-query-cases.ts';

function select(query: string, document: unknown): unknown[] {
  return streamed(compileQuery(query).start, document).map(([, value]) => value);
}

const texts = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();

describe('compileQuery', () => {
  describe('behaviour', () => {
    it.each(valid)('%s selects what RFC 9535 says', (query, document, expected) => {
      expect(texts(select(query, document))).toEqual(texts(expected));
    });

    it('compileQuery, of any query, selects what an evaluator of whole documents does', () => {
      fc.assert(
        fc.property(queries, documents, ({ text, nodes }, document) => {
          const expected = nodes(document);
          const { start } = compileQuery(text);
          expect(streamed(start, document)).toEqual(expected);
          expect(selected(start, document, [])).toEqual(expected);
        }),
        { numRuns: 3000 },
      );
    });

    it('select, of values in values, gives the outer before the inner', () => {
      const document = { a: [{ a: 1 }, { b: { a: 2 } }] };
      expect(select('$..a', document)).toEqual([document.a, 1, 2]);
    });

    it('step, of the elements of an array, is the same for all unless indices count', () => {
      const { start } = compileQuery('$.rows[*].id');
      const rows = start.enter?.('rows') as Step;
      expect(rows.each).toBe(rows.enter?.(7));
      expect(rows.each?.enter?.('id')).toEqual({ times: 1 });
      expect(rows.each?.enter?.('other')).toBeUndefined();
      expect(compileQuery('$[0]').start.each).toBeUndefined();
    });

    it('step, within a deep document, is made once', () => {
      let step = compileQuery('$..a').start;
      const first = step.enter?.('x');
      for (let i = 0; i < 100; i++) step = step.enter?.(i) as Step;
      expect(step).toBe(first);
    });
  });

  describe('errors', () => {
    it.each(invalid)('%s is no query', (query) => {
      expect(() => compileQuery(query)).toThrow(coded('ERR_JSONSTREAM_QUERY'));
    });

    it.each(lookingAhead)('%s cannot be decided in one pass', (query) => {
      expect(() => compileQuery(query)).toThrow(coded('ERR_JSONSTREAM_QUERY_LOOK_AHEAD'));
    });

    it('error, of a query, says what was expected, and where', () => {
      expect(() => compileQuery('$.rows[')).toThrow(
        "Cannot read JSONPath '$.rows[' at character 7: expected a selector",
      );
      expect(() => compileQuery('$.rows[-1]')).toThrow(
        "Cannot decide JSONPath '$.rows[-1]' at character 6 in one pass: what counts from the end needs the whole array",
      );
    });

    it('compileQuery, of what is nested without an end, ends', () => {
      expect(() => compileQuery(`$[?${'('.repeat(100_000)}`)).toThrow(coded('ERR_JSONSTREAM_QUERY'));
      expect(() => compileQuery('$[?@'.repeat(100_000))).toThrow(coded('ERR_JSONSTREAM_QUERY'));
      expect(() => compileQuery(`$[?${'length('.repeat(100_000)}`)).toThrow(coded('ERR_JSONSTREAM_QUERY'));
    });
  });
});
