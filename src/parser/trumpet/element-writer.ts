/**
 * Writes elements as their handlers want them: their tags, and what is before, in and after them.
 *
 * @module
 */
import type { Cursor } from './cursor.ts';
import type { FoundElement } from './found-element.ts';
import type { Output } from './output.ts';
import type { OpenElement, TreeHandler } from './tree.ts';

type Element<Source> = OpenElement<FoundElement<Source>>;

/** Writes the elements of one document. */
export class ElementWriter<Source extends object> implements TreeHandler<FoundElement<Source>> {
  readonly #output: Output<Source>;
  readonly #cursor: Cursor<Source>;
  /** The element whose content is not read. */
  #dropping: Element<Source> | undefined;
  /** The element in which selectors find nothing, although it is read. */
  #whole: Element<Source> | undefined;
  /** Where the start tag is, and whether it, and what stands before it, was taken out of the source. */
  #tagStart = 0;
  #tagEnd = 0;
  #taken = false;

  constructor(output: Output<Source>, cursor: Cursor<Source>) {
    this.#output = output;
    this.#cursor = cursor;
  }

  /** Whether selectors find something here. */
  get isSearched(): boolean {
    return this.#dropping === undefined && this.#whole === undefined;
  }

  /** Turns to the next start tag, from `start` to `end`. */
  turnTo(start: number, end: number): void {
    this.#tagStart = start;
    this.#tagEnd = end;
    this.#taken = false;
  }

  /** Passes on what stands before the tag, and takes the tag out. */
  takeTag(): void {
    if (this.#taken) return;
    this.#taken = true;
    this.#cursor.passMarkup(this.#tagStart);
    this.#cursor.passed = this.#tagEnd;
  }

  /** Begins an element whose handlers have returned. */
  begin(element: Element<Source>, edit: FoundElement<Source>): void {
    const output = this.#output;
    const { emit, emitAll } = output;
    edit.isBegun = true;
    if (!this.#taken && edit.hasOnlyAttributes && this.#changeInPlace(edit)) return;
    this.takeTag();
    if (!element.hollow && edit.hasEnd) element.data = edit;
    if (edit.transformOuter !== undefined) {
      output.hold(edit.name);
      emit(edit.startTag.source);
      if (edit.hollow) output.replaceHeld(edit.transformOuter);
      else this.#whole = element;
      return;
    }
    emitAll(edit.outerBefore);
    if (!edit.hidesStartTag) emit(startTagOf(edit));
    else if (edit.instead !== undefined) emit(edit.instead);
    if (edit.hollow) {
      emitAll(edit.outerAfter);
      return;
    }
    emitAll(edit.innerBefore);
    if (edit.transforms !== undefined) {
      for (const _ of edit.transforms) output.hold(edit.name);
    }
    if (edit.hidesContent) output.hide();
    if (edit.replacement === undefined) return;
    emit(edit.replacement);
    this.#dropping = element;
    this.#cursor.isDropping = true;
  }

  /** Changes the tag where it stands, if that is to be done in one place. */
  #changeInPlace({ startTag }: FoundElement<Source>): boolean {
    const cursor = this.#cursor;
    if (!startTag.isChanged) {
      cursor.passMarkup(this.#tagEnd);
      return true;
    }
    const splice = startTag.splice();
    if (splice === undefined) return false;
    cursor.passMarkup(this.#tagStart + splice.start);
    this.#output.emit(splice.text);
    cursor.passed = this.#tagStart + splice.end;
    return true;
  }

  /** Ends an element whose content ends at `at`, and its end tag, if it has one, at `end`. */
  close(element: Element<Source>, at: number, end: number): void {
    const edit = element.data;
    if (edit !== undefined) this.#end(element, edit, at, end);
  }

  #end(element: Element<Source>, edit: FoundElement<Source>, at: number, end: number): void {
    const output = this.#output;
    const cursor = this.#cursor;
    const { emit, emitAll } = output;
    if (edit.transformOuter !== undefined) {
      cursor.passMarkup(end);
      this.#whole = undefined;
      output.replaceHeld(edit.transformOuter);
      return;
    }
    if (this.#dropping === element) {
      this.#dropping = undefined;
      cursor.isDropping = false;
      cursor.passed = at;
    } else cursor.passMarkup(at);
    if (edit.hidesContent) output.show();
    if (edit.transforms !== undefined) {
      for (const transform of edit.transforms) output.replaceHeld(transform);
    }
    emitAll(edit.innerAfter);
    if (edit.atEnd !== undefined) for (const step of edit.atEnd) emit(() => step(end > at, emit));
    if (end > at) {
      cursor.passed = end;
      const endTag = cursor.source.slice(at, end);
      emit(() => {
        if (!edit.hidesEndTag) emit(endTagOf(edit, endTag));
      });
    }
    // What comes after the end tag may be decided by what comes before it.
    emit(() => emitAll(edit.outerAfter));
  }
}

function startTagOf({ startTag, name, rename }: FoundElement<unknown>): string {
  const edited = startTag.edited();
  return rename === undefined ? edited : `<${rename}${edited.slice(1 + name.length)}`;
}

function endTagOf({ name, renameEnd }: FoundElement<unknown>, source: string): string {
  return renameEnd === undefined ? source : `</${renameEnd}${source.slice(2 + name.length)}`;
}
