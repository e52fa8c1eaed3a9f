/**
 * What tests of every platform hear of a stream.
 *
 * @module
 */
import { expect } from 'vitest';

/** Whom tests listen to. */
export interface Emitting {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

/**
 * Returns a function that takes notes of a stream: its chunks as they are; of the events named the code or message of
 * the error they bring, or else their name.
 */
export function recorder(...events: readonly string[]): (stream: Emitting) => unknown[] {
  return (stream) => {
    const seen: unknown[] = [];
    stream.on('data', (chunk) => seen.push(chunk));
    for (const event of events) {
      stream.on(event, (error) => seen.push(error instanceof Error ? nameOf(error) : event));
    }
    return seen;
  };
}

/** Resolves with the arguments of an event. */
export function eventOf(emitter: Emitting, event: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    emitter.on(event, (...args) => resolve(args));
  });
}

/** Resolves with the code, or message, of the error with which a stream fails. */
export async function failureOf(emitter: Emitting, event = 'error'): Promise<string> {
  const [error] = await eventOf(emitter, event);
  return nameOf(error as Error);
}

/** Returns the chunks of a stream. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of stream) all.push(chunk);
  return all;
}

/** An error with a code, as `expect` compares it. */
export function coded(code: string): Error {
  return expect.objectContaining({ code }) as Error;
}

function nameOf(error: Error & { readonly code?: string }): string {
  return error.code ?? error.message;
}
