/**
 * What the tests of hyperstream share: pages written and read.
 *
 * @module
 */
import { expect } from 'vitest';
import type { HyperstreamOptions, HyperstreamUpdates } from './index.ts';
import { hyperstream } from './index.ts';

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function join(chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(chunks.flatMap((chunk) => [...chunk]));
}

/** Writes chunks, waiting when asked to, and returns what is read. */
export async function send(
  chunks: Iterable<string | Uint8Array>,
  stream: ReturnType<typeof hyperstream>,
): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk) => read.push(chunk));
    stream.on('end', resolve);
    stream.on('error', reject);
  });
  ended.catch(() => {});
  for (const chunk of chunks) {
    if (stream.destroyed) break;
    if (!stream.write(chunk))
      await new Promise((resolve) => stream.once('drain', resolve).once('close', resolve));
  }
  if (!stream.destroyed) stream.end();
  await ended;
  return join(read);
}

export async function fill(
  html: string,
  updates: HyperstreamUpdates,
  options?: HyperstreamOptions,
): Promise<string> {
  return new TextDecoder().decode(await send([html], hyperstream(updates, options)));
}

/** A value that comes in pieces, in the next ticks. */
export async function* slowly(...pieces: unknown[]): AsyncGenerator<unknown> {
  for (const piece of pieces) yield piece;
}

/** A promise that is settled when the test says so. */
export function gate(): {
  readonly value: Promise<unknown>;
  open(content?: unknown): void;
  fail(error: Error): void;
} {
  const settle = { open: (_content?: unknown): void => {}, fail: (_error: Error): void => {} };
  const value = new Promise<unknown>((resolve, reject) =>
    Object.assign(settle, { open: resolve, fail: reject }),
  );
  return { value, open: (content) => settle.open(content), fail: (error) => settle.fail(error) };
}

/** What an error of a code looks like. */
export function code(name: string): unknown {
  return expect.objectContaining({ code: name });
}

/** Cuts bytes at the places given. */
export function cutBytes(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}
