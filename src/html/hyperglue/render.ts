/**
 * Fills a template: collects what the updates change of each element, then copies the HTML around it.
 *
 * @module
 */
import { ERR_HYPERGLUE_RAW_TEXT } from '../../core/errors.ts';
import type { AttributeChange } from '../../parser/trumpet/attributes.ts';
import { attributeValue, editTag, readAttributes } from '../../parser/trumpet/attributes.ts';
import { escapeHtml } from '../../parser/trumpet/escape.ts';
import { findBy } from '../../parser/trumpet/first.ts';
import { lowerCase } from '../../parser/trumpet/names.ts';
import type { Place, Target } from './apply.ts';
import { applyValue } from './apply.ts';
import type { Template } from './template.ts';
import { templateOf } from './template.ts';
import type { HyperglueUpdates, TemplateElement } from './types.ts';

/** What becomes of one element, in HTML. */
interface Edit extends Record<Exclude<Place, 'replace'>, string> {
  readonly element: TemplateElement;
  readonly attributes: Map<string, AttributeChange>;
  /** What its content is replaced by. */
  replace?: string;
  /** What all of it is replaced by. */
  whole?: string;
}

/** Renders HTML with the updates. */
export function render(html: string, updates: HyperglueUpdates): string {
  const template = templateOf(html);
  const edits = new Map<TemplateElement, Edit>();

  /** Collects what updates change of the elements that begin between two places. */
  function collect(updates: HyperglueUpdates, from: number, to: number): void {
    for (const [key, value] of Object.entries(updates)) {
      const found = findBy(key, (selector) => {
        const all = template.select(selector);
        return all.slice(countBefore(all, from), countBefore(all, to));
      });
      for (const element of found) {
        const edit = edits.get(element) ?? { element, attributes: new Map(), prepend: '', append: '' };
        edits.set(element, edit);
        applyValue(value, targetOf(template, edit, collect));
      }
    }
  }

  collect(updates, 0, html.length);
  return write(
    html,
    [...edits.values()].sort((a, b) => a.element.start - b.element.start),
  );
}

/** How many of elements in document order start before a place. */
function countBefore(elements: readonly TemplateElement[], place: number): number {
  let low = 0;
  for (let high = elements.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (elements[middle]!.start < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function targetOf(
  { html }: Template,
  edit: Edit,
  collect: (updates: HyperglueUpdates, from: number, to: number) => void,
): Target {
  const { element, attributes } = edit;
  return {
    put(place, content, markup) {
      const added = typeof content === 'string' ? content : nodeHtml(content);
      const written = markup ? added : contentText(element, added);
      if (place === 'replace') edit.replace = written;
      else edit[place] += written;
    },
    set(name, value) {
      attributes.set(lowerCase(name), typeof value === 'string' ? escapeHtml(value) : value);
    },
    extend(key, prepend, append) {
      const name = lowerCase(key);
      let value = attributes.get(name);
      if (value === undefined) {
        const tag = html.slice(element.start, element.contentStart);
        value = readAttributes(tag).find((attribute) => attribute.name === name)?.value;
      }
      attributes.set(name, attributeValue(prepend, typeof value === 'string' ? value : '', append));
    },
    repeat(items) {
      const repeated = html.slice(element.start, element.end);
      edit.whole = items.map((item) => render(repeated, item)).join('');
    },
    nest(updates) {
      collect(updates, element.start, element.end);
    },
  };
}

function nodeHtml(node: Node): string {
  return (node as Element).outerHTML ?? escapeHtml(node.textContent ?? '');
}

/** Elements whose text is not escaped: it ends at their end tag, whatever it holds. */
const NO_ESCAPES = /^(?:xmp|iframe|noembed|noframes|plaintext)$/;

/** Text as content of an element. A tag can neither be in it nor come about where it meets other text. */
function contentText({ name, foreign }: TemplateElement, text: string): string {
  if (foreign) return escapeHtml(text);
  if (name === 'script') return text.replace(/<(?=\/?script|!--|\/?[a-z]{0,6}$|!-?$)/gi, '\\u003C');
  if (name === 'style') return text.replace(/<(?=\/style|\/?[a-z]{0,5}$)/gi, '\\3C ');
  if (!NO_ESCAPES.test(name)) return escapeHtml(text);
  if (/<(?=\/|$)/.test(text)) throw ERR_HYPERGLUE_RAW_TEXT(name);
  return text;
}

/** Copies HTML with the edits, which are in document order. */
function write(html: string, edits: readonly Edit[]): string {
  const open: Edit[] = [];
  let out = '';
  let at = 0;

  /** Copies up to `end`, and on the way what is appended to elements whose content ends before. */
  function copyTo(end: number): void {
    while (open.length > 0 && open.at(-1)!.element.contentEnd <= end) {
      const { element, append } = open.pop()!;
      out += html.slice(at, element.contentEnd) + append;
      at = element.contentEnd;
    }
    out += html.slice(at, end);
    at = end;
  }

  for (const edit of edits) {
    const { element } = edit;
    // Not in the content of an element whose content was replaced.
    if (element.start < at) continue;
    copyTo(element.start);
    at = element.contentStart;
    if (edit.whole !== undefined) {
      out += edit.whole;
      at = element.end;
      continue;
    }
    const tag = html.slice(element.start, at);
    out += edit.attributes.size > 0 ? editTag(tag, edit.attributes) : tag;
    if (element.hollow) continue;
    out += edit.prepend;
    if (edit.replace !== undefined) {
      out += edit.replace;
      at = element.contentEnd;
    }
    open.push(edit);
  }
  copyTo(html.length);
  return out;
}
