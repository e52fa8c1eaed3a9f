/**
 * Programs that tests need and Debian has: finds them, or installs their package where that may be done.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import process, { env, exit } from 'node:process';

/** A program that is looked for. */
export interface DebianProgram {
  /** What messages call it. */
  readonly title: string;
  /** Its names, the first choice first. */
  readonly names: readonly string[];
  /** The variable of the environment that may say its path. */
  readonly variable: string;
  /** The package that has it. */
  readonly package: string;
  /** Who needs it: "The browser tests". */
  readonly neededBy: string;
}

/** Returns the path of a program: what its variable says if that is set, else the first known name on `$PATH`. */
export function findProgram({ names, variable }: DebianProgram): string | undefined {
  const chosen = env[variable];
  const folders = (env.PATH ?? '').split(delimiter);
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return (chosen === undefined ? onPath : [chosen]).find(isExecutable);
}

/** Says how to come by a program that was not found. */
export function howToInstall(program: DebianProgram): string {
  const { title, variable, neededBy } = program;
  const chosen = env[variable];
  return chosen === undefined
    ? `${neededBy} need ${title}: install it (Debian: apt-get install ${program.package}) or set ${variable} to its path`
    : `${neededBy} need ${title}: ${variable} is "${chosen}", which is no program that may be run`;
}

/** Finds a program, or installs it, and says on one line where it is; if there is none, says so and exits with 1. */
export function ensureProgram(program: DebianProgram): void {
  if (findProgram(program) === undefined && env[program.variable] === undefined) {
    console.log(`No ${program.title} found: installing the system package "${program.package}"`);
    install(program.package);
  }
  const found = findProgram(program);
  if (found === undefined) {
    console.error(howToInstall(program));
    exit(1);
  }
  console.log(`${program.title}: ${found}`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs a package where apt-get is at hand and may be used without asking for a password. */
function install(name: string): boolean {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  return [
    ['apt-get', 'update'],
    ['apt-get', 'install', '--yes', '--no-install-recommends', name],
  ].every((command) => {
    const [program, ...rest] = [...asRoot, ...command];
    return spawnSync(program as string, rest, { stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
  });
}
