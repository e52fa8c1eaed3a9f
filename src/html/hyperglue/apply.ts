/**
 * What each form of a value asks for, told to a target that does it: to text, or to the elements of a page.
 *
 * @module
 */
import { HyperglueResult } from './result.ts';
import type { HyperglueText, HyperglueUpdates, HyperglueValue } from './types.ts';

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
}

const CONTENT_KEY = /^_(append|prepend|(?=.))(text|html|)$/;

/** Reads the name of a change of content, e.g. `_appendHtml`; undefined for an attribute's. */
export function contentKey(key: string): { place: Place; markup: boolean } | undefined {
  const name = key.toLowerCase();
  const [whole, place, kind] = CONTENT_KEY.exec(name) ?? [];
  if (whole === undefined || (place === '' && name !== key)) return undefined;
  return { place: (place || 'replace') as Place, markup: kind === 'html' };
}

/** Applies a value to an element. */
export function applyValue(value: HyperglueValue, target: Target): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) target.repeat(value.map(toUpdates));
  else if (isContent(value)) putContent(target, 'replace', value, false);
  else {
    for (const [key, part] of Object.entries(value as object)) {
      const content = contentKey(key);
      if (content !== undefined) putContent(target, content.place, part, content.markup);
      else if (part === null || part === undefined || part === false) target.set(key, null);
      else if (part === true || isContent(part))
        target.set(key, part === true || textOf(part as HyperglueText));
      else target.extend(key, textOf(part.prepend), textOf(part.append));
    }
  }
}

function putContent(target: Target, place: Place, value: unknown, markup: boolean): void {
  if (value === null || value === undefined) return;
  if (isNode(value)) target.put(place, value, true);
  else target.put(place, textOf(value), markup || value instanceof HyperglueResult);
}

/** An item of an array as updates of the repeated element. */
function toUpdates(item: HyperglueUpdates | HyperglueValue): HyperglueUpdates {
  return isContent(item) || item === null || item === undefined
    ? { ':first': item as HyperglueValue }
    : (item as HyperglueUpdates);
}

function isContent(value: unknown): boolean {
  return (
    typeof value !== 'object' ||
    value instanceof Uint8Array ||
    value instanceof HyperglueResult ||
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
