/**
 * The folders below a root, opened such that nothing leads out of it, whoever swaps them for links meanwhile.
 *
 * A path is safe to use only while each folder on it is what it was when it was looked at, and between the look and
 * the use another process, or an entry of the archive itself, may put a symbolic link in its place. The answer of
 * the system to that is `openat`: names are looked up in a folder that is held open, not in a path. Node has no
 * such call, but Linux gives what is open a name of its own, `/proc/self/fd/<fd>`, and a path that begins with it
 * is looked up in just that folder. So each folder is opened from the one above it, with O_NOFOLLOW, one name at a
 * time from the root on, and everything is made, opened, linked and removed as `/proc/self/fd/<fd>/<name>`: there
 * is no moment at which a link in the place of a folder would be followed. (A folder that is itself moved out of
 * the root while it is held goes on to be used where it is: that takes somebody who may write to both places.)
 *
 * Where there is no such name, on other systems and without /proc, paths have to do. Each folder on the way is
 * looked at with `lstat`; what is opened is opened with O_EXCL, so that it is new, and before a byte goes into it
 * `confirm` asks whether the folder's path is still its real path and still the same folder. If not, the extraction
 * ends, and the new file, empty yet, is removed if its path still leads to it. So all that whoever swaps at just the
 * right moment gets made elsewhere is an empty file or folder, or a link: nothing of the archive's contents.
 *
 * @module
 */
import { constants } from 'node:fs';
import { mkdir as mkdirAll } from 'node:fs/promises';
import { sep } from 'node:path';
import { platform } from 'node:process';
import { ERR_TAR_THROUGH_LINK } from '../../core/errors.ts';
import { close, codeOf, lstat, mkdir, open, realpath } from './_fs-calls.node.ts';
import { isSame } from './_fs-identity.node.ts';
import { joinName } from './_paths.ts';

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;

/** How many folders are kept open although nobody uses them. */
const MOST_IDLE = 32;

/** A folder in use. */
export interface Folder {
  /** The path to use for a name in it. */
  at(name: string): string;
  /** Its file descriptor, where it is held open. */
  readonly fd: number | undefined;
  /** Where the folder is, below the root. */
  readonly name: string;
  /** @throws {ERR_TAR_THROUGH_LINK} if the folder, which is not held open, was moved or swapped. */
  confirm(): Promise<void>;
}

interface OpenFolder {
  readonly folder: Promise<Folder>;
  users: number;
}

/** Folders below one root. */
export class Folders {
  readonly #root: Folder;
  /** The folders that are open, by name; those that were used last are last. */
  readonly #open = new Map<string, OpenFolder>();

  private constructor(root: Folder) {
    this.#root = root;
  }

  /** Opens a root, which is made if it is not there. It may be a link itself: it is the caller's. */
  static async open(path: string, held: boolean = platform === 'linux'): Promise<Folders> {
    await mkdirAll(path, { recursive: true });
    const real = await realpath(path);
    const root = (held && (await holdRoot(real))) || (await lookAt(real, '', real));
    return new Folders(root);
  }

  /**
   * Runs a function on a folder, which may be used until the function is done.
   *
   * @param mode for the folders that are made because they are not there; if undefined, none is made.
   * @throws {ERR_TAR_THROUGH_LINK} if what is there is not a folder
   */
  async use<Result>(
    parts: readonly string[],
    mode: number | undefined,
    run: (folder: Folder) => Promise<Result>,
  ): Promise<Result> {
    if (parts.length === 0) return run(this.#root);
    const name = joinName(parts);
    const entry = this.#entry(parts, name, mode);
    entry.users++;
    try {
      return await run(await entry.folder);
    } finally {
      entry.users--;
      await this.#closeIdle(MOST_IDLE);
    }
  }

  #entry(parts: readonly string[], name: string, mode: number | undefined): OpenFolder {
    const known = this.#open.get(name);
    if (known !== undefined) {
      this.#open.delete(name);
      this.#open.set(name, known);
      return known;
    }
    const part = parts.at(-1)!;
    const folder = this.use(parts.slice(0, -1), mode, (parent) =>
      openIn(parent, name, part, mode, this.#root),
    );
    const entry = { folder, users: 0 };
    this.#open.set(name, entry);
    // What cannot be opened now may be there later.
    folder.catch(() => this.#open.get(name) === entry && this.#open.delete(name));
    return entry;
  }

  /** Forgets what is open at a name and below it, because that is about to be replaced. */
  async forget(name: string): Promise<void> {
    for (const [key, entry] of this.#open) {
      if (key === name || key.startsWith(`${name}/`)) {
        this.#open.delete(key);
        await closeFolder(entry.folder);
      }
    }
  }

  /** Closes all of them; nothing may be in use. */
  async close(): Promise<void> {
    await this.#closeIdle(0);
    await closeFolder(Promise.resolve(this.#root));
  }

  async #closeIdle(most: number): Promise<void> {
    if (this.#open.size <= most) return;
    for (const [name, { folder, users }] of this.#open) {
      if (users > 0) continue;
      this.#open.delete(name);
      await closeFolder(folder);
      if (this.#open.size <= most) return;
    }
  }
}

/** Closes a folder, if it could be opened. Nothing was written to its descriptor that an error could be about. */
async function closeFolder(folder: Promise<Folder>): Promise<void> {
  const { fd } = await folder.catch(() => ({ fd: undefined }));
  if (fd !== undefined) await close(fd).catch(() => {});
}

async function openIn(
  parent: Folder,
  name: string,
  part: string,
  mode: number | undefined,
  root: Folder,
): Promise<Folder> {
  const path = parent.at(part);
  const openIt = () => (parent.fd === undefined ? lookAt(path, name, root.at('')) : hold(path, name));
  try {
    return await openIt();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || mode === undefined) throw notFolder(error, name);
  }
  try {
    await parent.confirm();
    await mkdir(path, mode);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  await parent.confirm();
  try {
    return await openIt();
  } catch (error) {
    throw notFolder(error, name);
  }
}

function notFolder(error: unknown, name: string): unknown {
  const code = codeOf(error);
  return code === 'ELOOP' || code === 'ENOTDIR' ? ERR_TAR_THROUGH_LINK(name) : error;
}

/** Opens the root, if this system can name what is open. */
async function holdRoot(path: string): Promise<Folder | undefined> {
  const root = await hold(path, '');
  if (await isSame(root.at('.'), root.fd).catch(() => false)) return root;
  await close(root.fd);
  return undefined;
}

async function hold(path: string, name: string): Promise<Folder & { readonly fd: number }> {
  const fd = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const prefix = `/proc/self/fd/${fd}/`;
  return { fd, name, at: (part) => prefix + part, confirm: async () => {} };
}

/** Makes sure of a folder that cannot be held. */
async function lookAt(path: string, name: string, root: string): Promise<Folder> {
  const { dev, ino } = await lstatFolder(path, name);
  // The root of a file system has a separator already.
  const prefix = path.endsWith(sep) ? path : path + sep;
  return {
    fd: undefined,
    name,
    at: (part) => prefix + part,
    async confirm() {
      const now = await lstatFolder(path, name);
      const real = await realpath(path);
      const isBelow = real.startsWith(root) && (name === '' || real.length > root.length);
      if (now.ino !== ino || now.dev !== dev || !isBelow) throw ERR_TAR_THROUGH_LINK(name);
    },
  };
}

async function lstatFolder(path: string, name: string): ReturnType<typeof lstat> {
  const stats = await lstat(path);
  if (!stats.isDirectory()) throw ERR_TAR_THROUGH_LINK(name);
  return stats;
}
