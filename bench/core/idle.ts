/**
 * The memory that a stream takes which nothing has happened to yet.
 *
 * The functions that it was made with are the caller's: they are made once, for all streams of a kind.
 *
 * @module
 */
import type { Case } from '../case.ts';

/** The classes of an implementation. */
interface Classes {
  readonly Readable: unknown;
  readonly Writable: unknown;
  readonly Transform: unknown;
}

/** What a stream of each kind does, should it ever be asked: to all of them it looks the same from here. */
const kinds: Readonly<Record<keyof Classes, object>> = {
  Readable: { objectMode: true, read() {}, pull() {} },
  Writable: { objectMode: true, write() {} },
  Transform: { objectMode: true, transform() {} },
};

const contestants: Readonly<Record<string, () => Promise<Classes>>> = {
  gardenhose: () => import('gardenhose'),
  'node:stream': () => import('node:stream'),
  'readable-stream': async () => (await import('readable-stream')).default,
  streamx: () => import('streamx') as Promise<Classes>,
  'web streams': async () => {
    const { ReadableStream, WritableStream, TransformStream } = await import('node:stream/web');
    return { Readable: ReadableStream, Writable: WritableStream, Transform: TransformStream };
  },
};

/** Each kind; pull-stream's and through2's are left out, for functions and readable-stream's objects. */
export const cases: readonly Case<Classes>[] = (Object.keys(kinds) as (keyof Classes)[]).map((kind) => ({
  title: `idle ${kind}`,
  unit: 'bytes each',
  count: 100_000,
  contestants,
  make: (classes) => new (classes[kind] as new (options: object) => object)(kinds[kind]),
}));
