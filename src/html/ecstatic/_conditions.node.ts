/**
 * What a request says about the parts and versions of a file that it wants: RFC 9110 sections 13 and 14.
 *
 * @module
 */
import type { IncomingHttpHeaders } from 'node:http';

/** What a file's answer says of its version. */
export interface Version {
  readonly etag: string;
  readonly lastModified: string;
}

/** Whether the client wants another version only than this one. */
export function isUnwanted(headers: IncomingHttpHeaders, version: Version): boolean {
  const tags = headers['if-match'];
  if (tags !== undefined) return tags.trim() !== '*' && !hasTag(tags, version.etag, false);
  const since = parseDate(headers['if-unmodified-since']);
  return Date.parse(version.lastModified) > since;
}

/** Whether the client has this version already. `weakly` lets weak tags match. */
export function isFresh(headers: IncomingHttpHeaders, version: Version, weakly: boolean): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined) return tags.trim() === '*' || hasTag(tags, version.etag, weakly);
  const since = parseDate(headers['if-modified-since']);
  return Date.parse(version.lastModified) <= since;
}

/** Reads a date in one of the forms of RFC 9110 section 5.6.7: NaN, which compares with nothing, for what is none. */
function parseDate(text = ''): number {
  if (!/^[a-z]{3,9},? /i.test(text)) return Number.NaN;
  return Date.parse(/ GMT$/.test(text) ? text : `${text} GMT`);
}

function hasTag(tags: string, etag: string, weakly: boolean): boolean {
  if (!weakly && etag.startsWith('W/')) return false;
  const opaque = etag.replace(/^W\//, '');
  return (tags.match(/(?:W\/)?"[^"]*"/g) ?? []).some(
    (tag) => tag === opaque || (weakly && tag === `W/${opaque}`),
  );
}

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the one range that is asked for, undefined if the whole file should be sent, or `unsatisfiable`.
 * Several ranges are answered with the whole file, as the specification allows.
 */
export function askedRange(
  headers: IncomingHttpHeaders,
  version: Version,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const condition = headers['if-range'];
  if (condition !== undefined && !isSameVersion(String(condition), version)) return undefined;
  const [, first, last] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(headers.range ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Number(last);
    return length === 0 || size === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}

/** A range may be joined to bytes of a strong tag only, or of the very same date. */
function isSameVersion(condition: string, { etag, lastModified }: Version): boolean {
  return condition === (condition.endsWith('"') ? etag : lastModified) && !condition.startsWith('W/');
}
