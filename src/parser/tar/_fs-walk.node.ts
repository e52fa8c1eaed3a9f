/**
 * Walks through a directory, in the same order each time.
 *
 * @module
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ERR_TAR_TOO_LARGE } from '../../core/errors.ts';
import type { FileType } from './_fs-header.node.ts';
import { typeOf } from './_fs-header.node.ts';

/** Something in a directory. */
export interface Found {
  /** Its path in the file system. */
  readonly path: string;
  /** Its path below the directory, with slashes. */
  readonly name: string;
  readonly type: FileType;
}

/**
 * Yields what is below a directory: names sorted by their UTF-16 code units, a directory before what is in it. Links
 * are not followed. `filter` leaves out what it returns false for, of a directory all that is in it too.
 *
 * @throws {ERR_TAR_TOO_LARGE} for directories that nest deeper than `maxDepth`
 */
export async function* walk(
  path: string,
  filter: (name: string, type: FileType) => boolean,
  maxDepth: number,
): AsyncGenerator<Found, void, void> {
  /** The directories that are open, each with what is left of it, last first. */
  const levels = [await list(path, '')];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const found = level.pop();
    if (found === undefined) {
      levels.pop();
    } else if (filter(found.name, found.type)) {
      yield found;
      if (found.type !== 'directory') continue;
      if (levels.length >= maxDepth) throw ERR_TAR_TOO_LARGE(found.name, 'maxDepth', maxDepth);
      levels.push(await list(found.path, `${found.name}/`));
    }
  }
}

async function list(path: string, prefix: string): Promise<Found[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? 1 : -1))
    .map((entry) => ({
      path: join(path, entry.name),
      name: prefix + entry.name,
      type: typeOf(entry),
    }));
}
