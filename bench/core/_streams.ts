/**
 * What the core's cases ask of a kind of stream, and the kinds that there are.
 *
 * @module
 */
import type { Contestants } from '../case.ts';

/** When a transform answers. */
export type Answer = 'at once' | 'by microtask' | 'by setImmediate';

/** Streams of objects, or of bytes. */
export interface Streams<Part = unknown> {
  /** A source of `count` chunks, one each time that it is asked. */
  source(count: number, chunk: (n: number) => unknown): Part;
  /** A transform that answers every chunk with one. */
  transform(map: (chunk: never) => unknown, answer: Answer): Part;
  /** A sink that takes every chunk at once. */
  sink(take: (chunk: never) => void): Part;
  /** Joins source, transforms and sink as `pipe` does; fulfils when the sink has all. */
  pipe(parts: readonly Part[]): Promise<void>;
  /** The same as `pipeline` does, which also looks after errors. */
  pipeline(parts: readonly Part[]): Promise<void>;
  /** The chunks of a source for `for await`. */
  iterate(source: Part): AsyncIterable<unknown>;
}

/** Makes streams of a kind. */
export type MakeStreams = (objectMode: boolean) => Streams;

const all: Contestants<MakeStreams> = {
  gardenhose: async () => (await import('./_node-shaped.ts')).nodeShaped(await import('gardenhose')),
  'node:stream': async () => (await import('./_node-shaped.ts')).nodeShaped(await import('node:stream')),
  'readable-stream': async () =>
    (await import('./_node-shaped.ts')).nodeShaped((await import('readable-stream')).default),
  through2: async () => (await import('./_through2.ts')).through2,
  streamx: async () => (await import('./_streamx.ts')).streamx,
  'web streams': async () => (await import('./_web.ts')).web,
  'pull-stream': async () => (await import('./_pull-stream.ts')).pullStream,
};

/** The kinds of stream, but those named. */
export function streamsBut(...names: string[]): Contestants<MakeStreams> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}
