/**
 * Follows the element structure of a document from its tags: what is open, what a tag closes by implication, which
 * child of its parent an element is.
 *
 * It holds only the open elements, in a stack, and answers "is there a p in scope" by looking up the last p and
 * the last border of that scope, so its work does not depend on the depth. It knows the specification's void
 * elements, implied end tags, scopes and foreign content. It does not make elements that have no tag in the
 * source (a tbody left out), does not move misnested ones, and ends body and html where their end tags stand.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#tree-construction
 *
 * @module
 */
import { names } from './names.ts';

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
  /** Its place among its parent's children of its name, the first is 1. */
  readonly typeIndex: number;
  /** Whether it has neither content nor an end tag. */
  readonly hollow: boolean;
  /** What the tree's user keeps with it. */
  data: Data | undefined;
}

/** Is told when elements close. */
export interface TreeHandler<Data> {
  /** An element's content ends at `at`, and its end tag at `end`: the same place if it has none. */
  close(element: OpenElement<Data>, at: number, end: number): void;
}

/** Follows the structure of one document. */
export interface Tree<Data> {
  /** Opens an element whose tag starts at `at`. Returns undefined for a tag that makes none. */
  open(name: string, selfClosing: boolean, at: number): OpenElement<Data> | undefined;
  /** Takes an end tag. */
  close(name: string, at: number, end: number): void;
  /** Closes what is open at the end of the document. */
  end(at: number): void;
  /** Whether the current element is a foreign one. */
  inForeign(): boolean;
}

/** A kind of border, beyond which a tag does not reach; 'current' lets it reach the current element only. */
type Border = 'scope' | 'button' | 'item' | 'special' | 'table' | 'current';

interface Frame<Data> extends OpenElement<Data>, Record<Exclude<Border, 'current'>, number> {
  childCount: number;
  typeCounts: Map<string, number> | undefined;
}

const VOID: Set<string> = /* @__PURE__ */ names(
  'area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr',
);
const HEADINGS = 'h1 h2 h3 h4 h5 h6';
const BLOCKS = `blockquote center dd div dl dt ${HEADINGS} hr li listing menu ol p pre table ul`;
const CLOSES_P: Set<string> = /* @__PURE__ */ names(
  `${BLOCKS} address article aside details dialog dir fieldset figcaption figure footer form header hgroup main nav plaintext search section summary xmp`,
);
/** Foreign elements that hold HTML. Those whose names begin with an m are MathML's. */
const INTEGRATION: Set<string> = /* @__PURE__ */ names('foreignobject desc title mi mo mn ms mtext');
const TABLE: Set<string> = /* @__PURE__ */ names('table template html');
const SCOPE: Set<string> = /* @__PURE__ */ names('table template html applet caption td th marquee object');
const OTHER_SPECIAL: Set<string> = /* @__PURE__ */ names(
  'body button colgroup head noscript select tbody tfoot thead tr frameset',
);
const IN_HEAD: Set<string> = /* @__PURE__ */ names(
  'base basefont bgsound head link meta title noscript noframes style script template',
);
const ONCE: Set<string> = /* @__PURE__ */ names('html head body form');
/** What foreign content cannot hold, so that it ends before. */
const BREAKOUT: Set<string> = /* @__PURE__ */ names(
  `${BLOCKS} b big body br code em embed head i img meta nobr ruby s small span strong strike sub sup tt u var`,
);

const RUBY: Closes = ['current', 'rt rp rb'];
const HEADING: Closes = ['current', HEADINGS];

/** Which elements, within which border, a start tag closes. */
type Closes = readonly [border: Border, names: string];
const CLOSES: ReadonlyMap<string, Closes> = /* @__PURE__ */ new Map([
  ['li', ['item', 'li']],
  ['dd', ['item', 'dd dt']],
  ['dt', ['item', 'dd dt']],
  ['option', ['current', 'option']],
  ['optgroup', ['current', 'option optgroup']],
  ['rt', RUBY],
  ['rp', RUBY],
  ['rb', ['current', 'rt rp rb rtc']],
  ['rtc', ['current', 'rt rp rb rtc']],
  ['button', ['scope', 'button']],
  ['select', ['scope', 'select']],
  ['a', ['special', 'a']],
]);

/** The parts of a table: a new one closes those of its level and higher ones. */
const LEVELS: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ['tbody', 1],
  ['thead', 1],
  ['tfoot', 1],
  ['tr', 2],
  ['td', 3],
  ['th', 3],
  ['caption', 3],
  ['colgroup', 3],
]);

/** How many different names among one parent's children are counted for `:nth-of-type`. */
const MAX_TYPES = 10_000;

/** Makes a tree. */
export function createTree<Data>(handler: TreeHandler<Data>): Tree<Data> {
  const stack: Frame<Data>[] = [];
  /** Where in the stack the elements of each name are. */
  const places = new Map<string, number[]>();
  const root = {
    scope: -1,
    button: -1,
    item: -1,
    special: -1,
    table: -1,
    childCount: 0,
    typeCounts: undefined,
  };

  function top(): Frame<Data> | undefined {
    return stack[stack.length - 1];
  }
  /** The depth of the innermost border of a kind, or -1. */
  function borderOf(kind: Border): number {
    return kind === 'current' ? stack.length - 1 : (top() ?? root)[kind];
  }
  /** The depth of the innermost open element of any of some names, or -1. */
  function last(name: string): number {
    if (name.includes(' ')) return Math.max(...name.split(' ').map(last));
    const depths = places.get(name);
    return depths === undefined ? -1 : depths[depths.length - 1]!;
  }

  /** Closes elements until `depth` are open; the outermost of them has the end tag from `at` to `end`. */
  function popTo(depth: number, at: number, end = at): void {
    while (stack.length > depth) {
      const element = stack.pop()!;
      const depths = places.get(element.name)!;
      if (depths.length === 1) places.delete(element.name);
      else depths.pop();
      handler.close(element, at, stack.length === depth ? end : at);
    }
  }
  /** Closes elements of some names up to a border. */
  function closeWithin([border, closed]: Closes, at: number): void {
    for (let depth = last(closed); depth >= 0 && depth >= borderOf(border); depth = last(closed))
      popTo(depth, at);
  }

  function push(name: string, foreign: string, hollow: boolean): Frame<Data> {
    const depth = stack.length;
    const parent: Omit<Frame<Data>, keyof OpenElement<Data>> = top() ?? root;
    parent.typeCounts ??= new Map();
    const typeIndex = (parent.typeCounts.get(name) ?? 0) + 1;
    if (parent.typeCounts.size < MAX_TYPES) parent.typeCounts.set(name, typeIndex);
    const html = foreign === '';
    const scoped = html ? SCOPE.has(name) : holdsHtml(name, foreign);
    const special = scoped || (html && (CLOSES_P.has(name) || OTHER_SPECIAL.has(name)));
    const element: Frame<Data> = {
      name,
      foreign,
      depth,
      index: ++parent.childCount,
      typeIndex,
      hollow,
      data: undefined,
      childCount: 0,
      typeCounts: undefined,
      scope: scoped ? depth : parent.scope,
      button: scoped || name === 'button' ? depth : parent.button,
      item: special && !/^(?:address|div|p)$/.test(name) ? depth : parent.item,
      special: special ? depth : parent.special,
      table: html && TABLE.has(name) ? depth : parent.table,
    };
    if (!hollow) {
      stack.push(element);
      const depths = places.get(name);
      if (depths === undefined) places.set(name, [depth]);
      else depths.push(depth);
    }
    return element;
  }

  /** Makes room in a table for a part of the given level. */
  function openPart(level: number, at: number): void {
    const table = borderOf('table');
    let inner = stack[table]?.name === 'table' ? table + 1 : 0;
    let outer = stack.length;
    for (const [part, partLevel] of LEVELS) {
      const depth = last(part);
      if (depth <= table) continue;
      if (partLevel < level) inner = Math.max(inner, depth + 1);
      else outer = Math.min(outer, depth);
    }
    popTo(Math.min(outer, inner || outer), at);
  }

  /** Closes what the start tag of an HTML element closes by implication. */
  function closeImplied(name: string, at: number): void {
    if (!IN_HEAD.has(name)) closeWithin(['current', 'head'], at);
    const closes = CLOSES.get(name);
    if (closes !== undefined) closeWithin(closes, at);
    if (CLOSES_P.has(name)) closeWithin(['button', 'p'], at);
    if (/^h[1-6]$/.test(name)) closeWithin(HEADING, at);
    const level = LEVELS.get(name);
    if (level !== undefined) openPart(name[0] === 'c' ? 1 : level, at);
  }

  function inForeign(): boolean {
    const { foreign = '', name = '' } = top() ?? {};
    return foreign !== '' && !holdsHtml(name, foreign);
  }
  function breakOut(at: number): void {
    while (inForeign()) popTo(stack.length - 1, at);
  }

  function open(name: string, selfClosing: boolean, at: number): OpenElement<Data> | undefined {
    if (inForeign()) {
      if (!BREAKOUT.has(name)) return push(name, top()!.foreign, selfClosing);
      breakOut(at);
    }
    if (ONCE.has(name) && last(name) > last('template')) return undefined;
    closeImplied(name, at);
    const foreign = name === 'svg' || name === 'math';
    return push(name, foreign ? name : '', foreign ? selfClosing : VOID.has(name));
  }

  function close(name: string, at: number, end: number): void {
    if (name === 'p' || name === 'br') breakOut(at);
    const block = CLOSES_P.has(name) || SCOPE.has(name) || OTHER_SPECIAL.has(name);
    const border =
      LEVELS.has(name) || TABLE.has(name) ? 'table' : name === 'p' ? 'button' : block ? 'scope' : 'special';
    const own = last(name);
    const depth = own < 0 && /^h[1-6]$/.test(name) ? last(HEADINGS) : own;
    if (depth >= 0 && depth >= Math.max(borderOf(border), name === 'li' ? last('ul ol') : -1))
      popTo(depth, at, end);
  }

  return { open, close, inForeign, end: (at) => popTo(0, at) };
}

/** Whether a foreign element holds HTML. */
function holdsHtml(name: string, foreign: string): boolean {
  return INTEGRATION.has(name) && (name[0] === 'm') === (foreign === 'math');
}
