/**
 * Writes text of the lenient grammar so that `JSON.parse` makes of it what npm JSONStream does.
 *
 * There an integer that a number cannot hold is a string of its digits; so is one with a zero in front.
 *
 * @module
 */

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

/** A token, with the white space before it. */
const TOKEN = /[\s]*(?:[{}[\]:,"]|[^\s{}[\]:,"]+)/y;

/** Returns the text without superfluous commas and keys, and with numbers that are. */
export function toStrictText(text: string): string {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let i = 0; i < text.length; ) {
    TOKEN.lastIndex = i;
    const token = TOKEN.exec(text)?.[0].trimStart();
    if (token === undefined) break;
    i = TOKEN.lastIndex;
    if (token === '"') {
      const end = endOfString(text, i);
      tokens.push(text.slice(i - 1, end));
      i = end;
    } else if (token === '}' || token === ']') {
      // `"key":` without a value.
      if (tokens.at(-1) === ':') tokens.length -= 2;
      if (tokens.at(-1) === ',') tokens.length--;
      tokens.push(token);
    } else tokens.push(/^[-\d]/.test(token) ? strictNumber(token) : token);
  }
  return tokens.join('');
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
