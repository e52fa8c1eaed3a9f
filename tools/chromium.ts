/**
 * Finds the Chromium that the browser tests drive, or installs Debian's when it may.
 *
 * Run as a program (`npm test` does) it prints one line and exits 0, or says what to install and exits 1.
 */
import type { DebianProgram } from './_debian.ts';
import { ensureProgram, findProgram } from './_debian.ts';
import { isProgram } from './_tree.ts';

const chromium: DebianProgram = {
  title: 'Chromium',
  names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  variable: 'CHROMIUM',
  package: 'chromium',
  neededBy: 'The browser tests',
};

/** The flags that a headless Chromium needs to run as root and to keep off the network. */
export const chromiumArgs: string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Returns the path of a Chromium: `$CHROMIUM` if set, else the first known name on `$PATH`. */
export function findChromium(): string | undefined {
  return findProgram(chromium);
}

if (isProgram(import.meta.url)) ensureProgram(chromium);
