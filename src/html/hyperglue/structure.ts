/**
 * The structure of a template, read by the engine that hyperstream uses: its elements, where they stand in the
 * text, and which of them a selector finds.
 *
 * `#hyperglue-structure` resolves to this file, and in browsers to structure.browser.ts, which asks the page's
 * own parser and selector engine instead, because it has them.
 *
 * @module
 */
import { ERR_TRUMPET_TOO_DEEP } from '../../core/errors.ts';
import { readAttributes } from '../../parser/trumpet/attributes.ts';
import { unescapeHtml } from '../../parser/trumpet/escape.ts';
import type { AttributeReader, Selectable } from '../../parser/trumpet/selector.ts';
import { compileSelector } from '../../parser/trumpet/selector.ts';
import { createTokenizer } from '../../parser/trumpet/tokenizer.ts';
import { createTree } from '../../parser/trumpet/tree.ts';
import type { TemplateElement } from './types.ts';

/** The deepest nesting that is read, in open elements: what some tags do costs time for each. */
const MAX_DEPTH = 4096;

interface FoundElement extends TemplateElement, Selectable {
  contentEnd: number;
  end: number;
}

/**
 * Reads HTML text; the function returned finds elements by a selector, in document order.
 *
 * @throws {ERR_TRUMPET_SELECTOR} if it is not one or depends on what follows an element's start tag
 * @throws {ERR_TRUMPET_TOO_DEEP} if more than 4096 elements are open at once
 */
export function structureOf(html: string): (selector: string) => TemplateElement[] {
  const elements = readElements(html);
  return (selector) => {
    const matches = compileSelector(selector);
    return elements.filter((element) => matches(element, attributesOf(html, element)));
  };
}

function attributesOf(html: string, element: TemplateElement): AttributeReader {
  return (name) => {
    const tag = html.slice(element.start, element.contentStart);
    const attribute = readAttributes(tag).find((candidate) => candidate.name === name);
    return attribute && unescapeHtml(attribute.value);
  };
}

function readElements(html: string): FoundElement[] {
  const elements: FoundElement[] = [];
  const tree = createTree<FoundElement>({
    close({ data }, at, end) {
      data!.contentEnd = at;
      data!.end = end;
    },
  });
  const tokenizer = createTokenizer({
    inForeign: tree.inForeign,
    pass() {},
    startTag(source, name, start, end, selfClosing) {
      const opened = tree.open(name, selfClosing, start, source, end);
      if (opened === undefined) return false;
      if (opened.depth >= MAX_DEPTH) throw ERR_TRUMPET_TOO_DEEP(MAX_DEPTH);
      const { foreign, depth, index, typeIndex, hollow } = opened;
      const place = { start, contentStart: end, contentEnd: end, end };
      opened.data = { name, foreign: foreign !== '', depth, index, typeIndex, hollow, ...place };
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
