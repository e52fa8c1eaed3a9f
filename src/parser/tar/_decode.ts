/**
 * Reads a header block.
 *
 * @module
 */
import type { Encoding } from '../../core/types.ts';
import { readNumber, readText } from './_fields.ts';
import type { TarHeader, TarType } from './_header.ts';
import {
  DEVMAJOR,
  DEVMINOR,
  GID,
  GNAME,
  ID_SIZE,
  LINKNAME,
  MAGIC,
  MODE,
  MTIME,
  NAME,
  NAME_SIZE,
  OWNER_SIZE,
  PREFIX,
  PREFIX_SIZE,
  SIZE,
  SIZE_SIZE,
  TYPE,
  TYPES,
  UID,
  UNAME,
} from './_header.ts';
import type { Input } from './_input.ts';

/** The formats, by what they have behind the checksum: nothing, `ustar`, `ustar` and a NUL. */
export type TarFormat = 'v7' | 'gnu' | 'ustar';

/** Says which format a header block has. */
export function formatOf(bytes: Uint8Array, at: number): TarFormat {
  const magic = at + MAGIC;
  const isTar =
    bytes[magic] === 0x75 && // u
    bytes[magic + 1] === 0x73 && // s
    bytes[magic + 2] === 0x74 && // t
    bytes[magic + 3] === 0x61 && // a
    bytes[magic + 4] === 0x72; // r
  if (!isTar) return 'v7';
  return bytes[magic + 5] === 0x20 ? 'gnu' : 'ustar';
}

/** Says what an entry is. What is not known is a file, as POSIX has it; null says that it is none of these. */
function typeOf(byte: number): TarType {
  if (byte === 0) return 'file';
  if (byte === 0x44) return 'directory'; // D: of GNU, with a list of what was in it
  if (byte === 0x4d) return 'continuation'; // M
  return TYPES[byte - 0x30] ?? 'file';
}

/** The fields that are mostly the same as in the header before: what there is of an owner, and the format. */
interface Repeated {
  readonly format: TarFormat;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly uname: string;
  readonly gname: string;
  readonly devmajor: number;
  readonly devminor: number;
}

/** Where these fields are, in words: mode, uid and gid, then the magic up to the numbers of a device. */
const MODE_WORD = MODE / 4;
const SIZE_WORD = SIZE / 4;
const MAGIC_WORD = (MAGIC - 1) / 4;
// The last digit of a device shares its word with the prefix.
const PREFIX_WORD = Math.ceil(PREFIX / 4);

/** Reads header blocks, one after the other. */
export class BlockDecoder {
  readonly #encoding: Encoding;
  #repeated: Repeated | undefined;
  /** The words that the repeated fields were read from. */
  readonly #latest = new Int32Array(SIZE_WORD - MODE_WORD + PREFIX_WORD - MAGIC_WORD);

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
  }

  /** Reads what a block tells of an entry. Numbers that are none are 0. */
  decode(input: Input, size: number, byteOffset: number): TarHeader {
    const { bytes, at } = input;
    const { format, mode, uid, gid, uname, gname, devmajor, devminor } = this.#readRepeated(input);
    return {
      name: this.#nameOf(bytes, at, format),
      mode,
      uid,
      gid,
      size,
      byteOffset,
      mtime: dateOf(readNumber(bytes, at + MTIME, SIZE_SIZE)),
      type: typeOf(bytes[at + TYPE]!),
      linkname: bytes[at + LINKNAME] === 0 ? null : readText(bytes, at + LINKNAME, NAME_SIZE, this.#encoding),
      uname,
      gname,
      devmajor,
      devminor,
      pax: null,
    };
  }

  #readRepeated(input: Input): Repeated {
    const { words, bytes, at } = input;
    if (words === undefined) return this.#readFields(bytes, at);
    if (!this.#isRepeated(words, input.word) || this.#repeated === undefined) {
      this.#repeated = this.#readFields(bytes, at);
    }
    return this.#repeated;
  }

  /** Whether the fields are the same as in the latest block; that is this one from now on. */
  #isRepeated(words: Int32Array, word: number): boolean {
    const latest = this.#latest;
    let difference = 0;
    let place = 0;
    for (let i = word + MODE_WORD; i < word + SIZE_WORD; i++) {
      difference |= words[i]! ^ latest[place]!;
      latest[place++] = words[i]!;
    }
    for (let i = word + MAGIC_WORD; i < word + PREFIX_WORD; i++) {
      difference |= words[i]! ^ latest[place]!;
      latest[place++] = words[i]!;
    }
    return difference === 0;
  }

  #readFields(bytes: Uint8Array, at: number): Repeated {
    const format = formatOf(bytes, at);
    const named = format !== 'v7';
    return {
      format,
      mode: readNumber(bytes, at + MODE, ID_SIZE) || 0,
      uid: readNumber(bytes, at + UID, ID_SIZE) || 0,
      gid: readNumber(bytes, at + GID, ID_SIZE) || 0,
      uname: named ? readText(bytes, at + UNAME, OWNER_SIZE, this.#encoding) : '',
      gname: named ? readText(bytes, at + GNAME, OWNER_SIZE, this.#encoding) : '',
      devmajor: named ? readNumber(bytes, at + DEVMAJOR, ID_SIZE) || 0 : 0,
      devminor: named ? readNumber(bytes, at + DEVMINOR, ID_SIZE) || 0 : 0,
    };
  }

  /** Reads the whole of a name; of the format of GNU and of star what is in the prefix's place is another thing. */
  #nameOf(bytes: Uint8Array, at: number, format: TarFormat): string {
    const name = readText(bytes, at + NAME, NAME_SIZE, this.#encoding);
    if (format !== 'ustar' || bytes[at + PREFIX] === 0) return name;
    const prefix = readText(bytes, at + PREFIX, prefixSizeOf(bytes, at), this.#encoding);
    return `${prefix}/${name}`;
  }
}

/** star has two times behind a prefix that is shorter, and signs the block. */
function prefixSizeOf(bytes: Uint8Array, at: number): number {
  const isStar = bytes[at + 508] === 0x74 && bytes[at + 509] === 0x61 && bytes[at + 510] === 0x72;
  return isStar ? 131 : PREFIX_SIZE;
}

/** The most seconds from 1970, either way, that a Date can tell. */
const MOST_SECONDS = 8.64e12;

function dateOf(seconds: number): Date {
  return new Date(Math.abs(seconds) <= MOST_SECONDS ? seconds * 1000 : 0);
}
