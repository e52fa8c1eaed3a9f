/**
 * Says whether a commit may be made: runs every check of the project, one after the other.
 *
 * It prints one line a step, with its seconds, and the output of the steps that fail; it exits with 1 if any
 * did. `npm run ok -- types size` runs the steps so named.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { argv, env, exit } from 'node:process';
import { root } from './_tree.ts';

const tool = (name: string, ...args: string[]): string[] => [
  'node',
  '--import',
  'tsx',
  '--conditions=@gardenhose/source',
  `tools/${name}.ts`,
  ...args,
];

/** The steps: a name and the commands that it stands for. */
const steps: Record<string, string[][]> = {
  lockfile: [['npm', 'ci', '--dry-run', '--ignore-scripts', '--no-audit', '--loglevel=error']],
  format: [['biome', 'check', '--error-on-warnings', '--diagnostic-level=warn', '.']],
  types: [['tsc', '-p', 'tsconfig.json']],
  'types-browser': [['tsc', '-p', 'tsconfig.browser.json']],
  'types-examples': [tool('doctest'), ['tsc', '-p', 'tsconfig.doctest.json']],
  docs: [tool('docs')],
  test: [['npm', 'test']],
  build: [['npm', 'run', 'build']],
  exports: [tool('exports', '--check')],
  pack: [tool('pack')],
  publint: [['publint', '--strict']],
  attw: [['attw', '--pack', '.', '--profile', 'esm-only']],
  knip: [['knip', '--no-progress']],
  size: [tool('size')],
};

/** Runs the commands of a step up to the first that fails; returns what that one printed, or nothing. */
function failureOf(commands: string[][]): string | undefined {
  for (const [program, ...args] of commands) {
    const { status, stdout, stderr, error } = spawnSync(program as string, args, {
      cwd: root,
      env: { ...env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${env.PATH}`, NO_COLOR: '1' },
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (status !== 0) return `${stdout}${stderr}${error?.message ?? ''}`;
  }
  return undefined;
}

const asked = argv.slice(2);
const unknown = asked.filter((name) => steps[name] === undefined);
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. The steps are: ${Object.keys(steps).join(', ')}`);
  exit(1);
}

const failed: string[] = [];
for (const [name, commands] of Object.entries(steps)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const start = performance.now();
  const failure = failureOf(commands);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  console.log(`${failure === undefined ? 'ok    ' : 'FAILED'} ${seconds} s  ${name}`);
  if (failure !== undefined) {
    failed.push(name);
    console.log(failure);
  }
}
console.log(failed.length === 0 ? 'All holds.' : `Failed: ${failed.join(', ')}`);
exit(failed.length === 0 ? 0 : 1);
