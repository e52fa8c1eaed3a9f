import { describe, expect, expectTypeOf, it } from 'vitest';
import { decodeText } from '#platform';
import { Duplex } from './duplex.ts';
import { PassThrough } from './transform.ts';
import type { Listener } from './types.ts';
import { Writable } from './writable.ts';

function event(stream: { once(event: string, listener: Listener): unknown }, name: string): Promise<unknown> {
  return new Promise((resolve) => stream.once(name, resolve));
}

/** A sink that keeps what it gets and answers when told to. */
function gated(highWaterMark: number): { sink: Writable<string>; taken: string[]; answer(): void } {
  const taken: string[] = [];
  const gates: (() => void)[] = [];
  const sink = new Writable<string>({
    decodeStrings: false,
    highWaterMark,
    write(chunk, _encoding, done) {
      taken.push(chunk);
      gates.push(done);
    },
  });
  return { sink, taken, answer: () => gates.shift()?.() };
}

describe('construction', () => {
  it('Writable, without new, is a Writable', () => {
    expect(Writable()).toBeInstanceOf(Writable);
  });

  it('Writable, asked of a Duplex, says that it is one', () => {
    expect(new Duplex()).toBeInstanceOf(Writable);
    expect(new PassThrough()).toBeInstanceOf(Writable);
    expect({}).not.toBeInstanceOf(Writable);
  });
});

describe('behaviour', () => {
  it('write, takes one chunk at a time and keeps the others in order', () => {
    const { sink, taken, answer } = gated(100);
    for (const chunk of ['a', 'b', 'c']) sink.write(chunk);
    expect(taken).toEqual(['a']);
    answer();
    answer();
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('write, at the mark, says false and drains', async () => {
    const { sink, answer } = gated(3);
    expect(sink.write('ab')).toBe(true);
    expect(sink.write('c')).toBe(false);
    const drained = event(sink, 'drain');
    answer();
    answer();
    await drained;
    expect(sink.writableLength).toBe(0);
  });

  it('write, of text, hands bytes to _write', async () => {
    const taken: string[] = [];
    const sink = new Writable<string | Uint8Array>({
      write(chunk, encoding, done) {
        taken.push(`${decodeText(chunk as Uint8Array, 'utf8')} ${encoding}`);
        done();
      },
    });
    sink.end('aGk=', 'base64');
    await event(sink, 'finish');
    expect(taken).toEqual(['hi buffer']);
  });

  it('cork, gathers writes for _writev', async () => {
    const batches: unknown[][] = [];
    const sink = new Writable<string>({
      decodeStrings: false,
      writev(chunks, done) {
        batches.push(chunks.map(({ chunk }) => chunk));
        done();
      },
    });
    sink.cork();
    sink.write('a');
    sink.write('b');
    sink.uncork();
    sink.end('c');
    await event(sink, 'finish');
    expect(batches).toEqual([['a', 'b'], ['c']]);
  });

  it('end, runs _final before finish and closes after it', async () => {
    const order: string[] = [];
    const sink = new Writable({
      write: (_chunk, _encoding, done) => done(),
      final(done) {
        order.push('final');
        done();
      },
    });
    sink.on('finish', () => order.push('finish'));
    sink.end('x', () => order.push('callback'));
    await event(sink, 'close');
    expect(order).toEqual(['final', 'callback', 'finish']);
  });

  it('construct, holds writes back until it is done', async () => {
    const order: string[] = [];
    let ready = (): void => {};
    const sink = new Writable<string>({
      decodeStrings: false,
      construct(done) {
        ready = done;
        queueMicrotask(() => {
          order.push('ready');
          ready();
        });
      },
      write(chunk, _encoding, done) {
        order.push(chunk);
        done();
      },
    });
    sink.end('a');
    await event(sink, 'close');
    expect(order).toEqual(['ready', 'a']);
  });
});

describe('errors', () => {
  it('write, after end, fails and is not taken', async () => {
    const { sink, taken } = gated(10);
    sink.end();
    const failed = event(sink, 'error');
    sink.write('late');
    expect(await failed).toMatchObject({ code: 'ERR_STREAM_WRITE_AFTER_END' });
    expect(taken).toEqual([]);
  });

  it('write, after destroy, calls back with an error', async () => {
    const { sink } = gated(10);
    sink.destroy();
    const error = await new Promise((resolve) => sink.write('x', resolve));
    expect(error).toMatchObject({ code: 'ERR_STREAM_DESTROYED' });
  });

  it('write, of null or of a number, throws', () => {
    const { sink } = gated(10);
    expect(() => sink.write(null as never)).toThrow(
      expect.objectContaining({ code: 'ERR_STREAM_NULL_VALUES' }),
    );
    expect(() => sink.write(5 as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
    expect(() => new Writable().write('x', 'nope' as never)).toThrow(
      expect.objectContaining({ code: 'ERR_UNKNOWN_ENCODING' }),
    );
  });

  it('_write, that fails, fails everything that waits and ends once', async () => {
    const outcomes: string[] = [];
    const sink = new Writable<string>({
      decodeStrings: false,
      write: (_chunk, _encoding, done) => queueMicrotask(() => done(new Error('disk full'))),
    });
    for (const name of ['error', 'close', 'finish']) sink.on(name, () => outcomes.push(name));
    sink.write('a', (error) => outcomes.push(`a ${error?.message}`));
    sink.write('b', (error) => outcomes.push(`b ${error?.message}`));
    await event(sink, 'close');
    expect(outcomes).toEqual(['a disk full', 'b disk full', 'error', 'close']);
  });

  it('_write, that answers twice, is an error', async () => {
    const sink = new Writable({
      write(_chunk, _encoding, done) {
        done();
        done();
      },
    });
    sink.write('x');
    expect(await event(sink, 'error')).toMatchObject({ code: 'ERR_MULTIPLE_CALLBACK' });
  });

  it('pipe, from a Writable, is an error', async () => {
    const { sink } = gated(10);
    sink.pipe(new Writable());
    expect(await event(sink, 'error')).toMatchObject({ code: 'ERR_STREAM_CANNOT_PIPE' });
  });
});

describe('types', () => {
  it('Writable, takes only its chunk type', () => {
    expectTypeOf<Writable<number>['write']>().parameter(0).toEqualTypeOf<number>();
    // @ts-expect-error: text is no number
    const wrong = (sink: Writable<number>): unknown => sink.write('x');
    expect(wrong).toBeTypeOf('function');
  });
});
