/**
 * The structure of a template as a browser's own parser sees it: its elements, where they stand in the text, and
 * which of them a selector finds.
 *
 * The tokenizer says where the tags are. The browser parses a copy of the text in which each start tag carries a
 * number and a numbered comment stands before every tag: the last comment that comes to lie in an element tells
 * where in the text its content ends. So a page needs neither a tree builder nor a selector engine of ours, and
 * the text that is not edited stays as it was written, as on a server.
 *
 * @module
 */
import { ERR_TRUMPET_SELECTOR, withCause } from '../../core/errors.ts';
import { createTokenizer, RAW } from '../../parser/trumpet/tokenizer.ts';
import type { TemplateElement } from './types.ts';

interface Tag {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly closing?: boolean;
  /** Whether it ends an element of raw text, in which no comment can stand. */
  readonly endsRaw?: boolean;
}

/** The attribute that holds a start tag's number in the copy; comments begin with it too. */
const MARK = 'data-gardenhose';
const COMMENT: RegExp = /^data-gardenhose (\d+)$/;
/** What a fragment cannot hold: such a template is a whole document. */
const DOCUMENT: RegExp = /<(?:!doctype|html|head|body)[\s>]/i;
/** Foreign elements, and those in them that hold HTML again. */
const BORDER: RegExp = /^(?:svg|math|foreignobject|desc|title|m[inos]|mtext)$/;
/** A pseudo-class that a server refuses, because it depends on what follows. */
const LOOKS_AHEAD: RegExp = /:(?!(?:not|is|where|root|(?:first|nth)-(?:child|of-type))\b)[\w-]+/i;

/**
 * Reads HTML text; the function returned finds elements by a selector, in document order.
 *
 * @throws {ERR_TRUMPET_SELECTOR} if it is not one or depends on what follows an element's start tag
 */
export function structureOf(html: string): (selector: string) => TemplateElement[] {
  const { tags, copy } = readTags(html);
  const root = parse(copy);
  const closers = readComments(root, tags);
  // What has no tag in the text, such as a tbody that was left out, does not count.
  for (const implied of root.querySelectorAll(`:not([${MARK}])`)) implied.replaceWith(...implied.childNodes);
  const places = new Map<Element, TemplateElement>();
  for (const element of root.querySelectorAll(`[${MARK}]`)) {
    const index = +element.getAttribute(MARK)!;
    element.removeAttribute(MARK);
    const { name, start, end: contentStart } = tags[index]!;
    const next = tags[index + 1]!;
    const closer = next.endsRaw ? next : (closers[index] ?? (name === 'plaintext' ? tags.at(-1) : undefined));
    const contentEnd = closer?.start ?? contentStart;
    places.set(element, {
      name,
      foreign: !element.namespaceURI?.endsWith('xhtml'),
      hollow: closer === undefined,
      start,
      contentStart,
      contentEnd,
      end: closer?.closing && closer.name === name ? closer.end : contentEnd,
    });
  }
  return (selector) => {
    const ahead = LOOKS_AHEAD.exec(selector.replace(/(["']).*?\1/g, ''));
    if (ahead !== null) throw ERR_TRUMPET_SELECTOR(selector, `'${ahead[0]}' looks ahead`);
    try {
      // In a fragment nothing is the root: what stands in nothing is.
      const found = root.querySelectorAll(selector.replace(/:root/g, ':not(* *)'));
      return [...found].flatMap((element) => places.get(element) ?? []);
    } catch (error) {
      throw withCause(ERR_TRUMPET_SELECTOR(selector, 'it is not one'), error);
    }
  };
}

/**
 * Returns the tags in order, the end of the text as the last, and a copy of the text with a comment before every tag
 * and a number in each start tag.
 */
function readTags(html: string): { tags: Tag[]; copy: string } {
  const tags: Tag[] = [];
  const borders: string[] = [];
  let copy = '';
  let at = 0;
  let inRaw = false;

  function inForeign(): boolean {
    return /^(?:svg|math)$/.test(borders.at(-1) ?? '');
  }
  function take(tag: Tag): void {
    copy += html.slice(at, tag.start);
    at = tag.start;
    if (!tag.endsRaw) copy += `<!--${MARK} ${tags.length}-->`;
    tags.push(tag);
  }

  const tokenizer = createTokenizer({
    inForeign,
    pass() {},
    startTag(_source, name, start, end, selfClosing) {
      const isHtml = !inForeign();
      inRaw = isHtml && RAW.has(name);
      if (BORDER.test(name) && !selfClosing && !inRaw) borders.push(name);
      take({ name, start, end });
      at += 1 + name.length;
      copy += `<${name} ${MARK}=${tags.length - 1} `;
      return isHtml;
    },
    endTag(_source, name, start, end) {
      if (borders.at(-1) === name) borders.pop();
      take({ name, start, end, closing: true, endsRaw: inRaw });
      inRaw = false;
    },
  });
  tokenizer.write(html);
  const { length } = html;
  take({ name: '', start: length, end: length, endsRaw: inRaw });
  return { tags, copy };
}

function parse(html: string): DocumentFragment {
  const template = document.createElement('template');
  if (DOCUMENT.test(html)) {
    template.content.append(new DOMParser().parseFromString(html, 'text/html').documentElement);
  } else template.innerHTML = html;
  return template.content;
}

/** Returns, by the number of each element's start tag, the last tag whose comment lies in the element. */
function readComments(root: Node, tags: readonly Tag[]): (Tag | undefined)[] {
  const closers: (Tag | undefined)[] = [];
  const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  while (comments.nextNode()) {
    const [, index] = COMMENT.exec(comments.currentNode.nodeValue ?? '') ?? [];
    if (index === undefined) continue;
    for (let around = comments.currentNode.parentElement; around !== null; around = around.parentElement) {
      const number = around.getAttribute(MARK);
      if (number !== null) closers[+number] = tags[+index];
    }
  }
  return closers;
}
