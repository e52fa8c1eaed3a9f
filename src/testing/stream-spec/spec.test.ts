import { describe, expect, expectTypeOf, it } from 'vitest';
import { through } from '../../control/through.ts';
import { Stream } from '../../core/classic.ts';
import { Duplex } from '../../core/duplex.ts';
import { Readable } from '../../core/readable.ts';
import { PassThrough, Transform } from '../../core/transform.ts';
import { Writable } from '../../core/writable.ts';
import { turns } from './_turn.ts';
import type { StreamSpec } from './index.ts';
import { laws, spec } from './index.ts';

/** A classic stream that does nothing but what the test emits. */
function puppet(): Stream & { [member: string]: unknown } & { end(): void; write(): boolean; pause(): void } {
  const stream = Object.assign(new Stream(), {
    readable: true,
    writable: true,
    answer: true,
    write: () => stream.answer,
    end() {
      stream.writable = false;
    },
    destroy() {},
    pause() {},
    resume() {},
  });
  return stream as never;
}

/** Ends a puppet as it should end. */
function finish(stream: Stream): void {
  (stream as Stream & { end(): void }).end();
  stream.readable = false;
  stream.emit('end');
  stream.emit('close');
}

/** Ends a puppet and emits the last of it again. */
function finishTwice(event: string): (stream: Stream) => void {
  return (stream) => {
    finish(stream);
    stream.emit(event);
  };
}

function closed(stream: Stream): Promise<void> {
  return new Promise((resolve) => stream.on('close', () => resolve()));
}

const BREACH = { code: 'ERR_STREAM_SPEC_BREACH' };

describe('spec', () => {
  describe('behaviour', () => {
    it('every contract, of a stream that keeps it, is chained and valid', () => {
      for (const agree of ['readable', 'writable', 'through', 'basic', 'duplex', 'all'] as const) {
        const stream = puppet();
        const contract = spec(stream, agree);
        expect(contract[agree]()).toBe(contract);
        for (const more of ['pausable', 'strictPause', 'strictPausable'] as const) {
          expect(contract[more]()).toBe(contract);
        }
        stream.write();
        stream.emit('data', 1);
        finish(stream);
        expect(contract.validate()).toBe(contract);
      }
    });

    it('a stream of the stream floor, used in any usual way, is valid', async () => {
      const stream = new PassThrough({ highWaterMark: 1 });
      const contract = spec(stream, { strict: true }).all();
      Readable.from(['beep', 'boop', 'robots']).pipe(stream);
      for await (const _ of stream);
      contract.validate();
    });

    it('through, with strict, that is piped into a slow sink, is valid', async () => {
      const stream = through<number>();
      const contract = spec(stream, { strict: true }).all();
      const sink = new Writable({
        objectMode: true,
        highWaterMark: 1,
        write: (_chunk, _encoding, done) => queueMicrotask(done),
      });
      Readable.from([1, 2, 3, 4, 5]).pipe(stream).pipe(sink);
      await closed(sink);
      contract.validate();
    });

    it('a stream that is destroyed with an error, with error: true, is valid', async () => {
      for (const stream of [new PassThrough(), new Duplex({ read() {}, write() {} }), through()]) {
        const contract = spec(stream, { error: true }).duplex();
        stream.on('error', () => {});
        const over = closed(stream);
        stream.destroy(new Error('gone'));
        await over;
        contract.validate();
      }
    });

    it('a stream without autoDestroy, that does not close, is valid', async () => {
      const stream = new Readable({ autoDestroy: false, read() {} });
      const contract = spec(stream).readable();
      stream.push(null);
      const ended = new Promise<void>((resolve) => stream.on('end', () => resolve()));
      stream.resume();
      await ended;
      contract.validate();
    });

    it('read, of a stream that is paused, may give data', async () => {
      const stream = new PassThrough();
      const contract = spec(stream).strictPause();
      stream.on('data', () => {});
      stream.pause();
      stream.write('a');
      stream.read();
      contract.validate();
    });

    it('drain, once after several writes that returned false, is enough', () => {
      const stream = puppet();
      const contract = spec(stream).through();
      for (const answer of [false, true, false]) Object.assign(stream, { answer }).write();
      stream.emit('drain');
      finish(stream);
      contract.validate();
    });

    it('end: false, of a stream that never ends, is valid', () => {
      const stream = puppet();
      const contract = spec(stream, { end: false }).readable();
      stream.emit('data', 1);
      stream.emit('close');
      contract.validate();
    });

    it('web streams, read, written, piped or looped over to their ends, are valid', async () => {
      const read = webSource(['a', 'b']);
      const piped = webSource(['a', 'b']);
      const looped = webSource(['a', 'b']);
      const pair = new TransformStream<string, string>();
      const written = new WritableStream<string>();
      const contracts = [read, piped, looped].map((stream) => spec(stream).readable());
      contracts.push(spec(pair).through(), spec(written).writable());
      const reader = read.getReader();
      while (!(await reader.read()).done);
      const writer = written.getWriter();
      await writer.write('a');
      await writer.close();
      for await (const _ of looped as unknown as AsyncIterable<string>);
      const out = pair.readable.getReader();
      const feeding = pair.writable.getWriter();
      feeding.write('a').catch(() => {});
      feeding.close().catch(() => {});
      while (!(await out.read()).done);
      await piped.pipeThrough(new TransformStream()).pipeTo(new WritableStream());
      for (const contract of contracts) contract.validate();
    });

    it('laws, hangs on spec for those who require it', () => {
      expect(spec.laws).toBe(laws);
    });
  });

  describe('errors', () => {
    it.each<
      [
        what: string,
        agree: (contract: StreamSpec) => void,
        act: (stream: ReturnType<typeof puppet>) => void,
        problem: string,
      ]
    >([
      ['end twice', (s) => s.readable(), finishTwice('end'), "'end' came after 'close'"],
      ['close twice', (s) => s.readable(), finishTwice('close'), "'close' came 2 times"],
      [
        'data after end',
        (s) => s.readable(),
        (s) => {
          finish(s);
          s.emit('data', 1);
        },
        "'data' came after 'close'",
      ],
      [
        'an error after close',
        (s) => s.writable(),
        (s) => {
          finish(s);
          s.emit('error', new Error());
        },
        "'error' came after 'close'",
      ],
      [
        'an end while readable',
        (s) => s.readable(),
        (s) => s.emit('end'),
        "the stream must not be readable when 'end' comes",
      ],
      [
        'an end that was excluded',
        (s) => s.readable({ end: false }),
        (s) => finish(s),
        "'end' must not come",
      ],
      [
        'an error that was excluded',
        (s) => s.readable({ error: false }),
        (s) => s.emit('error', new Error()),
        "'error' must not come",
      ],
      [
        'end() twice',
        (s) => s.writable(),
        (s) => {
          s.end();
          s.end();
        },
        'end() must be called once, it was called 2 times',
      ],
      [
        'drain unasked',
        (s) => s.through(),
        (s) => s.emit('drain'),
        "'drain' came, though nobody was asked to wait",
      ],
      [
        'data while paused',
        (s) => s.strictPausable(),
        (s) => {
          s.pause();
          s.emit('data', 1);
        },
        "'data' must not come while the stream is paused",
      ],
    ])('a classic stream, with %s, throws at once and is invalid', (_what, agree, act, problem) => {
      const stream = puppet();
      const contract = spec(stream, 'puppet');
      agree(contract);
      stream.on('error', () => {});
      expect(() => act(stream)).toThrow(expect.objectContaining(BREACH));
      expect(() => contract.validate()).toThrow(`puppet: ${problem}\nwhat happened:\n`);
    });

    it.each<
      [
        what: string,
        agree: (contract: StreamSpec) => void,
        act: (stream: ReturnType<typeof puppet>) => void,
        problem: string,
      ]
    >([
      ['no end', (s) => s.readable(), (s) => s.emit('close'), "'end' must come, and did not"],
      ['no close', (s) => s.writable(), (s) => s.end(), "'close' must come, and did not"],
      ['no end()', (s) => s.writable(), (s) => s.emit('close'), 'end() must be called, and was not'],
      [
        'no error, which was agreed',
        (s) => s.readable({ error: true }),
        (s) => finish(s),
        "'error' must come, and did not",
      ],
      [
        'no drain after a false write',
        (s) => s.drainable(),
        (s) => {
          Object.assign(s, { answer: false });
          s.write();
        },
        "'drain' must come, and did not",
      ],
      [
        'no drain after a pause',
        (s) => s.through(),
        (s) => {
          s.pause();
          finish(s);
        },
        "'drain' must come, and did not",
      ],
    ])('a classic stream, with %s, is invalid', (_what, agree, act, problem) => {
      const stream = puppet();
      const contract = spec(stream);
      agree(contract);
      act(stream);
      expect(() => contract.validate()).toThrow(`stream: ${problem}`);
      expect(() => contract.validate()).toThrow(expect.objectContaining(BREACH));
    });

    it('a stream of the stream floor, that ends twice, is told by validate alone', async () => {
      const stream = new Readable({ read() {} });
      const contract = spec(stream).readable();
      stream.push(null);
      const over = closed(stream);
      stream.resume();
      await over;
      stream.emit('end');
      expect(() => contract.validate()).toThrow("'end' came after 'close'");
    });

    it('a Transform, that never calls back, owes its finish', async () => {
      const stream = new Transform({ transform() {} });
      const contract = spec(stream).through();
      stream.end('a');
      await turns(3);
      expect(() => contract.validate()).toThrow("'close' must come, and did not");
      expect(() => contract.validate()).toThrow(/what happened:\n {2}end\(\) "a"$/);
    });

    it('web streams, that are not read or closed, are invalid', () => {
      expect(() =>
        spec(webSource(['a']))
          .readable()
          .validate(),
      ).toThrow("'end' must come");
      expect(() => spec(new WritableStream()).writable().validate()).toThrow('end() must be called');
    });

    it('a web stream that fails, with error: false, is invalid', async () => {
      const stream = new ReadableStream({
        pull() {
          throw new Error('gone');
        },
      });
      const contract = spec(stream, { error: false }).readable();
      await expect(stream.getReader().read()).rejects.toThrow('gone');
      expect(() => contract.validate()).toThrow("'error' must not come");
    });

    it('writable, of a stream that is not, throws', () => {
      expect(() => spec(Readable.from([])).writable()).toThrow('the stream must be writable at first');
    });

    it('spec, of what is no stream, throws ERR_INVALID_ARG_TYPE', () => {
      expect(() => spec({} as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
    });
  });

  describe('types', () => {
    it('spec, gives the same object from each contract', () => {
      expectTypeOf(spec).returns.toEqualTypeOf<StreamSpec>();
      expectTypeOf<StreamSpec['all']>().returns.toEqualTypeOf<StreamSpec>();
    });
  });
});

function webSource(chunks: readonly string[]): ReadableStream<string> {
  return new ReadableStream<string>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}
