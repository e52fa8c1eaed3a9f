/**
 * Finds the Chromium that the browser tests drive, or installs Debian's when it may.
 *
 * Run as a program (`npm test` does) it prints one line and exits 0, or says what to install and exits 1.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process, { env, exit } from 'node:process';
import { isProgram } from './_tree.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

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
  const { CHROMIUM, PATH = '' } = env;
  const onPath = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return (CHROMIUM === undefined ? onPath : [CHROMIUM]).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs Debian's chromium where apt-get is at hand and may be used without asking for a password. */
function install(): boolean {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  return [
    ['apt-get', 'update'],
    ['apt-get', 'install', '--yes', '--no-install-recommends', 'chromium'],
  ].every((command) => {
    const [program, ...rest] = [...asRoot, ...command];
    return spawnSync(program as string, rest, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
  });
}

if (isProgram(import.meta.url)) {
  if (findChromium() === undefined && env.CHROMIUM === undefined) {
    console.log('No Chromium found: installing the system package "chromium"');
    install();
  }
  const found = findChromium();
  if (found === undefined) {
    console.error(
      env.CHROMIUM === undefined
        ? 'The browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM to its path'
        : `The browser tests need Chromium: CHROMIUM is "${env.CHROMIUM}", which is no program that may be run`,
    );
    exit(1);
  }
  console.log(`Chromium: ${found}`);
}
