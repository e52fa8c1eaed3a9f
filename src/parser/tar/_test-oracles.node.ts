/**
 * GNU tar and bsdtar, for the tests that ask them what they write and what they read.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs a program; fails with what it said if it did. */
export function run(program: string, args: readonly string[], input?: Uint8Array): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input,
    maxBuffer: 2 ** 28,
    env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Returns the name of GNU tar on the path. Throws what to install if it is not there. */
export function gnuTar(): string {
  const found = ['tar', 'gtar'].find((name) => /GNU tar/.test(String(spawnSync(name, ['--version']).stdout)));
  if (found === undefined)
    throw new Error('The tests of tar need GNU tar: install it (Debian: apt-get install tar)');
  return found;
}

/** Gives a folder of its own, and removes it. */
export async function inFolder<T>(task: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tar-oracle-'));
  try {
    return await task(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a tree says of one path. */
export interface Fact {
  readonly type: string;
  readonly mode: number;
  readonly seconds: number;
  readonly linkname?: string;
  readonly contents?: string;
}

/** What is in a folder, by path. Contents are in Latin-1. */
export function factsOf(folder: string, below = ''): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    const whole = join(folder, path);
    const stats = lstatSync(whole);
    const common = { mode: stats.mode & 0o7777, seconds: Math.floor(stats.mtimeMs / 1000) };
    if (stats.isDirectory()) {
      facts[path] = { type: 'directory', ...common };
      Object.assign(facts, factsOf(folder, path));
    } else if (stats.isSymbolicLink()) {
      facts[path] = { type: 'symlink', mode: 0o777, seconds: 0, linkname: readlinkSync(whole) };
    } else if (stats.isFIFO()) facts[path] = { type: 'fifo', ...common };
    else facts[path] = { type: 'file', ...common, contents: readFileSync(whole, 'latin1') };
  }
  return facts;
}

const WHEN = 1_234_567_890;

/** Fills a folder with what every format can hold; `long` with names that not all can. */
export function plantTree(folder: string, long: boolean): void {
  const file = (name: string, contents: string | Uint8Array, mode = 0o644): void => {
    writeFileSync(join(folder, name), contents, { mode });
    utimesSync(join(folder, name), WHEN, WHEN);
  };
  mkdirSync(join(folder, 'dir'));
  mkdirSync(join(folder, 'dir/empty'));
  file('empty.txt', '');
  file('dir/small.txt', 'beep');
  file('dir/block.bin', Buffer.alloc(1024, 7), 0o600);
  file('dir/big.bin', Buffer.alloc(200_001, 'abcdefg'), 0o755);
  linkSync(join(folder, 'dir/small.txt'), join(folder, 'hard.txt'));
  symlinkSync('dir/small.txt', join(folder, 'soft.txt'));
  if (long) {
    mkdirSync(join(folder, 'd'.repeat(120)));
    file(`${'d'.repeat(120)}/${'f'.repeat(200)}`, 'deep');
    file('grüße 漢字.txt', 'héllo');
    symlinkSync('t'.repeat(180), join(folder, 'far'));
  }
}

/** Fills a file with so many islands of data in zeros, the first of them at `start`. */
export function plantSparse(path: string, islands: number, start: number, tail: number): void {
  const contents = Buffer.alloc(start + islands * 65_536);
  for (let i = 0; i < islands; i++) contents.fill(i + 1, start + i * 65_536, start + i * 65_536 + 700);
  writeFileSync(path, contents);
  truncateSync(path, contents.length + tail);
}
