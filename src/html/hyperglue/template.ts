/**
 * A piece of HTML, read once: its elements, where each of their parts stands, and which of them a selector finds.
 *
 * @module
 */
import { structureOf } from '#hyperglue-structure';
import type { TemplateElement } from './types.ts';

/** HTML whose elements are known. */
export interface Template {
  readonly html: string;
  /** The elements that a selector finds, in document order. */
  select(selector: string): readonly TemplateElement[];
}

/** So many templates, and selectors of each, are kept, so that a row drawn again and again is read once. */
const MAX_KEPT = 64;
const MAX_KEPT_LENGTH = 65_536;
const kept: Map<string, Template> = /* @__PURE__ */ new Map();

/** Reads HTML, or finds it among what was read before. */
export function templateOf(html: string): Template {
  return kept.get(html) ?? keep(kept, html, compile(html));
}

/** Puts what is not too long into a map, without the others if they are too many. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): Value {
  if (map.size === MAX_KEPT) map.clear();
  if (key.length <= MAX_KEPT_LENGTH) map.set(key, value);
  return value;
}

function compile(html: string): Template {
  const find = structureOf(html);
  const found = new Map<string, readonly TemplateElement[]>();
  return { html, select: (selector) => found.get(selector) ?? keep(found, selector, find(selector)) };
}
