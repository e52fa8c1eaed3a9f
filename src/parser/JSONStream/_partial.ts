/**
 * Builds values while their text comes, member by member and, within strings, character by character.
 *
 * It goes by the same table as the engine of `parse`, in its strict form. What is built is one live value: a string
 * that grows is set anew, a container is added to. So the work is linear in the text, however small its chunks.
 *
 * @module
 */
import { asError } from '../../control/_settled.ts';
import { ERR_JSONSTREAM_TOO_DEEP, ERR_JSONSTREAM_VALUE_TOO_LONG } from '../../core/errors.ts';
import {
  ACTION,
  AFTER,
  ARRAY,
  afterSpace,
  CLOSE,
  COMMA,
  ELEMENT,
  ERROR,
  FIRST_ELEMENT,
  FIRST_KEY,
  grammarOf,
  isNumber,
  KEY_STRING,
  mayEnd,
  NEW_LINE,
  NUMBER,
  OBJECT,
  OPEN_ARRAY,
  OPEN_OBJECT,
  START,
  TOP,
} from './_grammar.ts';
import { PartialString } from './_partial-string.ts';
import type { Key, Step } from './_path.ts';
import { stepOfMember } from './_path.ts';
import { at, Progress, syntaxError, truncatedError } from './_position.ts';

/** A value that the path selects, or may select. */
export interface Growing {
  value: unknown;
  readonly path: readonly Key[];
  readonly step: Step;
}

/** What gets the values. */
export interface PartialSink {
  /** A value is complete. */
  complete(growing: Growing): void;
  /** A value is not complete at the end of a chunk, and has changed in it. */
  grow(growing: Growing): void;
  /** What is wrong with the input, or what the path threw: the last that is told. */
  fail(error: Error): void;
}

/** An open container. */
interface Frame {
  readonly isArray: boolean;
  /** What is built; undefined if it only leads to values, or is left alone. */
  readonly container: unknown[] | Record<string, unknown> | undefined;
  /** Where its members lead, unless it is built or left alone. */
  readonly step: Step | undefined;
  /** Of the member that is not complete. */
  key: Key;
}

// What is read, and what becomes of it.
const NONE = 0;
const STRING_VALUE = 1;
const KEY_NAME = 2;
/** A number, true, false or null: it counts when it is complete. */
const WORD = 3;
const LEFT_ALONE = 4;

/** Follows the input, chunk by chunk. */
export class PartialBuilder {
  readonly #start: Step;
  readonly #sink: PartialSink;
  readonly #maxDepth: number;
  readonly #maxValueBytes: number;
  readonly #table: Uint8Array = grammarOf(true);
  readonly #string = new PartialString();

  #state = START;
  readonly #frames: Frame[] = [];
  #growing: Growing | undefined;
  /** How many containers are open around it. */
  #depth = 0;
  #hasChanged = false;

  #token = NONE;
  /** The state in which it began. */
  #first = 0;
  /** The word so far. */
  #word = '';
  /** Where it begins in the chunk. */
  #from = 0;
  /** Where that began which `maxValueBytes` counts. */
  #offset = 0;
  readonly #progress = new Progress();
  #isOver = false;

  constructor(start: Step, sink: PartialSink, maxDepth: number, maxValueBytes: number) {
    this.#start = start;
    this.#sink = sink;
    this.#maxDepth = maxDepth;
    this.#maxValueBytes = maxValueBytes;
  }

  /** Takes more of the input: its bytes (UTF-8), as the characters of these codes. */
  write(bytes: string): void {
    const table = this.#table;
    this.#from = 0;
    for (let i = 0; i < bytes.length && !this.#isOver; i++) {
      const state = this.#state;
      const next = table[(state << 8) | bytes.charCodeAt(i)]!;
      if (next >= NUMBER && next < ACTION) {
        this.#state = next;
        if (state < NUMBER) this.#beginToken(next, bytes.charCodeAt(i), i);
        continue;
      }
      if (next === ERROR) {
        if (this.#checkLength(i)) this.#fail(syntaxError(this.#progress.position(i), bytes.charCodeAt(i)));
        return;
      }
      if (state >= NUMBER) {
        if (!this.#checkLength(i)) return;
        this.#addToken(bytes, i, isNumber(state) || this.#token !== WORD ? i : i + 1);
        this.#endToken(isNumber(state) ? i : i + 1);
        if (this.#isOver) return;
      }
      if (next < NUMBER) this.#state = next;
      else this.#act(next, i);
    }
    if (this.#isOver || !this.#checkLength(bytes.length)) return;
    if (this.#token !== NONE) this.#addToken(bytes, bytes.length, bytes.length);
    this.#progress.chunkOffset += bytes.length;
    if (this.#growing !== undefined && this.#hasChanged) this.#sink.grow(this.#growing);
    this.#hasChanged = false;
  }

  /** Ends the input. */
  end(): void {
    if (this.#isOver) return;
    if (isNumber(this.#state) && this.#frames.length === 0 && mayEnd(this.#state, this.#table)) {
      this.#state = AFTER + TOP;
      this.#endToken(0);
    }
    if (this.#state !== AFTER + TOP || this.#frames.length > 0)
      this.#fail(truncatedError(this.#progress.position(0)));
  }

  /** Handles what is no token. */
  #act(action: number, i: number): void {
    if (action === NEW_LINE) {
      this.#state = afterSpace(this.#state);
      this.#progress.newLine(i);
    } else if (action === COMMA) this.#state = ELEMENT;
    else if (action === CLOSE) {
      this.#frames.pop();
      const parent = this.#frames.at(-1);
      this.#state = AFTER + (parent === undefined ? TOP : parent.isArray ? ARRAY : OBJECT);
      this.#endValue(i + 1);
    } else this.#open(action, i);
  }

  #open(action: number, i: number): void {
    if (this.#frames.length >= this.#maxDepth) {
      if (!this.#checkLength(i)) return;
      this.#fail(at(this.#progress.position(i), ERR_JSONSTREAM_TOO_DEEP(this.#maxDepth)));
      return;
    }
    const isArray = action === OPEN_ARRAY;
    const step = this.#beginValue(i);
    const container = this.#growing === undefined ? undefined : isArray ? [] : {};
    if (container !== undefined) this.#put(container);
    this.#frames.push({ isArray, container, step, key: isArray ? 0 : '' });
    this.#state = action === OPEN_OBJECT ? FIRST_KEY : FIRST_ELEMENT;
  }

  /** Finds out what becomes of the value that begins; returns the step of one that is not built. */
  #beginValue(i: number): Step | undefined {
    if (this.#growing !== undefined) return undefined;
    const parent = this.#frames.at(-1);
    let step: Step | undefined;
    try {
      step = parent === undefined ? this.#start : stepOfMember(parent.step, parent.isArray, parent.key);
    } catch (error) {
      this.#fail(asError(error));
    }
    if (step === undefined || (step.times === 0 && step.decide === undefined)) return step;
    this.#growing = { value: undefined, path: this.#frames.map(({ key }) => key), step };
    this.#hasChanged = false;
    this.#depth = this.#frames.length;
    this.#offset = this.#progress.chunkOffset + i;
    return undefined;
  }

  #beginToken(first: number, byte: number, i: number): void {
    this.#first = first;
    const isString = byte === QUOTE;
    this.#from = isString ? i + 1 : i;
    if (first >= KEY_STRING) {
      const isNeeded = this.#growing !== undefined || this.#frames.at(-1)?.step !== undefined;
      this.#token = isNeeded ? KEY_NAME : LEFT_ALONE;
      if (this.#growing === undefined) this.#offset = this.#progress.chunkOffset + i + 1;
      this.#string.begin();
      return;
    }
    this.#beginValue(i);
    this.#token = this.#growing === undefined ? LEFT_ALONE : isString ? STRING_VALUE : WORD;
    this.#word = '';
    if (this.#token !== STRING_VALUE) return;
    this.#string.begin();
    this.#put('');
  }

  /** Adds to a token what a chunk has of it. */
  #addToken(bytes: string, i: number, end: number): void {
    const part = bytes.slice(this.#from, end);
    if (this.#token === WORD) this.#word += part;
    else if (this.#token === STRING_VALUE || this.#token === KEY_NAME) {
      // Behind the states of plain text are those of a backslash, of `u`, and of its digits.
      const isCut = i === bytes.length && this.#state >= NUMBER;
      const within = isCut ? this.#state - this.#first : 0;
      const hasGrown = this.#string.add(part, within <= HEX + 3 ? within : 0);
      if (this.#token === STRING_VALUE && hasGrown) this.#put(this.#string.text);
    }
  }

  /** Ends a token, which ends before a place in the chunk. */
  #endToken(end: number): void {
    const token = this.#token;
    if (token === KEY_NAME && !this.#checkLength(end - 1)) return;
    this.#token = NONE;
    if (token === STRING_VALUE || token === KEY_NAME) {
      const hasGrown = this.#string.end();
      if (token === KEY_NAME) this.#frames.at(-1)!.key = this.#string.text;
      else if (hasGrown) this.#put(this.#string.text);
    } else if (token === WORD) this.#put(JSON.parse(this.#word));
    if (this.#first < KEY_STRING) this.#endValue(end);
  }

  /** Sets the value that is not complete. */
  #put(value: unknown): void {
    this.#hasChanged = true;
    if (this.#frames.length === this.#depth) {
      this.#growing!.value = value;
      return;
    }
    const { container, key } = this.#frames.at(-1)!;
    if (key === '__proto__') {
      Object.defineProperty(container, key, { value, configurable: true, enumerable: true, writable: true });
    } else (container as Record<Key, unknown>)[key] = value;
  }

  #endValue(end: number): void {
    const growing = this.#growing;
    const frame = this.#frames.at(-1);
    if (growing !== undefined && this.#frames.length === this.#depth) {
      if (!this.#checkLength(end)) return;
      this.#growing = undefined;
      this.#sink.complete(growing);
    }
    if (frame?.isArray) (frame.key as number)++;
  }

  /** Fails if a value or key that goes up to a place in the chunk is too long. */
  #checkLength(end: number): boolean {
    if (this.#growing === undefined && this.#token !== KEY_NAME) return true;
    if (this.#progress.chunkOffset + end - this.#offset <= this.#maxValueBytes) return true;
    this.#fail(ERR_JSONSTREAM_VALUE_TOO_LONG(this.#maxValueBytes));
    return false;
  }

  #fail(error: Error): void {
    this.#isOver = true;
    this.#sink.fail(error);
  }
}

const QUOTE = 0x22;
/** How far the state behind `u` is from that of plain text. */
const HEX = 2;
