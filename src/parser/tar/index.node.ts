/**
 * Archives as streams: `pack()` makes one of entries, `extract()` gives the entries of one; on Node, `new Tar()`
 * archives files and directories by their paths.
 *
 * `pack` and `extract` behave as npm tar-stream's (tar-stream 3.2.2): the same call forms, headers, events and, where
 * that can say what it should, the same bytes. `extract` reads what GNU tar and bsdtar write: ustar, v7, GNU with long
 * names, numbers in base 256 and sparse files of every kind, pax with local and global records, several archives one
 * after the other, labels of volumes. `new Tar()` behaves as the tar of the handbook's time (creationix/node-tar):
 * `append`, `addDirectory`, `close`, and a classic stream that is read.
 *
 * Mended in `extract`: bodies that nobody reads, links and directories that carry a size, and entries without a name
 * no longer hang it; `destroy()` of an entry skips its rest, where it ended the archive without a word; unknown types
 * are files, as POSIX has it; times of extended headers, with their fractions; a global record is one for all
 * entries. An entry whose body is there is handed out inside `write()`. Mended in `pack`: entries of unknown size,
 * which are spooled; uids, gids, times, owners and groups that have no room in a header block, which were cut or
 * overwrote others; records of `pax` that say other than the header, so that an entry that is renamed on its way from
 * `extract` to `pack` is; global headers; links and directories with a size, whose header promised a body; headers
 * given are not changed. Mended in `Tar`: no block of zeros after a file whose size is a multiple of 512; names of
 * any length. Added: `signal`, limits, `strict`, `firstArchiveOnly`, `sparse`, 'label'.
 *
 * Limits: `maxHeaderBytes` and 1000 global records for what is said of entries, `maxSparseBytes`, `maxSpoolBytes`.
 * Bodies are handed on as they come, as views of the chunks that are written; so nothing grows with the archive.
 *
 * @see the handbook's chapter "tar"; https://www.gnu.org/software/tar/manual/html_node/Standard.html
 *
 * @module
 */
import type { ClassicStreamOptions } from '../../core/classic.ts';
import { FileSpool } from './_spool.node.ts';
import { Tar } from './_tar.node.ts';
import { extract } from './extract.ts';
import { extractTo } from './extract-to.node.ts';
import type { TarPackOptions } from './pack.ts';
import { TarPack } from './pack.ts';
import { packDirectory } from './pack-directory.node.ts';

export type { TarEntry } from './_entry.ts';
export type { TarEntryHeader, TarExtent, TarHeader, TarPax, TarType } from './_header.ts';
export type { TarPackCallback, TarSink } from './_sink.ts';
export type { TarOverrides } from './_tar.node.ts';
export type {
  TarEntryListener,
  TarExtract,
  TarExtractEvents,
  TarExtractOptions,
  TarNext,
} from './extract.ts';
export type { ExtractToEvents, ExtractToOptions, ExtractToStream, TarProgress } from './extract-to.node.ts';
export type { TarPack, TarPackOptions } from './pack.ts';
export type {
  PackDirectoryEvents,
  PackDirectoryOptions,
  PackDirectoryStream,
} from './pack-directory.node.ts';

/**
 * Makes a stream that is an archive: add entries, then `finalize()`, and read it. An entry whose size is not given is
 * spooled, from the first megabyte on in a temporary file.
 *
 * @throws {ERR_OUT_OF_RANGE} a `maxSpoolBytes` below 0
 *
 * The stream is destroyed with ERR_TAR_SIZE_MISMATCH, ERR_TAR_SPOOL_TOO_LARGE or ERR_TAR_BODY_NOT_ALLOWED if what is
 * written to an entry does not fit its header, and with ERR_STREAM_PREMATURE_CLOSE if an entry is destroyed.
 *
 * @example Entries of known and unknown size
 * ```ts
 * import { Readable } from 'gardenhose/stream';
 * import { extract, pack } from 'gardenhose/tar';
 *
 * const archive = pack();
 * archive.entry({ name: 'docs/', type: 'directory' });
 * archive.entry({ name: 'docs/a.txt', mode: 0o600 }, 'beep');
 * Readable.from(['bo', 'op']).pipe(archive.entry({ name: 'docs/b.txt' }, () => archive.finalize()));
 *
 * const sizes: Record<string, number> = {};
 * for await (const { header } of archive.pipe(extract())) sizes[header.name] = header.size;
 * assert.deepEqual(sizes, { 'docs/': 0, 'docs/a.txt': 4, 'docs/b.txt': 4 });
 * ```
 */
export function pack(options?: TarPackOptions | null): TarPack {
  return new TarPack(options ?? {}, () => new FileSpool(), 64 * 1024 ** 3);
}

/** What `require('gardenhose/tar')` gives: the class, as the handbook's link did, with all else as its properties. */
export interface TarModule {
  new (options?: ClassicStreamOptions | null): Tar;
  readonly Tar: typeof Tar;
  readonly pack: typeof pack;
  readonly extract: typeof extract;
  readonly packDirectory: typeof packDirectory;
  readonly extractTo: typeof extractTo;
}

/** The module, as `require` gives it. */
const tar: TarModule = /* @__PURE__ */ Object.assign(Tar, {
  Tar,
  pack,
  extract,
  packDirectory,
  extractTo,
});

export { extract, extractTo, packDirectory, Tar, tar as default, tar as 'module.exports' };
