import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as ours from '../../index.ts';
import { Held } from '../_test-held.node.ts';
import { split } from '../split.ts';
import { merge, parse } from './index.ts';

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

  it.each([
    ['ours', ours.pipeline, ours.Writable as unknown as typeof Writable],
    ["Node's", ours.pipeline, Writable],
  ])(
    'parse, of a null in the input, fails a pipeline into a stream of %s',
    async (_whose, pipeline, Sink) => {
      const rows: unknown[] = [];
      const source = Readable.from(['1\n', 'null\n', '2\n']);
      const sink = new Sink({
        objectMode: true,
        write(row, _encoding, done) {
          rows.push(row);
          done();
        },
      });
      const error = await new Promise((resolve) => pipeline(source, split(), parse(), sink, resolve));
      expect([rows, error]).toEqual([[1], expect.objectContaining({ code: 'ERR_STREAM_NULL_VALUES' })]);
      expect([source.destroyed, sink.destroyed]).toEqual([true, true]);
    },
  );
});
