/**
 * The open elements of a document, in a stack that answers at once what the rules for tags ask.
 *
 * Each element knows how far out the next border of every sort is, and each name where its innermost element is: "is
 * there a p in button scope" is one comparison, whatever the depth.
 *
 * @module
 */
import type { OpenElement, TreeHandler } from './tree.ts';
import {
  BUTTON_SCOPE,
  bitsOf,
  FORMATTING,
  foreignBits,
  IMPLIED,
  ITEM_BORDER,
  levelOf,
  PART,
  RAW_TEXT,
  SCOPE,
  SPECIAL,
  START_RULE,
  TABLE_SCOPE,
} from './tree-names.ts';
import type { StartRule } from './tree-rules.ts';
import { startRules } from './tree-rules.ts';

/** What is known of the elements of one name. */
export interface Kind {
  readonly name: string;
  readonly bits: number;
  /** How deep in a table it stands, 1 to 3, if it is a part of one. */
  readonly level: number;
  /** What its start tag does besides, if it has a rule of its own. */
  readonly startRule: StartRule | undefined;
  /** The depth of the innermost open one, or -1. */
  last: number;
}

/**
 * A place in the stack, and the element that is open there, or was the last to be. Of `special` to `html`, each is the
 * depth of the innermost element, itself included, of a sort.
 */
export class Frame<Data> implements OpenElement<Data> {
  readonly depth: number;
  /** The place around it. */
  readonly below: Frame<Data> | undefined;
  kind: Kind = NO_KIND;
  name = '';
  foreign = '';
  index = 0;
  typeIndex = 0;
  hollow = false;
  raw = false;
  data: Data | undefined;
  /** The depth of the next element of its kind further out, or -1. */
  outer = -1;
  special = -1;
  scope = -1;
  button = -1;
  item = -1;
  table = -1;
  part = -1;
  html = -1;
  /** Whether it is MathML's annotation-xml and says that it holds HTML. */
  encoded = false;
  childCount = 0;
  typeCounts: Map<string, number> | undefined;
  /** Whether it has closed and only what was opened in it has not. */
  closed = false;
  /** Whether it is to be told of only when that has. */
  late = false;

  constructor(depth: number, below: Frame<Data> | undefined) {
    this.depth = depth;
    this.below = below;
  }
}

/** What stands for the kind of the document. */
const NO_KIND: Kind = { name: '', bits: 0, level: 0, startRule: undefined, last: -1 };

/** How many different names among one parent's children are counted for `:nth-of-type`. */
const MAX_TYPES = 10_000;

/** How many names are known before those are forgotten of which no element is open. */
const MAX_KINDS = 1000;

/** The open elements of one document. */
export class OpenElements<Data> {
  /** The current element; where there is none, a frame of depth -1 that stands for the document. */
  top: Frame<Data> = new Frame(-1, undefined);
  /** How many elements are open. */
  size = 0;
  countsTypes = true;
  headSeen = false;
  bodySeen = false;
  /** Whether a form has begun and its end tag did not come. */
  formOpen = false;
  /** What is known of HTML elements, and of others. */
  readonly kinds: Map<string, Kind> = new Map();
  readonly foreignKinds: Map<string, Kind> = new Map();
  readonly paragraphs: Kind;
  /** Frames are used again: those from `size` on are free. */
  readonly #frames: Frame<Data>[] = [];
  readonly #handler: TreeHandler<Data>;

  constructor(handler: TreeHandler<Data>) {
    this.#handler = handler;
    this.paragraphs = this.kindOf('p');
    // It is what an image is read as.
    this.kinds.set('image', this.kindOf('img'));
  }

  kindOf(name: string): Kind {
    return this.kinds.get(name) ?? addKind(this.kinds, name, bitsOf(name), levelOf(name));
  }

  /** The element that is open at a depth. */
  at(depth: number): Frame<Data> | undefined {
    return depth < this.size ? this.#frames[depth] : undefined;
  }

  /** The depth of the innermost open HTML element of a name, or -1. */
  last(name: string): number {
    return this.kinds.get(name)?.last ?? -1;
  }

  /** Whether the current element is an HTML one of a name. */
  isIn(name: string): boolean {
    return this.top.name === name && this.top.foreign === '';
  }

  push(kind: Kind, hollow: boolean): Frame<Data> {
    return this.#push(kind, kind.bits, '', hollow);
  }

  pushForeign(name: string, foreign: string, hollow: boolean, encoded: boolean): Frame<Data> {
    const kind = this.foreignKinds.get(name) ?? addKind(this.foreignKinds, name, 0, 0);
    const element = this.#push(kind, foreignBits(name, foreign), foreign, hollow);
    element.encoded = encoded;
    return element;
  }

  #push(kind: Kind, bits: number, foreign: string, hollow: boolean): Frame<Data> {
    const depth = this.size;
    const parent = this.top;
    const element = depth < this.#frames.length ? this.#frames[depth]! : this.#grow();
    if (element.hollow) element.data = undefined;
    element.kind = kind;
    element.name = kind.name;
    element.foreign = foreign;
    element.index = ++parent.childCount;
    element.hollow = hollow;
    element.raw = (bits & RAW_TEXT) !== 0;
    element.outer = kind.last;
    element.special = (bits & SPECIAL) !== 0 ? depth : parent.special;
    element.scope = (bits & SCOPE) !== 0 ? depth : parent.scope;
    element.button = (bits & BUTTON_SCOPE) !== 0 ? depth : parent.button;
    element.item = (bits & ITEM_BORDER) !== 0 ? depth : parent.item;
    element.table = (bits & TABLE_SCOPE) !== 0 ? depth : parent.table;
    element.part = (bits & PART) !== 0 ? depth : parent.part;
    element.html = foreign === '' ? depth : parent.html;
    element.childCount = 0;
    if (this.countsTypes) this.#countType(element, parent);
    if (hollow) return element;
    this.size++;
    kind.last = depth;
    this.top = element;
    return element;
  }

  #grow(): Frame<Data> {
    const element = new Frame<Data>(this.size, this.top);
    this.#frames.push(element);
    return element;
  }

  #countType(element: Frame<Data>, parent: Frame<Data>): void {
    parent.typeCounts ??= new Map();
    element.typeIndex = (parent.typeCounts.get(element.name) ?? 0) + 1;
    if (parent.typeCounts.size < MAX_TYPES) parent.typeCounts.set(element.name, element.typeIndex);
    element.typeCounts = undefined;
  }

  /** Closes elements until `depth` are open; the outermost of them has the end tag from `at` to `end`. */
  popTo(depth: number, at: number, end: number = at): void {
    while (this.size > depth || this.top.closed) {
      const element = this.top;
      this.size--;
      this.top = element.below!;
      if (element.closed) {
        // One that is left when the others have closed ends behind their end tag.
        const place = this.size < depth ? end : at;
        if (element.late) this.#handler.close(element, place, place);
        element.closed = element.late = false;
      } else {
        element.kind.last = element.outer;
        this.#handler.close(element, at, this.size === depth ? end : at);
      }
      if (element.data !== undefined) element.data = undefined;
    }
  }

  /** Closes the current element. */
  pop(at: number): void {
    this.popTo(this.size - 1, at);
  }

  /** Closes, as long as they are current, elements of the kinds that end by implication. */
  popImplied(at: number, but = ''): void {
    while ((this.top.kind.bits & IMPLIED) !== 0 && this.top.name !== but) this.pop(at);
  }

  /** Closes the innermost of two elements and what is in it, unless a border lies between. */
  closeWithin(border: number, at: number, depth: number, other = -1): void {
    const inner = Math.max(depth, other);
    if (inner >= 0 && inner >= border) this.popTo(inner, at);
  }

  /** Ends a formatting element. Blocks that were opened in it stay open without it, all else in it closes. */
  adopt(depth: number, at: number, end: number): void {
    const { special } = this.top;
    if (special <= depth) {
      this.popTo(depth, at, end);
      return;
    }
    this.popTo(special + 1, at);
    // The three elements around each block stay open if they are formatting ones.
    let staying = 0;
    for (let inner = special; inner > depth; inner--) {
      const element = this.at(inner)!;
      if (element.special === inner) staying = 3;
      else if (staying-- <= 0 || (element.kind.bits & FORMATTING) === 0) this.shut(element, at, at);
    }
    this.shut(this.at(depth)!, at, end);
  }

  /**
   * Closes an element and leaves it in the stack, below what was opened in it. If both it and something in there have
   * data, for which elements must end in order, it is told of later.
   */
  shut(element: Frame<Data>, at: number, end: number): void {
    if (element.closed) return;
    const { kind, depth, outer } = element;
    element.closed = true;
    if (kind.last === depth) kind.last = outer;
    else {
      let inner = this.at(kind.last)!;
      while (inner.outer !== depth) inner = this.at(inner.outer)!;
      inner.outer = outer;
    }
    element.late = element.data !== undefined && this.#hasDataIn(depth);
    if (!element.late) this.#handler.close(element, at, end);
  }

  #hasDataIn(depth: number): boolean {
    for (let inner = depth + 1; inner < this.size; inner++) {
      if (this.#frames[inner]!.data !== undefined) return true;
    }
    return false;
  }

  /** Closes a form so, which is then no border any more either. */
  shutForm(form: Frame<Data>, at: number, end: number): void {
    this.shut(form, at, end);
    const { depth } = form;
    const { special, item } = form.below!;
    for (let inner = depth; inner < this.size; inner++) {
      const element = this.#frames[inner]!;
      if (element.special === depth) element.special = special;
      if (element.item === depth) element.item = item;
    }
  }
}

function addKind(known: Map<string, Kind>, name: string, bits: number, level: number): Kind {
  if (known.size >= MAX_KINDS) {
    for (const [old, kind] of known) if (kind.bits === 0 && kind.last < 0) known.delete(old);
  }
  const startRule = (bits & START_RULE) !== 0 ? startRules.get(name) : undefined;
  const kind = { name, bits, level, startRule, last: -1 };
  known.set(name, kind);
  return kind;
}
