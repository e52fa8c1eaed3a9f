/**
 * What the project's checks share: where the tree is, which files it holds, how a check reports and ends.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

/** The project's folder, without a slash at its end. */
export const root: string = dirname(dirname(fileURLToPath(import.meta.url)));

/** Lists the files below a folder of the project, sorted, as paths with `/` from the project's folder. */
export function filesIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .split(sep)
        .join('/'),
    )
    .sort();
}

/** Lists what is shipped of `src`: its TypeScript files but tests and their helpers. */
export function sourceFiles(): string[] {
  return filesIn('src').filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\/_test/.test(file));
}

/** Returns the text of a file of the project. */
export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Whether a tool's file was started as a program: `isProgram(import.meta.url)`. */
export function isProgram(url: string): boolean {
  return argv[1] === fileURLToPath(url);
}

/** Prints one line a fault and fails the process, or prints the sentence that says what was found to hold. */
export function report(faults: readonly string[], good: string): void {
  console.log(faults.length === 0 ? good : faults.join('\n'));
  if (faults.length > 0) process.exitCode = 1;
}
