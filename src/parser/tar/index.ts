/**
 * @module
 */
import { MemorySpool } from './_spool.ts';
import type { TarPackOptions } from './pack.ts';
import { TarPack } from './pack.ts';

export { extract } from './extract.ts';

export function pack(options?: TarPackOptions | null): TarPack {
  return new TarPack(options ?? {}, () => new MemorySpool(), 64 * 1024 ** 2);
}
