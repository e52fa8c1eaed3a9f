import { describe, expect, expectTypeOf, it } from 'vitest';
import { Stream } from '../core/classic.ts';
import { pipeline } from '../core/promises.ts';
import { Readable } from '../core/readable.ts';
import { PassThrough } from '../core/transform.ts';
import { laws } from '../testing/stream-spec/index.ts';
import { coded, recorder } from './_test-listen.ts';
import type { BufferStreamOptions } from './buffer-stream.ts';
import { BufferStream, bufferStream } from './buffer-stream.ts';
import { duplex } from './duplex.ts';
import { through } from './through.ts';

const record = recorder('end', 'close', 'error', 'drain');

const words = ['beep', 'boop', 'robots', 'a', 'b', 'c', 'd', 'e'];

describe('bufferStream', () => {
  describe('laws', () => {
    const emptied = (options?: BufferStreamOptions) => bufferStream<string>(options).empty(through<string>());
    const signal = (signal: AbortSignal) => emptied({ signal });
    for (const { name, check } of laws(() => emptied(), { input: words, output: words, signal }))
      it(name, check);
  });

  describe('behaviour', () => {
    it('buffer, then empty, gives what was written to the other end, and its answers back', () => {
      const line = bufferStream<string>().buffer();
      const seen = record(line);
      expect([line.write('a'), line.write('b')]).toEqual([false, false]);
      const far = through<string>(function (word) {
        this.queue(word.toUpperCase());
      });
      expect(line.empty(far)).toBe(line);
      expect(seen).toEqual(['A', 'B', 'drain']);
      expect(line.write('c')).toBe(true);
      line.end('d');
      expect(seen).toEqual(['A', 'B', 'drain', 'C', 'D', 'end']);
    });

    it('write, before buffer or empty was called, is kept', () => {
      const line = bufferStream<string>();
      const seen = record(line);
      line.write('a');
      line.empty(through<string>());
      expect(seen).toEqual(['a', 'drain']);
    });

    it('end, while buffering, waits for the other end', () => {
      const line = bufferStream<string>().buffer();
      const seen = record(line);
      line.end('a');
      expect([line.writable, seen]).toEqual([false, []]);
      line.empty(through<string>());
      expect(seen).toEqual(['a', 'end']);
    });

    it('buffer, between writes, keeps them until empty without an argument, and lets answers through', () => {
      const far = through<string>();
      const line = bufferStream<string>().empty(far);
      const seen = record(line);
      line.write('a');
      line.buffer().write('b');
      far.queue('from there');
      far.emit('drain');
      expect(seen).toEqual(['a', 'from there']);
      line.empty();
      expect(seen).toEqual(['a', 'from there', 'b', 'drain']);
    });

    it('pause, whatever the other end does, holds back its answers, and asks it to wait', () => {
      const far = through<string>();
      const line = bufferStream<string>().empty(far);
      const seen = record(line);
      line.pause();
      expect(line.write('a')).toBe(false);
      expect([far.paused, seen]).toEqual([true, []]);
      far.emit('data', 'in spite of it');
      expect(seen).toEqual([]);
      line.resume();
      expect(far.paused).toBe(false);
      expect(seen).toEqual(['a', 'in spite of it', 'drain']);
    });

    it('the other end, when emptied into, is told by pipe', () => {
      const far = through<string>();
      const sources: unknown[] = [];
      far.on('pipe', (source) => sources.push(source));
      const line = bufferStream<string>().empty(far);
      expect(sources).toEqual([line]);
    });

    it('pipe into it, while it buffers, stops the source and goes on after', () => {
      const line = bufferStream<number>().buffer();
      const source = through<number>();
      source.pipe(line);
      for (const n of [1, 2, 3]) source.write(n);
      source.end();
      expect([line.buffered, source.buffered]).toEqual([1, 3]);
      const seen = record(line);
      line.empty(through<number>());
      expect(seen.filter((entry) => entry !== 'drain')).toEqual([1, 2, 3, 'end']);
    });

    it('pipeline, through a connection of the stream floor, passes everything', async () => {
      const seen: unknown[] = [];
      const sink = through<string>((word) => seen.push(word));
      const line = bufferStream<string>().buffer();
      const running = pipeline(Readable.from(words), line, sink);
      line.empty(new PassThrough({ objectMode: true }));
      await running;
      expect(seen).toEqual(words);
    });
  });

  describe('one after the other', () => {
    it.each(['end', 'destroy'] as const)(
      '%s of a stream, given end: false, keeps what is written for the next',
      (how) => {
        const line = bufferStream<string>();
        const seen = record(line);
        const first = through<string>();
        line.empty(first, { end: false }).write('a');
        if (how === 'end') first.end();
        else first.destroy();
        expect(line.write('b')).toBe(false);
        const second = through<string>();
        line.empty(second, { end: false });
        line.write('c');
        expect(seen).toEqual(['a', 'b', 'drain', 'c']);
      },
    );

    it('error of a stream, given end: false, is told, and keeps what is written for the next', () => {
      const line = bufferStream<string>();
      const seen = record(line);
      const first = through<string>();
      line.empty(first, { end: false });
      first.destroy(new Error('lost'));
      line.write('a');
      line.empty(through<string>(), { end: false });
      expect(seen).toEqual(['lost', 'a', 'drain']);
      expect(line.destroyed).toBe(false);
    });

    it('empty, into a second stream, lets go of the first', () => {
      const line = bufferStream<string>();
      const [first, second] = [through<string>(), through<string>()];
      line.empty(first).write('a');
      const [seen, seenFirst] = [record(line), record(first)];
      line.empty(second).write('b');
      first.queue('stray');
      first.end();
      expect(seen).toEqual(['b']);
      expect(seenFirst).toEqual(['stray', 'end', 'close']);
      expect(first.listenerCount('drain')).toBe(1);
    });

    it('empty, out of a listener while it is being emptied, sends the rest to the new stream', () => {
      const line = bufferStream<number>().buffer();
      for (const n of [1, 2, 3]) line.write(n);
      const [first, second] = [through<number>(), through<number>()];
      const seen: unknown[] = [];
      first.on('data', (n) => {
        seen.push('first', n);
        line.empty(second);
      });
      second.on('data', (n) => seen.push('second', n));
      line.empty(first);
      expect(seen).toEqual(['first', 1, 'second', 2, 'second', 3]);
    });
  });

  describe('errors', () => {
    it('options of null are none', () => {
      expect(bufferStream<string>(null).empty(through<string>()).write('a')).toBe(true);
    });

    it('end or close of the other end is that of the stream', () => {
      const [ended, closed] = [through<string>(), through<string>()];
      const [one, other] = [bufferStream<string>().empty(ended), bufferStream<string>().empty(closed)];
      const [seenOne, seenOther] = [record(one), record(other)];
      ended.end();
      closed.destroy();
      expect(seenOne).toEqual(['end']);
      expect(seenOther).toEqual(['close']);
      expect(other.errored).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    });

    it('error of which the other end dies, if anybody listens here, destroys the stream with it', () => {
      const far = through<string>();
      const line = bufferStream<string>().empty(far);
      const seen = record(line);
      far.destroy(new Error('lost'));
      expect(seen).toEqual(['lost', 'close']);
    });

    it('error of which the other end dies, if only it is listened to, is not thrown here', () => {
      const far = through<string>();
      const heard: string[] = [];
      far.on('error', (error) => heard.push(error.message));
      const line = bufferStream<string>().empty(far);
      far.destroy(new Error('lost'));
      expect(heard).toEqual(['lost']);
      expect([line.destroyed, line.errored?.message]).toEqual([true, 'lost']);
    });

    it('error of which the other end dies, with nobody to hear it, is thrown', () => {
      const far = through<string>();
      bufferStream<string>().empty(far);
      expect(() => far.destroy(new Error('unheard'))).toThrow('unheard');
    });

    it('destroy, with an error, destroys the other end, also while it buffers', () => {
      const far = through<string>();
      const line = bufferStream<string>().empty(far).buffer();
      line.write('a');
      const seen = record(line);
      line.destroy(new Error('enough'));
      expect(seen).toEqual(['enough', 'close']);
      expect([far.errored?.message, line.buffered]).toEqual(['enough', 0]);
    });

    it('empty, after destroy, destroys what it is given', () => {
      const late = through<string>();
      bufferStream<string>().destroy().empty(late);
      expect([late.destroyed, late.listenerCount('data')]).toEqual([true, 0]);
    });

    it('maxBuffered, when more is written before it is emptied, destroys with ERR_DUPLEXER_OVERFLOW', () => {
      const line = bufferStream<number>({ maxBuffered: 1 }).buffer();
      const seen = record(line);
      for (const n of [1, 2]) line.write(n);
      expect(seen.at(-1)).toBe('close');
      expect(line.errored).toMatchObject({ code: 'ERR_DUPLEXER_OVERFLOW' });
    });

    it('maxBuffered, when more is given while it is paused, destroys with ERR_DUPLEX_OVERFLOW', () => {
      const deaf = duplex<number>().resume();
      const line = bufferStream<number>({ maxBuffered: 2 }).empty(deaf);
      record(line);
      line.pause();
      for (const n of [1, 2, 3]) deaf.emit('data', n);
      expect(line.errored).toMatchObject({ code: 'ERR_DUPLEX_OVERFLOW' });
      expect(deaf.destroyed).toBe(true);
    });

    it('overflow drop-oldest, in either direction, keeps the newest', () => {
      const line = bufferStream<number>({ maxBuffered: 1, overflow: 'drop-oldest' }).buffer();
      const seen = record(line);
      for (const n of [1, 2]) line.write(n);
      line.empty(through<number>());
      expect(seen).toEqual([2, 'drain']);
    });

    it('empty, given what cannot be written to, throws ERR_INVALID_ARG_TYPE', () => {
      expect(() => bufferStream().empty({} as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
      expect(() => bufferStream().empty(null as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    });
  });

  describe('types', () => {
    it('In and Out, as given, are those of the stream and of what it is emptied into', () => {
      const line = bufferStream<string, number>();
      expectTypeOf(line).toEqualTypeOf<BufferStream<string, number>>();
      line.empty(through<string, number>());
      line.on('data', (n) => expectTypeOf(n).toEqualTypeOf<number>());
      expect(line).toBeInstanceOf(BufferStream);
      expect(line).toBeInstanceOf(Stream);
    });
  });
});
