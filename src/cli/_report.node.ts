/**
 * Says what a migration is: in words, and as JSON.
 *
 * @module
 */
import type { Dependency, Migration } from './_migration.node.ts';

const PROJECT = 'this project';

/** Describes a migration, with its diff, for people. */
export function describe(migration: Migration, isWritten: boolean): string {
  const { dependencies, changes, left, projects } = migration;
  const specifiers = changes
    .filter(({ file }) => file !== 'package.json')
    .reduce((sum, { edits }) => sum + edits.length, 0);
  const parts = [
    dependencies.length === 0 ? 'gardenhose stands for no package that is used here.\n' : table(dependencies),
    ...(changes.length === 0 ? [] : [changes.map(({ diff }) => diff).join('')]),
    ...(left.length === 0 ? [] : [`Left as they are:\n${left.map(leftLine).join('')}`]),
    ...(projects.length === 0 ? [] : [`Projects of their own, not looked into: ${projects.join(', ')}\n`]),
    changes.length === 0 ? 'Nothing to change.\n' : summary(changes.length, specifiers, isWritten),
  ];
  return parts.join('\n');
}

function summary(files: number, specifiers: number, isWritten: boolean): string {
  const what = `${counted(specifiers, 'specifier')}, ${counted(files, 'file')}`;
  if (!isWritten) return `${what}. To change them: gardenhose migrate --write\n`;
  return `${what} changed. Now install, so that the lockfile follows.\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function leftLine({ file, line, reason, names }: Migration['left'][number]): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `  ${place}: ${reason}${names.length === 0 ? '' : ` (stays: ${names.join(', ')})`}\n`;
}

function table(dependencies: readonly Dependency[]): string {
  const rows = dependencies.flatMap(({ name, as = 'Node', direct, locked }) => {
    const ranges = direct.map(({ range }) => range).join(', ');
    if (locked.length === 0) return [[name, ranges, as, PROJECT]];
    return locked.map(({ version, neededBy }) => {
      const needing = neededBy.map((who) => (who === '' ? PROJECT : who)).join(', ');
      return [name, version, isOtherLine(version, as) ? `${as} (!)` : as, needing];
    });
  });
  const all = [['package', 'version', 'gardenhose is', 'needed by'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const hasOther = rows.some((row) => row[2]?.endsWith('(!)'));
  const note = '(!) another major version: look at what has changed between the two\n';
  return `${lines.map((line) => `${line.trimEnd()}\n`).join('')}${hasOther ? note : ''}`;
}

/** Whether two versions differ in the first number that is not 0, and so may differ in what they do. */
function isOtherLine(a: string, b: string): boolean {
  const line = (version: string) => /^(?:0\.)*\d+/.exec(version)?.[0];
  return line(a) !== line(b);
}

/** Describes a migration for programs. */
export function toJson(
  { folder, lockfile, dependencies, changes, left, projects }: Migration,
  written: boolean,
): string {
  const files = changes.map(({ file, diff }) => ({ file, diff }));
  const object = { folder, lockfile: lockfile ?? null, dependencies, files, left, projects, written };
  return `${JSON.stringify(object, null, 2)}\n`;
}
