/**
 * Makes what is measured: the peers are installed, the package is built as it is published, and the
 * benchmarks are compiled, so that no loader stands between them and Node.
 *
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The folder of the benchmarks. */
export const bench: string = dirname(fileURLToPath(import.meta.url));

const root = dirname(bench);

/** What the package is built from. */
const NEEDED = ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

/**
 * Builds the package and the benchmarks into a folder below `bench`; returns the folder.
 *
 * The package gets a place of its own in it, so that a build of the tree meanwhile changes nothing.
 *
 * @param ref A commit, branch or tag to take the package from; the tree as it is, if none is given.
 */
export async function buildInto(folder: string, ref?: string): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  const source = join(folder, 'source');
  mkdirSync(source, { recursive: true });
  if (ref === undefined) copyTree(source);
  else checkOut(ref, source);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  // It emits in spite of type errors, and it is not for a benchmark to judge them.
  spawnSync(execPath, [tsc, '-p', join(source, 'tsconfig.build.json')], { stdio: ['ignore', 2, 2] });
  mkdirSync(join(folder, 'node_modules'));
  renameSync(source, join(folder, 'node_modules/gardenhose'));
  await build({
    entryPoints: [
      join(bench, 'child.ts'),
      ...suites().flatMap((suite) => filesOf(suite).map(({ path }) => path)),
    ],
    outbase: bench,
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    // Without the paths of tsconfig.json, which lead to the source.
    tsconfigRaw: {},
    format: 'esm',
    platform: 'node',
    target: 'es2023',
    logLevel: 'warning',
  });
  return folder;
}

/** Copies what the build needs of the tree into a folder. */
function copyTree(folder: string): void {
  for (const file of NEEDED) cpSync(join(root, file), join(folder, file), { recursive: true });
}

/** Writes what the build needs of a commit into a folder. */
function checkOut(ref: string, folder: string): void {
  const archive = execFileSync('git', ['archive', ref, ...NEEDED], { cwd: root, maxBuffer: 1 << 28 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
}

/** The names of the suites. */
export function suites(): string[] {
  return readdirSync(bench, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['dist', 'node_modules', 'results'].includes(entry.name))
    .map((entry) => entry.name);
}

/** The files of a suite that hold cases. */
export function filesOf(suite: string): { name: string; path: string }[] {
  return readdirSync(join(bench, suite))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('_'))
    .map((file) => ({ name: file.slice(0, -'.ts'.length), path: join(bench, suite, file) }));
}
