/**
 * Tells whether two names, or a name and what is open, are the same file.
 *
 * @module
 */
import { ERR_TAR_THROUGH_LINK } from '../../core/errors.ts';
import { fstat, lstat } from './_fs-calls.node.ts';
import type { Folder } from './_fs-folders.node.ts';

/** What a path leads to, itself and not what it is a link to. */
export interface Identity {
  readonly dev: number;
  readonly ino: number;
  readonly isFile: boolean;
}

/** Says what a path leads to. */
export async function identify(path: string): Promise<Identity> {
  const stats = await lstat(path);
  return { dev: stats.dev, ino: stats.ino, isFile: stats.isFile() };
}

/** Whether a path leads to what is open. */
export async function isSame(path: string, fd: number): Promise<boolean> {
  const [opened, found] = await Promise.all([fstat(fd), lstat(path)]);
  return opened.ino === found.ino && opened.dev === found.dev;
}

/**
 * Makes sure that a file which was made by its path is where it should be, before anything is written into it.
 *
 * @throws {ERR_TAR_THROUGH_LINK} if its folder was moved or swapped
 */
export async function confirmFile(folder: Folder, path: string, fd: number): Promise<void> {
  await folder.confirm();
  if (!(await isSame(path, fd))) throw ERR_TAR_THROUGH_LINK(folder.name);
}
