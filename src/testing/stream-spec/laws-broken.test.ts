/** Each law against streams that break it, and nothing else about them. */

import { describe, expect, it } from 'vitest';
import type { Through } from '../../control/through.ts';
import { through } from '../../control/through.ts';
import { Readable } from '../../core/readable.ts';
import { PassThrough, Transform } from '../../core/transform.ts';
import { Writable } from '../../core/writable.ts';
import type { LawName, LawSubject, LawsOptions } from './laws.ts';
import { laws } from './laws.ts';

const words = ['beep', 'boop', 'robots', 'a', 'b'];

/** A transform of objects that passes what `pass` says. */
function transform(pass: (this: Transform<string>, chunk: string) => void): Transform<string> {
  return new Transform<string>({
    objectMode: true,
    transform(chunk, _encoding, done) {
      pass.call(this, chunk);
      done();
    },
  });
}

/** A classic stream with some members of its own. */
function changed(members: Partial<Through<string>> & { [name: symbol]: unknown }): Through<string> {
  return Object.assign(through<string>(), members);
}

/** Streams by the law that they break. */
const broken: [law: LawName, what: string, make: () => LawSubject, problem: RegExp, options?: LawsOptions][] =
  [
    [
      'whole and in order',
      'drops a chunk',
      () => {
        let count = 0;
        return transform(function (chunk) {
          if (++count !== 3) this.push(chunk);
        });
      },
      /chunk 2 is "a", it should be "robots"/,
    ],
    [
      'whole and in order',
      'gives a chunk twice',
      () =>
        transform(function (chunk) {
          this.push(chunk);
          if (chunk === 'b') this.push(chunk);
        }),
      /"b" came after all 5 chunks/,
    ],
    [
      'whole and in order',
      'reorders what is slow',
      () => {
        const stream = through<string>(
          (chunk) => {
            if (chunk === 'boop') queueMicrotask(() => stream.queue(chunk));
            else stream.queue(chunk);
          },
          () => void setTimeout(() => stream.queue(null)),
        );
        return stream;
      },
      /chunk 1 is "robots", it should be "boop"/,
    ],
    [
      'whole and in order',
      'never ends',
      () => through(null, () => {}),
      /the stream gave no 'end' \(nothing happens any more\)\nseed \d+, replay with/,
    ],
    [
      'whole, for a reader that pauses',
      'drops what comes while it is paused',
      () => {
        const stream = through<string>((chunk) => {
          if (!stream.paused) stream.queue(chunk);
        });
        return stream;
      },
      /chunk|came/,
    ],
    [
      'whole, for a reader that pauses',
      "forgets 'drain'",
      () => {
        const stream = through<string>();
        stream._resumed = () => {};
        return stream;
      },
      /no 'drain' came/,
    ],
    [
      'whole, for a reader that pauses',
      'gives a chunk again when it is resumed by who gets it',
      () => {
        const given: string[] = [];
        const stream = through<string>((word) => {
          given.push(word);
          stream.queue(word);
          given.pop();
        });
        const { resume } = stream;
        return Object.assign(stream, {
          resume() {
            for (const word of given) stream.emit('data', word);
            return resume();
          },
        });
      },
      /chunk \d+ is|came/,
    ],
    [
      'whole, through pipe',
      'does not hear of the end of what is piped to it',
      () => changed({ end: (() => {}) as never }),
      /the end did not come through pipe/,
      { output: words },
    ],
    [
      'whole, through pipeline into a slow sink',
      'ends although it still holds chunks',
      () => {
        const held: string[] = [];
        const stream = through<string>(
          (chunk) => void held.push(chunk),
          () => {
            for (const chunk of held) stream.queue(chunk);
            stream.emit('end');
          },
        );
        return stream;
      },
      /no more than 1 came, "boop" should be the next/,
    ],
    [
      'whole, by for await',
      'has an iterator that skips',
      () => {
        const stream = through<string>();
        const { [Symbol.asyncIterator]: iterate } = stream;
        async function* skip(): AsyncGenerator<string> {
          let first = true;
          for await (const chunk of { [Symbol.asyncIterator]: () => iterate.call(stream) }) {
            if (!first) yield chunk as string;
            first = false;
          }
        }
        return Object.assign(stream, { [Symbol.asyncIterator]: skip });
      },
      /chunk 0 is "boop", it should be "beep"/,
    ],
    [
      'whole, by for await',
      'has no iterator',
      () => Object.assign(through(), { [Symbol.asyncIterator]: undefined }),
      /iter/,
    ],
    [
      'the same however the input is cut',
      'decodes every chunk by itself',
      () => decoder(),
      /chunk 0 is/,
      {
        input: [new TextEncoder().encode('grün'), new TextEncoder().encode('blau')],
        output: undefined,
        rechunk: 'bytes',
        joined: true,
      },
    ],
    [
      'backpressure, while nobody reads',
      'ignores pause',
      () => {
        const stream = through<string>((chunk) => {
          stream.emit('data', chunk);
        });
        return stream;
      },
      /'data' "beep" came while the stream was paused/,
    ],
    [
      'backpressure, while nobody reads',
      'never asks to wait',
      () => {
        const stream = through<string>();
        const { write } = stream;
        return Object.assign(stream, { write: (chunk: string) => write(chunk) || true });
      },
      /1000 were taken and held while nobody read/,
    ],
    [
      'backpressure, while nobody reads',
      'hoards behind its high-water marks',
      () => {
        const hoard: string[] = [];
        const stream: Transform<string> = new Transform<string>({
          objectMode: true,
          transform(chunk, _encoding, done) {
            hoard.push(chunk);
            done();
            if (stream.readableFlowing) for (const held of hoard.splice(0)) stream.push(held);
          },
          flush(done) {
            for (const held of hoard.splice(0)) stream.push(held);
            done();
          },
        });
        stream.on('resume', () => {
          for (const held of hoard.splice(0)) stream.push(held);
        });
        return stream;
      },
      /were taken and held while nobody read, the bound is \d+/,
    ],
    [
      'backpressure, while nobody reads',
      'takes more than was stated',
      () => new PassThrough({ objectMode: true }),
      /were taken while nobody read, the bound is 2/,
      { bound: 2 },
    ],
    [
      'backpressure, while nobody reads',
      'is a source that reads ahead without bound',
      () =>
        new Readable({
          objectMode: true,
          read() {
            for (let i = 0; i < 100; i++) this.push(i);
            this.push(null);
          },
        }),
      /100 are held while nobody reads, the bound is 17/,
      { input: undefined },
    ],
    [
      'one ending',
      'ends twice',
      () => {
        const stream = through<string>(null, () => {
          stream.emit('end');
          stream.emit('end');
        });
        return stream;
      },
      /'end' came twice/,
    ],
    [
      'one ending',
      'gives a chunk after its end',
      () => {
        const stream = through<string>(null, () => {
          stream.emit('end');
          stream.emit('data', 'late');
        });
        return stream;
      },
      /'data' "late" came after 'end'/,
    ],
    ['one ending', 'never closes', () => changed({ destroy: () => undefined as never }), /no 'close' came/],
    [
      'one ending',
      'closes before it ends',
      () => {
        const stream = through<string>(null, () => {
          stream.emit('close');
          stream.emit('end');
        });
        return stream;
      },
      /'end' came after 'close'/,
    ],
    [
      'one ending, when ended twice',
      'ends as often as it is told',
      () => {
        const stream = through<string>();
        return Object.assign(stream, { end: () => void stream.emit('end') });
      },
      /'end' came twice/,
    ],
    [
      'one ending, when written to after the end',
      'lets late chunks through',
      () => {
        const stream = through<string>(null, () => void setTimeout(() => stream.queue(null)));
        return stream;
      },
      /written after the end came out/,
    ],
    [
      'one ending, when destroyed',
      'goes on after it was destroyed',
      () => {
        const stream = through<string>();
        return Object.assign(stream, { destroy: () => void stream.emit('close') });
      },
      /'close' came twice|came after/,
    ],
    [
      'one ending, when destroyed',
      'cannot be destroyed',
      () => Object.assign(through(), { destroy: undefined }),
      /no destroy/,
    ],
    [
      'failure travels, of the source',
      'is not destroyed with its pipeline',
      () => changed({ destroy: (() => {}) as never }),
      /the stream was not destroyed|never ended/,
    ],
    [
      'failure travels, of the stream',
      'swallows the error',
      () => {
        const stream = through<string>();
        const { destroy } = stream;
        return Object.assign(stream, { destroy: () => destroy() });
      },
      /ended with another error/,
    ],
    [
      'failure travels, of its own functions',
      'goes on as if nothing had happened',
      () => through(),
      /pipeline ended without the error/,
      { fails: { make: () => through() } },
    ],
    [
      'failure travels, of its own functions',
      'takes what it cannot take, and hangs',
      () => through(),
      /never ended, though a part of it failed/,
      { fails: { chunk: 'poison' } },
    ],
    [
      'failure travels, of the sink',
      'is not destroyed with its pipeline',
      () => changed({ destroy: (() => {}) as never }),
      /the stream was not destroyed|never ended/,
    ],
    [
      'cancellable, in pipeline',
      'is not destroyed with its pipeline',
      () => changed({ destroy: (() => {}) as never }),
      /the stream was not destroyed|never ended/,
    ],
    [
      'cancellable, by a signal that has aborted',
      'looks at its signal too late',
      () => through(),
      /the signal aborted, and no error came/,
      {
        signal(signal) {
          const stream = through();
          signal.addEventListener('abort', () => stream.destroy(signal.reason as Error));
          return stream;
        },
      },
    ],
    [
      'cancellable, by a signal that aborts',
      'ignores its signal',
      () => through(),
      /the signal aborted, and no error came/,
      { signal: () => through() },
    ],
    [
      'cancellable, by a signal that aborts',
      'fails with another error',
      () => through(),
      /the error is no AbortError/,
      {
        signal(signal) {
          const stream = through();
          signal.addEventListener('abort', () => stream.destroy(new Error('stopped')), { once: true });
          return stream;
        },
      },
    ],
    [
      'the signal is let go',
      'leaves its listener behind',
      () => through(),
      /1 listeners of the signal were left behind/,
      {
        signal(signal) {
          const stream = through();
          signal.addEventListener('abort', () => stream.destroy(signal.reason as Error));
          return stream;
        },
      },
    ],
    [
      'cancellable, by leaving for await',
      'lives on',
      () => {
        const stream = through<string>();
        const { [Symbol.asyncIterator]: iterate } = stream;
        return Object.assign(stream, {
          [Symbol.asyncIterator]() {
            const iterator = iterate.call(stream);
            return { next: () => iterator.next() };
          },
        });
      },
      /the stream was not destroyed/,
    ],
    [
      'finished tells of an early close',
      "is destroyed without 'close'",
      () => changed({ destroy: (() => {}) as never }),
      /finished\(\) did not call back/,
    ],
    [
      'snaps onto iterables',
      'asks its source to be a stream',
      () => changed({ end: (() => {}) as never }),
      /pipeline never ended/,
      { output: words },
    ],
    [
      'snaps onto web streams',
      'fails on what is no text of its own realm',
      () => {
        const stream = through<string>();
        return Object.assign(stream, { end: () => stream.destroy(new Error('no source')) });
      },
      /the pipeline failed \("?Error: no source/,
      { output: words },
    ],
    [
      'snaps onto classic emitters',
      'asks its source to be a Readable',
      () => {
        const stream = through<string>();
        stream.on('pipe', (source) => {
          if (!('_readableState' in source)) stream.destroy();
        });
        return stream;
      },
      /the end did not come through pipe/,
      { output: words },
    ],
    [
      'whole and in order',
      'is a web stream that drops a chunk',
      () => {
        let count = 0;
        return new TransformStream<string, string>({
          transform(chunk, controller) {
            if (++count !== 3) controller.enqueue(chunk);
          },
        });
      },
      /chunk 2 is "a", it should be "robots"/,
    ],
    [
      'backpressure, while nobody reads',
      'is a web stream without backpressure',
      () => new TransformStream({}, { highWaterMark: 1e6 }, { highWaterMark: 1e6 }),
      /1000 were taken and held while nobody read/,
    ],
    [
      'whole and in order',
      'is a sink that loses the end',
      () => new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done(), final: () => {} }),
      /the stream never finished/,
      { output: undefined },
    ],
    [
      'the same however the input is cut',
      'is a sink whose result depends on the cuts',
      () => new Writable({ decodeStrings: false, write: (_chunk, _encoding, done) => done() }),
      /chunk 0 is \d+, it should be \d+/,
      {
        rechunk: 'text',
        result: (() => {
          let count = 0;
          return () => ++count;
        })(),
      },
    ],
  ];

function decoder(): Through<Uint8Array, string> {
  const stream: Through<Uint8Array, string> = through<Uint8Array, string>((chunk) => {
    stream.queue(new TextDecoder().decode(chunk));
  });
  return stream;
}

describe('laws', () => {
  describe('broken', () => {
    it.each(broken)('%s, of a stream that %s, is breached', async (name, _what, make, problem, options) => {
      const given = { input: words, output: words, hangMs: 50, seed: 1, ...options } as LawsOptions;
      const law = laws(make, given).find((law) => law.name === name);
      const error = await law?.check().then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error).toMatchObject({ code: 'ERR_STREAM_SPEC_BREACH' });
      expect(error?.message.startsWith(`${name}: `)).toBe(true);
      expect(error?.message).toMatch(problem);
    });
  });
});
