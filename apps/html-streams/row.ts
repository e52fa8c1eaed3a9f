/**
 * What a line of the data file says.
 *
 * @module
 */

/** One row of the page. */
export interface Row {
  readonly who: string;
  readonly message: string;
}

/** Begins a line that is not data but says why a line of data is missing; JSON cannot begin so. */
const NOTICE = '!';

/** Returns a line that stands in the place of one that cannot be shown. */
export function notice(reason: string): string {
  return NOTICE + reason;
}

/**
 * Reads a line of JSON such as `{"who":"zoltar","message":"HEAR ME!"}`.
 *
 * @returns null for a blank line.
 * @throws {Error} for a line that is no JSON object, and for a notice, with its reason.
 */
export function parseRow(line: string): Row | null {
  if (line.trim() === '') return null;
  if (line.startsWith(NOTICE)) throw new Error(line.slice(NOTICE.length).trimEnd());
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('It is not a JSON object');
  }
  const { who, message } = value as Record<string, unknown>;
  return { who: asText(who), message: asText(message) };
}

/** Says the same of a bad line in every engine, so that server and browser render it alike. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new SyntaxError('It is not JSON', { cause });
  }
}

/** Only text goes into the page, whatever the line holds. */
function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
