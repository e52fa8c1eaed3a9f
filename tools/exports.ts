/**
 * The export map of package.json, worked out from the file tree.
 *
 * `--check` compares package.json with the tree, and looks for every file that its maps name; `--write`
 * replaces the map. An entry is a file at the top of `src` or of a chapter's folder, or the `index` of a
 * segment's folder, or a file in such a folder that is made for `require` (it exports 'module.exports').
 * Public names are flat: `src/control/split.ts` is `gardenhose/split`, `src/state/scuttlebutt/model.ts` is
 * `gardenhose/scuttlebutt/model`. A folder at the top of `src` that is named as the file beside it holds what is
 * named below that file: `src/stream/promises.ts` is `gardenhose/stream/promises`. Files `_x.ts`, and all of
 * `src/core` and `src/cli`, are private. `x.node.ts` is for Node only, unless `x.ts` stands beside it for every
 * other platform. With the map goes the table of what `gardenhose/register` replaces: tools/packages.ts.
 *
 * @module
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { isProgram, read, report, root, sourceFiles } from './_tree.ts';
import { packagesOf, TABLE, tableOf } from './packages.ts';

/** The condition under which the tests, examples and apps import the source files themselves. */
export const SOURCE = '@gardenhose/source';

/** The files of one public name: one for every platform, one for Node, or both. */
export interface Entry {
  /** As in the export map: `.`, `./split`. */
  readonly name: string;
  readonly node: string | undefined;
  readonly portable: string | undefined;
}

/** What an export map holds: a file, or more targets by condition. */
export type Target = string | { readonly [condition: string]: Target };

/** Works the public names out from the paths of the source files, sorted by name. */
export function entriesOf(files: readonly string[], isForRequire: (file: string) => boolean): Entry[] {
  const entries = new Map<string, Entry>();
  for (const file of files) {
    const name = publicName(file, files, isForRequire);
    if (name === undefined) continue;
    const platform = file.endsWith('.node.ts') ? 'node' : 'portable';
    const entry = entries.get(name) ?? { name, node: undefined, portable: undefined };
    const taken = entry[platform];
    if (taken !== undefined) throw new Error(`${taken} and ${file} would both be exported as "${name}"`);
    entries.set(name, { ...entry, [platform]: file });
  }
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The entries of this project. */
export function entries(): Entry[] {
  return entriesOf(sourceFiles(), isForRequire);
}

/** Whether a file ends as segments do, so that `require` returns the segment itself. */
export function isForRequire(file: string): boolean {
  return /\bas 'module\.exports'/.test(read(file));
}

function publicName(
  file: string,
  files: readonly string[],
  isForRequire: (file: string) => boolean,
): string | undefined {
  const path = file
    .replace(/^src\//, '')
    .replace(/(\.node)?\.ts$/, '')
    .split('/');
  if (path.some((part) => part.startsWith('_')) || path[0] === 'core' || path[0] === 'cli') return undefined;
  const [chapter, segment, part, ...deeper] = path;
  if (segment === undefined) return chapter === 'index' ? '.' : `./${chapter}`;
  if (files.includes(`src/${chapter}.ts`)) return `./${path.join('/')}`;
  if (part === undefined || (part === 'index' && deeper.length === 0)) return `./${segment}`;
  return isForRequire(file) ? `./${path.slice(1).join('/')}` : undefined;
}

/** Writes the export map of entries, with each target's conditions in the order in which they are tried. */
export function exportsMap(entries: readonly Entry[]): Record<string, Target> {
  const targets = entries.map(({ name, node, portable }): [string, Target] => {
    if (node === undefined || portable === undefined) {
      const file = (node ?? portable) as string;
      return [name, { [SOURCE]: `./${file}`, ...built(file) }];
    }
    const source = { node: `./${node}`, default: `./${portable}` };
    return [name, { [SOURCE]: source, node: built(node), default: built(portable) }];
  });
  const all: [string, Target][] = [...targets, ['./package.json', './package.json']];
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function built(file: string): { types: string; default: string } {
  const path = `./${file.replace(/^src\//, 'dist/').replace(/\.ts$/, '')}`;
  return { types: `${path}.d.ts`, default: `${path}.js` };
}

/** Compares the map there is with the map there should be, conditions in order; returns one line a fault. */
export function compareMaps(actual: Record<string, Target>, expected: Record<string, Target>): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  return names.flatMap((name) => {
    const [is, should] = [JSON.stringify(actual[name]), JSON.stringify(expected[name])];
    if (is === should) return [];
    if (should === undefined)
      return [`package.json exports "${name}", which no source file stands for: ${is}`];
    if (is === undefined) return [`package.json does not export "${name}": ${should}`];
    return [`package.json exports "${name}" as ${is}, expected ${should}`];
  });
}

/** The files that a target names, under any condition. */
export function filesOf(target: Target): string[] {
  return typeof target === 'string' ? [target] : Object.values(target).flatMap(filesOf);
}

/** Looks for the files that package.json's maps name; returns one line a file that is missing. */
function missingFiles(...maps: Target[]): string[] {
  if (!existsSync(join(root, 'dist'))) return ['There is no dist folder to check: run "npm run build"'];
  const missing = maps.flatMap(filesOf).filter((file) => !existsSync(join(root, file)));
  return missing.map((file) => `package.json names ${file}, which does not exist`);
}

if (isProgram(import.meta.url)) {
  const manifest = JSON.parse(read('package.json'));
  const expected = exportsMap(entries());
  const { packages, faults: unnamed } = packagesOf(entries());
  const good = `${Object.keys(expected).length} exports agree with the tree`;
  if (argv.includes('--write')) {
    manifest.exports = expected;
    writeFileSync(join(root, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    writeFileSync(join(root, TABLE), tableOf(packages));
    report(unnamed, good);
  } else {
    const faults = [...compareMaps(manifest.exports, expected), ...unnamed];
    if (read(TABLE) !== tableOf(packages))
      faults.push(`${TABLE} is not what the entries say: run "npm run fix"`);
    report(faults.length > 0 ? faults : missingFiles(manifest.exports, manifest.imports), good);
  }
}
