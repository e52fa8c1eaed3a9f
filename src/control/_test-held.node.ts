/**
 * Counts how many chunks are between a fast source and a slow sink.
 *
 * @module
 */
import { Readable, Writable } from 'node:stream';

/** What has been read of a source and has not yet come to the end of a slow sink. */
export class Held {
  now = 0;
  most = 0;

  source(count: number): Readable {
    const held = this;
    function* numbers() {
      for (let n = 0; n < count; n++) {
        held.most = Math.max(held.most, ++held.now);
        yield { n };
      }
    }
    return Readable.from(numbers());
  }

  /** Takes one chunk at a time, and needs a tick for it. */
  sink(): Writable {
    return new Writable({
      objectMode: true,
      highWaterMark: 16,
      write: (_chunk, _encoding, done) => {
        this.now--;
        process.nextTick(done);
      },
    });
  }
}
