/**
 * Listings of directories, as pages and as JSON.
 *
 * @module
 */
import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeHtml } from '../../parser/trumpet/escape.ts';
import { isDotfile, locate } from './_path.node.ts';

/** How a listing looks, and what it leaves out. */
export interface ListingOptions {
  readonly root: string;
  readonly showDotfiles: boolean;
  readonly humanReadable: boolean;
  readonly hidePermissions: boolean;
  readonly si: boolean;
  readonly outsideLinks: boolean;
}

/** A line of a listing. */
export interface Listed {
  readonly name: string;
  readonly type: 'directory' | 'file';
  /** Bytes of a file. */
  readonly size: number;
  readonly modified: string;
  readonly mode: number;
}

/** How many names a listing has at most: the rest is left out. */
const MAX_LISTED = 10_000;
/** How many files are looked at together. */
const BATCH = 32;

/** Lists the files and directories in a directory, directories first; what cannot be looked at is left out. */
export async function list(path: string, options: ListingOptions): Promise<Listed[]> {
  const names: Dirent[] = [];
  for await (const entry of await opendir(join(options.root, path))) {
    if (entry.name.includes('\\') || (!options.showDotfiles && isDotfile(entry.name))) continue;
    if (names.push(entry) === MAX_LISTED) break;
  }
  const listed: Listed[] = [];
  for (let at = 0; at < names.length; at += BATCH) {
    const batch = names.slice(at, at + BATCH);
    const found = await Promise.all(batch.map(({ name }) => look(join(path, name), name, options)));
    listed.push(...found.filter((entry) => entry !== undefined));
  }
  return listed.sort((a, b) => a.type.localeCompare(b.type) || a.name.localeCompare(b.name));
}

async function look(
  path: string,
  name: string,
  { root, outsideLinks }: ListingOptions,
): Promise<Listed | undefined> {
  const place = await locate(root, path, outsideLinks);
  if (place === undefined) return undefined;
  const { size, mode, mtime } = place.stats;
  const modified = mtime.toISOString();
  if (place.stats.isFile()) return { name, type: 'file', size, modified, mode };
  return place.stats.isDirectory() ? { name, type: 'directory', size: 0, modified, mode } : undefined;
}

/** Writes a listing as JSON: an array of objects with name, type, size and modified. */
export function toJson(listed: readonly Listed[]): string {
  return JSON.stringify(listed.map(({ mode: _mode, ...entry }) => entry));
}

/** Writes a listing as a page. Links are relative, so that they hold wherever the page is mounted. */
export function toHtml(
  path: string,
  isRoot: boolean,
  listed: readonly Listed[],
  options: ListingOptions,
): string {
  const title = escapeHtml(`Index of ${path}`);
  const up: Listed = { name: '..', type: 'directory', size: 0, modified: '', mode: 0 };
  const rows = (isRoot ? listed : [up, ...listed]).map((entry) => row(entry, options));
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
</head>
<body>
<h1>${title}</h1>
<table>
${rows.join('\n')}
</table>
</body>
</html>
`;
}

function row(entry: Listed, options: ListingOptions): string {
  const isDirectory = entry.type === 'directory';
  const name = isDirectory ? `${entry.name}/` : entry.name;
  const link = `./${encodeURIComponent(entry.name)}${isDirectory ? '/' : ''}`;
  const cells = [
    isDirectory ? '' : formatSize(entry.size, options),
    `<a href="${link}">${escapeHtml(name)}</a>`,
  ];
  if (!options.hidePermissions) cells.unshift(entry.mode === 0 ? '' : `<code>${formatMode(entry)}</code>`);
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

/** Writes a size as `ls -h` does, or as `ls --si`. */
function formatSize(bytes: number, { humanReadable, si }: ListingOptions): string {
  const base = si ? 1000 : 1024;
  if (!humanReadable || bytes < base) return `${bytes}B`;
  let size = bytes;
  let unit = -1;
  for (; size >= base && unit < 4; unit++) size /= base;
  return `${size.toFixed(1)}${'kMGTP'[unit]}`;
}

/** Writes permissions as `ls -l` does: `-rw-r--r--`. */
function formatMode({ type, mode }: Listed): string {
  const bits = [...'rwxrwxrwx'].map((letter, n) => ((mode >> (8 - n)) & 1 ? letter : '-'));
  return (type === 'directory' ? 'd' : '-') + bits.join('');
}
