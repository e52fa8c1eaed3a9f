import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { laws } from '../testing/stream-spec/laws.ts';
import { coded } from './_test-listen.ts';
import type { ConcatBody, ConcatOptions, ConcatStream } from './concat-stream.ts';
import { concat } from './concat-stream.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const utf8 = (text: string) => new TextEncoder().encode(text);

async function body(options: ConcatOptions | null, ...chunks: unknown[]): Promise<unknown> {
  const sink = concat(options);
  for (const chunk of chunks) sink.write(chunk);
  sink.end();
  return sink.result();
}

async function plain(options: ConcatOptions | null, ...chunks: unknown[]): Promise<unknown> {
  const result = await body(options, ...chunks);
  return result instanceof Uint8Array ? [...result] : result;
}

describe('concat', () => {
  describe('behaviour', () => {
    it('callback, when the stream finishes, gets the body', async () => {
      const got = await new Promise((resolve) => {
        const sink = concat((body) => resolve(body));
        sink.write('beep ');
        sink.end('boop');
      });
      expect(got).toBe('beep boop');
    });

    it('callback, of two parameters, gets null and the body', async () => {
      const got = await new Promise((resolve) => {
        concat((error: Error | null, body: unknown) => resolve([error, body])).end('x');
      });
      expect(got).toEqual([null, 'x']);
    });

    it('callback, when none is given, is not missed', async () => {
      const sink = concat();
      sink.end('x');
      expect(await sink.result()).toBe('x');
    });

    it('concat, with new, makes the same', async () => {
      const Concat = concat as unknown as new (callback: (body: unknown) => void) => ConcatStream;
      const got = await new Promise((resolve) => new Concat(resolve).end('x'));
      expect(got).toBe('x');
    });

    it('no data, without an encoding, is an empty array, and with one an empty body', async () => {
      expect(await body(null)).toEqual([]);
      expect(await body({ encoding: 'string' })).toBe('');
      expect(await plain({ encoding: 'buffer' })).toEqual([]);
      expect(await plain({ encoding: 'uint8array' })).toEqual([]);
      expect(await body({ encoding: 'array' })).toEqual([]);
      expect(await body({ encoding: 'object' })).toEqual([]);
    });

    it('the first chunk, without an encoding, decides what the body is', async () => {
      expect(await body(null, 'a', bytes(0x62), 1000, [0x63])).toBe('ab1000c');
      expect(await plain(null, bytes(1), 'é', [2, 3], 555)).toEqual([1, 0xc3, 0xa9, 2, 3, 0x35, 0x35, 0x35]);
      expect(await body(null, [1, 2], ['x', {}])).toEqual([1, 2, 'x', {}]);
      expect(await body(null, { a: 1 }, 'x', [2])).toEqual([{ a: 1 }, 'x', [2]]);
      expect(await plain(null, 5, 6)).toEqual([0x35, 0x36]);
      expect(await body(null, '', 'x')).toBe('x');
    });

    it('encoding, in any case and under its other names, decides', async () => {
      expect(await body({ encoding: 'String' }, bytes(0x61), 'b')).toBe('ab');
      expect(await plain({ encoding: 'BUFFER' }, 'a', 'b')).toEqual([0x61, 0x62]);
      for (const encoding of ['u8', 'uint8', 'uint8array', 'Uint8Array']) {
        const result = (await body({ encoding }, 'a', bytes(1), 'b')) as object;
        expect(Object.getPrototypeOf(result)).toBe(Uint8Array.prototype);
        expect([...(result as Uint8Array)]).toEqual([0x61, 1, 0x62]);
      }
      expect(await body({ encoding: 'objects' }, 'a', [1])).toEqual(['a', [1]]);
      expect(await body({ encoding: 'whatever' }, 'a', 'b')).toEqual(['a', 'b']);
    });

    it('encoding json, of text or bytes in any pieces, is what the text stands for', async () => {
      expect(
        await body({ encoding: 'json' }, '{"a":', utf8('"é"}').subarray(0, 2), utf8('"é"}').subarray(2)),
      ).toEqual({
        a: 'é',
      });
      expect(await body({ encoding: 'JSON' }, 'null')).toBe(null);
    });

    it('encodings text and bytes, are string and uint8array', async () => {
      expect(await body({ encoding: 'text' }, utf8('é'), 'x')).toBe('éx');
      expect(await plain({ encoding: 'bytes' }, 'é', [1])).toEqual([0xc3, 0xa9, 1]);
      expect(concat({ encoding: 'bytes' }).encoding).toBe('uint8array');
    });

    it('encoding string, of many more bytes than are decoded at once, keeps characters whole', async () => {
      const whole = 'a€😀'.repeat(30_000);
      const bytes = utf8(whole);
      const chunks = Array.from({ length: Math.ceil(bytes.length / 1001) }, (_, n) =>
        bytes.subarray(n * 1001, (n + 1) * 1001),
      );
      expect(await body({ encoding: 'string' }, ...chunks)).toBe(whole);
      expect(await body({ encoding: 'string' }, bytes.subarray(0, 2), 'x', bytes.subarray(2))).toMatch(
        /^a\ufffdx\ufffd/,
      );
    });

    it('encoding array, given typed arrays and other values, gives their items and the values', async () => {
      expect(await body({ encoding: 'array' }, [1], bytes(2, 3), 'abc', { a: 1 })).toEqual([
        1,
        2,
        3,
        'abc',
        { a: 1 },
      ]);
    });

    it('encoding array, given a very long array, joins it', async () => {
      const long = Array.from({ length: 300_000 }, (_, i) => i);
      expect(((await body(null, long, long)) as unknown[]).length).toBe(600_000);
    });

    it('inferEncoding, given each kind of value, names its encoding', () => {
      const sink = concat();
      expect(sink.inferEncoding(['hello'])).toBe('array');
      expect(sink.inferEncoding('')).toBe('string');
      expect(sink.inferEncoding({ a: 1 })).toBe('object');
      expect(sink.inferEncoding(1)).toBe('buffer');
      expect(sink.inferEncoding(undefined)).toBe('buffer');
      sink.write('x');
      expect(sink.inferEncoding()).toBe('string');
    });

    it('getBody, before the end, gives what there is', () => {
      const sink = concat();
      sink.write('a');
      expect(sink.getBody()).toBe('a');
      sink.write('b');
      expect(sink.getBody()).toBe('ab');
      expect(sink.encoding).toBe('string');
    });

    it('result, asked for after the end and more than once, gives the same body', async () => {
      const sink = concat({ encoding: 'array' });
      sink.end([1]);
      const first = await sink.result();
      expect(await sink.result()).toBe(first);
    });
  });

  describe('errors', () => {
    it('destroy, before the end, reaches a callback of two parameters and result', async () => {
      const calls: unknown[] = [];
      const sink = concat((error: Error | null, body: unknown) => calls.push([error, body]));
      const result = sink.result();
      sink.write('half');
      const lost = new Error('lost');
      sink.destroy(lost);
      await expect(result).rejects.toBe(lost);
      expect(calls).toEqual([[lost, undefined]]);
      await expect(sink.result()).rejects.toThrow();
    });

    it('destroy, without an error, is a premature close', async () => {
      const sink = concat();
      const result = sink.result();
      sink.destroy();
      await expect(result).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
      await expect(sink.result()).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    });

    it('destroy, before the end, never calls a callback of one parameter', async () => {
      const callback = vi.fn((_body: unknown) => {});
      const sink = concat(callback);
      const closed = new Promise<void>((resolve) => {
        sink.on('close', () => resolve());
      });
      sink.write('half');
      sink.destroy();
      await closed;
      expect(callback).not.toHaveBeenCalled();
    });

    it.each([
      ['text', ['abc', 'd']],
      ['bytes', [bytes(1, 2, 3), bytes(4)]],
      [
        'items',
        [
          [1, 2],
          [3, 4],
        ],
      ],
      ['objects', [{}, {}, {}, {}]],
    ])('maxLength, passed by %s, destroys with ERR_CONCAT_STREAM_TOO_LONG', async (_kind, chunks) => {
      expect(await body({ maxLength: 4 }, ...chunks)).toBeDefined();
      await expect(body({ maxLength: 3 }, ...chunks)).rejects.toMatchObject({
        code: 'ERR_CONCAT_STREAM_TOO_LONG',
      });
    });

    it('maxLength, passed by text once it is bytes, destroys with ERR_CONCAT_STREAM_TOO_LONG', async () => {
      expect(await body({ maxLength: 4, encoding: 'buffer' }, 'éé')).toHaveLength(4);
      await expect(body({ maxLength: 3, encoding: 'buffer' }, 'éé')).rejects.toMatchObject({
        code: 'ERR_CONCAT_STREAM_TOO_LONG',
      });
    });

    it('maxLength, passed by empty chunks that are items, destroys with ERR_CONCAT_STREAM_TOO_LONG', async () => {
      for (const chunks of [
        ['', '', ''],
        [{}, '', []],
      ]) {
        expect(await body({ maxLength: 3, encoding: 'object' }, ...chunks)).toEqual(chunks);
        await expect(body({ maxLength: 2, encoding: 'object' }, ...chunks)).rejects.toMatchObject({
          code: 'ERR_CONCAT_STREAM_TOO_LONG',
        });
      }
    });

    it('an empty chunk, after the first of a body that is joined, is not kept', () => {
      const sink = concat();
      const empty: unknown[] = [];
      const iterate = vi.spyOn(empty, Symbol.iterator);
      sink.write([1]);
      sink.write(empty);
      expect(sink.getBody()).toEqual([1]);
      expect(iterate).not.toHaveBeenCalled();
    });

    it('encoding json, of what is none, fails with ERR_CONCAT_STREAM_NOT_JSON, and the process goes on', async () => {
      for (const text of ['', '{', '{}x']) {
        const errors: unknown[] = [];
        const calls: unknown[] = [];
        const sink = concat({ encoding: 'json' }, (body) => calls.push(body));
        sink.on('error', (error) => errors.push(error));
        sink.end(text);
        await expect(sink.result()).rejects.toMatchObject({
          code: 'ERR_CONCAT_STREAM_NOT_JSON',
          cause: expect.any(SyntaxError),
        });
        expect([errors.length, calls]).toEqual([1, []]);
      }
    });

    it('a chunk that cannot be text, fails the stream', async () => {
      await expect(body({ encoding: 'string' }, Object.create(null))).rejects.toThrow(TypeError);
    });

    it('arguments, of the wrong type, throw', () => {
      expect(() => concat({}, 'x' as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => concat({ maxLength: '1' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => concat({ maxLength: -1 })).toThrow(coded('ERR_OUT_OF_RANGE'));
    });

    it('signal, when it aborts, destroys', async () => {
      const control = new AbortController();
      const result = concat({ signal: control.signal }).result();
      control.abort();
      await expect(result).rejects.toMatchObject({ code: 'ABORT_ERR' });
      await expect(concat({ signal: control.signal }).result()).rejects.toMatchObject({ code: 'ABORT_ERR' });
    });
  });

  describe('chunk boundaries', () => {
    const text = fc.string({ unit: 'binary' }).filter((text) => !/\p{Cs}/u.test(text));
    const cuts = fc.array(fc.nat());

    function cut(whole: Uint8Array, cuts: number[]): Uint8Array[] {
      const at = [0, ...cuts.map((n) => n % (whole.length + 1)), whole.length].sort((a, b) => a - b);
      return at.slice(1).map((end, i) => whole.slice(at[i], end));
    }

    it('encoding string, bytes cut anywhere, is the text', async () => {
      await fc.assert(
        fc.asyncProperty(text, cuts, async (text, cuts) => {
          expect(await body({ encoding: 'string' }, ...cut(utf8(text), cuts))).toBe(text);
        }),
      );
    });

    it('a string first, then bytes cut anywhere, is the text', async () => {
      await fc.assert(
        fc.asyncProperty(text, cuts, async (text, cuts) => {
          expect(await body(null, 'é', ...cut(utf8(text), cuts), '€')).toBe(`é${text}€`);
        }),
      );
    });

    it('bytes, cut anywhere, are the same bytes', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array(), cuts, async (whole, cuts) => {
          expect(await plain({ encoding: 'buffer' }, ...cut(whole, cuts))).toEqual([...whole]);
        }),
      );
    });
  });

  describe('laws', () => {
    const result = (sink: ConcatStream<string>) => sink.getBody();
    const make = (signal?: AbortSignal) => concat({ encoding: 'string', maxLength: 100, signal });
    for (const { name, check } of laws(() => make(), {
      input: [utf8('a€'), utf8('😀'), utf8('b')],
      rechunk: 'bytes',
      result: result as (sink: never) => unknown,
      signal: make,
      fails: { chunk: new Uint8Array(101) },
    })) {
      it(name, check);
    }
  });

  describe('types', () => {
    it('the encoding, or the callback, says what the body is', () => {
      expectTypeOf(concat()).toEqualTypeOf<ConcatStream<ConcatBody>>();
      expectTypeOf(concat({ encoding: 'string' }).result()).resolves.toBeString();
      expectTypeOf(concat({ encoding: 'json' }).result()).resolves.toBeUnknown();
      expectTypeOf(concat({ encoding: 'array' }).getBody()).toEqualTypeOf<unknown[]>();
      concat((body: string) => body.length);
      concat((error: Error | null, body: string) => [error?.message, body.length]);
      concat({ encoding: 'u8' }, (body) => expectTypeOf(body).toEqualTypeOf<Uint8Array>());
      concat((body) => expectTypeOf(body).toEqualTypeOf<ConcatBody>());
    });
  });
});
