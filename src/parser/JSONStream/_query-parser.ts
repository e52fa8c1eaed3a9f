/**
 * Reads queries as RFC 9535 writes them, and refuses all others.
 *
 * @module
 */
import type { Operand } from './_query-filter.ts';
import { COMPARISONS, FUNCTIONS, getterOf, testOf } from './_query-filter.ts';
import type { Segment, Selector, SingularSelector, Test } from './_query-nodes.ts';
import { QueryText } from './_query-text.ts';

/** Something that is right, but that one pass cannot decide. */
export interface Obstacle {
  readonly offset: number;
  readonly reason: string;
}

/** What was read. */
export interface Query {
  readonly segments: readonly Segment[];
  /** Where each segment begins. */
  readonly offsets: readonly number[];
  /** The first reference in a filter to another part of the document. */
  readonly obstacle: Obstacle | undefined;
}

/** How deep filters and parentheses may be nested. */
const MAX_NESTING = 64;

const NAME = /[a-z_\u0080-\u{d7ff}\u{e000}-\u{10ffff}][\w\u0080-\u{d7ff}\u{e000}-\u{10ffff}]*/iuy;
const NUMBER = /(?:-0|0|-?[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORD = /[a-z][a-z0-9_]*/y;
const LITERALS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** @throws {ERR_JSONSTREAM_QUERY} the text is no query. */
export function readQuery(text: string): Query {
  return new Reader(text).read();
}

/** Segments of a query, as far as they were read. */
interface Path {
  readonly segments: Segment[];
  readonly offsets: number[];
  /** Its selectors, as long as each segment has one that selects one value at most, without blanks in brackets. */
  singular: SingularSelector[] | undefined;
}

class Reader extends QueryText {
  #nesting = 0;
  #obstacle: Obstacle | undefined;

  read(): Query {
    if (!this.take('$')) this.fail("expected '$'");
    const { segments, offsets } = this.#path();
    if (this.at < this.text.length) this.fail("expected '.', '..' or '['");
    return { segments, offsets, obstacle: this.#obstacle };
  }

  /** Reads segments; blanks are part of a path only between them. */
  #path(): Path {
    const path: Path = { segments: [], offsets: [], singular: [] };
    for (;;) {
      const end = this.at;
      this.skipBlanks();
      const offset = this.at;
      if (!this.#segment(path)) {
        this.at = end;
        return path;
      }
      path.offsets.push(offset);
    }
  }

  #segment(path: Path): boolean {
    const isDescendant = this.take('..');
    const hasDot = isDescendant || this.take('.');
    const start = this.at;
    let selectors: Selector[];
    let isTight = true;
    if (!hasDot || isDescendant) {
      const inBrackets = this.#brackets();
      if (inBrackets === undefined && !hasDot) return false;
      selectors = inBrackets ?? [this.#shorthand()];
      isTight =
        inBrackets === undefined || !/^\[[ \t\n\r]|[ \t\n\r]\]$/.test(this.text.slice(start, this.at));
    } else {
      selectors = [this.#shorthand()];
    }
    path.segments.push({ isDescendant, selectors });
    const [only, ...others] = selectors as [Selector, ...Selector[]];
    const isSingular = !isDescendant && isTight && others.length === 0;
    if (isSingular && (only.kind === 'name' || only.kind === 'index')) path.singular?.push(only);
    else path.singular = undefined;
    return true;
  }

  #shorthand(): Selector {
    if (this.take('*')) return { kind: 'wildcard' };
    return { kind: 'name', name: this.match(NAME) ?? this.fail("expected a name or '*'") };
  }

  #brackets(): Selector[] | undefined {
    if (!this.take('[')) return undefined;
    const selectors = this.#list(() => this.#selector());
    if (!this.take(']')) this.fail("expected ',' or ']'");
    return selectors;
  }

  /** Reads one or more of something, with commas between, and the blanks around. */
  #list<T>(one: () => T): T[] {
    const all: T[] = [];
    do {
      this.skipBlanks();
      all.push(one());
      this.skipBlanks();
    } while (this.take(','));
    return all;
  }

  #selector(): Selector {
    const name = this.string();
    if (name !== undefined) return { kind: 'name', name };
    if (this.take('*')) return { kind: 'wildcard' };
    if (this.take('?')) {
      this.skipBlanks();
      return { kind: 'filter', test: this.#nested(() => this.#or()) };
    }
    const start = this.integer();
    const end = this.at;
    this.skipBlanks();
    if (this.take(':')) return this.#slice(start);
    this.at = end;
    return start === undefined ? this.fail('expected a selector') : { kind: 'index', index: start };
  }

  #slice(start: number | undefined): Selector {
    this.skipBlanks();
    const end = this.integer();
    const after = this.at;
    this.skipBlanks();
    let step: number | undefined;
    if (this.take(':')) {
      this.skipBlanks();
      step = this.integer();
    } else {
      this.at = after;
    }
    return { kind: 'slice', start, end, step: step ?? 1 };
  }

  #or(): Test {
    const tests = [this.#and()];
    while (this.takeAfterBlanks('||')) tests.push(this.#and());
    return tests.length === 1 ? (tests[0] as Test) : (current) => tests.some((test) => test(current));
  }

  #and(): Test {
    const tests = [this.#basic()];
    while (this.takeAfterBlanks('&&')) tests.push(this.#basic());
    return tests.length === 1 ? (tests[0] as Test) : (current) => tests.every((test) => test(current));
  }

  #basic(): Test {
    this.skipBlanks();
    const isNegated = this.take('!');
    if (isNegated) this.skipBlanks();
    const test = this.#parenthesis() ?? this.#testOrComparison(isNegated);
    return isNegated ? (current) => !test(current) : test;
  }

  #parenthesis(): Test | undefined {
    if (!this.take('(')) return undefined;
    const test = this.#nested(() => this.#or());
    if (!this.takeAfterBlanks(')')) this.fail("expected ')'");
    return test;
  }

  #testOrComparison(isNegated: boolean): Test {
    const start = this.at;
    const left = this.#operand();
    const comparison = isNegated
      ? undefined
      : COMPARISONS.find(([operator]) => this.takeAfterBlanks(operator));
    if (comparison === undefined) {
      return testOf(left) ?? this.failAt(start, 'expected a test: a query, match, search or a comparison');
    }
    const a = getterOf(left) ?? this.failAt(start, 'what is compared must be one value');
    this.skipBlanks();
    const second = this.at;
    const b = getterOf(this.#operand()) ?? this.failAt(second, 'what is compared must be one value');
    const [, compare] = comparison;
    return (current) => compare(a(current), b(current));
  }

  #operand(): Operand {
    const start = this.at;
    const isAbsolute = this.take('$');
    if (isAbsolute || this.take('@')) {
      if (isAbsolute) this.#obstacle ??= { offset: start, reason: 'a filter sees the current value only' };
      const { segments, singular } = this.#path();
      return { type: 'query', segments, singular };
    }
    const text = this.string();
    if (text !== undefined) return { type: 'literal', value: text };
    const number = this.match(NUMBER);
    if (number !== undefined) return { type: 'literal', value: Number(number) };
    const word = this.match(WORD);
    if (word === undefined) return this.fail('expected a query, a literal or a function');
    if (this.take('(')) return this.#call(word, start);
    const value = Object.hasOwn(LITERALS, word) ? LITERALS[word] : undefined;
    return value === undefined ? this.failAt(start, `'${word}' means nothing`) : { type: 'literal', value };
  }

  #call(name: string, start: number): Operand {
    const called = FUNCTIONS.get(name) ?? this.failAt(start, `there is no function '${name}'`);
    const { parameters, call } = called;
    let index = 0;
    const args = this.#nested(() => this.#list(() => this.#argument(parameters[index++])));
    if (!this.take(')')) this.fail("expected ',' or ')'");
    if (args.length < parameters.length) this.failAt(start, `'${name}' takes ${parameters.length} arguments`);
    return call(args);
  }

  #argument(parameter: 'value' | 'nodes' | 'pattern' | undefined): Operand {
    const start = this.at;
    if (parameter === undefined) return this.fail('there is no such argument');
    const operand = this.#operand();
    if (parameter === 'nodes') {
      return operand.type === 'query' ? operand : this.failAt(start, 'the argument must be a query');
    }
    if (getterOf(operand) === undefined) this.failAt(start, 'the argument must be one value');
    if (parameter === 'pattern' && operand.type !== 'literal') {
      this.#obstacle ??= { offset: start, reason: 'a pattern is not taken from the document' };
    }
    return operand;
  }

  #nested<T>(read: () => T): T {
    if (++this.#nesting > MAX_NESTING) this.fail(`more than ${MAX_NESTING} levels are nested`);
    const result = read();
    this.#nesting--;
    return result;
  }
}
