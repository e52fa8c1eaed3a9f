/**
 * A piece of HTML, read once: its elements, where each of their parts stands, and which of them a selector finds.
 *
 * @module
 */
import { readAttributes } from '../parser/trumpet/attributes.ts';
import { unescapeHtml } from '../parser/trumpet/escape.ts';
import type { Matcher } from '../parser/trumpet/selector.ts';
import { compileSelector, splitFirst } from '../parser/trumpet/selector.ts';
import { createTokenizer } from '../parser/trumpet/tokenizer.ts';
import type { OpenElement } from '../parser/trumpet/tree.ts';
import { createTree } from '../parser/trumpet/tree.ts';

/** An element of a template. Offsets are into the template's HTML. */
export interface TemplateElement {
  readonly name: string;
  readonly foreign: string;
  readonly depth: number;
  readonly index: number;
  readonly typeIndex: number;
  /** Whether it cannot have content. */
  readonly hollow: boolean;
  /** The start tag, then the content, then the end tag or nothing. */
  readonly start: number;
  readonly contentStart: number;
  contentEnd: number;
  end: number;
}

/** HTML whose elements are known. */
export interface Template {
  readonly html: string;
  /** The elements that a selector finds, which may end in `:first`, in document order. */
  select(key: string): readonly TemplateElement[];
}

/** Templates and the selectors of each are kept, so that a row drawn again and again is read once. */
const MAX_TEMPLATES = 64;
const MAX_SELECTORS = 64;
const MAX_KEPT_LENGTH = 65_536;
const kept: Map<string, Template> = /* @__PURE__ */ new Map();

/** Reads HTML, or finds it among what was read before. */
export function templateOf(html: string): Template {
  const template = kept.get(html) ?? compile(html);
  if (html.length <= MAX_KEPT_LENGTH) keep(kept, html, template, MAX_TEMPLATES);
  return template;
}

/** Puts an entry last in a map, and drops the one longest unused if there are too many. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > limit) map.delete(map.keys().next().value!);
}

function compile(html: string): Template {
  const elements = readElements(html);
  const found = new Map<string, readonly TemplateElement[]>();

  function search(key: string): readonly TemplateElement[] {
    const { selector, first } = splitFirst(key);
    const matches = compileSelector(selector);
    const all = elements.filter((element) => matches(element, attributesOf(html, element)));
    return first ? all.slice(0, 1) : all;
  }

  return {
    html,
    select(key) {
      const result = found.get(key) ?? search(key);
      keep(found, key, result, MAX_SELECTORS);
      return result;
    },
  };
}

function attributesOf(html: string, element: TemplateElement): Parameters<Matcher>[1] {
  return (name) => {
    const tag = html.slice(element.start, element.contentStart);
    const attribute = readAttributes(tag).find((candidate) => candidate.name === name);
    return attribute && unescapeHtml(attribute.value);
  };
}

function readElements(html: string): TemplateElement[] {
  const elements: TemplateElement[] = [];
  const tree = createTree<TemplateElement>({
    close({ data }, at, end) {
      data!.contentEnd = at;
      data!.end = end;
    },
  });
  const tokenizer = createTokenizer({
    inForeign: tree.inForeign,
    pass() {},
    startTag(_source, name, start, end, selfClosing) {
      const opened: OpenElement<TemplateElement> | undefined = tree.open(name, selfClosing, start);
      if (opened === undefined) return false;
      const { foreign, depth, index, typeIndex, hollow } = opened;
      const at = { start, contentStart: end, contentEnd: end, end };
      opened.data = { name, foreign, depth, index, typeIndex, hollow, ...at };
      elements.push(opened.data);
      return foreign === '';
    },
    endTag(_source, name, start, end) {
      tree.close(name, start, end);
    },
  });
  tokenizer.write(html);
  tree.end(html.length);
  return elements;
}
