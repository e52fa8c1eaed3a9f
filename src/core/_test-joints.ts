/** Streams of words and numbers whose joints the type tests check. */
import { Readable } from './readable.ts';
import { Transform } from './transform.ts';
import { Writable } from './writable.ts';

/** A program that is checked, not run. */
export function checked(_program: () => unknown): void {}

export const words: Readable<string> = Readable.from(['beep']);
export const lengths: Transform<string, number> = new Transform<string, number>();
export const sums: Writable<number> = new Writable<number>();
export const texts: Writable<string> = new Writable<string>();
export const web: {
  words: ReadableStream<string>;
  lengths: TransformStream<string, number>;
  sums: WritableStream<number>;
} = {
  words: new ReadableStream<string>(),
  lengths: new TransformStream<string, number>(),
  sums: new WritableStream<number>(),
};
