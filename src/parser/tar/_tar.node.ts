/**
 * The archive of the handbook's time: files and directories are appended by their paths, and the archive is read.
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { nextTick } from '#platform';
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { ClassicReadable } from '../../core/classic.ts';
import { ERR_STREAM_PREMATURE_CLOSE, ERR_TAR_FINALIZED } from '../../core/errors.ts';
import { pipeline } from '../../core/promises.ts';
import { headerOf, typeOf } from './_fs-header.node.ts';
import type { TarEntryHeader } from './_header.ts';
import { MemorySpool } from './_spool.ts';
import { TarPack } from './pack.ts';

/** What an entry is to say of itself in place of what its file says. */
export interface TarOverrides {
  readonly fileName?: string | undefined;
  readonly fileMode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly fileSize?: number | undefined;
  /** A date, or seconds since 1970. */
  readonly mtime?: Date | number | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

/** An archive's length is a multiple of this, as tape drives had it. */
const RECORD_BYTES = 10_240;

/**
 * An archive that files are appended to, and that is read: a classic stream, `tar.pipe(file)`. What is appended is
 * read one after the other; a file that cannot be read destroys the stream.
 *
 * @example Two files and a directory
 * ```ts
 * import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { extract, Tar } from 'gardenhose/tar';
 *
 * const folder = mkdtempSync(join(tmpdir(), 'tar-'));
 * mkdirSync(join(folder, 'docs'));
 * writeFileSync(join(folder, 'docs/a.txt'), 'beep');
 * writeFileSync(join(folder, 'b.txt'), 'boop');
 *
 * const tar = new Tar();
 * tar.append(join(folder, 'b.txt'), { fileName: 'b.txt' });
 * tar.addDirectory(join(folder, 'docs'), { fileName: 'docs' });
 * tar.close();
 * const names: string[] = [];
 * for await (const entry of tar.pipe(extract())) names.push(entry.header.name);
 * assert.deepEqual(names, ['b.txt', 'docs/', 'docs/a.txt']);
 * rmSync(folder, { recursive: true });
 * ```
 */
export class Tar extends ClassicReadable<Uint8Array> {
  readonly #pack = new TarPack({}, () => new MemorySpool(), 0);
  /** Is settled when all that was asked for has been packed. */
  #latest: Promise<void> = Promise.resolve();
  #isClosed = false;
  #length = 0;

  constructor(options?: ClassicStreamOptions | null) {
    super(options ?? {});
    const pack = this.#pack;
    pack.on('data', (chunk) => {
      this.#length += chunk.length;
      this.queue(chunk);
    });
    pack.on('end', () => {
      const padding = (RECORD_BYTES - (this.#length % RECORD_BYTES)) % RECORD_BYTES;
      if (padding > 0) this.queue(Buffer.alloc(padding));
      this.queue(null);
    });
    pack.on('error', (error) => this.destroy(error));
  }

  /**
   * Appends a file, a directory without what is in it, or a link.
   *
   * @throws {ERR_TAR_FINALIZED} after `close()`
   */
  append(path: string, overrides?: TarOverrides | null): this {
    this.#then(() => this.#append(path, overrides ?? {}));
    return this;
  }

  /**
   * Appends a directory and all that is in it; then calls back, with an error if the archive has been destroyed.
   *
   * @throws {ERR_TAR_FINALIZED} after `close()`
   */
  addDirectory(
    path: string,
    overrides?: TarOverrides | null,
    callback?: (error?: Error | null) => void,
  ): this {
    this.#then(() => this.#appendTree(path, overrides ?? {}), callback);
    return this;
  }

  /** Ends the archive after all that was appended. */
  close(): void {
    if (this.#isClosed) return;
    this.#then(async () => this.#pack.finalize());
    this.#isClosed = true;
  }

  override pause(): this | undefined {
    this.#pack.pause();
    return super.pause();
  }

  override _resumed(): void {
    this.#pack.resume();
  }

  override destroy(error?: Error | null): this {
    this.#pack.destroy();
    return super.destroy(error);
  }

  /** Does something after all that was asked for before. */
  #then(task: () => Promise<void>, callback?: (error?: Error | null) => void): void {
    if (this.#isClosed) throw ERR_TAR_FINALIZED();
    const done = this.#latest.then(async () => {
      if (!this.destroyed) await task();
      if (this.destroyed) throw ERR_STREAM_PREMATURE_CLOSE();
    });
    this.#latest = done.catch((error) => void this.destroy(error));
    if (callback === undefined) return;
    done.then(
      () => nextTick(callback),
      (error) => nextTick(callback, error),
    );
  }

  async #appendTree(path: string, overrides: TarOverrides): Promise<void> {
    await this.#append(path, overrides);
    for (const child of await readdir(path, { withFileTypes: true })) {
      const below = join(path, child.name);
      const fileName = `${nameOf(overrides.fileName ?? path)}${child.name}`;
      const { fileSize: _ofTheDirectory, ...others } = overrides;
      if (child.isDirectory()) await this.#appendTree(below, { ...others, fileName });
      else await this.#append(below, { ...others, fileName });
    }
  }

  async #append(path: string, overrides: TarOverrides): Promise<void> {
    const stats = await lstat(path);
    // A socket is nothing that can be archived.
    if (typeOf(stats) === 'socket' || this.destroyed) return;
    const header = override(headerOf(overrides.fileName ?? path, stats), overrides);
    if (header.type !== 'file') {
      const linkname = header.type === 'symlink' ? await readlink(path) : null;
      await new Promise<void>((resolve, reject) => {
        this.#pack.entry({ ...header, linkname }, (error) => (error ? reject(error) : resolve()));
      });
    } else if (header.size === 0) this.#pack.entry(header, '');
    else {
      const contents = createReadStream(path, { end: (header.size as number) - 1 });
      await pipeline(contents, this.#pack.entry(header));
    }
  }
}

/** A directory's name, with the slash at its end. */
function nameOf(directory: string): string {
  return directory.endsWith('/') ? directory : `${directory}/`;
}

/** Makes a header say what the overrides say. */
function override(header: TarEntryHeader, overrides: TarOverrides): TarEntryHeader {
  const { fileMode, uid, gid, fileSize, mtime, owner, group } = overrides;
  return {
    ...header,
    name: header.type === 'directory' ? nameOf(header.name) : header.name,
    mode: fileMode === undefined ? header.mode : fileMode & 0o7777,
    uid: uid ?? header.uid,
    gid: gid ?? header.gid,
    size: header.type === 'file' ? (fileSize ?? header.size) : 0,
    mtime: typeof mtime === 'number' ? new Date(mtime * 1000) : (mtime ?? header.mtime),
    uname: owner,
    gname: group,
  };
}
