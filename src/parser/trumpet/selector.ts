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
import type { Nth } from './selector-place.ts';
import { placeTest, readPlace } from './selector-place.ts';

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

/** Reads an attribute of the element in question; undefined if it has none of the name. As it is written will do, if so said. */
export type AttributeReader = (name: string, asWritten?: boolean) => string | undefined;

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
  /** Whether it asks what follows. */
  readonly looksAhead: boolean;
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

/** Tests one thing of an element, given what of the selector has matched at it so far. */
export type Test = (element: Selectable, attribute: AttributeReader, matched: number) => boolean;

/** A question about what follows an element's start tag. */
export interface Look {
  /** Its place among its siblings from the end, whether it is empty, what is in it. */
  readonly kind: 'last' | 'empty' | 'has';
  /** The same for the same question. */
  readonly key: string;
  readonly nth: Nth;
  /** Whether only siblings of its name count. */
  readonly ofType: boolean;
  /** Whether only children count. */
  readonly child: boolean;
  /** The steps of which one must match in it. */
  readonly bits: number;
}

/** What answers questions about what follows. */
export interface Looks {
  /** Makes the test of a question. */
  test(look: Look): Test;
  /** Whether tests pass as long as it may be that they do. */
  readonly optimistic: boolean;
  /** Is told the bits of what has matched at each element. */
  seen?(matched: number, depth: number): void;
}

const LOOK = { nth: [0, 0], ofType: false, child: false, bits: 0 } as const;

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
 * Compiles a selector. `encode` turns its text into the form that names and attributes have in the source. `looks`
 * answers what depends on what follows; without it such selectors are refused.
 *
 * @throws {ERR_TRUMPET_SELECTOR} if it is not one, is too long, or depends on what follows an element's start tag
 */
export function compileSelector(
  selector: string,
  encode: (text: string) => string = String,
  looks?: Looks,
): Matcher {
  const steps: Step[] = [];
  /** How many questions it asks about what follows. */
  let looking = 0;
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
    /** What looks ahead is asked last. */
    let late: Test[] = [];
    for (const token of [START, ...tokens]) {
      if (!isTraversal(token)) {
        const before = looking;
        const test = testOf(token) ?? refuse(token);
        (looking > before ? late : tests).push(test);
        continue;
      }
      tests.push(...late);
      late = [];
      const combinator = COMBINATORS.indexOf(token.type);
      if (combinator < 0) refuse(token);
      if (bit !== 0 && tests.length === 0) fail('it begins with a combinator');
      if (steps.length === MAX_STEPS) fail('it has too many parts');
      tests = [];
      bit = 1 << (steps.push([tests, combinator, bit]) - 1);
    }
    tests.push(...late);
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
    if (Array.isArray(data)) return name === 'has' ? hasTest(data) : groupTest(name, data);
    if (name === 'root' && data === null) return (element) => element.depth === 0;
    if (name === 'empty' && data === null) {
      looking++;
      return looks?.test({ ...LOOK, kind: name, key: name });
    }
    if (name.endsWith('-of-type')) countsTypes = true;
    const [, only] = /^only-(child|of-type)$/.exec(name) ?? [];
    if (only !== undefined && data === null) {
      const first = placeTest([0, 1], only !== 'child');
      const last = lastTest([0, 1], only !== 'child');
      return last && ((element, ...rest) => first(element) && last(element, ...rest));
    }
    const place = readPlace(name, data);
    if (place === undefined) return undefined;
    return place.last ? lastTest(place.nth, place.ofType) : placeTest(place.nth, place.ofType);
  }

  function groupTest(name: string, group: readonly Selector[][]): Test | undefined {
    if (!/^(?:not|is|where)$/.test(name)) return undefined;
    const before = looking;
    const bits = addGroup(group);
    // What is not decided yet may come to be refused as well as found.
    if (looks?.optimistic && name === 'not' && looking > before) return () => true;
    return (_element, _attribute, matched) => ((matched & bits) !== 0) !== (name === 'not');
  }

  function lastTest(nth: Nth, ofType: boolean): Test | undefined {
    looking++;
    return looks?.test({ ...LOOK, kind: 'last', key: `last ${nth} ${ofType}`, nth, ofType });
  }

  /** A relative selector can be one compound, anywhere in an element or among its children. */
  function hasTest(group: readonly Selector[][]): Test | undefined {
    if (looks === undefined) return undefined;
    const tests: Test[] = [];
    for (const [first, ...rest] of group) {
      const child = first!.type === 'child';
      const compound: Selector[] = child || first!.type === 'descendant' ? rest : [first!, ...rest];
      if (compound.length === 0 || compound.some(isTraversal)) return undefined;
      const key = `has ${child ? '> ' : ''}${stringify([compound])}`;
      const before = looking;
      const bits = addSteps(compound);
      if (looking > before) return undefined;
      looking++;
      tests.push(looks.test({ ...LOOK, kind: 'has', key, child, bits }));
    }
    // All must be asked, or they are not answered.
    return (...asked) => tests.filter((test) => test(...asked)).length > 0;
  }

  /** Encodes a name. css-what lets any character begin one; after an escape it may. */
  function nameOf(text: string): string {
    if (!NAME.test(text) && !selector.includes('\\')) fail(`'${text}' is not a name`);
    return encode(text);
  }

  function attributeTest({ name, action, value, ignoreCase }: AttributeSelector): Test | undefined {
    const key = lowerCase(nameOf(name));
    if (action === 'exists') return (_element, attribute) => attribute(key, true) !== undefined;
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
    local: steps.every(isLocal),
    countsTypes,
    looksAhead: looking > 0,
    ways: group.map(wayOf),
  };
  return Object.assign(walk(steps, final, looks), { reach });

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

/** Whether a step asks nothing of other elements. */
function isLocal([, , before]: Step): boolean {
  return before === 0;
}

/** Makes the matcher that finds elements at which one of the steps in `final` matches. */
function walk(
  steps: readonly Step[],
  final: number,
  looks: Looks | undefined,
): (element: Selectable, attribute: AttributeReader) => boolean {
  // By depth: what matched at the open element and further out, at it, at its last child, at any of its children.
  const around: number[] = [];
  const here: number[] = [];
  const previous: number[] = [];
  const earlier: number[] = [];
  const memory = [around, here, previous, earlier];
  const local = steps.every(isLocal);

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
    looks?.seen?.(matched, depth);
    if (!local) {
      around[depth] = around[depth - 1]! | matched;
      here[depth] = previous[depth] = matched;
      earlier[depth] = earlier[depth]! | matched;
      previous[depth + 1] = earlier[depth + 1] = 0;
    }
    return (matched & final) !== 0;
  };
}
