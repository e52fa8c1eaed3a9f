/**
 * The table of the packages that gardenhose stands for, worked out from the entries and their docstrings.
 *
 * An entry stands for the package of its name if its docstring says of which version: "Behaves as npm
 * through@2.3.8". `npm run fix` writes the table with the export map, and `tools/exports.ts --check` compares. An
 * entry that says nothing of the kind has to be listed here as ours, so that none is forgotten.
 *
 * @module
 */
import { read } from './_tree.ts';
import type { Entry } from './exports.ts';

/** Where the table is. */
export const TABLE = 'src/register/_packages.ts';

/** Entries that bear no package's name, or that an old program cannot use as they are: auth-stream asks for `legacy`. */
const OURS: readonly string[] = ['.', './auth-stream', './register', './stream', './tap', './tar'];

/** A package that gardenhose stands for. */
interface Package {
  readonly name: string;
  readonly version: string;
  /** The names of its files that have an entry of their own. */
  readonly parts: readonly string[];
}

/** Works the table out; `faults` says which entries are neither packages nor known as ours. */
export function packagesOf(
  entries: readonly Entry[],
  textOf: (file: string) => string = read,
): { packages: Package[]; faults: string[] } {
  const packages: Package[] = [];
  const faults: string[] = [];
  for (const entry of entries) {
    const [, name = '.', part] = entry.name.split('/');
    if (part !== undefined || OURS.includes(entry.name) || entry.name === '.') continue;
    const file = (entry.node ?? entry.portable) as string;
    const version = versionIn(textOf(file), name);
    const below = `${entry.name}/`;
    const parts = entries.filter((other) => other.name.startsWith(below));
    if (version !== undefined) {
      packages.push({ name, version, parts: parts.map((part) => part.name.slice(below.length)) });
    } else {
      faults.push(
        `${file}: The docstring does not say as which version of npm's ${name} it behaves ("${name}@1.2.3"); ` +
          `if it stands for none, list "${entry.name}" in tools/packages.ts`,
      );
    }
  }
  return { packages, faults };
}

/** The version that a file's first docstring names of a package. */
function versionIn(text: string, name: string): string | undefined {
  const docstring = /\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? '';
  return new RegExp(`(?<![\\w-])${name}@(\\d+(?:\\.\\d+)*)`).exec(docstring)?.[1];
}

/** The text of the table's file, formatted as all our files. */
export function tableOf(packages: readonly Package[]): string {
  const rows = packages.map(({ name, version, parts }) => {
    const key = /^\w+$/.test(name) ? name : `'${name}'`;
    const list = `[${parts.map((part) => `'${part}'`).join(', ')}]`;
    const row = `  ${key}: { version: '${version}', parts: ${list} },\n`;
    if (row.length <= LINE_WIDTH + 1) return row;
    return `  ${key}: {\n    version: '${version}',\n    parts: ${list},\n  },\n`;
  });
  return `${HEAD}${rows.join('')}};\n`;
}

/** As in biome.json. */
const LINE_WIDTH = 110;

const HEAD = `/**
 * The packages of npm that gardenhose stands for. Written by \`npm run fix\`, from the export map and the entries'
 * docstrings; tools/packages.ts says how.
 *
 * @module
 */

/** What gardenhose has of a package. */
export interface Replacement {
  /** The version as which it behaves. */
  readonly version: string;
  /** The package's files that have an entry of their own: \`transform\` for \`readable-stream/transform\`. */
  readonly parts: readonly string[];
}

/** The packages by name. */
export const PACKAGES: Readonly<Record<string, Replacement>> = {
`;
