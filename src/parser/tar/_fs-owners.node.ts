/**
 * The names of users and groups.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';

/** Tells names by numbers; the empty name of a number that has none. */
export interface OwnerNames {
  user(uid: number): string;
  group(gid: number): string;
}

/** Reads the names that the system has in /etc/passwd and /etc/group; none where there are no such files. */
export async function readOwnerNames(): Promise<OwnerNames> {
  const [users, groups] = await Promise.all([readNames('/etc/passwd'), readNames('/etc/group')]);
  return { user: (uid) => users.get(uid) ?? '', group: (gid) => groups.get(gid) ?? '' };
}

async function readNames(path: string): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  const text = await readFile(path, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (name && id && !names.has(Number(id))) names.set(Number(id), name);
  }
  return names;
}
