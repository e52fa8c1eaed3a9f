/**
 * Cuts JavaScript, TypeScript and JSX into tokens, as far as it takes to tell code from strings, comments,
 * regular expressions and markup.
 *
 * Whether `/` divides or begins a regular expression, and `<` compares or begins an element, is told from the
 * token before, with the brackets' beginnings in mind: after `if (…)` comes an operand, after `f(…)` an operator.
 * That is right for what people write. Where it is wrong, something is most often left open, which is an error
 * and better than a wrong answer.
 *
 * @module
 */

/** What a token is. A template with `${}` is many tokens: its `part`s, and those of the code between. */
export type TokenKind = 'name' | 'punctuator' | 'number' | 'string' | 'template' | 'part' | 'regexp' | 'jsx';

/** A token; `text` is as in the source. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The index of the bracket within which it stands, in the list of tokens; -1 if it stands in none. */
  readonly within: number;
  /** Of a bracket: the index of the one that it belongs with; -1 of any other token. */
  partner: number;
}

/** What a file may hold besides JavaScript. */
export interface Dialect {
  /** Whether `<a>` begins an element where an operand is expected: in all but `.ts`, `.mts` and `.cts`. */
  readonly jsx: boolean;
}

/**
 * Cuts a source text into its tokens; white space and comments are none.
 *
 * @throws SyntaxError if something is not closed, or closed that was not open
 */
export function tokensOf(source: string, dialect: Dialect): readonly Token[] {
  return new Lexer(source, dialect).run();
}

/** An open bracket. */
interface Open {
  readonly index: number;
  /** Of `(`: it follows `if`, `for`, `while` or `with`. Of `{`: it opens a block, or a body. */
  readonly isStatement: boolean;
}

/** Names after which an operand comes; after any other name comes an operator. */
const BEFORE_OPERAND = new Set(
  'await case default delete do else extends in instanceof new return throw typeof void yield'.split(' '),
);
const BEFORE_BLOCK = new Set(['do', 'else', ';', '{', '}', ')', ']', '=>', '>']);
const CONTROL = new Set(['if', 'for', 'while', 'with']);
const OPENING = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

const HEAD = /\ufeff?(?:#![^\n\r]*)?/y;
const SPACE = /\s+|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\//y;
const NAME = /#?(?:[$\p{ID_Continue}]|\u200c|\u200d|\\u(?:[\da-f]{4}|\{[\da-f]+\}))+/iuy;
const NUMBER = /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d[\d_]*)?)n?/iy;
const SINGLE_QUOTED = /[^'\\\n\r]*/y;
const DOUBLE_QUOTED = /[^"\\\n\r]*/y;
const REGEXP = /\/(?:[^/\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\/[\w$]*/y;
const TEMPLATE_TEXT = /[^`\\$]*/y;
const PUNCTUATOR = /=>|<<|\+\+|--|\?\.(?!\d)|\.\.\.|\S/y;
/** How a generic arrow function begins; a comma or a bound tells it from an element. */
const GENERIC = /<(?:const\s+)?[\w$]+\s*(?:,|extends\b(?!\s*[=/>]))/y;
const TAG = /<(?=[>$_\p{ID_Start}])[^\s{}<>/=]*/uy;
const ATTRIBUTE = /[^\s{}<>/='"]+/y;
const ATTRIBUTE_TEXT = /"[^"]*"|'[^']*'/y;
const ELEMENT_TEXT = /[^{<]*/y;
const CLOSING_TAG = /<\/[^<>{}]*>/y;

class Lexer {
  readonly #source: string;
  readonly #jsx: boolean;
  readonly #tokens: Token[] = [];
  readonly #open: Open[] = [];
  /** The closing brackets after which a statement may begin, and so an operand. */
  readonly #statementEnds = new Set<Token>();
  #at = 0;

  constructor(source: string, { jsx }: Dialect) {
    this.#source = source;
    this.#jsx = jsx;
  }

  run(): Token[] {
    this.#match(HEAD);
    this.#code();
    if (this.#at < this.#source.length) throw this.#error("'}' closes nothing");
    return this.#tokens;
  }

  /** Reads code to the end, or up to the `}` that closes what was open before. */
  #code(): void {
    const depth = this.#open.length;
    while (this.#skipSpace()) {
      const char = this.#source[this.#at] as string;
      if (char === '}' && this.#open.length === depth) return;
      if (char === '"' || char === "'") this.#string(char);
      else if (char === '`') this.#template();
      else if (/^\.?\d/.test(this.#source.slice(this.#at, this.#at + 2))) {
        this.#take('number', NUMBER, 'a number');
      } else if (char === '/' && this.#expectsOperand()) this.#take('regexp', REGEXP, 'a regular expression');
      else if (char === '<' && this.#beginsElement()) this.#element();
      else if (!this.#tryTake('name', NAME)) this.#punctuator();
    }
    const open = this.#tokens[this.#open.at(-1)?.index ?? -1];
    if (open !== undefined) throw this.#error(`'${open.text}' is not closed`, open.start);
  }

  /** Skips white space and comments; returns whether there is more. */
  #skipSpace(): boolean {
    while (this.#match(SPACE));
    if (this.#source.startsWith('/*', this.#at)) throw this.#error('a comment is not closed');
    return this.#at < this.#source.length;
  }

  #punctuator(): void {
    const start = this.#at;
    this.#match(PUNCTUATOR);
    const text = this.#source.slice(start, this.#at);
    // TypeScript's `x!`: what comes after it is what would come after x.
    const isAssertion = text === '!' && this.#tokens.at(-1)?.end === start && !this.#expectsOperand();
    if (isAssertion && this.#source[this.#at] !== '=') return;
    const index = this.#tokens.length;
    const isStatement = text === '(' ? this.#isAfterControl() : text === '{' && this.#opensBlock();
    this.#push('punctuator', start);
    if (text === '(' || text === '[' || text === '{') this.#open.push({ index, isStatement });
    else if (OPENING.has(text)) this.#close(index);
  }

  #close(index: number): void {
    const token = this.#tokens[index] as Token;
    const open = this.#open.pop();
    const opener = this.#tokens[open?.index ?? -1];
    if (open === undefined || opener === undefined || opener.text !== OPENING.get(token.text)) {
      throw this.#error(`'${token.text}' closes nothing`, token.start);
    }
    opener.partner = index;
    token.partner = open.index;
    if (open.isStatement) this.#statementEnds.add(token);
  }

  /** Whether an operand comes next, so that `/` begins a regular expression. */
  #expectsOperand(): boolean {
    const last = this.#tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === 'name') return BEFORE_OPERAND.has(last.text) && !this.#isProperty(-1);
    if (last.kind === 'part') return last.text.endsWith('${');
    if (last.kind === 'jsx') return last.text === '{';
    if (last.kind !== 'punctuator') return false;
    if (last.text === ')' || last.text === '}') return this.#statementEnds.has(last);
    return last.text !== ']' && last.text !== '++' && last.text !== '--';
  }

  /** Whether the name at a place from the end is a property: `.x`. */
  #isProperty(place: number): boolean {
    const before = this.#tokens.at(place - 1)?.text;
    return before === '.' || before === '?.';
  }

  #isAfterControl(): boolean {
    const place = this.#tokens.at(-1)?.text === 'await' ? -2 : -1;
    return CONTROL.has(this.#tokens.at(place)?.text ?? '') && !this.#isProperty(place);
  }

  #opensBlock(): boolean {
    const last = this.#tokens.at(-1);
    if (last === undefined || last.kind === 'string' || BEFORE_BLOCK.has(last.text)) return true;
    if (last.kind === 'name') return !BEFORE_OPERAND.has(last.text) || this.#isProperty(-1);
    if (last.text !== ':') return false;
    // After the colon of a label or a case, which stand in a block, comes a block; after any other a value.
    const open = this.#open.at(-1);
    return open === undefined || (open.isStatement && this.#tokens[open.index]?.text === '{');
  }

  /** Reads a string, piece by piece: a pattern for all of it would fail on very long ones. */
  #string(quote: string): void {
    const start = this.#at++;
    for (;;) {
      this.#match(quote === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED);
      const char = this.#source[this.#at];
      if (char === quote) break;
      if (char !== '\\') throw this.#error('a string is not closed', start);
      this.#at += this.#source.startsWith('\r\n', this.#at + 1) ? 3 : 2;
    }
    this.#at++;
    this.#push('string', start);
  }

  #template(): void {
    const begin = this.#at;
    for (;;) {
      const start = this.#at++;
      this.#templateText();
      if (this.#source[this.#at] === '`') {
        this.#at++;
        this.#push(start === begin ? 'template' : 'part', start);
        return;
      }
      if (this.#at >= this.#source.length) throw this.#error('a template is not closed', begin);
      this.#at += 2;
      this.#push('part', start);
      this.#code();
      if (this.#at >= this.#source.length) throw this.#error('a template is not closed', begin);
    }
  }

  /** Goes on to the end of the template, or to its next `${`. */
  #templateText(): void {
    for (;;) {
      this.#match(TEMPLATE_TEXT);
      const char = this.#source[this.#at];
      if (char === undefined || char === '`' || this.#source.startsWith('${', this.#at)) return;
      this.#at += char === '\\' ? 2 : 1;
    }
  }

  #beginsElement(): boolean {
    if (!this.#jsx || !this.#expectsOperand()) return false;
    GENERIC.lastIndex = TAG.lastIndex = this.#at;
    return !GENERIC.test(this.#source) && TAG.test(this.#source);
  }

  /** Reads an element. Of its markup only the places become tokens; what stands in braces is code. */
  #element(): void {
    const start = this.#at;
    this.#match(TAG);
    this.#push('jsx', start);
    while (this.#skipSpace()) {
      const char = this.#source[this.#at];
      if (char === '>') {
        this.#at++;
        this.#children(start);
        return;
      }
      if (this.#source.startsWith('/>', this.#at)) {
        this.#tryTake('jsx', /\/>/y);
        return;
      }
      if (char === '{') this.#braced();
      else if (char === '=') this.#attributeValue(start);
      else if (!this.#match(ATTRIBUTE)) throw this.#error('an element cannot be read', start);
    }
    throw this.#error('an element is not closed', start);
  }

  #attributeValue(start: number): void {
    this.#at++;
    this.#skipSpace();
    if (this.#match(ATTRIBUTE_TEXT)) return;
    if (this.#source[this.#at] === '{') this.#braced();
    else if (this.#source[this.#at] === '<') this.#element();
    else throw this.#error('an element cannot be read', start);
  }

  #children(start: number): void {
    for (;;) {
      this.#match(ELEMENT_TEXT);
      if (this.#at >= this.#source.length) throw this.#error('an element is not closed', start);
      if (this.#source[this.#at] === '{') this.#braced();
      else if (this.#tryTake('jsx', CLOSING_TAG)) return;
      else if (this.#source[this.#at + 1] !== '/') this.#element();
      else throw this.#error('an element cannot be read', start);
    }
  }

  /** Reads `{…}` within markup. */
  #braced(): void {
    const start = this.#at;
    this.#tryTake('jsx', /\{/y);
    this.#code();
    if (!this.#tryTake('jsx', /\}/y)) throw this.#error("'{' is not closed", start);
  }

  #take(kind: TokenKind, pattern: RegExp, what: string): void {
    if (!this.#tryTake(kind, pattern)) throw this.#error(`${what} is not closed`);
  }

  #tryTake(kind: TokenKind, pattern: RegExp): boolean {
    const start = this.#at;
    if (!this.#match(pattern)) return false;
    this.#push(kind, start);
    return true;
  }

  /** Makes a token of what was read since `start`. */
  #push(kind: TokenKind, start: number): void {
    const end = this.#at;
    const within = this.#open.at(-1)?.index ?? -1;
    this.#tokens.push({ kind, start, end, text: this.#source.slice(start, end), within, partner: -1 });
  }

  /** Goes past what matches here; returns whether that was anything. */
  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#source) || pattern.lastIndex === this.#at) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #error(reason: string, at = this.#at): SyntaxError {
    const line = this.#source.slice(0, at).split(/\r\n|[\n\r\u2028\u2029]/).length;
    return new SyntaxError(`line ${line}: ${reason}`);
  }
}
