import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Duplex } from './duplex.ts';
import { Readable } from './readable.ts';
import { PassThrough, Transform } from './transform.ts';
import type { Listener } from './types.ts';

function event(stream: { once(event: string, listener: Listener): unknown }, name: string): Promise<unknown> {
  return new Promise((resolve) => stream.once(name, resolve));
}

function doubler(): Transform<number, number> {
  return new Transform<number, number>({
    objectMode: true,
    highWaterMark: 2,
    transform: (n, _encoding, done) => done(null, n * 2),
  });
}

describe('construction', () => {
  it('Transform, PassThrough and Duplex, without new, are made', () => {
    expect(Transform()).toBeInstanceOf(Duplex);
    expect(PassThrough()).toBeInstanceOf(Transform);
    expect(Duplex()).toBeInstanceOf(Readable);
  });
});

describe('behaviour', () => {
  it('Transform, keeps order and number, whatever the marks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.nat(4), fc.nat(4), async (items, readMark, writeMark) => {
        const through = new Transform<number, number>({
          readableObjectMode: true,
          writableObjectMode: true,
          readableHighWaterMark: readMark,
          writableHighWaterMark: writeMark,
          transform(n, _encoding, done) {
            if (n % 2) queueMicrotask(() => done(null, n));
            else done(null, n);
          },
        });
        const out: number[] = [];
        for await (const n of Readable.from(items).pipe(through)) out.push(n as number);
        expect(out).toEqual(items);
      }),
    );
  });

  it('Transform, with a reader that does not read, takes a bounded number of writes', () => {
    const through = doubler();
    let taken = 0;
    while (through.write(taken)) taken++;
    expect(taken).toBeLessThan(5);
    expect(through.readableLength).toBe(2);
  });

  it('flush, adds a last chunk', async () => {
    const total = new Transform<number, number>({
      objectMode: true,
      transform(n, _encoding, done) {
        sum += n;
        done();
      },
      flush: (done) => done(null, sum),
    });
    let sum = 0;
    const out: unknown[] = [];
    for await (const n of Readable.from([1, 2, 3]).pipe(total)) out.push(n);
    expect(out).toEqual([6]);
  });

  it('Duplex, with allowHalfOpen false, finishes when its reading ends', async () => {
    const line = new Duplex({
      allowHalfOpen: false,
      read() {
        this.push(null);
      },
      write: (_chunk, _encoding, done) => done(),
    });
    line.resume();
    await event(line, 'finish');
    expect(line.writableEnded).toBe(true);
  });

  it('Duplex, with one side only, closes when that side is done', async () => {
    const only = new Duplex({ readable: false, write: (_chunk, _encoding, done) => done() });
    expect(only.readable).toBe(false);
    only.end();
    await event(only, 'close');
  });
});

describe('errors', () => {
  it('transform, that fails, destroys both sides and ends once', async () => {
    const events: string[] = [];
    const through = new Transform({
      transform: (_chunk, _encoding, done) => done(new Error('no')),
    });
    for (const name of ['error', 'end', 'finish', 'close']) through.on(name, () => events.push(name));
    through.end('x');
    await event(through, 'close');
    expect(events).toEqual(['error', 'close']);
    expect(through.errored?.message).toBe('no');
  });

  it('Transform, without _transform, says so', () => {
    expect(() => new Transform().write('x')).toThrow(
      expect.objectContaining({ code: 'ERR_METHOD_NOT_IMPLEMENTED' }),
    );
  });
});

describe('types', () => {
  it('Transform, joins what goes in to what comes out', () => {
    const spell = new Transform<number, string>({
      objectMode: true,
      transform: (n, _encoding, done) => done(null, `${n}`),
    });
    expectTypeOf(spell.read()).toEqualTypeOf<string | null>();
    expectTypeOf(spell.write).parameter(0).toEqualTypeOf<number>();
    expectTypeOf(Readable.from([1]).pipe(spell)).toEqualTypeOf<Transform<number, string>>();
    // @ts-expect-error: text does not go into numbers
    const wrong = (): unknown => Readable.from(['a']).pipe(spell);
    expect(wrong).toBeTypeOf('function');
  });
});
