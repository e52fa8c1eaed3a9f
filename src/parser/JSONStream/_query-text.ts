/**
 * The text of a query, read from left to right: tokens, blanks, integers and strings.
 *
 * @module
 */
import { ERR_JSONSTREAM_QUERY } from '../../core/errors.ts';

const BLANK = /[ \t\n\r]*/y;
const INTEGER = /0|-?[1-9]\d*/y;
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

/** A text and how far it is read. */
export class QueryText {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads an integer, if there is one. */
  integer(): number | undefined {
    const digits = this.match(INTEGER);
    if (digits === undefined) return undefined;
    const number = Number(digits);
    return Number.isSafeInteger(number) ? number : this.fail('the number before is out of range');
  }

  /** Reads a string in quotes of either kind, if there is one. */
  string(): string | undefined {
    const start = this.at;
    const quote = this.text[start];
    if (quote !== '"' && quote !== "'") return undefined;
    this.at++;
    let value = '';
    while (!this.take(quote)) {
      const plain = this.match(PLAIN[quote]);
      if (plain !== undefined) value += plain;
      else if (this.take('\\')) value += this.#escape(quote);
      else this.fail(this.at < this.text.length ? 'such a character must be escaped' : 'a string has no end');
    }
    return value;
  }

  #escape(quote: string): string {
    const unicode = this.text[this.at] === 'u' ? this.match(UNICODE) : undefined;
    if (unicode !== undefined) return JSON.parse(`"\\${unicode}"`) as string;
    const character = this.text[this.at] ?? '';
    const meant =
      character === quote ? quote : Object.hasOwn(ESCAPES, character) ? ESCAPES[character] : undefined;
    if (meant === undefined) return this.fail('there is no such escape');
    this.at++;
    return meant;
  }

  /** Takes a token and the blanks before it; takes neither if it is not there. */
  takeAfterBlanks(token: string): boolean {
    const start = this.at;
    this.skipBlanks();
    if (this.take(token)) return true;
    this.at = start;
    return false;
  }

  /** Takes a token, if it is there. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** Takes what a pattern matches here, if it does. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** @throws {ERR_JSONSTREAM_QUERY} */
  fail(reason: string): never {
    return this.failAt(this.at, reason);
  }

  /** @throws {ERR_JSONSTREAM_QUERY} */
  failAt(offset: number, reason: string): never {
    throw ERR_JSONSTREAM_QUERY(this.text, offset, reason);
  }

  /** Passes the blanks that are here. */
  skipBlanks(): void {
    this.match(BLANK);
  }
}
