/**
 * What is told of an entry of an archive, and the numbers and letters that stand for it in a header block.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html, "ustar Interchange Format";
 *   https://www.gnu.org/software/tar/manual/html_node/Standard.html
 *
 * @module
 */

/** What an entry is. A 'continuation' is the rest of a file that began on another volume of a GNU archive. */
export type TarType =
  | 'file'
  | 'link'
  | 'symlink'
  | 'character-device'
  | 'block-device'
  | 'directory'
  | 'fifo'
  | 'contiguous-file'
  | 'continuation';

/** Records of extended headers, by keyword, as text: what is not UTF-8, as some attributes of files, is not kept. */
export interface TarPax {
  readonly [keyword: string]: string;
}

/** Where in a sparse file there is data. All else is zeros. */
export interface TarExtent {
  readonly offset: number;
  readonly size: number;
}

/** What is read of an entry. */
export interface TarHeader {
  /** The path, with `/` between its parts. */
  name: string;
  /** The permission bits; old programs write the bits of the type, too. */
  mode: number;
  uid: number;
  gid: number;
  /** How many bytes the entry's stream gives. */
  size: number;
  /** Where in the archive the body begins. */
  byteOffset: number;
  mtime: Date;
  type: TarType;
  /** What a link points to; null for anything else. */
  linkname: string | null;
  uname: string;
  gname: string;
  devmajor: number;
  devminor: number;
  /** The records of the extended headers, global ones included; null if there are none. */
  pax: TarPax | null;
  /** The parts of a sparse file that are stored; only of such a file. */
  sparse?: readonly TarExtent[];
}

/** What is packed of an entry. */
export interface TarEntryHeader {
  readonly name: string;
  /** The permission bits. `pack` takes none at all for left out. @default 0o755 for a directory, else 0o644 */
  readonly mode?: number | null | undefined;
  readonly uid?: number | null | undefined;
  readonly gid?: number | null | undefined;
  /** How many bytes are written. Left out for a file, its contents are spooled until it is known. */
  readonly size?: number | null | undefined;
  /** @default now */
  readonly mtime?: Date | null | undefined;
  /** @default what the file type bits of `mode` say, else 'file' */
  readonly type?: TarType | 'pax-header' | 'pax-global-header' | null | undefined;
  readonly linkname?: string | null | undefined;
  readonly uname?: string | null | undefined;
  readonly gname?: string | null | undefined;
  readonly devmajor?: number | null | undefined;
  readonly devminor?: number | null | undefined;
  /** More records for the extended header. */
  readonly pax?: TarPax | null | undefined;
}

/** Headers, and bodies with their padding, are made of blocks of so many bytes. */
export const BLOCK = 512;

/** Where the fields are, and how long. */
export const NAME = 0;
export const NAME_SIZE = 100;
export const MODE = 100;
export const UID = 108;
export const GID = 116;
export const ID_SIZE = 8;
export const SIZE = 124;
export const SIZE_SIZE = 12;
export const MTIME = 136;
export const CHECKSUM = 148;
export const TYPE = 156;
export const LINKNAME = 157;
export const MAGIC = 257;
export const UNAME = 265;
export const GNAME = 297;
export const OWNER_SIZE = 32;
export const DEVMAJOR = 329;
export const DEVMINOR = 337;
export const PREFIX = 345;
export const PREFIX_SIZE = 155;

/** The types by their digit. */
export const TYPES: readonly TarType[] = [
  'file',
  'link',
  'symlink',
  'character-device',
  'block-device',
  'directory',
  'fifo',
  'contiguous-file',
];

/** The digits of the types, and the letters of extended headers. */
export const TYPE_BYTES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(TYPES.map((type, digit) => [type, 0x30 + digit])),
  continuation: 0x4d,
  'pax-header': 0x78,
  'pax-global-header': 0x67,
};

/** The number of bytes up to the next block. */
export function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
