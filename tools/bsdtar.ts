/**
 * Finds the bsdtar that the tests of tar ask beside GNU tar, or installs Debian's when it may.
 *
 * Run as a program (`npm test` does) it prints one line and exits 0, or says what to install and exits 1.
 */
import type { DebianProgram } from './_debian.ts';
import { ensureProgram, findProgram, howToInstall } from './_debian.ts';
import { isProgram } from './_tree.ts';

const bsdtar: DebianProgram = {
  title: 'bsdtar',
  names: ['bsdtar'],
  variable: 'BSDTAR',
  package: 'libarchive-tools',
  neededBy: 'The tests of tar',
};

/** Returns the path of bsdtar: `$BSDTAR` if set, else where it is on `$PATH`. Throws what to install if it is nowhere. */
export function bsdtarPath(): string {
  const found = findProgram(bsdtar);
  if (found === undefined) throw new Error(howToInstall(bsdtar));
  return found;
}

if (isProgram(import.meta.url)) ensureProgram(bsdtar);
