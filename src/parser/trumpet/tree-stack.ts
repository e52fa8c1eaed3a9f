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
  SCOPE,
  SPECIAL,
  TABLE_SCOPE,
} from './tree-names.ts';

/** What is known of the elements of one name. */
export interface Kind {
  readonly name: string;
  readonly bits: number;
  /** How deep in a table it stands, 1 to 3, if it is a part of one. */
  readonly level: number;
  /** The depth of the innermost open one, or -1. */
  last: number;
}

/** An open element. Of `special` to `html`, each is the depth of the innermost element, itself included, of a sort. */
export interface Frame<Data> extends OpenElement<Data> {
  readonly kind: Kind;
  /** The depth of the next element of its kind further out, or -1. */
  outer: number;
  special: number;
  readonly scope: number;
  readonly button: number;
  item: number;
  readonly table: number;
  readonly part: number;
  readonly html: number;
  /** Whether it is MathML's annotation-xml and says that it holds HTML. */
  readonly encoded: boolean;
  childCount: number;
  typeCounts: Map<string, number> | undefined;
  /** Whether it has closed and only what was opened in it has not. */
  closed: boolean;
  /** Whether it is to be told of only when that has. */
  late: boolean;
}

/** What stands for the parent of the outermost elements. */
type Root = Pick<
  Frame<unknown>,
  'special' | 'scope' | 'button' | 'item' | 'table' | 'part' | 'html' | 'childCount' | 'typeCounts'
>;

/** How many different names among one parent's children are counted for `:nth-of-type`. */
const MAX_TYPES = 10_000;

/** How many names are known before those are forgotten of which no element is open. */
const MAX_KINDS = 1000;

/** The open elements of one document. */
export class OpenElements<Data> {
  /** The current element. */
  top: Frame<Data> | undefined;
  countsTypes = true;
  headSeen = false;
  bodySeen = false;
  /** Whether a form has begun and its end tag did not come. */
  formOpen = false;
  readonly stack: Frame<Data>[] = [];
  /** What is known of HTML elements, and of others. */
  readonly kinds: Map<string, Kind> = new Map();
  readonly foreignKinds: Map<string, Kind> = new Map();
  readonly paragraphs: Kind;
  readonly #root: Root = {
    special: -1,
    scope: -1,
    button: -1,
    item: -1,
    table: -1,
    part: -1,
    html: -1,
    childCount: 0,
    typeCounts: undefined,
  };
  readonly #handler: TreeHandler<Data>;

  constructor(handler: TreeHandler<Data>) {
    this.#handler = handler;
    this.paragraphs = this.kindOf('p');
  }

  /** The current element, or what stands for it where there is none. */
  get current(): Root {
    return this.top ?? this.#root;
  }

  kindOf(name: string): Kind {
    return this.kinds.get(name) ?? addKind(this.kinds, name, bitsOf(name), levelOf(name));
  }

  /** The depth of the innermost open HTML element of a name, or -1. */
  last(name: string): number {
    return this.kinds.get(name)?.last ?? -1;
  }

  /** Whether the current element is an HTML one of a name. */
  isIn(name: string): boolean {
    return this.top !== undefined && this.top.name === name && this.top.foreign === '';
  }

  push(kind: Kind, hollow: boolean): Frame<Data> {
    return this.#push(kind, kind.bits, '', hollow, false);
  }

  pushForeign(name: string, foreign: string, hollow: boolean, encoded: boolean): Frame<Data> {
    const kind = this.foreignKinds.get(name) ?? addKind(this.foreignKinds, name, 0, 0);
    return this.#push(kind, foreignBits(name, foreign), foreign, hollow, encoded);
  }

  #push(kind: Kind, bits: number, foreign: string, hollow: boolean, encoded: boolean): Frame<Data> {
    const depth = this.stack.length;
    const parent = this.current;
    const element: Frame<Data> = {
      name: kind.name,
      foreign,
      depth,
      index: ++parent.childCount,
      typeIndex: this.countsTypes ? countType(parent, kind.name) : 0,
      hollow,
      data: undefined,
      kind,
      outer: kind.last,
      special: (bits & SPECIAL) !== 0 ? depth : parent.special,
      scope: (bits & SCOPE) !== 0 ? depth : parent.scope,
      button: (bits & BUTTON_SCOPE) !== 0 ? depth : parent.button,
      item: (bits & ITEM_BORDER) !== 0 ? depth : parent.item,
      table: (bits & TABLE_SCOPE) !== 0 ? depth : parent.table,
      part: (bits & PART) !== 0 ? depth : parent.part,
      html: foreign === '' ? depth : parent.html,
      encoded,
      childCount: 0,
      typeCounts: undefined,
      closed: false,
      late: false,
    };
    if (hollow) return element;
    this.stack.push(element);
    kind.last = depth;
    this.top = element;
    return element;
  }

  /** Closes elements until `depth` are open; the outermost of them has the end tag from `at` to `end`. */
  popTo(depth: number, at: number, end: number = at): void {
    const { stack } = this;
    while (stack.length > depth || this.top?.closed === true) {
      const element = stack.pop()!;
      this.top = stack[stack.length - 1];
      if (element.closed) {
        if (element.late) this.#handler.close(element, at, at);
        continue;
      }
      element.kind.last = element.outer;
      this.#handler.close(element, at, stack.length === depth ? end : at);
    }
  }

  /** Closes the current element. */
  pop(at: number): void {
    this.popTo(this.stack.length - 1, at);
  }

  /** Closes, as long as they are current, elements of the kinds that end by implication. */
  popImplied(at: number, but = ''): void {
    while (this.top !== undefined && (this.top.kind.bits & IMPLIED) !== 0 && this.top.name !== but)
      this.pop(at);
  }

  /** Closes the innermost of two elements and what is in it, unless a border lies between. */
  closeWithin(border: number, at: number, depth: number, other = -1): void {
    const inner = Math.max(depth, other);
    if (inner >= 0 && inner >= border) this.popTo(inner, at);
  }

  /** Ends a formatting element. Blocks that were opened in it stay open without it, all else in it closes. */
  adopt(depth: number, at: number, end: number): void {
    const { special } = this.current;
    if (special <= depth) {
      this.popTo(depth, at, end);
      return;
    }
    this.popTo(special + 1, at);
    // The three elements around each block stay open if they are formatting ones.
    let staying = 0;
    for (let inner = special; inner > depth; inner--) {
      const element = this.stack[inner]!;
      if (element.special === inner) staying = 3;
      else if (staying-- <= 0 || (element.kind.bits & FORMATTING) === 0) this.shut(element, at, at);
    }
    this.shut(this.stack[depth]!, at, end);
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
      let inner = this.stack[kind.last]!;
      while (inner.outer !== depth) inner = this.stack[inner.outer]!;
      inner.outer = outer;
    }
    element.late =
      element.data !== undefined && this.stack.some(({ data }, i) => i > depth && data !== undefined);
    if (!element.late) this.#handler.close(element, at, end);
  }

  /** Closes a form so, which is then no border any more either. */
  shutForm(form: Frame<Data>, at: number, end: number): void {
    this.shut(form, at, end);
    const { depth } = form;
    const { special, item } = this.stack[depth - 1] ?? this.#root;
    for (let inner = depth; inner < this.stack.length; inner++) {
      const element = this.stack[inner]!;
      if (element.special === depth) element.special = special;
      if (element.item === depth) element.item = item;
    }
  }
}

function addKind(known: Map<string, Kind>, name: string, bits: number, level: number): Kind {
  if (known.size >= MAX_KINDS) {
    for (const [old, kind] of known) if (kind.bits === 0 && kind.last < 0) known.delete(old);
  }
  const kind = { name, bits, level, last: -1 };
  known.set(name, kind);
  return kind;
}

function countType(parent: Root, name: string): number {
  parent.typeCounts ??= new Map();
  const count = (parent.typeCounts.get(name) ?? 0) + 1;
  if (parent.typeCounts.size < MAX_TYPES) parent.typeCounts.set(name, count);
  return count;
}
