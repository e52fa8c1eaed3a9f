import { describe, expect, expectTypeOf, it } from 'vitest';
import { compose } from './compose.ts';
import { finished } from './finished.ts';
import { pipeline } from './pipeline.ts';
import * as promises from './promises.ts';
import { Readable } from './readable.ts';
import { PassThrough } from './transform.ts';

function source(...chunks: string[]): ReadableStream<string> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

function shout(): TransformStream<string, string> {
  return new TransformStream({
    transform: (chunk, controller) => controller.enqueue(chunk.toUpperCase()),
  });
}

function sink(taken: string[]): WritableStream<string> {
  return new WritableStream({
    write(chunk) {
      taken.push(chunk);
    },
  });
}

async function join(chunks: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const chunk of chunks) all += chunk;
  return all;
}

describe('behaviour', () => {
  it('pipeline, of web streams, takes the chunks from the first to the last', async () => {
    const taken: string[] = [];
    await promises.pipeline(source('a', 'b'), shout(), sink(taken));
    expect(taken).toEqual(['A', 'B']);
  });

  it('pipeline, of streams and web streams in turn, takes the chunks from the first to the last', async () => {
    const taken: string[] = [];
    const middle = new PassThrough<string>({ objectMode: true });
    await promises.pipeline(Readable.from(['a', 'b']), shout(), middle, sink(taken));
    expect(taken).toEqual(['A', 'B']);
  });

  it('pipeline, of a web stream and functions, gives each function the chunks', async () => {
    expect(await promises.pipeline(source('a', 'b'), shout(), join)).toBe('AB');
  });

  it('pipeline, of a Blob, a promise or a pair, reads it', async () => {
    const bytes = await promises.pipeline(new Blob(['abc']), async (chunks: AsyncIterable<ArrayBuffer>) => {
      for await (const chunk of chunks) return chunk.byteLength;
      return 0;
    });
    expect(bytes).toBe(3);
    expect(await promises.pipeline(Promise.resolve('a'), join)).toBe('a');
    expect(await promises.pipeline({ readable: source('a'), writable: sink([]) }, join)).toBe('a');
  });

  it('pipeline, whose web source fails, fails with its error and aborts the web sink', async () => {
    const error = new Error('no');
    let reason: unknown;
    const target = new WritableStream({
      abort(aborted) {
        reason = aborted;
      },
    });
    const failing = new ReadableStream({ pull: (controller) => controller.error(error) });
    await expect(promises.pipeline(failing, target)).rejects.toBe(error);
    expect(reason).toBe(error);
  });

  it('pipeline, of silent web streams, stops when the signal aborts', async () => {
    const stop = new AbortController();
    const end = promises.pipeline(new ReadableStream(), new WritableStream(), { signal: stop.signal });
    stop.abort('why');
    await expect(end).rejects.toMatchObject({ code: 'ABORT_ERR', cause: 'why' });
  });

  it('compose, of web pairs, is one Duplex', async () => {
    const stream = compose(new TextDecoderStream(), shout(), new TextEncoderStream());
    stream.end(new Uint8Array([97]));
    const seen: number[] = [];
    for await (const chunk of stream) seen.push(...chunk);
    expect(seen).toEqual([65]);
  });
});

describe('errors', () => {
  it('finished, of a TransformStream, refuses it', () => {
    expect(() => finished(shout() as never, () => {})).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
    );
  });
});

describe('types', () => {
  it('pipeline, of web streams, returns the last part', () => {
    const last = sink([]);
    expectTypeOf(pipeline(source(), last, () => {})).toEqualTypeOf<WritableStream<string>>();
    expectTypeOf(promises.pipeline(source(), join)).toEqualTypeOf<Promise<string>>();
  });
});
