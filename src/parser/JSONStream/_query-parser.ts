/**
 * Reads queries as RFC 9535 writes them, and refuses all others.
 *
 * @module
 */
import { ERR_JSONSTREAM_QUERY } from '../../core/errors.ts';
import type { Operand } from './_query-filter.ts';
import { COMPARISONS, FUNCTIONS, getterOf, testOf } from './_query-filter.ts';
import type { Segment, Selector, SingularSelector, Test } from './_query-nodes.ts';

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
const BLANK = /[ \t\n\r]*/y;
const INTEGER = /0|-?[1-9]\d*/y;
const NUMBER = /(?:-0|0|-?[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORD = /[a-z][a-z0-9_]*/y;
/** What needs no escape between such quotes. */
const PLAIN = {
  "'": /[ -&(-[\]-\ud7ff\ue000-\u{10ffff}]+/uy,
  '"': /[ !#-[\]-\ud7ff\ue000-\u{10ffff}]+/uy,
} as const;
/** A character or a pair of surrogates; half a pair is nothing. */
const UNICODE = /u(?:[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?![dD][89a-fA-F])[\da-fA-F]{4})/y;
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '/': '/',
  '\\': '\\',
};
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

class Reader {
  readonly #text: string;
  #at = 0;
  #nesting = 0;
  #obstacle: Obstacle | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Query {
    if (!this.#take('$')) this.#fail("expected '$'");
    const { segments, offsets } = this.#path();
    if (this.#at < this.#text.length) this.#fail("expected '.', '..' or '['");
    return { segments, offsets, obstacle: this.#obstacle };
  }

  /** Reads segments; blanks are part of a path only between them. */
  #path(): Path {
    const path: Path = { segments: [], offsets: [], singular: [] };
    for (;;) {
      const end = this.#at;
      this.#match(BLANK);
      const offset = this.#at;
      if (!this.#segment(path)) {
        this.#at = end;
        return path;
      }
      path.offsets.push(offset);
    }
  }

  #segment(path: Path): boolean {
    const isDescendant = this.#take('..');
    const hasDot = isDescendant || this.#take('.');
    const start = this.#at;
    let selectors: Selector[];
    let isTight = true;
    if (!hasDot || isDescendant) {
      const inBrackets = this.#brackets();
      if (inBrackets === undefined && !hasDot) return false;
      selectors = inBrackets ?? [this.#shorthand()];
      isTight =
        inBrackets === undefined || !/^\[[ \t\n\r]|[ \t\n\r]\]$/.test(this.#text.slice(start, this.#at));
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
    if (this.#take('*')) return { kind: 'wildcard' };
    return { kind: 'name', name: this.#match(NAME) ?? this.#fail("expected a name or '*'") };
  }

  #brackets(): Selector[] | undefined {
    if (!this.#take('[')) return undefined;
    const selectors = this.#list(() => this.#selector());
    if (!this.#take(']')) this.#fail("expected ',' or ']'");
    return selectors;
  }

  /** Reads one or more of something, with commas between, and the blanks around. */
  #list<T>(one: () => T): T[] {
    const all: T[] = [];
    do {
      this.#match(BLANK);
      all.push(one());
      this.#match(BLANK);
    } while (this.#take(','));
    return all;
  }

  #selector(): Selector {
    const name = this.#string();
    if (name !== undefined) return { kind: 'name', name };
    if (this.#take('*')) return { kind: 'wildcard' };
    if (this.#take('?')) {
      this.#match(BLANK);
      return { kind: 'filter', test: this.#nested(() => this.#or()) };
    }
    const start = this.#integer();
    const end = this.#at;
    this.#match(BLANK);
    if (this.#take(':')) return this.#slice(start);
    this.#at = end;
    return start === undefined ? this.#fail('expected a selector') : { kind: 'index', index: start };
  }

  #slice(start: number | undefined): Selector {
    this.#match(BLANK);
    const end = this.#integer();
    const after = this.#at;
    this.#match(BLANK);
    let step: number | undefined;
    if (this.#take(':')) {
      this.#match(BLANK);
      step = this.#integer();
    } else {
      this.#at = after;
    }
    return { kind: 'slice', start, end, step: step ?? 1 };
  }

  #integer(): number | undefined {
    const digits = this.#match(INTEGER);
    if (digits === undefined) return undefined;
    const number = Number(digits);
    return Number.isSafeInteger(number) ? number : this.#fail('the number before is out of range');
  }

  #or(): Test {
    const tests = [this.#and()];
    while (this.#takeAfterBlanks('||')) tests.push(this.#and());
    return tests.length === 1 ? (tests[0] as Test) : (current) => tests.some((test) => test(current));
  }

  #and(): Test {
    const tests = [this.#basic()];
    while (this.#takeAfterBlanks('&&')) tests.push(this.#basic());
    return tests.length === 1 ? (tests[0] as Test) : (current) => tests.every((test) => test(current));
  }

  #basic(): Test {
    this.#match(BLANK);
    const isNegated = this.#take('!');
    if (isNegated) this.#match(BLANK);
    const test = this.#parenthesis() ?? this.#testOrComparison(isNegated);
    return isNegated ? (current) => !test(current) : test;
  }

  #parenthesis(): Test | undefined {
    if (!this.#take('(')) return undefined;
    const test = this.#nested(() => this.#or());
    if (!this.#takeAfterBlanks(')')) this.#fail("expected ')'");
    return test;
  }

  #testOrComparison(isNegated: boolean): Test {
    const start = this.#at;
    const left = this.#operand();
    const comparison = isNegated
      ? undefined
      : COMPARISONS.find(([operator]) => this.#takeAfterBlanks(operator));
    if (comparison === undefined) {
      return testOf(left) ?? this.#failAt(start, 'expected a test: a query, match, search or a comparison');
    }
    const a = getterOf(left) ?? this.#failAt(start, 'what is compared must be one value');
    this.#match(BLANK);
    const second = this.#at;
    const b = getterOf(this.#operand()) ?? this.#failAt(second, 'what is compared must be one value');
    const [, compare] = comparison;
    return (current) => compare(a(current), b(current));
  }

  #operand(): Operand {
    const start = this.#at;
    const isAbsolute = this.#take('$');
    if (isAbsolute || this.#take('@')) {
      if (isAbsolute) this.#obstacle ??= { offset: start, reason: 'a filter sees the current value only' };
      const { segments, singular } = this.#path();
      return { type: 'query', segments, singular };
    }
    const text = this.#string();
    if (text !== undefined) return { type: 'literal', value: text };
    const number = this.#match(NUMBER);
    if (number !== undefined) return { type: 'literal', value: Number(number) };
    const word = this.#match(WORD);
    if (word === undefined) return this.#fail('expected a query, a literal or a function');
    if (this.#take('(')) return this.#call(word, start);
    const value = Object.hasOwn(LITERALS, word) ? LITERALS[word] : undefined;
    return value === undefined ? this.#failAt(start, `'${word}' means nothing`) : { type: 'literal', value };
  }

  #call(name: string, start: number): Operand {
    const called = FUNCTIONS.get(name) ?? this.#failAt(start, `there is no function '${name}'`);
    const { parameters, call } = called;
    let index = 0;
    const args = this.#nested(() => this.#list(() => this.#argument(parameters[index++])));
    if (!this.#take(')')) this.#fail("expected ',' or ')'");
    if (args.length < parameters.length)
      this.#failAt(start, `'${name}' takes ${parameters.length} arguments`);
    return call(args);
  }

  #argument(parameter: 'value' | 'nodes' | 'pattern' | undefined): Operand {
    const start = this.#at;
    if (parameter === undefined) return this.#fail('there is no such argument');
    const operand = this.#operand();
    if (parameter === 'nodes') {
      return operand.type === 'query' ? operand : this.#failAt(start, 'the argument must be a query');
    }
    if (getterOf(operand) === undefined) this.#failAt(start, 'the argument must be one value');
    if (parameter === 'pattern' && operand.type !== 'literal') {
      this.#obstacle ??= { offset: start, reason: 'a pattern is not taken from the document' };
    }
    return operand;
  }

  #string(): string | undefined {
    const start = this.#at;
    const quote = this.#text[start];
    if (quote !== '"' && quote !== "'") return undefined;
    this.#at++;
    let value = '';
    while (!this.#take(quote)) {
      const plain = this.#match(PLAIN[quote]);
      if (plain !== undefined) value += plain;
      else if (this.#take('\\')) value += this.#escape(quote);
      else
        this.#fail(this.#at < this.#text.length ? 'such a character must be escaped' : 'a string has no end');
    }
    return value;
  }

  #escape(quote: string): string {
    const unicode = this.#text[this.#at] === 'u' ? this.#match(UNICODE) : undefined;
    if (unicode !== undefined) return JSON.parse(`"\\${unicode}"`) as string;
    const character = this.#text[this.#at] ?? '';
    const meant =
      character === quote ? quote : Object.hasOwn(ESCAPES, character) ? ESCAPES[character] : undefined;
    if (meant === undefined) return this.#fail('there is no such escape');
    this.#at++;
    return meant;
  }

  #nested<T>(read: () => T): T {
    if (++this.#nesting > MAX_NESTING) this.#fail(`more than ${MAX_NESTING} levels are nested`);
    const result = read();
    this.#nesting--;
    return result;
  }

  #takeAfterBlanks(token: string): boolean {
    const start = this.#at;
    this.#match(BLANK);
    if (this.#take(token)) return true;
    this.#at = start;
    return false;
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fail(reason: string): never {
    return this.#failAt(this.#at, reason);
  }

  #failAt(offset: number, reason: string): never {
    throw ERR_JSONSTREAM_QUERY(this.#text, offset, reason);
  }
}
