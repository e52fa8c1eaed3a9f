/**
 * Compiles CSS selectors to matchers that decide at each start tag, from what came before it alone.
 *
 * A matcher walks with the document: for every open element it keeps, in a few integers, which parts of the
 * selector have matched there, in its ancestors and in its earlier siblings. So its memory depends on the depth
 * and not on the length of the document, and an element costs the same wherever it stands.
 *
 * It knows types, `*`, `.class`, `#id`, the attribute operators with their i flag, the four combinators, groups,
 * `:not`, `:is`, `:where`, `:root`, `:first-child`, `:nth-child`, `:first-of-type` and `:nth-of-type`. Names of
 * elements and attributes are compared without case, all else with.
 *
 * @see https://www.w3.org/TR/selectors-4/
 *
 * @module
 */
import { ERR_TRUMPET_SELECTOR } from '../../core/errors.ts';
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

/** Decides whether an element matches. To be called for every element, in document order. */
export type Matcher = (element: Selectable, attribute: AttributeReader) => boolean;

type Test = (element: Selectable, attribute: AttributeReader, matched: number) => boolean;

/** One compound selector, e.g. `a.b`: its tests, how the one before must stand to it, and the bit of that one. */
type Step = readonly [tests: readonly Test[], combinator: number, before: number];

/** The combinators, as indexes of a matcher's memory. */
const COMBINATORS = ' >+~';
const CHILD = 1;

/** A matcher's memory is one integer with a bit for each step. */
const MAX_STEPS = 31;

const NAME = '(?:[\\w\\-\\x80-\\uffff]|\\\\(?:[\\da-f]{1,6}\\s?|[^\\n]))+';
const QUOTED = '"((?:[^"\\\\]|\\\\[^])*)"|\'((?:[^\'\\\\]|\\\\[^])*)\'';
const SIMPLE: RegExp = /* @__PURE__ */ new RegExp(
  `([#.]?)(${NAME}|\\*)|\\[\\s*(${NAME})\\s*(?:([~|^$*]?=)\\s*(?:${QUOTED}|(${NAME}))\\s*(?:(i)|s)?\\s*)?\\]|:(${NAME})(\\()?`,
  'iy',
);
const COMBINATOR = /\s*(?:([>+~,])\s*|(\))|$)|(\s)\s*/y;
const SPACE = /\s*/y;
const NTH = /\s*(?:(even|odd)|([-+]?\d*)n\s*(?:([-+])\s*(\d+))?|([-+]?\d+))\s*\)/iy;

/**
 * Compiles a selector. `encode` turns its text into the form that names and attributes have in the source.
 *
 * @throws {ERR_TRUMPET_SELECTOR} if it is not one, is too long, or depends on what follows an element's start tag
 */
export function compileSelector(selector: string, encode: (text: string) => string = String): Matcher {
  const steps: Step[] = [];
  let at = 0;

  function fail(reason: string): never {
    throw ERR_TRUMPET_SELECTOR(selector, reason);
  }

  function read(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(selector);
    if (found !== null) at = pattern.lastIndex;
    return found;
  }

  /** Reads a group, up to `end`, and returns the bits of its members' last steps. */
  function readGroup(end: string | undefined): number {
    let final = 0;
    let tests: Test[] = [];
    let combinator = 0;
    let before = 0;
    read(SPACE);
    for (;;) {
      const simple = read(SIMPLE);
      if (simple !== null) {
        tests.push(testOf(simple));
        continue;
      }
      const found = read(COMBINATOR);
      if (found === null || tests.length === 0) fail(`it breaks off before '${selector.slice(at)}'`);
      if (steps.length === MAX_STEPS) fail('it has too many parts');
      before = 1 << (steps.push([tests, combinator, before]) - 1);
      const mark = found[1] ?? found[2] ?? (found[3] && ' ');
      combinator = mark === undefined ? -1 : COMBINATORS.indexOf(mark);
      tests = [];
      if (combinator >= 0) continue;
      final |= before;
      before = combinator = 0;
      if (mark === end) return final;
      if (mark !== ',') fail(`it breaks off before '${selector.slice(at)}'`);
    }
  }

  function text(source: string): string {
    return encode(
      source.replace(/\\(?:([\da-f]{1,6})\s?|(.))/gi, (_all, code, character) =>
        code === undefined ? character : String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff)),
      ),
    );
  }

  function testOf(simple: RegExpExecArray): Test {
    const [, prefix, name, attribute, operator, double, single, bare, ignoreCase, pseudo, opened] = simple;
    if (pseudo !== undefined) return pseudoTest(pseudo.toLowerCase(), opened !== undefined);
    if (attribute !== undefined) {
      return attributeTest(
        text(attribute),
        operator,
        text(double ?? single ?? bare ?? ''),
        ignoreCase !== undefined,
      );
    }
    if (prefix === '.') return attributeTest('class', '~=', text(name!), false);
    if (prefix === '#') return attributeTest('id', '=', text(name!), false);
    const type = lowerCase(text(name!));
    return type === '*' ? () => true : (element) => element.name === type;
  }

  function pseudoTest(name: string, opened: boolean): Test {
    if (opened && /^(?:not|is|where|matches)$/.test(name)) {
      const bits = readGroup(')');
      return (_element, _attribute, matched) => ((matched & bits) !== 0) !== (name === 'not');
    }
    if (name === 'root') return (element) => element.depth === 0;
    const [, order, ofType] = /^(nth|first)-(?:child|of-(type))$/.exec(name) ?? [];
    const nth = order === 'nth' && opened ? read(NTH) : null;
    if (order !== 'first' && nth === null) fail(`':${name}' cannot be decided while a document streams`);
    const [, word, each, sign, offset, only] = nth ?? [];
    const step = word ? 2 : each === undefined ? 0 : Number(/\d/.test(each) ? each : `${each}1`);
    const start = word
      ? Number(word.length === 3)
      : Number(only ?? (each === undefined ? 1 : (sign ?? '') + (offset ?? 0)));
    return (element) => {
      const distance = (ofType ? element.typeIndex : element.index) - start;
      return step === 0 ? distance === 0 : distance % step === 0 && distance / step >= 0;
    };
  }

  return walk(steps, readGroup(undefined));
}

function attributeTest(name: string, operator: string | undefined, value: string, ignoreCase: boolean): Test {
  const key = lowerCase(name);
  const fold = ignoreCase ? lowerCase : String;
  const wanted = fold(value);
  const kind = operator?.[0];
  return (_element, attribute) => {
    const raw = attribute(key);
    if (raw === undefined || kind === undefined) return raw !== undefined;
    const actual = fold(raw);
    if (kind === '=') return actual === wanted;
    if (kind === '|') return `${actual}-`.startsWith(`${wanted}-`);
    if (wanted === '') return false;
    if (kind === '^') return actual.startsWith(wanted);
    if (kind === '$') return actual.endsWith(wanted);
    return actual.includes(wanted) && (kind === '*' || actual.split(/[\t\n\f\r ]/).includes(wanted));
  };
}

/** Makes the matcher that finds elements at which one of the steps in `final` matches. */
function walk(steps: readonly Step[], final: number): Matcher {
  // By depth: what matched at the open element and further out, at it, at its last child, at any of its children.
  const around: number[] = [];
  const here: number[] = [];
  const previous: number[] = [];
  const earlier: number[] = [];
  const memory = [around, here, previous, earlier];

  return (element, attribute) => {
    const { depth } = element;
    let matched = 0;
    for (let i = 0; i < steps.length; i++) {
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

/** Takes jQuery's suffix `:first` off a selector: `li:first` means the first of all that `li` selects. */
export function splitFirst(key: string): { selector: string; first: boolean } {
  const selector = key.replace(/:first\s*$/, '');
  const first = selector !== key;
  return { selector: first && selector === '' ? '*' : selector, first };
}
