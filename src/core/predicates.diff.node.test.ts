import { EventEmitter } from 'node:events';
import * as node from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Library } from './_test/lanes.ts';
import { onBoth } from './_test/lanes.ts';

const asked = ['isReadable', 'isWritable', 'isErrored', 'isDisturbed', 'isDestroyed'] as const;

function answers(lib: Library, stream: unknown): string {
  const functions = lib as unknown as Record<string, (stream: unknown) => unknown>;
  return asked.map((name) => `${name} ${functions[name]?.(stream)}`).join();
}

async function same(make: (lib: Library) => unknown): Promise<void> {
  const { expected, actual } = await onBoth(async (lib, log, settle) => {
    const stream = await make(lib);
    log('at once', answers(lib, stream));
    await settle();
    log('later', answers(lib, stream));
  });
  expect(actual).toEqual(expected);
}

const values: unknown[] = [
  null,
  undefined,
  5,
  'x',
  {},
  [],
  () => 1,
  new EventEmitter(),
  { readable: true },
  { writable: true },
  { destroyed: true },
  { _readableState: {} },
  { _writableState: {} },
  { readable: true, on() {}, pipe() {} },
  { readableDidRead: true },
  { readableAborted: true },
  { errored: true },
  { readableErrored: new Error('no') },
  { writableErrored: new Error('no') },
  new Blob(['x']),
];
const states: [string, (lib: Library) => unknown][] = [
  ['a Readable', (lib) => new lib.Readable({ read() {} })],
  ['a Writable', (lib) => new lib.Writable({ write() {} })],
  ['a PassThrough', (lib) => new lib.PassThrough()],
  ['a Readable that ends', (lib) => lib.Readable.from(['a']).resume()],
  ['a Readable that is destroyed', (lib) => new lib.Readable({ read() {} }).destroy()],
  [
    'a Readable that fails',
    (lib) => new lib.Readable({ read() {} }).on('error', () => {}).destroy(new Error('no')),
  ],
  ['a Writable that ends', (lib) => new lib.Writable({ write() {} }).end()],
  [
    'a Writable that fails',
    (lib) => new lib.Writable({ write() {} }).on('error', () => {}).destroy(new Error('no')),
  ],
  ['a Duplex without readable side', (lib) => new lib.Duplex({ readable: false, write() {} } as object)],
  ['a Duplex without writable side', (lib) => new lib.Duplex({ writable: false, read() {} } as object)],
  ['a ReadableStream', () => new ReadableStream()],
  ['a ReadableStream that is closed', () => new ReadableStream({ start: (stream) => stream.close() })],
  [
    'a ReadableStream that failed',
    () => new ReadableStream({ start: (stream) => stream.error(new Error()) }),
  ],
  [
    'a ReadableStream that was cancelled',
    async () => {
      const stream = new ReadableStream();
      await stream.cancel();
      return stream;
    },
  ],
  ['a WritableStream', () => new WritableStream()],
];

describe('predicates', () => {
  it('isReadable and the others, of values of any kind, answer as Node does', async () => {
    for (const value of values) await same(() => value);
  });

  it.each(states)('isReadable and the others, of %s, answer as Node does', async (_what, make) => {
    await same(make);
  });

  it("isReadable and the others, of Node's own streams, answer as Node does", async () => {
    await same(() => new node.PassThrough());
    await same(() => new node.Readable({ read() {} }).destroy());
  });
});

describe('destroy', () => {
  it('destroy, of a stream or an emitter, does what Node does', async () => {
    const { expected, actual } = await onBoth((lib, log) => {
      const { destroy } = lib as unknown as { destroy(stream?: unknown, error?: Error): unknown };
      for (const error of [undefined, new Error('no')]) {
        const streams: EventEmitter[] = [new lib.Readable({ read() {} }), new lib.Writable({ write() {} })];
        if (error !== undefined) streams.push(new EventEmitter());
        for (const [index, stream] of streams.entries()) {
          stream.on('error', (failed) => log(`${index}`, failed));
          stream.on('close', () => log(`${index}`, 'close'));
          log('returns', destroy(stream, error));
        }
      }
      log('returns', destroy());
      log('returns', destroy(null));
    });
    expect(actual).toEqual(expected);
  });
});

describe('setDefaultHighWaterMark', () => {
  it('setDefaultHighWaterMark, of values of any kind, takes or refuses them as Node does', async () => {
    const [bytes, objects] = [node.getDefaultHighWaterMark(false), node.getDefaultHighWaterMark(true)];
    const all: unknown[] = [
      -1,
      1.5,
      '5',
      Number.NaN,
      null,
      undefined,
      Number.POSITIVE_INFINITY,
      2 ** 53,
      0,
      7,
    ];
    const { expected, actual } = await onBoth((lib, log) => {
      for (const value of all) {
        for (const objectMode of [true, false, 5, undefined]) {
          try {
            log('set', lib.setDefaultHighWaterMark(objectMode as boolean, value as number));
          } catch (error) {
            log('set', error);
          }
          log('get', lib.getDefaultHighWaterMark(objectMode as boolean));
        }
      }
      lib.setDefaultHighWaterMark(false, bytes);
      lib.setDefaultHighWaterMark(true, objects);
    });
    expect(actual).toEqual(expected);
  });
});
