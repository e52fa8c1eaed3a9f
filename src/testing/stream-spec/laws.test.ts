import { describe, expect, expectTypeOf, it } from 'vitest';
import { split } from '../../control/split.ts';
import { through } from '../../control/through.ts';
import { Duplex } from '../../core/duplex.ts';
import { Readable } from '../../core/readable.ts';
import { PassThrough, Transform } from '../../core/transform.ts';
import { Writable } from '../../core/writable.ts';
import type { Law } from './laws.ts';
import { laws } from './laws.ts';

const words = ['beep', 'boop', 'robots', 'a', 'b', 'c', 'd', 'e'];
const bytes = words.map((word) => new TextEncoder().encode(word));

/** Sound streams of every make, which no law may accuse. */
const sound = {
  'a Transform of objects': laws(
    () =>
      new Transform<number, number>({
        objectMode: true,
        transform: (n, _encoding, done) => done(null, 2 * n),
      }),
    { input: [1, 2, 3], output: [2, 4, 6] },
  ),
  'a PassThrough of bytes': laws(() => new PassThrough(), { input: bytes, output: bytes, rechunk: 'bytes' }),
  'a Readable of an iterable': laws(() => Readable.from(words), { output: words }),
  'a Writable': laws(() => new Writable({ write: (_chunk, _encoding, done) => queueMicrotask(done) }), {
    input: bytes,
  }),
  'a Duplex with two sides': laws(
    () => {
      const left = [...words];
      return new Duplex({
        objectMode: true,
        read() {
          this.push(left.shift() ?? null);
        },
        write: (_chunk, _encoding, done) => done(),
      });
    },
    { input: [1, 2, 3], output: words, shape: 'duplex' },
  ),
  through: laws(() => through(), {
    input: words,
    output: words,
    bound: 1,
    signal: (signal) => through(null, null, { signal }),
  }),
  split: laws(() => split(), { input: ['a\nb', 'c\n', 'd'], output: ['a', 'bc', 'd'], rechunk: 'text' }),
  'a TransformStream': laws(() => new TransformStream(), { input: words, output: words }),
  'a ReadableStream': laws(() => Readable.toWeb(Readable.from(words)) as ReadableStream, { output: words }),
  'a WritableStream': laws(() => new WritableStream(), { input: words }),
};

/** The names of the laws for a stream. */
function names(...args: Parameters<typeof laws>): readonly string[] {
  return laws(...args).map(({ name }) => name);
}

describe('laws', () => {
  describe('behaviour', () => {
    it('laws, for a stream without input, are those of a source', () => {
      expect(names(() => Readable.from(words))).not.toContain('one ending, when ended twice');
      expect(names(() => Readable.from(words))).toContain('cancellable, by leaving for await');
    });

    it('laws, for a sink, leave out those of readers', () => {
      const list = names(() => new Writable(), { input: words });
      expect(list).toContain('one ending, when ended twice');
      expect(list).not.toContain('whole, by for await');
    });

    it('laws, for web streams, leave out those of emitters', () => {
      expect(names(() => new TransformStream(), { input: words })).not.toContain(
        'snaps onto classic emitters',
      );
    });

    it('signal, fails and rechunk, when given, each bring their laws', () => {
      const plain = names(() => through(), { input: words });
      const all = names(() => through(), {
        input: words,
        rechunk: 'text',
        signal: () => through(),
        fails: { chunk: 'x' },
      });
      expect(all.filter((name) => !plain.includes(name))).toEqual([
        'the same however the input is cut',
        'failure travels, of its own functions',
        'cancellable, by a signal that has aborted',
        'cancellable, by a signal that aborts',
        'the signal is let go',
      ]);
    });

    it('except, with a reason, leaves a law out', () => {
      const except = { 'one ending': 'it is a fountain' };
      expect(names(() => through(), { input: words, except })).not.toContain('one ending');
    });

    it('joined, when set, compares text with bytes, and not the chunks', async () => {
      const list = laws(() => through(), { input: bytes, output: [words.join('')], joined: true });
      await list.find(({ name }) => name === 'whole and in order')?.check();
    });

    it('ordered, set to false, compares what comes in any order', async () => {
      const make = () => {
        const held: string[] = [];
        const stream = through<string>(
          (word) => void held.push(word),
          () => {
            for (const word of held.sort()) stream.queue(word);
            stream.queue(null);
          },
        );
        return stream;
      };
      const law = (ordered: boolean) =>
        laws(make, { input: words, output: words, ordered }).find(
          ({ name }) => name === 'whole and in order',
        );
      await law(false)?.check();
      await expect(law(true)?.check()).rejects.toThrow('chunk 0 is "a", it should be "beep"');
    });

    it('result, of a sink, is compared', async () => {
      const taken = new WeakMap<object, string>();
      const make = () => {
        const sink = new Writable<string>({
          decodeStrings: false,
          write(chunk, _encoding, done) {
            taken.set(sink, (taken.get(sink) ?? '') + chunk);
            done();
          },
        });
        return sink;
      };
      const result = (sink: object) => taken.get(sink);
      for (const { check } of laws(make, { input: words, rechunk: 'text', result })) await check();
    });

    it('seed, the same again, tells the same story', async () => {
      const make = () => {
        const stream = through<string>((word) => {
          if (!stream.paused) stream.queue(word);
        });
        return stream;
      };
      const law = 'whole, for a reader that pauses';
      const story = async (seed: number): Promise<string> => {
        const list = laws(make, { input: [...words, ...words], output: [...words, ...words], seed });
        const error = await list
          .find(({ name }) => name === law)
          ?.check()
          .catch((error) => error);
        return String(error);
      };
      expect(await story(3)).toMatch(/seed 3, replay with \{ seed: 3 \}; what happened:\n {2}\(run \d+\)\n/);
      expect(await story(3)).toBe(await story(3));
    });
  });

  describe('types', () => {
    it('laws, of any stream, are a list of names and checks', () => {
      expectTypeOf(laws).returns.toEqualTypeOf<readonly Law[]>();
      expectTypeOf<Law['check']>().returns.toEqualTypeOf<Promise<void>>();
      // @ts-expect-error: there is no such law
      laws(() => through(), { except: { 'no such law': 'really' } });
    });
  });

  describe.each(Object.entries(sound))('sound: %s', (_name, list) => {
    for (const { name, check } of list) it(name, check);
  });
});
