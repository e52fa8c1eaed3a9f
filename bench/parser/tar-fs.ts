/**
 * Directories into archives and back. The files are in memory, on /dev/shm, where there is such a place, so that what
 * is measured is not the disk.
 *
 * @module
 */
import { createReadStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import type { Case } from '../case.ts';

/** Packs a folder; fulfils with the number of its files' bytes that came by. */
type Packer = (folder: string) => Promise<number>;

/** Extracts the archive in a file. */
type Extractor = (file: string, folder: string) => Promise<void>;

const place = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'gardenhose-bench-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));

/** Each has a name, and what comes of a run is removed before the next. */
let runs = 0;

function makeFiles(count: number): string {
  const folder = join(place, `files-${count}`);
  if (existsSync(folder)) return folder;
  for (let n = 0; n < count; n++) {
    const parent = join(folder, `d${n % 100}`);
    if (n < 100) mkdirSync(parent, { recursive: true });
    writeFileSync(join(parent, `file-${n}.txt`), `${n}\n`.repeat((n * 7) % 400));
  }
  return folder;
}

async function makeArchive(name: string, fill: (file: string) => Promise<void>): Promise<string> {
  const file = join(place, name);
  if (!existsSync(file)) await fill(file);
  return file;
}

/** Reads in large chunks, as node-tar does by itself when it is given a file's name. */
function read(file: string) {
  return createReadStream(file, { highWaterMark: 4 * 1024 ** 2 });
}

async function count(stream: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  return bytes > 0 ? 1 : 0;
}

const packers = {
  gardenhose: async (): Promise<Packer> => {
    const { packDirectory } = await import('gardenhose/tar');
    return (folder) => count(packDirectory(folder) as never);
  },
  tar: async (): Promise<Packer> => {
    const tar = await import('tar');
    return (folder) => count(tar.create({ cwd: folder }, ['.']) as never);
  },
};

const extractors = {
  gardenhose: async (): Promise<Extractor> => {
    const { extractTo } = await import('gardenhose/tar');
    return (file, folder) => pipeline(read(file), extractTo(folder) as never);
  },
  tar: async (): Promise<Extractor> => {
    const tar = await import('tar');
    return (file, folder) => {
      mkdirSync(folder);
      return pipeline(read(file), tar.extract({ cwd: folder }) as never);
    };
  },
  'tar, from a file': async (): Promise<Extractor> => {
    const tar = await import('tar');
    return async (file, folder) => {
      mkdirSync(folder);
      await tar.extract({ file, cwd: folder });
    };
  },
  'tar, sync': async (): Promise<Extractor> => {
    const tar = await import('tar');
    return async (file, folder) => {
      mkdirSync(folder);
      tar.extract({ file, cwd: folder, sync: true });
    };
  },
};

async function extractAnew(extract: Extractor, file: string, check: string): Promise<number> {
  const folder = join(place, `to-${runs++}`);
  await extract(file, folder);
  const { size } = await stat(join(folder, check));
  await rm(folder, { recursive: true });
  return size;
}

const FILES = 10_000;
const GIB = 2 ** 30;

const pack: Case<Packer> = {
  title: 'pack a directory of 10 000 small files',
  unit: 'files',
  count: FILES,
  contestants: packers,
  run: (pack, count) => pack(makeFiles(count)),
};

const extractSmall: Case<Extractor> = {
  title: 'extract 10 000 small files',
  unit: 'files',
  count: FILES,
  contestants: extractors,
  async run(extract, count) {
    const file = await makeArchive('small.tar', async (file) => {
      const tar = await import('tar');
      await tar.create({ file, cwd: makeFiles(count) }, ['.']);
    });
    return extractAnew(extract, file, 'd99/file-99.txt');
  },
};

const extractBig: Case<Extractor> = {
  title: 'extract one entry of 1 GiB',
  unit: 'bytes',
  count: GIB,
  contestants: extractors,
  async run(extract, count) {
    const file = await makeArchive('big.tar', async (file) => {
      const tar = await import('tar');
      const chunk = Buffer.alloc(1024 * 1024, 'gardenhose');
      const whole = join(place, 'big');
      writeFileSync(whole, '');
      for (let n = 0; n < count; n += chunk.length) writeFileSync(whole, chunk, { flag: 'a' });
      await tar.create({ file, cwd: place }, ['big']);
      rmSync(whole);
    });
    return extractAnew(extract, file, 'big');
  },
};

/** Directories in both directions, and a file as large as they come. */
export const cases: readonly (Case<Packer> | Case<Extractor>)[] = [pack, extractSmall, extractBig];
