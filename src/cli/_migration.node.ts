/**
 * Works out how a project comes to gardenhose: which of its dependencies are replaced, and what changes for it.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGES } from '../register/_packages.ts';
import type { Edit } from './_edits.ts';
import { applyEdits, diffOf } from './_edits.ts';
import { findSources } from './_files.node.ts';
import type { Lock, Manifest } from './_lockfiles.ts';
import { dependentsOf, LOCKFILES, readLock, SECTIONS } from './_lockfiles.ts';
import { editDependencies } from './_manifest.ts';
import type { Leftover } from './_rewrite.ts';
import { rewrite } from './_rewrite.ts';

/** A package of the project's that gardenhose stands for. */
export interface Dependency {
  readonly name: string;
  /** The version as which gardenhose behaves; undefined for Node's own `stream`. */
  readonly as: string | undefined;
  /** Where package.json names it, and with which range. */
  readonly direct: readonly { readonly section: string; readonly range: string }[];
  /** The versions that the lockfile has, and what needs each: `''` is the project itself. */
  readonly locked: readonly { readonly version: string; readonly neededBy: readonly string[] }[];
}

/** A file that changes. */
export interface FileChange {
  readonly file: string;
  readonly edits: readonly Edit[];
  readonly diff: string;
}

/** What there is to do, and what is not done. */
export interface Migration {
  readonly folder: string;
  /** The lockfile that was read, if there is one. */
  readonly lockfile: string | undefined;
  readonly dependencies: readonly Dependency[];
  readonly changes: readonly FileChange[];
  readonly left: readonly Leftover[];
  /** Folders within that are projects of their own, which were not looked into. */
  readonly projects: readonly string[];
}

/** A package.json, as far as it is read. */
interface ProjectManifest extends Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Looks a project through. Throws what `readFileSync` and `JSON.parse` throw of its package.json. */
export function plan(folder: string, names: readonly string[], version: string): Migration {
  const manifestText = readFileSync(join(folder, 'package.json'), 'utf8');
  const manifest = JSON.parse(manifestText) as ProjectManifest;
  const left: Leftover[] = [];
  const { lockfile, lock } = lockOf(folder, manifest, left);
  const { sources, projects } = findSources(folder);
  const changes = sources.flatMap((file) => changeOf(folder, file, names, left));

  const staying = new Set([...left.flatMap(({ names }) => names), ...scripted(manifest, names, left)]);
  const isRemoved = (name: string): boolean => names.includes(name) && !staying.has(name);
  const isUsed =
    changes.length > 0 || SECTIONS.some((section) => Object.keys(manifest[section] ?? {}).some(isRemoved));
  if (isUsed) {
    const added = { name: 'gardenhose', range: `^${version}` };
    const edits = editDependencies(manifestText, { isRemoved, added });
    if (edits.length > 0) changes.push(change('package.json', manifestText, edits));
  }
  return { folder, lockfile, dependencies: dependenciesOf(manifest, lock, names), changes, left, projects };
}

/** Makes the changes. */
export function carryOut({ folder, changes }: Migration): void {
  for (const { file, edits } of changes) {
    const path = join(folder, file);
    writeFileSync(path, applyEdits(readFileSync(path, 'utf8'), edits));
  }
}

function change(file: string, text: string, edits: readonly Edit[]): FileChange {
  return { file, edits, diff: diffOf(file, text, edits) };
}

function changeOf(folder: string, file: string, names: readonly string[], left: Leftover[]): FileChange[] {
  const bytes = readFileSync(join(folder, file));
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) {
    const present = names.filter((name) => bytes.includes(name));
    if (present.length > 0) left.push({ file, reason: 'The file is not in UTF-8', names: present });
    return [];
  }
  const rewriting = rewrite(file, text, names);
  left.push(...rewriting.left);
  return rewriting.edits.length === 0 ? [] : [change(file, text, rewriting.edits)];
}

/** The packages that the project's scripts name, perhaps as a command. */
function scripted({ scripts = {} }: ProjectManifest, names: readonly string[], left: Leftover[]): string[] {
  return Object.entries(scripts).flatMap(([script, command]) => {
    const words = command.split(/[^\w@./-]+/);
    const named = names.filter((name) => words.includes(name));
    if (named.length > 0) {
      left.push({
        file: 'package.json',
        reason: `The script "${script}" names ${named.join(', ')}`,
        names: named,
      });
    }
    return named;
  });
}

/** The lockfile of the project, or of the workspace that it is in. */
function lockOf(
  folder: string,
  manifest: Manifest,
  left: Leftover[],
): { lockfile: string | undefined; lock: Lock } {
  for (let at = folder; ; at = dirname(at)) {
    const name = LOCKFILES.find((name) => existsSync(join(at, name)));
    if (name !== undefined) {
      const lockfile = join(at, name);
      try {
        return { lockfile, lock: readLock(name, readFileSync(lockfile, 'utf8'), manifest) };
      } catch (error) {
        left.push({
          file: name,
          reason: `The lockfile cannot be read: ${(error as Error).message}`,
          names: [],
        });
        return { lockfile, lock: new Map() };
      }
    }
    if (existsSync(join(at, '.git')) || dirname(at) === at) return { lockfile: undefined, lock: new Map() };
  }
}

function dependenciesOf(manifest: Manifest, lock: Lock, names: readonly string[]): Dependency[] {
  return names.flatMap((name) => {
    const direct = SECTIONS.flatMap((section) => {
      const range = manifest[section]?.[name];
      return range === undefined ? [] : [{ section, range }];
    });
    const neededBy = new Map<string, Set<string>>();
    for (const [key, entry] of lock) {
      if (entry.name !== name || entry.version === '') continue;
      const needing = neededBy.get(entry.version) ?? new Set();
      for (const { name, version } of dependentsOf(lock, key)) {
        needing.add(version === '' || name === '' ? name : `${name}@${version}`);
      }
      neededBy.set(entry.version, needing);
    }
    if (direct.length === 0 && neededBy.size === 0) return [];
    const locked = [...neededBy].map(([version, needing]) => ({ version, neededBy: [...needing].sort() }));
    return [{ name, as: PACKAGES[name]?.version, direct, locked }];
  });
}
