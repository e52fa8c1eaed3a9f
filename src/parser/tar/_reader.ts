/**
 * Reads an archive, given in chunks, one token at a time: what an entry is, pieces of its body, its end.
 *
 * Whoever calls decides how fast: nothing is read ahead of the token asked for, and pieces of bodies are views of
 * the chunks. What is kept is one header, and what extended headers say of the next entry and of all.
 *
 * @see https://www.gnu.org/software/tar/manual/html_node/Standard.html
 *
 * @module
 */
import {
  ERR_TAR_CHECKSUM,
  ERR_TAR_HEADER,
  ERR_TAR_SPARSE_TOO_LARGE,
  ERR_TAR_TRUNCATED,
} from '../../core/errors.ts';
import type { Encoding } from '../../core/types.ts';
import { Body } from './_body.ts';
import { checksumOf, signedChecksumOf } from './_checksum.ts';
import { BlockDecoder, formatOf } from './_decode.ts';
import { Extended, GLOBAL_PAX, LONG_LINKNAME, LONG_NAME, PAX, SOLARIS_PAX } from './_extended.ts';
import { readNumber, readText } from './_fields.ts';
import type { TarHeader } from './_header.ts';
import { BLOCK, CHECKSUM, ID_SIZE, NAME, NAME_SIZE, paddingOf, SIZE, SIZE_SIZE, TYPE } from './_header.ts';
import { Input, NOTHING } from './_input.ts';
import { MapLines, SparseMap } from './_sparse.ts';

// What comes next of an archive.
/** Nothing, before more input is given. */
export const MORE = 0;
/** `header`. */
export const ENTRY = 1;
/** `data`, a piece of the body. */
export const DATA = 2;
/** The end of the body. */
export const END = 3;
/** `label`, the name of the volume. */
export const LABEL = 4;
/** The end of the archive. */
const OVER = 5;

/** What the reader is about to read. */
const HEADER = 0;
const EXTENDED_BODY = 1;
const MAP_BLOCKS = 2;
const MAP_LINES = 3;
const NEXT_HEADER = 4; // to see whether there is a body before it
const BODY = 5;
const PADDING = 6;
const REST = 7; // what is ignored behind the end

/** Types that have a meaning of their own: a sparse file, a directory with a body, the name of the volume. */
const SPARSE = 0x53; // S
const DUMP_DIRECTORY = 0x44; // D
const VOLUME = 0x56; // V
/** Of Solaris, of old GNU tar and of star, which nobody else knows: access lists, attributes, renames, inodes. */
const IGNORED = 'AEIN';
/** All the others that are known: files, links, devices and directories are digits, or nothing; the rest of a file. */
const FILE = 0x30; // 0
const CONTIGUOUS_FILE = 0x37; // 7
const KNOWN = 'DMS';

/** The settings of a reader. */
export interface ReaderSettings {
  readonly encoding: Encoding;
  readonly strict: boolean;
  readonly allowUnknownFormat: boolean;
  readonly firstArchiveOnly: boolean;
  readonly expandSparse: boolean;
  readonly maxHeaderBytes: number;
  readonly maxSparseBytes: number;
}

/** Reads an archive. */
export class Reader {
  /** What the latest token is about. */
  header!: TarHeader;
  data: Uint8Array = NOTHING;
  label = '';
  readonly #settings: ReaderSettings;
  readonly #input = new Input();
  readonly #decoder: BlockDecoder;
  readonly #extended: Extended;
  readonly #body = new Body();
  #state = HEADER;
  /** No more input is given. */
  #isLast = false;
  /** How many blocks of zeros there were since the last header. */
  #zeros = 0;
  /** Where the latest header is. */
  #at = 0;
  /** How many bytes of padding follow the body. */
  #padding = 0;
  /** The extended header that is being read: its type, and its body if that is not in one chunk. */
  #type = 0;
  #parts: Uint8Array | undefined;
  #read = 0;
  #map: SparseMap | undefined;
  #lines: MapLines | undefined;

  constructor(settings: ReaderSettings) {
    this.#settings = settings;
    this.#decoder = new BlockDecoder(settings.encoding);
    this.#extended = new Extended(settings.encoding, settings.maxHeaderBytes);
  }

  /** Gives the next chunk, when MORE was the token. */
  give(chunk: Uint8Array): void {
    this.#input.give(chunk);
  }

  /** Says that there are no more chunks. */
  finish(): void {
    this.#isLast = true;
  }

  /**
   * Reads up to the next token.
   *
   * @throws {ERR_TAR_CHECKSUM} if there is no header where one should be.
   * @throws {ERR_TAR_HEADER} for a header that cannot be, or that `strict` does not allow.
   * @throws {ERR_TAR_HEADER_TOO_LARGE} if more than `maxHeaderBytes` is said of an entry.
   * @throws {ERR_TAR_SPARSE_TOO_LARGE} for a sparse file of more than `maxSparseBytes`.
   * @throws {ERR_TAR_TRUNCATED} if the archive ends in the middle.
   */
  next(): number {
    for (;;) {
      const token = this.#step();
      if (token !== undefined) return token;
    }
  }

  /** Takes the body of the entry that has just come, with its end, if that is one piece that is there. */
  takeBody(): Uint8Array | undefined {
    if (!this.#body.isIn(this.#input)) return undefined;
    const body = this.#body.take(this.#input);
    this.#endBody();
    return body;
  }

  /** Nobody wants the rest of the body; what is not stored need not be handed out. */
  dropBody(): void {
    this.#body.begin(this.#body.left);
  }

  /** How many bytes of holes have been handed out, which no input was needed for. */
  get zeros(): number {
    return this.#body.zeros;
  }

  #step(): number | undefined {
    const input = this.#input;
    switch (this.#state) {
      case HEADER:
        return input.takeBlock() ? this.#readHeader() : this.#missHeader();
      case EXTENDED_BODY:
        return this.#readExtended();
      case MAP_BLOCKS:
        if (!input.takeBlock()) return this.#miss();
        this.#extended.expect(BLOCK, this.#at);
        return this.#map!.addBlock(input.bytes, input.at) ? undefined : this.#beginSparse();
      case MAP_LINES:
        return this.#readMapLines();
      case NEXT_HEADER:
        return this.#lookAhead();
      case BODY:
        return this.#readBody();
      case PADDING:
        this.#padding = input.skip(this.#padding);
        if (this.#padding > 0) return this.#missPadding();
        this.#state = HEADER;
        return undefined;
      default:
        input.skip(input.available);
        return this.#isLast ? OVER : MORE;
    }
  }

  /** There is not enough input. */
  #miss(): number {
    if (this.#isLast) throw ERR_TAR_TRUNCATED(this.#input.offset);
    return MORE;
  }

  /** The padding of the last entry need not be there. */
  #missPadding(): number {
    const isLenient = !this.#settings.strict && this.#padding < BLOCK && !this.#extended.isPending;
    return this.#isLast && isLenient ? OVER : this.#miss();
  }

  #missHeader(): number {
    const isBehindEnd = this.#zeros > 0;
    const isClean = this.#input.carried === 0 && !this.#extended.isPending;
    if (!this.#isLast || (!isBehindEnd && !isClean)) return this.#miss();
    if (this.#settings.strict && this.#zeros < 2) return this.#miss();
    return OVER;
  }

  #readHeader(): number | undefined {
    const { bytes, at, offset } = this.#input;
    const start = offset - BLOCK;
    const sum = this.#input.sum();
    if (sum === 0) return this.#readZeros();
    const checksum = checksumOf(bytes, at, sum);
    const stored = readNumber(bytes, at + CHECKSUM, ID_SIZE);
    if (stored !== checksum && stored !== signedChecksumOf(bytes, at)) {
      if (this.#zeros === 0 || this.#settings.strict) throw ERR_TAR_CHECKSUM(start, checksum, stored);
      this.#state = REST;
      return undefined;
    }
    if (this.#zeros > 0) this.#beginAgain(start);
    this.#at = start;
    if (!this.#settings.allowUnknownFormat && formatOf(bytes, at) === 'v7') {
      throw ERR_TAR_HEADER(start, 'the format is unknown');
    }
    const size = readNumber(bytes, at + SIZE, SIZE_SIZE);
    const type = bytes[at + TYPE]!;
    switch (type) {
      case PAX:
      case SOLARIS_PAX:
      case GLOBAL_PAX:
      case LONG_NAME:
      case LONG_LINKNAME:
        return this.#beginExtended(type, this.#checkSize(size));
      case VOLUME:
        this.#skipBody(size);
        this.label = readText(bytes, at + NAME, NAME_SIZE, this.#settings.encoding);
        this.#extended.clear();
        return LABEL;
      default:
        return this.#beginEntry(size, type);
    }
  }

  #readZeros(): undefined {
    this.#zeros++;
    this.#extended.clear();
    if (this.#zeros === 2 && this.#settings.firstArchiveOnly) this.#state = REST;
  }

  /** A header follows the end of an archive. */
  #beginAgain(start: number): void {
    if (this.#settings.strict) throw ERR_TAR_HEADER(start, 'it is behind the end of the archive');
    this.#zeros = 0;
    this.#extended.clearAll();
  }

  #checkSize(size: number): number {
    if (Number.isNaN(size)) throw ERR_TAR_HEADER(this.#at, 'the size is not a number');
    if (size < 0) throw ERR_TAR_HEADER(this.#at, 'the size is negative');
    if (!Number.isSafeInteger(size)) throw ERR_TAR_HEADER(this.#at, 'the size is not below 2^53');
    return size;
  }

  /** Nothing is handed out of the body that follows. */
  #skipBody(size: number): void {
    this.#padding = this.#checkSize(size) + paddingOf(size);
    this.#state = PADDING;
  }

  #beginExtended(type: number, size: number): undefined {
    this.#extended.expect(size, this.#at);
    this.#type = type;
    this.#parts = undefined;
    this.#read = 0;
    this.#body.begin(size);
    this.#state = EXTENDED_BODY;
  }

  #readExtended(): number | undefined {
    const size = this.#read + this.#body.left;
    let body = this.#body.take(this.#input);
    if (this.#read + body.length < size || this.#parts !== undefined) {
      this.#parts ??= new Uint8Array(size);
      this.#parts.set(body, this.#read);
      this.#read += body.length;
      if (this.#body.left > 0) return this.#miss();
      body = this.#parts;
    }
    this.#extended.add(this.#type, body, this.#at + BLOCK);
    this.#parts = undefined;
    this.#padding = paddingOf(size);
    this.#state = PADDING;
    const label = this.#extended.takeLabel();
    if (label === undefined) return undefined;
    this.label = label;
    return LABEL;
  }

  #beginEntry(size: number, type: number): number | undefined {
    const isPlain = type === 0 || (type >= FILE && type <= CONTIGUOUS_FILE);
    if (!isPlain && !this.#isKnown(type)) return void this.#skipBody(size);
    const input = this.#input;
    const extended = this.#extended;
    const stored = this.#checkSize(extended.size ?? size);
    const header = this.#decoder.decode(input, stored, this.#at + BLOCK);
    extended.apply(header, this.#at);
    this.header = header;
    if (header.type === 'file' && header.name.endsWith('/')) header.type = 'directory';
    this.#body.begin(stored);
    this.#padding = paddingOf(stored);
    this.#map = undefined;
    if (type === SPARSE) {
      this.#map = new SparseMap(this.#at);
      if (!this.#map.addHeader(input.bytes, input.at)) return this.#beginSparse();
      this.#state = MAP_BLOCKS;
      return undefined;
    }
    if (header.type === 'file') {
      const sparse = extended.sparseMap(this.#at);
      if (sparse !== undefined) {
        this.#map = sparse.map;
        if (!sparse.inLines) return this.#beginSparse();
        this.#lines = new MapLines(sparse.map, this.#settings.maxHeaderBytes);
        this.#state = MAP_LINES;
        return undefined;
      }
    } else if (type === DUMP_DIRECTORY) {
      header.size = 0;
      this.#body.begin(0);
      this.#padding += stored;
    } else if (stored > 0 && header.type !== 'contiguous-file' && header.type !== 'continuation') {
      this.#state = NEXT_HEADER;
      return undefined;
    }
    return this.#giveEntry();
  }

  /** Whether an entry of a letter is given; what all other letters stand for is a file, as POSIX has it. */
  #isKnown(type: number): boolean {
    const letter = String.fromCharCode(type);
    if (this.#settings.strict && !KNOWN.includes(letter)) {
      throw ERR_TAR_HEADER(this.#at, 'the type is unknown');
    }
    if (!IGNORED.includes(letter)) return true;
    this.#extended.clear();
    return false;
  }

  #giveEntry(): number {
    this.#extended.clear();
    this.#state = BODY;
    return ENTRY;
  }

  #readMapLines(): number | undefined {
    const input = this.#input;
    if (this.#body.left < BLOCK) throw ERR_TAR_HEADER(this.#at, 'the sparse map is longer than the entry');
    if (!input.takeBlock()) return this.#miss();
    this.#extended.expect(BLOCK, this.#at);
    this.#body.left -= BLOCK;
    this.header.byteOffset += BLOCK;
    return this.#lines!.addBlock(input.bytes, input.at) ? undefined : this.#beginSparse();
  }

  /** The map is known. */
  #beginSparse(): number {
    const { header } = this;
    const map = this.#map!;
    const extents = map.extents(this.#body.left);
    const size = map.realSize!;
    if (size > this.#settings.maxSparseBytes && size > this.#body.left) {
      throw ERR_TAR_SPARSE_TOO_LARGE(this.#at, this.#settings.maxSparseBytes);
    }
    header.type = 'file';
    header.sparse = extents;
    header.byteOffset = this.#input.offset;
    header.size = this.#settings.expandSparse ? size : this.#body.left;
    if (this.#settings.expandSparse) this.#body.expand(extents, size);
    return this.#giveEntry();
  }

  /**
   * Whether a link or a directory that carries a size has a body, or the size is that of what it points to, can only
   * be seen from what follows: a header or the end, or something else.
   */
  #lookAhead(): number | undefined {
    const input = this.#input;
    if (!input.takeBlock()) {
      if (!this.#isLast || input.carried > 0) return this.#miss();
      this.#body.begin(0);
    } else {
      const sum = input.sum();
      const checksum = checksumOf(input.bytes, input.at, sum);
      if (sum === 0 || readNumber(input.bytes, input.at + CHECKSUM, ID_SIZE) === checksum)
        this.#body.begin(0);
      input.untakeBlock();
    }
    if (this.#body.left === 0) this.header.size = this.#padding = 0;
    return this.#giveEntry();
  }

  #readBody(): number {
    if (this.#body.isOver) {
      this.#endBody();
      return END;
    }
    this.data = this.#body.take(this.#input);
    return this.data.length > 0 ? DATA : this.#miss();
  }

  #endBody(): void {
    this.#padding = this.#input.skip(this.#padding);
    this.#state = this.#padding > 0 ? PADDING : HEADER;
  }
}
