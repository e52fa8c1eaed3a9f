/**
 * Trees of files, packed by one program and extracted by another: ours, GNU tar and bsdtar, in every pair.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bsdtarPath } from '../../../tools/bsdtar.ts';
import { buffer } from '../../core/consumers.ts';
import { extractArchive } from './_test-archive.node.ts';
import { makeFolder } from './_test-files.node.ts';
import { gnuTar } from './_test-oracles.node.ts';
import { packDirectory } from './pack-directory.node.ts';

/** Packs a folder, and extracts an archive. */
interface Program {
  readonly pack: (folder: string) => Promise<Uint8Array>;
  readonly extract: (archive: Uint8Array, folder: string) => Promise<unknown>;
}

function commandLine(
  program: string,
  packFlags: readonly string[],
  extractFlags: readonly string[] = [],
): Program {
  const maxBuffer = 2 ** 26;
  return {
    async pack(folder) {
      return execFileSync(program, ['-c', ...packFlags, '-f', '-', '-C', folder, '.'], { maxBuffer });
    },
    async extract(archive, folder) {
      fs.mkdirSync(folder);
      execFileSync(program, ['-x', '-p', ...extractFlags, '-f', '-', '-C', folder], { input: archive });
    },
  };
}

// Of times to come it warns.
const gnu = (format: string) => commandLine(gnuTar(), [`--format=${format}`], ['--warning=no-timestamp']);
const bsd = (format: string) => commandLine(bsdtarPath(), ['--format', format]);
const ours = (held: boolean): Program => ({
  pack: (folder) => buffer(packDirectory(folder)),
  extract: (archive, folder) => extractArchive(archive, folder, { umask: 0 }, held),
});

/** Something in a tree, below the directory that has it. */
type Tree = { readonly [name: string]: Node };
type Node =
  | { readonly kind: 'file'; readonly body: Uint8Array; readonly mode: number; readonly mtime: number }
  | { readonly kind: 'link' | 'symlink'; readonly to: number }
  | { readonly kind: 'directory'; readonly children: Tree; readonly mode: number; readonly mtime: number };

/**
 * Names of all sorts, but for those that bsdtar changes on every system: it takes away a drive, `C:x`, and composes
 * characters, `e\u0301`.
 */
const part = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'a',
      'b',
      'c',
      'A',
      'é',

      '日本',
      ' ',
      'x\\y',
      '-n',
      '.h',
      'xx:y',
      'a\nb',
    ),
  },
  { weight: 2, arbitrary: fc.integer({ min: 90, max: 110 }).map((length) => 'n'.repeat(length)) },
  { weight: 1, arbitrary: fc.integer({ min: 150, max: 250 }).map((length) => 'l'.repeat(length)) },
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc
    .constantFrom(511, 512, 513, 10_240, 70_000, 300_000)
    .map((length) => new Uint8Array(length).fill(length)),
);
/** Trees whose files are of some time, or later. */
const treesSince = (earliest: number) => {
  const mtime = fc.integer({ min: earliest, max: 4_000_000_000 });
  return fc.letrec<{ tree: Tree; node: Node }>((tie) => ({
    tree: fc.dictionary(part, tie('node'), { maxKeys: 5, depthIdentifier: 'tree' }),
    node: fc.oneof(
      { depthIdentifier: 'tree', maxDepth: 3 },
      fc.record({
        kind: fc.constant('file'),
        body,
        mode: fc.constantFrom(0o644, 0o600, 0o755, 0o400),
        mtime,
      }),
      fc.record({ kind: fc.constantFrom('link', 'symlink'), to: fc.nat() }),
      fc.record({
        kind: fc.constant('directory'),
        children: tie('tree'),
        mode: fc.constantFrom(0o755, 0o700, 0o500),
        mtime,
      }),
    ) as fc.Arbitrary<Node>,
  })).tree;
};

/** Sets a time, in seconds; as a date, because of numbers Node takes negative ones for now. */
function setTime(path: string, seconds: number): void {
  fs.utimesSync(path, new Date(seconds * 1000), new Date(seconds * 1000));
}

/** Makes a tree in a folder; links are to files made before them. */
function make(folder: string, tree: Tree): void {
  const files: string[] = [];
  const makeIn = (path: string, up: string, tree: Tree) => {
    for (const [name, node] of Object.entries(tree)) {
      const own = join(path, name);
      if (node.kind === 'directory') {
        fs.mkdirSync(own);
        makeIn(own, `../${up}`, node.children);
        fs.chmodSync(own, node.mode);
        setTime(own, node.mtime);
      } else if (node.kind === 'file') {
        fs.writeFileSync(own, node.body);
        fs.chmodSync(own, node.mode);
        setTime(own, node.mtime);
        files.push(own);
      } else if (files.length > 0) {
        const target = files[node.to % files.length] as string;
        if (node.kind === 'link') fs.linkSync(target, own);
        else fs.symlinkSync(`${up}${target.slice(folder.length + 1)}`, own);
      }
    }
  };
  makeIn(folder, '', tree);
}

/** Says all that should be the same of two folders. */
function describeTree(folder: string): string[] {
  const lines: string[] = [];
  const names = new Map<number, string>();
  const list = (path: string, name: string) => {
    for (const part of fs.readdirSync(path).sort()) {
      const own = join(path, part);
      const stats = fs.lstatSync(own);
      const first = names.get(stats.ino) ?? name + part;
      names.set(stats.ino, first);
      const line = `${JSON.stringify(name + part)} ${(stats.mode & 0o170777).toString(8)} ${Math.floor(stats.mtimeMs / 1000)}`;
      if (stats.isSymbolicLink()) lines.push(`${JSON.stringify(name + part)} -> ${fs.readlinkSync(own)}`);
      else if (stats.isFile())
        lines.push(`${line} ${stats.size} is ${first} ${fs.readFileSync(own).toString('base64')}`);
      else lines.push(line);
      if (stats.isDirectory()) list(own, `${name + part}/`);
    }
  };
  list(folder, '');
  return lines;
}

async function check(
  packer: Program,
  extractor: Program,
  runs: number,
  earliest = -1_000_000_000,
): Promise<void> {
  const folder = makeFolder();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(treesSince(earliest), async (tree) => {
      const [from, to] = [join(folder, `from${count}`), join(folder, `to${count++}`)];
      fs.mkdirSync(from);
      make(from, tree);
      await extractor.extract(await packer.pack(from), to);
      expect(describeTree(to)).toEqual(describeTree(from));
    }),
    { numRuns: runs },
  );
}

describe('packDirectory', () => {
  it.each([
    ['GNU tar', () => gnu('gnu')],
    ['bsdtar', () => bsd('pax')],
    ['extractTo, with directories held open', () => ours(true)],
    ['extractTo, with paths', () => ours(false)],
  ])('packDirectory makes archives that %s extracts as they were', async (_name, program) => {
    await check(ours(true), program(), 15);
  });
});

describe('extractTo', () => {
  it.each([
    ['GNU tar, in its own format', () => gnu('gnu')],
    ['GNU tar, as pax', () => gnu('pax')],
    ['bsdtar, as pax', () => bsd('pax')],
  ])('extractTo extracts what %s has packed as it was', async (_name, program) => {
    await check(program(), ours(true), 15);
    await check(program(), ours(false), 5);
  });

  it('extractTo extracts what bsdtar, as GNU tar does, has packed as it was, since 1970', async () => {
    // It writes earlier times as 0.
    await check(bsd('gnutar'), ours(true), 15, 0);
    await check(bsd('gnutar'), ours(false), 5, 0);
  });

  it('extractTo makes the sparse files of GNU tar, with their holes', async () => {
    for (const version of [
      '--format=gnu',
      '--sparse-version=0.0',
      '--sparse-version=0.1',
      '--sparse-version=1.0',
    ]) {
      const folder = makeFolder();
      const from = join(folder, 'from');
      fs.mkdirSync(from);
      const file = fs.openSync(join(from, 'sparse'), 'w');
      fs.writeSync(file, 'begin', 0);
      fs.writeSync(file, 'middle', 1_000_000);
      fs.writeSync(file, 'long'.repeat(25_000), 1_200_123);
      fs.ftruncateSync(file, 2_000_000);
      fs.closeSync(file);
      const flags = ['-c', '--sparse', ...(version.includes('format') ? [] : ['--format=pax']), version];
      const archive = execFileSync(gnuTar(), [...flags, '-f', '-', '-C', from, 'sparse']);
      expect(archive.length).toBeLessThan(200_000);
      await extractArchive(archive, join(folder, 'to'));
      expect(fs.statSync(join(folder, 'to/sparse')).blocks * 512).toBeLessThan(1_000_000);
      expect(fs.readFileSync(join(folder, 'to/sparse')).equals(fs.readFileSync(join(from, 'sparse')))).toBe(
        true,
      );
    }
  });
});
