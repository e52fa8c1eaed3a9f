/**
 * Finds a project's own source files.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { IgnoreRules } from './_ignore.ts';
import { parseIgnore } from './_ignore.ts';

/** A `.gitignore`, and the folder that it speaks of. */
interface Ignored {
  readonly folder: string;
  readonly rules: IgnoreRules;
}

/** What was found below a folder, as paths from it with `/` between their parts. */
export interface Found {
  readonly sources: string[];
  /** Folders that are projects of their own, which were not looked into. */
  readonly projects: string[];
}

const SOURCE = /\.[cm]?[jt]sx?$/;

/**
 * Lists the source files below a folder, in order: scripts, modules, TypeScript, and programs without an
 * extension whose first line names Node. Left out is what begins with a dot, `node_modules`, what a `.gitignore`
 * lists, and folders with a package.json that names a package.
 */
export function findSources(folder: string): Found {
  const found: Found = { sources: [], projects: [] };
  walk(folder, folder, ignoredAbove(folder), found);
  return found;
}

function walk(folder: string, root: string, above: readonly Ignored[], found: Found): void {
  const ignored = [...rulesIn(folder), ...above];
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if ((!isFolder && !entry.isFile()) || isIgnored(path, isFolder, ignored)) continue;
    if (!isFolder) {
      if (isSource(path)) found.sources.push(slashed(root, path));
    } else if (isProject(path)) found.projects.push(slashed(root, path));
    else walk(path, root, ignored, found);
  }
}

function isSource(path: string): boolean {
  if (SOURCE.test(path)) return true;
  return !/\.[^/\\]*$/.test(path) && /^#!.*\bnode\b/.test(readFileSync(path, 'latin1').slice(0, 200));
}

function isProject(folder: string): boolean {
  try {
    return 'name' in JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return false;
  }
}

/** The rules of the folders above, the nearest first, up to that of the repository. */
function ignoredAbove(folder: string): Ignored[] {
  const ignored: Ignored[] = [];
  for (let at = folder; !existsSync(join(at, '.git')); ) {
    const parent = dirname(at);
    if (parent === at) return [];
    at = parent;
    ignored.push(...rulesIn(at));
  }
  return ignored;
}

function rulesIn(folder: string): Ignored[] {
  const file = join(folder, '.gitignore');
  return existsSync(file) ? [{ folder, rules: parseIgnore(readFileSync(file, 'utf8')) }] : [];
}

function isIgnored(path: string, isFolder: boolean, ignored: readonly Ignored[]): boolean {
  for (const { folder, rules } of ignored) {
    const answer = rules(slashed(folder, path), isFolder);
    if (answer !== undefined) return answer;
  }
  return false;
}

function slashed(from: string, path: string): string {
  return relative(from, path).split(sep).join('/');
}
