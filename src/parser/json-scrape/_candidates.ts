/**
 * Finds JSON arrays and objects among other bytes.
 *
 * Outside of them it goes from bracket to bracket; each begins a candidate, which is followed by the table of the
 * grammar until it is complete, or until a byte cannot be there. Then the search goes on at that byte: no byte is
 * looked at twice, whatever the brackets are.
 *
 * @module
 */
import { decodeText } from '#platform';
import { HeldBytes } from '../../control/_held.ts';
import {
  ACTION,
  AFTER,
  ARRAY,
  afterSpace,
  CLOSE,
  COMMA,
  ELEMENT,
  ERROR,
  endsNumber,
  FIRST_ELEMENT,
  FIRST_KEY,
  grammarOf,
  isNumber,
  KEY_STRING,
  mayEnd,
  NEW_LINE,
  NUMBER,
  OBJECT,
  OPEN_OBJECT,
} from '../JSONStream/_grammar.ts';

/** An array or object that was found. */
export interface Hit<Value = unknown> {
  readonly value: Value;
  /** Its text, as it was; of an incomplete one, as far as it went. */
  readonly raw: string;
  /** How many bytes (of text: of its UTF-8) of the input come before it, and before what is behind it. */
  readonly start: number;
  readonly end: number;
  /** Whether it has an end; otherwise `value` holds those of its members that were complete. */
  readonly complete: boolean;
}

const OPENING_BRACKET = 0x5b;
const OPENING_BRACE = 0x7b;

/** Goes through the input, chunk by chunk. */
export class Candidates {
  readonly #found: (hit: Hit) => void;
  readonly #maxDepth: number;
  readonly #maxBytes: number;
  readonly #table: Uint8Array = grammarOf(true);

  /** Whether there is a candidate; then the rest of the fields is about it. */
  #isOpen = false;
  #state = 0;
  /** How many containers are open, and which kind each is, from 1 on. */
  #depth = 0;
  #kinds: Uint8Array = new Uint8Array(64);
  /** How long it is up to the last member that is complete, and how many containers are open there. */
  #goodLength = 0;
  #goodDepth = 0;
  #start = 0;
  readonly #held: HeldBytes;
  /** Where it begins, or goes on, in the chunk. */
  #from = 0;
  #chunkOffset = 0;

  constructor(found: (hit: Hit) => void, maxDepth: number, maxBytes: number) {
    this.#found = found;
    this.#maxDepth = maxDepth;
    this.#maxBytes = maxBytes;
    this.#held = new HeldBytes(Number.POSITIVE_INFINITY);
  }

  /** Takes more of the input. */
  write(bytes: Uint8Array): void {
    this.#from = 0;
    let at = 0;
    let [bracket, brace] = [-1, -1];
    while (at < bytes.length) {
      if (!this.#isOpen) {
        // Each is searched again only when it has been passed.
        if (bracket < at) bracket = placeOf(OPENING_BRACKET, bytes, at);
        if (brace < at) brace = placeOf(OPENING_BRACE, bytes, at);
        at = Math.min(bracket, brace);
        if (at === bytes.length) break;
        this.#begin(at);
        this.#open(bytes[at] === OPENING_BRACE);
        at++;
      }
      at = this.#follow(bytes, at);
    }
    // A copy: the chunk is the writer's, who may use its memory again.
    if (this.#isOpen) this.#held.add(new Uint8Array(bytes.subarray(this.#from)));
    this.#chunkOffset += bytes.length;
  }

  /** Ends the input. */
  end(): void {
    if (this.#isOpen) this.#finish(new Uint8Array(0), 0, false);
  }

  #begin(at: number): void {
    this.#isOpen = true;
    this.#depth = 0;
    this.#goodLength = 0;
    this.#from = at;
    this.#start = this.#chunkOffset + at;
  }

  #open(isObject: boolean): void {
    if (++this.#depth === this.#kinds.length) {
      const kinds = new Uint8Array(2 * this.#depth);
      kinds.set(this.#kinds);
      this.#kinds = kinds;
    }
    this.#kinds[this.#depth] = isObject ? OBJECT : ARRAY;
    this.#state = isObject ? FIRST_KEY : FIRST_ELEMENT;
  }

  /** Follows the candidate; returns where it ends, or the end of the chunk. */
  #follow(bytes: Uint8Array, from: number): number {
    const table = this.#table;
    const longest = this.#start + this.#maxBytes - this.#chunkOffset;
    const stop = Math.min(bytes.length, longest);
    let state = this.#state;
    for (let i = from; i < stop; i++) {
      const next = table[(state << 8) | bytes[i]!]!;
      if (next >= NUMBER && next < ACTION) {
        state = next;
        continue;
      }
      const isValue = state >= NUMBER && state < KEY_STRING;
      if (next === ERROR) {
        if (isNumber(state) && mayEnd(state, table) && endsNumber(bytes[i]!)) this.#isGood(i);
        this.#finish(bytes, i, false);
        return i;
      }
      if (isValue) this.#isGood(isNumber(state) ? i : i + 1);
      if (next < NUMBER) state = next;
      else if (next === NEW_LINE) state = afterSpace(state);
      else if (next === COMMA) state = ELEMENT;
      else if (next === CLOSE) {
        this.#depth--;
        if (this.#depth === 0) {
          this.#finish(bytes, i + 1, true);
          return i + 1;
        }
        state = AFTER + this.#kinds[this.#depth]!;
        this.#isGood(i + 1);
      } else if (this.#depth >= this.#maxDepth) {
        this.#finish(bytes, i, false);
        return i;
      } else {
        this.#open(next === OPEN_OBJECT);
        state = this.#state;
      }
    }
    this.#state = state;
    if (stop === longest) this.#finish(bytes, stop, false);
    return stop;
  }

  /** A member is complete, up to a place in the chunk. */
  #isGood(i: number): void {
    this.#goodLength = this.#chunkOffset + i - this.#start;
    this.#goodDepth = this.#depth;
  }

  /** Ends the candidate, at a place in the chunk. */
  #finish(bytes: Uint8Array, i: number, complete: boolean): void {
    this.#isOpen = false;
    const all = this.#held.finish(bytes.subarray(this.#from, i));
    this.#from = i;
    if (!complete && this.#goodLength === 0) return;
    const raw = decodeText(all, 'utf8');
    const { length } = all;
    const value = JSON.parse(complete ? raw : this.#mended(all));
    this.#found({ value, raw, start: this.#start, end: this.#start + length, complete });
  }

  /** The text up to the last member that is complete, with an end. */
  #mended(all: Uint8Array): string {
    let text = decodeText(all.subarray(0, this.#goodLength), 'utf8');
    for (let depth = this.#goodDepth; depth > 0; depth--) text += this.#kinds[depth] === ARRAY ? ']' : '}';
    return text;
  }
}

/** Where a byte is next; the length of the bytes if it is not there. */
function placeOf(byte: number, bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at < 0 ? bytes.length : at;
}
