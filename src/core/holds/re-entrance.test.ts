/** Streams that are written to, and pushed to, from within their own events: a million times, without a stack. */
import { describe, expect, it } from 'vitest';
import { Readable } from '../readable.ts';
import { PassThrough, Transform } from '../transform.ts';
import type { Listener } from '../types.ts';
import { Writable } from '../writable.ts';

const MANY = 1_000_000;

function event(stream: { once(event: string, listener: Listener): unknown }, name: string): Promise<unknown> {
  return new Promise((resolve) => stream.once(name, resolve));
}

/** Takes the numbers 0, 1, 2 … and fails at the first that is out of turn. */
class Turns {
  next = 0;
  take(n: unknown): void {
    if (n !== this.next) throw new Error(`Expected ${this.next}, got ${n}`);
    this.next++;
  }
}

/** Pushes each number when the one before comes out; fulfils at the end. */
async function pushFromData(source: Readable<number>, turns: Turns): Promise<void> {
  source.on('data', (n) => {
    turns.take(n);
    source.push(n + 1 < MANY ? n + 1 : null);
  });
  const end = event(source, 'end');
  source.push(0);
  await end;
}

function sinkFor(turns: Turns): Writable<number> {
  return new Writable<number>({
    objectMode: true,
    write(n, _encoding, done) {
      turns.take(n);
      done();
    },
  });
}

describe('behaviour', () => {
  it('push, in a listener to data, delivers all in order', async () => {
    const turns = new Turns();
    const source = new Readable<number>({ objectMode: true, read() {} });
    await pushFromData(source, turns);
    expect(turns.next).toBe(MANY);
  });

  it('push, in a listener to data while it flows already, delivers all in order', async () => {
    const turns = new Turns();
    const source = new Readable<number>({ objectMode: true, read() {} });
    source.resume();
    await event(source, 'resume');
    await pushFromData(source, turns);
    expect(turns.next).toBe(MANY);
  });

  it('push, of bytes in a listener to data, delivers all', async () => {
    const chunk = new Uint8Array(1);
    let count = 0;
    const source = new Readable({ read() {} });
    source.on('data', () => source.push(++count < MANY ? chunk : null));
    const end = event(source, 'end');
    source.push(chunk);
    await end;
    expect(count).toBe(MANY);
  });

  it('push, in a loop in read, delivers all in order', async () => {
    const turns = new Turns();
    let n = 0;
    const source = new Readable<number>({
      objectMode: true,
      read() {
        while (n < MANY) this.push(n++);
        this.push(null);
      },
    });
    await event(source.pipe(sinkFor(turns)), 'finish');
    expect(turns.next).toBe(MANY);
  });

  it('push, in a loop in a read that answers later, delivers all in order', async () => {
    const turns = new Turns();
    let n = 0;
    const source = new Readable<number>({
      objectMode: true,
      read() {
        queueMicrotask(() => {
          while (n < MANY) this.push(n++);
          this.push(null);
        });
      },
    });
    await event(source.pipe(sinkFor(turns)), 'finish');
    expect(turns.next).toBe(MANY);
  });

  it('unshift, in a listener to data, delivers all', async () => {
    let count = 0;
    const source = new Readable<number>({ objectMode: true, read() {} });
    source.on('data', () => {
      if (++count < MANY) source.unshift(count);
      else source.push(null);
    });
    const end = event(source, 'end');
    source.push(0);
    await end;
    expect(count).toBe(MANY);
  });

  it('read, in a listener to readable that pushes, delivers all in order', async () => {
    const turns = new Turns();
    const source = new Readable<number>({ objectMode: true, read() {} });
    source.on('readable', () => {
      for (let n = source.read(); n !== null; n = source.read()) {
        turns.take(n);
        source.push(n + 1 < MANY ? n + 1 : null);
      }
    });
    const end = event(source, 'end');
    source.push(0);
    await end;
    expect(turns.next).toBe(MANY);
  });

  it('write, in a listener to drain, delivers all in order', async () => {
    const turns = new Turns();
    const sink = sinkFor(turns);
    let n = 0;
    function writeOn(): void {
      while (n < MANY) if (!sink.write(n++)) return;
      sink.end();
    }
    sink.on('drain', writeOn);
    writeOn();
    await event(sink, 'finish');
    expect(turns.next).toBe(MANY);
  });

  it('write, in the callback of the last, delivers all in order', async () => {
    const turns = new Turns();
    const sink = sinkFor(turns);
    let n = 0;
    function writeOn(): void {
      if (n < MANY) sink.write(n++, writeOn);
      else sink.end();
    }
    writeOn();
    await event(sink, 'finish');
    expect(turns.next).toBe(MANY);
  });

  it('write, in the write of the same stream, delivers all in order', async () => {
    const turns = new Turns();
    const sink = new Writable<number>({
      objectMode: true,
      write(n, _encoding, done) {
        turns.take(n);
        if (n + 1 < MANY) sink.write(n + 1);
        else sink.end();
        done();
      },
    });
    sink.write(0);
    await event(sink, 'finish');
    expect(turns.next).toBe(MANY);
  });

  it('write, of many that are answered at once after the first was answered late, delivers all', async () => {
    const turns = new Turns();
    let first = true;
    const sink = new Writable<number>({
      objectMode: true,
      write(n, _encoding, done) {
        turns.take(n);
        if (first) queueMicrotask(() => done());
        else done();
        first = false;
      },
    });
    for (let n = 0; n < MANY; n++) sink.write(n);
    sink.end();
    await event(sink, 'finish');
    expect(turns.next).toBe(MANY);
  });

  it('Transform, that pushes a million for one chunk, delivers all in order', async () => {
    const turns = new Turns();
    const many = new Transform<string, number>({
      objectMode: true,
      transform(_chunk, _encoding, done) {
        for (let n = 0; n < MANY; n++) this.push(n);
        done();
      },
    });
    many.end('go');
    await event(many.pipe(new PassThrough<number>({ objectMode: true })).pipe(sinkFor(turns)), 'finish');
    expect(turns.next).toBe(MANY);
  });

  it('Transform, written to from its own data, delivers all in order', async () => {
    const turns = new Turns();
    const loop = new PassThrough<number>({ objectMode: true });
    loop.on('data', (n) => {
      turns.take(n);
      if (n + 1 < MANY) loop.write(n + 1);
      else loop.end();
    });
    loop.write(0);
    await event(loop, 'end');
    expect(turns.next).toBe(MANY);
  });

  it('pipe, of two in a circle, delivers all', async () => {
    let laps = 0;
    const there = new Transform<number>({
      objectMode: true,
      transform(n, _encoding, done) {
        laps++;
        if (n < MANY) return done(null, n + 1);
        this.end();
        done();
      },
    });
    const back = new PassThrough<number>({ objectMode: true });
    there.pipe(back).pipe(there);
    there.write(1);
    await event(there, 'finish');
    expect(laps).toBe(MANY);
  });
});
