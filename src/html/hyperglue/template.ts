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
  const find = structureOf(html);
  const found = new Map<string, readonly TemplateElement[]>();

  return {
    html,
    select(selector) {
      const result = found.get(selector) ?? find(selector);
      keep(found, selector, result, MAX_SELECTORS);
      return result;
    },
  };
}
