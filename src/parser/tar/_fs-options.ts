/**
 * What `extractTo` may be told, with its defaults.
 *
 * @module
 */

import { validateWord } from '../../control/_validate.ts';
import { validateFunction, validateLimit, validateSignal } from '../../core/_validate.ts';
import { ERR_OUT_OF_RANGE } from '../../core/errors.ts';
import type { TarHeader } from './_header.ts';
import type { NameRules } from './_paths.ts';
import type { TarExtractOptions } from './extract.ts';

/** The options of `extractTo`: those of `extract`, and what is to come of the entries. */
export interface ExtractToOptions extends Omit<TarExtractOptions, 'sparse'> {
  /** How many leading parts of each name, and of the target of each hard link, are left out. @default 0 */
  readonly strip?: number | undefined;
  /** Says by its header, as the archive has it, whether an entry is extracted. */
  readonly filter?: ((header: TarHeader) => boolean) | undefined;
  /** Returns the header to extract an entry by, the one it gets or another; its name is checked like any. */
  readonly map?: ((header: TarHeader) => TarHeader) | undefined;
  /**
   * What happens to an entry that may not be extracted (a name or a link that leads out of the directory) or cannot
   * (a device): 'error' destroys the stream, 'skip' leaves the entry out and emits 'skip' with its header and the
   * error. Limits are errors always.
   * @default 'error'
   */
  readonly refused?: 'error' | 'skip' | undefined;
  /**
   * Which symbolic links are made: those that stay inside of the directory, or any. A hard link never leads out.
   * @default 'inside'
   */
  readonly links?: 'inside' | 'any' | undefined;
  /**
   * What happens where there is a file or link already: it is replaced, when the new one is whole; it is kept; it
   * is kept unless it is older; or the stream is destroyed. Nothing that is there is ever written into.
   * @default 'replace'
   */
  readonly existing?: 'replace' | 'keep' | 'newer' | 'error' | undefined;
  /**
   * Whether names that Windows cannot hold (`C:x`, `a\b`, `NUL`), and names that differ only in case or form, are
   * refused.
   * @default whether this is Windows
   */
  readonly portableNames?: boolean | undefined;
  /**
   * The bits that are taken from every mode. From those of directories that the archive does not tell of the
   * process's umask is taken besides.
   * @default the process's umask
   */
  readonly umask?: number | undefined;
  /** Whether the setuid, setgid and sticky bits are kept. @default false */
  readonly specialBits?: boolean | undefined;
  /** Whether files are given to the owners that the archive says, by their numbers. @default false */
  readonly owners?: boolean | undefined;
  /** Whether files keep the time of their extraction instead of the archive's. @default false */
  readonly touch?: boolean | undefined;
  /** Most entries. @default 1_000_000 */
  readonly maxEntries?: number | undefined;
  /** Most bytes of one file. @default 16 GiB */
  readonly maxFileBytes?: number | undefined;
  /** Most bytes of all files. @default 64 GiB */
  readonly maxTotalBytes?: number | undefined;
  /** Most bytes of a name, and of the target of a link. @default 4096 */
  readonly maxNameBytes?: number | undefined;
  /** Most parts of a name. @default 256 */
  readonly maxDepth?: number | undefined;
}

/** Options with their defaults. */
export interface ExtractSettings extends NameRules {
  readonly strip: number;
  readonly filter: (header: TarHeader) => boolean;
  readonly map: (header: TarHeader) => TarHeader;
  readonly refused: 'error' | 'skip';
  readonly links: 'inside' | 'any';
  readonly existing: 'replace' | 'keep' | 'newer' | 'error';
  readonly umask: number | undefined;
  readonly specialBits: boolean;
  readonly owners: boolean;
  readonly touch: boolean;
  readonly maxEntries: number;
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
}

const GIB = 2 ** 30;

/**
 * @throws {ERR_INVALID_ARG_TYPE} for an option of the wrong type
 * @throws {ERR_INVALID_ARG_VALUE} for a word that is none of those
 * @throws {ERR_OUT_OF_RANGE} for a limit that is none
 */
export function settingsOf(options: ExtractToOptions, isWindows: boolean): ExtractSettings {
  const settings: ExtractSettings = {
    strip: options.strip ?? 0,
    filter: options.filter ?? (() => true),
    map: options.map ?? ((header) => header),
    refused: options.refused ?? 'error',
    links: options.links ?? 'inside',
    existing: options.existing ?? 'replace',
    portableNames: options.portableNames ?? isWindows,
    umask: options.umask,
    specialBits: options.specialBits === true,
    owners: options.owners === true,
    touch: options.touch === true,
    maxEntries: options.maxEntries ?? 1_000_000,
    maxFileBytes: options.maxFileBytes ?? 16 * GIB,
    maxTotalBytes: options.maxTotalBytes ?? 64 * GIB,
    maxNameBytes: options.maxNameBytes ?? 4096,
    maxDepth: options.maxDepth ?? 256,
  };
  validateSignal(options.signal, 'options.signal');
  validateFunction('options.filter', settings.filter);
  validateFunction('options.map', settings.map);
  validateWord('options.refused', settings.refused, ['error', 'skip']);
  validateWord('options.links', settings.links, ['inside', 'any']);
  validateWord('options.existing', settings.existing, ['replace', 'keep', 'newer', 'error']);
  for (const name of ['strip', 'maxEntries', 'maxFileBytes', 'maxTotalBytes'] as const) {
    validateLimit(`options.${name}`, settings[name], 0);
  }
  for (const name of ['maxNameBytes', 'maxDepth'] as const)
    validateLimit(`options.${name}`, settings[name], 1);
  const { umask } = settings;
  if (umask !== undefined) validateLimit('options.umask', umask, 0);
  if (umask !== undefined && umask > 0o777) throw ERR_OUT_OF_RANGE('options.umask', '<= 0o777', umask);
  return settings;
}
