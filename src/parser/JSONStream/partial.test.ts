import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { coded, collect, recorder } from '../../control/_test-listen.ts';
import { Fifo } from '../../core/_fifo.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import type { PartialStream, PartialValue } from './partial.ts';
import { partial } from './partial.ts';

const record = recorder('end', 'close', 'error');
const bytes = (text: string) => new TextEncoder().encode(text);

/** The states that come out, as they are at that time. */
function states(stream: PartialStream, ...chunks: (string | Uint8Array)[]): unknown[] {
  const seen: unknown[] = [];
  stream.on('data', ({ value, complete }) => seen.push([structuredClone(value), complete]));
  stream.on('error', (error) => seen.push((error as { code?: string }).code));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return seen;
}

const NOTHING = Symbol('nothing');

/** What is known of a value of which the text so far is given, said plainly: the value, and where it ends if it does. */
function known(text: string, from: number): [value: unknown, end: number | undefined] {
  let i = from;
  const skip = (): string | undefined => {
    while (/[\s]/.test(text[i] ?? '')) i++;
    return text[i];
  };
  const first = skip();
  if (first === undefined) return [NOTHING, undefined];
  if (first === '"') return knownString(text, i);
  if (first !== '[' && first !== '{') {
    const [word] = /^[^\s,\]}]*/.exec(text.slice(i)) as unknown as [string];
    const end = i + word.length;
    const isWord = /^[tfn]/.test(word) && ['true', 'false', 'null'].includes(word);
    return isWord || end < text.length ? [JSON.parse(word), end] : [NOTHING, undefined];
  }
  const container: unknown = first === '[' ? [] : {};
  i++;
  for (let n = 0; ; n++) {
    if (skip() === undefined) return [container, undefined];
    if (text[i] === ']' || text[i] === '}') return [container, i + 1];
    if (text[i] === ',') i++;
    let key: string | number = n;
    if (first === '{') {
      if (skip() === undefined) return [container, undefined];
      const [name, end] = knownString(text, i);
      if (end === undefined) return [container, undefined];
      [key, i] = [name, end];
      if (skip() === undefined) return [container, undefined];
      i++;
    }
    const [value, end] = known(text, i);
    if (value !== NOTHING) {
      Object.defineProperty(container, key, { value, configurable: true, enumerable: true, writable: true });
    }
    if (end === undefined) return [container, undefined];
    i = end;
  }
}

function knownString(text: string, from: number): [text: string, end: number | undefined] {
  const whole = /^"(?:[^"\\]|\\.)*"/su.exec(text.slice(from))?.[0];
  if (whole !== undefined) return [JSON.parse(whole), from + whole.length];
  const parts = /^"((?:[^"\\]|\\u[\da-f]{4}|\\[^u])*)/isu.exec(text.slice(from)) as RegExpExecArray;
  return [(JSON.parse(`"${parts[1]}"`) as string).replace(/[\ud800-\udbff]$/, ''), undefined];
}

/** JSON with white space, escapes and long strings. */
const json = fc
  .tuple(fc.jsonValue({ stringUnit: 'grapheme' }), fc.constantFrom(0, 1), fc.boolean())
  .map(([value, indent, isEscaped]) => {
    const text = JSON.stringify(value, null, indent);
    const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return isEscaped ? text.replace(/[^\x20-\x7e\n]/g, escaped) : text;
  });
const cuts = fc.array(fc.nat());

const encoder = new TextEncoder();

function rechunk<T extends string | Uint8Array>(whole: T, cuts: readonly number[]): T[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => whole.slice(places[i], end) as T);
}

describe('partial', () => {
  describe('behaviour', () => {
    it('partial, of a text in pieces, emits the value as it grows, inside the call', () => {
      const stream = partial();
      const seen: unknown[] = [];
      stream.on('data', ({ value, path, complete }) => seen.push([structuredClone(value), path, complete]));
      const steps: [string, unknown][] = [
        ['{', {}],
        ['"a', undefined],
        ['": ', undefined],
        ['"x', { a: 'x' }],
        ['y', { a: 'xy' }],
        ['", "b": [', { a: 'xy', b: [] }],
        ['1', undefined],
        ['2', undefined],
        [' ', { a: 'xy', b: [12] }],
        [', tru', undefined],
        ['e', { a: 'xy', b: [12, true] }],
        [']', undefined],
      ];
      for (const [chunk, state] of steps) {
        seen.length = 0;
        stream.write(chunk);
        expect(seen).toEqual(state === undefined ? [] : [[state, [], false]]);
      }
      seen.length = 0;
      stream.end('}');
      expect(seen).toEqual([[{ a: 'xy', b: [12, true] }, [], true]]);
    });

    it('value, until it is complete, is the same object', () => {
      const stream = partial();
      const seen: PartialValue[] = [];
      stream.on('data', (state) => seen.push(state));
      for (const chunk of ['[{"a":1', ', "b":2', '}]']) stream.write(chunk);
      expect(seen.map(({ complete }) => complete)).toEqual([false, false, true]);
      expect(new Set(seen.map(({ value }) => value)).size).toBe(1);
    });

    it('partial, of a string, holds back halves of characters and of escapes', () => {
      expect(states(partial(), '"a\\', 'n\\u00', 'e9\\ud83d', '\\ude00', '\ud83d', '\ude00"')).toEqual([
        ['a', false],
        ['a\n', false],
        ['a\né', false],
        ['a\né😀', false],
        ['a\né😀😀', true],
      ]);
      expect(states(partial(), '"\\ud83d', 'x"')).toEqual([
        ['', false],
        ['\ud83dx', true],
      ]);
      expect(states(partial(), '"\\ud83d', '"')).toEqual([
        ['', false],
        ['\ud83d', true],
      ]);
      expect(states(partial(), '"\\\\', '\\\\u', '00', '"')).toEqual([
        ['\\', false],
        ['\\\\u', false],
        ['\\\\u00', false],
        ['\\\\u00', true],
      ]);
    });

    it('partial, of scalars at the top, emits those that are complete', () => {
      expect(states(partial(), '1', '2')).toEqual([[12, true]]);
      expect(states(partial(), 'nul', 'l')).toEqual([[null, true]]);
      expect(states(partial(), ' -1.5', 'e3 ')).toEqual([[-1500, true]]);
    });

    it('path, as a query or as parse takes it, says which values', () => {
      const text = ['{"n": 1, "rows": [{"id": 1', '}, {"id": 2, "t": "x', 'y"}], "z": "q'];
      for (const path of ['$.rows[*]', 'rows.*', ['rows', true]]) {
        const stream = partial(path);
        const seen: unknown[] = [];
        stream.on('data', ({ value, path, complete }) => seen.push([structuredClone(value), path, complete]));
        for (const chunk of text) stream.write(chunk);
        expect(seen).toEqual([
          [{}, ['rows', 0], false],
          [{ id: 1 }, ['rows', 0], true],
          [{ id: 2, t: 'x' }, ['rows', 1], false],
          [{ id: 2, t: 'xy' }, ['rows', 1], true],
        ]);
      }
      expect(states(partial('$.a'), '{"a":"x', 'y","a":1}')).toEqual([
        ['x', false],
        ['xy', true],
        [1, true],
      ]);
    });

    it('path, that selects within what it selects, gives the inner when the outer is complete', () => {
      expect(states(partial('$..a'), '{"a": {"a": 1', ', "b": 2}}')).toEqual([
        [{}, false],
        [{ a: 1, b: 2 }, true],
        [1, true],
      ]);
    });

    it('path, with a filter, gives what passes when it is complete', () => {
      expect(states(partial('$[?@.ok]'), '[{"ok": 1, "t": "x', 'y"}, {"t": "z"}, {"ok', '": 2}]')).toEqual([
        [{ ok: 1, t: 'xy' }, true],
        [{ ok: 2 }, true],
      ]);
    });

    it('pause, while a value grows, keeps its latest state only', () => {
      const stream = partial('$[*]');
      const seen = record(stream);
      stream.pause();
      for (const chunk of ['[{"a": "', 'x', 'y', '"}', ', "p', 'q', 'r']) stream.write(chunk);
      expect(seen).toEqual([]);
      stream.resume();
      expect(seen).toEqual([
        { value: { a: 'xy' }, path: [0], complete: true },
        { value: 'pqr', path: [1], complete: false },
      ]);
    });

    it('for await, over a stream that ran ahead, yields the complete value last', async () => {
      const stream = partial();
      const all = collect(stream);
      for (const chunk of ['[1', ', 2', ', 3', ']']) stream.write(chunk);
      stream.end();
      expect((await all).at(-1)).toEqual({ value: [1, 2, 3], path: [], complete: true });
    });

    it('__proto__, as a key, is a member like any other', () => {
      const [[value]] = states(partial(), '{"__proto__": {"x": ', '1}}').slice(-1) as [[object]];
      expect(Object.keys(value)).toEqual(['__proto__']);
      expect(({} as { x?: number }).x).toBeUndefined();
    });

    it('write, called by a listener, is taken after the chunk', () => {
      const stream = partial();
      const seen: unknown[] = [];
      stream.on('data', ({ value }) => seen.push(JSON.stringify(value)));
      stream.once('data', () => stream.write('2]'));
      stream.write('[1, ');
      stream.end();
      expect(seen).toEqual(['[1]', '[1,2]']);
    });

    it('write, after destroy, keeps nothing', () => {
      const stream = partial();
      stream.destroy();
      const kept = vi.spyOn(Fifo.prototype, 'push');
      stream.write('[');
      expect(kept).not.toHaveBeenCalled();
      kept.mockRestore();
    });

    it('listener, that throws, throws where the chunk is written, and loses nothing', () => {
      const stream = partial('$[*]');
      const seen: unknown[] = [];
      stream.once('data', () => {
        throw new Error('thrown');
      });
      stream.on('data', ({ value }) => seen.push(value));
      expect(() => stream.write('[1, 2, 3')).toThrow('thrown');
      stream.end(']');
      expect(seen).toEqual([2, 3]);
    });
  });

  describe('errors', () => {
    it('text, that is no JSON, destroys after the last state', () => {
      expect(states(partial(), '{"a": "x', 'y", b')).toEqual([[{ a: 'x' }, false], 'ERR_JSONSTREAM_SYNTAX']);
      for (const text of [
        '[1,]',
        '{"a":1,}',
        '[01]',
        "['a']",
        '"\n"',
        '[1] 2',
        'tru ',
        '{"a" 1}',
        '-',
        '[1}',
      ]) {
        expect(states(partial(), text).at(-1)).toMatch(/^ERR_JSONSTREAM_(SYNTAX|TRUNCATED)$/);
      }
    });

    it('error, of a text, says where it is', () => {
      const errors: unknown[] = [];
      const stream = partial();
      stream.on('error', (error) => errors.push(error));
      for (const chunk of ['[1,\n', ' "é",', ' x]']) stream.write(chunk);
      expect(errors).toEqual([expect.objectContaining({ offset: 11, line: 2, column: 8 })]);
    });

    it('end, within a value or before one, destroys', () => {
      for (const text of ['', ' ', '[', '[1', '"a', '{"a"', 'tru', '{"a":1']) {
        expect(states(partial(), text).at(-1)).toBe('ERR_JSONSTREAM_TRUNCATED');
      }
    });

    it('maxDepth, passed, destroys', () => {
      expect(states(partial(null, { maxDepth: 2 }), '[[', '[').at(-1)).toBe('ERR_JSONSTREAM_TOO_DEEP');
      expect(states(partial('$.x'), '['.repeat(100_000)).at(-1)).toBe('ERR_JSONSTREAM_TOO_DEEP');
    });

    it('maxValueBytes, passed by a value, destroys; by what is left alone, not', () => {
      const options = { maxValueBytes: 10 };
      expect(states(partial(null, options), '"12345', '67890').at(-1)).toBe('ERR_JSONSTREAM_VALUE_TOO_LONG');
      expect(states(partial(null, options), '[1,2', ',3,4,5,6').at(-1)).toBe('ERR_JSONSTREAM_VALUE_TOO_LONG');
      expect(states(partial('$.x', options), '{"12345', '6789012').at(-1)).toBe(
        'ERR_JSONSTREAM_VALUE_TOO_LONG',
      );
      expect(states(partial(null, options), '"123456789"')).toEqual(['ERR_JSONSTREAM_VALUE_TOO_LONG']);
      expect(states(partial(null, options), '"12345678"')).toEqual([['12345678', true]]);
      expect(states(partial('$.x', options), '{"1234567890":1,"12345678901":2}')).toEqual([
        'ERR_JSONSTREAM_VALUE_TOO_LONG',
      ]);
      expect(states(partial('$.x', options), `{"y":"${'1'.repeat(99)}"`, ',"x":1}')).toEqual([[1, true]]);
    });

    it('number of many digits, and text of many escapes, in small pieces, are what JSON.parse makes', () => {
      for (const text of [
        '9'.repeat(100_000),
        `"${'\\\\'.repeat(50_000)}"`,
        `"${'\\u00e9'.repeat(20_000)}"`,
      ]) {
        const pieces = text.match(/.{1,16}/gs) as string[];
        let last: unknown;
        const stream = partial();
        stream.on('data', ({ value, complete }) => {
          if (complete) last = value;
        });
        for (const piece of pieces) stream.write(piece);
        stream.end();
        expect(last).toEqual(JSON.parse(text));
      }
    });

    it('path, with a function that throws, destroys', () => {
      const thrown = new Error('mine');
      const path = [
        () => {
          throw thrown;
        },
      ];
      for (const text of ['{"a":1}', '{"a":{"b":[', '["a"]']) {
        const errors: unknown[] = [];
        const stream = partial(path);
        stream.on('error', (error) => errors.push(error));
        stream.write(text);
        stream.end();
        expect(errors).toEqual([thrown]);
      }
    });

    it('arguments, of the wrong kind, throw', () => {
      expect(() => partial(null, { maxDepth: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => partial(null, { maxValueBytes: '1' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => partial('$.a[-1]')).toThrow(coded('ERR_JSONSTREAM_QUERY_LOOK_AHEAD'));
      expect(() => partial().write(1 as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    });

    it('signal, when it aborts, destroys', () => {
      const control = new AbortController();
      const seen = record(partial(null, { signal: control.signal }));
      control.abort();
      expect(seen).toEqual(['ABORT_ERR', 'close']);
    });
  });

  describe('chunk boundaries', () => {
    it('partial, of text cut anywhere, emits after each chunk what is known by then', () => {
      fc.assert(
        fc.property(json, cuts, (text, cuts) => {
          const stream = partial();
          let state: PartialValue | undefined;
          let count = 0;
          stream.on('data', (next) => {
            state = structuredClone(next);
            count++;
          });
          let before: unknown = NOTHING;
          let so = '';
          for (const chunk of rechunk(text, cuts)) {
            count = 0;
            stream.write(chunk);
            so += chunk;
            // Half a character at the end of a text waits for the other.
            const [value, end] = known(so.replace(/[\ud800-\udbff]$/, ''), 0);
            const isComplete = end !== undefined;
            if (value !== NOTHING) expect(state).toEqual({ value, path: [], complete: isComplete });
            const isSame = JSON.stringify(value) === JSON.stringify(before);
            if (!isComplete) expect(count).toBe(value === NOTHING || isSame ? 0 : 1);
            before = value;
          }
          stream.end();
          expect(state).toEqual({ value: JSON.parse(text), path: [], complete: true });
        }),
        { numRuns: 1000 },
      );
    });

    it('partial, of bytes cut anywhere, ends with what JSON.parse makes', () => {
      fc.assert(
        fc.property(json, cuts, (text, cuts) => {
          expect(states(partial(), ...rechunk(bytes(text), cuts)).at(-1)).toEqual([JSON.parse(text), true]);
        }),
        { numRuns: 500 },
      );
    });

    it('partial, of text cut anywhere, runs into the same limits', () => {
      const limits = fc.record({
        maxDepth: fc.integer({ min: 1, max: 4 }),
        maxValueBytes: fc.integer({ min: 1, max: 40 }),
      });
      const path = fc.constantFrom(null, '*', '$.*', '$..a');
      fc.assert(
        fc.property(json, path, limits, fc.nat(), cuts, (text, path, limits, wrong, cuts) => {
          // One character in two texts is wrong.
          const at = wrong % (2 * text.length);
          const bytes = encoder.encode(
            at < text.length ? `${text.slice(0, at)}x${text.slice(at + 1)}` : text,
          );
          const ends = (chunks: readonly Uint8Array[]) => {
            const seen: unknown[] = [];
            const stream = partial(path, limits);
            stream.on('data', ({ value, complete }) => complete && seen.push(value));
            stream.on('error', (error) => seen.push((error as { code?: string }).code));
            for (const chunk of chunks) stream.write(chunk);
            stream.end();
            return seen;
          };
          expect(ends(rechunk(bytes, cuts))).toEqual(ends([bytes]));
          expect(ends([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(ends([bytes]));
        }),
        { numRuns: 500 },
      );
    });

    it('partial, of a long value in single characters, is the value', () => {
      const value = { text: 'é\n'.repeat(5000), list: Array.from({ length: 5000 }, (_, i) => i) };
      const stream = partial();
      let last: unknown;
      stream.on('data', (state) => {
        last = state;
      });
      for (const byte of bytes(JSON.stringify(value))) stream.write(Uint8Array.of(byte));
      expect(last).toEqual({ value, path: [], complete: true });
    });
  });

  describe('laws', () => {
    const input = ['[{"a":1}', ',"é"', ',[2,3]', ',true]'];
    const signal = (signal: AbortSignal) => partial('$[*]', { signal });
    for (const { name, check } of laws(() => partial('$[*]'), { input, signal, fails: { chunk: 'x' } })) {
      it(name, check);
    }
  });

  describe('types', () => {
    it('states come out', () => {
      expectTypeOf(partial<{ a: 1 }>()).toEqualTypeOf<PartialStream<{ a: 1 }>>();
    });
  });
});
