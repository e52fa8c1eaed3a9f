/**
 * What the tests of the core with Node's own things share. Ours are typed as Node's: that is what they stand in for.
 *
 * @module
 */
import * as node from 'node:stream';
import * as gardenhose from '../../index.ts';

/** What `node:stream` exports. */
export type Implementation = typeof node;

/** The core, in the place of node:stream. */
export const ours: Implementation = gardenhose as unknown as Implementation;

/** Whose function joins the streams: ours, or Node's. */
export const joiners: readonly (readonly [name: string, Implementation])[] = [
  ['ours', ours],
  ["Node's", node],
];

export const boom: Error = new Error('boom');

/** Lets everything that is under way happen. */
export async function rest(turns = 10): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** How an ending is told: nothing, or the error's code or message. */
export function tellOf(error: unknown): string {
  if (error === null || error === undefined) return 'a clean end';
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

/** A source of our make that gives bytes: `count` chunks of `size`, each filled with its number. */
export function bytes(count: number, size: number): node.Readable {
  let n = 0;
  return new ours.Readable({
    read() {
      this.push(n < count ? Buffer.alloc(size, n++) : null);
    },
  });
}

/** What `bytes` gives, in one piece. */
export function allBytes(count: number, size: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, n) => Buffer.alloc(size, n)));
}

/** A transform of our make that changes every byte. */
export function inverter(): node.Transform {
  return new ours.Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(
        null,
        chunk.map((byte) => byte ^ 0xff),
      );
    },
  });
}

/** Changes every byte as `inverter` does. */
export function inverted(chunk: Buffer): Buffer {
  return Buffer.from(chunk.map((byte) => byte ^ 0xff));
}

/** A sink of our make, slow if asked for, and what it has got so far. */
export function collector(isSlow = false): node.Writable & { readonly all: Buffer } {
  const chunks: Buffer[] = [];
  const sink = new ours.Writable({
    highWaterMark: 1_024,
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      if (isSlow) setImmediate(done);
      else done();
    },
  });
  return Object.defineProperty(sink, 'all', { get: () => Buffer.concat(chunks) }) as node.Writable & {
    readonly all: Buffer;
  };
}

/** Waits until a stream is closed, whether or not it fails. */
export async function closed(stream: node.Readable | node.Writable): Promise<void> {
  if (!stream.closed) await new Promise<void>((resolve) => stream.once('close', () => resolve()));
}

/** A promise and the function that fulfils it. */
export function gate<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
