/**
 * What splits text into lines: the contestants of the cases of lines and of rows.
 *
 * @module
 */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Contestants } from '../case.ts';

/** Splits a source into lines and hands each, or what `map` makes of it, to `take`; fulfils at the end. */
export type Splitter = (
  source: Readable,
  take: (piece: never) => void,
  map?: (line: string) => unknown,
) => Promise<void>;

/** What a stream that splits can do, whoever made it. */
interface Splitting {
  on(event: string, listener: (piece: unknown) => void): unknown;
}

/** Makes a splitter of what makes a stream. */
function piped(make: (map?: (line: string) => unknown) => Splitting): Splitter {
  return (source, take, map) =>
    new Promise((resolve) => {
      const stream = make(map);
      stream.on('data', (piece) => take(piece as never));
      stream.on('end', () => resolve());
      source.pipe(stream as never);
    });
}

/** The least that there is to do: decode a chunk, split the string, hold what is left. */
const limit: Splitter = (source, take, map = (line) => line) =>
  new Promise((resolve) => {
    const decoder = new StringDecoder('utf8');
    let held = '';
    source.on('data', (chunk: Buffer) => {
      const lines = (held + decoder.write(chunk)).split('\n');
      held = lines.pop() as string;
      for (const line of lines) take(map(line) as never);
    });
    source.on('end', () => {
      if (held !== '') take(map(held) as never);
      resolve();
    });
  });

/** Those of lines, at their default delimiter; those of rows split at '\n'. */
export const splitters: Contestants<Splitter> = {
  gardenhose: async () => {
    const { split } = await import('gardenhose/split');
    return piped((map) => (map === undefined ? split() : split('\n', map, { trailing: false })));
  },
  split2: async () => {
    const { default: split2 } = await import('split2');
    return piped((map) => (map === undefined ? split2() : split2('\n', map)));
  },
  split: async () => {
    const { default: split } = await import('split');
    // It maps the empty tail, too, which no row is.
    return piped((map) =>
      map === undefined ? split() : split('\n', (line) => (line ? map(line) : undefined)),
    );
  },
  'node:readline': async () => {
    const { createInterface } = await import('node:readline');
    return (input, take, map) =>
      new Promise((resolve) => {
        const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
        lines.on('line', (line) => take((map === undefined ? line : map(line)) as never));
        lines.on('close', resolve);
      });
  },
  limit: async () => limit,
};
