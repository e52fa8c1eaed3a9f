import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { laws } from '../stream-spec/index.ts';
import type { Parser, ParserOptions, TapAssert, TapEvent, TapResults } from './parser.ts';
import { parser } from './parser.ts';

const DOCUMENT = `TAP version 14
# Subtest: first
    ok 1 - in – it
      ---
      a: |-
        one

        two
      ...
    not ok 2 - x # TODO y
    1..2
ok 1 - first # time=5ms
ok 2 - braces {
    # within
    ok 1
    1..1
}
not ok 3 - bad
  ---
  list:
    - 1
    - 'two'
  ...
what is this?
pragma +strict
1..3
`;

/** The events of a parser, without what holds them together. */
function eventsOf(chunks: readonly (string | Uint8Array)[], options?: ParserOptions): unknown[] {
  const events: unknown[] = [];
  const stream = parser(options);
  stream.on('data', ({ type, value, document }) => {
    events.push([document.fullname, type, type === 'child' ? value.name : value]);
  });
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return events;
}

function resultsOf(text: string, options?: ParserOptions): TapResults {
  const stream = parser(options);
  stream.end(text);
  return stream.results as TapResults;
}

async function errorOf(text: string, options: ParserOptions): Promise<{ code?: string }> {
  const stream = parser(options);
  const error = new Promise<{ code?: string }>((resolve) => stream.on('error', resolve as never));
  stream.end(text);
  return error;
}

describe('parser', () => {
  describe('laws', () => {
    const given = { input: DOCUMENT.split(/(?<=\n)/), rechunk: 'text' } as const;
    const signal = (signal: AbortSignal): Parser => parser({ signal, maxLineLength: 50 });
    const fails = { chunk: `# ${'x'.repeat(50)}\n` };
    for (const { name, check } of laws(() => parser({ maxLineLength: 50 }), { ...given, signal, fails })) {
      it(name, check);
    }
  });

  describe('behaviour', () => {
    it('gives diagnostics as what their YAML holds', () => {
      const diags: unknown[] = [];
      const stream = parser();
      stream.on('data', (event) => {
        if (event.type === 'assert' && event.value.diag !== null) diags.push(event.value.diag);
      });
      stream.end(DOCUMENT);
      expect(diags).toEqual([{ a: 'one\n\ntwo' }, { list: [1, 'two'] }]);
    });

    it('keeps diagnostics as text that are more YAML than it reads', () => {
      const [assert] = eventsOf(['ok 1\n  ---\n  a: &x 1\n  b: *x\n  ...\n1..1\n']);
      expect(assert).toMatchObject(['', 'assert', { diag: 'a: &x 1\nb: *x' }]);
    });

    it('a key in diagnostics is only a key', () => {
      const [event] = eventsOf(['ok 1\n  ---\n  __proto__:\n    polluted: true\n  ...\n']) as [
        [string, string, TapAssert],
      ];
      expect(Object.keys(event[2].diag as object)).toEqual(['__proto__']);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    });

    it('numbers test points that have none', () => {
      const ids = (eventsOf(['ok\nok 7\nnot ok\n']) as [string, string, TapAssert][]).flatMap(
        ([, type, value]) => (type === 'assert' ? [value.id] : []),
      );
      expect(ids).toEqual([1, 7, 8]);
    });

    it('completes a subtest that a bail-out ends', () => {
      const types = (eventsOf(['    ok 1 - last\nBail out! why\n']) as [string, string][]).map(
        ([, type]) => type,
      );
      expect(types).toEqual(['child', 'comment', 'assert', 'comment', 'complete', 'bailout', 'complete']);
    });

    it('garbage comes after the test point before it, in subtests too', () => {
      const events = eventsOf(['    ok 1\n    what?\n    1..1\nok 1\n1..1\n']) as [string, string][];
      expect(events.slice(2, 4).map(([, type]) => type)).toEqual(['assert', 'extra']);
    });

    it('a plan of none does not make up for a subtest that failed, nor for test points', () => {
      expect(resultsOf('1..0\n    not ok 1\n    1..1\n').ok).toBe(false);
      expect(resultsOf('ok 1\n1..0\n')).toMatchObject({ ok: false, skip: 0 });
      expect(resultsOf('1..0 # none today\n')).toMatchObject({
        ok: true,
        plan: { skipAll: true, skipReason: 'none today' },
      });
    });

    it('tells of an announcement whose subtest does not come', () => {
      expect(eventsOf(['# Subtest: hangs\n'])[0]).toEqual(['', 'comment', '# Subtest: hangs\n']);
    });

    it('bails out after the last plan, too', () => {
      expect(resultsOf('ok 1\n1..1\nBail out! late\n')).toMatchObject({ ok: false, bailout: 'late' });
    });

    it('strict counts garbage where it stands', () => {
      const results = resultsOf('# Subtest: a\n    ok 1\n    what?\n    1..1\nok 1\n1..1\n', {
        strict: true,
      });
      expect(results).toMatchObject({ ok: false, fail: 0 });
    });

    it('a plan that begins elsewhere is met by as many test points', () => {
      expect(resultsOf('2..3\nok 2\nok 3\n').ok).toBe(true);
      expect(resultsOf('2..3\nok 2\nok 4\n').ok).toBe(false);
    });

    it('spaces make no line', () => {
      expect(eventsOf(['ok 1\n   \n1..1\n'])).toHaveLength(3);
    });

    it('for await gives all events; complete comes to the callback, too', async () => {
      const results: TapResults[] = [];
      const stream = parser((result) => results.push(result));
      const types: string[] = [];
      const reading = (async () => {
        for await (const { type } of stream) types.push(type);
      })();
      stream.end('ok 1\n1..1\n');
      await reading;
      expect(types).toEqual(['assert', 'plan', 'complete']);
      expect(results).toEqual([expect.objectContaining({ ok: true, count: 1 })]);
    });
  });

  describe('chunk boundaries', () => {
    it('any way of cutting the bytes gives the same events', () => {
      const bytes = new TextEncoder().encode(DOCUMENT.replaceAll('\n', '\r\n'));
      const whole = eventsOf([bytes]);
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 30 }), (cuts) => {
          const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
          expect(eventsOf(at.slice(1).map((end, index) => bytes.subarray(at[index], end)))).toEqual(whole);
        }),
      );
    });

    it('any text at all gives the same events however it is cut, and one end', () => {
      const line = fc.oneof(
        fc.string({ unit: fc.constantFrom(...'ok 1#-.{}:\n\t \\a') }),
        fc.constantFrom(...DOCUMENT.split('\n')),
      );
      fc.assert(
        fc.property(fc.array(line), fc.nat(), (lines, cut) => {
          const text = lines.join('\n');
          const events = eventsOf([text]);
          expect(eventsOf([text.slice(0, cut % 50), text.slice(cut % 50)])).toEqual(events);
          expect(
            (events as string[][]).filter(([path, type]) => path === '' && type === 'complete').length,
          ).toBeGreaterThan(0);
        }),
      );
    });
  });

  describe('errors', () => {
    it('a line, diagnostics and a nesting beyond the limits destroy the stream', async () => {
      const long = await errorOf(`# ${'x'.repeat(100)}\n`, { maxLineLength: 50 });
      expect(long.code).toBe('ERR_SPLIT_LINE_TOO_LONG');
      const block = await errorOf(`ok 1\n  ---\n${'  a\n'.repeat(30)}`, { maxDiagnosticsLength: 50 });
      expect(block.code).toBe('ERR_TAP_DIAGNOSTICS_TOO_LONG');
      const deep = await errorOf(`${'    '.repeat(80)}ok 1\n`, {});
      expect(deep.code).toBe('ERR_TAP_TOO_DEEP');
    });

    it('of failures as many are named as asked for, and all are counted', () => {
      const results = resultsOf('not ok\n'.repeat(30), { maxFailures: 5 });
      expect(results.failures).toHaveLength(5);
      expect(results.fail).toBe(31);
    });

    it('limits below 1 are refused', () => {
      expect(() => parser({ maxDepth: 0 })).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
    });

    it('an exception of a listener reaches whoever writes', () => {
      const stream = parser();
      stream.on('plan', () => {
        throw new Error('mine');
      });
      expect(() => stream.write('1..1\n')).toThrow('mine');
    });
  });

  it('types', () => {
    const stream = parser();
    stream.on('assert', (assert) => expectTypeOf(assert).toEqualTypeOf<TapAssert>());
    stream.on('data', (event) => expectTypeOf(event).toEqualTypeOf<TapEvent>());
    expectTypeOf(stream.results).toEqualTypeOf<TapResults | undefined>();
  });
});
