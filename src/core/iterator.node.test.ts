/** The iterator of a Readable, beside that of node:stream on the same line of Node. */
import { Duplex as NodeDuplex, Readable as NodeReadable } from 'node:stream';
import { inspect, types } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Duplex } from './duplex.ts';
import { Readable } from './readable.ts';

type Class = typeof Readable;

/** What `look` sees of an iterator of ours, and of Node's. */
function both<T>(look: (Class: Class) => T): [ours: T, theirs: T] {
  return [look(Readable), look(NodeReadable as unknown as Class)];
}

const open = (Class: Class) => new Class<unknown>({ objectMode: true, read() {} });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The settled answers, as text, in the order in which they came. */
async function answersOf(calls: readonly PromiseLike<unknown>[]): Promise<string[]> {
  const seen: string[] = [];
  for (const [index, call] of calls.entries()) {
    call.then(
      (answer) => seen.push(`${index} ${inspect(answer)}`),
      (reason) => seen.push(`${index} ${reason}`),
    );
  }
  await turn();
  return seen;
}

describe('behaviour', () => {
  it('iterator, looked at, is what it is in Node', () => {
    const [ours, theirs] = both((Class) => {
      const iterator = open(Class).iterator();
      return [
        Object.prototype.toString.call(iterator),
        types.isGeneratorObject(iterator),
        Reflect.ownKeys(iterator),
        inspect(iterator, { depth: -1 }),
        (['next', 'return', 'throw'] as const).map((name) => [iterator[name].name, iterator[name].length]),
        typeof (iterator as { [Symbol.asyncDispose]?: unknown })[Symbol.asyncDispose],
        Symbol.asyncIterator in iterator && iterator[Symbol.asyncIterator]() === iterator,
      ];
    });
    expect(ours).toEqual(theirs);
  });

  it('iterator, its stream, can be asked of it', () => {
    const source = open(Readable);
    expect((source.iterator() as { stream?: unknown }).stream).toBe(source);
  });

  it('next, called on what is no iterator, does what it does in Node', async () => {
    const [ours, theirs] = both((Class) => {
      const { next } = open(Class).iterator();
      return Promise.race([
        next.call({} as never).then(
          () => 'fulfilled',
          (error: Error) => error.name,
        ),
        turn().then(() => 'waits'),
      ]);
    });
    expect(await ours).toBe(await theirs);
  });

  it('iterator, chunks that are promises, are answered as in Node', async () => {
    const [ours, theirs] = both(async (Class) => {
      const source = open(Class).on('error', () => {});
      for (const chunk of [Promise.resolve(1), Promise.reject(new Error('nope')), 3]) source.push(chunk);
      const iterator = source.iterator();
      return [...(await answersOf([iterator.next(), iterator.next(), iterator.next()])), source.destroyed];
    });
    expect(await ours).toEqual(await theirs);
  });

  it('return and throw, behind a next that waits, are answered as in Node', async () => {
    const [ours, theirs] = both(async (Class) => {
      const source = open(Class).on('error', () => {});
      const iterator = source.iterator();
      const calls = [
        iterator.next(),
        iterator.throw(new Error('thrown')),
        iterator.next(),
        iterator.return(Promise.resolve(7) as never),
      ];
      const waits = source.destroyed;
      source.push(1);
      return [waits, ...(await answersOf(calls)), source.destroyed];
    });
    expect(await ours).toEqual(await theirs);
  });

  it('return, before any next, leaves the stream alone as in Node', async () => {
    const [ours, theirs] = both(async (Class) => {
      const source = open(Class);
      const iterator = source.iterator();
      const answers = await answersOf([iterator.return(), iterator.next()]);
      return [...answers, source.destroyed, source.listenerCount('readable')];
    });
    expect(await ours).toEqual(await theirs);
  });

  it.each([
    ['open', {}, undefined],
    ['to be left alone', {}, { destroyOnReturn: false }],
    ['not allowed to be half open', { allowHalfOpen: false }, undefined],
    ['not destroyed by itself', { autoDestroy: false }, undefined],
    ['ended', { end: true }, undefined],
    ['still finishing', { end: true, final() {} }, undefined],
    ['not there', { writable: false }, undefined],
    ['all there is', { readable: false }, undefined],
  ])(
    'for await, to the end of a Duplex whose writable side is %s, leaves it as Node does',
    async (_how, given, how) => {
      const { end, ...options } = given as { end?: boolean };
      const [ours, theirs] = [Duplex, NodeDuplex as unknown as typeof Duplex].map(async (Class) => {
        const stream = new Class({
          read() {
            this.push(null);
          },
          write: (_chunk, _encoding, done) => done(),
          ...options,
        });
        const errors: unknown[] = [];
        stream.on('error', ({ code }: { code?: unknown }) => errors.push(code));
        if (end) stream.end();
        for await (const chunk of stream.iterator(how)) errors.push(chunk);
        const listeners = ['readable', 'end', 'error', 'close'].map((event) => stream.listenerCount(event));
        await turn();
        return [stream.destroyed, stream.writable, stream.errored?.message, errors, listeners];
      });
      expect(await ours).toEqual(await theirs);
    },
  );
});

describe('errors', () => {
  it('for await, when _read throws among chunks that come at once, throws that', async () => {
    let asked = 0;
    const source = new Readable<number>({
      objectMode: true,
      read() {
        if (asked === 5) throw new Error('boom');
        this.push(asked++);
      },
    });
    const seen: unknown[] = [];
    const loop = async (): Promise<void> => {
      for await (const chunk of source) seen.push(chunk);
    };
    await expect(loop()).rejects.toThrow('boom');
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});
