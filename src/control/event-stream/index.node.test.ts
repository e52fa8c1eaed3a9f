import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Held } from '../_test-held.node.ts';
import { merge } from './index.ts';

describe('event-stream on Node', () => {
  it.each([false, true])(
    'a million objects of four streams merged into a slow sink, ordered: %s, are never many at a time',
    async (ordered) => {
      const held = new Held();
      const sources = Array.from({ length: 4 }, () => held.source(250_000));
      const sink = held.sink();
      const finished = new Promise((resolve) => sink.on('finish', resolve));
      merge(sources, { ordered }).pipe(sink);
      await finished;
      expect(held.now).toBe(0);
      // The buffers of the sources and the sink, and a chunk or two of each source on its way.
      expect(held.most).toBeLessThan(4 * 16 + 16 + 4 * 2 + 3);
    },
  );

  it('an error of a merged stream of Node, destroys the others', async () => {
    const held = new Held();
    const [a, b] = [held.source(10), held.source(10)];
    const merged = merge(a, b);
    const failed = new Promise((resolve) => merged.on('error', resolve));
    merged
      .pipe(new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() }))
      .on('error', () => {});
    a.destroy(new Error('lost'));
    expect(await failed).toMatchObject({ message: 'lost' });
    expect(b.destroyed).toBe(true);
  });
});
