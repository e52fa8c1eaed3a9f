/**
 * Ten thousand small files into an archive in memory.
 *
 * @module
 */
import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import type { Case, Contestants } from '../case.ts';
import { peakMiB } from '../case.ts';
import type { File } from './_archives.ts';
import { MTIME, smallFiles } from './_archives.ts';

interface Packing extends EventEmitter {
  entry(header: object, body: Buffer, callback?: () => void): unknown;
  finalize(): void;
}

type Pack = () => Packing;

const contestants: Contestants<Pack> = {
  gardenhose: async () => (await import('gardenhose/tar')).pack as unknown as Pack,
  'tar-stream': async () => (await import('tar-stream')).pack as unknown as Pack,
};

/** Packs files, all at once or each after the one before; fulfils with the length of the archive. */
async function lengthOf(pack: Pack, files: readonly File[], waits: boolean): Promise<number> {
  const archive = pack();
  let length = 0;
  archive.on('data', (chunk: Buffer) => {
    length += chunk.length;
  });
  const ended = once(archive, 'end');
  for (const { name, body } of files) {
    const header = { name, size: body.length, mtime: MTIME };
    if (!waits) archive.entry(header, body);
    else await new Promise<void>((resolve) => archive.entry(header, body, resolve));
  }
  archive.finalize();
  await ended;
  return length;
}

const packing = (how: string, waits: boolean): Case<Pack> => {
  let files: File[] = [];
  return {
    title: `tar: pack small files, ${how}`,
    unit: 'files',
    count: 10_000,
    contestants,
    run(pack, count) {
      if (files.length === 0) files = smallFiles(count);
      return lengthOf(pack, files, waits);
    },
  };
};

const memory: Case<Pack> = {
  title: 'tar: pack small files, memory',
  unit: 'MiB at most',
  count: 100_000,
  contestants,
  async peak(pack, count) {
    await lengthOf(pack, smallFiles(count), true);
    return peakMiB();
  },
};

export const cases: readonly Case<Pack>[] = [
  packing('all at once', false),
  packing('one after the other', true),
  memory,
];
