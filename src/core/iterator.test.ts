import { describe, expect, it } from 'vitest';
import type { ReadableOptions } from './readable.ts';
import { Readable } from './readable.ts';

/** A stream that pushes a chunk each time that it is asked, and then ends. */
function promptly(chunks: readonly unknown[], options: ReadableOptions<unknown> = {}): Readable<unknown> {
  let next = 0;
  return new Readable<unknown>({
    objectMode: true,
    read() {
      this.push(next < chunks.length ? chunks[next++] : null);
    },
    ...options,
  });
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('behaviour', () => {
  it.each([0, 1, 2, 16])(
    'for await, with a highWaterMark of %i, hands out what comes at once, in order',
    async (highWaterMark) => {
      const seen: unknown[] = [];
      for await (const chunk of promptly(numbers(100), { highWaterMark })) {
        seen.push(chunk);
        // Now and then the buffer fills meanwhile.
        if (seen.length % 30 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      expect(seen).toEqual(numbers(100));
    },
  );

  it('for await, over bytes that come at once, hands out each chunk', async () => {
    const bytes = numbers(20).map((n) => Uint8Array.of(n));
    const seen: number[] = [];
    for await (const chunk of promptly(bytes, { objectMode: false })) seen.push(...(chunk as Uint8Array));
    expect(seen).toEqual(numbers(20));
  });

  it('for await, of chunks that are promises, waits for them', async () => {
    const seen: unknown[] = [];
    for await (const chunk of promptly([0, 1, Promise.resolve(2), 3])) seen.push(chunk);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('for await, of undefined among the chunks, hands it out', async () => {
    const seen: unknown[] = [];
    for await (const chunk of promptly([0, 1, undefined, 3])) seen.push(chunk);
    expect(seen).toEqual([0, 1, undefined, 3]);
  });

  it("'data', listened to in the loop, tells of every further chunk", async () => {
    const source = promptly(numbers(10));
    const heard: unknown[] = [];
    for await (const chunk of source) if (chunk === 4) source.on('data', (later) => heard.push(later));
    expect(heard).toEqual([5, 6, 7, 8, 9]);
  });

  it('read, replaced in the loop, is called from then on', async () => {
    const source = promptly(numbers(6));
    const seen: unknown[] = [];
    for await (const chunk of source) {
      seen.push(chunk);
      if (chunk !== 2) continue;
      const { read } = source;
      source.read = (size) => {
        const own = read.call(source, size);
        return own === null || size === 0 ? own : -(own as number);
      };
    }
    expect(seen).toEqual([0, 1, 2, -3, -4, -5]);
  });

  it('emit, replaced in the loop, sees every further event', async () => {
    const source = promptly(numbers(5));
    const events: string[] = [];
    for await (const chunk of source) {
      if (chunk !== 2) continue;
      const { emit } = source;
      source.emit = (event: string, ...args: unknown[]) => {
        if (event === 'data') events.push(`data ${args[0]}`);
        return (emit as (...args: unknown[]) => boolean).call(source, event, ...args);
      };
    }
    expect(events).toEqual(['data 3', 'data 4']);
  });

  it('for await, left early, destroys the stream', async () => {
    const source = promptly(numbers(9));
    const closed = new Promise((resolve) =>
      source.on('error', () => {}).on('close', () => resolve('closed')),
    );
    for await (const chunk of source) if (chunk === 4) break;
    expect(source.destroyed).toBe(true);
    expect(await closed).toBe('closed');
  });

  it('iterator, left early with destroyOnReturn false, leaves the rest and no listener', async () => {
    const source = promptly(numbers(9));
    for await (const chunk of source.iterator({ destroyOnReturn: false })) if (chunk === 4) break;
    expect([source.destroyed, source.listenerCount('readable'), source.listenerCount('close')]).toEqual([
      false,
      0,
      0,
    ]);
    const rest: unknown[] = [];
    for await (const chunk of source) rest.push(chunk);
    expect(rest).toEqual([5, 6, 7, 8]);
  });

  it('iterator, its next called thrice without waiting, answers in order', async () => {
    const iterator = promptly(numbers(4)).iterator();
    await iterator.next();
    const answers = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
    expect(answers.map(({ value, done }) => [value, done])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [undefined, true],
    ]);
  });

  it('iterator, its next called while one waits, answers in order', async () => {
    const source = new Readable<number>({ objectMode: true, read() {} });
    const iterator = source.iterator();
    const answers = Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.return()]);
    for (const n of numbers(3)) source.push(n);
    expect((await answers).map(({ value }) => value)).toEqual([0, 1, 2, undefined]);
    expect(source.destroyed).toBe(true);
  });

  it('iterator, its next kept and called like a loop does, goes on after a wait', async () => {
    const source = new Readable<number>({ objectMode: true, read() {} });
    const iterator = source.iterator();
    const next = iterator.next.bind(iterator);
    const seen: unknown[] = [];
    for (const n of numbers(4)) {
      const answer = next();
      if (n % 2 === 0) {
        source.push(n);
        source.push(n + 1);
      }
      seen.push((await answer).value);
    }
    expect(seen).toEqual([0, 1, 2, 3]);
  });
});

describe('errors', () => {
  it('for await, of a chunk that is a rejected promise, throws the reason and destroys', async () => {
    const source = promptly([0, 1, Promise.reject(new Error('late')), 3]).on('error', () => {});
    const loop = async (): Promise<void> => {
      for await (const _ of source);
    };
    await expect(loop()).rejects.toThrow('late');
    expect(source.destroyed).toBe(true);
  });

  it('for await, when the stream is destroyed in the loop, throws ERR_STREAM_PREMATURE_CLOSE', async () => {
    const source = promptly(numbers(9));
    const loop = async (): Promise<void> => {
      for await (const chunk of source) if (chunk === 4) source.destroy();
    };
    await expect(loop()).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });
});
