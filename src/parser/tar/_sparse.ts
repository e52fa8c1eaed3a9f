/**
 * The maps of sparse files: where in the file the stored bytes belong. GNU tar writes them in four ways: in the
 * header block and blocks that follow it ("old GNU"), as records of an extended header (0.0, 0.1), and as lines
 * before the stored bytes (1.0).
 *
 * @see https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html
 *
 * @module
 */
import { ERR_TAR_HEADER } from '../../core/errors.ts';
import { readNumber } from './_fields.ts';
import type { TarExtent } from './_header.ts';
import { BLOCK, SIZE_SIZE } from './_header.ts';

/** Of an old GNU header. */
const HEADER_MAP = 386;
const HEADER_PAIRS = 4;
const HEADER_IS_EXTENDED = 482;
const REAL_SIZE = 483;
/** Of a block that goes on with the map of an old GNU header. */
const BLOCK_PAIRS = 21;
const BLOCK_IS_EXTENDED = 504;

/** A map as it is read, one number after the other: offset, size, offset, size… */
export class SparseMap {
  /** How long the whole file is; undefined if that is not told. */
  realSize: number | undefined;
  readonly #at: number;
  readonly #numbers: number[] = [];

  /** @param at where in the archive the header is, for errors. */
  constructor(at: number) {
    this.#at = at;
  }

  /** Takes a number. */
  add(number: number): void {
    if (!Number.isSafeInteger(number) || number < 0) throw this.#damaged('has a number that cannot be');
    this.#numbers.push(number);
  }

  /** Takes the part of the map that is in an old GNU header; says whether blocks with more of it follow. */
  addHeader(bytes: Uint8Array, at: number): boolean {
    this.realSize = readNumber(bytes, at + REAL_SIZE, SIZE_SIZE);
    this.#addPairs(bytes, at + HEADER_MAP, HEADER_PAIRS);
    return bytes[at + HEADER_IS_EXTENDED] !== 0;
  }

  /** Takes a block that follows such a header; says whether another one does. */
  addBlock(bytes: Uint8Array, at: number): boolean {
    this.#addPairs(bytes, at, BLOCK_PAIRS);
    return bytes[at + BLOCK_IS_EXTENDED] !== 0;
  }

  #addPairs(bytes: Uint8Array, at: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const pair = at + i * 2 * SIZE_SIZE;
      // Pairs that are not used are blank.
      if (bytes[pair] === 0 && bytes[pair + SIZE_SIZE] === 0) return;
      this.add(readNumber(bytes, pair, SIZE_SIZE));
      this.add(readNumber(bytes, pair + SIZE_SIZE, SIZE_SIZE));
    }
  }

  /** Takes the numbers of a record, between commas. */
  addList(list: string): void {
    if (list !== '') for (const number of list.split(',')) this.add(decimal(number));
  }

  /**
   * Returns the parts that are stored.
   *
   * @param stored how many bytes are.
   * @throws {ERR_TAR_HEADER} if the parts overlap, are out of order or beyond the end, or are more or less than that.
   */
  extents(stored: number): readonly TarExtent[] {
    const numbers = this.#numbers;
    const size = this.realSize;
    if (size === undefined || !Number.isSafeInteger(size) || size < 0) {
      throw this.#damaged('does not tell the size of the file');
    }
    if (numbers.length % 2 !== 0) throw this.#damaged('has half a pair');
    const extents: TarExtent[] = [];
    let end = 0;
    let sum = 0;
    for (let i = 0; i < numbers.length; i += 2) {
      const extent: TarExtent = { offset: numbers[i]!, size: numbers[i + 1]! };
      if (extent.offset < end) throw this.#damaged('overlaps');
      end = extent.offset + extent.size;
      sum += extent.size;
      if (extent.size > 0) extents.push(extent);
    }
    if (end > size) throw this.#damaged('goes beyond the end of the file');
    if (sum !== stored) throw this.#damaged('is not of what is stored');
    return extents;
  }

  #damaged(how: string): Error {
    return ERR_TAR_HEADER(this.#at, `the sparse map ${how}`);
  }
}

/** Reads the lines before the stored bytes: the number of pairs, then the pairs, up to the end of a block. */
export class MapLines {
  readonly #map: SparseMap;
  readonly #maxPairs: number;
  /** How many numbers are still to come; undefined before the first line. */
  #missing: number | undefined;
  #number = '';

  constructor(map: SparseMap, maxBytes: number) {
    this.#map = map;
    // A pair takes four bytes at least.
    this.#maxPairs = maxBytes / 4;
  }

  /** Takes a block; says whether another one follows. */
  addBlock(bytes: Uint8Array, at: number): boolean {
    for (let i = at; i < at + BLOCK && this.#missing !== 0; i++) {
      if (bytes[i] === 0x0a) this.#addLine();
      else if (this.#number.length < 16) this.#number += String.fromCharCode(bytes[i]!);
      else this.#map.add(Number.NaN);
    }
    return this.#missing !== 0;
  }

  #addLine(): void {
    const number = decimal(this.#number);
    this.#number = '';
    if (this.#missing === undefined) {
      this.#missing = number <= this.#maxPairs ? number * 2 : Number.NaN;
      if (Number.isNaN(this.#missing)) this.#map.add(Number.NaN);
    } else {
      this.#map.add(number);
      this.#missing--;
    }
  }
}

/** The number that digits stand for; NaN for anything else. */
export function decimal(digits: string): number {
  return /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
}
