/**
 * The elements that the handlers of an HTMLRewriter get.
 *
 * @module
 */
import {
  ERR_TRUMPET_ATTRIBUTE_NAME,
  ERR_TRUMPET_NO_END_TAG,
  ERR_TRUMPET_TOO_LATE,
} from '../../core/errors.ts';
import type { Content, ContentOptions, Job } from './content.ts';
import { lowerCase } from './names.ts';
import type { Emit, FoundElement } from './rewriter.ts';
import { toSource, toText } from './source-form.ts';
import type { EndTag, ToOperation } from './tokens.ts';
import { tagName } from './tokens.ts';

const NAMESPACES: Readonly<Record<string, string>> = {
  '': 'http://www.w3.org/1999/xhtml',
  svg: 'http://www.w3.org/2000/svg',
  math: 'http://www.w3.org/1998/Math/MathML',
};

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
    return toText(lowerCase(this.found.rename ?? this.found.name));
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
    if (found.hollow) throw ERR_TRUMPET_NO_END_TAG(this.tagName);
    if (this.onend.push(handler) > 1) return;
    found.atEnd ??= [];
    found.atEnd.push((hasEndTag, emit) => {
      if (hasEndTag) this.#takeEndTag(this, emit);
    });
  }

  get #inTime(): this {
    if (this.found.isBegun) throw ERR_TRUMPET_TOO_LATE(`<${this.tagName}>`);
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
