/**
 * Vitest's configuration for the built package: the tests that run on Node, as they are, but what they import of
 * `src` comes from `dist`, as Node itself loads it.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { ViteUserConfig } from 'vitest/config';
import { defineConfig } from 'vitest/config';
import { read, root } from './_tree.ts';

interface Manifest {
  readonly exports: Record<string, Target>;
  readonly imports: Record<string, Target>;
}

/** A path, or one a condition. */
type Target = string | { readonly [condition: string]: Target };

const { exports, imports } = JSON.parse(read('package.json')) as Manifest;

/** What Node takes of a target, if it is not told to take the source. */
function onNode(target: Target | undefined): string | undefined {
  if (target === undefined || typeof target === 'string') return target;
  return onNode(target.node ?? target.default);
}

/** The file in `dist` that an import means, or undefined for what is not built, such as the tests' own helpers. */
function built(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith('#')) return existing(onNode(imports[specifier]));
  if (/^gardenhose(\/|$)/.test(specifier)) return existing(onNode(exports[`.${specifier.slice(10)}`]));
  if (!/^\.\.?\//.test(specifier) || !specifier.endsWith('.ts')) return undefined;
  const path = relative(join(root, 'src'), resolve(dirname(importer), specifier));
  return path.startsWith('..') ? undefined : existing(join('dist', path.replace(/\.ts$/, '.js')));
}

function existing(path: string | undefined): string | undefined {
  const file = path && join(root, path);
  return file && existsSync(file) ? file : undefined;
}

const config: ViteUserConfig = defineConfig({
  root,
  plugins: [
    {
      name: 'built',
      enforce: 'pre',
      resolveId(specifier, importer) {
        const file = importer === undefined ? undefined : built(specifier, importer);
        return file && { id: file, external: true };
      },
    },
  ],
  test: {
    name: 'built',
    isolate: false,
    testTimeout: 60_000,
    silent: 'passed-only',
    include: ['src/**/*.test.ts'],
    // What puts a module of its own in the place of one of ours cannot do so among the built ones.
    exclude: ['src/**/*.browser.test.ts', 'src/parser/tar/faults.node.test.ts'],
    server: { deps: { external: [/\/dist\//] } },
  },
});

export default config;
