/**
 * Lines of a file: all of them, the last ones from either end, and a few in the middle again and again.
 *
 * The checksum is over the lengths of the lines, newline included; readline leaves that out and is given it back.
 *
 * @module
 */
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { Case, Contestants } from '../case.ts';
import { addTo } from '../case.ts';
import { asciiLines } from '../control/_texts.ts';

/** Hands the lines of a slice to `take`; fulfils at the end. */
type SliceLines = (
  path: string,
  from: number | undefined,
  to: number | undefined,
  take: (bytes: number) => void,
) => Promise<void>;

interface LineFile {
  slice(from?: number, to?: number): NodeJS.ReadableStream;
  sliceReverse(from?: number, to?: number): NodeJS.ReadableStream;
  close(): void;
}

/** Reads by one instance for each file, whose index of lines is there the second time. */
function slicing(make: (path: string) => LineFile, method: 'slice' | 'sliceReverse'): SliceLines {
  const files = new Map<string, LineFile>();
  return (path, from, to, take) =>
    new Promise((resolve, reject) => {
      const file = files.get(path) ?? make(path);
      files.set(path, file);
      file[method](from, to)
        .on('data', (line) => take((line as unknown as Uint8Array).length))
        .on('error', reject)
        .on('end', () => resolve());
    });
}

/** The original, which is among those that the tests ask: benchmarks run in `bench/dist`. */
async function original(): Promise<(path: string) => LineFile> {
  return createRequire(join(process.cwd(), '../../oracles/package.json'))('slice-file');
}

const slice: Contestants<SliceLines> = {
  gardenhose: async () => {
    const { sliceFile } = await import('gardenhose/slice-file');
    return slicing(sliceFile as unknown as (path: string) => LineFile, 'slice');
  },
  'slice-file': async () => slicing(await original(), 'slice'),
};

const sliceReverse: Contestants<SliceLines> = {
  gardenhose: async () => {
    const { sliceFile } = await import('gardenhose/slice-file');
    return slicing(sliceFile as unknown as (path: string) => LineFile, 'sliceReverse');
  },
  'slice-file': async () => slicing(await original(), 'sliceReverse'),
};

/** Reads the whole file, whatever is asked for. */
const readline: SliceLines = (path, _from, _to, take) =>
  new Promise((resolve) => {
    const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', (line) => take(line.length + 1));
    lines.on('close', resolve);
  });

/** The least that there is to do. */
const limit: SliceLines = async (path, _from, _to, take) => {
  let held = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10) + 1; end > 0; end = chunk.indexOf(10, start) + 1) {
      take(held + chunk.subarray(start, end).length);
      held = 0;
      start = end;
    }
    held += chunk.length - start;
  }
};

let made: { readonly bytes: number; readonly path: string } | undefined;

/** Writes a file of log lines, which is gone when the process ends. */
function fileOf(bytes: number): string {
  if (made?.bytes === bytes) return made.path;
  const folder = mkdtempSync(join(tmpdir(), 'lines-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  const path = join(folder, 'data.txt');
  writeFileSync(path, `${asciiLines(bytes)}\n`);
  made = { bytes, path };
  return path;
}

/** Waits, before the first run, until the file counts as one at rest: of others nothing is remembered. */
async function rest(path: string): Promise<void> {
  const left = statSync(path).ctimeMs + 2100 - Date.now();
  if (left > 0) await setTimeout(left);
}

async function sum(lines: SliceLines, path: string, from?: number, to?: number): Promise<number> {
  let checksum = 0;
  await lines(path, from, to, (bytes) => {
    checksum = addTo(checksum, bytes);
  });
  return checksum;
}

/** All lines in order, the last thousands in either order, and a page of lines in the middle. */
export const cases: readonly Case<SliceLines>[] = [
  {
    title: 'slice(), 16 MiB',
    unit: 'bytes',
    count: 16 * 1024 ** 2,
    contestants: { ...slice, 'node:readline': async () => readline, limit: async () => limit },
    run: (lines, count) => sum(lines, fileOf(count)),
  },
  {
    title: 'slice(-count), 8 MiB',
    unit: 'lines',
    count: 5000,
    contestants: slice,
    run: (lines, count) => sum(lines, fileOf(8 * 1024 ** 2), -count),
  },
  {
    title: 'sliceReverse(-count), 8 MiB',
    unit: 'lines',
    count: 5000,
    contestants: sliceReverse,
    run: (lines, count) => sum(lines, fileOf(8 * 1024 ** 2), -count),
  },
  {
    title: 'slice(30000, 30010) again and again of a file at rest, 8 MiB',
    unit: 'slices',
    count: 20,
    contestants: slice,
    async run(lines, count) {
      let checksum = 0;
      await rest(fileOf(8 * 1024 ** 2));
      for (let n = 0; n < count; n++) {
        checksum = addTo(checksum, await sum(lines, fileOf(8 * 1024 ** 2), 30_000, 30_010));
      }
      return checksum;
    },
  },
];
