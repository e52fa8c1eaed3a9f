/**
 * Readers of archives, of one face: an archive's chunks go in, what is in its files comes out.
 *
 * @module
 */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { Readable } from 'node:stream';
import type { Contestants } from '../case.ts';

/** What is done with the files: a name when one begins, and the pieces of its contents. */
export interface Taker {
  name(name: string): void;
  piece(piece: Uint8Array): void;
}

/** Reads an archive. */
export type Extractor = (chunks: Iterable<Buffer>, taker: Taker) => Promise<void>;

type Next = () => void;
type Entry = Readable & { readonly header: { readonly name: string } };
type Extract = () => Writable & AsyncIterable<Entry>;

/** The chunks as a stream gives them. */
function sourceOf(chunks: Iterable<Buffer>): Readable {
  const iterator = chunks[Symbol.iterator]();
  return new Readable({
    read() {
      const { done, value } = iterator.next();
      this.push(done ? null : value);
    },
  });
}

/** Reads by the event 'entry', as the README of tar-stream has it. */
const byEvents =
  (extract: Extract): Extractor =>
  async (chunks, { name, piece }) => {
    const stream = extract();
    stream.on('entry', (header: { readonly name: string }, entry: Readable, next: Next) => {
      name(header.name);
      entry.on('data', piece);
      entry.on('end', next);
    });
    const finished = once(stream, 'finish');
    sourceOf(chunks).pipe(stream);
    await finished;
  };

/** Reads by loops over the entries and their contents. */
const byLoops =
  (extract: Extract): Extractor =>
  async (chunks, { name, piece }) => {
    const stream = sourceOf(chunks).pipe(extract());
    for await (const entry of stream) {
      name(entry.header.name);
      for await (const chunk of entry) piece(chunk);
    }
  };

const ours = async (): Promise<Extract> => (await import('gardenhose/tar')).extract as unknown as Extract;
const tarStream = async (): Promise<Extract> => (await import('tar-stream')).extract as unknown as Extract;

/** Readers by events; node-tar has a parser that has its own. */
export const byEvent: Contestants<Extractor> = {
  gardenhose: async () => byEvents(await ours()),
  'tar-stream': async () => byEvents(await tarStream()),
  tar: async () => {
    const { Parser } = await import('tar');
    return async (chunks, { name, piece }) => {
      const parser = new Parser({
        onReadEntry(entry) {
          name(entry.path);
          entry.on('data', piece);
        },
      });
      const ended = new Promise((resolve) => parser.on('end', () => resolve(undefined)));
      sourceOf(chunks).pipe(parser as unknown as Writable);
      await ended;
    };
  },
};

/** Readers by loops. */
export const byLoop: Contestants<Extractor> = {
  gardenhose: async () => byLoops(await ours()),
  'tar-stream': async () => byLoops(await tarStream()),
};
