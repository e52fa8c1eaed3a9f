/** A million objects through a slow sink: at no time is more under way than the stages have room for. */
import { describe, expect, it } from 'vitest';
import { pipeline } from '../promises.ts';
import { Readable } from '../readable.ts';
import { Transform } from '../transform.ts';
import { Writable } from '../writable.ts';

const MANY = 1_000_000;
const MARK = 16;

/** What has gone in and what has come out. */
class Balance {
  in = 0;
  out = 0;
  most = 0;
  enter(): number {
    this.in++;
    if (this.in - this.out > this.most) this.most = this.in - this.out;
    return this.in;
  }
}

function source(balance: Balance): Readable<number> {
  return new Readable<number>({
    objectMode: true,
    highWaterMark: MARK,
    read() {
      this.push(balance.in < MANY ? balance.enter() : null);
    },
  });
}

function* generator(balance: Balance): Generator<number> {
  while (balance.in < MANY) yield balance.enter();
}

/** Answers some chunks at once, some in a microtask, some in a macrotask. */
function slowSink(balance: Balance): Writable<number> {
  const { port1, port2 } = new MessageChannel();
  let answer = (): void => {};
  port1.onmessage = () => answer();
  return new Writable<number>({
    objectMode: true,
    highWaterMark: MARK,
    write(_chunk, _encoding, done) {
      balance.out++;
      if (balance.out % 1_000 === 0) {
        answer = done;
        port2.postMessage(null);
      } else if (balance.out % 10 === 0) queueMicrotask(() => done());
      else done();
    },
    destroy(error, done) {
      port1.close();
      done(error);
    },
  });
}

function through(): Transform<number> {
  return new Transform<number>({
    objectMode: true,
    highWaterMark: MARK,
    transform: (n, _encoding, done) => done(null, n),
  });
}

describe('behaviour', () => {
  it('pipe, to a slow sink, holds no more than the marks of both', async () => {
    const balance = new Balance();
    const sink = slowSink(balance);
    source(balance).pipe(sink);
    await new Promise<void>((resolve) => sink.once('finish', () => resolve()));
    expect(balance.out).toBe(MANY);
    expect(balance.most).toBeLessThanOrEqual(2 * MARK);
  });

  it('pipeline, through transforms to a slow sink, holds no more than the marks of all', async () => {
    const balance = new Balance();
    await pipeline(source(balance), through(), through(), slowSink(balance));
    expect(balance.out).toBe(MANY);
    expect(balance.most).toBeLessThanOrEqual((1 + 2 * 2 + 1) * MARK);
  });

  it('pipeline, from a generator to a slow sink, holds no more than its mark', async () => {
    const balance = new Balance();
    await pipeline(generator(balance), slowSink(balance));
    expect(balance.out).toBe(MANY);
    expect(balance.most).toBeLessThanOrEqual(MARK);
  });

  it('from, a generator, iterated slowly, holds no more than its mark', async () => {
    const balance = new Balance();
    for await (const _ of Readable.from(generator(balance), { highWaterMark: MARK })) balance.out++;
    expect(balance.out).toBe(MANY);
    expect(balance.most).toBeLessThanOrEqual(MARK + 2);
  });
});
