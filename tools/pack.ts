/**
 * Tries the built package as its users do: packs it, installs the tarball in an empty folder outside the tree,
 * then requires and imports every entry on Node, calls the segments as the handbook does (forms/), bundles every
 * entry that is not for Node only for browsers, and compiles a program that imports them all, once as for Node and
 * once as for browsers, declarations included.
 *
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { isProgram, read, report, root } from './_tree.ts';
import type { Entry } from './exports.ts';
import { entries, isForRequire } from './exports.ts';
import { BOOK } from './forms/book.ts';
import { ORIGINALS } from './forms/originals.ts';
import { runnerOf } from './forms/runner.ts';

/** Packs the project and installs it, from a tarball, in a folder; what npm prints goes with an error it throws. */
function installInto(folder: string): void {
  const npm = (cwd: string, ...args: string[]) => execFileSync('npm', args, { cwd, encoding: 'utf8' });
  const packed = npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  const [{ filename }] = JSON.parse(packed);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund', `./${filename}`);
}

/** The public specifier of an entry: `gardenhose/split`. */
function specifier({ name }: Entry): string {
  return `gardenhose${name.slice(1)}`;
}

/** A program that loads each entry in both ways, and prints one line a fault. */
function loader(all: readonly Entry[]): string {
  const list = all.map((entry) => {
    const file = (entry.node ?? entry.portable) as string;
    return { id: specifier(entry), isForRequire: isForRequire(file) };
  });
  return `
    const list = ${JSON.stringify(list)};
    (async () => {
      for (const { id, isForRequire } of list) {
        try {
          const required = require(id);
          const imported = await import(id);
          if (Object.keys(imported).length === 0) console.log(id + ': import() gives no exports');
          if (isForRequire && required !== imported['module.exports']) {
            console.log(id + ': require() gives not the segment itself but ' + typeof required);
          }
          if (isForRequire && imported.default !== required) {
            console.log(id + ': The default of import() is not what require() gives');
          }
        } catch (error) {
          console.log(id + ': ' + error.stack);
        }
      }
    })();
  `;
}

/** Loads each entry on Node, from the folder; returns one line a fault, and whatever else was printed. */
function tryOnNode(folder: string, all: readonly Entry[]): string[] {
  writeFileSync(join(folder, 'load.cjs'), loader(all));
  return printedBy(folder, [join(folder, 'load.cjs')]);
}

/** The handbook's call forms, and those of the packages that it names. */
const FORMS = [...BOOK, ...ORIGINALS];

/** Runs every call form in every way, from the folder; returns one line a form that gives something else. */
function tryForms(folder: string): string[] {
  const ways = [
    ['require', 'forms.cjs'],
    ['default import', 'forms.mjs'],
    ['named import', 'forms.mjs'],
  ] as const;
  return ways.flatMap(([way, file]) => {
    writeFileSync(join(folder, file), runnerOf(FORMS, way));
    return printedBy(folder, [file]);
  });
}

/** Compiles a program that imports the entries; returns the compiler's complaints. */
function tryToCompile(folder: string, all: readonly Entry[], ...options: string[]): string[] {
  const program = all
    .map((entry, n) => `import * as e${n} from '${specifier(entry)}';\nvoid e${n};\n`)
    .join('');
  writeFileSync(join(folder, 'use.mts'), program);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const strict = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2023'];
  return printedBy(folder, [tsc, ...strict, ...options, 'use.mts']);
}

const asForNode = [
  '--module',
  'nodenext',
  '--types',
  'node',
  '--typeRoots',
  join(root, 'node_modules/@types'),
];
const asForBrowsers = [
  '--module',
  'esnext',
  '--moduleResolution',
  'bundler',
  '--lib',
  'es2023,esnext.disposable,dom,dom.iterable',
];

/** Runs a program on Node; returns the lines that it prints, and one more if it fails without a word. */
function printedBy(cwd: string, args: string[]): string[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
  });
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
  return status === 0 || lines.length > 0
    ? lines
    : [`${args[0]} did not end well: ${status ?? 'no answer in 60 s'}`];
}

/** Bundles an entry for browsers as an application in the folder would; returns one line a fault. */
async function tryToBundle(folder: string, entry: Entry): Promise<string[]> {
  try {
    const { outputFiles } = await build({
      stdin: { contents: `export * from '${specifier(entry)}';`, resolveDir: folder },
      absWorkingDir: folder,
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      platform: 'browser',
      logLevel: 'silent',
    });
    const text = outputFiles.map((file) => file.text).join('');
    const builtin = /["'`]node:\w+["'`]/.exec(text)?.[0];
    return builtin === undefined ? [] : [`${specifier(entry)}: The browser bundle holds ${builtin}`];
  } catch (error) {
    return [`${specifier(entry)}: The browser bundle cannot be built: ${(error as Error).message}`];
  }
}

if (isProgram(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'gardenhose-'));
  try {
    installInto(folder);
    const { exports } = JSON.parse(read('package.json'));
    const all = entries().filter(({ name }) => name in exports);
    const portable = all.filter((entry) => entry.portable !== undefined);
    const bundling = await Promise.all(portable.map((entry) => tryToBundle(folder, entry)));
    report(
      [
        ...tryOnNode(folder, all),
        ...tryForms(folder),
        ...bundling.flat(),
        ...tryToCompile(folder, all, ...asForNode),
        ...tryToCompile(folder, portable, ...asForBrowsers, '--types', ''),
      ],
      `${all.length} entries load and compile for Node, ${portable.length} bundle and compile for browsers, ` +
        `${FORMS.length} call forms work by require and import`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
