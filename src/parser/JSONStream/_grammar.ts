/**
 * The grammar of JSON as a table: from a state, a byte leads to the next state. So a document can be cut anywhere:
 * all that must be kept between two chunks is one small number, and how the open containers are nested.
 *
 * There are two tables. The strict one is RFC 8259 with RFC 3629 (UTF-8) inside of strings: one text, nothing
 * after it. The lenient one has what npm JSONStream lets pass: many texts, one after the other, with or without
 * white space between; a comma behind the last member, and no value behind a colon; numbers like `01`, `2.` and
 * `-.5`.
 *
 * @module
 */

/** Where a value is: at the top of the document, in an array, or in an object. Added to a state below. */
export const TOP = 0;
export const ARRAY = 1;
export const OBJECT = 2;

/** The states between tokens. The first, and the two after it, come after a value, depending on where that is. */
export const AFTER = 0;
/** Behind `[`: a value, or the end of the array. */
export const FIRST_ELEMENT = 3;
/** Behind the comma of an array. */
export const ELEMENT = 4;
/** Behind a colon. */
const MEMBER = 5;
/** Behind `{`: a key, or the end of the object. */
export const FIRST_KEY = 6;
/** Behind the comma of an object. */
const KEY = 7;
/** Behind a key. */
export const COLON = 8;
/** Before the first value. */
export const START = 9;

/** The states within tokens: each kind in a row, once for every place where it may be. */
export const NUMBER = 10;
const NUMBER_STATES = 9;
const LITERAL = NUMBER + 3 * NUMBER_STATES;
const LITERAL_STATES = 10;
const STRING = LITERAL + 3 * LITERAL_STATES;
const STRING_STATES = 13;
/** A string that is a key. */
export const KEY_STRING: number = STRING + 3 * STRING_STATES;
const STATES = KEY_STRING + STRING_STATES;

/** From here on it is no state but something to do. */
export const ACTION = 250;
/** A new line, between tokens. */
export const NEW_LINE = 250;
export const OPEN_ARRAY = 251;
export const OPEN_OBJECT = 252;
/** The end of the innermost container. */
export const CLOSE = 253;
/** A comma in an array. */
export const COMMA = 254;
/** A byte that cannot be there. */
export const ERROR = 255;

/** The next state, at `(state << 8) | byte`. */
export type Grammar = Uint8Array;

/** Whether a state is within a number, which ends only with what comes after it. */
export function isNumber(state: number): boolean {
  return state >= NUMBER && state < LITERAL;
}

/** Whether a number may end in a state. */
export function mayEnd(state: number, grammar: Grammar): boolean {
  return grammar[(state << 8) | 0x20] !== ERROR;
}

/** Whether a number is complete before a byte: one that belongs in numbers cannot be there for anything else. */
export function endsNumber(byte: number): boolean {
  const isDigit = byte >= 0x30 && byte <= 0x39;
  return !isDigit && byte !== 0x2b && byte !== 0x2d && byte !== 0x2e && (byte | 0x20) !== 0x65;
}

/** The state after white space. */
export function afterSpace(state: number): number {
  return isNumber(state) ? AFTER + Math.floor((state - NUMBER) / NUMBER_STATES) : state;
}

const codeOf = (character: string) => character.charCodeAt(0);

/** Makes the table of one of the two grammars. */
function createGrammar(isStrict: boolean): Grammar {
  const table = new Uint8Array(STATES << 8).fill(ERROR);

  /** Leads from a state to the next, by each of some characters. */
  function lead(from: number, characters: string, to: number): void {
    for (const character of characters) table[(from << 8) | codeOf(character)] = to;
  }
  function leadRange(from: number, first: number, last: number, to: number): void {
    table.fill(to, (from << 8) | first, ((from << 8) | last) + 1);
  }
  /** Allows white space. */
  function space(state: number, to = state): void {
    lead(state, ' \t\r', to);
    lead(state, '\n', NEW_LINE);
  }
  /** Allows a value of the place. */
  function value(state: number, place: number): void {
    const number = NUMBER + place * NUMBER_STATES;
    const literal = LITERAL + place * LITERAL_STATES;
    lead(state, '[', OPEN_ARRAY);
    lead(state, '{', OPEN_OBJECT);
    lead(state, '"', STRING + place * STRING_STATES);
    lead(state, '-', number);
    lead(state, '0', isStrict ? number + 1 : number + 2);
    lead(state, '123456789', number + 2);
    lead(state, 't', literal);
    lead(state, 'f', literal + 3);
    lead(state, 'n', literal + 7);
  }
  function string(first: number, after: number): void {
    const [escaped, hex, tail] = [first + 1, first + 2, first + 6];
    const [tail2, tail3, e0, ed, f0, f4] = [tail + 1, tail + 2, tail + 3, tail + 4, tail + 5, tail + 6];
    leadRange(first, 0x20, 0x7f, first);
    lead(first, '"', after);
    lead(first, '\\', escaped);
    lead(escaped, '"\\/bfnrt', first);
    lead(escaped, 'u', hex);
    for (let digit = 0; digit < 4; digit++) {
      lead(hex + digit, '0123456789abcdefABCDEF', digit < 3 ? hex + digit + 1 : first);
    }
    // RFC 3629, section 4.
    leadRange(first, 0xc2, 0xdf, tail);
    leadRange(first, 0xe1, 0xef, tail2);
    leadRange(first, 0xf1, 0xf3, tail3);
    leadRange(first, 0xe0, 0xe0, e0);
    leadRange(first, 0xed, 0xed, ed);
    leadRange(first, 0xf0, 0xf0, f0);
    leadRange(first, 0xf4, 0xf4, f4);
    leadRange(tail, 0x80, 0xbf, first);
    leadRange(tail2, 0x80, 0xbf, tail);
    leadRange(tail3, 0x80, 0xbf, tail2);
    leadRange(e0, 0xa0, 0xbf, tail);
    leadRange(ed, 0x80, 0x9f, tail);
    leadRange(f0, 0x90, 0xbf, tail2);
    leadRange(f4, 0x80, 0x8f, tail2);
  }
  function literal(first: number, letters: string, after: number): void {
    for (const [n, letter] of [...letters].entries()) {
      lead(first + n, letter, n === letters.length - 1 ? after : first + n + 1);
    }
  }
  function number(minus: number, after: number): void {
    const [zero, whole, point, barePoint] = [minus + 1, minus + 2, minus + 3, minus + 4];
    const [fraction, e, sign, exponent] = [minus + 5, minus + 6, minus + 7, minus + 8];
    const digits = '0123456789';
    const final = isStrict ? [zero, whole, fraction, exponent] : [zero, whole, point, fraction, exponent];
    // What may be after the number ends it.
    for (const state of final) table.copyWithin(state << 8, after << 8, (after + 1) << 8);
    lead(minus, digits, whole);
    if (isStrict) lead(minus, '0', zero);
    else lead(minus, '.', barePoint);
    lead(whole, digits, whole);
    for (const state of [zero, whole]) lead(state, '.', point);
    for (const state of [point, barePoint, fraction]) lead(state, digits, fraction);
    for (const state of final) if (state !== exponent) lead(state, 'eE', e);
    lead(e, '+-', sign);
    for (const state of [e, sign, exponent]) lead(state, digits, exponent);
    // At the top of the document another value may follow at once, but not one that begins like this.
    for (const state of final) lead(state, '-', ERROR);
  }

  for (let state = 0; state < NUMBER; state++) space(state);
  value(START, TOP);
  if (!isStrict) value(AFTER + TOP, TOP);
  value(FIRST_ELEMENT, ARRAY);
  value(ELEMENT, ARRAY);
  value(MEMBER, OBJECT);
  lead(FIRST_ELEMENT, ']', CLOSE);
  lead(AFTER + ARRAY, ']', CLOSE);
  lead(AFTER + ARRAY, ',', COMMA);
  lead(FIRST_KEY, '}', CLOSE);
  lead(AFTER + OBJECT, '}', CLOSE);
  lead(AFTER + OBJECT, ',', KEY);
  lead(COLON, ':', MEMBER);
  for (const state of [FIRST_KEY, KEY]) lead(state, '"', KEY_STRING);
  if (!isStrict) {
    lead(ELEMENT, ']', CLOSE);
    lead(KEY, '}', CLOSE);
    lead(MEMBER, '}', CLOSE);
  }
  for (const place of [TOP, ARRAY, OBJECT]) {
    const after = AFTER + place;
    const first = LITERAL + place * LITERAL_STATES;
    number(NUMBER + place * NUMBER_STATES, after);
    literal(first, 'rue', after);
    literal(first + 3, 'alse', after);
    literal(first + 7, 'ull', after);
    string(STRING + place * STRING_STATES, after);
  }
  string(KEY_STRING, COLON);
  return table;
}

const grammars = new Map<boolean, Grammar>();

/** The table of the strict or of the lenient grammar; made when first asked for. */
export function grammarOf(isStrict: boolean): Grammar {
  const known = grammars.get(isStrict);
  if (known !== undefined) return known;
  const grammar = createGrammar(isStrict);
  grammars.set(isStrict, grammar);
  return grammar;
}
