import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { asPlatformBytes } from '#platform';
import type { Emitting } from '../../control/_test-listen.ts';
import { coded, recorder } from '../../control/_test-listen.ts';
import { split } from '../../control/split.ts';
import { through } from '../../control/through.ts';
import { Stream } from '../../core/classic.ts';
import { Duplex } from '../../core/duplex.ts';
import { laws } from '../../testing/stream-spec/laws.ts';
import { cbor } from './cbor.ts';
import type { Codec, Serialized } from './index.ts';
import { serializer } from './index.ts';
import { msgpack } from './msgpack.ts';

const record = recorder('end', 'close', 'error');

/** A stream that keeps what it is given, and sends nothing of it. */
function sink() {
  const taken: unknown[] = [];
  const stream = through<unknown>((value) => {
    taken.push(value);
  });
  return { stream, taken };
}

const bytes = (text: string) => new TextEncoder().encode(text);

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}

/** Cuts bytes at the places given, which may repeat. */
function rechunk(whole: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => whole.slice(places[i], end));
}

/** What a wrapped stream sends of values. */
function sent(
  wrap: (stream: ReturnType<typeof through>) => unknown,
  values: readonly unknown[],
): Uint8Array[] {
  const stream = through();
  wrap(stream);
  const chunks: Uint8Array[] = [];
  stream.on('data', (chunk) => chunks.push(chunk as Uint8Array));
  for (const value of values) stream.emit('data', value);
  return chunks;
}

describe('serializer', () => {
  describe('behaviour', () => {
    it('serializer, by its argument, returns what wraps', () => {
      const own = <S>(stream: S) => stream;
      expect(serializer(own)).toBe(own);
      for (const name of [undefined, null, 'json', 'other', {}, 0]) {
        expect(serializer(name as 'json')).toBe(serializer.json);
      }
      expect(serializer('raw')).toBe(serializer.raw);
    });

    it('raw, of a stream, is that stream', () => {
      const { stream } = sink();
      expect(serializer.raw(stream)).toBe(stream);
      expect(serializer('raw')(stream).write).toBe(stream.write);
    });

    it('json, of a stream, changes and returns it', () => {
      const { stream, taken } = sink();
      expect(serializer.json(stream)).toBe(stream);
      stream.write('1\n{"a":[2');
      expect(taken).toEqual([1]);
      stream.write(']}\n');
      stream.end('3');
      expect(taken).toEqual([1, { a: [2] }, 3]);
    });

    it('json, of what the stream emits, makes lines; other events pass with all arguments', () => {
      const stream = serializer.json(new Stream() as never) as Stream;
      const seen: unknown[] = [];
      stream.on('data', (chunk) => seen.push(chunk));
      (stream as Emitting).on('other', (...args) => seen.push(args));
      expect(stream.emit('data', { a: 'é\n' })).toBe(true);
      (stream as unknown as { emit(...args: unknown[]): void }).emit('other', 1, 2);
      expect(seen).toEqual(['{"a":"é\\n"}\n', [1, 2]]);
    });

    it('json, with functions of the program, uses those', () => {
      const { stream, taken } = sink();
      serializer.json(stream, { parse: (text) => `<${text}>`, stringify: (value) => `(${value})` });
      stream.end('a\nb');
      expect(taken).toEqual(['<a>', '<b>']);
      const seen = record(stream);
      stream.emit('data', 1);
      expect(seen).toEqual(['(1)\n']);
    });

    it('json, of blank lines and carriage returns, takes the values', () => {
      const { stream, taken } = sink();
      const seen = record(serializer.json(stream));
      stream.end('\n1\r\n\r\n \t\n2\r\n\n');
      expect(taken).toEqual([1, 2]);
      expect(seen).toEqual(['end', 'close']);
    });

    it('json, of characters cut in two, keeps them whole', () => {
      const { stream, taken } = sink();
      serializer.json(stream);
      for (const byte of bytes('"é😀"\n')) stream.write(Uint8Array.of(byte));
      expect(taken).toEqual(['é😀']);
    });

    it('write, to a stream that is full, returns false, and drain passes', () => {
      const stream = serializer.json(through());
      expect(stream.write('1\n')).toBe(true);
      stream.pause();
      expect(stream.write('1\n')).toBe(false);
      const seen: unknown[] = [];
      stream.on('drain', () => seen.push('drain'));
      stream.resume();
      expect(seen).toEqual(['drain']);
    });

    it('write, called within write, comes after the lines of the first', () => {
      const taken: unknown[] = [];
      const stream = through<unknown>((value) => {
        taken.push(value);
        if (value === 1) stream.write('3\n' as never);
      });
      serializer.json(stream);
      stream.write('1\n2\n' as never);
      stream.end();
      expect(taken.slice().sort()).toEqual([1, 2, 3]);
    });

    it('destroy, called when a value comes, drops the lines behind it', () => {
      const taken: unknown[] = [];
      const stream = through<unknown>((value) => {
        taken.push(value);
        stream.destroy();
      });
      stream.on('error', (error) => taken.push(error));
      serializer.json(stream).write('1\n2\nx\n');
      expect(taken).toEqual([1]);
    });

    it('ndjson, of what the stream emits, makes bytes', () => {
      expect(sent(serializer('ndjson'), ['é'])).toEqual([expect.any(Uint8Array)]);
      expect([...joined(sent(serializer.ndjson, ['é', 1]))]).toEqual([...bytes('"é"\n1\n')]);
    });

    it('framed, of what a codec makes, puts the length before it', () => {
      const codec: Codec = { encode: (value) => bytes(String(value)), decode: (bytes) => [...bytes] };
      expect([...joined(sent(serializer(codec), ['ab', '']))]).toEqual([0, 0, 0, 2, 97, 98, 0, 0, 0, 0]);
      const { stream, taken } = sink();
      serializer(codec)(stream).end(Uint8Array.of(0, 0, 0, 2, 97, 98, 0, 0, 0, 0));
      expect(taken).toEqual([[97, 98], []]);
    });

    it('decode, of a codec, gets bytes of its own', () => {
      const { stream, taken } = sink();
      serializer.framed(stream, { encode: () => new Uint8Array(), decode: (bytes) => bytes });
      const chunk = asPlatformBytes(Uint8Array.of(0, 0, 0, 1, 7));
      stream.write(chunk);
      chunk[4] = 8;
      expect(taken).toEqual([expect.objectContaining({ 0: 7, length: 1 })]);
    });

    it('framed, of chunks whose memory is used again, has read them', () => {
      const { stream, taken } = sink();
      serializer.framed(stream, { encode: () => new Uint8Array(), decode: (bytes) => [...bytes] });
      const chunk = new Uint8Array(2);
      for (const part of [
        [0, 0],
        [0, 4],
        [1, 2],
        [3, 4],
      ]) {
        chunk.set(part);
        stream.write(chunk);
      }
      expect(taken).toEqual([[1, 2, 3, 4]]);
    });

    it('serializer, of a duplex stream in object mode, works through pipes', async () => {
      const echo = new Duplex<unknown, unknown>({
        objectMode: true,
        read() {},
        write(value, _encoding, callback) {
          this.push([value]);
          callback();
        },
        final(callback) {
          this.push(null);
          callback();
        },
      });
      const wire = serializer(cbor)(echo as never) as unknown as Duplex<unknown, Uint8Array>;
      const seen: Uint8Array[] = [];
      wire.on('data', (frame) => seen.push(frame));
      const ended = new Promise((resolve) => wire.on('end', resolve));
      for (const frame of sent(serializer(cbor), [1, { a: 2 }])) wire.write(frame);
      wire.end();
      await ended;
      const { stream, taken } = sink();
      serializer(cbor)(stream).end(joined(seen));
      expect(taken).toEqual([[1], [{ a: 2 }]]);
    });
  });

  describe('errors', () => {
    it('json, of a bad line, is an error event with the line, and the next is read', () => {
      const { stream, taken } = sink();
      const errors: unknown[] = [];
      serializer.json(stream).on('error', (error) => errors.push(error));
      stream.end('{bad\n2\nworse');
      expect(errors).toEqual([
        expect.objectContaining({ code: 'ERR_STREAM_SERIALIZER_DECODE', line: '{bad' }),
        expect.objectContaining({ code: 'ERR_STREAM_SERIALIZER_DECODE', line: 'worse' }),
      ]);
      expect(errors[0]).toBeInstanceOf(SyntaxError);
      expect(taken).toEqual([2]);
    });

    it('framed, of a frame that the codec refuses, is an error event with the frame, and the next is read', () => {
      const { stream, taken } = sink();
      const errors: unknown[] = [];
      serializer(cbor)(stream).on('error', (error) => errors.push(error));
      stream.end(Uint8Array.of(0, 0, 0, 1, 0xff, 0, 0, 0, 1, 0x07));
      expect(errors).toEqual([
        expect.objectContaining({
          code: 'ERR_STREAM_SERIALIZER_DECODE',
          frame: expect.objectContaining({ 0: 0xff, length: 1 }),
        }),
      ]);
      expect(taken).toEqual([7]);
    });

    it('emit, of a value without a form, is an error event', () => {
      const cycle: Record<string, unknown> = {};
      cycle.self = cycle;
      for (const [name, value] of [
        ['json', 1n],
        ['json', undefined],
        ['json', cycle],
        ['ndjson', undefined],
        [cbor, cycle],
        [cbor, () => 1],
        [msgpack, cycle],
        [msgpack, Symbol('s')],
      ] as const) {
        const stream = through();
        const seen = record(serializer(name as 'json')(stream));
        stream.emit('data', value);
        stream.emit('data', 1);
        expect(seen[0]).toBe('ERR_STREAM_SERIALIZER_ENCODE');
        expect(seen).toHaveLength(2);
      }
    });

    it('maxFrameBytes, passed by what comes in, destroys, before the end of it comes', () => {
      for (const [name, chunk] of [
        ['json', '"12345678"\n1\n'],
        ['json', '"1234567890'],
        ['ndjson', '"1234567890'],
        [cbor, Uint8Array.of(0, 0, 0, 9)],
        [cbor, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1, 2, 3)],
      ] as const) {
        const { stream, taken } = sink();
        const wire = serializer(name as 'json', { maxFrameBytes: 8 })(stream);
        const seen = record(wire);
        expect(wire.write(chunk as never)).toBe(false);
        wire.write('1\n');
        wire.end();
        expect(seen).toEqual(['ERR_STREAM_SERIALIZER_TOO_LONG', 'close']);
        expect(taken).toEqual([]);
      }
    });

    it('maxFrameBytes, reached exactly, is no error', () => {
      const { stream, taken } = sink();
      serializer('json', { maxFrameBytes: 8 })(stream).end('"123456"\n');
      expect(taken).toEqual(['123456']);
    });

    it('maxFrameBytes, passed by what is to go out, is an error event, and nothing is sent', () => {
      for (const name of ['json', 'ndjson', cbor, msgpack] as const) {
        const stream = through();
        const seen = record(serializer(name as 'json', { maxFrameBytes: 8 })(stream));
        stream.emit('data', 'x'.repeat(9));
        expect(seen).toEqual(['ERR_STREAM_SERIALIZER_TOO_LONG']);
      }
      expect(() => serializer('json', { maxFrameBytes: 0 })(through())).toThrow(coded('ERR_OUT_OF_RANGE'));
    });

    it('maxFrameBytes, Infinity, is as much as fits into a string', () => {
      const longest = 'x'.repeat(2 ** 29 - 24);
      const stream = serializer.json(
        through(),
        { parse: JSON.parse, stringify: () => longest },
        { maxFrameBytes: Number.POSITIVE_INFINITY },
      );
      const seen = record(stream);
      stream.emit('data', 1);
      expect(seen).toEqual(['ERR_STREAM_SERIALIZER_TOO_LONG']);
    });

    it('end, within a frame, destroys', () => {
      for (const chunk of [Uint8Array.of(0, 0), Uint8Array.of(0, 0, 0, 2, 1)]) {
        const { stream } = sink();
        const seen = record(serializer(cbor)(stream));
        stream.end(chunk);
        expect(seen).toEqual(['ERR_STREAM_SERIALIZER_TRUNCATED', 'close']);
      }
    });

    it('stream, without destroy, gets the error, and takes nothing more', () => {
      const taken: unknown[] = [];
      const stream = Object.assign(new Stream(), {
        write: (value: unknown) => taken.push(value) > 0,
        end() {},
      });
      const seen = record(serializer('json', { maxFrameBytes: 2 })(stream));
      stream.write('"long"\n');
      stream.write('1\n');
      expect(seen).toEqual(['ERR_STREAM_SERIALIZER_TOO_LONG']);
      expect(taken).toEqual([]);
    });

    it('maxFrameBytes, of the wrong kind, throws when the serializer is asked for', () => {
      for (const wrapper of ['json', 'ndjson', 'raw', cbor] as const) {
        expect(() => serializer(wrapper as 'json', { maxFrameBytes: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
        expect(() => serializer(wrapper as 'json', { maxFrameBytes: '9' as never })).toThrow(
          coded('ERR_INVALID_ARG_TYPE'),
        );
      }
    });

    it('write, of neither text nor bytes, throws', () => {
      for (const name of ['json', cbor] as const) {
        const wire = serializer(name as 'json')(sink().stream);
        expect(() => wire.write(5 as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      }
    });

    it.each([
      ['cbor, nested without an end', cbor, new Uint8Array(100_000).fill(0x81)],
      ['cbor, an array that lies about its length', cbor, Uint8Array.of(0x9b, 0, 0, 1, 0, 0, 0, 0, 0)],
      ['cbor, bytes that lie about their length', cbor, Uint8Array.of(0x5b, 0, 0, 1, 0, 0, 0, 0, 0)],
      ['msgpack, nested without an end', msgpack, new Uint8Array(100_000).fill(0x91)],
      ['msgpack, an array that lies about its length', msgpack, Uint8Array.of(0xdd, 1, 0, 0, 0, 1)],
      [
        'msgpack, arrays that lie about their lengths',
        msgpack,
        joined(Array.from({ length: 100 }, () => Uint8Array.of(0xdd, 0, 0, 0xff, 0xff))),
      ],
      ['msgpack, a map that lies about its length', msgpack, Uint8Array.of(0xdf, 1, 0, 0, 0, 1)],
      ['msgpack, text that lies about its length', msgpack, Uint8Array.of(0xdb, 1, 0, 0, 0, 1)],
      ['msgpack, __proto__', msgpack, msgpack.encode(JSON.parse('{"__proto__":{"x":1}}'))],
      ['msgpack, nothing', msgpack, new Uint8Array()],
    ])('hostile input: %s', (_what, codec, payload) => {
      const { stream, taken } = sink();
      const seen = record(serializer(codec)(stream));
      const [frame] = sent((stream) => serializer.framed(stream, { ...codec, encode: () => payload }), [0]);
      stream.write(frame);
      expect(seen).toEqual(['ERR_STREAM_SERIALIZER_DECODE']);
      expect(taken).toEqual([]);
    });

    it('msgpack, of values nested 1024 deep, takes them; of deeper ones, not', () => {
      const nested = (depth: number) => {
        let value: unknown = 0;
        for (let n = 0; n < depth; n++) value = n % 2 === 0 ? [value, [n]] : { a: 1, value };
        return value;
      };
      expect(msgpack.decode(msgpack.encode(nested(1023)))).toEqual(nested(1023));
      expect(() => msgpack.encode(nested(1024))).toThrow(/deep/);
      expect(() => msgpack.decode(new Uint8Array(1024).fill(0x91))).toThrow(/more values/);
      expect(() => msgpack.decode(new Uint8Array(1025).fill(0x91))).toThrow(/1024 deep/);
    });

    it('cbor, of __proto__, makes a member of that name', () => {
      const value = cbor.decode(cbor.encode(JSON.parse('{"__proto__":{"x":1}}'))) as object;
      expect(Object.keys(value)).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    });
  });

  describe('chunk boundaries', () => {
    const values = fc.array(fc.jsonValue(), { maxLength: 5 });
    const cuts = fc.array(fc.nat());

    it.each([
      ['json', 'json'],
      ['ndjson', 'ndjson'],
      ['cbor', cbor],
      ['msgpack', msgpack],
    ] as const)('%s, bytes cut anywhere, gives the values that were sent', (_name, wrapper) => {
      fc.assert(
        fc.property(values, cuts, (values, cuts) => {
          // msgpack refuses that key.
          fc.pre(wrapper !== msgpack || !JSON.stringify(values).includes('"__proto__":'));
          const wrap = serializer(wrapper as 'json');
          const chunks = sent(wrap, values).map((chunk) =>
            typeof chunk === 'string' ? bytes(chunk) : chunk,
          );
          const { stream, taken } = sink();
          const wire = wrap(stream) as Serialized<typeof stream>;
          for (const chunk of rechunk(joined(chunks), cuts)) wire.write(chunk);
          wire.end();
          // JSON has no -0, and MessagePack no undefined.
          expect(JSON.stringify(taken)).toEqual(JSON.stringify(values));
        }),
      );
    });

    it('framed, a frame of many chunks, joins it whole', () => {
      const { stream, taken } = sink();
      const wire = serializer(msgpack)(stream);
      const text = 'x'.repeat(100_000);
      for (const byte of sent(serializer(msgpack), [text])[0] as Uint8Array) wire.write(Uint8Array.of(byte));
      expect(taken).toEqual([text]);
    });
  });

  describe('laws', () => {
    const json = ['1\n{"a":', '2}\n"é"', '\n[3]\n', '4'];
    for (const { name, check } of laws(() => serializer.json(through()) as never, { input: json })) {
      it(name, check);
    }
    const frames = sent(serializer(cbor), [1, { a: 2 }, 'é']);
    for (const { name, check } of laws(() => serializer.framed(through(), cbor) as never, {
      input: frames,
      rechunk: 'bytes',
    })) {
      it(`${name}, of frames`, check);
    }
  });

  describe('types', () => {
    it('stream, once wrapped, takes text and bytes', () => {
      const wire = serializer('json')(through<number>());
      expectTypeOf(wire.write).toBeCallableWith('text');
      expectTypeOf(wire.write).toBeCallableWith(new Uint8Array());
      const own = (stream: { readonly own: true }) => stream;
      expectTypeOf(serializer(own)).toEqualTypeOf<typeof own>();
    });

    it('stream, once wrapped, emits text or bytes, whatever its values are', () => {
      const values = through<number>();
      serializer.json(values).on('data', (line) => expectTypeOf(line).toEqualTypeOf<string>());
      serializer.ndjson(values).once('data', (line) => expectTypeOf(line).toEqualTypeOf<Uint8Array>());
      serializer(cbor)(values).on('data', (frame) => expectTypeOf(frame).toEqualTypeOf<Uint8Array>());
      serializer('raw')(values).on('data', (value) => expectTypeOf(value).toEqualTypeOf<number>());
      expectTypeOf(
        serializer()(values)
          .on('data', () => {})
          .pipe(split()),
      ).toEqualTypeOf(split());
      expectTypeOf(split().pipe(serializer()(values)).destroyed).toEqualTypeOf<boolean>();
    });
  });
});
