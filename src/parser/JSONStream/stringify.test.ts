import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { coded, collect, recorder } from '../../control/_test-listen.ts';
import type { Through } from '../../control/through.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import type { JSONPair } from './stringify.ts';
import { stringify, stringifyObject } from './stringify.ts';

const record = recorder('end', 'close', 'error');

function textOf<In>(stream: Through<In, string>, ...values: In[]): string {
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  for (const value of values) stream.write(value);
  stream.end();
  return text;
}

const cycle: Record<string, unknown> = {};
cycle.self = cycle;
const failing = {
  toJSON() {
    throw new Error('no form');
  },
};

describe('stringify', () => {
  describe('behaviour', () => {
    it('stringify, without arguments, writes an array, a value a chunk, inside the call', () => {
      const stream = stringify();
      const seen = record(stream);
      expect(stream.write({ a: 1 })).toBe(true);
      expect(seen).toEqual(['[\n{"a":1}']);
      stream.write('x');
      stream.end([2]);
      expect(seen).toEqual(['[\n{"a":1}', '\n,\n"x"', '\n,\n[2]', '\n]\n', 'end', 'close']);
    });

    it('stringify, of no values, writes open and close', () => {
      expect(textOf(stringify())).toBe('[\n\n]\n');
      expect(textOf(stringify('<', '|', '>'))).toBe('<>');
      expect(textOf(stringify(false))).toBe('');
      const stream = stringify();
      const seen = record(stream);
      stream.end(1n);
      expect(seen).toEqual(['ERR_JSONSTREAM_STRINGIFY', '[\n', '\n]\n', 'end', 'close']);
    });

    it('stringify, with false, writes a value a line', () => {
      expect(textOf(stringify(false), 1, null, 'b')).toBe('1\nnull\n"b"');
    });

    it('indent, as a number or text, is that of JSON.stringify', () => {
      expect(textOf(stringify('', '', '', 2), { a: 1 })).toBe(JSON.stringify({ a: 1 }, null, 2));
      expect(textOf(stringify({ indent: '\t' }), [1])).toBe('[\n[\n\t1\n]\n]\n');
    });

    it('separator and close, left out beside an open, are empty', () => {
      expect(textOf(stringify('<'), 1, 2)).toBe('<12');
    });

    it('options, in the place of the arguments, name them', () => {
      expect(textOf(stringify({ open: '(', separator: ' ', close: ')' }), 1, 2)).toBe('(1 2)');
    });

    it('undefined, a function and a symbol, as values, are null', () => {
      expect(textOf(stringify('[', ',', ']'), undefined, () => 1, Symbol('s'))).toBe('[null,null,null]');
    });

    it('stringify, of any JSON values, writes text that parses to them', () => {
      fc.assert(
        fc.property(fc.array(fc.jsonValue()), (values) => {
          expect(JSON.parse(textOf(stringify(), ...values))).toEqual(JSON.parse(JSON.stringify(values)));
        }),
      );
    });

    it('batch, of values written in one turn, makes one chunk at its end or when full', async () => {
      const stream = stringify({ open: '[', separator: ',', close: ']', batch: 3 });
      const seen = record(stream);
      for (const n of [1, 2, 3, 4]) stream.write(n);
      expect(seen).toEqual(['[1,2,3']);
      await new Promise((resolve) => stream.once('data', resolve));
      expect(seen).toEqual(['[1,2,3', ',4']);
      stream.end(5);
      expect(seen).toEqual(['[1,2,3', ',4', ',5', ']', 'end', 'close']);
    });

    it('batch, of any values and any layout, does not change the text', () => {
      const layouts = [
        {},
        { separator: ',' },
        { separator: ',', indent: 1 },
        { open: '', separator: '', close: '' },
      ];
      const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant(undefined));
      fc.assert(
        fc.property(
          fc.array(value),
          fc.constantFrom(...layouts),
          fc.integer({ min: 2, max: 5 }),
          (values, layout, batch) => {
            expect(textOf(stringify({ ...layout, batch }), ...values)).toBe(
              textOf(stringify(layout), ...values),
            );
            const pairs = values.map((value, i): JSONPair => [i, value]);
            expect(textOf(stringifyObject({ ...layout, batch }), ...pairs)).toBe(
              textOf(stringifyObject(layout), ...pairs),
            );
          },
        ),
      );
    });

    it('batch, in which one value has no JSON, leaves that out', () => {
      const stream = stringify({ separator: ',', batch: 9 });
      const seen = record(stream);
      for (const value of [1, cycle, 3]) stream.write(value);
      stream.end();
      expect(seen).toEqual(['ERR_JSONSTREAM_STRINGIFY', '[\n1,3', '\n]\n', 'end', 'close']);
    });

    it('batch, at which a listener throws, comes out once', () => {
      const stream = stringify({ open: '[', separator: ',', close: ']', batch: 2 });
      const seen = record(stream);
      stream.once('data', () => {
        throw new Error('the listener');
      });
      stream.write(1);
      expect(() => stream.write(2)).toThrow('the listener');
      stream.end(3);
      expect(seen).toEqual(['[1,2', ',3', ']', 'end', 'close']);
    });

    it('destroy, while a batch waits, drops it', async () => {
      const stream = stringify({ batch: 9 });
      const seen = record(stream);
      stream.write(1);
      stream.destroy();
      await new Promise((resolve) => setTimeout(resolve));
      expect(seen).toEqual(['close']);
    });

    it('for await, over a stringifier, yields its text', async () => {
      const stream = stringify('[', ',', ']');
      const text = collect(stream);
      stream.write(1);
      stream.end(2);
      expect(await text).toEqual(['[1', ',2', ']']);
    });

    it('write, after the end, does nothing', () => {
      const stream = stringify();
      const seen = record(stream);
      stream.end();
      stream.write(cycle);
      expect(seen).toEqual(['[\n', '\n]\n', 'end', 'close']);
    });
  });

  describe('errors', () => {
    it.each([
      ['a cycle', cycle],
      ['a BigInt', 1n],
      ['a toJSON that throws', failing],
      [
        'a getter that throws undefined',
        {
          get a() {
            throw undefined;
          },
        },
      ],
    ])('write, of %s, is a coded error event, and the stream goes on', (_what, value) => {
      const stream = stringify('[', ',', ']');
      const seen = record(stream);
      for (const chunk of [value, 1]) stream.write(chunk);
      stream.end();
      expect(seen).toEqual(['ERR_JSONSTREAM_STRINGIFY', '[1', ']', 'end', 'close']);

      const pairs = stringifyObject('{', ',', '}');
      const heard = record(pairs);
      for (const chunk of [value, 1]) pairs.write(['k', chunk]);
      pairs.end();
      expect(heard).toEqual(['ERR_JSONSTREAM_STRINGIFY', '{"k":1', '}', 'end', 'close']);
    });

    it('error, of a value, has what was thrown as its cause', () => {
      const stream = stringify();
      const errors: Error[] = [];
      stream.on('error', (error) => errors.push(error));
      stream.write(failing);
      expect(errors).toEqual([coded('ERR_JSONSTREAM_STRINGIFY')]);
      expect(errors[0]).toHaveProperty('cause.message', 'no form');
    });

    it('write, of a value nested too deep for the machine, is a coded error event', () => {
      let deep: unknown[] = [];
      for (let i = 0; i < 100_000; i++) deep = [deep];
      const stream = stringify();
      const seen = record(stream);
      stream.write(deep);
      expect(seen).toEqual(['ERR_JSONSTREAM_STRINGIFY']);
    });

    it('signal, when it aborts, destroys', () => {
      for (const make of [
        (signal: AbortSignal) => stringify({ signal }),
        (signal: AbortSignal) => stringify(null, null, null, null, { signal }),
        (signal: AbortSignal) => stringifyObject({ signal }),
      ]) {
        const control = new AbortController();
        const seen = record(make(control.signal));
        control.abort();
        expect(seen).toEqual(['ABORT_ERR', 'close']);
      }
      expect(() => stringify({ signal: 1 as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => stringify({ batch: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
    });
  });

  describe('laws', () => {
    const input = [{ a: 1 }, [2], 'three', 4, false];
    const signal = (signal: AbortSignal) => stringify({ signal });
    for (const { name, check } of laws(() => stringify(), {
      input,
      signal,
      fails: { chunk: cycle as never },
    })) {
      it(name, check);
    }
    for (const { name, check } of laws(() => stringify({ batch: 3 }), { input, joined: true })) {
      it(`${name}, in batches`, check);
    }
  });
});

describe('stringifyObject', () => {
  describe('behaviour', () => {
    it('stringifyObject, without arguments, writes an object, a pair a chunk', () => {
      const stream = stringifyObject();
      const seen = record(stream);
      stream.write(['a', 1]);
      stream.end(['b', { c: [] }]);
      expect(seen).toEqual(['{\n"a":1', '\n,\n"b":{"c":[]}', '\n}\n', 'end', 'close']);
    });

    it('key, as a number or with characters that JSON escapes, is text', () => {
      expect(textOf(stringifyObject('{', ',', '}'), [1, 1], ['"\n', 2])).toBe('{"1":1,"\\"\\n":2}');
    });

    it('pair, of an undefined value, is left out', () => {
      const pairs: JSONPair[] = [
        ['a', undefined],
        ['b', 1],
        ['c', () => 1],
      ];
      expect(JSON.parse(textOf(stringifyObject(), ...pairs))).toEqual({ b: 1 });
      expect(textOf(stringifyObject(), ['a', undefined])).toBe('{\n\n}\n');
    });

    it('key, that is __proto__, is written as any other', () => {
      expect(textOf(stringifyObject('{', ',', '}'), ['__proto__', 1])).toBe('{"__proto__":1}');
    });
  });

  describe('errors', () => {
    it.each([null, undefined, 5, [], [Symbol('k'), 1], [{}, 1]])(
      'write, of what is no pair (%j), is a coded error event',
      (chunk) => {
        const stream = stringifyObject();
        const seen = record(stream);
        stream.write(chunk as never);
        stream.end(['a', 1]);
        expect(seen).toEqual(['ERR_JSONSTREAM_STRINGIFY', '{\n"a":1', '\n}\n', 'end', 'close']);
      },
    );
  });

  describe('laws', () => {
    const input: JSONPair[] = [
      ['a', 1],
      ['b', [2]],
      ['c', null],
    ];
    const signal = (signal: AbortSignal) => stringifyObject({ signal });
    for (const { name, check } of laws(() => stringifyObject(), {
      input,
      signal,
      fails: { chunk: ['k', cycle] as JSONPair },
    })) {
      it(name, check);
    }
  });

  describe('types', () => {
    it('text comes out; stringify takes anything, stringifyObject pairs', () => {
      expectTypeOf(stringify(false)).toEqualTypeOf<Through<unknown, string>>();
      expectTypeOf(stringifyObject('{', ',', '}', 2)).toEqualTypeOf<Through<JSONPair, string>>();
    });
  });
});
