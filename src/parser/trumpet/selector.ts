/**
 * Compiles CSS selectors to matchers that decide at each start tag, from what came before it alone.
 *
 * A matcher walks with the document: for every open element it keeps, in a few integers, which parts of the
 * selector have matched there, in its ancestors and in its earlier siblings. So its memory depends on the depth
 * and not on the length of the document, and an element costs the same wherever it stands.
 *
 * css-what reads the selector. Of what it reads, a matcher knows types, `*`, `.class`, `#id`, the attribute
 * operators with their i flag, the four combinators, groups, `:not`, `:is`, `:where`, `:root`, `:first-child`,
 * `:nth-child`, `:first-of-type` and `:nth-of-type`. Names of elements and attributes are compared without case,
 * all else with.
 *
 * @see https://www.w3.org/TR/selectors-4/
 *
 * @module
 */
import type { AttributeSelector, Selector, Traversal } from 'css-what';
import { isTraversal, parse, stringify } from 'css-what';
import { ERR_TRUMPET_SELECTOR, withCause } from '../../core/errors.ts';
import { lowerCase } from './names.ts';

/** What a selector can ask of an element. */
export interface Selectable {
  /** In lower case. */
  readonly name: string;
  /** How many elements it is in. */
  readonly depth: number;
  /** Its place among its parent's children, the first is 1. */
  readonly index: number;
  /** Its place among its parent's children of its name, the first is 1. */
  readonly typeIndex: number;
}

/** Reads an attribute of the element in question; undefined if it has none of the name. */
export type AttributeReader = (name: string) => string | undefined;

/** Decides whether an element matches. To be called for every element, in document order, but for `reach`. */
export interface Matcher {
  (element: Selectable, attribute: AttributeReader): boolean;
  readonly reach: Reach;
}

/** Which elements a matcher can match at all. */
export interface Reach {
  /** Whether it need not be called for the others, as it remembers nothing from one element to the next. */
  readonly local: boolean;
  /** Whether it asks for `typeIndex`. */
  readonly countsTypes: boolean;
  /** The names, ids and classes that they have, one way to match each; undefined where any will do. */
  readonly ways: readonly Way[];
}

/** What an element has that matches in one of the ways there are. */
export interface Way {
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly className: string | undefined;
  /** Whether it has any attribute. */
  readonly attributed: boolean;
}

type Test = (element: Selectable, attribute: AttributeReader, matched: number) => boolean;

/** One compound selector, e.g. `a.b`: its tests, how the one before must stand to it, and the bit of that one. */
type Step = readonly [tests: readonly Test[], combinator: number, before: number];

/** The combinators, as indexes of a matcher's memory. */
const COMBINATORS: readonly string[] = ['descendant', 'child', 'adjacent', 'sibling'];
const CHILD = 1;

/** A matcher's memory is one integer with a bit for each step. */
const MAX_STEPS = 31;

/** The combinator before a first step, which has no step before it. */
const START: Traversal = { type: 'descendant' } as Traversal;
const NAME: RegExp = /^[\w\-\xb0-\uffff]+$/;
const NTH: RegExp = /^(?:([-+]?\d*)n\s*(?:([-+])\s*(\d+))?|([-+]?\d+))$/;

/** By css-what's name of an operator: how an attribute's value must stand to the one wanted. */
const OPERATORS: Partial<Record<string, (actual: string, wanted: string) => boolean>> = {
  equals: (actual, wanted) => actual === wanted,
  hyphen: (actual, wanted) => `${actual}-`.startsWith(`${wanted}-`),
  start: (actual, wanted) => wanted !== '' && actual.startsWith(wanted),
  end: (actual, wanted) => wanted !== '' && actual.endsWith(wanted),
  any: (actual, wanted) => wanted !== '' && actual.includes(wanted),
  element: (actual, wanted) =>
    wanted !== '' && actual.includes(wanted) && actual.split(/[\t\n\f\r ]/).includes(wanted),
};

/**
 * Compiles a selector. `encode` turns its text into the form that names and attributes have in the source.
 *
 * @throws {ERR_TRUMPET_SELECTOR} if it is not one, is too long, or depends on what follows an element's start tag
 */
export function compileSelector(selector: string, encode: (text: string) => string = String): Matcher {
  const steps: Step[] = [];
  let countsTypes = false;

  function fail(reason: string): never {
    throw ERR_TRUMPET_SELECTOR(selector, reason);
  }

  function refuse(token: Selector): never {
    const text = stringify([['data' in token ? { ...token, data: null } : token]]).trim();
    fail(`'${text}' cannot be decided while a document streams`);
  }

  /** Adds the steps of a group and returns the bits of its members' last ones. */
  function addGroup(group: readonly Selector[][]): number {
    if (group.length === 0) fail('it is empty');
    return group.reduce((bits, tokens) => bits | addSteps(tokens), 0);
  }

  function addSteps(tokens: readonly Selector[]): number {
    let bit = 0;
    let tests: Test[] = [];
    for (const token of [START, ...tokens]) {
      if (!isTraversal(token)) {
        tests.push(testOf(token) ?? refuse(token));
        continue;
      }
      const combinator = COMBINATORS.indexOf(token.type);
      if (combinator < 0) refuse(token);
      if (bit !== 0 && tests.length === 0) fail('it begins with a combinator');
      if (steps.length === MAX_STEPS) fail('it has too many parts');
      tests = [];
      bit = 1 << (steps.push([tests, combinator, bit]) - 1);
    }
    if (tests.length === 0) fail('it ends with a combinator');
    return bit;
  }

  /** Returns undefined if it takes more than a start tag to decide. */
  function testOf(token: Selector): Test | undefined {
    if ('namespace' in token && token.namespace !== null) return undefined;
    if (token.type === 'universal') return () => true;
    if (token.type === 'attribute') return attributeTest(token);
    if (token.type === 'tag') {
      const wanted = lowerCase(nameOf(token.name));
      return (element) => element.name === wanted;
    }
    if (token.type !== 'pseudo') return undefined;
    const { name, data } = token;
    if (name.endsWith('-of-type')) countsTypes = true;
    if (!Array.isArray(data)) return placeTest(name, data);
    if (!/^(?:not|is|where)$/.test(name)) return undefined;
    const bits = addGroup(data);
    return (_element, _attribute, matched) => ((matched & bits) !== 0) !== (name === 'not');
  }

  /** Encodes a name. css-what lets any character begin one; after an escape it may. */
  function nameOf(text: string): string {
    if (!NAME.test(text) && !selector.includes('\\')) fail(`'${text}' is not a name`);
    return encode(text);
  }

  function attributeTest({ name, action, value, ignoreCase }: AttributeSelector): Test | undefined {
    const key = lowerCase(nameOf(name));
    if (action === 'exists') return (_element, attribute) => attribute(key) !== undefined;
    // css-what reads [a=] like [a=""].
    if (value === '' && !/""|''/.test(selector)) fail(`'${name}' is compared with nothing`);
    const compare = OPERATORS[action];
    if (compare === undefined) return undefined;
    // A class or id, which is a name, is marked by 'quirks'.
    const fold = ignoreCase === true ? lowerCase : String;
    const wanted = fold(ignoreCase === 'quirks' ? nameOf(value) : encode(value));
    return (_element, attribute) => {
      const actual = attribute(key);
      return actual !== undefined && compare(fold(actual), wanted);
    };
  }

  let group: Selector[][];
  try {
    group = parse(selector);
  } catch (error) {
    throw withCause(ERR_TRUMPET_SELECTOR(selector, (error as Error).message), error);
  }
  const final = addGroup(group);
  const reach: Reach = {
    local: steps.every(([, , before]) => before === 0),
    countsTypes,
    ways: group.map(wayOf),
  };
  return Object.assign(walk(steps, final), { reach });

  /** What the last compound of a complex selector, which has passed all checks, asks of an element. */
  function wayOf(tokens: readonly Selector[]): Way {
    const compound = tokens.slice(tokens.findLastIndex(isTraversal) + 1);
    const way = { name: undefined, id: undefined, className: undefined, attributed: false } as {
      -readonly [Key in keyof Way]: Way[Key];
    };
    for (const token of compound) {
      if (token.type === 'tag') way.name = lowerCase(encode(token.name));
      if (token.type !== 'attribute') continue;
      way.attributed = true;
      if (token.ignoreCase !== 'quirks') continue;
      if (token.name === 'id' && token.action === 'equals') way.id = encode(token.value);
      if (token.name === 'class' && token.action === 'element') way.className = encode(token.value);
    }
    return way;
  }
}

/** Makes the test of a pseudo-class that holds no selector. */
function placeTest(name: string, data: string | null): Test | undefined {
  if (name === 'root' && data === null) return (element) => element.depth === 0;
  const [, order, ofType] = /^(first|nth)-(?:child|of-(type))$/.exec(name) ?? [];
  if (order === undefined || (order === 'first') !== (data === null)) return undefined;
  const nth = parseNth(data ?? '1');
  if (nth === undefined) return undefined;
  const [step, start] = nth;
  return (element) => {
    const distance = (ofType ? element.typeIndex : element.index) - start;
    return step === 0 ? distance === 0 : distance % step === 0 && distance / step >= 0;
  };
}

/** Reads `an+b`, `odd` or `even` as a and b. */
function parseNth(text: string): readonly [step: number, start: number] | undefined {
  const formula = text.trim().toLowerCase();
  if (formula === 'odd') return [2, 1];
  if (formula === 'even') return [2, 0];
  const [found, each, sign = '+', offset = 0, only] = NTH.exec(formula) ?? [];
  if (found === undefined) return undefined;
  if (each === undefined) return [0, Number(only)];
  return [Number(/\d/.test(each) ? each : `${each}1`), Number(sign + offset)];
}

/** Makes the matcher that finds elements at which one of the steps in `final` matches. */
function walk(
  steps: readonly Step[],
  final: number,
): (element: Selectable, attribute: AttributeReader) => boolean {
  // By depth: what matched at the open element and further out, at it, at its last child, at any of its children.
  const around: number[] = [];
  const here: number[] = [];
  const previous: number[] = [];
  const earlier: number[] = [];
  const memory = [around, here, previous, earlier];

  return (element, attribute) => {
    const { depth } = element;
    let matched = 0;
    // A nested step comes after the one that asks for it.
    for (let i = steps.length - 1; i >= 0; i--) {
      const [tests, combinator, before] = steps[i]!;
      if (before !== 0 && (memory[combinator]![combinator > CHILD ? depth : depth - 1]! & before) === 0)
        continue;
      let passed = 0;
      while (passed < tests.length && tests[passed]!(element, attribute, matched)) passed++;
      if (passed === tests.length) matched |= 1 << i;
    }
    around[depth] = around[depth - 1]! | matched;
    here[depth] = previous[depth] = matched;
    earlier[depth] = earlier[depth]! | matched;
    previous[depth + 1] = earlier[depth + 1] = 0;
    return (matched & final) !== 0;
  };
}
