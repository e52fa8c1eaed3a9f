/**
 * What the tags of HTML elements do that have rules of their own.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
 *
 * @module
 */
import { HEADING, IN_HEAD } from './tree-names.ts';
import type { Kind, OpenElements } from './tree-stack.ts';

/** Closes what a start tag closes. Returns false if it makes no element. */
export type StartRule = (open: OpenElements<unknown>, kind: Kind, at: number) => boolean;

/** Takes an end tag, from `at` to `end`. */
export type EndRule = (open: OpenElements<unknown>, kind: Kind, at: number, end: number) => void;

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

/** What the end tag of a part of a table ends if the part itself has no tag, as often with a tbody. */
const PARTS_IN: Partial<Record<string, readonly string[]>> = { tbody: ['tr', 'td', 'th'], tr: ['td', 'th'] };

/** Formatting elements that do not hold themselves. */
const startFormatting: StartRule = (open, { name, last }, at) => {
  const { scope } = open.top;
  if (last >= 0 && last >= scope) open.adopt(last, at, at);
  else if (name === 'a' && last > markerBelow(open, scope, last)) open.shut(open.at(last)!, at, at);
  return true;
};

const startOption: StartRule = (open, { name }, at) => {
  if (open.last('select') > open.top.scope) open.popImplied(at, name === 'option' ? 'optgroup' : '');
  else if (name !== 'hr' && open.isIn('option')) open.pop(at);
  return true;
};

const startRuby: StartRule = (open, { name }, at) => {
  if (open.last('ruby') > open.top.scope) open.popImplied(at, name === 'rt' || name === 'rp' ? 'rtc' : '');
  return true;
};

const startInput: StartRule = (open, _kind, at) => {
  open.closeWithin(open.top.scope, at, open.last('select'));
  return true;
};

const startTerm: StartRule = (open, _kind, at) => {
  open.closeWithin(open.top.item, at, open.last('dd'), open.last('dt'));
  return true;
};

const startPart: StartRule = (open, { name, level }, at) => {
  openPart(open, name === 'caption' || name === 'colgroup' ? 1 : level, at);
  return true;
};

/** The rules of start tags. */
export const startRules: ReadonlyMap<string, StartRule> = /* @__PURE__ */ new Map<string, StartRule>([
  ['html', (open) => open.size === 0 && !open.headSeen && !open.bodySeen],
  ['head', (open) => !open.headSeen && !open.bodySeen && (open.size === 0 || open.isIn('html'))],
  [
    'body',
    (open, _kind, at) => {
      if (open.isIn('head')) open.pop(at);
      return !open.bodySeen && (open.size === 0 || open.isIn('html'));
    },
  ],
  [
    'form',
    (open) => {
      if (open.last('template') >= 0) return true;
      if (open.formOpen) return false;
      open.formOpen = true;
      return true;
    },
  ],
  ['a', startFormatting],
  ['nobr', startFormatting],
  [
    'button',
    (open, { last }, at) => {
      open.closeWithin(open.top.scope, at, last);
      return true;
    },
  ],
  [
    'select',
    (open, { last }, at) => {
      // A select in a select only ends it.
      if (last < 0 || last < open.top.scope) return true;
      open.popTo(last, at);
      return false;
    },
  ],
  ['input', startInput],
  ['textarea', startInput],
  ['option', startOption],
  ['optgroup', startOption],
  ['hr', startOption],
  [
    'li',
    (open, { last }, at) => {
      open.closeWithin(open.top.item, at, last);
      return true;
    },
  ],
  ['dd', startTerm],
  ['dt', startTerm],
  ['rb', startRuby],
  ['rtc', startRuby],
  ['rp', startRuby],
  ['rt', startRuby],
  [
    'table',
    (open, { name }, at) => {
      const { table } = open.top;
      if (inTable(open) && open.at(table)?.name === name) open.popTo(table, at);
      return true;
    },
  ],
  [
    'col',
    (open, _kind, at) => {
      if (!open.isIn('colgroup')) openPart(open, 1, at);
      return true;
    },
  ],
  ['colgroup', startPart],
  ['caption', startPart],
  ['tbody', startPart],
  ['thead', startPart],
  ['tfoot', startPart],
  ['tr', startPart],
  ['td', startPart],
  ['th', startPart],
]);

const endPart: EndRule = (open, { name, last }, at, end) => {
  const { table } = open.top;
  if (last >= 0 && last >= table) open.popTo(last, at, end);
  else if (open.at(table)?.name === 'table') {
    let outermost = open.size;
    for (const part of PARTS_IN[name] ?? []) {
      const depth = open.last(part);
      if (depth > table) outermost = Math.min(outermost, depth);
    }
    open.popTo(outermost, at);
  }
};

const endHeading: EndRule = (open, _kind, at, end) => {
  let depth = -1;
  for (const name of HEADINGS) depth = Math.max(depth, open.last(name));
  if (depth >= 0 && depth >= open.top.scope) open.popTo(depth, at, end);
};

/** The rules of end tags. */
export const endRules: ReadonlyMap<string, EndRule> = /* @__PURE__ */ new Map<string, EndRule>([
  ...HEADINGS.map((name): [string, EndRule] => [name, endHeading]),
  ...['colgroup', 'caption', 'tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'table'].map(
    (name): [string, EndRule] => [name, endPart],
  ),
  [
    'form',
    (open, { last }, at, end) => {
      const inTemplate = open.last('template') >= 0;
      if (!inTemplate) open.formOpen = false;
      if (last < 0 || last < open.top.scope) return;
      if (inTemplate) open.popTo(last, at, end);
      else {
        open.popImplied(at);
        if (last === open.size - 1) open.popTo(last, at, end);
        else open.shutForm(open.at(last)!, at, end);
      }
    },
  ],
  [
    'head',
    (open, { name, last }, at, end) => {
      if (open.isIn(name)) open.popTo(last, at, end);
    },
  ],
  [
    'template',
    (open, { last }, at, end) => {
      if (last >= 0) open.popTo(last, at, end);
    },
  ],
  [
    'p',
    (open, { last }, at, end) => {
      if (last >= 0 && last >= open.top.button) open.popTo(last, at, end);
    },
  ],
  [
    'li',
    (open, { last }, at, end) => {
      if (last >= Math.max(0, open.top.scope, open.last('ul'), open.last('ol'))) open.popTo(last, at, end);
    },
  ],
]);

/** Whether table parts are expected here, and all else stands in the wrong place. */
export function inTable(open: OpenElements<unknown>): boolean {
  return /^(?:table|tbody|tfoot|thead|tr)$/.test(open.at(open.top.part)?.name ?? '');
}

/** Closes the current element, a head, a noscript in it or a colgroup, if it cannot hold what comes. */
export function leaveNarrow(open: OpenElements<unknown>, { name, bits }: Kind, at: number): void {
  if (open.isIn('noscript')) {
    if (open.top.below!.name !== 'head' || /^(?:basefont|bgsound|link|meta|noframes|style)$/.test(name))
      return;
    open.pop(at);
    if ((bits & IN_HEAD) === 0) open.pop(at);
  } else if (open.isIn('head') ? (bits & IN_HEAD) === 0 : name !== 'col' && name !== 'template') {
    open.pop(at);
  }
}

/** Does so before an end tag. */
export function leaveNarrowAtEnd(open: OpenElements<unknown>, name: string, at: number): void {
  const leaves = open.isIn('colgroup')
    ? !/^(?:col|colgroup|template)$/.test(name)
    : open.isIn('head') && /^(?:body|html|br)$/.test(name);
  if (leaves) open.pop(at);
}

/** Closes a heading that is the current element, before another. */
export function leaveHeading(open: OpenElements<unknown>, at: number): void {
  if ((open.top.kind.bits & HEADING) !== 0) open.pop(at);
}

/** Keeps in mind whether the head and the body have begun, which is possible only once. */
export function seeRegion(open: OpenElements<unknown>, { name, bits }: Kind): void {
  if (open.size > 1 || (open.size === 1 && !open.isIn('html')) || name === 'html') return;
  open.headSeen = true;
  if (name !== 'head' && (bits & IN_HEAD) === 0) open.bodySeen = true;
}

/** Makes room in a table for a part of the given level. */
function openPart(open: OpenElements<unknown>, level: number, at: number): void {
  const { table } = open.top;
  let inner = open.at(table)?.name === 'table' ? table + 1 : 0;
  let outer = open.size;
  for (let depth = open.top.part; depth > table; depth = open.at(depth)!.below!.part) {
    if (open.at(depth)!.kind.level < level) inner = Math.max(inner, depth + 1);
    else outer = depth;
  }
  open.popTo(Math.min(outer, inner || outer), at);
}

/** The depth of the innermost border of a scope, other than a table, from `depth` down to `least`. */
function markerBelow(open: OpenElements<unknown>, depth: number, least: number): number {
  let border = depth;
  while (border > least && open.at(border)!.name === 'table') border = open.at(border)!.below!.scope;
  return border;
}
