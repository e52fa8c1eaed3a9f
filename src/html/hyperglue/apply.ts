/**
 * What each form of a value asks for, told to a target that does it: to text, or to the elements of a page.
 *
 * @module
 */
import { FilledHtml } from './result.ts';
import type { HyperglueEdits, HyperglueText, HyperglueUpdates, HyperglueValue } from './types.ts';

/** Where new content goes. */
export type Place = 'replace' | 'prepend' | 'append';

/** An element being updated. */
export interface Target {
  /** Puts text, or markup, or a node of the page in its place. */
  put(place: Place, content: string | Node, markup: boolean): void;
  /** Sets an attribute, leaves its bare name, or removes it. */
  set(name: string, value: string | true | null): void;
  /** Adds to an attribute. */
  extend(name: string, prepend: string, append: string): void;
  /** Repeats the element, once for each map of updates. */
  repeat(items: readonly HyperglueUpdates[]): void;
  /** Applies updates to the element and what is in it. */
  nest(updates: HyperglueUpdates): void;
}

const CONTENT_KEY = /^_(append|prepend|(?=.))(text|html|)$/;

/** Reads the name of a change of content, e.g. `_appendHtml`; undefined for an attribute's. */
export function contentKey(key: string): { place: Place; markup: boolean } | undefined {
  const name = key.toLowerCase();
  const [whole, place, kind] = CONTENT_KEY.exec(name) ?? [];
  if (whole === undefined || (place === '' && name !== key)) return undefined;
  return { place: (place || 'replace') as Place, markup: kind === 'html' };
}

/** How a selector begins and no attribute's name, or what it has in it, or how it ends. */
const SELECTOR: RegExp = /^[.#[*]|[\s>+~,(]|:first$/;

/** Whether a name can be but a selector: by how it is written, or because no attribute has such a value. */
export function isSelector(name: string, value: unknown): boolean {
  if (SELECTOR.test(name)) return true;
  if (isContent(value)) return false;
  return (
    Array.isArray(value) ||
    !Object.keys(value as object).every((key) => key === 'append' || key === 'prepend')
  );
}

/** Applies a value to an element. */
export function applyValue(value: HyperglueValue, target: Target): void {
  if (Array.isArray(value)) target.repeat(value.map(toUpdates));
  else if (isContent(value)) putContent(target, 'replace', value, false);
  else {
    const { _map, ...parts } = value as HyperglueEdits;
    const entries = Object.entries(parts);
    const nested = entries.filter(([key, part]) => isSelector(key, part)) as [string, HyperglueValue][];
    // Before the element's own content is replaced, since they are for what is there.
    target.nest({ ..._map, ...Object.fromEntries(nested) });
    for (const [key, part] of entries) if (!isSelector(key, part)) applyPart(key, part, target);
  }
}

/** Applies one property of an object. */
function applyPart(key: string, part: HyperglueEdits[string], target: Target): void {
  const content = contentKey(key);
  if (content !== undefined) putContent(target, content.place, part, content.markup);
  else if (part === null || part === undefined || part === false) target.set(key, null);
  else if (isContent(part)) target.set(key, part === true || textOf(part as HyperglueText));
  else {
    const { prepend, append } = part as { prepend?: unknown; append?: unknown };
    target.extend(key, textOf(prepend), textOf(append));
  }
}

function putContent(target: Target, place: Place, value: unknown, markup: boolean): void {
  if (value === null || value === undefined) return;
  if (isNode(value)) target.put(place, value, true);
  else target.put(place, textOf(value), markup || value instanceof FilledHtml);
}

/** An item of an array as updates of the repeated element; its key is none of them. */
export function toUpdates(item: HyperglueUpdates | HyperglueValue): HyperglueUpdates {
  if (isContent(item)) return { ':first': item as HyperglueValue };
  const { _key, ...updates } = item as HyperglueUpdates;
  return updates;
}

/** Whether a value is content, or nothing, and not a map of any kind. */
function isContent(value: unknown): boolean {
  return (
    value === null ||
    typeof value !== 'object' ||
    value instanceof Uint8Array ||
    value instanceof FilledHtml ||
    isNode(value)
  );
}

function isNode(value: unknown): value is Node {
  return typeof Node === 'function' && value instanceof Node;
}

/** Text as a string; bytes are read as UTF-8, nothing is empty. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return value === null || value === undefined ? '' : String(value);
}
