/**
 * Extracts an archive into a directory: the bytes of the archive go in, and what comes of it is in the file system
 * when 'finish' comes.
 *
 * Nothing is written outside of the directory, whatever the archive says and whoever swaps what meanwhile:
 *
 * - Names are taken as paths below the directory, as by every tar program: leading slashes mean nothing. A name
 *   with a part '..' or a NUL, too long or too deep is refused, not mended. Where names are to be portable, as they
 *   are on Windows, so is one with a drive, a backslash, a colon, or the name of a device.
 * - A path goes through directories only, never through a link, be it the archive's, older, or another process's
 *   that has just put it there: each directory is opened from the one above without following links, and on Linux
 *   all that follows happens in what is open, not in a path (see `_fs-folders.node.ts`).
 * - Symbolic links are made at the end, so that there is none for later entries to go through. Only those are made
 *   that stay inside: relative, climbing only at the beginning, and not above the directory. With `links: 'any'`
 *   they are made as they are; still nothing is written through them.
 * - Hard links are made to regular files below the directory only, found in the same way.
 * - What is there is not written into, but replaced. So a file that is linked to elsewhere stays as it is there.
 *
 * The holes of sparse files are holes again. What was extracted before an error stays, but for the file that was being
 * written, which is removed. The modes and times of directories are set at the end, and not at all if there is none.
 * The directory itself keeps its own.
 *
 * @module
 */
import { platform } from 'node:process';
import type { WriteCallback } from '../../core/_writable-state.ts';
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import type { DoneCallback } from '../../core/destroy.ts';
import type { Listener } from '../../core/types.ts';
import type { WritableEvents } from '../../core/writable.ts';
import { Writable } from '../../core/writable.ts';
import type { Body } from './_fs-body.node.ts';
import { Extraction } from './_fs-extraction.node.ts';
import { Folders } from './_fs-folders.node.ts';
import type { ExtractSettings, ExtractToOptions } from './_fs-options.ts';
import { settingsOf } from './_fs-options.ts';
import { pathOf } from './_fs-path.node.ts';
import type { TarHeader } from './_header.ts';
import type { TarExtract } from './extract.ts';
import { extract } from './extract.ts';

export type { ExtractToOptions } from './_fs-options.ts';

/** How far packing or extracting is. */
export interface TarProgress {
  /** The entry that is done, or of which a part is. */
  readonly name: string;
  /** How many entries are done. */
  readonly entries: number;
  /** How many bytes of files are done. */
  readonly bytes: number;
}

/** What the stream of `extractTo` emits. */
export interface ExtractToEvents extends WritableEvents<Uint8Array> {
  /** An entry is done, or a part of a large file. */
  progress: [progress: TarProgress];
  /** An entry was left out, with `refused: 'skip'`. */
  skip: [header: TarHeader, error: Error];
}

/**
 * Makes a stream that takes an archive and extracts it into a directory, which is made if it is not there. It takes
 * what `extract` reads, uncompressed; for `.tar.gz`, put `zlib.createGunzip()` before it.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for a directory that is no path, or an option of the wrong type
 * @throws {ERR_INVALID_ARG_VALUE} for a word that the option does not know
 * @throws {ERR_OUT_OF_RANGE} for a limit that is none
 * @throws {ERR_UNKNOWN_ENCODING} for a `filenameEncoding` that is not known
 *
 * The stream is destroyed with ERR_TAR_UNSAFE_NAME, ERR_TAR_UNSAFE_LINK, ERR_TAR_THROUGH_LINK, ERR_TAR_LINK_TARGET,
 * ERR_TAR_ENTRY_TYPE, ERR_TAR_EXISTS or ERR_TAR_COLLISION by an entry that is refused, with ERR_TAR_TOO_LARGE when a
 * limit is passed, and with the errors of `extract` and of the file system.
 *
 * @example A directory into another
 * ```ts
 * import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { pipeline } from 'gardenhose/stream/promises';
 * import { extractTo, packDirectory } from 'gardenhose/tar';
 *
 * const folder = mkdtempSync(join(tmpdir(), 'tar-'));
 * writeFileSync(join(folder, 'hello.txt'), 'hello');
 *
 * const copy = join(folder, 'copy');
 * await pipeline(packDirectory(folder, { filter: (name) => name !== 'copy' }), extractTo(copy));
 * assert.equal(readFileSync(join(copy, 'hello.txt'), 'utf8'), 'hello');
 * rmSync(folder, { recursive: true });
 * ```
 */
export function extractTo(directory: string | URL, options: ExtractToOptions = {}): ExtractToStream {
  return new ExtractToStream(pathOf('directory', directory), options);
}

/** The stream that `extractTo` returns. */
export class ExtractToStream extends Writable<Uint8Array> {
  readonly #parser: TarExtract;
  readonly #settings: ExtractSettings;
  readonly #directory: string;
  readonly #held: boolean | undefined;
  #extraction: Extraction | undefined;

  /** @param held whether directories are held open, if it is not to be found out. */
  constructor(directory: string, options: ExtractToOptions, held?: boolean) {
    const settings = settingsOf(options, platform === 'win32');
    const parser = extract({ ...options, sparse: 'expand', signal: undefined, highWaterMark: undefined });
    super({ highWaterMark: options.highWaterMark });
    this.#parser = parser;
    this.#settings = settings;
    this.#directory = directory;
    this.#held = held;
    // Not before there is something to let go of.
    if (options.signal !== undefined) addAbortSignal(options.signal, this);
  }

  override on<E extends keyof ExtractToEvents>(
    event: E,
    listener: (...args: ExtractToEvents[E]) => void,
  ): this;
  override on(event: string | symbol, listener: Listener): this;
  override on(event: string | symbol, listener: unknown): this {
    return super.on(event, listener as Listener);
  }

  override once<E extends keyof ExtractToEvents>(
    event: E,
    listener: (...args: ExtractToEvents[E]) => void,
  ): this;
  override once(event: string | symbol, listener: Listener): this;
  override once(event: string | symbol, listener: unknown): this {
    return super.once(event, listener as Listener);
  }

  override _construct(callback: DoneCallback): void {
    if (this.destroyed) {
      callback();
      return;
    }
    const fail = (error: unknown) => this.destroy(error as Error);
    const parser = this.#parser;
    parser.on('error', fail);
    parser.on('entry', (header: TarHeader, body: Body, next: () => void) => {
      this.#extraction?.take(header, body).then(next, fail);
    });
    Folders.open(this.#directory, this.#held).then((folders) => {
      this.#extraction = new Extraction(folders, this.#settings, {
        progress: (name, entries, bytes) => this.emit('progress', { name, entries, bytes }),
        skip: (header, error) => this.emit('skip', header, error),
        fail,
      });
      callback();
    }, callback);
  }

  override _write(chunk: Uint8Array, _encoding: string, callback: WriteCallback): void {
    if (this.#parser.write(chunk)) callback();
    else this.#parser.once('drain', callback);
  }

  override _final(callback: DoneCallback): void {
    this.#parser.once('finish', () => {
      (this.#extraction as Extraction).finish().then(() => callback(), callback);
    });
    this.#parser.end();
  }

  override _destroy(error: Error | null, callback: DoneCallback): void {
    this.#parser.destroy();
    if (this.#extraction === undefined) callback(error);
    else
      this.#extraction.close().then(
        () => callback(error),
        (later) => callback(error ?? later),
      );
  }
}
