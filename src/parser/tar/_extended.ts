/**
 * What headers say of the entry after them, or of all entries after them: long names of GNU tar, extended headers of
 * pax, and the sparse maps that are in these.
 *
 * @module
 */
import { decodeText } from '#platform';
import { ERR_TAR_HEADER, ERR_TAR_HEADER_TOO_LARGE } from '../../core/errors.ts';
import type { Encoding } from '../../core/types.ts';
import { readText } from './_fields.ts';
import type { TarHeader, TarPax } from './_header.ts';
import { readPax } from './_pax.ts';
import { decimal, SparseMap } from './_sparse.ts';

/** The types of headers that belong to an entry after them. */
export const PAX = 0x78; // x
export const SOLARIS_PAX = 0x58; // X
export const GLOBAL_PAX = 0x67; // g
export const LONG_NAME = 0x4c; // L
export const LONG_LINKNAME = 0x4b; // K

/** Most records that may hold for all entries: each entry with records of its own has a copy of them. */
const MAX_GLOBAL_RECORDS = 1000;

/** Records of the names of things: not all programs write these in UTF-8. */
const NAMES = /^(?:path|linkpath|uname|gname|GNU\.sparse\.name)$/;

type Records = Map<string, string>;

/** Collects what is said ahead of an entry, and says it of the entry. */
export class Extended {
  readonly #encoding: Encoding;
  readonly #maxBytes: number;
  /** How much was said of the next entry, in bytes. */
  #bytes = 0;
  #name: string | undefined;
  #linkname: string | undefined;
  #records: Records | undefined;
  #global: Records | undefined;
  /** How long the global records are together, in characters. */
  #globalLength = 0;
  /** The name of the volume, until it is asked for. */
  #label: string | undefined;
  /** Whether the next entry is the rest of a file that began on another volume. */
  #isContinued = false;
  /** The global records as entries without others have them; undefined until one comes. */
  #globalPax: TarPax | null | undefined = null;
  /** The numbers of a map in format 0.0, which are records of the same keywords over and over. */
  #map: SparseMap | undefined;

  constructor(encoding: Encoding, maxBytes: number) {
    this.#encoding = encoding;
    this.#maxBytes = maxBytes;
  }

  /** Whether something was said of an entry that has not come. */
  get isPending(): boolean {
    return this.#bytes > 0;
  }

  /**
   * Counts the bytes of a header that is about to be read.
   *
   * @throws {ERR_TAR_HEADER_TOO_LARGE} if there are too many of them before one entry.
   */
  expect(size: number, at: number): void {
    this.#bytes += Math.max(size, 1);
    if (this.#bytes > this.#maxBytes) throw ERR_TAR_HEADER_TOO_LARGE(at, this.#maxBytes);
  }

  /** Takes the body of a header. */
  add(type: number, body: Uint8Array, at: number): void {
    if (type === LONG_NAME) this.#name = readText(body, 0, body.length, this.#encoding);
    else if (type === LONG_LINKNAME) this.#linkname = readText(body, 0, body.length, this.#encoding);
    else if (type === GLOBAL_PAX) this.#addGlobal(body, at);
    else this.#addLocal(body, at);
  }

  #addGlobal(body: Uint8Array, at: number): void {
    this.#global ??= new Map();
    const global = this.#global;
    readPax(body, at, (keyword, bytes) => {
      const value = this.#decode(keyword, bytes);
      const old = global.get(keyword);
      if (old !== undefined) this.#globalLength -= keyword.length + old.length;
      if (value === '') {
        global.delete(keyword);
        return;
      }
      global.set(keyword, value);
      if (keyword === 'GNU.volume.label') this.#label = value;
      else if (keyword === 'GNU.volume.filename') this.#isContinued = true;
      this.#globalLength += keyword.length + value.length;
      if (this.#globalLength > this.#maxBytes) throw ERR_TAR_HEADER_TOO_LARGE(at, this.#maxBytes);
      if (global.size > MAX_GLOBAL_RECORDS) {
        throw ERR_TAR_HEADER(at, `there are more than ${MAX_GLOBAL_RECORDS} records in global headers`);
      }
    });
    this.#globalPax = undefined;
    this.#bytes -= Math.max(body.length, 1);
  }

  #addLocal(body: Uint8Array, at: number): void {
    this.#records ??= new Map();
    const records = this.#records;
    readPax(body, at, (keyword, bytes) => {
      const value = this.#decode(keyword, bytes);
      if (keyword === 'GNU.sparse.offset' || keyword === 'GNU.sparse.numbytes') {
        this.#map ??= new SparseMap(at);
        this.#map.add(decimal(value));
      } else records.set(keyword, value);
    });
  }

  #decode(keyword: string, bytes: Uint8Array): string {
    const value = decodeText(bytes, 'utf8');
    return value.includes('\ufffd') && NAMES.test(keyword) ? decodeText(bytes, this.#encoding) : value;
  }

  /** Takes the name of the volume, if a global header has told it. */
  takeLabel(): string | undefined {
    const label = this.#label;
    this.#label = undefined;
    return label;
  }

  /** The size that an entry has, if that is said here; NaN if it is none. */
  get size(): number | undefined {
    const size = this.#find('size');
    return size === undefined ? undefined : decimal(size);
  }

  /** Says all of an entry that was said ahead of it. */
  apply(header: TarHeader, at: number): void {
    if (this.#name !== undefined) header.name = this.#name;
    if (this.#linkname !== undefined) header.linkname = this.#linkname;
    if (this.#records === undefined) header.pax = this.#sharedPax();
    else header.pax = Object.fromEntries(this.#global === undefined ? this.#records : this.#merged());
    if (header.pax === null) return;
    header.name = this.#textOf('GNU.sparse.name', at) ?? this.#textOf('path', at) ?? header.name;
    header.linkname = this.#textOf('linkpath', at) ?? header.linkname;
    header.uname = this.#textOf('uname', at) ?? header.uname;
    header.gname = this.#textOf('gname', at) ?? header.gname;
    header.uid = this.#numberOf('uid') ?? header.uid;
    header.gid = this.#numberOf('gid') ?? header.gid;
    header.devmajor = this.#numberOf('SCHILY.devmajor') ?? header.devmajor;
    header.devminor = this.#numberOf('SCHILY.devminor') ?? header.devminor;
    const mtime = new Date((this.#numberOf('mtime') ?? Number.NaN) * 1000);
    if (!Number.isNaN(mtime.getTime())) header.mtime = mtime;
    if (!this.#isContinued) return;
    this.#isContinued = false;
    header.name = this.#textOf('GNU.volume.filename', at) ?? header.name;
    header.type = 'continuation';
  }

  /** The map of a sparse file whose map is in an extended header, or in lines before the stored bytes. */
  sparseMap(at: number): { readonly map: SparseMap; readonly inLines: boolean } | undefined {
    if (this.#records === undefined) return undefined;
    const inLines = this.#find('GNU.sparse.major') === '1';
    const list = this.#find('GNU.sparse.map');
    const size = this.#find('GNU.sparse.realsize') ?? this.#find('GNU.sparse.size');
    if (!inLines && list === undefined && this.#map === undefined && size === undefined) return undefined;
    const map = (!inLines && this.#map) || new SparseMap(at);
    map.realSize = size === undefined ? undefined : decimal(size);
    if (!inLines && list !== undefined) map.addList(list);
    return { map, inLines };
  }

  /** Forgets what was said of an entry. */
  clear(): void {
    if (this.#bytes === 0) return;
    this.#bytes = 0;
    this.#name = this.#linkname = this.#records = this.#map = undefined;
  }

  /** Forgets everything: another archive begins. */
  clearAll(): void {
    this.clear();
    this.#global = undefined;
    this.#globalLength = 0;
    this.#globalPax = null;
    this.#isContinued = false;
  }

  #sharedPax(): TarPax | null {
    if (this.#globalPax === undefined) {
      this.#globalPax =
        this.#global !== undefined && this.#global.size > 0 ? Object.fromEntries(this.#global) : null;
    }
    return this.#globalPax;
  }

  /** The global records, and in their place those of the entry; an empty one takes a global one back. */
  #merged(): Records {
    const records = new Map(this.#global);
    for (const [keyword, value] of this.#records!) {
      if (value === '') records.delete(keyword);
      else records.set(keyword, value);
    }
    return records;
  }

  /** The record that holds for the entry; an empty one says that none does. */
  #find(keyword: string): string | undefined {
    return (this.#records?.get(keyword) ?? this.#global?.get(keyword)) || undefined;
  }

  #textOf(keyword: string, at: number): string | undefined {
    const text = this.#find(keyword);
    if (text?.includes('\0')) throw ERR_TAR_HEADER(at, `the record ${keyword} holds a NUL`);
    return text;
  }

  #numberOf(keyword: string): number | undefined {
    const text = this.#find(keyword);
    return text !== undefined && /^-?\d+(\.\d*)?$/.test(text) ? Number(text) : undefined;
  }
}
