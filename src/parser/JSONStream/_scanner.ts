/**
 * The engine: goes through bytes by the table of the grammar, finds where the values begin and end that a path
 * selects, and has each built by the native `JSON.parse`.
 *
 * It walks the containers in which something may be selected token by token, asking the path at each member. It
 * runs through all other values in one loop: either to take them, or only to check them. The elements of an array
 * that are all taken are built many at a time. What is not complete when a chunk ends is held.
 *
 * Whenever the sink is called, all state is in fields: if it throws, the next write goes on behind that value.
 *
 * @module
 */
import { asError } from '../../control/_settled.ts';
import { ERR_JSONSTREAM_TOO_DEEP, ERR_JSONSTREAM_VALUE_TOO_LONG } from '../../core/errors.ts';
import { Boundary, endOfOpenings } from './_boundary.ts';
import type { Builder } from './_builder.ts';
import {
  ACTION,
  AFTER,
  ARRAY,
  afterSpace,
  CLOSE,
  COLON,
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
  OPEN_ARRAY,
  OPEN_OBJECT,
  START,
  TOP,
} from './_grammar.ts';
import { Input } from './_input.ts';
import type { Key, Step } from './_path.ts';
import { stepOfMember } from './_path.ts';
import { at, syntaxError, truncatedError } from './_position.ts';
import type { Sink } from './_sink.ts';

/** The settings of a scanner. */
export interface ScannerOptions {
  /** Which of the two grammars the input has, and whether it must be whole. */
  readonly isStrict: boolean;
  readonly maxDepth: number;
  /** Most bytes of what is built at once, and of a key. */
  readonly maxValueBytes: number;
}

/** How many bytes of elements are built at a time: enough for the call to cost nothing, few enough to die young. */
const BATCH_BYTES = 65_536;

const LINE_FEED = 0x0a;

const NO_ELEMENTS: readonly unknown[] = [];

// What the scanner does with the bytes that come.
const WALK = 0;
const READ_KEY = 1;
const SKIP = 2;
const TAKE = 3;
const TAKE_BESIDE = 4;
const TAKE_ELEMENTS = 5;
const NOTHING = 6;

/** A container in which something may be selected. */
interface Frame {
  readonly step: Step;
  readonly isArray: boolean;
  /** Of the member that has come last; in an array, until it is complete. */
  key: Key;
}

/** Goes through the input, chunk by chunk. */
export class Scanner {
  readonly #start: Step;
  readonly #sink: Sink;
  readonly #builder: Builder;
  readonly #isStrict: boolean;
  readonly #maxDepth: number;
  readonly #maxValueBytes: number;
  readonly #table: Uint8Array;
  readonly #input: Input;

  #mode: number = WALK;
  #state: number = START;
  /** How many containers are open, and which kind each is, from 1 on; at 0 there is the place of the text. */
  #depth = 0;
  #kinds: Uint8Array = new Uint8Array(64);
  /** The containers that are walked: all that are open, but for those in a value that is run through. */
  readonly #frames: Frame[] = [];
  /** How deep the value is that is run through, or the elements that are taken. */
  #target = 0;
  /** The step of what is taken. */
  #step: Step | undefined;
  /** Elements that are built, and how many of them are told. */
  #elements = NO_ELEMENTS;
  #told = 0;

  /** What is between the elements that are taken. */
  readonly #boundary = new Boundary();

  constructor(start: Step, sink: Sink, builder: Builder, options: ScannerOptions) {
    this.#start = start;
    this.#sink = sink;
    this.#builder = builder;
    this.#isStrict = options.isStrict;
    this.#maxDepth = options.maxDepth;
    this.#maxValueBytes = options.maxValueBytes;
    this.#table = grammarOf(options.isStrict);
    this.#input = new Input(options.maxValueBytes);
  }

  /** The keys that lead to the value that is told. */
  get path(): Key[] {
    return this.#frames.map(({ key }) => key);
  }

  /** Goes through what is left of the chunk before, if the sink threw, and through a chunk. */
  write(bytes: Uint8Array): void {
    if (this.#input.isOpen) this.#goThrough();
    if (this.#mode === NOTHING) return;
    this.#input.bytes = bytes;
    this.#goThrough();
  }

  /** Ends the input. */
  end(): void {
    if (this.#input.isOpen) this.#goThrough();
    if (this.#mode === NOTHING || this.#sink.isDone) return;
    if (this.#depth === 0 && isNumber(this.#state) && mayEnd(this.#state, this.#table)) {
      this.#state = AFTER + TOP;
      this.#finishValue(0);
    }
    if (this.#isStrict && this.#mode !== NOTHING && (this.#depth > 0 || this.#state !== AFTER + TOP)) {
      this.#fail(truncatedError(this.#input.position(0)));
    }
  }

  #goThrough(): void {
    this.#tellElements();
    while (this.#input.at < this.#input.bytes.length) {
      if (this.#mode === NOTHING || this.#sink.isDone) return;
      if (this.#mode === WALK) this.#walk();
      else if (this.#mode === READ_KEY) this.#readKey();
      else if (this.#mode === TAKE_ELEMENTS) this.#takeElements();
      else if (this.#depth > this.#target) this.#runThroughContainer();
      else this.#runThroughScalar();
    }
    if (this.#mode === NOTHING || this.#sink.isDone) return;
    if (this.#input.from < 0 || this.#checkLength(this.#input.at)) this.#input.close();
  }

  /** Goes through a walked container up to the next key, value or end. */
  #walk(): void {
    const bytes = this.#input.bytes;
    const table = this.#table;
    let state = this.#state;
    let i = this.#input.at;
    for (; i < bytes.length; i++) {
      const next = table[(state << 8) | bytes[i]!]!;
      if (next < NUMBER) state = next;
      else if (next === COMMA) state = ELEMENT;
      else if (next === NEW_LINE) this.#input.newLine(i);
      else {
        this.#state = state;
        this.#input.at = i;
        this.#beginToken(next);
        return;
      }
    }
    this.#state = state;
    this.#input.at = i;
  }

  /** Handles the byte that begins a key or a value, or ends a container. */
  #beginToken(next: number): void {
    const i = this.#input.at;
    if (next === ERROR) this.#failAt(i);
    else if (next === CLOSE) {
      this.#input.at++;
      this.#frames.pop();
      this.#closed();
    } else if (next >= KEY_STRING && next < ACTION) {
      this.#input.at++;
      this.#state = next;
      this.#mode = READ_KEY;
      this.#input.from = i + 1;
      this.#input.begin(i + 1);
    } else this.#beginValue(next);
  }

  #beginValue(next: number): void {
    const frame = this.#frames.at(-1);
    let step: Step | undefined;
    try {
      step = frame === undefined ? this.#start : stepOfMember(frame.step, frame.isArray, frame.key);
    } catch (error) {
      this.#fail(asError(error));
      return;
    }
    const i = this.#input.at;
    const isTaken = step !== undefined && (step.times > 0 || step.decide !== undefined);
    this.#step = step;
    this.#input.begin(i);
    if (isTaken && frame?.isArray && frame.step.each === step) {
      this.#mode = TAKE_ELEMENTS;
      this.#target = this.#depth;
      this.#input.from = i;
      return;
    }
    this.#target = this.#depth;
    this.#input.at++;
    if (next === OPEN_ARRAY || next === OPEN_OBJECT) {
      if (this.#depth >= this.#maxDepth) {
        this.#failAtDepth(i);
        return;
      }
      this.#open(next);
      if (step?.enter !== undefined && !isTaken) {
        this.#frames.push({ step, isArray: next === OPEN_ARRAY, key: next === OPEN_ARRAY ? 0 : '' });
        return;
      }
    } else this.#state = next;
    this.#mode = SKIP;
    const isBeside = step === undefined || step.isPassed === true;
    if (isTaken) this.#mode = TAKE;
    else if (isBeside && frame !== undefined && this.#sink.takesBeside) this.#mode = TAKE_BESIDE;
    if (this.#mode !== SKIP) this.#input.from = i;
  }

  /** Opens a container. */
  #open(kind: number): void {
    this.#depth++;
    if (this.#depth === this.#kinds.length) {
      const kinds = new Uint8Array(2 * this.#depth);
      kinds.set(this.#kinds);
      this.#kinds = kinds;
    }
    this.#kinds[this.#depth] = kind === OPEN_ARRAY ? ARRAY : OBJECT;
    this.#state = kind === OPEN_ARRAY ? FIRST_ELEMENT : FIRST_KEY;
  }

  /** Goes on behind a container whose end was walked over. */
  #closed(): void {
    this.#depth--;
    this.#state = AFTER + this.#kinds[this.#depth]!;
    this.#mode = WALK;
    this.#nextIndex();
    if (this.#depth === 0) this.#sink.endOfText();
  }

  #readKey(): void {
    const bytes = this.#input.bytes;
    const table = this.#table;
    let state = this.#state;
    let i = this.#input.at;
    while (i < bytes.length && state >= KEY_STRING && state < ACTION) {
      state = table[(state << 8) | bytes[i++]!]!;
    }
    if (state === ERROR) {
      this.#failAt(i - 1);
      return;
    }
    this.#state = state;
    this.#input.at = i;
    if (state !== COLON || !this.#checkLength(i - 1)) return;
    this.#mode = WALK;
    const frame = this.#frames.at(-1)!;
    if (this.#input.isHolding) frame.key = this.#builder.key(this.#input.take(i - 1));
    else {
      frame.key = this.#builder.keyAt(bytes, this.#input.from, i - 1);
      this.#input.from = -1;
    }
  }

  /** Runs through a string, number or literal. */
  #runThroughScalar(): void {
    const bytes = this.#input.bytes;
    const table = this.#table;
    let state = this.#state;
    let i = this.#input.at;
    let next = state;
    const inNumber = isNumber(state);
    for (; i < bytes.length; i++) {
      next = table[(state << 8) | bytes[i]!]!;
      if (inNumber ? !isNumber(next) : next < NUMBER || next === ERROR) break;
      state = next;
    }
    this.#state = state;
    this.#input.at = i;
    if (i === bytes.length) return;
    if (inNumber) {
      // What comes after the number is for the walk.
      if (!mayEnd(state, table) || !endsNumber(bytes[i]!)) {
        this.#failAt(i);
        return;
      }
      this.#state = afterSpace(state);
      this.#finishValue(i);
    } else if (next === ERROR) this.#failAt(i);
    else {
      this.#state = next;
      this.#input.at = i + 1;
      this.#finishValue(i + 1);
    }
  }

  /** Runs through a container to its end. */
  #runThroughContainer(): void {
    const bytes = this.#input.bytes;
    const table = this.#table;
    const target = this.#target;
    const maxDepth = this.#maxDepth;
    let state = this.#state;
    let i = this.#input.at;
    for (; i < bytes.length; i++) {
      const next = table[(state << 8) | bytes[i]!]!;
      if (next < ACTION) state = next;
      else if (next === COMMA) state = ELEMENT;
      else if (next === CLOSE) {
        this.#depth--;
        state = AFTER + this.#kinds[this.#depth]!;
        if (this.#depth === target) {
          this.#state = state;
          this.#input.at = i + 1;
          this.#finishValue(i + 1);
          return;
        }
      } else if (next === NEW_LINE) {
        this.#input.newLine(i);
        state = afterSpace(state);
      } else {
        if (next === ERROR) this.#failAt(i);
        else if (this.#depth >= maxDepth) this.#failAtDepth(i);
        else {
          this.#open(next);
          state = this.#state;
          continue;
        }
        return;
      }
    }
    this.#state = state;
    this.#input.at = i;
  }

  /**
   * Takes the elements of an array up to where the last one is likely to end; false if that is not known. Of the
   * limits, neither can be passed by so few bytes with so few brackets.
   */
  #takeLikelyElements(): boolean {
    const bytes = this.#input.bytes;
    const from = this.#input.at;
    const isFresh = from === this.#input.from && !this.#input.isHolding;
    const longest = Math.min(BATCH_BYTES, this.#maxValueBytes);
    if (!isFresh || !this.#boundary.isKnown) return false;
    const limit = Math.min(bytes.length, from + longest);
    const end = this.#boundary.find(
      bytes,
      from,
      endOfOpenings(bytes, from, limit, this.#maxDepth - this.#depth),
    );
    if (end < 0) {
      if (limit - from > BATCH_BYTES / 2) this.#boundary.note(false);
      return false;
    }
    const stretch = bytes.subarray(from, end);
    const elements = this.#builder.tryMany(stretch);
    this.#boundary.note(elements !== undefined);
    if (elements === undefined) return false;
    if (stretch.includes(LINE_FEED)) this.#input.newLines(from, end);
    this.#input.from = -1;
    this.#input.at = end;
    this.#state = AFTER + ARRAY;
    this.#mode = WALK;
    this.#elements = elements;
    this.#told = 0;
    this.#tellElements();
    return true;
  }

  /** Runs through the elements of an array, taking them all. */
  #takeElements(): void {
    if (this.#takeLikelyElements()) return;
    if (this.#state === ELEMENT && this.#depth === this.#target) this.#input.beginElement(this.#input.at);
    const bytes = this.#input.bytes;
    const batch = this.#boundary.isKnown && this.#input.isHolding ? 0 : BATCH_BYTES;
    const table = this.#table;
    const target = this.#target;
    const maxDepth = this.#maxDepth;
    let state = this.#state;
    let i = this.#input.at;
    let next = 0;
    /** Where the elements end that are complete. */
    let end = -1;
    for (; i < bytes.length; i++) {
      next = table[(state << 8) | bytes[i]!]!;
      if (next < ACTION) state = next;
      else if (next === COMMA) {
        if (this.#depth === target) {
          if (i - this.#input.from >= batch || this.#input.isTooLong(this.#input.endOfElement(i))) break;
          end = i;
          this.#input.beginElement(i + 1);
        }
        state = ELEMENT;
      } else if (next === CLOSE) {
        if (this.#depth === target) break;
        this.#depth--;
        state = AFTER + this.#kinds[this.#depth]!;
      } else if (next === NEW_LINE) {
        this.#input.newLine(i);
        state = afterSpace(state);
      } else {
        if (next === ERROR || this.#depth >= maxDepth) break;
        this.#open(next);
        state = this.#state;
      }
    }
    this.#state = state;
    this.#input.at = i;
    this.#stopAtElement(i < bytes.length ? next : 0, end);
  }

  /**
   * Builds the elements that are complete, and leaves it to the walk what comes behind the last; `next` is what
   * stopped the run, 0 if it was the end of the chunk.
   */
  #stopAtElement(next: number, end: number): void {
    const i = this.#input.at;
    const isComplete = this.#depth === this.#target && this.#isComplete(this.#state, this.#input.bytes[i]);
    const isTaken = isComplete && !this.#input.isTooLong(this.#input.endOfElement(i));
    const isBetween = this.#depth === this.#target && this.#state === ELEMENT;
    // White space behind a comma is not held, however much there is.
    if (isBetween && end < 0) this.#input.from = i;
    if (isTaken) {
      end = i;
      this.#state = AFTER + ARRAY;
      this.#mode = WALK;
    }
    if (end >= 0) {
      this.#boundary.learn(this.#input.bytes, end);
      this.#buildElements(end, isTaken ? -1 : isBetween ? i : end + 1);
    }
    if (isTaken || next === 0 || this.#mode === NOTHING || this.#sink.isDone) return;
    if (isComplete) this.#failAtLength();
    else if (next === ERROR) this.#failAt(i);
    else if (next === CLOSE) {
      // The comma before the end of the array was one too many, and what is held is white space.
      this.#input.take(i);
      this.#mode = WALK;
    } else this.#failAtDepth(i);
  }

  /** Whether an element is complete in a state, before a byte. */
  #isComplete(state: number, byte: number | undefined): boolean {
    if (state === AFTER + ARRAY) return true;
    return isNumber(state) && byte !== undefined && mayEnd(state, this.#table) && endsNumber(byte);
  }

  /** Builds the elements up to `end` and tells them; the next begins at `from`, if the run goes on. */
  #buildElements(end: number, from: number): void {
    this.#elements = this.#builder.many(this.#input.take(end));
    this.#input.from = from;
    this.#told = 0;
    this.#tellElements();
  }

  #tellElements(): void {
    const elements = this.#elements;
    const sink = this.#sink;
    const step = this.#step!;
    const frame = this.#frames.at(-1)!;
    while (this.#told < elements.length && !sink.isDone) {
      try {
        sink.value(elements[this.#told++], step);
      } finally {
        (frame.key as number)++;
      }
    }
    this.#elements = NO_ELEMENTS;
  }

  /** Handles a value that was run through, and ends before `end`. */
  #finishValue(end: number): void {
    const mode = this.#mode;
    this.#mode = WALK;
    try {
      if (mode !== SKIP && this.#checkLength(end)) {
        const bytes = this.#input.take(end);
        const value = this.#builder.one(bytes);
        if (mode === TAKE) this.#sink.value(value, this.#step!);
        else this.#sink.beside(value, this.#frames.at(-1)!.key, bytes.length);
      }
    } finally {
      this.#nextIndex();
      if (this.#depth === 0) this.#sink.endOfText();
    }
  }

  #nextIndex(): void {
    const frame = this.#frames.at(-1);
    if (frame?.isArray) (frame.key as number)++;
  }

  /** Fails if what is to be built is too long. */
  #checkLength(end: number): boolean {
    if (!this.#input.isTooLong(end)) return true;
    this.#failAtLength();
    return false;
  }

  #failAtLength(): void {
    this.#fail(ERR_JSONSTREAM_VALUE_TOO_LONG(this.#maxValueBytes));
  }

  #failAt(i: number): void {
    // Cut earlier, the chunk would have ended in a value that is too long.
    if (this.#input.from >= 0 && this.#input.isTooLong(i)) this.#failAtLength();
    else this.#fail(syntaxError(this.#input.position(i), this.#input.bytes[i]!));
  }

  #failAtDepth(i: number): void {
    if (this.#input.from >= 0 && this.#input.isTooLong(i)) this.#failAtLength();
    else this.#fail(at(this.#input.position(i), ERR_JSONSTREAM_TOO_DEEP(this.#maxDepth)));
  }

  #fail(error: Error): void {
    this.#mode = NOTHING;
    this.#sink.fail(error);
  }
}
