/**
 * What hyperglue's updates are made of.
 *
 * @module
 */
import type { HyperglueResult } from './result.ts';

/** What can be written as text. Bytes are read as UTF-8. */
export type HyperglueText = string | number | bigint | boolean | Uint8Array;

/** What can be written as markup. */
export type HyperglueMarkup = HyperglueText | HyperglueResult | Node;

/** An attribute's value; true leaves its bare name, null, undefined and false remove it. */
export type HyperglueAttribute =
  | HyperglueText
  | null
  | undefined
  | {
      readonly prepend?: HyperglueText | null | undefined;
      readonly append?: HyperglueText | null | undefined;
    };

/**
 * Changes to an element's content and attributes. A name without an underscore is an attribute, or a selector if it
 * can be nothing else.
 */
export interface HyperglueEdits {
  /** Updates of what is within the element, and of the element itself as `:first`. */
  readonly _map?: HyperglueUpdates | null | undefined;
  /** Replaces the content by text. */
  readonly _text?: HyperglueText | null | undefined;
  /** Replaces the content by markup. */
  readonly _html?: HyperglueMarkup | null | undefined;
  /** Adds text before the content; `_prependText` is the same. */
  readonly _prepend?: HyperglueText | null | undefined;
  /** Adds text after the content; `_appendText` is the same. */
  readonly _append?: HyperglueText | null | undefined;
  /** Adds markup before the content. */
  readonly _prependHtml?: HyperglueMarkup | null | undefined;
  /** Adds markup after the content. */
  readonly _appendHtml?: HyperglueMarkup | null | undefined;
  readonly [name: string]: HyperglueAttribute | HyperglueValue;
}

/** What to make of the elements that a selector finds. */
export type HyperglueValue =
  | HyperglueMarkup
  | HyperglueEdits
  | readonly (HyperglueItem | HyperglueMarkup | null | undefined)[]
  | null
  | undefined;

/** An item of an array: updates of the copy that is made for it. */
export interface HyperglueItem {
  /** What the copy is known by when the array of an element in a page is given again. */
  readonly _key?: string | number | undefined;
  readonly [selector: string]: HyperglueValue;
}

/** Values by selector. */
export interface HyperglueUpdates {
  readonly [selector: string]: HyperglueValue;
}

/** An element of a template. Offsets are into the template's HTML. */
export interface TemplateElement {
  /** In lower case. */
  readonly name: string;
  /** Whether it is an SVG or MathML element. */
  readonly foreign: boolean;
  /** Whether it cannot have content. */
  readonly hollow: boolean;
  /** The start tag, then the content, then the end tag or nothing. */
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
}
