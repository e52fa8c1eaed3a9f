/**
 * Builds the package as its users have it, for tests that start programs: what runs in them is plain Node, with
 * none of the tests' own loaders.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { read, root } from './_tree.ts';
import { entries, exportsMap } from './exports.ts';

/** A folder outside the tree that is removed when it is disposed of. */
export interface Project extends Disposable {
  readonly folder: string;
  /** Writes files, given by their paths from the folder. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs Node in the folder; `stderr` follows what was printed if there is any. */
  node(args: readonly string[], env?: NodeJS.ProcessEnv): Outcome;
}

/** What a program printed, and how it ended. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes an empty project in a folder of its own. */
export function createProject(files: Readonly<Record<string, string>> = {}): Project {
  const folder = mkdtempSync(join(tmpdir(), 'gardenhose-project-'));
  const project: Project = {
    folder,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
    node(args, env = {}) {
      const { GARDENHOSE: _, NODE_OPTIONS: __, ...inherited } = process.env;
      const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
        cwd: folder,
        env: { ...inherited, NO_COLOR: '1', ...env },
        encoding: 'utf8',
        timeout: 60_000,
      });
      if (error !== undefined) throw error;
      return { status, stdout, stderr };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
  project.write(files);
  return project;
}

/** Builds the source as it is now into `node_modules/gardenhose` of a project. */
export function installBuilt({ folder }: Project): void {
  const home = join(folder, 'node_modules/gardenhose');
  mkdirSync(home, { recursive: true });
  const manifest = JSON.parse(read('package.json'));
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({ ...manifest, exports: exportsMap(entries()) }, null, 2),
  );
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  const outDir = join(home, 'dist');
  const quick = ['--noCheck', '--declaration', 'false', '--declarationMap', 'false', '--sourceMap', 'false'];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', ...quick, '--isolatedDeclarations', 'false'];
  const { status, stdout } = spawnSync(process.execPath, [...args, '--outDir', outDir], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Cannot build the package: ${stdout}`);
}
