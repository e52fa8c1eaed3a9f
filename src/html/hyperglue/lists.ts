/**
 * Elements of a page that an array with keys has made, and is to make again of other items.
 *
 * @module
 */

/** The lists of an element that was updated: by selector, one for each element that it found. */
const known: WeakMap<Element, Map<string, List[]>> = /* @__PURE__ */ new WeakMap();

/** The place of an element that is repeated, and its copies by key. */
interface List {
  readonly template: Element;
  /** An empty text after the last copy, so that the place is not lost with all of them. */
  readonly end: Text;
  rows: Map<unknown, Element>;
}

/** An item of an array with keys. */
type Keyed = { readonly _key?: unknown } | null | undefined;

/** Whether a value is an array of items that have keys. */
export function isKeyed(value: unknown): value is readonly Keyed[] {
  return Array.isArray(value) && value.some((item: Keyed) => item?._key !== undefined);
}

/**
 * Puts the copies of each list into the order of the items: kept by key, added, removed; then updates each. The
 * elements are those that the selector finds; the first time, a list begins at each of them.
 */
export function updateLists(
  root: Element,
  selector: string,
  elements: readonly Element[],
  items: readonly Keyed[],
  update: (row: Element, item: Keyed) => void,
): void {
  const lists = known.get(root) ?? new Map<string, List[]>();
  const found = lists.get(selector) ?? elements.map(startList);
  known.set(root, lists.set(selector, found));
  for (const list of found) {
    const rows = new Map<unknown, Element>();
    let next: Node = list.end;
    for (const item of items.toReversed()) {
      // An item without a key, or with one that another has, gets a new copy.
      const key = item?._key === undefined || rows.has(item._key) ? {} : item._key;
      const row = list.rows.get(key) ?? (list.template.cloneNode(true) as Element);
      rows.set(key, row);
      list.rows.delete(key);
      if (row.nextSibling !== next) next.parentNode?.insertBefore(row, next);
      update(row, item);
      next = row;
    }
    for (const row of list.rows.values()) row.remove();
    list.rows = rows;
  }
}

function startList(template: Element): List {
  const end = template.ownerDocument.createTextNode('');
  template.replaceWith(end);
  return { template, end, rows: new Map() };
}
