/**
 * What a program says of an entry to be packed, checked and made whole.
 *
 * @module
 */
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } from '../../core/errors.ts';
import type { Fields } from './_encode.ts';
import type { TarEntryHeader, TarPax } from './_header.ts';
import { TYPE_BYTES } from './_header.ts';

/** The file type bits of a mode. */
const TYPE_BITS = 0o170000;

/** Types whose entries have a body. */
const WITH_BODY: readonly string[] = ['file', 'contiguous-file', 'continuation'];

/** Whether an entry of a type has a body. */
export function hasBody(type: string): boolean {
  return WITH_BODY.includes(type);
}

/** The size of an entry whose size is not known. */
export const UNKNOWN = -1;

/**
 * Makes fields of what is given.
 *
 * @param body all of the contents, if they are given.
 * @throws {ERR_INVALID_ARG_TYPE} for a field of another type.
 * @throws {ERR_INVALID_ARG_VALUE} for text with a NUL, a type that is not known, a date that is none, or a keyword
 *   with an equals sign.
 * @throws {ERR_OUT_OF_RANGE} for a number that is no integer of at least 0.
 */
export function fieldsOf(header: TarEntryHeader, body: Uint8Array | undefined): Fields {
  if (typeof header !== 'object' || header === null)
    throw ERR_INVALID_ARG_TYPE('header', 'of type object', header);
  const mode = numberOf('mode', header.mode);
  const type = header.type ?? typeOf(mode);
  if (!Object.hasOwn(TYPE_BYTES, type)) throw ERR_INVALID_ARG_VALUE('header.type', type);
  if (header.name === undefined || header.name === null) {
    throw ERR_INVALID_ARG_TYPE('header.name', 'of type string', header.name);
  }
  const mtime = dateOf('header.mtime', header.mtime);
  return {
    name: textOf('name', header.name),
    type,
    mode: mode & 0o7777 || (type === 'directory' ? 0o755 : 0o644),
    uid: numberOf('uid', header.uid),
    gid: numberOf('gid', header.gid),
    size: sizeOf(header, type, body),
    mtime,
    linkname: textOf('linkname', header.linkname),
    uname: textOf('uname', header.uname),
    gname: textOf('gname', header.gname),
    devmajor: numberOf('devmajor', header.devmajor),
    devminor: numberOf('devminor', header.devminor),
    pax: paxOf(header.pax, type, mtime),
  };
}

/** The type that the bits of a mode say. */
function typeOf(mode: number): string {
  switch (mode & TYPE_BITS) {
    case 0o060000:
      return 'block-device';
    case 0o020000:
      return 'character-device';
    case 0o040000:
      return 'directory';
    case 0o010000:
      return 'fifo';
    case 0o120000:
      return 'symlink';
    default:
      return 'file';
  }
}

function sizeOf(header: TarEntryHeader, type: string, body: Uint8Array | undefined): number {
  if (!hasBody(type)) return 0;
  if (body !== undefined) return body.length;
  return header.size === undefined || header.size === null ? UNKNOWN : numberOf('size', header.size);
}

function numberOf(name: string, value: number | null | undefined): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number') throw ERR_INVALID_ARG_TYPE(`header.${name}`, 'of type number', value);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw ERR_OUT_OF_RANGE(`header.${name}`, 'an integer of at least 0', value);
  }
  return value;
}

function textOf(name: string, value: string | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw ERR_INVALID_ARG_TYPE(`header.${name}`, 'of type string', value);
  if (value.includes('\0')) throw ERR_INVALID_ARG_VALUE(`header.${name}`, value);
  return value;
}

/**
 * A date, by default now.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for what is none
 * @throws {ERR_INVALID_ARG_VALUE} for one that is no time
 */
export function dateOf(name: string, value: Date | null | undefined): Date {
  if (value === undefined || value === null) return new Date();
  if (!(value instanceof Date)) throw ERR_INVALID_ARG_TYPE(name, 'an instance of Date', value);
  if (Number.isNaN(value.getTime())) throw ERR_INVALID_ARG_VALUE(name, value);
  return value;
}

/**
 * Keywords of what the header itself says, or what is no longer true: records are written in UTF-8, and a sparse file
 * has been expanded.
 */
const SAID_BY_HEADER =
  /^(?:path|linkpath|size|uid|gid|uname|gname|SCHILY\.dev(?:major|minor)|hdrcharset|GNU\.sparse\..*)$/;

/** The records to write: all that are given, or of an entry all that its header does not say. */
function paxOf(pax: TarPax | null | undefined, type: string, mtime: Date): TarPax | null {
  if (pax === undefined || pax === null) return null;
  if (typeof pax !== 'object') throw ERR_INVALID_ARG_TYPE('header.pax', 'of type object', pax);
  const records: [string, string][] = [];
  for (const [keyword, value] of Object.entries(pax)) {
    if (keyword === '' || keyword.includes('=')) throw ERR_INVALID_ARG_VALUE('header.pax', keyword);
    const isStale = keyword === 'mtime' && Math.floor(Number(value)) !== Math.floor(mtime.getTime() / 1000);
    const isSaid = isStale || SAID_BY_HEADER.test(keyword);
    if (!isSaid || type.startsWith('pax-')) records.push([keyword, String(value)]);
  }
  return Object.fromEntries(records);
}
