/** `await using` a stream, in any state: it is closed afterwards, and settles as in Node. */
import * as node from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Duplex } from './duplex.ts';
import { nodeLine } from './platform.node.ts';
import { Readable } from './readable.ts';

const boom = new Error('boom');
const implementations = [{ Readable, Duplex } as unknown as typeof node, node];

async function rest(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const states: Record<string, (on: typeof node) => node.Readable | Promise<node.Readable>> = {
  open: ({ Readable }) => new Readable({ read() {} }),
  'open with data': ({ Readable }) => Readable.from(['a', 'b']),
  'of two sides': ({ Duplex }) => new Duplex({ read() {}, write() {} }),
  'whose destroy takes its time': ({ Readable }) =>
    new Readable({ read() {}, destroy: (error, done) => void setImmediate(done, error) }),
  'that emits no close': ({ Readable }) => new Readable({ read() {}, emitClose: false }),
  'just destroyed': ({ Readable }) => new Readable({ read() {} }).destroy(),
  'just failed': ({ Readable }) =>
    new Readable({ read() {} }).on('error', () => {}).destroy(boom) as node.Readable,
  'long failed': async ({ Readable }) => {
    const stream = new Readable({ read() {} }).on('error', () => {}).destroy(boom);
    await rest();
    return stream as node.Readable;
  },
  'long closed': async ({ Readable }) => {
    const stream = new Readable({ read() {} }).destroy();
    await rest();
    return stream as node.Readable;
  },
  ended: async ({ Readable }) => {
    const stream = Readable.from(['a']).resume();
    await rest();
    return stream;
  },
  'ended and not destroyed by itself': async ({ Readable }) => {
    const stream = new Readable({ autoDestroy: false, read: () => void stream.push(null) }).resume();
    await rest();
    return stream;
  },
};

if (nodeLine < 24) {
  states['whose destroy fails'] = ({ Readable }) =>
    new Readable({ read() {}, destroy: (_error, done) => done(new Error('No')) });
}

describe('behaviour', () => {
  it.each(Object.entries(states))(
    'asyncDispose, of a stream %s, does what Node does',
    async (_name, make) => {
      const [our, their] = await Promise.all(
        implementations.map(async (on) => {
          const told: unknown[] = [];
          const stream = (await make(on)) as unknown as node.Readable & AsyncDisposable;
          stream.on('close', () => told.push('close'));
          stream[Symbol.asyncDispose]().then(
            () => told.push('disposed'),
            (error) => told.push(`${error}`),
          );
          await rest();
          return [told, stream.destroyed, stream.closed];
        }),
      );
      expect(our).toEqual(their);
    },
  );
});
