/** `fromWeb` on node:stream and on the core: the same stories have the same course. */
import { describe, expect, it } from 'vitest';
import type { Recorder, Story } from './_test/bridges.ts';
import { ours, tell, theirs } from './_test/bridges.ts';
import { nodeLine } from './platform.node.ts';

const boom = new Error('boom');

/** A web stream to read from that writes down its cancellation, and its controller. */
function webSource(story: Recorder, source: UnderlyingDefaultSource = {}) {
  let controller!: ReadableStreamDefaultController;
  const web = new ReadableStream({
    ...source,
    start(given) {
      controller = given;
    },
    cancel(reason) {
      story.log('cancelled', reason);
      return source.cancel?.(reason);
    },
  });
  return { web, controller };
}

/** A web stream to write to that writes down what it gets, and its controller. */
function webSink(story: Recorder, sink: UnderlyingSink = {}, strategy?: QueuingStrategy) {
  let controller!: WritableStreamDefaultController;
  const web = new WritableStream(
    {
      start(given) {
        controller = given;
        return sink.start?.(given);
      },
      write(chunk, given) {
        story.log('write', chunk);
        return sink.write?.(chunk, given);
      },
      close() {
        story.log('closed');
        return sink.close?.();
      },
      abort(reason) {
        story.log('aborted', reason);
        return sink.abort?.(reason);
      },
    },
    strategy,
  );
  return { web, controller };
}

const readables: Record<string, Story> = {
  bytes: async ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    const stream = story.watch(readableFromWeb(web), 'data');
    for (const chunk of [new Uint8Array([1, 2]), Buffer.from('a'), 'é', new Uint8Array(0), ''])
      controller.enqueue(chunk);
    await story.rest();
    controller.enqueue('b');
    controller.close();
    await story.rest();
    story.log(web.locked, stream.destroyed, stream.readableHighWaterMark, stream.readableObjectMode);
  },
  'a byte stream': ({ readableFromWeb }, story) => {
    let n = 0;
    const web = new ReadableStream({
      type: 'bytes',
      pull(controller) {
        controller.enqueue(new Uint8Array([n]));
        if (++n === 3) controller.close();
      },
    });
    story.watch(readableFromWeb(web), 'data');
  },
  'an encoding': ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    story.watch(readableFromWeb(web, { encoding: 'utf8' }), 'data');
    for (const byte of [0xc3, 0xa9]) controller.enqueue(new Uint8Array([byte]));
    controller.close();
  },
  'text in another encoding': ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    story.watch(readableFromWeb(web, { encoding: 'latin1' }), 'data');
    controller.enqueue('é');
    controller.enqueue(new Uint8Array([0xe9]));
    controller.close();
  },
  objects: async ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    const stream = story.watch(readableFromWeb(web, { objectMode: true }), 'data');
    for (const chunk of [{ a: 1 }, 0, new Uint8Array([1]), undefined, '']) controller.enqueue(chunk);
    controller.close();
    await story.rest();
    story.log(stream.readableHighWaterMark, stream.readableObjectMode);
  },
  'a chunk of the wrong kind': ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    story.watch(readableFromWeb(web), 'data');
    controller.enqueue(7);
  },
  'an error before': ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    controller.error(boom);
    story.watch(readableFromWeb(web), 'data');
  },
  'an error while it is read': async ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    story.watch(readableFromWeb(web), 'data');
    await story.rest();
    controller.error(boom);
  },
  'an error while nobody reads': async ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    const stream = story.watch(readableFromWeb(web));
    await story.rest();
    controller.error(boom);
    await story.rest();
    story.log(stream.errored);
  },
  'an error while a chunk waits': async ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    story.watch(readableFromWeb(web), 'readable');
    controller.enqueue('a');
    await story.rest();
    controller.error(boom);
  },
  'an error without a reason': ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    story.watch(readableFromWeb(web), 'data');
    controller.error();
  },
  'the end before': ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    controller.close();
    story.watch(readableFromWeb(web), 'data');
  },
  'the end, while nobody reads': async ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    const stream = story.watch(readableFromWeb(web));
    controller.close();
    await story.rest();
    story.log(stream.destroyed, stream.readableEnded);
  },
  'destroy, with an error': async ({ readableFromWeb }, story) => {
    const { web } = webSource(story);
    const stream = story.watch(readableFromWeb(web), 'data');
    await story.rest();
    stream.destroy(boom);
    await story.rest();
    story.log(web.locked);
  },
  'destroy, before anything is read': ({ readableFromWeb }, story) => {
    story.watch(readableFromWeb(webSource(story).web)).destroy();
  },
  'destroy, when cancelling fails': ({ readableFromWeb }, story) => {
    const { web } = webSource(story, { cancel: () => Promise.reject(new Error('cannot')) });
    story.watch(readableFromWeb(web)).destroy();
  },
  'destroy with an error, when cancelling fails': ({ readableFromWeb }, story) => {
    const { web } = webSource(story, { cancel: () => Promise.reject(new Error('cannot')) });
    story.watch(readableFromWeb(web)).destroy(boom);
  },
  'destroy, when cancelling takes its time': async ({ readableFromWeb }, story) => {
    let done: (() => void) | undefined;
    const { web } = webSource(story, {
      cancel: () =>
        new Promise((resolve) => {
          done = resolve;
        }),
    });
    story.watch(readableFromWeb(web), 'data').destroy(boom);
    await story.rest();
    story.log('wait');
    done?.();
  },
  'destroy, after an error': ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    const stream = story.watch(readableFromWeb(web));
    controller.error(boom);
    stream.destroy(new Error('mine'));
  },
  'destroy, after the end': ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    const stream = story.watch(readableFromWeb(web));
    controller.close();
    stream.destroy(boom);
  },
  'a loop that is left': async ({ readableFromWeb }, story) => {
    const { web, controller } = webSource(story);
    controller.enqueue('a');
    for await (const chunk of story.watch(readableFromWeb(web))) {
      story.log(chunk);
      break;
    }
  },
  'a stream that is locked': ({ readableFromWeb }) => {
    const web = new ReadableStream();
    web.getReader();
    readableFromWeb(web);
  },
};

for (const options of [
  {},
  { highWaterMark: 0 },
  { highWaterMark: 8 },
  { objectMode: true, highWaterMark: 2 },
]) {
  readables[`backpressure, ${JSON.stringify(options)}`] = async ({ readableFromWeb }, story) => {
    let n = 0;
    const web = new ReadableStream({
      pull(controller) {
        n++;
        controller.enqueue(new Uint8Array(4));
      },
    });
    const stream = readableFromWeb(web, options);
    for (const step of [
      () => {},
      () => stream.read(),
      () => stream.once('readable', () => {}),
      () => stream.read(1),
    ]) {
      step();
      await story.rest();
      story.log(n, stream.readableLength, stream.readableFlowing);
    }
    stream.on('error', () => {}).destroy();
  };
}

const writables: Record<string, Story> = {
  'text and bytes': async ({ writableFromWeb }, story) => {
    const { web } = webSink(story);
    const stream = story.watch(writableFromWeb(web));
    stream.write('é', (error) => story.log('callback 1', error));
    stream.write('4142', 'hex');
    stream.write(Buffer.from('b'), (error) => story.log('callback 2', error));
    stream.end('c', () => story.log('callback end'));
    await story.rest();
    story.log(web.locked, stream.writableHighWaterMark, stream.writableObjectMode);
  },
  'decodeStrings: false': ({ writableFromWeb }, story) => {
    const stream = story.watch(writableFromWeb(webSink(story).web, { decodeStrings: false }));
    stream.write('é');
    stream.end('4142', 'hex');
  },
  objects: ({ writableFromWeb }, story) => {
    const stream = story.watch(writableFromWeb(webSink(story).web, { objectMode: true }));
    for (const chunk of [{ a: 1 }, 's', Buffer.from('x'), new Uint8Array(1)]) stream.write(chunk);
    stream.end();
  },
  'a write that fails': ({ writableFromWeb }, story) => {
    const { web } = webSink(story, { write: () => Promise.reject(boom) });
    const stream = story.watch(writableFromWeb(web));
    stream.write('a', (error) => story.log('callback 1', error));
    stream.write('b', (error) => story.log('callback 2', error));
  },
  'an end that fails': ({ writableFromWeb }, story) => {
    const { web } = webSink(story, { close: () => Promise.reject(boom) });
    story.watch(writableFromWeb(web)).end('a', (error?: Error) => story.log('callback end', error));
  },
  'an error of the web stream': async ({ writableFromWeb }, story) => {
    const { web, controller } = webSink(story);
    const stream = story.watch(writableFromWeb(web));
    await story.rest();
    controller.error(boom);
    await story.rest();
    story.log(stream.destroyed);
    stream.write('a', (error) => story.log('callback', error));
  },
  'an error without a reason': async ({ writableFromWeb }, story) => {
    const { web, controller } = webSink(story);
    story.watch(writableFromWeb(web));
    await story.rest();
    controller.error();
  },
  'an error before': ({ writableFromWeb }, story) => {
    const { web, controller } = webSink(story);
    controller.error(boom);
    story.watch(writableFromWeb(web)).write('a', (error) => story.log('callback', error));
  },
  'closed before': async ({ writableFromWeb }, story) => {
    const { web } = webSink(story);
    await web.close();
    const stream = story.watch(writableFromWeb(web));
    await story.rest();
    story.log(stream.destroyed, stream.writable);
  },
  'closed before, then ended': async ({ writableFromWeb }, story) => {
    const { web } = webSink(story);
    await web.close();
    story.watch(writableFromWeb(web)).end((error?: Error) => story.log('callback end', error));
  },
  'a stream that is locked': ({ writableFromWeb }) => {
    const web = new WritableStream();
    web.getWriter();
    writableFromWeb(web);
  },
  destroy: async ({ writableFromWeb }, story) => {
    const { web } = webSink(story);
    story.watch(writableFromWeb(web)).destroy();
    await story.rest();
    story.log(web.locked);
  },
  'destroy, with an error': ({ writableFromWeb }, story) => {
    story.watch(writableFromWeb(webSink(story).web)).destroy(boom);
  },
  'destroy, after end': ({ writableFromWeb }, story) => {
    story
      .watch(writableFromWeb(webSink(story).web))
      .end()
      .destroy(boom);
  },
  'destroy, when aborting fails': ({ writableFromWeb }, story) => {
    const { web } = webSink(story, { abort: () => Promise.reject(new Error('cannot')) });
    story.watch(writableFromWeb(web)).destroy(boom);
  },
  'a slow start': async ({ writableFromWeb }, story) => {
    let start: (() => void) | undefined;
    const { web } = webSink(story, {
      start: () =>
        new Promise<void>((resolve) => {
          start = resolve;
        }),
    });
    const stream = story.watch(writableFromWeb(web));
    stream.write('a', (error) => story.log('callback', error));
    await story.rest();
    story.log('wait');
    start?.();
    stream.end();
  },
  'one write after the other': ({ writableFromWeb }, story) => {
    const stream = story.watch(writableFromWeb(webSink(story).web));
    for (const chunk of ['a', 'b']) stream.write(chunk, (error) => story.log('callback', chunk, error));
  },
  'writes that wait together': async ({ writableFromWeb }, story) => {
    const stream = story.watch(writableFromWeb(webSink(story).web));
    stream.cork();
    for (const chunk of ['a', 'b', 'c']) stream.write(chunk, (error) => story.log('callback', chunk, error));
    stream.uncork();
    await story.rest();
    stream.end();
  },
  'a transform that is cancelled': async ({ writableFromWeb }, story) => {
    const { readable, writable } = new TransformStream();
    const stream = story.watch(writableFromWeb(writable));
    stream.write('a', (error) => story.log('callback', error));
    const reader = readable.getReader();
    story.outcome('read', reader.read());
    await story.rest();
    story.outcome('cancel', reader.cancel(boom));
    await story.rest();
    story.log(stream.destroyed);
  },
};

for (const error of [undefined, boom]) {
  writables[`destroy, during a write, with ${error}`] = async ({ writableFromWeb }, story) => {
    let written: (() => void) | undefined;
    const { web } = webSink(story, {
      write: () =>
        new Promise<void>((resolve) => {
          written = resolve;
        }),
    });
    const stream = story.watch(writableFromWeb(web));
    stream.write('a', (reason) => story.log('callback 1', reason));
    stream.write('b', (reason) => story.log('callback 2', reason));
    await story.rest();
    stream.destroy(error);
    await story.rest();
    story.log('wait');
    written?.();
  };
}

const sizes: [options: object, strategy?: QueuingStrategy][] = [
  [{}],
  [{ highWaterMark: 3 }],
  [{ highWaterMark: 3 }, { highWaterMark: 5 }],
  [{ objectMode: true, highWaterMark: 2 }],
];

for (const [options, strategy] of sizes) {
  writables[`backpressure, ${JSON.stringify([options, strategy])}`] = async ({ writableFromWeb }, story) => {
    const written: (() => void)[] = [];
    const { web } = webSink(
      story,
      { write: () => new Promise<void>((resolve) => written.push(resolve)) },
      strategy,
    );
    const stream = story.watch(writableFromWeb(web, options));
    for (const chunk of ['ab', 'cd', 'ef']) {
      story.log(
        stream.write(chunk, (error) => story.log('callback', chunk, error)),
        stream.writableLength,
      );
    }
    for (let n = 0; n < 3; n++) {
      await story.rest();
      story.log(written.length, stream.writableLength);
      written.shift()?.();
    }
    stream.end();
  };
}

/** Two web streams that have nothing to do with each other. */
function webPair(
  story: Recorder,
  { cancel, ...sink }: UnderlyingSink & Pick<UnderlyingDefaultSource, 'cancel'> = {},
) {
  const source = webSource(story, cancel ? { cancel } : {});
  const { web: writable } = webSink(story, sink);
  return { pair: { readable: source.web, writable }, source: source.controller };
}

const duplexes: Record<string, Story> = {
  'both sides': async ({ duplexFromWeb }, story) => {
    const { pair, source } = webPair(story);
    const duplex = story.watch(duplexFromWeb(pair), 'data');
    duplex.write('é', (error) => story.log('callback', error));
    source.enqueue('x');
    await story.rest();
    duplex.end();
    await story.rest();
    story.log(duplex.destroyed, duplex.allowHalfOpen);
    source.close();
    await story.rest();
    story.log(duplex.destroyed, duplex.readableHighWaterMark, duplex.writableHighWaterMark);
  },
  options: ({ duplexFromWeb }, story) => {
    const { pair, source } = webPair(story);
    const duplex = story.watch(
      duplexFromWeb(pair, { objectMode: true, highWaterMark: 3, decodeStrings: false }),
      'data',
    );
    story.log(duplex.readableHighWaterMark, duplex.writableHighWaterMark);
    story.log(duplex.readableObjectMode, duplex.writableObjectMode);
    for (const chunk of [{ a: 1 }, 's']) duplex.write(chunk);
    source.enqueue({ b: 1 });
  },
  encodings: ({ duplexFromWeb }, story) => {
    const { pair, source } = webPair(story);
    const duplex = story.watch(duplexFromWeb(pair, { encoding: 'utf8' }), 'data');
    for (const byte of [0xc3, 0xa9]) source.enqueue(new Uint8Array([byte]));
    duplex.write('4142', 'hex');
  },
  'a transform': ({ duplexFromWeb }, story) => {
    const duplex = story.watch(duplexFromWeb(new TransformStream()), 'data');
    duplex.write('abc', (error) => story.log('callback', error));
    duplex.end('d');
  },
  'a write that fails': ({ duplexFromWeb }, story) => {
    const { pair } = webPair(story, { write: () => Promise.reject(boom) });
    story.watch(duplexFromWeb(pair), 'data').write('a', (error) => story.log('callback', error));
  },
  'an end that fails': ({ duplexFromWeb }, story) => {
    const { pair } = webPair(story, { close: () => Promise.reject(boom) });
    story.watch(duplexFromWeb(pair), 'data').end((error?: Error) => story.log('callback end', error));
  },
  'destroy, with an error': async ({ duplexFromWeb }, story) => {
    const { pair } = webPair(story);
    story.watch(duplexFromWeb(pair)).destroy(boom);
    await story.rest();
    story.log(pair.readable.locked, pair.writable.locked);
  },
  destroy: ({ duplexFromWeb }, story) => {
    story.watch(duplexFromWeb(webPair(story).pair)).destroy();
  },
  'destroy, when cancelling fails': ({ duplexFromWeb }, story) => {
    const { pair } = webPair(story, { cancel: () => Promise.reject(new Error('cannot')) });
    story.watch(duplexFromWeb(pair)).destroy();
  },
  'destroy, when aborting fails': ({ duplexFromWeb }, story) => {
    const { pair } = webPair(story, { abort: () => Promise.reject(new Error('cannot')) });
    story.watch(duplexFromWeb(pair)).destroy(boom);
  },
  'destroy, after end': async ({ duplexFromWeb }, story) => {
    const duplex = story.watch(duplexFromWeb(webPair(story).pair));
    duplex.end();
    await story.rest();
    duplex.destroy(boom);
  },
  'closed before': async ({ duplexFromWeb }, story) => {
    const { pair, source } = webPair(story);
    source.close();
    await pair.writable.close();
    story.watch(duplexFromWeb(pair), 'data');
  },
  'writes that wait together': ({ duplexFromWeb }, story) => {
    const duplex = story.watch(duplexFromWeb(webPair(story).pair));
    duplex.cork();
    for (const chunk of ['a', 'b']) duplex.write(chunk, (error) => story.log('callback', chunk, error));
    duplex.uncork();
  },
};

for (const allowHalfOpen of [undefined, true, false]) {
  duplexes[`the readable side ends first, allowHalfOpen ${allowHalfOpen}`] = async (
    { duplexFromWeb },
    story,
  ) => {
    const { pair, source } = webPair(story);
    const options = allowHalfOpen === undefined ? {} : { allowHalfOpen };
    const duplex = story.watch(duplexFromWeb(pair, options), 'data');
    source.close();
    await story.rest();
    story.log(duplex.destroyed, duplex.writable);
  };
}

const calls = ['readableFromWeb', 'writableFromWeb', 'duplexFromWeb'] as const;
const tables = { readableFromWeb: readables, writableFromWeb: writables, duplexFromWeb: duplexes };

for (const name of calls) {
  const table = tables[name];
  const open = (story: Recorder) => {
    const { pair } = webPair(story);
    return name === 'duplexFromWeb' ? pair : name === 'readableFromWeb' ? pair.readable : pair.writable;
  };
  table['a signal that has aborted'] = (on, story) => {
    story.watch(on[name](open(story), { signal: AbortSignal.abort(boom) }));
  };
  table['a signal that aborts'] = async (on, story) => {
    const stop = new AbortController();
    story.watch(on[name](open(story), { signal: stop.signal }), 'data');
    await story.rest();
    stop.abort(boom);
  };
  table['a signal that aborts after the end'] = async (on, story) => {
    const stop = new AbortController();
    const { readable, writable } = new TransformStream();
    const transform = { readable, writable };
    const web = name === 'duplexFromWeb' ? transform : name === 'readableFromWeb' ? readable : writable;
    const stream = story.watch(on[name](web, { signal: stop.signal }));
    if (name !== 'duplexFromWeb')
      void (name === 'readableFromWeb' ? writable.close() : readable.cancel(boom));
    stream.resume?.();
    stream.end?.();
    await story.rest();
    stop.abort();
  };
}

// What the core does there on every line, docs/divergences.md says and divergences.node.test.ts tests.
if (nodeLine === 24) delete duplexes['a write that fails'];
if (nodeLine >= 26) {
  for (const error of [undefined, boom]) delete writables[`destroy, during a write, with ${error}`];
}

describe.each(Object.entries(tables))('%s, as node:stream does', (_name, stories) => {
  it.each(Object.entries(stories))('%s', async (_title, story) => {
    expect(await tell(story, ours)).toEqual(await tell(story, theirs));
  });
});

describe('errors', () => {
  const values = [undefined, null, 1, 'a', {}, [], () => {}, new Map(), { readable: new ReadableStream() }];
  const wrong = [
    ...[null, 1, 'a', [], () => {}],
    ...[{ objectMode: 1 }, { objectMode: null }, { encoding: 'utf9' }, { encoding: 1 }, { signal: 1 }],
    ...[
      { highWaterMark: -1 },
      { highWaterMark: 'a' },
      { decodeStrings: 1 },
      { allowHalfOpen: 1 },
      { signal: null },
    ],
  ];

  it.each(calls)('%s, of what it cannot bridge, throws what node:stream throws', (name) => {
    for (const value of [...values, new ReadableStream(), new WritableStream()]) {
      if (thrownBy(() => theirs[name](value)) === undefined) continue;
      const [mine, nodes] = [ours, theirs].map((on) => thrownBy(() => on[name](value)));
      expect(mine).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
      if (value !== undefined) expect(mine?.message).toBe(nodes?.message);
    }
  });

  it.each(calls)('%s, with a wrong option, throws the code that node:stream throws', (name) => {
    for (const options of wrong) {
      const codes = [ours, theirs].map((on) => {
        const [readable, writable] = [new ReadableStream(), new WritableStream()];
        const web = {
          readableFromWeb: readable,
          writableFromWeb: writable,
          duplexFromWeb: { readable, writable },
        };
        return thrownBy(() => on[name](web[name], options))?.code;
      });
      expect([options, codes[0]]).toEqual([options, codes[1]]);
    }
  });
});

function thrownBy(call: () => unknown): (Error & { code?: unknown }) | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
