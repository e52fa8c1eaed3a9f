import { describe, expect, expectTypeOf, it } from 'vitest';
import { Duplex } from './duplex.ts';
import { finished, pipeline } from './promises.ts';
import { Readable } from './readable.ts';
import { PassThrough } from './transform.ts';

const boom = new Error('boom');

function idle(): Readable {
  return new Readable({ read() {} });
}

async function join(source: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of source) text += chunk;
  return text;
}

function code(name: string): Error {
  return expect.objectContaining({ code: name });
}

describe('pipeline', () => {
  it('pipeline, of streams, is fulfilled with nothing when the last has finished', async () => {
    const sink = new PassThrough().resume();
    expect(await pipeline(Readable.from(['a', 'b']), new PassThrough(), sink)).toBeUndefined();
    expect(sink.writableFinished).toBe(true);
  });

  it('pipeline, with an async function at the end, is fulfilled with what it returns', async () => {
    expect(await pipeline(['a', 'b'], join)).toBe('ab');
  });

  it('pipeline, of an array of parts, joins them', async () => {
    expect(await pipeline([['a', 'b'], join])).toBe('ab');
  });

  it('pipeline, with end: false, leaves the last stream open', async () => {
    const sink = new PassThrough().resume();
    await pipeline(Readable.from(['a']), sink, { end: false });
    expect(sink.writableEnded).toBe(false);
  });

  it('pipeline, of an array with options, leaves the last stream open', async () => {
    const sink = new PassThrough().resume();
    await pipeline([Readable.from(['a']), sink], { end: false });
    expect(sink.writableEnded).toBe(false);
  });

  it.each(['before', 'while chunks flow'])(
    'pipeline, with a signal that aborts %s, destroys all',
    async (when) => {
      const stop = new AbortController();
      if (when === 'before') stop.abort(boom);
      const [source, sink] = [idle(), new PassThrough()];
      const run = pipeline(source, sink, { signal: stop.signal });
      stop.abort(boom);
      await expect(run).rejects.toEqual(expect.objectContaining({ code: 'ABORT_ERR', cause: boom }));
      expect([source.destroyed, sink.destroyed]).toEqual([true, true]);
    },
  );

  it('pipeline, with a signal that aborts after the end, is not disturbed', async () => {
    const stop = new AbortController();
    const sink = new PassThrough().resume();
    await pipeline(Readable.from(['a']), sink, { signal: stop.signal });
    stop.abort();
    expect(sink.errored).toBe(null);
  });
});

describe('finished', () => {
  it('finished, of a stream that is read to its end, is fulfilled', async () => {
    const source = Readable.from(['a']).resume();
    expect(await finished(source)).toBeUndefined();
    expect(source.readableEnded).toBe(true);
  });

  it('finished, without cleanup, leaves listeners that keep later errors handled', async () => {
    const source = Readable.from(['a']).resume();
    await finished(source);
    expect(source.listenerCount('error')).toBe(1);
  });

  it.each(['end', 'error', 'close'])('finished, with cleanup, leaves no listener after %s', async (how) => {
    const source = idle();
    const ending = finished(source, { cleanup: true }).catch(() => {});
    if (how === 'end') source.resume().push(null);
    else source.destroy(how === 'error' ? boom : null);
    await ending;
    expect(source.eventNames()).toEqual([]);
  });

  it('finished, with a signal, stops waiting and leaves the stream', async () => {
    const stop = new AbortController();
    const source = idle();
    const ending = finished(source, { signal: stop.signal });
    stop.abort(boom);
    await expect(ending).rejects.toEqual(expect.objectContaining({ code: 'ABORT_ERR', cause: boom }));
    expect(source.destroyed).toBe(false);
    expect(source.eventNames()).toEqual([]);
  });

  it('finished, with readable: false, does not wait for the readable side', async () => {
    const duplex = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
    duplex.end();
    await finished(duplex, { readable: false });
    expect(duplex.readable).toBe(true);
  });
});

describe('errors', () => {
  it('pipeline, of a part that fails, is rejected with its error', async () => {
    const source = idle();
    const run = pipeline(source, new PassThrough());
    source.destroy(boom);
    await expect(run).rejects.toBe(boom);
  });

  it('pipeline, of a part that closes early, tells it', async () => {
    const source = idle();
    const run = pipeline(source, new PassThrough());
    source.destroy();
    await expect(run).rejects.toEqual(code('ERR_STREAM_PREMATURE_CLOSE'));
  });

  it('pipeline, of too little or of what is no part, is rejected and does not throw', async () => {
    const call = pipeline as (...args: unknown[]) => Promise<unknown>;
    await expect(call()).rejects.toEqual(code('ERR_MISSING_ARGS'));
    await expect(call(['a'])).rejects.toEqual(code('ERR_MISSING_ARGS'));
    await expect(call(['a'], null)).rejects.toEqual(code('ERR_INVALID_ARG_TYPE'));
    await expect(call(['a'], () => {})).rejects.toEqual(code('ERR_INVALID_RETURN_VALUE'));
    await expect(call(['a'], join, { signal: {} })).rejects.toEqual(code('ERR_INVALID_ARG_TYPE'));
  });

  it('finished, of a stream that is destroyed, is rejected', async () => {
    await expect(finished(idle().destroy())).rejects.toEqual(code('ERR_STREAM_PREMATURE_CLOSE'));
    const source = idle();
    const ending = finished(source);
    source.destroy(boom);
    await expect(ending).rejects.toBe(boom);
  });

  it('finished, of what is no stream, is rejected; a wrong cleanup is thrown', async () => {
    await expect(finished({} as never)).rejects.toEqual(code('ERR_INVALID_ARG_TYPE'));
    expect(() => finished(idle(), { cleanup: 1 as never })).toThrow(code('ERR_INVALID_ARG_TYPE'));
  });
});

describe('types', () => {
  it('what the last part returns is what the promise holds', () => {
    const run = () => pipeline(['a'], async (_source: AsyncIterable<string>) => 5);
    expectTypeOf(run).returns.resolves.toEqualTypeOf<number>();
    const toStream = () => pipeline(['a'], new PassThrough(), { end: true });
    expectTypeOf(toStream).returns.resolves.toEqualTypeOf<undefined>();
    expectTypeOf(finished).returns.resolves.toEqualTypeOf<void>();
  });
});
