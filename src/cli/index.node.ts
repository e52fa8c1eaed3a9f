#!/usr/bin/env node
/**
 * The command `gardenhose`. Its exit code is 0 if all is well, 1 if something is left for a person to look at, and
 * 2 if it could not begin.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isGardenhoseError } from '../core/errors.ts';
import { namesOf } from '../register/_names.ts';
import { carryOut, plan } from './_migration.node.ts';
import { describe, toJson } from './_report.node.ts';

const USAGE = `Usage: gardenhose migrate [folder] [options]

Lists which dependencies of a project gardenhose stands for, the ones that its lockfile has deep down included, and
shows what changes if the project uses gardenhose itself: the specifiers in its sources, and its package.json.

  --write         make the changes after showing them; without it nothing is written
  --dry           write nothing (the default)
  --only <names>  only these packages, as in GARDENHOSE: through,split; also stream, which is Node's otherwise
  --json          print one object of JSON
  --help          print this
  --version       print the version

Sources are JavaScript and TypeScript, also with JSX. Not looked at are node_modules, what begins with a dot, what
a .gitignore lists, and folders that are packages of their own.

The exit code is 0 if all is well, 1 if something is left to look at, 2 if the command could not begin.
`;

/** Runs the command; returns the exit code. */
function run(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      write: { type: 'boolean', default: false },
      dry: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const [command, folder = '.', ...surplus] = positionals;
  if (values.help || values.version) return print(values.help ? USAGE : `${version}\n`);
  if (command !== 'migrate' || surplus.length > 0)
    throw new TypeError('Expected "gardenhose migrate [folder]"');
  if (values.write && values.dry) throw new TypeError('Expected --write or --dry, received both');

  const migration = plan(resolve(folder), namesOf(values.only), version);
  print(values.json ? toJson(migration, values.write) : describe(migration, values.write));
  if (values.write) carryOut(migration);
  return migration.left.length > 0 ? 1 : 0;
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  const isUsage = error instanceof TypeError && !isGardenhoseError(error);
  process.stderr.write(`gardenhose: ${message}${code === undefined ? '' : ` (${code})`}\n`);
  if (isUsage) process.stderr.write(`\n${USAGE}`);
  process.exitCode = 2;
}
