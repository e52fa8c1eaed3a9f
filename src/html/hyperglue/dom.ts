/**
 * Updates an element of a page where it stands.
 *
 * @module
 */

import { findBy } from '../../parser/trumpet/first.ts';
import type { Target } from './apply.ts';
import { applyValue, toUpdates } from './apply.ts';
import { isKeyed, updateLists } from './lists.ts';
import type { HyperglueUpdates } from './types.ts';

/** Applies updates to an element and those within it, and returns the element. */
export function updateElement<E extends Element>(root: E, updates: HyperglueUpdates): E {
  const found = Object.entries(updates).map(([key, value]) => {
    const elements = findBy(key, (selector) => {
      const all = [...root.querySelectorAll(selector)];
      return root.matches(selector) ? [root, ...all] : all;
    });
    return { key, value, elements };
  });
  for (const { key, value, elements } of found) {
    if (isKeyed(value)) updateLists(root, key, elements, value, updateItem);
    else for (const element of elements) applyValue(value, targetOf(element));
  }
  return root;
}

function updateItem(element: Element, item: unknown): void {
  updateElement(element, toUpdates(item as HyperglueUpdates));
}

function targetOf(element: Element): Target {
  return {
    put(place, content, markup) {
      if (place === 'replace') element.textContent = '';
      if (typeof content === 'string' && markup) {
        element.insertAdjacentHTML(place === 'prepend' ? 'afterbegin' : 'beforeend', content);
      } else if (place === 'prepend') element.prepend(content);
      else element.append(content);
    },
    set(name, value) {
      if (value === null) element.removeAttribute(name);
      else element.setAttribute(name, value === true ? '' : value);
    },
    extend(name, prepend, append) {
      element.setAttribute(name, prepend + (element.getAttribute(name) ?? '') + append);
    },
    repeat(items) {
      element.replaceWith(...items.map((item) => updateElement(element.cloneNode(true) as Element, item)));
    },
    nest(updates) {
      updateElement(element, updates);
    },
  };
}
