/**
 * Five projects over one tree. `node` and `portable` run the same test files, once on Node's platform file and
 * once on the portable one; `chromium` runs them again in a real browser; `doctest` runs the examples of the
 * docstrings and the README (`npm run doctest` extracts them first); `programs` runs what the project ships as
 * whole programs: the examples and the apps. A browser and whole programs need the machine to themselves, so
 * these two projects take their turn after the others.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import type { ViteUserConfig } from 'vitest/config';
import { defineConfig } from 'vitest/config';
import { chromiumArgs, findChromium } from './tools/chromium.ts';

const SOURCE = '@gardenhose/source';
const root = fileURLToPath(new URL('.', import.meta.url));

/** Maps `gardenhose/<name>` onto the source file that the export map names, as the source condition does. */
function ownName(platform: 'node' | 'browser'): { find: RegExp; replacement: string }[] {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  return Object.entries(exports).flatMap(([name, target]) => {
    const source = (target as Record<string, unknown>)[SOURCE];
    if (source === undefined) return [];
    const file = typeof source === 'string' ? source : (source as Record<string, string>)[platform];
    const path = file ?? (source as Record<string, string>).default;
    return path === undefined ? [] : [{ find: exact(name), replacement: root + path }];
  });
}

function exact(subpath: string): RegExp {
  return new RegExp(`^gardenhose${subpath.slice(1).replaceAll('.', '\\.')}$`);
}

/** Maps the package's own names as its import map does: on Node, on the portable platform, in a browser. */
function onPlatform(platform: 'node' | 'portable' | 'browser') {
  const core = platform === 'node' ? 'platform.node.ts' : 'platform.ts';
  const structure = platform === 'browser' ? 'structure.browser.ts' : 'structure.ts';
  return {
    alias: [
      ...ownName(platform === 'node' ? 'node' : 'browser'),
      {
        find: '#describe',
        replacement: `${root}src/core/${platform === 'node' ? '_describe.node.ts' : '_describe.ts'}`,
      },
      {
        find: '#iterator',
        replacement: `${root}src/core/${platform === 'node' ? 'iterator.node.ts' : 'iterator.ts'}`,
      },
      { find: '#platform', replacement: `${root}src/core/${core}` },
      { find: '#hyperglue-structure', replacement: `${root}src/html/hyperglue/${structure}` },
    ],
  };
}

const everywhere = 'src/**/*.test.ts';
const onlyNode = ['src/**/*.node.test.ts', 'tools/**/*.test.ts'];
const onlyBrowser = 'src/**/*.browser.test.ts';

const config: ViteUserConfig = defineConfig({
  test: {
    isolate: false,
    testTimeout: 60_000,
    reporters: [['default', { summary: false }]],
    silent: 'passed-only',
    projects: [
      {
        extends: true,
        resolve: onPlatform('node'),
        test: { name: 'node', include: [everywhere, ...onlyNode], exclude: [onlyBrowser] },
      },
      {
        extends: true,
        resolve: onPlatform('portable'),
        test: { name: 'portable', include: [everywhere], exclude: [...onlyNode, onlyBrowser] },
      },
      {
        extends: true,
        resolve: onPlatform('browser'),
        test: {
          name: 'chromium',
          sequence: { groupOrder: 1 },
          include: [everywhere],
          exclude: onlyNode,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findChromium() ?? 'chromium', args: chromiumArgs },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        resolve: onPlatform('node'),
        test: { name: 'doctest', include: ['.doctest/*.test.ts'] },
      },
      {
        extends: true,
        resolve: onPlatform('node'),
        test: {
          name: 'programs',
          sequence: { groupOrder: 2 },
          include: ['apps/**/*.test.ts', 'examples/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});

export default config;
