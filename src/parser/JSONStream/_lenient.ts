/**
 * Writes text of the lenient grammar so that `JSON.parse` makes of it what npm JSONStream does.
 *
 * There an integer that a number cannot hold is a string of its digits; so is one with a zero in front.
 *
 * @module
 */

import { HeldText } from '../../control/_held.ts';

/** As many digits as the shortest integer has that a number cannot hold. */
const LONG = 16;
const LONG_INTEGER = /((?:[,:[]|^)\s*)(\d{16,})(?=\s*(?:[,}\]]|$))/g;

/**
 * Puts quotes around integers that a number cannot hold. Where that hits digits in a string, what comes out is no
 * JSON: the quote before the digits ends the string.
 */
export function quoteLongIntegers(text: string): string {
  if (!hasManyDigits(text)) return text;
  return text.replace(LONG_INTEGER, (whole, before: string, digits: string) =>
    String(Number(digits)) === digits ? whole : `${before}"${digits}"`,
  );
}

/** Whether so many digits may be in a row: then one of them is where every sixteenth character is. */
function hasManyDigits(text: string): boolean {
  for (let i = LONG - 1; i < text.length; i += LONG) {
    if (!isDigit(text.charCodeAt(i))) continue;
    let first = i;
    let last = i;
    while (isDigit(text.charCodeAt(first - 1))) first--;
    while (isDigit(text.charCodeAt(last)) && last - first < LONG) last++;
    if (last - first === LONG) return true;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;

/** Returns the text without superfluous commas and keys, and with its numbers as JSON has them. */
export function toStrictText(text: string): string {
  const strict = new HeldText(Number.POSITIVE_INFINITY);
  /** Up to where the text is taken over. */
  let done = 0;
  /** Where that begins which is superfluous if a container ends next: a comma, a key without a value, or both. */
  let cut = -1;
  /** The same, if what came last is a key. */
  let keyCut = -1;
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    const start = i++;
    if (code <= SPACE) continue;
    if (code === COMMA) cut = start;
    else if (code === COLON) cut = keyCut;
    else if (code === QUOTE) {
      i = endOfString(text, i);
      keyCut = cut < 0 ? start : cut;
      cut = -1;
    } else {
      if (cut >= 0 && isClosing(code)) {
        strict.add(text.slice(done, cut));
        done = start;
      }
      cut = -1;
      if (code !== MINUS && !isDigit(code)) continue;
      while (i < text.length && isInNumber(text.charCodeAt(i))) i++;
      const token = text.slice(start, i);
      const number = strictNumber(token);
      if (number === token) continue;
      strict.add(text.slice(done, start));
      strict.add(number);
      done = i;
    }
  }
  return strict.finish(text.slice(done));
}

/** Whether it is a bracket or brace that closes. */
function isClosing(code: number): boolean {
  return (code | 0x20) === 0x7d;
}

/** Whether a character can be in a number, behind its first. */
function isInNumber(code: number): boolean {
  return isDigit(code) || code === 0x2b || code === MINUS || code === 0x2e || (code | 0x20) === 0x65;
}

/** Where a string ends, of which `from` is behind the first quote. */
function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** Whether an odd number of backslashes comes before a character. */
function isEscaped(text: string, place: number): boolean {
  let first = place;
  while (text[first - 1] === '\\') first--;
  return (place - first) % 2 === 1;
}

function strictNumber(token: string): string {
  const number = Number(token);
  if (/^\d+$/.test(token) && String(number) !== token) return `"${token}"`;
  if (Object.is(number, -0)) return '-0';
  return Number.isFinite(number) ? String(number) : `${number < 0 ? '-' : ''}1e999`;
}
