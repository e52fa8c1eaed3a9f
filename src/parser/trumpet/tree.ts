/**
 * Follows the element structure of a document from its tags: what is open, what a tag closes by implication, which
 * child of its parent an element is.
 *
 * It holds only the open elements, in a stack. Each knows how far out the next border of every kind is, and each
 * name where its innermost element is, so "is there a p in button scope" is one comparison and the work for a tag
 * does not depend on the depth. It knows the specification's void elements, implied end tags, scopes, tables,
 * formatting elements that end inside of blocks, and foreign content.
 *
 * It is made for fragments as well as for documents, and for what is in the source. So, unlike a browser's, it makes
 * no elements that have no tag (a tbody left out, a formatting element opened again), takes the parts of a table
 * wherever they stand, what a select holds as it is, and ends body and html where their end tags stand.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#tree-construction
 *
 * @module
 */
import { readAttributes } from './attributes.ts';
import {
  BREAKOUT,
  bitsOf,
  CLOSES_P,
  END_RULE,
  ENDS_IN_SCOPE,
  FOREIGN_ROOT,
  FORM,
  FORMATTING,
  HEADING,
  NARROW,
  VOID,
} from './tree-names.ts';
import { endRules, inTable, leaveHeading, leaveNarrow, leaveNarrowAtEnd, seeRegion } from './tree-rules.ts';
import type { Frame } from './tree-stack.ts';
import { OpenElements } from './tree-stack.ts';

/** An element while it is open; later the object may be another. */
export interface OpenElement<Data> {
  /** In lower case. */
  readonly name: string;
  /** `'svg'` or `'math'` if it is not an HTML element. */
  readonly foreign: string;
  /** How many elements it is in. */
  readonly depth: number;
  /** Its place among its parent's children, the first is 1. */
  readonly index: number;
  /** Its place among its parent's children of its name, the first is 1; 0 if they are not counted. */
  readonly typeIndex: number;
  /** Whether it has neither content nor an end tag. */
  readonly hollow: boolean;
  /** Whether it is an HTML element whose content may be text only. */
  readonly raw: boolean;
  /** What the tree's user keeps with it. */
  data: Data | undefined;
}

/** Is told when elements close. */
export interface TreeHandler<Data> {
  /**
   * An element's content ends at `at`, and its end tag at `end`: the same place if it has none. Elements with data
   * close in order, from the inside out; of others b closes before p in `<b><p></b></p>`.
   */
  close(element: OpenElement<Data>, at: number, end: number): void;
}

/** Follows the structure of one document. */
export interface Tree<Data> {
  /** Whether elements are counted by name, for `typeIndex`. @default true */
  countsTypes: boolean;
  /**
   * Opens an element whose tag starts at `at`. Returns undefined for a tag that makes none. The tag's source is
   * asked for where its attributes decide.
   */
  open(
    name: string,
    selfClosing: boolean,
    at: number,
    source?: string,
    end?: number,
  ): OpenElement<Data> | undefined;
  /** Takes an end tag. */
  close(name: string, at: number, end: number): void;
  /** Closes what is open at the end of the document. */
  end(at: number): void;
  /** Whether the current element is a foreign one. */
  inForeign(): boolean;
}

/** Foreign elements whose content is HTML, and those of MathML where that is but for two elements. */
const HOLDS_HTML: RegExp = /^(?:foreignobject|desc|title)$/;
const HOLDS_TEXT: RegExp = /^(?:m[inos]|mtext)$/;
const HTML_ENCODING: RegExp = /^(?:text\/html|application\/xhtml\+xml)$/i;

/** Makes a tree. */
export function createTree<Data>(handler: TreeHandler<Data>): Tree<Data> {
  const elements = new OpenElements<Data>(handler);
  // The rules do not look at the data.
  const ruled = elements as OpenElements<unknown>;

  function breakOut(at: number): void {
    while (elements.top.foreign !== '' && !holdsHtml(elements.top, '')) elements.pop(at);
  }

  return {
    get countsTypes() {
      return elements.countsTypes;
    },
    set countsTypes(value) {
      elements.countsTypes = value;
    },

    open(name, selfClosing, at, source = '', end = 0) {
      const { top } = elements;
      if (top.foreign !== '' && !holdsHtml(top, name)) {
        const breaksOut =
          (bitsOf(name) & BREAKOUT) !== 0 || (name === 'font' && isHtmlFont(source.slice(at, end)));
        if (!breaksOut) {
          const encoded = name === 'annotation-xml' && isEncodedHtml(source.slice(at, end));
          return elements.pushForeign(name, top.foreign, selfClosing, encoded);
        }
        breakOut(at);
      }
      const kind = elements.kindOf(name);
      const { bits } = kind;
      if ((elements.top.kind.bits & NARROW) !== 0) leaveNarrow(ruled, kind, at);
      if (kind.startRule !== undefined && !kind.startRule(ruled, kind, at)) return undefined;
      // A form in the wrong place of a table holds nothing.
      const misplaced = (bits & FORM) !== 0 && inTable(ruled);
      if ((bits & CLOSES_P) !== 0 && !misplaced)
        elements.closeWithin(elements.top.button, at, elements.paragraphs.last);
      if ((bits & HEADING) !== 0) leaveHeading(ruled, at);
      if (!elements.bodySeen) seeRegion(ruled, kind);
      if ((bits & FOREIGN_ROOT) !== 0) return elements.pushForeign(name, name, selfClosing, false);
      return elements.push(kind, misplaced || (bits & VOID) !== 0);
    },

    close(name, at, end) {
      const { top } = elements;
      if (top.name === name && (top.kind.bits & FORM) === 0) {
        // Whatever its rule is, it ends the current element.
        elements.popTo(elements.size - 1, at, end);
        return;
      }
      if (top.foreign !== '') {
        if (name === 'p' || name === 'br') breakOut(at);
        const depth = elements.foreignKinds.get(name)?.last ?? -1;
        if (depth > elements.top.html) {
          elements.popTo(depth, at, end);
          return;
        }
      } else if ((top.kind.bits & NARROW) !== 0) leaveNarrowAtEnd(ruled, name, at);
      const kind = elements.kinds.get(name) ?? ((bitsOf(name) & END_RULE) !== 0 && elements.kindOf(name));
      if (!kind) return;
      const { bits, last } = kind;
      if ((bits & END_RULE) !== 0) endRules.get(name)!(ruled, kind, at, end);
      else if (last < 0) return;
      else if ((bits & FORMATTING) !== 0) {
        if (last >= elements.top.scope) elements.adopt(last, at, end);
      } else if (last >= ((bits & ENDS_IN_SCOPE) !== 0 ? elements.top.scope : elements.top.special)) {
        elements.popTo(last, at, end);
      }
    },

    inForeign: () => elements.top.foreign !== '',
    end: (at) => elements.popTo(0, at),
  };
}

/** Whether an HTML element of a name can stand in an element, which is a foreign one. */
function holdsHtml({ name, foreign, encoded }: Frame<unknown>, inner: string): boolean {
  if (foreign === 'svg') return HOLDS_HTML.test(name);
  if (name === 'annotation-xml') return encoded || inner === 'svg';
  return HOLDS_TEXT.test(name) && inner !== 'mglyph' && inner !== 'malignmark';
}

function isHtmlFont(tag: string): boolean {
  return (
    tag !== '' &&
    readAttributes(tag).some(({ name }) => name === 'color' || name === 'face' || name === 'size')
  );
}

function isEncodedHtml(tag: string): boolean {
  if (tag === '') return false;
  const encoding = readAttributes(tag).find(({ name }) => name === 'encoding');
  return encoding !== undefined && HTML_ENCODING.test(encoding.value);
}
