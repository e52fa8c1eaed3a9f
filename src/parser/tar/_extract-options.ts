/**
 * What `extract` may be told, with its defaults.
 *
 * @module
 */
import { isEncoding } from '#platform';
import { validateWord } from '../../control/_validate.ts';
import { validateLimit } from '../../core/_validate.ts';
import { ERR_UNKNOWN_ENCODING } from '../../core/errors.ts';
import type { Encoding } from '../../core/types.ts';
import type { ReaderSettings } from './_reader.ts';

/** Options of `extract`. */
export interface TarExtractOptions {
  /**
   * The encoding of names in header blocks, and of those in extended headers that are not in UTF-8, as they should be.
   * @default 'utf8'
   */
  readonly filenameEncoding?: Encoding | undefined;
  /**
   * Whether entries of the oldest format are read, which says nothing of itself. Unlike tar-stream's it is true
   * unless told otherwise.
   *
   * @default true, with `strict` false
   */
  readonly allowUnknownFormat?: boolean | undefined;
  /**
   * Whether an archive is refused that the standards do not allow: with types of entries that are not known, without
   * its end, or with something behind it. @default false
   */
  readonly strict?: boolean | undefined;
  /** Whether what is behind the end of an archive is ignored, even if it is another one. @default false */
  readonly firstArchiveOnly?: boolean | undefined;
  /**
   * What is read of a sparse file: 'expand' gives all of it, its holes as zeros; 'stored' what is stored of it, and
   * `header.sparse` says where that belongs.
   * @default 'expand'
   */
  readonly sparse?: 'expand' | 'stored' | undefined;
  /**
   * Most bytes that may be said of one entry: extended headers, long names, sparse maps; and of all, by global headers.
   * @default 1_048_576
   */
  readonly maxHeaderBytes?: number | undefined;
  /** The longest file that a sparse one may be expanded to, in bytes. @default 2 ** 40 */
  readonly maxSparseBytes?: number | undefined;
  /** How much is buffered before `write()` asks to wait, in bytes. @default 131_072 */
  readonly highWaterMark?: number | undefined;
  /** Destroys the stream with an `AbortError` when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * @throws {ERR_UNKNOWN_ENCODING} for a `filenameEncoding` that the platform does not know
 * @throws {ERR_INVALID_ARG_VALUE} for a word that `sparse` does not know
 * @throws {ERR_OUT_OF_RANGE} for a limit below 0
 */
export function settingsOf(options: TarExtractOptions): ReaderSettings {
  const { filenameEncoding = 'utf8', strict = false, sparse = 'expand' } = options;
  const { maxHeaderBytes = 1_048_576, maxSparseBytes = 2 ** 40 } = options;
  if (!isEncoding(filenameEncoding)) throw ERR_UNKNOWN_ENCODING(filenameEncoding);
  validateWord('options.sparse', sparse, ['expand', 'stored']);
  validateLimit('options.maxHeaderBytes', maxHeaderBytes, 0);
  validateLimit('options.maxSparseBytes', maxSparseBytes, 0);
  return {
    encoding: filenameEncoding,
    strict,
    allowUnknownFormat: options.allowUnknownFormat ?? !strict,
    firstArchiveOnly: options.firstArchiveOnly === true,
    expandSparse: sparse === 'expand',
    maxHeaderBytes,
    maxSparseBytes,
  };
}
