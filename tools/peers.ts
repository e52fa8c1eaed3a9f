/**
 * Installs the packages of a folder that has a lockfile of its own: `oracles`, whose originals the tests ask, and
 * `bench`, whose peers are measured. The root's package.json knows none of them.
 *
 * `node --import tsx tools/peers.ts oracles` (`npm test` does) prints nothing if the packages are there.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { isProgram, root } from './_tree.ts';

/** Installs the packages of a folder of the project, unless those of its lockfile are there. */
export function installPeers(folder: string): void {
  const cwd = join(root, folder);
  const installed = join(cwd, 'node_modules/.package-lock.json');
  const isCurrent =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(cwd, 'package-lock.json')).mtimeMs;
  if (isCurrent) return;
  console.error(`Installing the packages of ${folder}`);
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd, stdio: ['ignore', 2, 2] });
}

if (isProgram(import.meta.url)) for (const folder of argv.slice(2)) installPeers(folder);
