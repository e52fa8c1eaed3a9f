import { describe, expect, expectTypeOf, it } from 'vitest';
import { nextTick } from '#platform';
import { Stream } from '../core/classic.ts';
import { finished } from '../core/finished.ts';
import { pipeline } from '../core/promises.ts';
import { Readable } from '../core/readable.ts';
import { PassThrough, Transform } from '../core/transform.ts';
import { Writable } from '../core/writable.ts';
import { laws } from '../testing/stream-spec/index.ts';
import { coded, eventOf, recorder } from './_test-listen.ts';
import { duplex } from './duplex.ts';
import type { Duplexer, DuplexerOptions } from './duplexer.ts';
import { duplexer } from './duplexer.ts';
import { split } from './split.ts';
import type { Through } from './through.ts';
import { through } from './through.ts';

const record = recorder('end', 'close', 'error', 'drain', 'finish', 'pause', 'resume');

/** Two streams of which the first is piped into the second, and both as one. */
function pair(options?: DuplexerOptions): {
  readonly writer: Through<string>;
  readonly reader: Through<string>;
  readonly both: Duplexer<string, string>;
} {
  const [writer, reader] = [through<string>(), through<string>()];
  writer.pipe(reader);
  return { writer, reader, both: duplexer(writer, reader, options) };
}

/** Resolves with the error when a stream is over. */
function over(stream: Stream): Promise<Error | null | undefined> {
  return new Promise((resolve) => finished(stream, resolve));
}

const words = ['beep', 'boop', 'robots', 'a', 'b', 'c', 'd', 'e'];

describe('duplexer', () => {
  describe('laws, of a pair', () => {
    const signal = (signal: AbortSignal) => pair({ signal }).both;
    for (const { name, check } of laws(() => pair().both, { input: words, output: words, signal })) {
      it(name, check);
    }
  });

  describe('laws, of a chain', () => {
    const chain = (options?: DuplexerOptions) =>
      duplexer([split(), new PassThrough({ objectMode: true }), through<string>()], options);
    const signal = (signal: AbortSignal) => chain({ signal });
    const options = {
      input: ['a\nb', 'c\nd', 'e'],
      output: ['a', 'bc', 'de'],
      rechunk: 'text',
      signal,
    } as const;
    for (const { name, check } of laws(() => chain(), options)) it(name, check);
  });

  describe('behaviour', () => {
    it('write and data, of two streams, pass inside the call', () => {
      let written = 0;
      const writer = through(() => written++);
      const reader = through();
      const seen = record(duplexer(writer, reader));
      duplexer(writer, reader).write('x');
      reader.emit('data', 'y');
      expect([written, seen]).toEqual([1, ['y']]);
    });

    it('end, of streams that are joined, brings end and close inside the call', () => {
      const { both } = pair();
      const seen = record(both);
      both.end('a');
      expect(seen).toEqual(['a', 'end', 'close']);
      expect(both.destroyed).toBe(true);
    });

    it('pause and resume, when called, are emitted and reach the reader', () => {
      const { both, reader } = pair();
      const seen = record(both);
      expect(both.pause()).toBe(both);
      expect(both.write('a')).toBe(false);
      expect([reader.paused, both.paused]).toEqual([true, true]);
      both.resume();
      expect(seen).toEqual(['pause', 'resume', 'a', 'drain']);
    });

    it('methods that a part does not have, when called, do nothing', () => {
      const [writer, reader] = [new Stream(), new Stream()];
      const both = duplexer(Object.assign(writer, { write: () => true }), reader);
      const seen = record(both);
      both.pause();
      both.resume();
      both.end();
      both.destroy();
      expect(seen).toEqual(['pause', 'resume', 'finish', 'close']);
    });

    it('readable and writable, when a part changes, follow it', () => {
      const { both, writer, reader } = pair();
      expect([both.readable, both.writable]).toEqual([true, true]);
      writer.end();
      expect([both.readable, both.writable]).toEqual([false, false]);
      expect(reader.readable).toBe(false);
    });

    it('finish, of a writer that emits it, is emitted once, and before close', async () => {
      const writer = new Writable({ objectMode: true, write: (_chunk, _encoding, done) => nextTick(done) });
      const reader = through<string>();
      const both = duplexer(writer, reader);
      const seen = record(both);
      reader.end('last');
      both.end('a');
      await eventOf(both, 'close');
      expect(seen).toEqual(['last', 'end', 'finish', 'close']);
      expect(both.writableFinished).toBe(true);
    });

    it('finish, of a classic writer, comes when it has been ended, so that a pipeline into it ends', async () => {
      const writer = through<string>();
      await pipeline(Readable.from(words), duplexer(writer, through<string>()));
      expect(writer.writableEnded).toBe(true);
    });

    it('parts of the stream floor, when written to, pass on everything and close in order', async () => {
      const [writer, reader] = [new PassThrough({ objectMode: true }), new PassThrough({ objectMode: true })];
      writer.pipe(reader);
      const both = duplexer(writer, reader);
      const seen = record(both);
      for (const word of ['a', 'b']) both.write(word);
      both.end('c');
      await eventOf(both, 'close');
      expect(seen).toEqual(['a', 'b', 'c', 'finish', 'end', 'close']);
    });

    it('data, from a reader that was paused before there was any, waits for resume', async () => {
      const reader = Readable.from(['a', 'b']);
      const both = duplexer<never, string>(false, reader as never);
      both.pause();
      await new Promise<void>((resolve) => nextTick(() => resolve()));
      const seen = record(both);
      both.resume();
      await eventOf(both, 'close');
      expect(seen).toEqual(['resume', 'a', 'b', 'end', 'close']);
    });

    it('one stream as both, when it fails, tells so once', () => {
      const one = through<string>();
      const both = duplexer(one, one);
      const seen = record(both);
      both.write('a');
      one.emit('error', new Error('odd'));
      one.destroy(new Error('lost'));
      expect(seen).toEqual(['a', 'odd', 'lost', 'close']);
    });

    it('for await, on a pair, sees every chunk and stops a writer that heeds write', async () => {
      const { both } = pair();
      const seen: string[] = [];
      const reading = (async () => {
        for await (const word of both) seen.push(word);
      })();
      Readable.from(words).pipe(both as never);
      await reading;
      expect(seen).toEqual(words);
    });
  });

  describe('half open', () => {
    it('end of the reader, with allowHalfOpen, leaves the writer open until it is ended', () => {
      const written: string[] = [];
      const writer = through<string>((word) => written.push(word));
      const reader = through<string>();
      const both = duplexer(writer, reader);
      const seen = record(both);
      reader.end();
      expect([both.readable, both.writable]).toEqual([false, true]);
      both.write('a');
      expect([seen, written]).toEqual([['end'], ['a']]);
      both.end();
      expect(seen).toEqual(['end', 'close']);
    });

    it('end of the reader, without allowHalfOpen, ends the writer', () => {
      const [writer, reader] = [through<string>(), through<string>()];
      const both = duplexer(writer, reader, { allowHalfOpen: false });
      const seen = record(both);
      reader.end();
      expect(writer.writableEnded).toBe(true);
      expect(seen).toEqual(['end', 'finish', 'close']);
    });

    it('close of the writer, with allowHalfOpen, leaves the reader its time', () => {
      const [writer, reader] = [through<string>(), through<string>()];
      const both = duplexer(writer, reader);
      const seen = record(both);
      writer.destroy();
      expect([both.writable, both.destroyed]).toEqual([false, false]);
      reader.end('late');
      expect(seen).toEqual(['late', 'end', 'close']);
    });

    it('close of the writer, without allowHalfOpen, is a premature close', () => {
      const [writer, reader] = [through<string>(), through<string>()];
      const both = duplexer(writer, reader, { allowHalfOpen: false });
      writer.destroy();
      expect(both.errored).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
      expect(reader.destroyed).toBe(true);
    });

    it('a side that there is none of, given as false, is over from the start', () => {
      const reader = through<string>();
      const both = duplexer<never, string>(false, reader);
      const seen = record(both);
      expect([both.writable, both.write('x' as never)]).toEqual([false, false]);
      reader.end('a');
      expect(seen).toEqual(['a', 'end', 'close']);
    });
  });

  describe('late binding', () => {
    it('write, before there is a writer, is kept for it, end too', () => {
      const both = duplexer<string, string>();
      const seen = record(both);
      expect(both.write('a')).toBe(false);
      both.end('b');
      expect(both.buffered).toBe(1);
      const far = through<string>();
      both.setReader(far).setWriter(far);
      expect(seen).toEqual(['a', 'b', 'end', 'close']);
    });

    it('drain, after write returned false for want of a writer, comes when what was kept is written', () => {
      const both = duplexer<string, string>();
      both.write('a');
      const seen = record(both);
      const far = through<string>();
      far.pause();
      both.setWriter(far);
      expect(seen).toEqual([]);
      far.resume();
      expect(seen).toEqual(['drain']);
      expect(both.write('b')).toBe(true);
    });

    it('a writer that is full, given what was kept, gets the rest at its drain', () => {
      const both = duplexer<number, number>();
      for (const n of [1, 2, 3]) both.write(n);
      const written: number[] = [];
      const slow = duplex<number>((n) => {
        written.push(n);
        slow._pause();
      });
      both.setWriter(slow);
      expect([written, both.buffered]).toEqual([[1], 2]);
      slow.emit('drain');
      expect([written, both.buffered]).toEqual([[1, 2], 1]);
    });

    it('setWriter, given another, writes to that one and leaves the first alone', () => {
      const [first, second] = [through<string>(), through<string>()];
      const both = duplexer(first, through<string>());
      const [seenFirst, seenSecond] = [record(first), record(second)];
      both.write('a');
      both.setWriter(undefined);
      both.write('b');
      both.setWriter(second);
      both.write('c');
      first.destroy(new Error('nobody cares'));
      expect(seenFirst).toEqual(['a', 'nobody cares', 'close']);
      expect(seenSecond).toEqual(['b', 'c']);
      expect(both.destroyed).toBe(false);
    });

    it('setWriter, out of a listener while what was kept is written, sends the rest to the new one', () => {
      const both = duplexer<number, number>();
      for (const n of [1, 2, 3]) both.write(n);
      const [first, second] = [through<number>(), through<number>()];
      const written: unknown[] = [];
      first.on('data', (n) => {
        written.push('first', n);
        both.setWriter(second);
      });
      second.on('data', (n) => written.push('second', n));
      both.setWriter(first);
      expect(written).toEqual(['first', 1, 'second', 2, 'second', 3]);
    });

    it('one stream as both, when another takes one of its places, is still heard in the other', () => {
      const one = through<string>();
      const both = duplexer(one, one).setWriter(through<string>());
      const seen = record(both);
      one.destroy(new Error('lost'));
      expect(seen).toEqual(['lost', 'close']);
    });

    it('pause, before there is a reader, pauses the one that comes', () => {
      const both = duplexer<string, string>();
      both.pause();
      const reader = through<string>();
      both.setReader(reader);
      expect(reader.paused).toBe(true);
    });

    it('a part that comes after destroy is destroyed', () => {
      const late = through<string>();
      duplexer<string, string>().destroy().setWriter(late);
      expect(late.destroyed).toBe(true);
    });

    it('maxBuffered, when more is written before there is a writer, destroys with ERR_DUPLEXER_OVERFLOW', () => {
      const both = duplexer<number, number>(undefined, undefined, { maxBuffered: 1 });
      const seen = record(both);
      both.write(1);
      expect(both.write(2)).toBe(false);
      expect(seen).toEqual(['ERR_DUPLEXER_OVERFLOW', 'close']);
    });

    it('overflow drop-oldest, when more is written before there is a writer, keeps the newest', () => {
      const both = duplexer<number, number>(undefined, undefined, {
        maxBuffered: 2,
        overflow: 'drop-oldest',
      });
      for (const n of [1, 2, 3]) both.write(n);
      const far = through<number>();
      const seen = record(far);
      both.setWriter(far);
      expect([seen, both.dropped]).toEqual([[2, 3], 1]);
    });
  });

  describe('errors', () => {
    it('destroy, with an error, destroys every part with it and closes once', () => {
      const middle = through<string>();
      const [first, last] = [through<string>(), through<string>()];
      const chain = duplexer([first, middle, last]);
      const seen = record(chain);
      const error = new Error('enough');
      expect(chain.destroy(error).destroy()).toBe(chain);
      expect(seen).toEqual(['enough', 'close']);
      expect([first, middle, last].map((part) => part.errored)).toEqual([error, error, error]);
    });

    it('error of a part that lives on, when emitted, is passed on and no more', () => {
      const [writer, reader] = [through<string>(), through<string>()];
      const both = duplexer(writer, reader);
      const seen = record(both);
      for (const part of [writer, reader]) part.emit('error', new Error('odd'));
      reader.write('a');
      expect(seen).toEqual(['odd', 'odd', 'a']);
    });

    it.each([0, 1, 2])(
      'error of part %i of a chain, when it dies of it, destroys all and comes once',
      (index) => {
        const parts = [through<string>(), through<string>(), through<string>()];
        const chain = duplexer(parts as never);
        const seen = record(chain);
        parts[index]?.destroy(new Error('lost'));
        expect(seen).toEqual(['lost', 'close']);
        expect(parts.every((part) => part.destroyed)).toBe(true);
      },
    );

    it('error of a link of a chain, though it lives on, destroys all', () => {
      const numbers = split('\n', JSON.parse);
      const chain = duplexer([numbers, through<unknown>()]);
      const seen = record(chain);
      chain.write('1\nx\n2\n');
      expect(seen).toEqual([1, expect.stringMatching(/JSON|token/), 'close']);
      expect(numbers.destroyed).toBe(true);
    });

    it.each([0, 1, 2])('close of part %i of a chain, before its end, is a premature close', async (index) => {
      const parts = [0, 1, 2].map(() => new PassThrough());
      const chain = duplexer(parts as never);
      const seen = record(chain);
      const telling = over(chain);
      parts[index]?.destroy();
      expect(await telling).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
      expect(seen).toEqual(['close']);
      expect(chain.errored).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
      expect(parts.every((part) => part.destroyed)).toBe(true);
    });

    it('a part that is destroyed already, when it is given, has closed', async () => {
      const [dead, other] = [through<string>().destroy(), through<string>()];
      const both = duplexer(other, dead);
      await eventOf(both, 'close');
      expect(both.errored).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
      expect(other.destroyed).toBe(true);
      const halved = duplexer(dead, through<string>());
      await new Promise<void>((resolve) => nextTick(() => resolve()));
      expect([halved.writable, halved.readable, halved.destroyed]).toEqual([false, true, false]);
    });

    it('pipeline, around a chain whose middle fails, rejects and destroys all', async () => {
      const middle = new Transform<string, string>({
        objectMode: true,
        transform: (_chunk, _encoding, done) => done(new Error('middle')),
      });
      const source = Readable.from(words);
      const chain = duplexer([through<string>(), middle, through<string>()]);
      const sink = through<string>();
      await expect(pipeline(source, chain, sink)).rejects.toThrow('middle');
      expect([source.destroyed, chain.destroyed, sink.destroyed]).toEqual([true, true, true]);
    });

    it('error of a part of the stream floor, when it fails, is that of the whole', async () => {
      const writer = new Writable({ write: (_chunk, _encoding, done) => done(new Error('full')) });
      const reader = through<string>();
      const both = duplexer(writer, reader);
      const telling = new Promise((resolve) => both.on('error', resolve));
      both.write('a');
      expect(await telling).toMatchObject({ message: 'full' });
      expect([both.destroyed, reader.destroyed]).toEqual([true, true]);
    });

    it('error, with nobody to hear it, is thrown as by the part itself, and all is closed', () => {
      const { both, reader } = pair();
      expect(() => reader.destroy(new Error('unheard'))).toThrow('unheard');
      expect(both.destroyed).toBe(true);
    });

    it('signal, when it aborts, destroys every part, and one that has aborted on the next tick', async () => {
      const control = new AbortController();
      const { both, writer, reader } = pair({ signal: control.signal });
      const seen = record(both);
      control.abort();
      expect(seen).toEqual(['ABORT_ERR', 'close']);
      expect([writer.destroyed, reader.destroyed]).toEqual([true, true]);
      const late = pair({ signal: control.signal }).both;
      expect(await new Promise((resolve) => late.on('error', resolve))).toMatchObject({ code: 'ABORT_ERR' });
    });

    it('what is no stream, or no part at all, throws', () => {
      const refusal = coded('ERR_INVALID_ARG_TYPE');
      expect(() => duplexer({} as never, through())).toThrow(refusal);
      expect(() => duplexer(through(), 1 as never)).toThrow(refusal);
      expect(() => duplexer([] as never)).toThrow(coded('ERR_MISSING_ARGS'));
    });
  });

  describe('types', () => {
    it('In of the writer and Out of the reader, or of the ends of a chain, are those of the stream', () => {
      const lengths = through<string, number>();
      expectTypeOf(duplexer(through<string>(), lengths)).toEqualTypeOf<Duplexer<string, number>>();
      expectTypeOf(duplexer([split(), lengths])).toEqualTypeOf<Duplexer<string | Uint8Array, number>>();
      // @ts-expect-error: numbers do not go where text is taken
      duplexer([lengths, through<string>()]);
    });
  });
});
