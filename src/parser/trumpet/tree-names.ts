/**
 * What the names of HTML's elements mean to the tree: one integer of bits for each.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
 *
 * @module
 */

/** Has no content. */
export const VOID: number = 1 << 0;
/** Its start tag ends a p. */
export const CLOSES_P: number = 1 << 1;
/** Stops the search for the start tag of an end tag that has no rule of its own. */
export const SPECIAL: number = 1 << 2;
/** Stops the search in scope. */
export const SCOPE: number = 1 << 3;
/** Stops the search in button scope. */
export const BUTTON_SCOPE: number = 1 << 4;
/** Stops the search for a list item to end. */
export const ITEM_BORDER: number = 1 << 5;
/** Stops the search in table scope. */
export const TABLE_SCOPE: number = 1 << 6;
/** Says by which rules tags are taken until it ends: a part of a table, or what sets one aside. */
export const PART: number = 1 << 7;
/** Blocks that are opened in it go on without it. */
export const FORMATTING: number = 1 << 8;
/** Ends by implication. */
export const IMPLIED: number = 1 << 9;
/** May stand in the head. */
export const IN_HEAD: number = 1 << 10;
/** Cannot stand in foreign content, which ends before it. */
export const BREAKOUT: number = 1 << 11;
/** h1 to h6. */
export const HEADING: number = 1 << 12;
/** Its end tag is searched for in scope, and not only up to a special element. */
export const ENDS_IN_SCOPE: number = 1 << 13;
/** Its start tag has a rule of its own. */
export const START_RULE: number = 1 << 14;
/** Its end tag has one. */
export const END_RULE: number = 1 << 15;
/** Ends before what it cannot hold. */
export const NARROW: number = 1 << 16;
/** May hold text that is not read as markup. */
export const RAW_TEXT: number = 1 << 17;
/** Begins foreign content. */
export const FOREIGN_ROOT: number = 1 << 18;
/** Ends where its end tag stands, but what is in it may go on. */
export const FORM: number = 1 << 19;

const HEADINGS = 'h1 h2 h3 h4 h5 h6';
const SECTIONS =
  'address article aside center details dialog dir div fieldset figcaption figure footer header hgroup main menu nav search section summary';
const BLOCKS = `blockquote dl listing ol pre ul ${SECTIONS}`;
const PARTS = 'tbody tfoot thead tr td th caption colgroup';

const WORDS: readonly (readonly [bits: number, names: string])[] = [
  [
    VOID,
    'area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr',
  ],
  [CLOSES_P, `${BLOCKS} ${HEADINGS} dd dt form hr li p plaintext table xmp`],
  [
    SPECIAL | ITEM_BORDER,
    `${BLOCKS} ${HEADINGS} ${PARTS} applet body button dd dt form frameset head html iframe li marquee noembed noframes noscript object plaintext script select style table template textarea title xmp`,
  ],
  [SPECIAL, 'p'],
  [SCOPE | BUTTON_SCOPE, 'applet caption html marquee object table td template th'],
  [BUTTON_SCOPE, 'button'],
  [TABLE_SCOPE, 'html table template'],
  [PART, `${PARTS} table template`],
  [FORMATTING, 'a b big code em font i nobr s small strike strong tt u'],
  [IMPLIED, 'dd dt li optgroup option p rb rp rt rtc'],
  [IN_HEAD, 'base basefont bgsound head link meta title noscript noframes style script template'],
  [
    BREAKOUT,
    `${HEADINGS} b big blockquote body br center code dd div dl dt em embed head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var`,
  ],
  [HEADING, HEADINGS],
  [ENDS_IN_SCOPE, `${BLOCKS} applet body button dd dt html marquee object select`],
  [
    START_RULE,
    `${PARTS} a body button col dd dt form head hr html input li nobr optgroup option rb rp rt rtc select table textarea`,
  ],
  [NARROW, 'colgroup head noscript'],
  [RAW_TEXT, 'script style title textarea xmp iframe noembed noframes plaintext'],
  [FOREIGN_ROOT, 'svg math'],
  [FORM, 'form'],
  [END_RULE, `${HEADINGS} ${PARTS} form head li p table template`],
];

/** The bits by name. */
const BITS: ReadonlyMap<string, number> = /* @__PURE__ */ bitsByName();

function bitsByName(): Map<string, number> {
  const bits = new Map<string, number>();
  for (const [added, words] of WORDS)
    for (const name of words.split(' ')) bits.set(name, (bits.get(name) ?? 0) | added);
  // List items are searched for through these.
  for (const name of ['address', 'div']) bits.set(name, bits.get(name)! & ~ITEM_BORDER);
  return bits;
}

/** Foreign elements in which HTML may stand, or which at least stop a search. */
const FOREIGN_BORDER: RegExp = /^(?:foreignobject|desc|title)$/;
const MATH_BORDER: RegExp = /^(?:m[inos]|mtext|annotation-xml)$/;

/** Returns the bits of an element of HTML. */
export function bitsOf(name: string): number {
  return BITS.get(name) ?? 0;
}

/** Returns the bits of an SVG or MathML element. */
export function foreignBits(name: string, foreign: string): number {
  const border = foreign === 'svg' ? FOREIGN_BORDER : MATH_BORDER;
  return border.test(name) ? SPECIAL | SCOPE | BUTTON_SCOPE | ITEM_BORDER : 0;
}

/** The parts of a table that hold others, by level: a new part closes those of its level and higher ones. */
const LEVELS: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ['tbody', 1],
  ['thead', 1],
  ['tfoot', 1],
  ['tr', 2],
]);

/** Returns the level of a part of a table; 3, the highest, for what holds no others. */
export function levelOf(name: string): number {
  return LEVELS.get(name) ?? 3;
}
