/**
 * Archives as streams: `pack()` makes one of entries, `extract()` gives the entries of one. The face of
 * `gardenhose/tar` where there are no files; index.node.ts says what the two do.
 *
 * @module
 */
import { MemorySpool } from './_spool.ts';
import { extract } from './extract.ts';
import type { TarPackOptions } from './pack.ts';
import { TarPack } from './pack.ts';

export type { TarEntry } from './_entry.ts';
export type { TarEntryHeader, TarExtent, TarHeader, TarPax, TarType } from './_header.ts';
export type { TarPackCallback, TarSink } from './_sink.ts';
export type {
  TarEntryListener,
  TarExtract,
  TarExtractEvents,
  TarExtractOptions,
  TarNext,
} from './extract.ts';
export type { TarPack, TarPackOptions } from './pack.ts';

/**
 * Makes a stream that is an archive: add entries, then `finalize()`, and read it. An entry whose size is not given is
 * held in memory until it ends.
 *
 * @throws {ERR_OUT_OF_RANGE} a `maxSpoolBytes` below 0
 *
 * @example An archive in a page
 * ```ts
 * import { extract, pack } from 'gardenhose/tar';
 *
 * const archive = pack();
 * archive.entry({ name: 'a.txt' }, 'beep');
 * archive.finalize();
 * const names: string[] = [];
 * for await (const { header } of archive.pipe(extract())) names.push(header.name);
 * assert.deepEqual(names, ['a.txt']);
 * ```
 */
export function pack(options?: TarPackOptions | null): TarPack {
  return new TarPack(options ?? {}, () => new MemorySpool(), 64 * 1024 ** 2);
}

/** What `require('gardenhose/tar')` gives. */
export interface TarModule {
  readonly pack: typeof pack;
  readonly extract: typeof extract;
}

/** The module, as `require` gives it. */
const tar: TarModule = { pack, extract };

export { extract, tar as default, tar as 'module.exports' };
