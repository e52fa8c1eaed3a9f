/**
 * Reads lockfiles: npm's of every version, yarn's old and new ones, and pnpm's.
 *
 * @module
 */
import type { Node } from './_indented.ts';
import { parseIndented } from './_indented.ts';

/** The names of the lockfiles that can be read; where there are two, the first one counts. */
export const LOCKFILES: readonly string[] = [
  'npm-shrinkwrap.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
];

/** A package as a lockfile has it. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  /** The packages that it needs, as the keys of the map that it is in. */
  readonly needs: readonly string[];
}

/** The packages of a lockfile; the project itself has the key `''`, other projects of its workspace their folder. */
export type Lock = ReadonlyMap<string, Locked>;

/** The sections of package.json in which dependencies stand. */
export const SECTIONS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;

/** What is read of a package.json. */
export type Manifest = { readonly [Section in (typeof SECTIONS)[number]]?: Readonly<Record<string, string>> };

/**
 * Reads a lockfile, with the package.json beside it.
 *
 * @throws SyntaxError if the text is not what its name says
 */
export function readLock(name: string, text: string, manifest: Manifest): Lock {
  if (name.endsWith('.json')) return readNpm(JSON.parse(text), manifest);
  const root = parseIndented(text);
  return name === 'yarn.lock' ? readYarn(root, manifest) : readPnpm(root);
}

/** The packages that need the package of a key. */
export function dependentsOf(lock: Lock, key: string): Locked[] {
  return [...lock.values()].filter(({ needs }) => needs.includes(key));
}

function dependenciesOf(manifest: Manifest): [name: string, range: string][] {
  return SECTIONS.flatMap((section) => Object.entries(manifest[section] ?? {}));
}

// npm

/** A package in npm's lockfile: of versions 2 and 3 by its folder, of version 1 within what it is installed in. */
interface NpmPackage extends Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly requires?: Readonly<Record<string, string>> | boolean;
}

interface NpmLock {
  readonly packages?: Readonly<Record<string, NpmPackage>>;
  readonly dependencies?: Readonly<Record<string, NpmTree>>;
}

interface NpmTree extends Omit<NpmPackage, 'dependencies'> {
  readonly dependencies?: Readonly<Record<string, NpmTree>>;
}

function readNpm(file: NpmLock, manifest: Manifest): Lock {
  if (file.packages === undefined && file.dependencies === undefined) return new Map();
  const folders = new Map<string, { package: NpmPackage; names: string[] }>();
  for (const [folder, entry] of Object.entries(file.packages ?? {})) {
    folders.set(folder, { package: entry, names: dependenciesOf(entry).map(([name]) => name) });
  }
  if (file.packages === undefined) {
    folders.set('', { package: {}, names: dependenciesOf(manifest).map(([name]) => name) });
    addTree(file.dependencies ?? {}, '', folders);
  }
  const lock = new Map<string, Locked>();
  for (const [folder, { package: entry, names }] of folders) {
    if (entry.link) continue;
    const alias = /^npm:(.+)@([^@]+)$/.exec(entry.version ?? '');
    const name = alias?.[1] ?? entry.name ?? folder.slice(folder.lastIndexOf('node_modules/')).slice(13);
    const needs = names.flatMap((name) => findAbove(folder, name, folders) ?? []);
    lock.set(folder, {
      name: folder.includes('node_modules/') ? name : folder,
      version: alias?.[2] ?? entry.version ?? '',
      needs,
    });
  }
  return lock;
}

/** Adds a tree of version 1 by the folders in which it is installed. */
function addTree(
  tree: Readonly<Record<string, NpmTree>>,
  folder: string,
  folders: Map<string, { package: NpmPackage; names: string[] }>,
): void {
  for (const [name, { dependencies, ...entry }] of Object.entries(tree)) {
    const inner = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    folders.set(inner, { package: entry, names: Object.keys(entry.requires ?? {}) });
    if (dependencies !== undefined) addTree(dependencies, inner, folders);
  }
}

/** The folder in which a package finds another, as Node looks for it: upwards. */
function findAbove(
  folder: string,
  name: string,
  folders: ReadonlyMap<string, { package: NpmPackage }>,
): string | undefined {
  for (let at = folder; ; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
    const found = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    const entry = folders.get(found)?.package;
    if (entry !== undefined) return entry.link ? entry.resolved : found;
    if (at === '') return undefined;
  }
}

// yarn

function readYarn({ below }: Node, manifest: Manifest): Lock {
  const keys = new Map<string, string>();
  for (const key of below.keys()) {
    for (const descriptor of key.split(/"?, "?/)) keys.set(descriptor.replaceAll('"', ''), key);
  }
  const find = ([name, range]: readonly [string, string]): string[] => {
    const key = keys.get(`${name}@${range}`) ?? keys.get(`${name}@npm:${range}`);
    return key === undefined ? [] : [key];
  };
  const lock = new Map<string, Locked>([
    ['', { name: '', version: '', needs: dependenciesOf(manifest).flatMap(find) }],
  ]);
  for (const [key, node] of below) {
    const descriptor = key.replace(/^"/, '').split(/"?, "?/)[0] as string;
    const version = node.below.get('version')?.value;
    if (version === undefined || descriptor.endsWith('@workspace:.')) continue;
    const alias = /@npm:(@?[^@]+)@/.exec(descriptor)?.[1];
    const name = alias ?? descriptor.slice(0, descriptor.indexOf('@', 1));
    const needs = ['dependencies', 'optionalDependencies'].flatMap((section) =>
      [...(node.below.get(section)?.below ?? [])].flatMap(([name, { value }]) => find([name, value])),
    );
    lock.set(key, { name, version, needs });
  }
  return lock;
}

// pnpm

function readPnpm({ below }: Node): Lock {
  const packages = new Map([...entriesOf(below, 'packages'), ...entriesOf(below, 'snapshots')]);
  const needsOf = (node: Node): string[] =>
    SECTIONS.flatMap((section) => entriesOf(node.below, section)).flatMap(([name, node]) => {
      const version = node.below.get('version')?.value ?? node.value;
      const keys = [`${name}@${version}`, `/${name}@${version}`, `/${name}/${version}`, version];
      return keys.find((key) => packages.has(key)) ?? [];
    });
  const lock = new Map<string, Locked>();
  const projects = below.get('importers')?.below ?? new Map([['.', { value: '', below }]]);
  for (const [folder, node] of projects) {
    const key = folder === '.' ? '' : folder;
    lock.set(key, { name: key, version: '', needs: needsOf(node) });
  }
  for (const [key, node] of packages) {
    const [, name, version] = /^\/?((?:@[^/]+\/)?[^@/]+)[@/]([^(_]+)/.exec(key) ?? [];
    if (name !== undefined && version !== undefined) lock.set(key, { name, version, needs: needsOf(node) });
  }
  return lock;
}

function entriesOf(below: ReadonlyMap<string, Node>, key: string): [string, Node][] {
  return [...(below.get(key)?.below ?? [])];
}
