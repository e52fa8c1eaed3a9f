/** What a long flow leaves behind, measured on the heap. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../promises.ts';
import { Readable } from '../readable.ts';
import { PassThrough } from '../transform.ts';
import { Writable } from '../writable.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
setFlagsFromString('--no-expose-gc');

function heap(): number {
  gc();
  return process.memoryUsage().heapUsed;
}

describe('behaviour', () => {
  it('a stream, after a million objects to a slow sink, holds less than 8 MB more than before', async () => {
    let n = 0;
    let most = 0;
    const source = new Readable({
      objectMode: true,
      read() {
        this.push(n++ < 1_000_000 ? { n } : null);
      },
    });
    const sink = new Writable({
      objectMode: true,
      write({ n }: { n: number }, _encoding, done) {
        if (n % 100_000 === 0) most = Math.max(most, heap());
        if (n % 10 === 0) queueMicrotask(() => done());
        else if (n % 1_000 === 1) setImmediate(done);
        else done();
      },
    });
    const before = heap();
    await pipeline(source, new PassThrough({ objectMode: true }), sink);
    expect(n).toBeGreaterThan(1_000_000);
    expect(Math.max(most, heap()) - before).toBeLessThan(8_000_000);
  });
});
