/** `toWeb` on node:stream and on the core: the same stories have the same course. */
import type { Writable, WritableOptions } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Recorder, Story } from './_test/bridges.ts';
import { ours, tell, theirs } from './_test/bridges.ts';

const boom = new Error('boom');

/** A source that gives nothing by itself. */
const nothing = { read() {} };

/** A sink that writes down what it gets; with `hold` it keeps the callbacks. */
function sink(
  story: Recorder,
  more: WritableOptions = {},
  hold?: ((error?: Error) => void)[],
): WritableOptions {
  return {
    write(chunk, encoding, done) {
      story.log('_write', chunk, encoding);
      if (hold) hold.push(done);
      else done();
    },
    final(done) {
      story.log('_final');
      done();
    },
    destroy(error, done) {
      story.log('_destroy', error);
      done(error);
    },
    ...more,
  };
}

/** Both ends of a web stream, the ways they settle written down. */
function writerOf(web: WritableStream, story: Recorder): WritableStreamDefaultWriter {
  const writer = web.getWriter();
  story.outcome('closed', writer.closed);
  return writer;
}

function readerOf(web: ReadableStream, story: Recorder): ReadableStreamDefaultReader {
  const reader = web.getReader();
  story.outcome('closed', reader.closed);
  return reader;
}

const readables: Record<string, Story> = {
  'bytes and text': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing), 'pause', 'resume');
    source.push('ab');
    const reader = readerOf(readableToWeb(source), story);
    source.push(Buffer.from('cd'));
    source.push(null);
    for (let n = 0; n < 3; n++) story.outcome('read', reader.read());
  },
  'decoded text': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable({ ...nothing, encoding: 'utf8' }));
    source.push(Buffer.from([0xc3]));
    source.push(Buffer.from([0xa9]));
    source.push(null);
    const reader = readerOf(readableToWeb(source, { strategy: { highWaterMark: 4 } }), story);
    for (let n = 0; n < 2; n++) story.outcome('read', reader.read());
  },
  objects: ({ Readable, readableToWeb }, story) => {
    const source = story.watch(Readable.from([{ a: 1 }, Buffer.from('x'), 's']));
    const reader = readerOf(readableToWeb(source), story);
    for (let n = 0; n < 4; n++) story.outcome('read', reader.read());
  },
  'an error': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    const reader = readerOf(readableToWeb(source), story);
    story.outcome('read', reader.read());
    source.destroy(boom);
  },
  'an error while chunks wait': async ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    const web = readableToWeb(source);
    source.push('a');
    await story.rest();
    source.destroy(boom);
    await story.rest();
    story.outcome('read', readerOf(web, story).read());
  },
  'an error that nobody listens to': ({ Readable, readableToWeb }, story) => {
    const source = new Readable(nothing);
    readerOf(readableToWeb(source), story);
    source.destroy(boom);
  },
  'a premature close': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    const reader = readerOf(readableToWeb(source), story);
    story.outcome('read', reader.read());
    source.destroy();
  },
  'cancel, with a reason': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    const reader = readerOf(readableToWeb(source), story);
    story.outcome('cancel', reader.cancel(boom));
    story.log(source.destroyed);
    story.outcome('read', reader.read());
  },
  'cancel, with a reason that is no error': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    story.outcome('cancel', readableToWeb(source).cancel('why'));
  },
  'cancel, without a reason': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    story.outcome('cancel', readerOf(readableToWeb(source), story).cancel());
  },
  'cancel, nobody listens to the error': ({ Readable, readableToWeb }, story) => {
    story.outcome('cancel', readableToWeb(new Readable(nothing)).cancel(boom));
  },
  'cancel, when the stream takes its time to be destroyed': ({ Readable, readableToWeb }, story) => {
    const source = new Readable({ ...nothing, destroy: (error, done) => void setImmediate(done, error) });
    story.outcome('cancel', readableToWeb(story.watch(source)).cancel(boom));
  },
  'cancel, when destroying fails': ({ Readable, readableToWeb }, story) => {
    const source = new Readable({ ...nothing, destroy: (_error, done) => done(new Error('other')) });
    story.outcome('cancel', readableToWeb(story.watch(source)).cancel());
  },
  'cancel, after the end': async ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    const reader = readerOf(readableToWeb(source), story);
    source.push(null);
    await story.rest();
    story.outcome('cancel', reader.cancel(boom));
  },
  'a stream that is destroyed': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    source.destroy();
    story.outcome('read', readerOf(readableToWeb(source), story).read());
  },
  'a stream that has failed': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    source.destroy(boom);
    story.outcome('read', readerOf(readableToWeb(source), story).read());
  },
  'a stream that has ended': async ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing));
    source.push(null);
    source.resume();
    await story.rest();
    story.outcome('read', readerOf(readableToWeb(source), story).read());
  },
  'a stream that takes its time to fail': async ({ Readable, readableToWeb }, story) => {
    const source = new Readable({ ...nothing, destroy: (error, done) => void setImmediate(done, error) });
    story.watch(source, 'pause', 'resume').destroy(boom);
    story.outcome('read', readerOf(readableToWeb(source), story).read());
    story.log(source.listenerCount('data'), source.readableFlowing);
  },
  'a stream that takes its time to fail, cancelled': ({ Readable, readableToWeb }, story) => {
    const source = new Readable({ ...nothing, destroy: (error, done) => void setImmediate(done, error) });
    story.watch(source).destroy(boom);
    story.outcome('cancel', readerOf(readableToWeb(source), story).cancel());
  },
  'a stream that is destroyed, cancelled': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing)).destroy();
    story.outcome('cancel', readerOf(readableToWeb(source), story).cancel(boom));
  },
  'a stream that failed after its end': async ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable({ ...nothing, autoDestroy: false })).resume();
    source.push(null);
    await story.rest();
    source.destroy(boom);
    readerOf(readableToWeb(source), story);
  },
  'a stream with no readable side': ({ Duplex, readableToWeb }, story) => {
    readerOf(readableToWeb(story.watch(new Duplex({ ...sink(story), readable: false } as object))), story);
  },
  'a stream that was paused': async ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing)).pause();
    source.push('a');
    const web = readableToWeb(source);
    story.log(source.readableFlowing);
    await story.rest();
    story.log(source.readableFlowing, source.readableLength);
    story.outcome('read', web.getReader().read());
  },
  'a stream that flows': async ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable(nothing), 'data');
    source.push('a');
    const web = readableToWeb(source);
    story.log(source.readableFlowing);
    await story.rest();
    story.outcome('read', web.getReader().read());
  },
  'autoDestroy: false': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable({ ...nothing, autoDestroy: false }));
    const reader = readerOf(readableToWeb(source), story);
    source.push('a');
    source.push(null);
    for (let n = 0; n < 2; n++) story.outcome('read', reader.read());
  },
  'emitClose: false': ({ Readable, readableToWeb }, story) => {
    const source = story.watch(new Readable({ ...nothing, emitClose: false }));
    readerOf(readableToWeb(source), story);
    source.push(null);
  },
  'memory of the chunks': async ({ Readable, readableToWeb }, story) => {
    const bytes = Buffer.from('abc');
    for (const objectMode of [true, false]) {
      const source = new Readable({ ...nothing, objectMode });
      source.push(bytes);
      const { value } = await readableToWeb(source).getReader().read();
      story.log(value, value === bytes, value.buffer === bytes.buffer);
    }
  },
};

const strategies: Record<string, QueuingStrategy | undefined> = {
  'no strategy': undefined,
  'two chunks': { highWaterMark: 2 },
  'ten bytes': new ByteLengthQueuingStrategy({ highWaterMark: 10 }),
};

for (const options of [{}, { highWaterMark: 5 }, { highWaterMark: 0 }]) {
  for (const [name, strategy] of Object.entries(strategies)) {
    readables[`backpressure, ${JSON.stringify(options)}, ${name}`] = async (
      { Readable, readableToWeb },
      story,
    ) => {
      let n = 0;
      const source = story.watch(
        new Readable({
          ...options,
          read() {
            n++;
            this.push('abcd');
          },
        }),
        'pause',
        'resume',
      );
      const reader = readableToWeb(source, strategy && { strategy }).getReader();
      for (let reads = 0; reads < 9; reads++) {
        await story.rest();
        story.log(n, source.readableFlowing, source.readableLength);
        await reader.read();
      }
      await story.rest();
      await reader.cancel();
    };
  }
}

for (const options of [{}, { highWaterMark: 3 }]) {
  readables[`backpressure, objects, ${JSON.stringify(options)}`] = async (
    { Readable, readableToWeb },
    story,
  ) => {
    let n = 0;
    const source = new Readable({ objectMode: true, ...options, read: () => void source.push(n++) });
    const reader = readableToWeb(source).getReader();
    for (let reads = 0; reads < 9; reads++) {
      await story.rest();
      story.log(n, source.readableFlowing, source.readableLength);
      await reader.read();
    }
    await story.rest();
    await reader.cancel();
  };
}

const writables: Record<string, Story> = {
  'bytes and text': ({ Writable, writableToWeb }, story) => {
    const writer = writerOf(writableToWeb(story.watch(new Writable(sink(story)))), story);
    story.outcome('ready', writer.ready);
    story.outcome('bytes', writer.write(new Uint8Array([1])));
    story.outcome('text', writer.write('é'));
    story.outcome('close', writer.close());
  },
  'text as it is': ({ Writable, writableToWeb }, story) => {
    const web = writableToWeb(story.watch(new Writable(sink(story, { decodeStrings: false }))));
    story.outcome('write', web.getWriter().write('é'));
  },
  objects: ({ Writable, writableToWeb }, story) => {
    const web = writableToWeb(story.watch(new Writable(sink(story, { objectMode: true }))));
    const writer = writerOf(web, story);
    for (const chunk of [{ a: 1 }, new Uint8Array(1), undefined]) story.outcome('write', writer.write(chunk));
    story.outcome('close', writer.close());
  },
  'a write that fails': ({ Writable, writableToWeb }, story) => {
    const stream = new Writable(sink(story, { write: (_chunk, _encoding, done) => done(boom) }));
    const writer = writerOf(writableToWeb(story.watch(stream)), story);
    story.outcome('write', writer.write('a'));
    story.outcome('write', writer.write('b'));
  },
  'a write that fails, of a full stream': ({ Writable, writableToWeb }, story) => {
    const write: WritableOptions['write'] = (_chunk, _encoding, done) => done(boom);
    const writer = writerOf(writableToWeb(story.watch(new Writable({ highWaterMark: 1, write }))), story);
    for (const chunk of ['a', 'b', 'c']) story.outcome('write', writer.write(chunk));
  },
  'a write that fails later': ({ Writable, writableToWeb }, story) => {
    const write: WritableOptions['write'] = (_chunk, _encoding, done) => void setImmediate(done, boom);
    const writer = writerOf(writableToWeb(story.watch(new Writable({ highWaterMark: 2, write }))), story);
    for (const chunk of ['a', 'b', 'c']) story.outcome('write', writer.write(chunk));
  },
  'a write that destroys': ({ Writable, writableToWeb }, story) => {
    const write: WritableOptions['write'] = function (_chunk, _encoding, done) {
      this.destroy();
      done();
    };
    const writer = writerOf(writableToWeb(story.watch(new Writable({ write }))), story);
    for (const chunk of ['a', 'b']) story.outcome('write', writer.write(chunk));
  },
  'an end that fails': ({ Writable, writableToWeb }, story) => {
    const stream = new Writable(sink(story, { final: (done) => done(boom) }));
    const writer = writerOf(writableToWeb(story.watch(stream)), story);
    story.outcome('write', writer.write('a'));
    story.outcome('close', writer.close());
  },
  'a premature close': async ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story)));
    const writer = writerOf(writableToWeb(stream), story);
    stream.destroy();
    await story.rest();
    story.outcome('write', writer.write('a'));
    story.outcome('ready', writer.ready);
    story.outcome('close', writer.close());
  },
  'an error of the stream': async ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story)));
    const writer = writerOf(writableToWeb(stream), story);
    stream.destroy(boom);
    await story.rest();
    story.outcome('write', writer.write('a'));
  },
  'an error that nobody listens to': ({ Writable, writableToWeb }, story) => {
    const stream = new Writable(sink(story));
    writerOf(writableToWeb(stream), story);
    stream.destroy(boom);
  },
  'an error during a write': async ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story, {}, [])));
    const writer = writerOf(writableToWeb(stream), story);
    story.outcome('write', writer.write('a'));
    story.outcome('write', writer.write('b'));
    await story.rest();
    stream.destroy(boom);
  },
  'an error while the stream is full': async ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story, { highWaterMark: 1 }, [])));
    const writer = writerOf(writableToWeb(stream), story);
    story.outcome('write', writer.write('a'));
    story.outcome('write', writer.write('b'));
    await story.rest();
    stream.destroy(boom);
  },
  'abort, with a reason': ({ Writable, writableToWeb }, story) => {
    const writer = writerOf(writableToWeb(story.watch(new Writable(sink(story)))), story);
    story.outcome('abort', writer.abort(boom));
  },
  'abort, with a reason that is no error': ({ Writable, writableToWeb }, story) => {
    const writer = writerOf(writableToWeb(story.watch(new Writable(sink(story)))), story);
    story.outcome('abort', writer.abort('why'));
  },
  'abort, without a reason': ({ Writable, writableToWeb }, story) => {
    const writer = writerOf(writableToWeb(story.watch(new Writable(sink(story)))), story);
    story.outcome('abort', writer.abort());
  },
  'abort, during a write': async ({ Writable, writableToWeb }, story) => {
    const hold: (() => void)[] = [];
    const writer = writerOf(writableToWeb(story.watch(new Writable(sink(story, {}, hold)))), story);
    story.outcome('write', writer.write('a'));
    story.outcome('write', writer.write('b'));
    await story.rest();
    story.outcome('abort', writer.abort(boom));
    await story.rest();
    hold[0]?.();
  },
  'abort, after close': async ({ Writable, writableToWeb }, story) => {
    const writer = writerOf(writableToWeb(story.watch(new Writable(sink(story)))), story);
    story.outcome('close', writer.close());
    await story.rest();
    story.outcome('abort', writer.abort(boom));
  },
  'close, while the end takes its time': async ({ Writable, writableToWeb }, story) => {
    let end: (() => void) | undefined;
    const stream = story.watch(
      new Writable(
        sink(story, {
          final(done) {
            end = done;
          },
        }),
      ),
    );
    story.outcome('close', writerOf(writableToWeb(stream), story).close());
    await story.rest();
    story.log('wait');
    end?.();
  },
  'close, then destroy': async ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story, { final() {} })));
    story.outcome('close', writerOf(writableToWeb(stream), story).close());
    await story.rest();
    stream.destroy();
  },
  'close, then abort': async ({ Writable, writableToWeb }, story) => {
    let end: (() => void) | undefined;
    const stream = story.watch(
      new Writable(
        sink(story, {
          final(done) {
            end = done;
          },
        }),
      ),
    );
    const writer = writerOf(writableToWeb(stream), story);
    story.outcome('close', writer.close());
    await story.rest();
    story.outcome('abort', writer.abort(boom));
    await story.rest();
    end?.();
  },
  'the end by others': async ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story)));
    const writer = writerOf(writableToWeb(stream), story);
    stream.end();
    await story.rest();
    story.outcome('write', writer.write('a'));
    story.outcome('close', writer.close());
  },
  'a stream that is destroyed': ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story))).destroy();
    story.outcome('write', writerOf(writableToWeb(stream), story).write('a'));
  },
  'a stream that has failed': async ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story))).destroy(boom);
    await story.rest();
    story.outcome('write', writerOf(writableToWeb(stream), story).write('a'));
  },
  'a stream that is ending': ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story))).end();
    story.outcome('write', writerOf(writableToWeb(stream), story).write('a'));
  },
  'a stream that has finished': async ({ Writable, writableToWeb }, story) => {
    const stream = story.watch(new Writable(sink(story))).end();
    await story.rest();
    story.outcome('write', writerOf(writableToWeb(stream), story).write('a'));
  },
  'emitClose: false': ({ Writable, writableToWeb }, story) => {
    const writer = writerOf(writableToWeb(new Writable(sink(story, { emitClose: false }))), story);
    story.outcome('close', writer.close());
  },
  'autoDestroy: false': ({ Writable, writableToWeb }, story) => {
    const writer = writerOf(writableToWeb(new Writable(sink(story, { autoDestroy: false }))), story);
    story.outcome('close', writer.close());
  },
};

for (const options of [
  {},
  { highWaterMark: 3 },
  { objectMode: true },
  { objectMode: true, highWaterMark: 2 },
]) {
  writables[`backpressure, ${JSON.stringify(options)}`] = async ({ Writable, writableToWeb }, story) => {
    const hold: (() => void)[] = [];
    const stream: Writable = story.watch(new Writable(sink(story, options, hold)));
    const writer = writerOf(writableToWeb(stream), story);
    for (let n = 0; n < 4; n++) story.outcome(`write ${n}`, writer.write('a'));
    for (let n = 0; n < 5; n++) {
      story.log(writer.desiredSize, stream.writableLength, stream.writableNeedDrain, hold.length);
      await story.rest();
      hold.shift()?.();
    }
    story.outcome('close', writer.close());
  };
}

/** Both sides of a stream as web streams. */
function sides(pair: { readable: ReadableStream; writable: WritableStream }, story: Recorder) {
  const writer = pair.writable.getWriter();
  const reader = pair.readable.getReader();
  story.outcome('writer closed', writer.closed);
  story.outcome('reader closed', reader.closed);
  return { reader, writer };
}

const duplexes: Record<string, Story> = {
  'an error': ({ PassThrough, duplexToWeb }, story) => {
    const duplex = story.watch(new PassThrough());
    sides(duplexToWeb(duplex), story);
    duplex.destroy(boom);
  },
  'a premature close': ({ PassThrough, duplexToWeb }, story) => {
    const duplex = story.watch(new PassThrough());
    sides(duplexToWeb(duplex), story);
    duplex.destroy();
  },
  cancel: ({ PassThrough, duplexToWeb }, story) => {
    const { reader } = sides(duplexToWeb(story.watch(new PassThrough())), story);
    story.outcome('cancel', reader.cancel(boom));
  },
  abort: ({ PassThrough, duplexToWeb }, story) => {
    const { writer } = sides(duplexToWeb(story.watch(new PassThrough())), story);
    story.outcome('abort', writer.abort(boom));
  },
  'a stream that is destroyed': ({ PassThrough, duplexToWeb }, story) => {
    sides(duplexToWeb(story.watch(new PassThrough()).destroy()), story);
  },
  'a stream that has failed': ({ PassThrough, duplexToWeb }, story) => {
    sides(duplexToWeb(story.watch(new PassThrough()).destroy(boom)), story);
  },
  'no readable side': ({ Duplex, duplexToWeb }, story) => {
    const duplex = story.watch(new Duplex({ ...sink(story), readable: false } as object));
    const { writer } = sides(duplexToWeb(duplex), story);
    story.outcome('write', writer.write('a'));
    story.outcome('close', writer.close());
  },
  'no writable side': ({ Duplex, duplexToWeb }, story) => {
    const duplex = story.watch(new Duplex({ ...nothing, writable: false } as object));
    const { reader } = sides(duplexToWeb(duplex), story);
    duplex.push('a');
    duplex.push(null);
    for (let n = 0; n < 2; n++) story.outcome('read', reader.read());
  },
  'a writable side that has finished': async ({ Duplex, duplexToWeb }, story) => {
    const duplex = story.watch(new Duplex({ ...nothing, ...sink(story) })).end();
    await story.rest();
    const { reader } = sides(duplexToWeb(duplex), story);
    duplex.push(null);
    story.outcome('read', reader.read());
  },
  'a readable side that has ended': async ({ Duplex, duplexToWeb }, story) => {
    const duplex = story.watch(new Duplex({ ...nothing, ...sink(story) })).resume();
    duplex.push(null);
    await story.rest();
    const { writer } = sides(duplexToWeb(duplex), story);
    story.outcome('write', writer.write('a'));
    story.outcome('close', writer.close());
  },
};

describe.each(Object.entries({ readableToWeb: readables, writableToWeb: writables, duplexToWeb: duplexes }))(
  '%s, as node:stream does',
  (_name, stories) => {
    it.each(Object.entries(stories))('%s', async (_title, story) => {
      expect(await tell(story, ours)).toEqual(await tell(story, theirs));
    });
  },
);

describe('errors', () => {
  const values = [
    undefined,
    null,
    1,
    'a',
    {},
    [],
    nop,
    new Map(),
    new ReadableStream(),
    new WritableStream(),
  ];
  const calls = ['readableToWeb', 'writableToWeb', 'duplexToWeb'] as const;

  it.each(calls)('%s, of what it cannot bridge, throws what node:stream throws', async (name) => {
    for (const value of values) {
      const messages = [ours, theirs].map((bridges) => thrownBy(() => bridges[name](value as never)));
      expect(messages[0]).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
      expect(messages[0]?.message).toBe(messages[1]?.message);
    }
    for (const Kind of ['Readable', 'Writable', 'Duplex'] as const) {
      const thrown = [ours, theirs].map((bridges) => {
        const stream = new bridges[Kind]();
        return thrownBy(() => bridges[name](stream))?.message;
      });
      expect(thrown[0]).toBe(thrown[1]);
    }
  });
});

describe('mixed', () => {
  it("readableToWeb, of Node's own stream, reads it", async () => {
    const { value } = await ours
      .readableToWeb(theirs.Readable.from(['a']))
      .getReader()
      .read();
    expect(value).toBe('a');
  });

  it("readableToWeb, of one of the core, gives Node's own consumers a stream", async () => {
    const response = new Response(ours.readableToWeb(ours.Readable.from(['é', 'a'], { objectMode: false })));
    expect(await response.text()).toBe('éa');
  });
});

function nop(): void {}

function thrownBy(call: () => unknown): Error | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
