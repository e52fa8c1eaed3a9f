/**
 * @module
 */
import { FileSpool } from './_spool.node.ts';
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
export { extract } from './extract.ts';
export type { TarPack, TarPackOptions } from './pack.ts';

export function pack(options?: TarPackOptions | null): TarPack {
  return new TarPack(options ?? {}, () => new FileSpool(), 64 * 1024 ** 3);
}
