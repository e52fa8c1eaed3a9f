import * as node from 'node:stream';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../core/pipeline.ts';
import { Held } from './_test-held.node.ts';
import { map } from './map-stream.ts';

type Callback = (error?: Error | null) => void;
type Pipeline = (...parts: unknown[]) => unknown;

describe('map on Node', () => {
  it.each([
    ['at once', (chunk: object, callback: (error: null, chunk: object) => void) => callback(null, chunk)],
    [
      'in a later turn',
      (chunk: object, callback: (error: null, chunk: object) => void) =>
        queueMicrotask(() => callback(null, chunk)),
    ],
  ])(
    'a million objects through map into a slow sink, answered %s, are never many at a time',
    async (_when, fn) => {
      const held = new Held();
      const sink = held.sink();
      const finished = new Promise((resolve) => sink.on('finish', resolve));
      held
        .source(1_000_000)
        .pipe(map<unknown>(fn as never))
        .pipe(sink);
      await finished;
      expect(held.now).toBe(0);
      // The buffers of the source and the sink, the limit of map, and one chunk on its way between each two.
      expect(held.most).toBeLessThan(16 + 128 + 16 + 3);
    },
  );

  it.each([
    ['node:stream', node.pipeline as Pipeline],
    ['gardenhose', pipeline as unknown as Pipeline],
  ])(
    'pipeline of %s, passes everything, and destroys the map when its function fails',
    async (_name, join) => {
      const run = (...parts: unknown[]): Promise<void> =>
        new Promise((resolve, reject) => {
          const done: Callback = (error) => (error ? reject(error) : resolve());
          join(...parts, done);
        });
      const seen: unknown[] = [];
      const sink = (): node.Writable =>
        new node.Writable({
          objectMode: true,
          write(chunk, _encoding, done) {
            seen.push(chunk);
            queueMicrotask(done);
          },
        });
      const good = map(async (n: number) => n * 2, { concurrency: 3 });
      await run(node.Readable.from([1, 2, 3, 4, 5]), good, sink());
      expect(seen).toEqual([2, 4, 6, 8, 10]);
      expect(good.destroyed).toBe(true);

      const source = node.Readable.from([1, 2, 3, 4, 5]);
      const bad = map(async (n: number) => {
        if (n === 3) throw new Error('refused');
        return n;
      });
      await expect(run(source, bad, sink())).rejects.toThrow('refused');
      expect([source.destroyed, bad.destroyed]).toEqual([true, true]);
    },
  );
});
