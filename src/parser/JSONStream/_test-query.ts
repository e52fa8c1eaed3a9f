/**
 * What RFC 9535 queries select, said a second time and plainly: random queries with the text of each, and an
 * evaluator that has the whole document in memory.
 *
 * @module
 */
import fc from 'fast-check';
import type { Key, Step } from './_path.ts';
import { Selection } from './_path.ts';

/** A selected value and where it is. */
export type Node = readonly [path: string, value: unknown];

/** A selector, as text and as the members that it selects of a value. */
interface PlainSelector {
  readonly text: string;
  readonly of: (value: unknown) => Key[];
}

/** A query, as text and as what it selects. */
export interface PlainQuery {
  readonly text: string;
  readonly nodes: (document: unknown) => Node[];
}

const keysOf = (value: unknown): Key[] => {
  if (Array.isArray(value)) return [...value.keys()];
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
};
const get = (value: unknown, key: Key): unknown => (value as Record<Key, unknown>)[key];

const name = fc.constantFrom('a', 'b', 'é', '__proto__', '0');
const plain: fc.Arbitrary<PlainSelector> = fc.oneof(
  fc.tuple(name, fc.boolean()).map(([name, isDouble]) => ({
    text: isDouble ? JSON.stringify(name) : `'${name}'`,
    of: (value: unknown) => (Array.isArray(value) ? [] : keysOf(value).filter((key) => key === name)),
  })),
  fc.constant<PlainSelector>({ text: '*', of: keysOf }),
  fc.nat(3).map((index) => ({
    text: `${index}`,
    of: (value: unknown) => (Array.isArray(value) && index < value.length ? [index] : []),
  })),
  fc.tuple(fc.option(fc.nat(3)), fc.option(fc.nat(4)), fc.nat(2)).map(([start, end, step]) => ({
    text: `${start ?? ''}:${end ?? ''}:${step}`,
    of: (value: unknown) => {
      const keys: Key[] = [];
      if (!Array.isArray(value) || step === 0) return keys;
      for (let i = start ?? 0; i < Math.min(end ?? value.length, value.length); i += step) keys.push(i);
      return keys;
    },
  })),
);

interface PlainTest {
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
}

/** A path of names from the current value, and what it leads to. */
const singular = fc.array(name, { maxLength: 2 }).map((names) => ({
  text: `@${names.map((name) => `['${name}']`).join('')}`,
  get: (value: unknown): unknown =>
    names.reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && !Array.isArray(at) && Object.keys(at).includes(name)
          ? get(at, name)
          : undefined,
      value,
    ),
}));
const literal = fc.constantFrom<unknown>(1, 2, 'x', 'y', true, null);

const test: fc.Arbitrary<PlainTest> = fc.letrec<{ test: PlainTest }>((tie) => ({
  test: fc.oneof(
    { maxDepth: 2 },
    singular.map(({ text, get }) => ({ text, holds: (value: unknown) => get(value) !== undefined })),
    fc.tuple(singular, literal).map(([{ text, get }, literal]) => ({
      text: `${text} == ${JSON.stringify(literal)}`,
      holds: (value: unknown) => get(value) === literal,
    })),
    fc.tuple(singular, fc.nat(3)).map(([{ text, get }, number]) => ({
      text: `${number} <= ${text}`,
      holds: (value: unknown) => {
        const other = get(value);
        return typeof other === 'number' && number <= other;
      },
    })),
    fc.nat(3).map((number) => ({
      text: `count(@.*) == ${number}`,
      holds: (value: unknown) => keysOf(value).length === number,
    })),
    fc.constant<PlainTest>({
      text: "match(@, '[x-z]')",
      holds: (value: unknown) => value === 'x' || value === 'y',
    }),
    tie('test').map(({ text, holds }) => ({ text: `!(${text})`, holds: (value: unknown) => !holds(value) })),
    fc.tuple(tie('test'), tie('test')).map(([a, b]) => ({
      text: `(${a.text}) && (${b.text})`,
      holds: (value: unknown) => a.holds(value) && b.holds(value),
    })),
    fc.tuple(tie('test'), tie('test')).map(([a, b]) => ({
      text: `(${a.text} || ${b.text})`,
      holds: (value: unknown) => a.holds(value) || b.holds(value),
    })),
  ),
})).test;

const filter: fc.Arbitrary<PlainSelector> = test.map(({ text, holds }) => ({
  text: `?${text}`,
  of: (value: unknown) => keysOf(value).filter((key) => holds(get(value, key))),
}));

const segment = fc.record({
  isDescendant: fc.boolean(),
  selectors: fc.array(fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: filter }), {
    minLength: 1,
    maxLength: 2,
  }),
});

/** Random queries that one pass can decide. */
export const queries: fc.Arbitrary<PlainQuery> = fc.array(segment, { maxLength: 3 }).map((segments) => ({
  text: `$${segments.map(({ isDescendant, selectors }) => `${isDescendant ? '..' : ''}[${selectors.map(({ text }) => text).join(', ')}]`).join('')}`,
  nodes(document) {
    let nodes: [Key[], unknown][] = [[[], document]];
    for (const { isDescendant, selectors } of segments) {
      const starts = isDescendant ? nodes.flatMap(([path, value]) => all(path, value)) : nodes;
      nodes = starts.flatMap(([path, value]) =>
        selectors.flatMap(({ of }) =>
          of(value).map((key): [Key[], unknown] => [[...path, key], get(value, key)]),
        ),
      );
    }
    const order = all([], document).map(([path]) => JSON.stringify(path));
    const found = nodes.map(([path, value]): Node => [JSON.stringify(path), value]);
    return found.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  },
}));

/** A value and all in it, the outer before the inner. */
function all(path: Key[], value: unknown): [Key[], unknown][] {
  return [[path, value], ...keysOf(value).flatMap((key) => all([...path, key], get(value, key)))];
}

/** Random documents of few names, so that queries find something in them. */
export const documents: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    literal,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((members) => {
      const object = {};
      for (const [key, value] of members) {
        Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
      }
      return object;
    }),
  ),
})).value;

/** What is selected in a complete value. */
export function selected(step: Step, value: unknown, path: readonly Key[]): Node[] {
  const nodes: Node[] = [];
  const selection = new Selection(step, value, path);
  while (selection.next()) nodes.push([JSON.stringify(selection.path), selection.value]);
  return nodes;
}

/** Follows steps as the engine does while a document streams: into what must be built it goes no further. */
export function streamed(start: Step, document: unknown): Node[] {
  const nodes: Node[] = [];
  const go = (step: Step | undefined, value: unknown, path: readonly Key[]): void => {
    if (step === undefined) return;
    if (step.times > 0 || step.decide !== undefined) {
      nodes.push(...selected(step, value, path));
      return;
    }
    for (const key of keysOf(value)) {
      go((Array.isArray(value) && step.each) || step.enter?.(key), get(value, key), [...path, key]);
    }
  };
  go(start, document, []);
  return nodes;
}
