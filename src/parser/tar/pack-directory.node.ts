/**
 * Packs a directory: what is in it goes in, and the bytes of an archive come out.
 *
 * The order is always the same: names sorted by their UTF-16 code units, a directory before what is in it. Names are
 * relative to the directory, which has no entry of its own. Links are packed as links, and never followed; the
 * second and later names of one file (hard links) as links to the first. Small files are read ahead, a few at a
 * time; of large ones one chunk ahead.
 *
 * A file has as many bytes as it had when it was opened: what is appended later is left out. If it has lost bytes,
 * the stream is destroyed with ERR_TAR_FILE_CHANGED, or zeros stand for them with `shrunk: 'pad'`. What vanished
 * between being found and being opened is an error, too, and so is a name that is not UTF-8: what Node gives for it
 * leads nowhere. No file is read through a link that has just replaced it; of a directory that somebody swaps for a
 * link at the right moment the contents are, so pack what only those write to whom you trust.
 *
 * @module
 */
import { validateWord } from '../../control/_validate.ts';
import { validateFunction, validateLimit, validateSignal } from '../../core/_validate.ts';
import { addAbortSignal } from '../../core/add-abort-signal.ts';
import type { DoneCallback } from '../../core/destroy.ts';
import type { ReadableEvents } from '../../core/readable.ts';
import { Readable } from '../../core/readable.ts';
import type { Listener } from '../../core/types.ts';
import type { FileType } from './_fs-header.node.ts';
import { packAll } from './_fs-packing.node.ts';
import { pathOf } from './_fs-path.node.ts';
import type { Shrunk } from './_fs-prepare.node.ts';
import type { TarEntryHeader } from './_header.ts';
import { dateOf } from './_pack-fields.ts';
import type { TarProgress } from './extract-to.node.ts';

/** The options of `packDirectory`. */
export interface PackDirectoryOptions {
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Says by its name and type whether something is packed; of a directory all that is in it too. It is asked before
   * anything is opened.
   */
  readonly filter?: ((name: string, type: FileType) => boolean) | undefined;
  /**
   * Returns the header to pack something with, the one it gets or another. What it says of the size is not used; of a
   * type that has no contents, none are packed.
   */
  readonly map?: ((header: TarEntryHeader) => TarEntryHeader) | undefined;
  /**
   * Whether the archive depends on names, contents, links and execution rights only: owners are 0 and have no name,
   * modes are 755 or 644, times are `mtime` or the epoch.
   * @default false
   */
  readonly portable?: boolean | undefined;
  /** The time of everything. @default each file's own */
  readonly mtime?: Date | undefined;
  /** Whether owners have their names beside their numbers, as /etc/passwd and /etc/group tell them. @default false */
  readonly ownerNames?: boolean | undefined;
  /** What becomes of FIFOs and devices. A socket cannot be packed, and is an error if it is not skipped. @default 'pack' */
  readonly specials?: 'pack' | 'skip' | 'error' | undefined;
  /** What becomes of a file that loses bytes while it is packed: an error, or zeros in their place. @default 'error' */
  readonly shrunk?: Shrunk | undefined;
  /** How deep directories may nest. @default 1024 */
  readonly maxDepth?: number | undefined;
  /** How many bytes may wait for the reader. @default the host's */
  readonly highWaterMark?: number | undefined;
}

/** What the stream of `packDirectory` emits. */
export interface PackDirectoryEvents extends ReadableEvents<Uint8Array> {
  /** An entry has been packed, or a part of a large file. */
  progress: [progress: TarProgress];
  /** Something was left out, because of `specials: 'skip'`. */
  skip: [name: string, type: FileType];
}

/**
 * Makes a stream of the archive of a directory. For `.tar.gz`, put `zlib.createGzip()` behind it.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for a directory that is no path, or an option of the wrong type
 * @throws {ERR_INVALID_ARG_VALUE} for a word that the option does not know, or a date that is none
 * @throws {ERR_OUT_OF_RANGE} for a limit that is none
 *
 * The stream is destroyed with ERR_TAR_FILE_CHANGED by a file that lost bytes or was replaced by something else,
 * with ERR_TAR_ENTRY_TYPE by what cannot be packed, with ERR_TAR_TOO_LARGE by directories that nest too deep, and
 * with the errors of the file system.
 *
 * @example The same archive every time
 * ```ts
 * import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { buffer } from 'gardenhose/stream/consumers';
 * import { packDirectory } from 'gardenhose/tar';
 *
 * const folder = mkdtempSync(join(tmpdir(), 'tar-'));
 * writeFileSync(join(folder, 'hello.txt'), 'hello');
 * const first = await buffer(packDirectory(folder, { portable: true }));
 * writeFileSync(join(folder, 'hello.txt'), 'hello', { mode: 0o600 });
 * assert.deepEqual(await buffer(packDirectory(folder, { portable: true })), first);
 * rmSync(folder, { recursive: true });
 * ```
 */
export function packDirectory(
  directory: string | URL,
  options: PackDirectoryOptions = {},
): PackDirectoryStream {
  return new PackDirectoryStream(pathOf('directory', directory), options);
}

/** The stream that `packDirectory` returns. */
export class PackDirectoryStream extends Readable<Uint8Array> {
  readonly #chunks: AsyncGenerator<Uint8Array, void, void>;

  constructor(directory: string, options: PackDirectoryOptions) {
    const { filter = () => true, map = (header) => header, specials = 'pack', shrunk = 'error' } = options;
    const { maxDepth = 1024, signal } = options;
    validateSignal(signal, 'options.signal');
    validateFunction('options.filter', filter);
    validateFunction('options.map', map);
    validateWord('options.specials', specials, ['pack', 'skip', 'error']);
    validateWord('options.shrunk', shrunk, ['error', 'pad']);
    validateLimit('options.maxDepth', maxDepth, 1);
    const { portable = false, ownerNames = false, mtime } = options;
    dateOf('options.mtime', mtime);
    super({ highWaterMark: options.highWaterMark });
    this.#chunks = packAll(
      directory,
      { filter, map, specials, shrunk, maxDepth, portable, ownerNames, mtime },
      {
        progress: (name, entries, bytes) => this.emit('progress', { name, entries, bytes }),
        skip: (name, type) => this.emit('skip', name, type),
      },
    );
    // Not before there is something to let go of.
    if (signal !== undefined) addAbortSignal(signal, this);
  }

  override on<E extends keyof PackDirectoryEvents>(
    event: E,
    listener: (...args: PackDirectoryEvents[E]) => void,
  ): this;
  override on(event: string | symbol, listener: Listener): this;
  override on(event: string | symbol, listener: unknown): this {
    return super.on(event, listener as Listener);
  }

  override once<E extends keyof PackDirectoryEvents>(
    event: E,
    listener: (...args: PackDirectoryEvents[E]) => void,
  ): this;
  override once(event: string | symbol, listener: Listener): this;
  override once(event: string | symbol, listener: unknown): this {
    return super.once(event, listener as Listener);
  }

  override _read(): void {
    this.#chunks.next().then(
      ({ done, value }) => this.push(done ? null : (value as Uint8Array)),
      (error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: DoneCallback): void {
    // Waits for what is being read, and closes all files.
    this.#chunks.return().then(
      () => callback(error),
      (later) => callback(error ?? later),
    );
  }
}
