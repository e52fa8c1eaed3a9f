import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { ConsumerSource } from './consumers.ts';
import { arrayBuffer, blob, buffer, json, text } from './consumers.ts';
import { Readable } from './readable.ts';

const boom = new Error('boom');
const chunks = ['a', new Uint8Array([0xc3]), new Uint8Array([0xa9]), 'b'];

async function* generate(values: readonly unknown[]): AsyncGenerator<unknown> {
  yield* values;
}

/** What has no iterator, as web streams in some browsers. */
function withoutIterator(values: readonly unknown[], cancelled: unknown[] = []): ReadableStream<unknown> {
  const web = new ReadableStream({
    start(controller) {
      for (const value of values) controller.enqueue(value);
      controller.close();
    },
    cancel: (reason) => void cancelled.push(reason),
  });
  return Object.assign(web, { [Symbol.asyncIterator]: undefined }) as unknown as ReadableStream<unknown>;
}

const sources: [name: string, source: (values: readonly unknown[]) => ConsumerSource][] = [
  ['a Readable', (values) => Readable.from(values)],
  ['an async iterable', generate],
  ['an array', (values) => [...values]],
  ['a web stream', (values) => new Response(new Blob(values as BlobPart[])).body as ReadableStream],
  ['a web stream that cannot be iterated', withoutIterator],
];

describe.each(sources)('of %s', (_name, source) => {
  it('text, of text and bytes, joins them', async () => {
    expect(await text(source(chunks))).toBe('aéb');
  });

  it('arrayBuffer, of text and bytes, has exactly their bytes', async () => {
    const memory = await arrayBuffer(source(chunks));
    expect(memory).toBeInstanceOf(ArrayBuffer);
    expect([...new Uint8Array(memory)]).toEqual([97, 0xc3, 0xa9, 98]);
  });

  it('buffer, of text and bytes, is bytes', async () => {
    expect([...(await buffer(source(chunks)))]).toEqual([97, 0xc3, 0xa9, 98]);
  });

  it('blob, of text and bytes, holds them', async () => {
    const collected = await blob(source(chunks));
    expect([collected.type, await collected.text()]).toEqual(['', 'aéb']);
  });

  it('json, of a document in pieces, is its value', async () => {
    expect(await json(source(['{"a":', new Uint8Array([49]), '}']))).toEqual({ a: 1 });
  });
});

describe('behaviour', () => {
  it('text, of nothing, is empty', async () => {
    expect([await text([]), (await buffer([])).length, (await blob([])).size]).toEqual(['', 0, 0]);
  });

  it('text, of bytes with a byte order mark, leaves it out; text keeps it', async () => {
    expect(await text([new Uint8Array([0xef, 0xbb, 0xbf, 97])])).toBe('a');
    expect(await text(['\ufeffa'])).toBe('\ufeffa');
  });

  it('text, of bytes that are no UTF-8, shows replacements', async () => {
    expect(await text([new Uint8Array([0x61, 0xc3])])).toBe('a\ufffd');
  });

  it('arrayBuffer, of chunks of any kind of memory, takes their bytes', async () => {
    const memory = new Uint8Array([1, 2, 3, 4]).buffer;
    const source = [memory, new DataView(memory, 1, 2), new Uint8Array(memory).subarray(3), new Blob(['q'])];
    expect([...new Uint8Array(await arrayBuffer(source))]).toEqual([1, 2, 3, 4, 2, 3, 4, 113]);
  });

  it('buffer, of a surrogate pair in two chunks, keeps it whole', async () => {
    expect([...(await buffer(['\ud83d', '\ude00']))]).toEqual([0xf0, 0x9f, 0x98, 0x80]);
    expect(await (await blob(['\ud83d', '\ude00'])).text()).toBe('😀');
  });
});

describe('errors', () => {
  const badType = expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' });

  it.each([arrayBuffer, blob, buffer, json, text])(
    '%o, of a stream that fails, is rejected',
    async (collect) => {
      const source = new Readable({ read() {} });
      const collecting = collect(source);
      source.destroy(boom);
      await expect(collecting).rejects.toBe(boom);
    },
  );

  it('text, of a stream that closes early, is rejected', async () => {
    const source = new Readable({ read() {} });
    const collecting = text(source);
    source.destroy();
    await expect(collecting).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  it.each([arrayBuffer, blob, buffer, json, text])(
    '%o, of what gives no chunks, is rejected',
    async (collect) => {
      for (const source of [null, undefined, 1, {}])
        await expect(collect(source as never)).rejects.toEqual(badType);
    },
  );

  it('text, of a chunk that is no text, is rejected and closes the source', async () => {
    const source = Readable.from([1, 2]);
    await expect(text(source)).rejects.toEqual(badType);
    expect(source.destroyed).toBe(true);
    const cancelled: unknown[] = [];
    const web = withoutIterator([1, 2], cancelled);
    await expect(text(web)).rejects.toEqual(badType);
    expect(cancelled).toEqual([undefined]);
    expect(web.locked).toBe(false);
  });

  it('json, of what is no JSON, is rejected', async () => {
    await expect(json(['{'])).rejects.toBeInstanceOf(SyntaxError);
  });
});

describe('chunk boundaries', () => {
  it('text and buffer, for text cut into any chunks of bytes or text, are the same', async () => {
    const string = fc.string({ unit: 'grapheme', maxLength: 20 });
    const cuts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 80, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(string, cuts, async (whole, lengths) => {
        const bytes = new TextEncoder().encode(whole);
        expect(await text(cut(bytes, lengths))).toBe(whole.replace(/^\ufeff/, ''));
        expect(await text(cut(whole, lengths))).toBe(whole);
        expect([...(await buffer(cut(bytes, lengths)))]).toEqual([...bytes]);
        expect([...(await buffer(cut(whole, lengths)))]).toEqual([...bytes]);
      }),
    );
  });
});

function cut<T extends { slice(start: number, end: number): T; readonly length: number }>(
  whole: T,
  lengths: readonly number[],
): T[] {
  const pieces: T[] = [];
  let at = 0;
  for (const length of [...lengths, whole.length]) {
    if (at >= whole.length) break;
    pieces.push(whole.slice(at, at + length));
    at += length;
  }
  return pieces;
}

describe('types', () => {
  it('each gives a promise of its kind', () => {
    expectTypeOf(text).returns.resolves.toEqualTypeOf<string>();
    expectTypeOf(json).returns.resolves.toEqualTypeOf<unknown>();
    expectTypeOf(buffer).returns.resolves.toEqualTypeOf<Uint8Array>();
  });
});
