/**
 * Writes header blocks, byte for byte as tar-stream does as far as that can tell what it should.
 *
 * @module
 */
import { encodeText } from '#platform';
import { isAsciiText } from '../../core/_utf8.ts';
import { checksumOf, sumOf, sumOfWords } from './_checksum.ts';
import type { TarPax } from './_header.ts';
import {
  BLOCK,
  CHECKSUM,
  DEVMAJOR,
  DEVMINOR,
  GID,
  GNAME,
  LINKNAME,
  MAGIC,
  MODE,
  MTIME,
  NAME,
  NAME_SIZE,
  OWNER_SIZE,
  PREFIX,
  PREFIX_SIZE,
  paddingOf,
  SIZE,
  SIZE_SIZE,
  TYPE,
  TYPE_BYTES,
  UID,
  UNAME,
} from './_header.ts';
import { writePax } from './_pax.ts';

/** What is written of an entry. */
export interface Fields {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: Date;
  readonly linkname: string;
  readonly uname: string;
  readonly gname: string;
  readonly devmajor: number;
  readonly devminor: number;
  readonly pax: TarPax | null;
}

/** The largest numbers of fields of 6 and 11 octal digits. */
const MAX_ID = 0o777777;
const MAX_SIZE = 0o77777777777;

/** Splits a name of ASCII in two, so that both halves have room in a header block; undefined if it cannot be. */
function splitName(name: string): [prefix: string, name: string] | undefined {
  if (name.length <= NAME_SIZE) return ['', name];
  let slash = name.indexOf('/');
  while (slash >= 0 && name.length - slash - 1 > NAME_SIZE) slash = name.indexOf('/', slash + 1);
  if (slash < 0 || slash > PREFIX_SIZE) return undefined;
  return [name.slice(0, slash), name.slice(slash + 1)];
}

/** Where blocks are written to, one after the other. */
export interface BlockSink {
  /** Makes room for so many bytes, all zeros, in `bytes`; returns where. */
  take(size: number): number;
  readonly bytes: Uint8Array;
  /** The same memory as words. */
  readonly words: Int32Array;
}

/** What an extended header's own block, and the block after it, have for a name. */
const PAX_NAME = 'PaxHeader';

/** Writes the header of an entry, and before it an extended one if there is more to say than a block can. */
export function writeHeader(out: BlockSink, fields: Fields): void {
  if (fields.type === 'pax-global-header' || fields.type === 'pax-header') {
    const name = fields.type === 'pax-header' ? PAX_NAME : 'pax_global_header';
    writeRecords(out, name, fields, fields.type, Object.entries(fields.pax ?? {}));
    return;
  }
  const parts = isAsciiText(fields.name) ? splitName(fields.name) : undefined;
  const records = parts !== undefined && fitsInBlock(fields) ? NO_RECORDS : recordsOf(fields);
  if (records.length > 0) {
    const linkname = fields.linkname && PAX_NAME;
    writeRecords(out, PAX_NAME, { ...fields, linkname }, 'pax-header', records);
    writeBlock(out, ['', fields.name && PAX_NAME], linkname, fields, fields.type, fields.size);
  } else writeBlock(out, parts!, fields.linkname, fields, fields.type, fields.size);
}

function writeRecords(
  out: BlockSink,
  name: string,
  fields: Fields,
  type: string,
  records: readonly (readonly [string, string])[],
): void {
  const body = writePax(records);
  writeBlock(out, ['', name], fields.linkname, fields, type, body.length);
  const at = out.take(body.length + paddingOf(body.length));
  out.bytes.set(body, at);
}

const NO_RECORDS: readonly [string, string][] = [];

/** Whether a header block has room for all but the name. */
function fitsInBlock(fields: Fields): boolean {
  const seconds = secondsOf(fields.mtime);
  return (
    fields.pax === null &&
    seconds >= 0 &&
    seconds <= MAX_SIZE &&
    Math.max(fields.uid, fields.gid, fields.devmajor, fields.devminor) <= MAX_ID &&
    fitsIn(fields.linkname, NAME_SIZE) &&
    fitsIn(fields.uname, OWNER_SIZE) &&
    fitsIn(fields.gname, OWNER_SIZE)
  );
}

/**
 * The records of an entry for which a block has no room: those of the path and the link, which such a block has not,
 * as tar-stream has it, what else is too long, and what was given.
 */
function recordsOf(fields: Fields): [keyword: string, value: string][] {
  const records: [string, string][] = [];
  const { name, linkname, uid, gid, uname, gname, devmajor, devminor, mtime } = fields;
  if (name !== '') records.push(['path', name]);
  if (linkname !== '') records.push(['linkpath', linkname]);
  if (uid > MAX_ID) records.push(['uid', String(uid)]);
  if (gid > MAX_ID) records.push(['gid', String(gid)]);
  if (!fitsIn(uname, OWNER_SIZE)) records.push(['uname', uname]);
  if (!fitsIn(gname, OWNER_SIZE)) records.push(['gname', gname]);
  const seconds = secondsOf(mtime);
  if (seconds < 0 || seconds > MAX_SIZE) records.push(['mtime', String(seconds)]);
  if (devmajor > MAX_ID) records.push(['SCHILY.devmajor', String(devmajor)]);
  if (devminor > MAX_ID) records.push(['SCHILY.devminor', String(devminor)]);
  if (fields.pax !== null) records.push(...Object.entries(fields.pax));
  return records;
}

function writeBlock(
  out: BlockSink,
  [prefix, name]: readonly [string, string],
  linkname: string,
  fields: Fields,
  type: string,
  size: number,
): void {
  const at = out.take(BLOCK);
  const { bytes } = out;
  writeText(bytes, at + NAME, name);
  writeOctal(bytes, at + MODE, 6, fields.mode);
  writeId(bytes, at + UID, fields.uid);
  writeId(bytes, at + GID, fields.gid);
  if (size > MAX_SIZE) writeBase256(bytes, at + SIZE, size);
  else writeOctal(bytes, at + SIZE, 11, size);
  const seconds = secondsOf(fields.mtime);
  writeOctal(bytes, at + MTIME, 11, Math.min(Math.max(seconds, 0), MAX_SIZE));
  bytes[at + TYPE] = TYPE_BYTES[type]!;
  if (linkname !== '') writeText(bytes, at + LINKNAME, linkname);
  writeText(bytes, at + MAGIC, 'ustar\x0000');
  if (fields.uname !== '') writeText(bytes, at + UNAME, fields.uname, OWNER_SIZE);
  if (fields.gname !== '') writeText(bytes, at + GNAME, fields.gname, OWNER_SIZE);
  writeId(bytes, at + DEVMAJOR, fields.devmajor);
  writeId(bytes, at + DEVMINOR, fields.devminor);
  if (prefix !== '') writeText(bytes, at + PREFIX, prefix);
  const sum = at % 4 === 0 ? sumOfWords(out.words, at / 4) : sumOf(bytes, at);
  writeOctal(bytes, at + CHECKSUM, 6, checksumOf(bytes, at, sum));
}

/** Identifiers are 6 digits, a space and a NUL. One that is longer is in a record. */
function writeId(bytes: Uint8Array, at: number, id: number): void {
  writeOctal(bytes, at, 6, Math.min(id, MAX_ID));
}

/** Writes digits and the space behind them. */
function writeOctal(bytes: Uint8Array, at: number, digits: number, value: number): void {
  let rest = value;
  bytes[at + digits] = 0x20;
  for (let i = at + digits - 1; i >= at; i--) {
    bytes[i] = 0x30 + (rest % 8);
    rest = Math.floor(rest / 8);
  }
}

function writeBase256(bytes: Uint8Array, at: number, value: number): void {
  let rest = value;
  for (let i = at + SIZE_SIZE - 1; i > at; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[at] = 0x80;
}

/** Writes text, cut if it is longer than `most` bytes. */
function writeText(bytes: Uint8Array, at: number, text: string, most = NAME_SIZE + PREFIX_SIZE): void {
  if (!isAsciiText(text)) {
    bytes.set(encodeText(text, 'utf8').subarray(0, most), at);
    return;
  }
  const length = Math.min(text.length, most);
  for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
}

/** Whether a text takes at most so many bytes. */
function fitsIn(text: string, size: number): boolean {
  return text.length * 3 <= size || encodeText(text, 'utf8').length <= size;
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
