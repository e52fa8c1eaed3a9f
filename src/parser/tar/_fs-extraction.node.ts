/**
 * The entries of an archive, one after the other, on their way into a directory.
 *
 * @module
 */
import {
  ERR_TAR_ENTRY_TYPE,
  ERR_TAR_LINK_TARGET,
  ERR_TAR_TOO_LARGE,
  isGardenhoseError,
} from '../../core/errors.ts';
import type { Body } from './_fs-body.node.ts';
import { collectBody, drainBody, pourBody } from './_fs-body.node.ts';
import { writeFully } from './_fs-calls.node.ts';
import type { Folders } from './_fs-folders.node.ts';
import { Jobs } from './_fs-jobs.ts';
import type { ExtractSettings } from './_fs-options.ts';
import { Places } from './_fs-places.node.ts';
import type { TarExtent, TarHeader } from './_header.ts';
import { checkTarget, joinName, splitName } from './_paths.ts';

/** Files up to this size are read whole and written while the next entries are read, a few at a time. */
const SMALL_BYTES = 64 * 1024;
const MOST_JOBS = 16;

/** What an extraction tells. */
export interface ExtractionEvents {
  /** An entry is done, or a part of a large file. */
  progress(name: string, entries: number, bytes: number): void;
  skip(header: TarHeader, error: Error): void;
  fail(error: unknown): void;
}

/** A link to be made when all else is there, or a directory whose mode and time are set then. */
interface Late {
  readonly parts: readonly string[];
  /** Without the records of extended headers: there may be many of these, and nobody asks for them again. */
  readonly header: TarHeader;
  /** The target of a symbolic link, or the parts of the file that a hard link is to. */
  readonly target: string | readonly string[];
}

/** Codes of what keeps a single entry from being extracted. */
const REFUSALS = new Set([
  'ERR_TAR_COLLISION',
  'ERR_TAR_ENTRY_TYPE',
  'ERR_TAR_EXISTS',
  'ERR_TAR_LINK_TARGET',
  'ERR_TAR_THROUGH_LINK',
  'ERR_TAR_UNSAFE_LINK',
  'ERR_TAR_UNSAFE_NAME',
]);

/** What comes of an entry that has to wait for the end. */
const LATE = 'late';

/** Extracts entries into folders. */
export class Extraction {
  readonly #folders: Folders;
  readonly #settings: ExtractSettings;
  readonly #events: ExtractionEvents;
  readonly #places: Places;
  readonly #jobs: Jobs;
  /** The directories that the archive tells of, by name; their modes and times are set at the end. */
  readonly #directories = new Map<string, Late>();
  /**
   * The links by name, in their order. Symbolic ones are made at the end, so that while there are entries to come
   * there is none of the archive's for them to go through; hard ones only if the file that they are to comes later.
   */
  readonly #lateLinks = new Map<string, Late>();
  #entries = 0;
  #entriesDone = 0;
  #totalBytes = 0;
  #bytesDone = 0;
  /** What is going on: an entry is taken, or the end is made. */
  #going: Promise<void> | undefined;
  #stopped = false;

  constructor(folders: Folders, settings: ExtractSettings, events: ExtractionEvents) {
    this.#folders = folders;
    this.#settings = settings;
    this.#events = events;
    this.#places = new Places(folders, settings);
    this.#jobs = new Jobs(MOST_JOBS, events.fail);
  }

  /**
   * Takes an entry; the next may come when the promise is kept.
   *
   * @throws {ERR_TAR_TOO_LARGE} at once, if it passes a limit
   */
  take(header: TarHeader, body: Body): Promise<void> {
    this.#checkLimits(header);
    this.#going = this.#take(header, body);
    return this.#going;
  }

  /** Ends the extraction: makes the links that had to wait, and sets the modes and times of directories. */
  finish(): Promise<void> {
    this.#going = this.#finish();
    return this.#going;
  }

  /** Lets go of everything, also in the middle: then the stream of the body that is being read has been destroyed. */
  async close(): Promise<void> {
    this.#stopped = true;
    await this.#going?.catch(() => {});
    await this.#jobs.idle();
    await this.#folders.close();
  }

  async #take(original: TarHeader, body: Body): Promise<void> {
    const { filter, map } = this.#settings;
    if (!filter(original)) return drainBody(body);
    const header = map(original);
    let parts: readonly string[];
    try {
      parts = this.#partsOf(header.name);
      if (parts.length > 0) this.#places.claim(parts);
    } catch (error) {
      this.#refuse(header, error);
      return drainBody(body);
    }
    if (parts.length === 0) return drainBody(body);
    if (header.type === 'file' || header.type === 'contiguous-file') {
      await (original.size > SMALL_BYTES
        ? this.#takeLarge(parts, header, body, original.sparse)
        : this.#takeSmall(parts, header, body, original.size));
      return;
    }
    await drainBody(body);
    // What a hard link is to may be among what is being written.
    const isLink = header.type === 'link';
    if (isLink) await this.#jobs.idle();
    await this.#start(parts, header, () => this.#takeBodiless(parts, header));
    if (isLink) await this.#jobs.idle();
  }

  async #finish(): Promise<void> {
    await this.#jobs.idle();
    for (const { parts, header, target } of this.#lateLinks.values()) {
      if (this.#stopped) return;
      await this.#settle(header, () =>
        typeof target === 'string'
          ? this.#places.symlink(parts, target, header)
          : this.#places.link(parts, target, header),
      );
    }
    const directories = [...this.#directories.values()].sort((a, b) => b.parts.length - a.parts.length);
    for (const { parts, header } of directories) {
      if (this.#stopped) return;
      await this.#places.finishDirectory(parts, header);
    }
  }

  #checkLimits({ name, size }: TarHeader): void {
    const { maxEntries, maxFileBytes, maxTotalBytes } = this.#settings;
    if (++this.#entries > maxEntries) throw ERR_TAR_TOO_LARGE(name, 'maxEntries', maxEntries);
    if (size > maxFileBytes) throw ERR_TAR_TOO_LARGE(name, 'maxFileBytes', maxFileBytes);
    this.#totalBytes += size;
    if (this.#totalBytes > maxTotalBytes) throw ERR_TAR_TOO_LARGE(name, 'maxTotalBytes', maxTotalBytes);
  }

  #partsOf(name: string): readonly string[] {
    return splitName(name, this.#settings).slice(this.#settings.strip);
  }

  async #takeSmall(parts: readonly string[], header: TarHeader, body: Body, size: number): Promise<void> {
    const chunks = await collectBody(body);
    await this.#start(parts, header, async () => {
      const isMade = await this.#places.file(parts, header, (fd) => writeFully(fd, chunks));
      if (isMade) this.#bytesDone += size;
    });
  }

  async #takeLarge(
    parts: readonly string[],
    header: TarHeader,
    body: Body,
    extents: readonly TarExtent[] | undefined,
  ): Promise<void> {
    await this.#jobs.idle();
    if (this.#stopped) return;
    this.#replace(parts);
    const before = this.#bytesDone;
    let poured = false;
    await this.#settle(header, () =>
      this.#places.file(parts, header, (fd) => {
        poured = true;
        return pourBody(body, fd, extents, (bytes) => {
          this.#bytesDone = before + bytes;
          this.#events.progress(header.name, this.#entriesDone, this.#bytesDone);
        });
      }),
    );
    if (!poured) await drainBody(body);
  }

  async #takeBodiless(parts: readonly string[], header: TarHeader): Promise<unknown> {
    const { type } = header;
    if (type === 'symlink') return this.#takeSymlink(parts, header, header.linkname ?? '');
    if (type === 'link') return this.#takeLink(parts, header);
    if (type !== 'directory') throw ERR_TAR_ENTRY_TYPE(header.name, type);
    if (await this.#places.directory(parts, header)) {
      this.#directories.set(joinName(parts), late(parts, header, ''));
    }
    return undefined;
  }

  #takeSymlink(parts: readonly string[], header: TarHeader, target: string): typeof LATE {
    checkTarget(parts, target, this.#settings);
    this.#lateLinks.set(joinName(parts), late(parts, header, target));
    return LATE;
  }

  async #takeLink(parts: readonly string[], header: TarHeader): Promise<unknown> {
    const source = this.#partsOf(header.linkname ?? '');
    if (source.length === 0) throw ERR_TAR_LINK_TARGET(header.name, header.linkname ?? '');
    const symlink = this.#lateLinks.get(joinName(source));
    // A link to a symbolic link is another one with its target, which must lead nowhere else from here.
    if (typeof symlink?.target === 'string') return this.#takeSymlink(parts, header, symlink.target);
    try {
      return await this.#places.link(parts, source, header);
    } catch (error) {
      if ((error as { code?: unknown }).code !== ERR_TAR_LINK_TARGET.code) throw error;
      this.#lateLinks.set(joinName(parts), late(parts, header, source));
      return LATE;
    }
  }

  /** Extracts an entry beside others, when it may. */
  async #start(parts: readonly string[], header: TarHeader, extract: () => Promise<unknown>): Promise<void> {
    await this.#jobs.start(joinName(parts), async () => {
      if (this.#stopped) return;
      this.#replace(parts);
      await this.#settle(header, extract);
    });
  }

  /** Forgets what had to wait of an entry, because there is another of its name. */
  #replace(parts: readonly string[]): void {
    const name = joinName(parts);
    this.#lateLinks.delete(name);
    this.#directories.delete(name);
  }

  /** Extracts an entry, and tells of it when it is done. */
  async #settle(header: TarHeader, extract: () => Promise<unknown>): Promise<void> {
    try {
      if ((await extract()) === LATE) return;
    } catch (error) {
      return this.#refuse(header, error);
    }
    this.#events.progress(header.name, ++this.#entriesDone, this.#bytesDone);
  }

  #refuse(header: TarHeader, error: unknown): void {
    const isRefusal = isGardenhoseError(error) && REFUSALS.has(error.code);
    if (!isRefusal || this.#settings.refused === 'error') throw error;
    this.#events.skip(header, error);
  }
}

function late(parts: readonly string[], header: TarHeader, target: Late['target']): Late {
  return { parts, header: { ...header, pax: null }, target };
}
