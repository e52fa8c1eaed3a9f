/**
 * What the filters of RFC 9535 queries are made of: comparisons and functions.
 *
 * @module
 */
import type { Segment, SingularSelector, Test } from './_query-nodes.ts';
import { isObject, memberOf, membersOf, NOTHING, nodesOf } from './_query-nodes.ts';
import { patternOf } from './_query-pattern.ts';

/** What can stand in a filter: a value, a list of nodes, or whether something holds. */
export type Operand =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  | QueryOperand
  | { readonly type: 'value'; readonly get: (current: unknown) => unknown }
  | { readonly type: 'logical'; readonly test: Test };

/** A query on the current value, with the selectors of one that selects one value at most. */
export interface QueryOperand {
  readonly type: 'query';
  readonly segments: readonly Segment[];
  readonly singular: readonly SingularSelector[] | undefined;
}

/** Returns how a value is got at, where an operand has just one. */
export function getterOf(operand: Operand): ((current: unknown) => unknown) | undefined {
  switch (operand.type) {
    case 'literal':
      return () => operand.value;
    case 'value':
      return operand.get;
    case 'query': {
      const { singular } = operand;
      return singular && ((current) => walk(singular, current));
    }
    case 'logical':
      return undefined;
  }
}

function walk(selectors: readonly SingularSelector[], current: unknown): unknown {
  let value = current;
  for (const selector of selectors) value = memberOf(selector, value);
  return value;
}

/** Returns the test that an operand is by itself, where it is one: a query tests whether there is such a value. */
export function testOf(operand: Operand): Test | undefined {
  if (operand.type === 'logical') return operand.test;
  if (operand.type !== 'query') return undefined;
  const { segments, singular } = operand;
  return (current) =>
    singular ? walk(singular, current) !== NOTHING : nodesOf(segments, current).length > 0;
}

function onlyOf(nodes: readonly unknown[]): unknown {
  return nodes.length === 1 ? nodes[0] : NOTHING;
}

/** The operators, the longer of two that begin alike first. */
export const COMPARISONS: readonly (readonly [
  operator: string,
  compare: (a: unknown, b: unknown) => boolean,
])[] = [
  ['==', isEqual],
  ['!=', (a, b) => !isEqual(a, b)],
  ['<=', (a, b) => isLess(a, b) || isEqual(a, b)],
  ['>=', (a, b) => isLess(b, a) || isEqual(a, b)],
  ['<', isLess],
  ['>', (a, b) => isLess(b, a)],
];

/** Whether values are equal, however deep they are. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  const pairs: [unknown, unknown][] = [[a, b]];
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return false;
      for (const [i, element] of a.entries()) pairs.push([element, b[i]]);
    } else {
      if (!isObject(a) || !isObject(b)) return false;
      const names = Object.keys(a);
      if (names.length !== Object.keys(b).length) return false;
      for (const name of names) {
        if (!Object.hasOwn(b, name)) return false;
        pairs.push([a[name], b[name]]);
      }
    }
  }
  return true;
}

function isLess(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  return typeof a === 'string' && typeof b === 'string' && compareText(a, b) < 0;
}

/** Compares by code points; `<` compares by code units, in which U+FFFF comes after the surrogates. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return (a.codePointAt(i) as number) - (b.codePointAt(i) as number);
  }
  return a.length - b.length;
}

/** A function of RFC 9535: the types of its arguments, and what it makes of them. */
export interface QueryFunction {
  readonly parameters: readonly ('value' | 'nodes' | 'pattern')[];
  readonly call: (args: readonly Operand[]) => Operand;
}

/** The five functions (RFC 9535, section 2.4). */
export const FUNCTIONS: ReadonlyMap<string, QueryFunction> = /* @__PURE__ */ new Map<string, QueryFunction>([
  ['length', { parameters: ['value'], call: ([of]) => ofValue(of, lengthOf) }],
  ['count', { parameters: ['nodes'], call: ([of]) => ofNodes(of, (nodes) => nodes.length) }],
  ['value', { parameters: ['nodes'], call: ([of]) => ofNodes(of, onlyOf) }],
  ['match', { parameters: ['value', 'pattern'], call: ([of, pattern]) => matching(of, pattern, true) }],
  ['search', { parameters: ['value', 'pattern'], call: ([of, pattern]) => matching(of, pattern, false) }],
]);

function ofValue(operand: Operand | undefined, make: (value: unknown) => unknown): Operand {
  const get = getterOf(operand as Operand) as (current: unknown) => unknown;
  return { type: 'value', get: (current) => make(get(current)) };
}

function ofNodes(operand: Operand | undefined, make: (nodes: readonly unknown[]) => unknown): Operand {
  const { segments } = operand as QueryOperand;
  return { type: 'value', get: (current) => make(nodesOf(segments, current)) };
}

function lengthOf(value: unknown): unknown {
  if (typeof value === 'string') return [...value].length;
  return typeof value === 'object' && value !== null ? membersOf(value).length : NOTHING;
}

/** What is no string does not match, nor does anything match what is no pattern. */
function matching(operand: Operand | undefined, pattern: Operand | undefined, whole: boolean): Operand {
  const get = getterOf(operand as Operand) as (current: unknown) => unknown;
  const { value } = pattern as Extract<Operand, { type: 'literal' }>;
  const expression = typeof value === 'string' ? patternOf(value, whole) : undefined;
  const test: Test = (current) => {
    const text = get(current);
    return typeof text === 'string' && expression !== undefined && expression.test(text);
  };
  return { type: 'logical', test };
}
