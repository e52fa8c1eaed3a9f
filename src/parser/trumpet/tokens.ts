/**
 * What the handlers of an HTMLRewriter get: elements, end tags, text, comments, doctypes and the document's end.
 *
 * @module
 */
import {
  ERR_TRUMPET_ATTRIBUTE_NAME,
  ERR_TRUMPET_COMMENT_TEXT,
  ERR_TRUMPET_NO_END_TAG,
  ERR_TRUMPET_TAG_NAME,
  ERR_TRUMPET_TOO_LATE,
} from '../../core/errors.ts';
import type { Content, ContentOptions, Job } from './content.ts';
import { lowerCase } from './names.ts';
import type { Emit, FoundElement, Operation } from './rewriter.ts';
import { toSource, toText } from './source-form.ts';

/** Makes what is to be written, or sent, of content. */
export type ToOperation = (content: Content, options: ContentOptions | undefined) => Operation<Job>;

const NAMESPACES: Readonly<Record<string, string>> = {
  '': 'http://www.w3.org/1999/xhtml',
  svg: 'http://www.w3.org/2000/svg',
  math: 'http://www.w3.org/1998/Math/MathML',
};

/** Something between tags, which can be removed and have content around. */
abstract class Token {
  /** @internal What is to stand before, instead and after. */
  readonly edits: { before: Operation<Job>[]; instead: Operation<Job> | undefined; after: Operation<Job>[] } =
    {
      before: [],
      instead: undefined,
      after: [],
    };
  /** @internal Whether the handlers have returned. */
  isOver = false;
  #removed = false;
  readonly #what: string;
  readonly #toOperation: ToOperation;

  constructor(what: string, toOperation: ToOperation) {
    this.#what = what;
    this.#toOperation = toOperation;
  }

  /** Whether it was removed or replaced. */
  get removed(): boolean {
    return this.#removed;
  }

  /** Adds content before it, after what was added there before. */
  before(content: Content, options?: ContentOptions): this {
    this.edits.before.push(this.#use(content, options));
    return this;
  }

  /** Adds content right after it. */
  after(content: Content, options?: ContentOptions): this {
    this.edits.after.unshift(this.#use(content, options));
    return this;
  }

  /** Replaces it. */
  replace(content: Content, options?: ContentOptions): this {
    this.edits.instead = this.#use(content, options);
    return this.remove();
  }

  /** Removes it. */
  remove(): this {
    this.checkInTime();
    this.#removed = true;
    return this;
  }

  /** @internal */
  checkInTime(): void {
    if (this.isOver) throw ERR_TRUMPET_TOO_LATE(this.#what);
  }

  #use(content: Content, options: ContentOptions | undefined): Operation<Job> {
    this.checkInTime();
    return this.#toOperation(content, options);
  }
}

/** A piece of text. */
export class TextChunk extends Token {
  /** The text as it is in the source, with its character references. */
  readonly text: string;
  /** Whether this is the end of the text up to the next tag or comment; its own text is then empty. */
  readonly lastInTextNode: boolean;

  constructor(text: string, last: boolean, toOperation: ToOperation) {
    super('the text', toOperation);
    this.text = text;
    this.lastInTextNode = last;
  }
}

/** A comment, or what browsers read as one. */
export class Comment extends Token {
  #text: string;
  /** @internal */
  isChanged = false;

  constructor(text: string, toOperation: ToOperation) {
    super('the comment', toOperation);
    this.#text = text;
  }

  /**
   * What is between its marks.
   *
   * @throws {ERR_TRUMPET_COMMENT_TEXT} as set to a text that would end it
   */
  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    this.checkInTime();
    if (/^-?>|--!?>|<!-$/.test(text)) throw ERR_TRUMPET_COMMENT_TEXT();
    this.#text = text;
    this.isChanged = true;
  }
}

/** An end tag. */
export class EndTag extends Token {
  readonly #found: FoundElement<Job>;

  constructor(found: FoundElement<Job>, toOperation: ToOperation) {
    super(`</${found.name}>`, toOperation);
    this.#found = found;
  }

  /**
   * Its name, in lower case.
   *
   * @throws {ERR_TRUMPET_TAG_NAME} as set to what is no name
   */
  get name(): string {
    return (this.#found.renameEnd ?? this.#found.name).toLowerCase();
  }
  set name(name: string) {
    this.checkInTime();
    this.#found.renameEnd = tagName(name);
  }
}

/** A doctype. */
export class Doctype {
  /** Its name, in lower case; null if it has none. */
  readonly name: string | null;
  readonly publicId: string | null;
  readonly systemId: string | null;

  constructor(source: string) {
    const [, name, ids = ''] = /^<!doctype[\t\n\f\r ]*([^\t\n\f\r >]*)([\s\S]*?)>?$/i.exec(source)!;
    const [, word, first, second] =
      /^[\t\n\f\r ]+(public|system)[\t\n\f\r ]*("[^"]*"?|'[^']*'?)[\t\n\f\r ]*("[^"]*"?|'[^']*'?)?/i.exec(
        ids,
      ) ?? [];
    this.name = name!.toLowerCase() || null;
    this.publicId = word?.toLowerCase() === 'public' ? unquote(first) : null;
    this.systemId = unquote(word?.toLowerCase() === 'public' ? second : first);
  }
}

/** The end of the document. */
export class DocumentEnd {
  /** @internal */
  readonly added: Operation<Job>[] = [];
  /** @internal Whether the handlers have returned. */
  isOver = false;
  readonly #toOperation: ToOperation;

  constructor(toOperation: ToOperation) {
    this.#toOperation = toOperation;
  }

  /** Adds content. */
  append(content: Content, options?: ContentOptions): this {
    if (this.isOver) throw ERR_TRUMPET_TOO_LATE('the document');
    this.added.push(this.#toOperation(content, options));
    return this;
  }
}

/** Handles an end tag. */
export type EndTagHandler = (endTag: EndTag) => unknown;

/** An element, to be changed while its handlers run. */
export class RewriterElement {
  /** @internal */
  readonly found: FoundElement<Job>;
  /** @internal */
  readonly onend: EndTagHandler[] = [];
  #removed = false;
  readonly #toOperation: ToOperation;
  readonly #takeEndTag: (element: RewriterElement, emit: Emit<Job>) => void;

  constructor(
    found: FoundElement<Job>,
    toOperation: ToOperation,
    takeEndTag: (element: RewriterElement, emit: Emit<Job>) => void,
  ) {
    this.found = found;
    this.#toOperation = toOperation;
    this.#takeEndTag = takeEndTag;
  }

  /**
   * Its name, in lower case.
   *
   * @throws {ERR_TRUMPET_TAG_NAME} as set to what is no name
   */
  get tagName(): string {
    return (this.found.rename ?? this.found.name).toLowerCase();
  }
  set tagName(name: string) {
    const { found } = this.#inTime;
    found.rename = found.renameEnd = tagName(name);
  }

  /** Whether it was removed or replaced, even if its content was kept. */
  get removed(): boolean {
    return this.#removed;
  }

  /** The URI of the namespace it is in. */
  get namespaceURI(): string {
    return NAMESPACES[this.found.foreign]!;
  }

  /** Its attributes, with their names in lower case and their values as written. */
  get attributes(): IterableIterator<[name: string, value: string]> {
    return this.#attributes();
  }

  /** Returns the value of an attribute as written, with its character references; null if there is none. */
  getAttribute(name: string): string | null {
    const { startTag } = this.found;
    const key = lowerCase(toSource(name));
    const change = startTag.changeOf(key);
    if (change !== undefined) return change === null ? null : givenValue(change);
    const value = startTag.read(key);
    return value === undefined ? null : toText(value);
  }

  hasAttribute(name: string): boolean {
    return this.found.getAttribute(toSource(name)) !== undefined;
  }

  /**
   * Sets an attribute. Only quotes are escaped: other character references are for the caller to write.
   *
   * @throws {ERR_TRUMPET_ATTRIBUTE_NAME} for what is no name
   */
  setAttribute(name: string, value: string): this {
    if (!/^[^\0\t\n\f\r "'<>/=]+$/.test(name)) throw ERR_TRUMPET_ATTRIBUTE_NAME(name);
    this.#inTime.found.setAttribute(toSource(name), toSource(String(value)).replaceAll('"', '&quot;'));
    return this;
  }

  removeAttribute(name: string): this {
    this.#inTime.found.setAttribute(toSource(name), null);
    return this;
  }

  /** Adds content before its start tag, after what was added there before. */
  before(content: Content, options?: ContentOptions): this {
    const { found } = this.#inTime;
    found.outerBefore ??= [];
    found.outerBefore.push(this.#toOperation(content, options));
    return this;
  }

  /** Adds content right after its end tag. */
  after(content: Content, options?: ContentOptions): this {
    const { found } = this.#inTime;
    found.outerAfter ??= [];
    found.outerAfter.unshift(this.#toOperation(content, options));
    return this;
  }

  /** Adds content right after its start tag. */
  prepend(content: Content, options?: ContentOptions): this {
    const { found } = this.#inTime;
    found.innerBefore ??= [];
    found.innerBefore.unshift(this.#toOperation(content, options));
    return this;
  }

  /** Adds content before its end tag, after what was added there before. */
  append(content: Content, options?: ContentOptions): this {
    const { found } = this.#inTime;
    found.innerAfter ??= [];
    found.innerAfter.push(this.#toOperation(content, options));
    return this;
  }

  /** Replaces it, with its content. */
  replace(content: Content, options?: ContentOptions): this {
    this.#inTime.found.instead = this.#toOperation(content, options);
    return this.remove();
  }

  /** Replaces its content. */
  setInnerContent(content: Content, options?: ContentOptions): this {
    const { found } = this.#inTime;
    found.innerBefore = [this.#toOperation(content, options)];
    found.innerAfter = undefined;
    found.hidesContent = true;
    return this;
  }

  /** Removes it, with its content. What is in it is read nevertheless, and handled. */
  remove(): this {
    this.removeAndKeepContent();
    const { found } = this;
    found.innerBefore = found.innerAfter = undefined;
    found.hidesContent = true;
    return this;
  }

  /** Removes its tags. */
  removeAndKeepContent(): this {
    const { found } = this.#inTime;
    found.hidesStartTag = found.hidesEndTag = true;
    this.#removed = true;
    return this;
  }

  /**
   * Calls back at its end tag, if it has one.
   *
   * @throws {ERR_TRUMPET_NO_END_TAG} for an element that cannot have one
   */
  onEndTag(handler: EndTagHandler): void {
    const { found } = this.#inTime;
    if (found.hollow) throw ERR_TRUMPET_NO_END_TAG(found.name);
    if (this.onend.push(handler) > 1) return;
    found.atEnd ??= [];
    found.atEnd.push((hasEndTag, emit) => {
      if (hasEndTag) this.#takeEndTag(this, emit);
    });
  }

  get #inTime(): this {
    if (this.found.isBegun) throw ERR_TRUMPET_TOO_LATE(`<${this.found.name}>`);
    return this;
  }

  *#attributes(): IterableIterator<[name: string, value: string]> {
    const { attributes, startTag } = this.found;
    const seen = new Set<string>();
    for (const { name, value } of attributes) {
      if (seen.has(name)) continue;
      seen.add(name);
      const change = startTag.changeOf(name);
      if (change !== null) yield [toText(name), change === undefined ? toText(value) : givenValue(change)];
    }
    for (const name of startTag.changedNames) {
      const change = startTag.changeOf(name) ?? null;
      if (change !== null && !seen.has(name)) yield [toText(name), givenValue(change)];
    }
  }
}

/** Returns the value that an attribute was given. */
function givenValue(change: string | true): string {
  return change === true ? '' : toText(change.replaceAll('&quot;', '"'));
}

function tagName(name: string): string {
  if (!/^[a-z][^\0\t\n\f\r />]*$/i.test(name)) throw ERR_TRUMPET_TAG_NAME(name);
  return toSource(name);
}

function unquote(quoted: string | undefined): string | null {
  if (quoted === undefined) return null;
  return quoted.slice(1, quoted.length > 1 && quoted.endsWith(quoted[0]!) ? -1 : undefined);
}
