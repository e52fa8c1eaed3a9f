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
  BUTTON_SCOPE,
  bitsOf,
  CLOSES_P,
  END_RULE,
  ENDS_IN_SCOPE,
  FORMATTING,
  foreignBits,
  HEADING,
  IMPLIED,
  IN_HEAD,
  ITEM_BORDER,
  NARROW,
  PART,
  SCOPE,
  SPECIAL,
  START_RULE,
  TABLE_SCOPE,
  VOID,
} from './tree-names.ts';

/** An element while it is open. */
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
  /** What the tree's user keeps with it. */
  data: Data | undefined;
}

/** Is told when elements close. */
export interface TreeHandler<Data> {
  /**
   * An element's content ends at `at`, and its end tag at `end`: the same place if it has none. Elements that are in
   * it have closed before, but for one case: of `<b><p></b></p>`, b closes while p is open.
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
  open(name: string, selfClosing: boolean, at: number, source?: string, end?: number): Open<Data>;
  /** Takes an end tag. */
  close(name: string, at: number, end: number): void;
  /** Closes what is open at the end of the document. */
  end(at: number): void;
  /** Whether the current element is a foreign one. */
  inForeign(): boolean;
}

type Open<Data> = OpenElement<Data> | undefined;

/** What is known of the elements of one name. */
interface Kind {
  readonly name: string;
  readonly bits: number;
  /** The depth of the innermost open one, or -1. */
  last: number;
}

/** An open element. The numbers below `outer` are depths of the innermost element, itself included, of a sort. */
interface Frame<Data> extends OpenElement<Data> {
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
}

/** Foreign elements whose content is HTML, and those of MathML where that is but for two elements. */
const HOLDS_HTML: RegExp = /^(?:foreignobject|desc|title)$/;
const HOLDS_TEXT: RegExp = /^(?:m[inos]|mtext)$/;
const HTML_ENCODING: RegExp = /^(?:text\/html|application\/xhtml\+xml)$/i;

/** What may stand in a noscript in the head. */
const IN_NOSCRIPT: RegExp = /^(?:basefont|bgsound|link|meta|noframes|style)$/;

const HEADINGS = 'h1 h2 h3 h4 h5 h6';

/** The parts of a table by level: a new one closes those of its level and higher ones. */
const LEVELS: readonly (readonly [name: string, level: number])[] = [
  ['tbody', 1],
  ['thead', 1],
  ['tfoot', 1],
  ['tr', 2],
  ['td', 3],
  ['th', 3],
  ['caption', 3],
  ['colgroup', 3],
];

/** What the end tag of a part ends if the part itself has no tag, as often with a tbody. */
const PARTS_IN: Partial<Record<string, string>> = { tbody: 'tr td th', tr: 'td th' };

/** How many different names among one parent's children are counted for `:nth-of-type`. */
const MAX_TYPES = 10_000;

/** How many names are known before those are forgotten of which no element is open. */
const MAX_KINDS = 1000;

/** Makes a tree. */
export function createTree<Data>(handler: TreeHandler<Data>): Tree<Data> {
  const stack: Frame<Data>[] = [];
  const kinds = new Map<string, Kind>();
  const foreignKinds = new Map<string, Kind>();
  const none = { special: -1, scope: -1, button: -1, item: -1, table: -1, part: -1, html: -1, childCount: 0 };
  const root: Pick<Frame<Data>, keyof typeof none | 'typeCounts'> = { ...none, typeCounts: undefined };
  const paragraphs = kindOf(kinds, 'p');
  let parts: readonly (readonly [kind: Kind, level: number])[] | undefined;
  let top: Frame<Data> | undefined;
  let headSeen = false;
  let bodySeen = false;
  /** Whether a form has begun and its end tag did not come. */
  let formOpen = false;

  function kindOf(known: Map<string, Kind>, name: string): Kind {
    return known.get(name) ?? addKind(known, name);
  }
  function addKind(known: Map<string, Kind>, name: string): Kind {
    if (known.size >= MAX_KINDS) {
      for (const [old, { bits, last }] of known) if (bits === 0 && last < 0) known.delete(old);
    }
    const kind = { name, bits: known === kinds ? bitsOf(name) : 0, last: -1 };
    known.set(name, kind);
    return kind;
  }
  /** The depth of the innermost open HTML element of any of some names, or -1. */
  function last(names: string): number {
    let depth = -1;
    for (const name of names.split(' ')) depth = Math.max(depth, kinds.get(name)?.last ?? -1);
    return depth;
  }
  function current(): typeof root {
    return top ?? root;
  }
  /** Whether the current element is an HTML one of a name. */
  function isIn(name: string): boolean {
    return top !== undefined && top.name === name && top.foreign === '';
  }

  /** Closes elements until `depth` are open; the outermost of them has the end tag from `at` to `end`. */
  function popTo(depth: number, at: number, end: number = at): void {
    while (stack.length > depth || top?.closed === true) {
      const element = stack.pop()!;
      top = stack[stack.length - 1];
      if (element.closed) continue;
      element.kind.last = element.outer;
      handler.close(element, at, stack.length === depth ? end : at);
    }
  }

  function push(kind: Kind, bits: number, foreign: string, hollow: boolean, encoded: boolean): Frame<Data> {
    const depth = stack.length;
    const parent = current();
    const { name } = kind;
    const special = (bits & SPECIAL) !== 0;
    const scoped = (bits & SCOPE) !== 0;
    const element: Frame<Data> = {
      name,
      foreign,
      depth,
      index: ++parent.childCount,
      typeIndex: tree.countsTypes ? countType(parent, name) : 0,
      hollow,
      encoded,
      data: undefined,
      kind,
      outer: kind.last,
      special: special ? depth : parent.special,
      scope: scoped ? depth : parent.scope,
      button: (bits & BUTTON_SCOPE) !== 0 ? depth : parent.button,
      item: (bits & ITEM_BORDER) !== 0 ? depth : parent.item,
      table: (bits & TABLE_SCOPE) !== 0 ? depth : parent.table,
      part: (bits & PART) !== 0 ? depth : parent.part,
      html: foreign === '' ? depth : parent.html,
      childCount: 0,
      typeCounts: undefined,
      closed: false,
    };
    if (hollow) return element;
    stack.push(element);
    kind.last = depth;
    top = element;
    return element;
  }

  function countType(parent: typeof root, name: string): number {
    parent.typeCounts ??= new Map();
    const count = (parent.typeCounts.get(name) ?? 0) + 1;
    if (parent.typeCounts.size < MAX_TYPES) parent.typeCounts.set(name, count);
    return count;
  }

  /** Closes, as long as they are current, elements of the kinds that end by implication. */
  function popImplied(at: number, but = ''): void {
    while (top !== undefined && (top.kind.bits & IMPLIED) !== 0 && top.name !== but)
      popTo(stack.length - 1, at);
  }
  /** Closes the innermost element of some names and what is in it, unless a border lies between. */
  function closeWithin(border: number, names: string, at: number): void {
    const depth = last(names);
    if (depth >= 0 && depth >= border) popTo(depth, at);
  }

  /** The depth of the outermost element of some names in the current table, or how many are open. */
  function outermost(names: string): number {
    let depth = stack.length;
    for (const name of names.split(' ')) {
      const found = kinds.get(name)?.last ?? -1;
      if (found > current().table) depth = Math.min(depth, found);
    }
    return depth;
  }

  /** Makes room in a table for a part of the given level. */
  function openPart(level: number, at: number): void {
    const table = current().table;
    let inner = stack[table]?.name === 'table' ? table + 1 : 0;
    let outer = stack.length;
    parts ??= LEVELS.map(([name, partLevel]) => [kindOf(kinds, name), partLevel]);
    for (const [{ last: depth }, partLevel] of parts) {
      if (depth <= table) continue;
      if (partLevel < level) inner = Math.max(inner, depth + 1);
      else outer = Math.min(outer, depth);
    }
    popTo(Math.min(outer, inner || outer), at);
  }

  /** Whether table parts are expected here, and all else stands in the wrong place. */
  function inTable(): boolean {
    return /^(?:table|tbody|tfoot|thead|tr)$/.test(stack[current().part]?.name ?? '');
  }

  /** Closes what the start tag of an HTML element closes by a rule of its own. Returns false for no element. */
  function startRule({ name, last: own }: Kind, at: number): boolean {
    const { scope, item, table } = current();
    switch (name) {
      case 'html':
        return stack.length === 0 && !headSeen && !bodySeen;
      case 'head':
        return !headSeen && !bodySeen && (top === undefined || isIn('html'));
      case 'body':
        if (isIn('head')) popTo(stack.length - 1, at);
        return !bodySeen && (top === undefined || isIn('html'));
      case 'form':
        if (last('template') >= 0) return true;
        if (formOpen) return false;
        formOpen = true;
        return true;
      case 'a':
      case 'nobr':
        if (own >= 0 && own >= scope) adopt(own, at, at);
        else if (name === 'a' && own > markerBelow(scope, own)) shut(stack[own]!, at, at);
        return true;
      case 'button':
        closeWithin(scope, name, at);
        return true;
      case 'select':
        // A select in a select only ends it.
        if (own < 0 || own < scope) return true;
        popTo(own, at);
        return false;
      case 'input':
      case 'textarea':
        closeWithin(scope, 'select', at);
        return true;
      case 'option':
      case 'optgroup':
      case 'hr':
        if (last('select') > scope) popImplied(at, name === 'option' ? 'optgroup' : '');
        else if (name !== 'hr' && isIn('option')) popTo(stack.length - 1, at);
        return true;
      case 'li':
        closeWithin(item, name, at);
        return true;
      case 'dd':
      case 'dt':
        closeWithin(item, 'dd dt', at);
        return true;
      case 'rb':
      case 'rtc':
      case 'rp':
      case 'rt':
        if (last('ruby') > scope) popImplied(at, name === 'rp' || name === 'rt' ? 'rtc' : '');
        return true;
      case 'table':
        if (inTable() && stack[table]?.name === name) popTo(table, at);
        return true;
      case 'col':
        if (!isIn('colgroup')) openPart(1, at);
        return true;
      default:
        openPart(name === 'tr' ? 2 : name === 'td' || name === 'th' ? 3 : 1, at);
        return true;
    }
  }

  /** Closes the current element, a head, a noscript in it or a colgroup, if it cannot hold what comes. */
  function leaveNarrow(name: string, bits: number, at: number): void {
    const { depth } = top!;
    if (isIn('noscript')) {
      if (stack[depth - 1]?.name !== 'head' || IN_NOSCRIPT.test(name)) return;
      popTo(depth, at);
      if ((bits & IN_HEAD) === 0) popTo(depth - 1, at);
    } else if (isIn('head') ? (bits & IN_HEAD) === 0 : name !== 'col' && name !== 'template') {
      popTo(depth, at);
    }
  }

  /** Keeps in mind whether the head and the body have begun, which is possible only once. */
  function seeRegion(name: string, bits: number): void {
    if (stack.length > 1 || (stack.length === 1 && !isIn('html')) || name === 'html') return;
    headSeen = true;
    if (name !== 'head' && (bits & IN_HEAD) === 0) bodySeen = true;
  }

  /** Whether an HTML element of a name can stand in the current element, which is a foreign one. */
  function holdsHtml({ name, foreign, encoded }: Frame<Data>, inner: string): boolean {
    if (foreign === 'svg') return HOLDS_HTML.test(name);
    if (name === 'annotation-xml') return encoded || inner === 'svg';
    return HOLDS_TEXT.test(name) && inner !== 'mglyph' && inner !== 'malignmark';
  }

  function breakOut(at: number): void {
    while (top !== undefined && top.foreign !== '' && !holdsHtml(top, '')) popTo(stack.length - 1, at);
  }

  function open(name: string, selfClosing: boolean, at: number, source = '', end = 0): Open<Data> {
    const hasAttribute = (wanted: string, values: RegExp) =>
      readAttributes(source.slice(at, end)).some(
        (found) => found.name === wanted && values.test(found.value),
      );
    if (top !== undefined && top.foreign !== '' && !holdsHtml(top, name)) {
      const breaksOut =
        (bitsOf(name) & BREAKOUT) !== 0 ||
        (name === 'font' && ['color', 'face', 'size'].some((wanted) => hasAttribute(wanted, /^/)));
      if (!breaksOut) {
        const { foreign } = top;
        const encoded = name === 'annotation-xml' && hasAttribute('encoding', HTML_ENCODING);
        return push(kindOf(foreignKinds, name), foreignBits(name, foreign), foreign, selfClosing, encoded);
      }
      breakOut(at);
    }
    const kind = kindOf(kinds, name === 'image' ? 'img' : name);
    const { bits } = kind;
    if (top !== undefined && (top.kind.bits & NARROW) !== 0) leaveNarrow(name, bits, at);
    if ((bits & START_RULE) !== 0 && !startRule(kind, at)) return undefined;
    // A form in the wrong place of a table holds nothing.
    const misplaced = name === 'form' && inTable();
    if ((bits & CLOSES_P) !== 0 && paragraphs.last >= current().button && paragraphs.last >= 0 && !misplaced)
      popTo(paragraphs.last, at);
    if ((bits & HEADING) !== 0 && top !== undefined && (top.kind.bits & HEADING) !== 0)
      popTo(stack.length - 1, at);
    if (!bodySeen) seeRegion(name, bits);
    if (name === 'svg' || name === 'math')
      return push(kindOf(foreignKinds, name), 0, name, selfClosing, false);
    return push(kind, bits, '', misplaced || (bits & VOID) !== 0, false);
  }

  /** Ends a formatting element. Blocks that were opened in it stay open without it, all else in it closes. */
  function adopt(depth: number, at: number, end: number): void {
    const { special } = current();
    if (special <= depth) {
      popTo(depth, at, end);
      return;
    }
    popTo(special + 1, at);
    // The three elements around each block stay open if they are formatting ones.
    let staying = 0;
    for (let inner = special; inner > depth; inner--) {
      const element = stack[inner]!;
      if (element.special === inner) staying = 3;
      else if (staying-- <= 0 || (element.kind.bits & FORMATTING) === 0) shut(element, at, at);
    }
    shut(stack[depth]!, at, end);
  }

  /** The depth of the innermost border of a scope, other than a table, from `depth` down to `least`. */
  function markerBelow(depth: number, least: number): number {
    let border = depth;
    while (border > least && stack[border]!.name === 'table') border = stack[border - 1]?.scope ?? -1;
    return border;
  }

  /** Closes an element and leaves it in the stack, below what was opened in it. */
  function shut(element: Frame<Data>, at: number, end: number): void {
    if (element.closed) return;
    const { kind, depth, outer } = element;
    element.closed = true;
    if (kind.last === depth) kind.last = outer;
    else {
      let inner = stack[kind.last]!;
      while (inner.outer !== depth) inner = stack[inner.outer]!;
      inner.outer = outer;
    }
    handler.close(element, at, end);
  }

  /** Closes a form, which is then no border any more either. */
  function shutForm(form: Frame<Data>, at: number, end: number): void {
    shut(form, at, end);
    const { depth } = form;
    const { special, item } = stack[depth - 1] ?? root;
    for (let inner = depth; inner < stack.length; inner++) {
      const element = stack[inner]!;
      if (element.special === depth) element.special = special;
      if (element.item === depth) element.item = item;
    }
  }

  /** Takes an end tag that has a rule of its own. */
  function endRule({ name, bits, last: own }: Kind, at: number, end: number): void {
    const { scope, table } = current();
    if ((bits & PART) !== 0 && name !== 'template') {
      if (own >= 0 && own >= table) popTo(own, at, end);
      else if (stack[table]?.name === 'table' && name in PARTS_IN) popTo(outermost(PARTS_IN[name]!), at);
    } else if ((bits & HEADING) !== 0) {
      const depth = last(HEADINGS);
      if (depth >= 0 && depth >= scope) popTo(depth, at, end);
    } else if (name === 'form' && last('template') < 0) {
      formOpen = false;
      if (own < 0 || own < scope) return;
      popImplied(at);
      if (own === stack.length - 1) popTo(own, at, end);
      else shutForm(stack[own]!, at, end);
    } else if (name === 'head') {
      if (isIn(name)) popTo(own, at, end);
    } else {
      const border =
        name === 'template'
          ? -1
          : name === 'p'
            ? current().button
            : name === 'li'
              ? Math.max(scope, last('ul ol'))
              : scope;
      if (own >= 0 && own >= border) popTo(own, at, end);
    }
  }

  function close(name: string, at: number, end: number): void {
    if (top === undefined) return;
    if (top.foreign !== '') {
      if (name === 'p' || name === 'br') breakOut(at);
      const depth = foreignKinds.get(name)?.last ?? -1;
      if (depth > current().html) {
        popTo(depth, at, end);
        return;
      }
      if (stack.length === 0) return;
    }
    if ((top.kind.bits & NARROW) !== 0) {
      const leaves = isIn('colgroup')
        ? !/^(?:col|colgroup|template)$/.test(name)
        : isIn('head') && /^(?:body|html|br)$/.test(name);
      if (leaves) popTo(top.depth, at);
    }
    const kind = kinds.get(name) ?? (bitsOf(name) & END_RULE ? kindOf(kinds, name) : undefined);
    if (kind === undefined) return;
    const { bits, last: own } = kind;
    if ((bits & END_RULE) !== 0) endRule(kind, at, end);
    else if (own < 0) return;
    else if ((bits & FORMATTING) !== 0) {
      if (own >= current().scope) adopt(own, at, end);
    } else if (own >= ((bits & ENDS_IN_SCOPE) !== 0 ? current().scope : current().special)) {
      popTo(own, at, end);
    }
  }

  const tree: Tree<Data> = {
    countsTypes: true,
    open,
    close,
    inForeign: () => top !== undefined && top.foreign !== '',
    end: (at) => popTo(0, at),
  };
  return tree;
}
