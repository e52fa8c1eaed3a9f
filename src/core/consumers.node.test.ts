/** The consumers of `node:stream/consumers` and of the core: the same chunks give the same. */
import { Readable as NodeReadable } from 'node:stream';
import * as nodes from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as ours from './consumers.ts';
import { Readable } from './readable.ts';

const names = ['arrayBuffer', 'blob', 'buffer', 'json', 'text'] as const;
type Name = (typeof names)[number];
type Consumers = Record<Name, (source: never) => Promise<unknown>>;

/** What came out, in a form that can be compared. */
async function outcome(collecting: Promise<unknown>): Promise<unknown> {
  try {
    const value = await collecting;
    if (value instanceof Blob) return ['Blob', value.type, await value.text()];
    if (value instanceof ArrayBuffer) return ['ArrayBuffer', ...new Uint8Array(value)];
    return value;
  } catch (error) {
    const { name, code, message } = error as Error & { code?: unknown };
    return name === 'SyntaxError' ? [name, message] : [name, code];
  }
}

async function* generate(chunks: readonly unknown[]): AsyncGenerator<unknown> {
  yield* chunks;
}

function webOf(chunks: readonly unknown[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

/** Every way to hand the chunks over. */
function sources(chunks: readonly unknown[]): (() => unknown)[] {
  return [
    () => chunks,
    () => generate(chunks),
    () => Readable.from(chunks),
    () => NodeReadable.from(chunks),
    () => webOf(chunks),
  ];
}

const byte = fc.constantFrom(
  0x61,
  0x22,
  0x31,
  0x7b,
  0x7d,
  0xc3,
  0xa9,
  0xef,
  0xbb,
  0xbf,
  0xf0,
  0x9f,
  0x98,
  0x80,
  0xff,
);
const bytes = fc.array(byte, { maxLength: 5 }).map((list) => Uint8Array.from(list));
const chunk = fc.oneof(
  bytes,
  bytes.map((list) => Buffer.from(list)),
  bytes.map((list) => list.buffer),
  bytes.map((list) => new DataView(list.buffer)),
  fc.constantFrom('', 'é', '1', '"', '{}', '\ufeff', '😀'),
  fc.constantFrom(1, true, {}, [1]),
  fc.constant(new Blob(['q'])),
);

it.each(names)('%s, for any chunks from any source, gives what node:stream/consumers gives', async (name) => {
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 5 }), fc.nat({ max: 4 }), async (chunks, index) => {
      const [mine, theirs] = [ours as Consumers, nodes as unknown as Consumers];
      const source = sources(chunks)[index] as () => never;
      expect(await outcome(mine[name](source()))).toEqual(await outcome(theirs[name](source())));
    }),
    { numRuns: 300 },
  );
});

it('buffer, gives a Buffer with memory of its own', async () => {
  const chunk = Buffer.from('ab');
  const collected = await ours.buffer([chunk]);
  expect(Buffer.isBuffer(collected)).toBe(true);
  expect(collected.buffer).not.toBe(chunk.buffer);
});

it.each(names)('%s, of what fails or is no source, is rejected as in node:stream/consumers', async (name) => {
  const [mine, theirs] = [ours as Consumers, nodes as unknown as Consumers];
  const locked = new ReadableStream();
  locked.getReader();
  const failing = new ReadableStream({ start: (controller) => controller.error(new RangeError('gone')) });
  for (const source of [locked, failing, new NodeReadable({ read() {} }).destroy()]) {
    expect(await outcome(mine[name](source as never))).toEqual(await outcome(theirs[name](source as never)));
  }
  for (const source of [null, undefined, 1, {}, Promise.resolve([])]) {
    await expect(mine[name](source as never)).rejects.toBeInstanceOf(TypeError);
    await expect(theirs[name](source as never)).rejects.toBeInstanceOf(TypeError);
  }
});
