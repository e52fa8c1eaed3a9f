import { describe, it } from 'vitest';
import { split } from '../../control/split.ts';
import { through } from '../../control/through.ts';
import { Duplex } from '../../core/duplex.ts';
import { Readable } from '../../core/readable.ts';
import { PassThrough, Transform } from '../../core/transform.ts';
import { Writable } from '../../core/writable.ts';
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

describe('laws', () => {
  describe.each(Object.entries(sound))('sound: %s', (_name, list) => {
    for (const { name, check } of list) it(name, check);
  });
});
