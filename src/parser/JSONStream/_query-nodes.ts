/**
 * The parts of an RFC 9535 query, and what they select in a value that is there as a whole.
 *
 * @module
 */

/** Selects members of a value. */
export type Selector =
  | SingularSelector
  | { readonly kind: 'wildcard' }
  | Slice
  | { readonly kind: 'filter'; readonly test: Test };

/** Selects one member at most. */
export type SingularSelector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number };

/** Selects elements at regular distances; a bound left out depends on the sign of the step. */
export interface Slice {
  readonly kind: 'slice';
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly step: number;
}

/** Says whether a filter lets a value through. */
export type Test = (current: unknown) => boolean;

/** Applies selectors to a value, or to it and all in it. */
export interface Segment {
  readonly isDescendant: boolean;
  readonly selectors: readonly Selector[];
}

/** Stands for the absence of a value: RFC 9535 calls it Nothing. */
export const NOTHING: unique symbol = Symbol('nothing');

/** The values that segments select, the outer before the inner. */
export function nodesOf(segments: readonly Segment[], value: unknown): unknown[] {
  let nodes = [value];
  for (const { isDescendant, selectors } of segments) {
    const starts = isDescendant ? nodes.flatMap(withDescendants) : nodes;
    nodes = starts.flatMap((node) => selectors.flatMap((selector) => selectedBy(selector, node)));
  }
  return nodes;
}

function withDescendants(value: unknown): unknown[] {
  const all = [value];
  for (let i = 0; i < all.length; i++) {
    for (const member of membersOf(all[i])) all.push(member);
  }
  return all;
}

function selectedBy(selector: Selector, value: unknown): unknown[] {
  switch (selector.kind) {
    case 'name':
    case 'index': {
      const member = memberOf(selector, value);
      return member === NOTHING ? [] : [member];
    }
    case 'wildcard':
      return membersOf(value);
    case 'slice':
      return Array.isArray(value)
        ? value.filter((_element, index) => isInSlice(selector, index, value.length))
        : [];
    case 'filter':
      return membersOf(value).filter(selector.test);
  }
}

/** The member of a value that a name or an index selects, or else nothing. */
export function memberOf(selector: SingularSelector, value: unknown): unknown {
  if (selector.kind === 'name') {
    const { name } = selector;
    return isObject(value) && Object.hasOwn(value, name) ? value[name] : NOTHING;
  }
  if (!Array.isArray(value)) return NOTHING;
  const at = fromStart(selector.index, value.length);
  return at >= 0 && at < value.length ? value[at] : NOTHING;
}

/** The elements of an array, the members' values of an object, nothing of anything else. */
export function membersOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

/** Whether a value is an object, as JSON has it. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where an index that may count from the end lies in an array. */
export function fromStart(index: number, length: number): number {
  return index < 0 ? length + index : index;
}

/** Whether a slice of an array of that length has the element at an index (RFC 9535, section 2.3.4.2.2). */
export function isInSlice({ start, end, step }: Slice, index: number, length: number): boolean {
  if (step === 0) return false;
  const from = fromStart(start ?? (step > 0 ? 0 : length - 1), length);
  const to = end === undefined ? (step > 0 ? length : -1) : fromStart(end, length);
  if (step > 0) {
    const first = Math.max(from, 0);
    return index >= first && index < to && (index - first) % step === 0;
  }
  const first = Math.min(from, length - 1);
  return index <= first && index > to && (first - index) % -step === 0;
}
