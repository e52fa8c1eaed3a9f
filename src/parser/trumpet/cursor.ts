/**
 * Where a rewriter stands in its source, and how what is passed on the way goes out: as it is, or as text and comments
 * for those who want them.
 *
 * @module
 */
import type { Emit } from './found-element.ts';
import type { MarkupKind } from './tokenizer.ts';
import { CDATA, DATA } from './tokenizer.ts';

/** Who may want text and comments. */
export interface MarkupSink<Source> {
  /** Whether `take` is to have text, or what begins as a comment, from here on. */
  wants?(kind: MarkupKind): boolean;
  /**
   * Takes text in pieces, the last of which is empty, or a comment in one. Gives what is to stand in its place to
   * `emit`.
   */
  take?(kind: MarkupKind, source: string, last: boolean, emit: Emit<Source>): void;
}

/** A place in the source, up to which all has been passed on. */
export class Cursor<Source> {
  /** The part of the source that is at hand. */
  source = '';
  /** How far it was passed on. */
  passed = 0;
  /** Whether what is passed is left out. */
  isDropping = false;
  #kind: MarkupKind = DATA;
  /** The part of a comment that has been read, if it is to be taken. */
  #comment: string | undefined;
  /** Whether text was taken whose end was not. */
  #inText = false;
  readonly #sink: MarkupSink<Source>;
  readonly #emit: Emit<Source>;
  /** Refuses a comment that is too long. */
  readonly #check: (bytes: number) => void;

  constructor(sink: MarkupSink<Source>, emit: Emit<Source>, check: (bytes: number) => void) {
    this.#sink = sink;
    this.#emit = emit;
    this.#check = check;
  }

  /** Passes the source on as it is, up to `end`. */
  passMarkup(end: number): void {
    if (end > this.passed && !this.isDropping) this.#emit(this.source.slice(this.passed, end));
    this.passed = end;
  }

  /** Passes on what is between tags. */
  pass(end: number): void {
    if (this.#comment !== undefined) {
      this.#comment += this.source.slice(this.passed, end);
      this.#check(this.#comment.length);
      this.passed = end;
    } else if (end > this.passed && this.#isText() && this.#sink.wants?.(DATA)) {
      const text = this.source.slice(this.passed, end);
      this.passed = end;
      this.#inText = true;
      this.#take(text, false);
    } else this.passMarkup(end);
  }

  /** Passes on the text up to a tag or comment. Returns whether text is wanted, so that it must not join the tag. */
  endText(at: number): boolean {
    if (this.#sink.wants === undefined || !(this.#inText || this.#sink.wants(DATA))) return false;
    this.pass(at);
    if (this.#inText) {
      this.#inText = false;
      this.#take('', true);
    }
    return true;
  }

  /** Passes on what ends at `at`, where something of a kind begins. */
  turnTo(kind: MarkupKind, at: number): void {
    if (kind === DATA) {
      this.pass(this.#kind === CDATA ? at - ']]>'.length : at);
      if (this.#kind === CDATA) this.passMarkup(at);
      this.endComment();
    } else if (kind === CDATA) {
      this.pass(at);
      this.passMarkup(at + '<![CDATA['.length);
    } else {
      this.endText(at);
      this.passMarkup(at);
      if (this.#sink.wants!(kind)) this.#comment = '';
    }
    this.#kind = kind;
  }

  /** Passes on the comment that ends here, if there is one. */
  endComment(): void {
    const comment = this.#comment;
    if (comment === undefined) return;
    this.#comment = undefined;
    this.#take(comment, true);
  }

  #isText(): boolean {
    return this.#kind === DATA || this.#kind === CDATA;
  }

  #take(source: string, last: boolean): void {
    const kind = this.#isText() ? DATA : this.#kind;
    this.#emit(() => this.#sink.take!(kind, source, last, this.#emit));
  }
}
