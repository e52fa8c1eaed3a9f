import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ClassicStream } from '../core/classic.ts';
import { laws } from '../testing/stream-spec/laws.ts';
import { coded, recorder } from './_test-listen.ts';
import type { SplitOptions, SplitStream } from './split.ts';
import { split } from './split.ts';

const record = recorder('end', 'close', 'error');

function pieces(stream: SplitStream<unknown>, ...chunks: (string | Uint8Array)[]): unknown[] {
  const seen: unknown[] = [];
  stream.on('data', (piece) => seen.push(piece));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return seen;
}

/** Cuts a text or bytes at the places given, which may repeat. */
function rechunk<T extends string | Uint8Array>(whole: T, cuts: readonly number[]): T[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => whole.slice(places[i], end) as T);
}

const cuts = fc.array(fc.nat());
const bytes = (text: string) => new TextEncoder().encode(text);
const decode = (piece: unknown) => new TextDecoder().decode(piece as Uint8Array);

describe('split', () => {
  describe('behaviour', () => {
    it('split, without arguments, cuts at line feeds with or without carriage returns', () => {
      expect(pieces(split(), 'a\nb\r\nc\rd\n\n')).toEqual(['a', 'b', 'c\rd', '', '']);
    });

    it('split, on no input, emits one empty piece', () => {
      expect(pieces(split())).toEqual(['']);
      expect(pieces(split(), '')).toEqual(['']);
    });

    it('write, when it completes pieces, emits them inside the call', () => {
      const stream = split();
      const seen = record(stream);
      expect(stream.write('a\nb\nc')).toBe(true);
      expect(seen).toEqual(['a', 'b']);
      stream.end('d');
      expect(seen).toEqual(['a', 'b', 'cd', 'end', 'close']);
    });

    it('matcher, as string, expression or empty, is what String#split takes', () => {
      expect(pieces(split(','), 'a,b,,c')).toEqual(['a', 'b', '', 'c']);
      expect(pieces(split('<br>'), 'a<b', 'r>b<br', '>')).toEqual(['a', 'b', '']);
      expect(pieces(split(/\./), 'a.b')).toEqual(['a', 'b']);
      expect(pieces(split(''), 'a\nb')).toEqual(['a', 'b']);
      expect(pieces(split(null), 'a\nb')).toEqual(['a', 'b']);
      expect(pieces(split(/(?:)/), 'ab', 'cd')).toEqual(['a', 'b', 'c', 'd']);
    });

    it('matcher, with groups, lets them through as pieces', () => {
      expect(pieces(split(/(\r?\n)/), 'a\nb\r', '\nc')).toEqual(['a', '\n', 'b', '\r\n', 'c']);
      expect(pieces(split(/-(x)?-/), 'a--b-x-c')).toEqual(['a', undefined, 'b', 'x', 'c']);
    });

    it('matcher, that may match more in the next chunk, lets the piece before it out at once', () => {
      const stream = split(/\n+/);
      const seen = record(stream);
      stream.write('a\n');
      expect(seen).toEqual(['a']);
      stream.write('\nb\n');
      expect(seen).toEqual(['a', 'b']);
      stream.end();
      expect(seen).toEqual(['a', 'b', '', 'end', 'close']);
    });

    it('matcher, cut by a negative lookahead that the next chunk decides, waits for it', () => {
      expect(pieces(split(/\n(?! )/), 'a\n', ' folded\n', 'b')).toEqual(['a\n folded', 'b']);
    });

    it('mapper, alone or after a matcher, makes what comes out, and undefined or null drops it', () => {
      expect(pieces(split(JSON.parse), '1\n[2]')).toEqual([1, [2]]);
      expect(pieces(split(/,/, Number), '1,2')).toEqual([1, 2]);
      const odd = (piece: string) => (Number(piece) % 2 === 1 ? piece : undefined);
      expect(pieces(split(odd), '1\n2\n3')).toEqual(['1', '3']);
      expect(pieces(split(JSON.parse), 'null\nfalse\n0\n""')).toEqual([false, 0, '']);
    });

    it('trailing, set to false, drops what comes after the last delimiter', () => {
      expect(pieces(split('\n', null, { trailing: false }), 'a\nb\n')).toEqual(['a', 'b']);
      expect(pieces(split('\n', null, { trailing: false }), 'a\nb')).toEqual(['a']);
      expect(pieces(split(null, null, { trailing: false }))).toEqual([]);
    });

    it('encoding, when given, decodes the bytes', () => {
      expect(pieces(split(null, null, { encoding: 'latin1' }), Uint8Array.of(0xe9, 10, 0xe8))).toEqual([
        'é',
        'è',
      ]);
      expect(pieces(split(), Uint8Array.of(0xe2, 0x82))).toEqual(['\ufffd']);
    });

    it('pause, while one chunk holds many pieces, keeps them until resume', () => {
      const stream = split();
      const seen = record(stream);
      stream.pause();
      expect(stream.write('a\nb\nc')).toBe(false);
      expect(seen).toEqual([]);
      stream.resume();
      expect(seen).toEqual(['a', 'b']);
    });

    it('destroy, called by a listener, stops the pieces of the same chunk', () => {
      const stream = split();
      const seen = record(stream);
      stream.once('data', () => stream.destroy());
      stream.write('a\nb\nc');
      expect(seen).toEqual(['a', 'close']);
    });

    it('write, after the end, does nothing', () => {
      const stream = split(() => {
        throw new Error('mapped');
      });
      const seen = record(stream);
      stream.end();
      expect(stream.write('late\n')).toBe(true);
      expect(seen.slice(-2)).toEqual(['end', 'close']);
    });

    it('write, called by a listener, comes after the whole chunk that is being cut', () => {
      for (const matcher of ['\n', /\r?\n/, /\n+/, '\n\n']) {
        const stream = split(matcher);
        const seen = record(stream);
        stream.once('data', () => stream.write('x\n\n'));
        stream.write('a\n\nb\n\nc');
        stream.end();
        expect(seen.filter((piece) => piece !== '')).toEqual(['a', 'cx', 'b', 'end', 'close']);
      }
    });

    it('output buffer, at a literal, cuts bytes and text that is written without decoding', () => {
      const options = { output: 'buffer' } as const;
      const wrong = Uint8Array.of(0xff, 0x0d, 0x0a, 0xe2, 0x0a, 0x80);
      expect(pieces(split(null, null, options), wrong).map((piece) => [...(piece as Uint8Array)])).toEqual([
        [0xff],
        [0xe2],
        [0x80],
      ]);
      for (const matcher of ['é', /é/u]) {
        expect(pieces(split(matcher, null, options), 'aéb', bytes('é')).map(decode)).toEqual(['a', 'b', '']);
      }
      const latin1 = split('é', null, { ...options, encoding: 'latin1' });
      expect(
        pieces(latin1, Uint8Array.of(1, 0xe9, 2), 'é').map((piece) => [...(piece as Uint8Array)]),
      ).toEqual([[1], [2], []]);
    });

    it('output buffer, with a mapper, hands it bytes', () => {
      const stream = split('\n', (line) => (line.length > 0 ? line.length : undefined), {
        output: 'buffer',
        trailing: false,
      });
      expect(pieces(stream, 'é\n\nab\nc')).toEqual([2, 2]);
    });

    it('output buffer, of a piece that lies in one chunk, gives a view of it', () => {
      const chunk = bytes('one\ntwo\n');
      const [one] = pieces(split('\n', null, { output: 'buffer' }), chunk) as [Uint8Array];
      expect(one.buffer).toBe(chunk.buffer);
    });

    it('for await, over lines, yields each', async () => {
      const stream = split();
      const seen: string[] = [];
      const reading = (async () => {
        for await (const line of stream) seen.push(line);
      })();
      for (let i = 0; i < 100; i++) stream.write(`line ${i}\nand `);
      stream.end();
      await reading;
      expect(seen.length).toBe(101);
      expect(seen[100]).toBe('and ');
    });
  });

  describe('errors', () => {
    it('mapper, that throws, gives an error event, and the stream goes on', () => {
      const stream = split(JSON.parse);
      const seen = record(stream);
      stream.end('1\n{\n2');
      expect(seen).toEqual([1, expect.stringContaining('JSON'), 2, 'end', 'close']);
    });

    it('arguments, of the wrong type, throw', () => {
      expect(() => split(1 as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => split(null, 'x' as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => split(null, null, { maxLength: 0 })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => split(null, null, { maxLength: Number.NaN })).toThrow(coded('ERR_OUT_OF_RANGE'));
      expect(() => split(null, null, { maxLength: '9' as never })).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => split(null, null, { overflow: 'no' as never })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      expect(() => split(null, null, { encoding: 'no' as never })).toThrow(coded('ERR_UNKNOWN_ENCODING'));
      expect(() => split(null, null, { output: 'no' as never })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      const utf16 = { output: 'buffer', encoding: 'utf16le' } as const;
      expect(() => split('\n', null, utf16)).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      for (const matcher of [/\n+/, /[,;]/, /(,)/]) {
        expect(() => split(matcher, null, { output: 'buffer' })).toThrow(coded('ERR_INVALID_ARG_VALUE'));
      }
      expect(() => split().write(1 as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    });

    it('mapper, that throws with no listener for errors, throws where text is written', () => {
      const stream = split(JSON.parse);
      expect(() => stream.write('{\n')).toThrow(SyntaxError);
      expect(stream.destroyed).toBe(false);
    });

    const tooLong = 'ERR_SPLIT_LINE_TOO_LONG';

    it('maxLength, passed by a complete piece, lets those before it through and destroys', () => {
      const stream = split(null, null, { maxLength: 3 });
      const seen = record(stream);
      stream.write('abc\r\nab\nabcd\nx\n');
      expect(seen).toEqual(['abc', 'ab', tooLong, 'close']);
      expect(stream.destroyed).toBe(true);
    });

    it('maxLength, passed by an unfinished piece, destroys before its end comes', () => {
      for (const matcher of ['\n', /\r?\n/, 'END', /\n/i]) {
        for (const output of matcher instanceof RegExp ? ['string'] : ['string', 'buffer']) {
          const stream = split(matcher, null, { maxLength: 8, output: output as 'string' });
          const seen = record(stream);
          for (let i = 0; i < 12; i++) stream.write('x');
          // A pattern can reach back.
          if (stream.destroyed) expect(seen).toEqual([tooLong, 'close']);
          else stream.write('x'.repeat(2000));
          expect(seen).toEqual([tooLong, 'close']);
        }
      }
    });

    it('maxLength, reached exactly, with the delimiter cut in two, is no error', () => {
      expect(pieces(split(null, null, { maxLength: 3 }), 'abc\r', '\nabc')).toEqual(['abc', 'abc']);
      expect(pieces(split('END', null, { maxLength: 3 }), 'abcEN', 'Dabc')).toEqual(['abc', 'abc']);
    });

    it('signal, when it aborts, destroys', () => {
      const control = new AbortController();
      const stream = split(null, null, { signal: control.signal });
      const seen = record(stream);
      control.abort();
      expect(seen).toEqual(['ABORT_ERR', 'close']);
    });
  });

  describe('chunk boundaries', () => {
    const matchers: (string | RegExp)[] = [
      '\n',
      'ab',
      'aab',
      /\r?\n/,
      /\n/,
      /\n+/,
      /\r\n|\r|\n/,
      /(a)|b/,
      /([ab])(\n)?/,
      /(\r?\n)/,
      /a*/,
      /(?:)/,
      /(?<=a)/,
      /(?=b)/,
      /\n(?!a)/,
      /^b/m,
      /[aé😀]+/u,
      /A/i,
    ];
    const text = fc.string({ unit: fc.constantFrom('a', 'a', 'b', '\n', '\n', '\r', 'é', '😀') });

    it.each(matchers)('split(%s), text cut anywhere, emits what String#split returns', (matcher) => {
      fc.assert(
        fc.property(text, cuts, (whole, cuts) => {
          const expected = whole.split(matcher);
          expect(pieces(split(matcher), ...rechunk(whole, cuts))).toEqual(expected);
        }),
        { numRuns: 300 },
      );
    });

    it('split, bytes cut anywhere, keeps characters whole', () => {
      fc.assert(
        fc.property(text, cuts, (whole, cuts) => {
          expect(pieces(split(), ...rechunk(bytes(whole), cuts))).toEqual(whole.split(/\r?\n/));
        }),
      );
    });

    it('maxLength, text cut anywhere, gives the same pieces and the same end', () => {
      const options = fc.record({
        maxLength: fc.integer({ min: 1, max: 6 }),
        overflow: fc.constantFrom('error' as const, 'truncate' as const, 'skip' as const),
      });
      fc.assert(
        fc.property(
          text,
          cuts,
          options,
          fc.constantFrom('\n', 'ab', /\r?\n/),
          (whole, cuts, options, matcher) => {
            const run = (chunks: string[]): unknown[] => {
              const stream = split(matcher, null, options satisfies SplitOptions);
              const seen = record(stream);
              for (const chunk of chunks) stream.write(chunk);
              stream.end();
              return seen;
            };
            const { maxLength, overflow } = options;
            const all = whole.split(matcher);
            const first = all.findIndex((piece) => piece.length > maxLength);
            const expected =
              overflow === 'error' && first >= 0
                ? [...all.slice(0, first), 'ERR_SPLIT_LINE_TOO_LONG', 'close']
                : [
                    ...(overflow === 'skip'
                      ? all.filter((piece) => piece.length <= maxLength)
                      : all.map((piece) => piece.slice(0, maxLength))),
                    'end',
                    'close',
                  ];
            expect(run(rechunk(whole, cuts))).toEqual(expected);
          },
        ),
      );
    });

    it.each(['\n', 'ab', 'aab', 'é', /\r?\n/])(
      'split(%s), of bytes cut anywhere, emits the same bytes',
      (matcher) => {
        const options = fc.record({
          maxLength: fc.integer({ min: 1, max: 12 }),
          overflow: fc.constantFrom('truncate' as const, 'skip' as const),
          trailing: fc.boolean(),
        });
        fc.assert(
          fc.property(text, cuts, options, (whole, cuts, options) => {
            const { maxLength, overflow, trailing } = options;
            const all = whole.split(matcher).map(bytes);
            if (!trailing) all.pop();
            const expected =
              overflow === 'skip'
                ? all.filter((piece) => piece.length <= maxLength)
                : all.map((piece) => piece.subarray(0, maxLength));
            const stream = split(matcher, null, { ...options, output: 'buffer' });
            const seen = pieces(stream, ...rechunk(bytes(whole), cuts)) as Uint8Array[];
            expect(seen.map((piece) => [...piece])).toEqual(expected.map((piece) => [...piece]));
          }),
          { numRuns: 300 },
        );
      },
    );

    it.each(['\n', 'ab', /\r?\n/, /\n+/])(
      'split(%s), of a tail that is dropped and too long, fails wherever it is cut',
      (matcher) => {
        for (const chunks of [['xyz'], ['x', 'y', 'z']]) {
          const stream = split(matcher, null, { maxLength: 2, trailing: false });
          const codes: unknown[] = [];
          stream.on('error', (error) => codes.push((error as { code?: string }).code));
          pieces(stream, ...chunks);
          expect(codes).toEqual(['ERR_SPLIT_LINE_TOO_LONG']);
        }
      },
    );

    it('split, a piece of many chunks, joins it whole', () => {
      const chunk = 'x'.repeat(1000);
      const chunks = Array.from({ length: 5000 }, () => chunk);
      for (const matcher of ['\n', /\r?\n/, /\n+/, /[\n;]/]) {
        const seen = pieces(split(matcher), 'first\n', ...chunks, '\n', 'last');
        expect(seen).toEqual(['first', chunk.repeat(5000), 'last']);
      }
      expect(pieces(split('ab'), 'firsta', 'b', ...chunks, 'a', 'blast')).toEqual([
        'first',
        chunk.repeat(5000),
        'last',
      ]);
    });

    it('split, a piece of single characters, joins it whole', () => {
      const stream = split(/[\n;]/);
      const seen = record(stream);
      for (let i = 0; i < 20_000; i++) stream.write(String(i % 10));
      stream.write(';');
      expect(seen).toEqual(['0123456789'.repeat(2000)]);
    });
  });

  describe('laws', () => {
    const input = ['one\ntwo é', '\r\n', 'three\n😀 four', '\n\nfive'];
    const signal = (signal: AbortSignal) => split(null, null, { signal });
    const fails = {
      make(error: Error) {
        return split(() => {
          throw error;
        });
      },
    };
    for (const { name, check } of laws(() => split(), { input, rechunk: 'text', signal, fails })) {
      it(name, check);
    }

    const options = { output: 'buffer' } as const;
    for (const { name, check } of laws(() => split('\n', null, options), {
      input: input.map(bytes),
      rechunk: 'bytes',
    })) {
      it(`${name}, of bytes`, check);
    }
  });

  describe('types', () => {
    it('what the mapper returns, without undefined and null, is what comes out', () => {
      expectTypeOf(split()).toEqualTypeOf<SplitStream<string>>();
      expectTypeOf(split(',', null, { trailing: false })).toEqualTypeOf<SplitStream<string>>();
      expectTypeOf(split((line) => line.length)).toEqualTypeOf<SplitStream<number>>();
      expectTypeOf(split(/,/, (line) => (line ? line.length : undefined))).toEqualTypeOf<
        SplitStream<number>
      >();
      split().pipe(new ClassicStream<string>());
      expectTypeOf(split('\n', null, { output: 'buffer' })).toEqualTypeOf<SplitStream<Uint8Array>>();
      expectTypeOf(split('\n', (line) => line.byteLength, { output: 'buffer' })).toEqualTypeOf<
        SplitStream<number>
      >();
    });
  });
});
