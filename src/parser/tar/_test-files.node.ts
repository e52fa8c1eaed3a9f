/**
 * Folders to extract into, for tests.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes a folder that is removed after the test. */
export function makeFolder(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'gardenhose-tar-')));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** Removes a folder, whatever modes there are in it, and also what no path leads to. */
function removeFolder(folder: string): void {
  execFileSync('chmod', ['-R', 'u+rwX', folder]);
  execFileSync('rm', ['-rf', folder]);
}

/** Both ways to be safe: directories that are held open, where this system can do that, and paths. */
export const ways: readonly (readonly [name: string, held: boolean])[] = [
  ['directories held open', true],
  ['paths', false],
];

/** Says what is in a folder: of each name what it is, and of files what they contain. */
export function tree(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const list = (path: string, name: string) => {
    for (const part of fs.readdirSync(path).sort()) {
      const stats = fs.lstatSync(join(path, part));
      const own = name + part;
      if (stats.isDirectory()) {
        found[`${own}/`] = '';
        list(join(path, part), `${own}/`);
      } else if (stats.isSymbolicLink()) found[own] = `-> ${fs.readlinkSync(join(path, part))}`;
      else found[own] = stats.isFile() ? fs.readFileSync(join(path, part), 'latin1') : '?';
    }
  };
  list(folder, '');
  return found;
}
