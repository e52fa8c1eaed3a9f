/**
 * An element that a selector has found, and what is to become of it.
 *
 * @module
 */
import type { Attribute, AttributeChange } from './attributes.ts';
import { readAttributes } from './attributes.ts';
import { lowerCase } from './names.ts';
import { StartTag } from './start-tag.ts';
import type { OpenElement } from './tree.ts';

/** Something to be done in its turn: markup to write, a source to send, or a step that asks for more of these. */
export type Operation<Source> = string | Source | (() => void);

/** Asks for something to be done, after all that was asked for before. */
export type Emit<Source> = (operation: Operation<Source>) => void;

/**
 * An element as a rewriter's handlers get it, to be changed while they run. Strings are in source form. The constructor
 * makes all fields: those of a class body V8 may make in a call of their own, which took a sixth of the time.
 */
export class FoundElement<Source> {
  /** In lower case. */
  readonly name: string;
  /** `'svg'` or `'math'` if it is not an HTML element. */
  readonly foreign: string;
  /** Whether it has neither content nor an end tag. */
  readonly hollow: boolean;
  readonly startTag: StartTag;
  /** Whether its start tag is written, so that it is too late to change what is before or in it. */
  declare isBegun: boolean;
  /** Another name for its start tag. */
  declare rename: string | undefined;
  /** Another name for its end tag. */
  declare renameEnd: string | undefined;
  declare hidesStartTag: boolean;
  declare hidesEndTag: boolean;
  /** Whether its content is left out, although it is read. */
  declare hidesContent: boolean;
  /** What stands before its start tag. */
  declare outerBefore: Operation<Source>[] | undefined;
  /** What stands after its start tag. */
  declare innerBefore: Operation<Source>[] | undefined;
  /** What stands before its end tag. */
  declare innerAfter: Operation<Source>[] | undefined;
  /** What stands after its end tag. */
  declare outerAfter: Operation<Source>[] | undefined;
  /** Steps at the end of its content, which are told whether an end tag follows, and may ask for more. */
  declare atEnd: ((hasEndTag: boolean, emit: Emit<Source>) => void)[] | undefined;
  /** What stands instead of its start tag. */
  declare instead: Operation<Source> | undefined;
  /** What takes the place of its content, which is then not read. */
  declare replacement: string | Source | undefined;
  /** What becomes of its content, each after the one before. */
  declare transforms: ((content: string) => string | Source)[] | undefined;
  /** What becomes of all of it. */
  declare transformOuter: ((outer: string) => string | Source) | undefined;
  #attributes: readonly Attribute[] | undefined;

  constructor(element: OpenElement<unknown>, tag: string, lengths: number) {
    this.name = element.name;
    this.foreign = element.foreign;
    this.hollow = element.hollow;
    this.startTag = new StartTag(tag, lengths);
    this.isBegun = false;
    this.rename = undefined;
    this.renameEnd = undefined;
    this.hidesStartTag = false;
    this.hidesEndTag = false;
    this.hidesContent = false;
    this.outerBefore = undefined;
    this.innerBefore = undefined;
    this.innerAfter = undefined;
    this.outerAfter = undefined;
    this.atEnd = undefined;
    this.instead = undefined;
    this.replacement = undefined;
    this.transforms = undefined;
    this.transformOuter = undefined;
  }

  /** Whether something is to be done where it ends. */
  get hasEnd(): boolean {
    return (
      this.innerAfter !== undefined ||
      this.outerAfter !== undefined ||
      this.atEnd !== undefined ||
      this.transforms !== undefined ||
      this.transformOuter !== undefined ||
      this.replacement !== undefined ||
      this.renameEnd !== undefined ||
      this.hidesContent ||
      this.hidesEndTag
    );
  }

  /** Whether nothing becomes of it but other attributes. */
  get hasOnlyAttributes(): boolean {
    return (
      this.outerBefore === undefined &&
      this.innerBefore === undefined &&
      this.rename === undefined &&
      !this.hidesStartTag &&
      !this.hasEnd
    );
  }

  /** The attributes as they are in the source. */
  get attributes(): readonly Attribute[] {
    this.#attributes ??= readAttributes(this.startTag.source);
    return this.#attributes;
  }

  /** An attribute's value as written, or as changed; undefined if there is none. */
  getAttribute(name: string): string | undefined {
    const key = lowerCase(name);
    const change = this.startTag.changeOf(key);
    if (change === undefined) return this.startTag.read(key);
    return change === null ? undefined : change === true ? '' : change;
  }

  /** Changes an attribute. A string must be escaped. */
  setAttribute(name: string, change: AttributeChange): void {
    this.startTag.change(lowerCase(name), change);
  }

  /** Adds markup before the content, after what was added before. */
  prepend(content: string | Source): void {
    this.innerBefore ??= [];
    this.innerBefore.push(content);
  }

  /** Adds markup after the content. */
  append(content: string | Source): void {
    this.innerAfter ??= [];
    this.innerAfter.push(content);
  }

  /** Replaces the content; selectors do not see what it was. The last call counts. */
  replace(content: string | Source): void {
    this.replacement = content;
  }

  /** Holds the content, as rewritten, and replaces it by what is made of it. */
  map(transform: (content: string) => string | Source): void {
    this.transforms ??= [];
    this.transforms.push(transform);
  }

  /**
   * Holds the whole element, from its start tag to its end tag, as it stands in the source, and replaces it by what
   * is made of it. Selectors do not see what is in it, and no other change is made to it.
   */
  mapOuter(transform: (outer: string) => string | Source): void {
    this.transformOuter = transform;
  }
}
