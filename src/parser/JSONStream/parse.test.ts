import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { HeldBytes } from '../../control/_held.ts';
import { Fifo } from '../../core/_fifo.ts';
import { pipeline } from '../../core/pipeline.ts';
import { Readable } from '../../core/readable.ts';
import { laws } from '../../testing/stream-spec/index.ts';
import { cut, places, rows, value } from './_test-documents.ts';
import type { Key, ParseError, ParseOptions, ParsePath, ParseStream } from './parse.ts';
import { parse } from './parse.ts';

type Chunk = string | Uint8Array;

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...values: readonly number[]) => new Uint8Array(values);

function code(name: string) {
  return expect.objectContaining({ code: name });
}

interface Heard {
  readonly values: unknown[];
  readonly errors: ParseError[];
  /** Other events, in their order. */
  readonly events: string[];
}

/** Listens to a stream while chunks are written to it, and it is ended. */
function hear(stream: ParseStream, chunks: readonly Chunk[]): Heard {
  const heard: Heard = { values: [], errors: [], events: [] };
  stream.on('data', (value) => heard.values.push(value));
  stream.on('error', (error) => heard.errors.push(error as ParseError));
  for (const event of ['end', 'close']) stream.on(event, () => heard.events.push(event));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return heard;
}

/** The values that a path selects in a text; an error is thrown. */
function select(text: Chunk, path?: ParsePath | null, options?: ParseOptions): unknown[] {
  const { values, errors } = hear(parse(path, null, options), [text]);
  if (errors[0] !== undefined) throw errors[0];
  return values;
}

function failure(
  chunks: readonly Chunk[],
  options?: ParseOptions,
  path: ParsePath | null = null,
): ParseError {
  const { errors } = hear(parse(path, null, options), chunks);
  expect(errors).toHaveLength(1);
  return errors[0] as ParseError;
}

function strictly(...chunks: readonly Chunk[]): ParseError {
  return failure(chunks, { strict: true });
}

const library = '{"total":3,"rows":[{"id":1,"tags":["a"]},{"id":2},{"id":3}],"next":null,"etag":"x"}';

describe('parse', () => {
  describe('behaviour', () => {
    it('a value comes out of the write that completes it', () => {
      const stream = parse('rows.*');
      const heard: unknown[] = [];
      stream.on('data', (row) => heard.push(row));
      stream.write('{"rows":[{"id":1');
      expect(heard).toEqual([]);
      stream.write('}');
      expect(heard).toEqual([{ id: 1 }]);
      stream.write(', 2');
      stream.write('3,"x"');
      expect(heard).toEqual([{ id: 1 }, 23, 'x']);
      stream.end(']}');
      expect(stream.readableEnded).toBe(true);
    });

    it.each<[ParsePath | null | undefined, unknown[]]>([
      [undefined, [JSON.parse(library)]],
      [[], [JSON.parse(library)]],
      ['', []],
      ['total', [3]],
      ['rows.*.id', [1, 2, 3]],
      ['*.0', [{ id: 1, tags: ['a'] }]],
      ['rows.$*', [0, 1, 2].map((key) => ({ value: JSON.parse(library).rows[key], key }))],
      ['..id', [1, 2, 3]],
      ['rows..0', [{ id: 1, tags: ['a'] }]],
      ['$.rows[1:].id', [2, 3]],
      ['$..id', [1, 2, 3]],
      ['$.rows[?@.id > 1]', [{ id: 2 }, { id: 3 }]],
      ["$['total','rows'][0]['id','tags']", [1, ['a']]],
      ['$', [JSON.parse(library)]],
      [
        ['rows', { emitPath: true }, 'id'],
        [1, 2, 3],
      ],
      [
        ['rows', /[02]/, 'id'],
        [1, 3],
      ],
      [
        ['rows', (key: number) => key > 0, 'id'],
        [2, 3],
      ],
    ])('a path of %j selects', (path, values) => {
      expect(select(library, path)).toEqual(values);
    });

    it('a key that begins with a dollar sign is a key, unless a query goes on behind it', () => {
      expect(select('{"$ref":1,"$":2}', '$ref')).toEqual([1]);
      expect(select('{"$ref":1,"$":2}', ['$'])).toEqual([2]);
    });

    it('the mapper gets value and path; what it returns comes out, but not null or undefined', () => {
      const stream = parse('rows.*.id', (id: number, path) => (id === 2 ? null : `${path.join('/')}=${id}`));
      expect(hear(stream, [library]).values).toEqual(['rows/0/id=1', 'rows/2/id=3']);
    });

    it('null never comes out, other false values do', () => {
      expect(select('[null,0,"",false]', '*')).toEqual([0, '', false]);
      expect(select('null 0 "" false')).toEqual([0, '', false]);
    });

    it('header and footer, of the members beside the path', () => {
      const stream = parse('rows.*');
      const heard: unknown[] = [];
      for (const event of ['header', 'data', 'footer', 'end']) {
        stream.on(event, (what) => heard.push([event, what]));
      }
      stream.end('{"a":1,"__proto__":{"x":1},"rows":["one"],"b":2,"c":[3],"b":4}');
      const header = JSON.parse('{"a":1,"__proto__":{"x":1}}');
      expect(heard).toEqual([
        ['header', header],
        ['data', 'one'],
        ['footer', { b: 4, c: [3] }],
        ['end', undefined],
      ]);
      expect(Object.keys((heard[0] as [string, object])[1])).toEqual(['a', '__proto__']);
    });

    it('a header that nothing comes before the first value for, is of what comes after it', () => {
      const stream = parse('rows');
      const heard: unknown[] = [];
      stream.on('header', (header) => heard.push(header));
      stream.on('footer', (footer) => heard.push(footer));
      stream.end('{"rows":[],"e":1}');
      expect(heard).toEqual([{ e: 1 }]);
    });

    it('of what a recursion passes by, header and footer hold the scalars', () => {
      const heard: unknown[] = [];
      const stream = parse('.rows.*');
      stream.on('header', (header) => heard.push(header));
      stream.on('footer', (footer) => heard.push(footer));
      stream.end('{"total":2,"in":{"offset":0,"rows":[{"id":1},{"id":2}],"x":null},"list":[true]}');
      expect(heard).toEqual([
        { total: 2, offset: 0 },
        { x: null, 0: true },
      ]);
    });

    it('a key that begins with a byte order mark', () => {
      expect(select('{"\ufeffa":{"\ufeffb":"\ufeffc"}}', ['\ufeffa'])).toEqual([{ '\ufeffb': '\ufeffc' }]);
    });

    it('root, the value that comes out while it does, null between texts', () => {
      const stream = parse('*', (n: number) => n * 10);
      const roots: unknown[] = [];
      stream.on('data', () => roots.push(stream.root));
      stream.write('[1,2]');
      expect(roots).toEqual([1, 2]);
      expect(stream.root).toBe(null);
    });

    it('what no number can hold: integers are strings of their digits, or numbers if it is strict', () => {
      const text = '[12345678901234567890,9007199254740993,1e400,"1,12345678901234567890,2"]';
      const string = '1,12345678901234567890,2';
      expect(select(text)).toEqual([
        ['12345678901234567890', '9007199254740993', Number.POSITIVE_INFINITY, string],
      ]);
      expect(select(text, null, { strict: true })).toEqual([JSON.parse(text)]);
    });

    it('what is no JSON but comes out, unless it is strict', () => {
      const text = '[01, -01, 2., 2.e1, -.5, {"a":1,"b":}, {"c":[],},]{}';
      expect(select(text)).toEqual([['01', -1, 2, 20, -0.5, { a: 1 }, { c: [] }], {}]);
      expect(select(text, '*')).toEqual(['01', -1, 2, 20, -0.5, { a: 1 }, { c: [] }]);
    });

    it('digits that are in strings are no integers, whatever is around them', () => {
      const values = [
        '1234567890123456789',
        'a 1234567890123456789 b',
        'a,1234567890123456789,b',
        ':1234567890123456789}',
      ];
      expect(select(JSON.stringify(values), '*')).toEqual(values);
      expect(select(JSON.stringify(values))).toEqual([values]);
      expect(select('[ 1234567890123456789 , -1234567890123456789,1.1234567890123456789]')).toEqual([
        ['1234567890123456789', -1234567890123456800, 1.1234567890123457],
      ]);
    });

    it('half a character that bytes follow stays where it was', () => {
      const { values, errors } = hear(parse(), ['["a\ud83d', utf8('b'), '\ude00', utf8('"]')]);
      expect(errors).toEqual([]);
      expect(values).toEqual([['a\ufffdb\ufffd']]);
    });

    it('the memory of a chunk may be used again', () => {
      const stream = parse('*');
      const heard: unknown[] = [];
      stream.on('data', (value) => heard.push(value));
      const chunk = utf8('["one","tw');
      stream.write(chunk);
      chunk.fill(0x78);
      stream.end('o"]');
      expect(heard).toEqual(['one', 'two']);
    });

    it('rows of all kinds, of which many are built at once', () => {
      const kinds: readonly ((n: number) => string)[] = [
        (n) => `{"id":${n},"in":[{"id":1},{"id":2}]}`,
        (n) => `${n}`,
        (n) => `"${n}"`,
        (n) => `"},{\\"id\\":${n}"`,
        (n) => `[${n},[]]`,
        (n) => `{"${n}":null}`,
        (n) => ['true', '{"a":1}', '[[]]', '"é"', '-1.5e3'][n % 5] as string,
        (n) => `\n  {\n    "id": ${n}\n  }`,
      ];
      for (const kind of kinds) {
        const rows = Array.from({ length: 500 }, (_, n) => kind(n));
        const text = `{"rows":[${rows.join(',')}],"end":1}`;
        for (const size of [100, 1000, 100_000]) {
          const chunks = cut(
            utf8(text),
            Array.from({ length: text.length / size }, (_, n) => (n + 1) * size),
          );
          expect(hear(parse('rows.*'), chunks)).toEqual({
            values: rows.map((row) => JSON.parse(row)),
            errors: [],
            events: ['end', 'close'],
          });
        }
      }
    });

    it('a number at the top comes out at the end, if not before', () => {
      const stream = parse();
      const heard: unknown[] = [];
      stream.on('data', (number) => heard.push(number));
      stream.write('12');
      stream.write('3 4');
      expect(heard).toEqual([123]);
      stream.end();
      expect(heard).toEqual([123, 4]);
    });

    it('`__proto__` is a member like others', () => {
      const [value] = select('{"__proto__":{"polluted":true},"constructor":1}') as [object];
      expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(select('{"__proto__":{"polluted":true}}', '__proto__.polluted')).toEqual([true]);
    });

    it('a paused stream keeps what is completed meanwhile', () => {
      const stream = parse('*');
      const heard: unknown[] = [];
      stream.on('data', (n) => {
        heard.push(n);
        if (n === 2) stream.pause();
      });
      expect(stream.write('[1,2,3')).toBe(false);
      expect(stream.write(',4]')).toBe(false);
      expect(heard).toEqual([1, 2]);
      stream.resume();
      expect(heard).toEqual([1, 2, 3, 4]);
    });

    it('works in a pipeline, and in a loop that is left early', async () => {
      const found: unknown[] = [];
      const stream = parse('rows.*.id');
      stream.on('data', (id) => found.push(id));
      await new Promise<void>((resolve, reject) => {
        pipeline(Readable.from([library.slice(0, 30), library.slice(30)]), stream, (error) =>
          error ? reject(error) : resolve(),
        );
      });
      expect(found).toEqual([1, 2, 3]);

      const ids = parse<number>('rows.*.id');
      Readable.from([library]).pipe(ids);
      for await (const id of ids) if (id === 2) break;
      expect(ids.destroyed).toBe(true);
    });

    it('a listener may write to the stream, end it and destroy it', () => {
      const stream = parse('*');
      const heard: unknown[] = [];
      stream.on('data', (n) => {
        heard.push(n);
        if (n === 1) stream.write('[3]');
        if (n === 3) stream.end();
      });
      stream.write('[1,2]');
      expect(heard).toEqual([1, 2, 3]);
      expect(stream.readableEnded).toBe(true);

      const other = parse('*');
      other.on('data', (n) => {
        heard.push(n);
        other.destroy();
      });
      other.write('[5,6]');
      expect(heard).toEqual([1, 2, 3, 5]);
    });
  });

  describe('errors', () => {
    it('what is wrong in the input: one error, and the end', () => {
      const { values, errors, events } = hear(parse('*'), ['[1,\n2, x', '3] [4]']);
      expect(values).toEqual([1, 2]);
      expect(errors).toEqual([code('ERR_JSONSTREAM_SYNTAX')]);
      expect(errors[0]).toMatchObject({ offset: 7, line: 2, column: 4 });
      expect(errors[0]?.message).toBe('Invalid JSON (Unexpected "x" at position 7, line 2, column 4)');
      expect(events).toEqual(['end', 'close']);
    });

    it('what is wrong in a strict input destroys the stream', () => {
      const { values, errors, events } = hear(parse('*', null, { strict: true }), ['[1,2,', ']']);
      expect(values).toEqual([1, 2]);
      expect(errors).toEqual([code('ERR_JSONSTREAM_SYNTAX')]);
      expect(events).toEqual(['close']);
    });

    it.each([
      ['[1] 2', 4],
      ['{"a":01}', 6],
      ['[1,]', 3],
      ['{"a":1,}', 7],
      ['["\u0001"]', 2],
      ['\ufeff[]', 0],
      ['[1.e1]', 3],
      ['"\\ud80g"', 6],
      ['{"a":tru }', 8],
      ['[[1]}', 4],
    ])('strict, %j is wrong at %i', (text, offset) => {
      expect(strictly(text)).toMatchObject({ code: 'ERR_JSONSTREAM_SYNTAX', offset });
      expect(strictly(...[...utf8(text)].map((byte) => bytes(byte)))).toMatchObject({ offset });
    });

    it.each(['', ' ', '[', '{"a"', '"ab', '-', '1e', 'tru', '[1,', '{"a":1'])(
      'strict, %j ends too early',
      (text) => {
        expect(strictly(text)).toMatchObject({ code: 'ERR_JSONSTREAM_TRUNCATED', offset: text.length });
        expect(hear(parse(), [text]).errors).toEqual([]);
      },
    );

    it.each([
      ['a lone continuation', [0x80]],
      ['an overlong form', [0xc0, 0x80]],
      ['a surrogate', [0xed, 0xa0, 0x80]],
      ['what is above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
      ['a character that is cut', [0xe2, 0x82]],
    ])('bytes that are no UTF-8, %s', (_, wrong) => {
      const text = bytes(0x5b, 0x31, 0x2c, 0x22, ...wrong, 0x22, 0x5d);
      for (const strict of [false, true]) {
        for (const path of [null, '*', 'a']) {
          expect(failure([text], { strict }, path)).toEqual(code('ERR_JSONSTREAM_SYNTAX'));
        }
      }
    });

    it('bytes that are no UTF-8 among rows that are built together', () => {
      const row = utf8('{"id":"é"},');
      const wrong = utf8('{"id":"é"},');
      wrong[8] = 0x22;
      const chunk = new Uint8Array([
        ...utf8('['),
        ...Array.from({ length: 20 }, () => [...row]).flat(),
        ...wrong,
      ]);
      const { values, errors } = hear(parse('*'), [chunk]);
      expect(values).toHaveLength(20);
      expect(errors).toMatchObject([{ offset: 1 + 20 * row.length + 8 }]);
    });

    it('an exception in the mapper, or in a function of the path, destroys the stream', () => {
      const thrown = new Error('mine');
      const fail = () => {
        throw thrown;
      };
      for (const stream of [parse('*', fail), parse([fail])]) {
        const { errors, events } = hear(stream, ['[1,2]']);
        expect(errors).toEqual([thrown]);
        expect(events).toEqual(['close']);
      }
      expect(() => parse('*', fail).write('[1]')).toThrow(thrown);
    });

    it('an exception in a listener reaches the writer, and no value is lost', () => {
      const stream = parse('*');
      const heard: unknown[] = [];
      stream.on('data', (n) => {
        heard.push(n);
        if (n === 2) throw new Error('mine');
      });
      expect(() => stream.write('[1,2,3,')).toThrow('mine');
      stream.end('4]');
      expect(heard).toEqual([1, 2, 3, 4]);
    });

    it.each([
      [
        'within a selected value',
        '$..a',
        '{"a":{"a":[1,{"a":2}]}}',
        [{ a: [1, { a: 2 }] }, [1, { a: 2 }], 2],
      ],
      ['within elements', '$[*]..a', '[{"a":1},{"a":{"a":2}},{"a":3}]', [1, { a: 2 }, 2, 3]],
      ['that are selected twice', "$['a','a']", '{"a":1}', [1, 1]],
      ['behind a filter', '$[?@.a].*', '[{"a":1,"b":2},{"a":3}]', [1, 2, 3]],
    ])('an exception in a listener loses no values %s', (_, query, text, values) => {
      const stream = parse(query);
      const heard: unknown[] = [];
      stream.on('data', (value) => {
        heard.push(value);
        throw new Error('mine');
      });
      for (const chunk of [text, ...values]) {
        expect(() => stream.write(typeof chunk === 'string' ? chunk : ' ')).toThrow('mine');
        if (heard.length === values.length) break;
      }
      expect(heard).toEqual(values);
      stream.end();
      expect(heard).toEqual(values);
    });

    it('an exception in a listener to the header reaches the writer, and no value is lost', () => {
      const stream = parse('rows.*');
      const heard: unknown[] = [];
      stream.on('data', (n) => heard.push(n));
      stream.on('header', () => {
        throw new Error('mine');
      });
      expect(() => stream.write('{"a":0,"rows":[1,2')).toThrow('mine');
      stream.end(']}');
      expect(heard).toEqual([1, 2]);
    });

    it('arguments of the wrong type are refused', () => {
      expect(() => parse('*', 5 as never)).toThrow(code('ERR_INVALID_ARG_TYPE'));
      expect(() => parse('*', null, { maxDepth: 0 })).toThrow(code('ERR_OUT_OF_RANGE'));
      expect(() => parse('*', null, { maxValueBytes: '1' as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
      expect(() => parse('$.a[')).toThrow(code('ERR_JSONSTREAM_QUERY'));
      expect(() => parse().write(5 as never)).toThrow(code('ERR_INVALID_ARG_TYPE'));
    });

    it('a signal destroys the stream', async () => {
      const controller = new AbortController();
      const stream = parse('*', null, { signal: controller.signal });
      const error = new Promise((resolve) => stream.on('error', resolve));
      controller.abort();
      expect(await error).toEqual(code('ABORT_ERR'));
    });
  });

  describe('limits', () => {
    it.each([null, 'a', '*', '..x'])('containers in containers, along %j', (path) => {
      expect(failure(['['.repeat(100_000)], {}, path)).toMatchObject({
        code: 'ERR_JSONSTREAM_TOO_DEEP',
        offset: 1024,
      });
      const deep = `${'['.repeat(3)}1${']'.repeat(3)}`;
      expect(failure([deep], { maxDepth: 2 }, path)).toMatchObject({ offset: 2 });
      expect(hear(parse(path, null, { maxDepth: 3 }), [deep]).errors).toEqual([]);
    });

    it('containers in elements that are built together', () => {
      const flat = '{"id":[]},'.repeat(50);
      const { values, errors } = hear(parse('*', null, { maxDepth: 3 }), [`[${flat}`, `${flat}{"id":[[]]},`]);
      expect(values).toHaveLength(100);
      expect(errors).toMatchObject([{ code: 'ERR_JSONSTREAM_TOO_DEEP', offset: 1 + 2 * flat.length + 7 }]);
    });

    it.each<[string, ParsePath, boolean]>([
      ['"long"', '*', true],
      ['"long"', 'a', false],
      ['1', ['longer than ten', true], false],
      ['{"a":[1,2,3,4]}', '*.a', true],
      ['{"a":[1,2,3,4]}', '*.a.*', false],
    ])('%s along %j, of any length', (text, path, isHeld) => {
      const long = text.replace('long', 'x'.repeat(50)).replace('1,2', `1${',2'.repeat(50)}`);
      const options = { maxValueBytes: 20 };
      for (const chunks of [[`[${long}]`], [...`[${long}]`]]) {
        const { errors } = hear(parse(path, null, options), chunks);
        expect(errors).toEqual(isHeld ? [code('ERR_JSONSTREAM_VALUE_TOO_LONG')] : []);
      }
    });

    it('keys on the way, and members beside the path that are listened to', () => {
      const options = { maxValueBytes: 20 };
      expect(failure([`{"${'k'.repeat(21)}":1}`], options, 'a')).toEqual(
        code('ERR_JSONSTREAM_VALUE_TOO_LONG'),
      );
      const text = `{${Array.from({ length: 8 }, (_, n) => `"${n}":"xx"`).join()}}`;
      expect(hear(parse('a', null, options), [text]).errors).toEqual([]);
      const stream = parse('a', null, options);
      stream.on('header', () => {});
      expect(hear(stream, [text]).errors).toEqual([code('ERR_JSONSTREAM_VALUE_TOO_LONG')]);
    });

    it('the keys of header and footer count', () => {
      const keys = ['first', 'second', 'third', 'fourth'];
      for (const event of ['header', 'footer'] as const) {
        const stream = parse('rows.*', null, { maxValueBytes: 20 });
        stream.on(event, () => {});
        const beside = keys.map((key) => `"${key}":1`).join();
        const text = event === 'header' ? `{${beside}}` : `{"0":0,"rows":[1],${beside}}`;
        expect(hear(stream, [text]).errors).toEqual([code('ERR_JSONSTREAM_VALUE_TOO_LONG')]);
      }
    });

    it('elements before one that is too long come out', () => {
      const text = `[1,2,"${'x'.repeat(30)}",3]`;
      for (const chunks of [[text], [...text]]) {
        const { values, errors } = hear(parse('*', null, { maxValueBytes: 20 }), chunks);
        expect(values).toEqual([1, 2]);
        expect(errors).toEqual([code('ERR_JSONSTREAM_VALUE_TOO_LONG')]);
      }
    });

    it('a number of a million digits', () => {
      const digits = '7'.repeat(1_000_000);
      expect(select(`[${digits}]`, '*')).toEqual([digits]);
      expect(select(`[-${digits},0.${digits},${digits}]`, '*', { strict: true })).toEqual([
        Number.NEGATIVE_INFINITY,
        Number(`0.${digits.slice(0, 30)}`),
        Number.POSITIVE_INFINITY,
      ]);
    });

    it('a long value in chunks of one byte', () => {
      const text = `["${'x'.repeat(100_000)}"]`;
      const stream = parse('*', null, { strict: true });
      const heard: unknown[] = [];
      stream.on('data', (value) => heard.push(value));
      for (const byte of utf8(text)) stream.write(bytes(byte));
      expect(heard).toEqual(JSON.parse(text));
    });

    it('white space between elements is not held', () => {
      const held = vi.spyOn(HeldBytes.prototype, 'add');
      const spaces = Array.from({ length: 50 }, () => ' '.repeat(100));
      const { values } = hear(parse('*'), ['[1,', ...spaces, '2 ', ...spaces, ',', ...spaces, ']']);
      expect(values).toEqual([1, 2]);
      expect(held.mock.calls.reduce((length, [bytes]) => length + bytes.length, 0)).toBeLessThan(10);
      held.mockRestore();
    });

    it('what is written after the end, or to a stream that is destroyed, is neither read nor kept', () => {
      const kept = vi.spyOn(Fifo.prototype, 'push');
      const ended = parse('a', null, { autoDestroy: false });
      const seen: unknown[] = [];
      for (const event of ['data', 'header', 'error'] as const) ended.on(event, (what) => seen.push(what));
      ended.end('{"a":1}');
      ended.write('{"b":1,"a":2}]');
      expect(seen).toEqual([1]);
      const destroyed = parse().destroy();
      const before = kept.mock.calls.length;
      for (let n = 0; n < 3; n++) destroyed.write('[');
      expect(kept.mock.calls.length).toBe(before);
      kept.mockRestore();
    });

    it('a long string that is not selected is not held', () => {
      const stream = parse('b', null, { maxValueBytes: 10 });
      const heard: unknown[] = [];
      stream.on('data', (n) => heard.push(n));
      stream.write('{"a":"');
      const chunk = utf8('é\\n'.repeat(20_000));
      for (let n = 0; n < 20; n++) stream.write(chunk);
      stream.end('","b":1}');
      expect(heard).toEqual([1]);
    });
  });

  describe('chunk boundaries', () => {
    const path = fc.constantFrom<ParsePath | null>(
      null,
      '*',
      'rows.*',
      'rows.*.x',
      'rows..id',
      '$..id',
      '$.rows[?@.id > 3].x',
      ['rows', { emitPath: true }],
    );

    it('any way of cutting bytes gives the same values, errors and positions', () => {
      const text = fc
        .tuple(
          fc.oneof(rows, value),
          fc.option(fc.tuple(fc.nat(), fc.constantFrom(...'[]{},:"\\x1 \n')), { freq: 2 }),
        )
        .map(([text, wrong]) => {
          if (wrong === null) return text;
          const [place, character] = wrong;
          const at = place % (text.length + 1);
          return text.slice(0, at) + character + text.slice(at);
        });
      fc.assert(
        fc.property(text, path, places, fc.boolean(), (text, path, places, strict) => {
          const whole = hear(parse(path, null, { strict }), [utf8(text)]);
          expect(hear(parse(path, null, { strict }), cut(utf8(text), places))).toEqual(whole);
        }),
        { numRuns: 500 },
      );
    });

    it('any way of cutting bytes runs into the same limits', () => {
      const limits = fc.record({
        maxDepth: fc.integer({ min: 1, max: 5 }),
        maxValueBytes: fc.integer({ min: 1, max: 60 }),
      });
      const text = fc
        .tuple(fc.oneof(rows, value), fc.nat(1000))
        .map(([text, end]) => text.slice(0, 10 * end));
      fc.assert(
        fc.property(text, path, places, limits, (text, path, places, limits) => {
          const whole = hear(parse(path, null, limits), [utf8(text)]);
          expect(hear(parse(path, null, limits), cut(utf8(text), places))).toEqual(whole);
          expect(
            hear(
              parse(path, null, limits),
              [...utf8(text)].map((byte) => bytes(byte)),
            ),
          ).toEqual(whole);
        }),
        { numRuns: 400 },
      );
    });

    it('any way of cutting text, too', () => {
      fc.assert(
        fc.property(rows, path, places, (text, path, places) => {
          const ends = [...places.map((place) => place % (text.length + 1)), text.length].sort(
            (a, b) => a - b,
          );
          const chunks = ends.map((end, i) => text.slice(i === 0 ? 0 : ends[i - 1], end));
          expect(hear(parse(path), chunks)).toEqual(hear(parse(path), [text]));
        }),
      );
    });

    it('strict, what comes out is what JSON.parse makes of the whole, and what is wrong, is', () => {
      fc.assert(
        fc.property(
          fc.oneof(rows, value),
          places,
          fc.nat(),
          fc.constantFrom('', ...'[]{},:"1e-.x '),
          (text, places, place, extra) => {
            const at = place % (text.length + 1);
            // Half a character would come out as the replacement character.
            const input = utf8(text.slice(0, at) + extra + text.slice(at + (place % 2)));
            const changed = new TextDecoder('utf-8', { ignoreBOM: true }).decode(input);
            const { values, errors } = hear(parse(null, null, { strict: true }), cut(input, places));
            try {
              const expected = JSON.parse(changed);
              expect(errors).toEqual([]);
              expect(values).toEqual(expected === null ? [] : [expected]);
            } catch (error) {
              if (!(error instanceof SyntaxError)) throw error;
              expect(errors).toHaveLength(1);
            }
          },
        ),
        { numRuns: 500 },
      );
    });
  });

  describe('laws', () => {
    const input = ['{"rows":[{"id":1,', '"text":"é😀"},{"id":2}', ',3,', '{"id":4}]}'];
    const signal = (signal: AbortSignal) => parse('rows.*', null, { signal });
    const fails = {
      make(error: Error) {
        return parse('rows.*', () => {
          throw error;
        });
      },
    };
    for (const { name, check } of laws(() => parse('rows.*'), {
      input,
      rechunk: 'text',
      signal,
      fails,
    })) {
      it(name, check);
    }
  });

  describe('types', () => {
    it('what comes out is what the mapper returns, or what is said', () => {
      expectTypeOf(parse('a')).toEqualTypeOf<ParseStream<unknown>>();
      expectTypeOf(parse<{ id: number }>('rows.*')).toEqualTypeOf<ParseStream<{ id: number }>>();
      expectTypeOf(parse('rows.*', (row: { id: number }) => row.id)).toEqualTypeOf<ParseStream<number>>();
      parse('rows.*', (row, path) => {
        expectTypeOf(row).toEqualTypeOf<unknown>();
        expectTypeOf(path).toEqualTypeOf<Key[]>();
      });
      parse(['rows', (key) => expectTypeOf(key).toEqualTypeOf<Key>(), (index: number) => index > 1]);
      parse<number>('a').on('data', (n) => expectTypeOf(n).toEqualTypeOf<number>());
      parse('a').on('header', (header) => expectTypeOf(header).toEqualTypeOf<Record<string, unknown>>());
    });
  });
});
