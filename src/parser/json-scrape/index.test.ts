import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { coded, collect, recorder } from '../../control/_test-listen.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import type { Hit, Scraper, ScraperOptions } from './index.ts';
import { createScraper } from './index.ts';

const record = recorder('end', 'close', 'error');
const bytes = (text: string) => new TextEncoder().encode(text);

function scrape(chunks: readonly (string | Uint8Array)[], options?: ScraperOptions): unknown[] {
  const scraper = createScraper(options as { hits: false });
  const found: unknown[] = [];
  scraper.on('data', (value) => found.push(value));
  for (const chunk of chunks) scraper.write(chunk);
  scraper.end();
  return found;
}

const hitsOf = (...chunks: (string | Uint8Array)[]) => scrape(chunks, { hits: true }) as Hit[];

function rechunk<T extends string | Uint8Array>(whole: T, cuts: readonly number[]): T[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => whole.slice(places[i], end) as T);
}

const cuts = fc.array(fc.nat());
/** Pieces of JSON and of other text, in any order. */
const noise = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '[',
        '{',
        ']',
        '}',
        ',',
        ':',
        '"',
        '\\',
        ' ',
        '\n',
        '1',
        '-',
        'a',
        'tru',
        'null',
        'é',
        '😀',
      ),
      fc.constantFrom('[1]', '{"a":', '{"a":1}', '["x",', '"\\u00e9"', '[]'),
      fc.json({ maxDepth: 1 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** The same plainly: at each bracket, the longest text that begins there and can become JSON. */
function plainly(text: string): [value: unknown, raw: string, complete: boolean][] {
  const found: [unknown, string, boolean][] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '[' && text[at] !== '{') {
      at++;
      continue;
    }
    let end = at + 1;
    let best: [unknown, boolean] | undefined;
    for (; end <= text.length; end++) {
      const part = text.slice(at, end);
      const whole = parsed(part);
      if (whole !== undefined) {
        best = [whole, true];
        break;
      }
      if (!canGoOn(part)) {
        end--;
        break;
      }
    }
    end = Math.min(end, text.length);
    const raw = text.slice(at, end);
    if (best === undefined) {
      const value = lastGood(raw, text[end]);
      if (value !== undefined) best = [value, false];
    }
    if (best !== undefined) found.push([best[0], raw, best[1]]);
    at = end;
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What may complete the text of a container that breaks off. */
const ENDINGS = [
  '',
  '"',
  '":0',
  ':0',
  '0',
  '1"',
  '\\"',
  '00"',
  '000"',
  '0000"',
  'n"',
  '"a":0',
  ...wordEndings(),
];

function wordEndings(): string[] {
  return ['true', 'false', 'null'].flatMap((word) => [...word].map((_, i) => word.slice(i)));
}

function canGoOn(text: string): boolean {
  const closers = openIn(text);
  return ENDINGS.some((ending) =>
    ['', ':0'].some((more) => parsed(text + ending + more + closers) !== undefined),
  );
}

/** The brackets that would close what is open in a text. */
function openIn(text: string): string {
  const closers: string[] = [];
  for (const token of text.match(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs) ?? []) {
    if (token === '[') closers.unshift(']');
    else if (token === '{') closers.unshift('}');
    else if (token === ']' || token === '}') closers.shift();
  }
  return closers.join('');
}

/** The value up to the last member that is complete. */
function lastGood(raw: string, next: string | undefined): unknown {
  for (let end = raw.length; end > 1; end--) {
    const part = raw.slice(0, end);
    // A number is complete when something that is no part of a number follows.
    const after = raw[end] ?? next;
    if (/\d$/.test(part) && (after === undefined || /[-+.\deE]/.test(after))) continue;
    if (!/["\d\]}el]$/.test(part)) continue;
    const value = parsed(part + openIn(part));
    if (value !== undefined && !/^[[{\s]*$/.test(part) && !/:\s*[[{][[{\s]*$/.test(part)) return value;
  }
  return undefined;
}

describe('createScraper', () => {
  describe('behaviour', () => {
    it('createScraper, of text with JSON in it, emits the arrays and objects, inside the call', () => {
      const scraper = createScraper();
      const seen = record(scraper);
      expect(scraper.write('x[1]y{"a":')).toBe(true);
      expect(seen).toEqual([[1]]);
      scraper.end('[2]}z true 5 "q"');
      expect(seen).toEqual([[1], { a: [2] }, 'end', 'close']);
    });

    it.each([
      ['[]{}', [[], {}]],
      ['[[],{"a":{}}]', [[[], { a: {} }]]],
      ['{ nimbickles', []],
      ['[xlob [link](http://x) {{ moustache }} ]]}}', []],
      ['"[1]"', [[1]]],
      ['{{"a":1}}', [{ a: 1 }]],
      ['["[1]", "}"]', [['[1]', '}']]],
      ['["\\"[", 1]', [['"[', 1]]],
      ['[1]]', [[1]]],
    ])('createScraper, of %s, finds %j', (text, expected) => {
      expect(scrape([text])).toEqual(expected);
    });

    it.each([
      ['[4,"a",qux]{"x":10}', [[4, 'a'], { x: 10 }]],
      ['{"a":1,"b":x}', [{ a: 1 }]],
      ['{"a":1,"b', [{ a: 1 }]],
      ['[1,2', [[1]]],
      ['[12', []],
      ['[12x]', [[12]]],
      ['[1.', []],
      ['[1.x', []],
      ['[01]', []],
      ['[1,[2,[3,x]]]', [[1, [2, [3]]]]],
      ['[[1],x', [[[1]]]],
      ['[[],x', [[[]]]],
      ['[1,[x', [[1]]],
      ['[[[[x', []],
      ['[1,]', [[1]]],
      ['[1[2]', [[1], [2]]],
      ['[1}', [[1]]],
      ['["a\nb"]', []],
      ['[1,"\\x"]', [[1]]],
      ['{"a":{"b":{"c":1,x', [{ a: { b: { c: 1 } } }]],
    ])('createScraper, of %s, which breaks off, gives %j', (text, expected) => {
      expect(scrape([text])).toEqual(expected);
      expect((scrape([text], { hits: true }) as Hit[]).map(({ value }) => value)).toEqual(expected);
    });

    it('hits, of text, say where values are, in bytes', () => {
      expect(hitsOf('é {"a": ["é"', ']} [1, 2')).toEqual([
        { value: { a: ['é'] }, raw: '{"a": ["é"]}', start: 3, end: 16, complete: true },
        { value: [1], raw: '[1, 2', start: 17, end: 22, complete: false },
      ]);
    });

    it('completeOnly, drops what breaks off', () => {
      expect(scrape(['[1,x [2] {"a":1,'], { completeOnly: true })).toEqual([[2]]);
    });

    it('__proto__, as a key, is a member like any other', () => {
      const [value] = scrape(['{"__proto__":{"x":1}}']) as [object];
      expect(Object.keys(value)).toEqual(['__proto__']);
    });

    it('write, of bytes whose memory is used again, has read them', () => {
      const found: unknown[] = [];
      const scraper = createScraper();
      scraper.on('data', (value) => found.push(value));
      const chunk = new Uint8Array(2);
      for (const part of ['[1', ',2', ',[', ']]']) {
        new TextEncoder().encodeInto(part, chunk);
        scraper.write(chunk);
      }
      expect(found).toEqual([[1, 2, []]]);
    });

    it('pause, keeps what was found until resume', () => {
      const scraper = createScraper();
      const seen = record(scraper);
      scraper.pause();
      expect(scraper.write('[1][2]')).toBe(false);
      expect(seen).toEqual([]);
      scraper.resume();
      expect(seen).toEqual([[1], [2]]);
    });

    it('listener, that throws, loses nothing', () => {
      const scraper = createScraper();
      const seen: unknown[] = [];
      scraper.once('data', () => {
        throw new Error('thrown');
      });
      scraper.on('data', (value) => seen.push(value));
      expect(() => scraper.write('[1][2]')).toThrow('thrown');
      scraper.end('[3]');
      expect(seen).toEqual([[2], [3]]);
    });

    it('for await, over a scraper, yields each', async () => {
      const scraper = createScraper();
      const found = collect(scraper);
      scraper.end('a [1] b {"c":2}');
      expect(await found).toEqual([[1], { c: 2 }]);
    });
  });

  describe('errors', () => {
    it('maxDepth, passed, breaks a candidate off, and begins the next', () => {
      expect(scrape(['[1,[[2]]]'], { maxDepth: 2 })).toEqual([[1], [2]]);
      expect(scrape([`${'['.repeat(100_000)}1`])).toEqual([]);
      expect(scrape(['['.repeat(1024) + ']'.repeat(1024)])).toHaveLength(1);
    });

    it('maxValueBytes, passed, breaks a candidate off, and searches on behind', () => {
      expect(scrape(['[1,2,3]'], { maxValueBytes: 7 })).toEqual([[1, 2, 3]]);
      expect(scrape(['[1,2,3] [4]'], { maxValueBytes: 6 })).toEqual([[1, 2], [4]]);
      expect(scrape([...'[1,2,3] [4]'], { maxValueBytes: 6 })).toEqual([[1, 2], [4]]);
      expect(scrape(['["', 'x'.repeat(99), '"] [1]'], { maxValueBytes: 50 })).toEqual([[1]]);
      expect(scrape(['[[]]'], { maxValueBytes: 1 })).toEqual([]);
    });

    it('brackets, without an end, are gone through once', () => {
      const text = '[{'.repeat(200_000) + '{"a":'.repeat(200_000) + '[1,'.repeat(100_000);
      expect(scrape(rechunk(text, [100_000, 300_000, 1_000_001]), { completeOnly: true })).toEqual([]);
    });

    it('arguments, of the wrong kind, throw', () => {
      expect(() => createScraper({ maxDepth: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => createScraper({ maxValueBytes: '1' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => createScraper().write(1 as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    });

    it('signal, when it aborts, destroys', () => {
      const control = new AbortController();
      const seen = record(createScraper({ signal: control.signal }));
      control.abort();
      expect(seen).toEqual(['ABORT_ERR', 'close']);
    });
  });

  describe('chunk boundaries', () => {
    it('createScraper, of text or bytes cut anywhere, finds the same', () => {
      fc.assert(
        fc.property(noise, cuts, (text, cuts) => {
          const expected = hitsOf(text);
          expect(hitsOf(...rechunk(text, cuts))).toEqual(expected);
          expect(hitsOf(...rechunk(bytes(text), cuts))).toEqual(expected);
        }),
        { numRuns: 200 },
      );
    });

    it('createScraper, of any noise, finds what a plain search does', () => {
      fc.assert(
        fc.property(noise, (text) => {
          const hits = hitsOf(text);
          expect(hits.map(({ value, raw, complete }) => [value, raw, complete])).toEqual(plainly(text));
          const all = bytes(text);
          for (const { raw, start, end } of hits) {
            expect(new TextDecoder().decode(all.subarray(start, end))).toBe(raw);
          }
        }),
        { numRuns: 100 },
      );
    });
  });

  describe('laws', () => {
    const input = ['a [1, "é"', '] {"b"', ': {}} x [2,', 'oops [] 😀'];
    const signal = (signal: AbortSignal) => createScraper({ signal });
    for (const { name, check } of laws(() => createScraper(), { input, rechunk: 'text', signal })) {
      it(name, check);
    }
    for (const { name, check } of laws(() => createScraper({ hits: true }), {
      input: input.map(bytes),
      rechunk: 'bytes',
    })) {
      it(`${name}, of hits`, check);
    }
  });

  describe('types', () => {
    it('values come out, or hits', () => {
      expectTypeOf(createScraper<number[]>()).toEqualTypeOf<Scraper<number[]>>();
      expectTypeOf(createScraper({ hits: true })).toEqualTypeOf<Scraper<Hit<unknown>>>();
      const options: ScraperOptions = { hits: true };
      expectTypeOf(createScraper<number[]>(options)).toEqualTypeOf<Scraper<number[] | Hit<number[]>>>();
    });
  });
});
