/**
 * Puts files, links and directories into their places below a root, whatever is there.
 *
 * Nothing that is there is written into. A new file is new (O_EXCL); one that replaces another is made under a name
 * of its own and takes the place by `rename`, which also replaces a link and does not follow it.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { umask as umaskOfProcess } from 'node:process';
import { ERR_TAR_COLLISION, ERR_TAR_EXISTS, ERR_TAR_LINK_TARGET } from '../../core/errors.ts';
import {
  chmod,
  close,
  codeOf,
  fchmod,
  fchown,
  futimes,
  lchown,
  link,
  lstat,
  lutimes,
  mkdir,
  open,
  rename,
  rmdir,
  symlink,
  unlink,
  withName,
} from './_fs-calls.node.ts';
import type { Folder, Folders } from './_fs-folders.node.ts';
import { confirmFile, identify, isSame } from './_fs-identity.node.ts';
import type { ExtractSettings } from './_fs-options.ts';
import type { TarHeader } from './_header.ts';
import { Names } from './_names.ts';
import { joinName } from './_paths.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** What a directory allows its owner while files are put into it. */
const FILLING = 0o700;

/** What is left of a mode: all but the setuid, setgid and sticky bits, or these too. */
const PERMISSIONS = 0o777;
const ALL_BITS = 0o7777;

/** Where something is to be put. */
interface Place {
  readonly folder: Folder;
  readonly part: string;
  readonly name: string;
  readonly header: TarHeader;
}

/** The places below a root. */
export class Places {
  readonly #folders: Folders;
  readonly #settings: ExtractSettings;
  readonly #names: Names;

  constructor(folders: Folders, settings: ExtractSettings) {
    this.#folders = folders;
    this.#settings = settings;
    this.#names = new Names(settings.portableNames);
  }

  /**
   * Gives a name away.
   *
   * @throws {ERR_TAR_COLLISION} if names must be portable, and one was given away that is the same elsewhere
   */
  claim(parts: readonly string[]): void {
    this.#names.take(parts);
  }

  /**
   * Makes a file, which `write` fills.
   *
   * @returns whether there is one now; if not, what was there is kept
   */
  file(parts: readonly string[], header: TarHeader, write: (fd: number) => Promise<void>): Promise<boolean> {
    const mode = this.#modeOf(header);
    return this.#at(parts, header, async (place) => {
      const made = await this.#make(place, (path) =>
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode & PERMISSIONS),
      );
      if (made === undefined) return false;
      const { path, result: fd } = made;
      try {
        if (place.folder.fd === undefined) await confirmFile(place.folder, path, fd);
        await write(fd);
        await this.#finishFile(fd, header, mode);
      } catch (error) {
        // Part of a file is none.
        if (await isSame(path, fd).catch(() => false)) await unlink(path);
        await close(fd);
        throw error;
      }
      try {
        await close(fd);
      } catch (error) {
        // Some systems tell only now that there was no room for all of it.
        await place.folder.confirm();
        await unlink(path);
        throw error;
      }
      await this.#take(place, path);
      return true;
    });
  }

  /** Makes a directory, or takes the one that is there. Its mode and time are set by `finishDirectory`. */
  directory(parts: readonly string[], header: TarHeader): Promise<boolean> {
    return this.#at(parts, header, async (place) => {
      const path = place.folder.at(place.part);
      const make = () => mkdir(path, (this.#modeOf(header) & PERMISSIONS) | FILLING);
      try {
        await make();
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
        await this.#checkCollision(place);
        if ((await lstat(path)).isDirectory()) return true;
        if (!(await this.#mayReplace(place))) return false;
        await unlink(path);
        await make();
      }
      await place.folder.confirm();
      return true;
    });
  }

  /** Gives a directory the mode, owner and time of its header. */
  finishDirectory(parts: readonly string[], header: TarHeader): Promise<void> {
    const finished = this.#folders.use(parts, undefined, (folder) => this.#finishFolder(folder, header));
    return finished.catch((error) => {
      throw withName(error, joinName(parts));
    });
  }

  async #finishFolder(folder: Folder, header: TarHeader): Promise<void> {
    const mode = this.#modeOf(header) & ~(this.#settings.umask ?? umaskOfProcess());
    await folder.confirm();
    if (folder.fd === undefined) {
      const path = folder.at('.');
      if (this.#settings.owners) await lchown(path, header.uid, header.gid);
      await chmod(path, mode);
      if (!this.#settings.touch) await lutimes(path, header.mtime, header.mtime);
      return;
    }
    if (this.#settings.owners) await fchown(folder.fd, header.uid, header.gid);
    await fchmod(folder.fd, mode);
    if (!this.#settings.touch) await futimes(folder.fd, header.mtime, header.mtime);
  }

  /** Makes a symbolic link. */
  symlink(parts: readonly string[], target: string, header: TarHeader): Promise<boolean> {
    return this.#at(parts, header, async (place) => {
      const made = await this.#make(place, (path) => symlink(target, path));
      if (made === undefined) return false;
      await this.#take(place, made.path, async () => {
        if (this.#settings.owners) await lchown(made.path, header.uid, header.gid);
        if (!this.#settings.touch) await lutimes(made.path, header.mtime, header.mtime);
      });
      return true;
    });
  }

  /**
   * Makes a hard link to a file below the root.
   *
   * @throws {ERR_TAR_LINK_TARGET} if there is no such file
   */
  link(parts: readonly string[], source: readonly string[], header: TarHeader): Promise<boolean> {
    const missing = () => ERR_TAR_LINK_TARGET(joinName(parts), joinName(source));
    const linked = this.#folders.use(source.slice(0, -1), undefined, async (from) => {
      await from.confirm();
      const existing = from.at(source.at(-1) as string);
      const { dev, ino, ...stats } = await identify(existing);
      if (!stats.isFile) throw missing();
      return this.#at(parts, header, async (place) => {
        const old = await identify(place.folder.at(place.part)).catch(() => undefined);
        if (old?.ino === ino && old.dev === dev) return true;
        const made = await this.#make(place, (path) => link(existing, path));
        if (made === undefined) return false;
        // Another process may have put something else there, before it was linked.
        const now = await identify(made.path).catch(() => undefined);
        if (now?.ino !== ino || now.dev !== dev || !now.isFile) {
          await unlink(made.path);
          throw missing();
        }
        await this.#take(place, made.path);
        return true;
      });
    });
    return linked.catch((error) => {
      throw codeOf(error) === 'ENOENT' ? missing() : error;
    });
  }

  #at<Result>(
    parts: readonly string[],
    header: TarHeader,
    run: (place: Place) => Promise<Result>,
  ): Promise<Result> {
    const part = parts.at(-1) as string;
    const name = joinName(parts);
    // The mode of directories that the archive does not tell of.
    const mode = (PERMISSIONS & ~(this.#settings.umask ?? 0)) | FILLING;
    const done = this.#folders.use(parts.slice(0, -1), mode, async (folder) => {
      if (folder.fd === undefined) await folder.confirm();
      return run({ folder, part, name, header });
    });
    return done.catch((error) => {
      throw withName(error, name);
    });
  }

  /** Makes something in its place, or, if that is taken, under a name of its own; undefined if that stays taken. */
  async #make<Result>(
    place: Place,
    make: (path: string) => Promise<Result>,
  ): Promise<{ readonly path: string; readonly result: Result } | undefined> {
    const path = place.folder.at(place.part);
    try {
      return { path, result: await make(path) };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    await this.#checkCollision(place);
    if (!(await this.#mayReplace(place))) return undefined;
    const temporary = place.folder.at(`.gardenhose-${randomUUID()}`);
    return { path: temporary, result: await make(temporary) };
  }

  /** Finishes what was made, and moves it to its place if it has a name of its own. */
  async #take({ folder, part, name }: Place, path: string, finish?: () => Promise<void>): Promise<void> {
    const target = folder.at(part);
    try {
      await folder.confirm();
      await finish?.();
      if (path !== target) await rename(path, target);
    } catch (error) {
      if (path !== target) await unlink(path).catch(() => {});
      throw codeOf(error) === 'EISDIR' ? ERR_TAR_EXISTS(name) : error;
    }
  }

  /** Says whether what is in a place may be replaced; removes it if it is an empty directory. */
  async #mayReplace({ folder, part, name, header }: Place): Promise<boolean> {
    const path = folder.at(part);
    const { existing } = this.#settings;
    if (existing === 'keep') return false;
    if (existing === 'error') throw ERR_TAR_EXISTS(name);
    const stats = await lstat(path);
    if (existing === 'newer' && stats.mtimeMs >= header.mtime.getTime()) return false;
    if (!stats.isDirectory()) return true;
    await folder.confirm();
    try {
      await this.#folders.forget(name);
      await rmdir(path);
    } catch (error) {
      throw codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST' ? ERR_TAR_EXISTS(name) : error;
    }
    return true;
  }

  /** @throws {ERR_TAR_COLLISION} if what is in a place came from this archive under another name. */
  async #checkCollision({ folder, part, name }: Place): Promise<void> {
    const other = this.#names.otherThan(name);
    if (other === undefined) return;
    const parts = other.split('/');
    const [here, there] = await Promise.all([
      identify(folder.at(part)),
      this.#folders
        .use(parts.slice(0, -1), undefined, (parent) => identify(parent.at(parts.at(-1) as string)))
        .catch(() => undefined),
    ]);
    if (here.ino === there?.ino && here.dev === there.dev) throw ERR_TAR_COLLISION(name, other);
  }

  /** The mode to make something with; the process's umask takes from it, if none was given. */
  #modeOf({ mode }: TarHeader): number {
    const { specialBits, umask = 0 } = this.#settings;
    return mode & (specialBits ? ALL_BITS : PERMISSIONS) & ~umask;
  }

  async #finishFile(fd: number, header: TarHeader, mode: number): Promise<void> {
    const { owners, umask, specialBits, touch } = this.#settings;
    if (owners) await fchown(fd, header.uid, header.gid);
    if (umask !== undefined || (specialBits && mode > PERMISSIONS)) {
      await fchmod(fd, mode & ~(umask ?? umaskOfProcess()));
    }
    if (!touch) await futimes(fd, header.mtime, header.mtime);
  }
}
