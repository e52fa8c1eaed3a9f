/**
 * From what a request asks for to a place in the file system, and never out of the root.
 *
 * @module
 */
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { readlink, realpath, stat } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';

/** The parts of a request's target. */
export interface Target {
  /** Without escapes and dots: it begins with one slash and never leads above it. */
  readonly path: string;
  /** Empty, or the query with its question mark, as it was sent. */
  readonly search: string;
}

/** The origin of a target in absolute form, which a server must take too: RFC 9112 section 3.2.2. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/** Takes a request's target apart; undefined if it is malformed. */
export function parseTarget(url: string): Target | undefined {
  const [, path = '', search = ''] = /^([^?#]*)(\?[^#]*)?/.exec(url.replace(ORIGIN, '')) ?? [];
  if (!path.startsWith('/') && !ORIGIN.test(url)) return undefined;
  try {
    const decoded = `/${decodeURIComponent(path)}`.replace(/^\/+/, '/');
    return { path: posix.normalize(decoded), search };
  } catch {
    return undefined;
  }
}

/** Writes a path with the escapes that it needs in a URL. */
export function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Whether a path has a part that begins with a dot, other than `.well-known`: RFC 8615. */
export function hasDotfile(path: string): boolean {
  return path.split('/').some((name) => isDotfile(name));
}

/** Whether a name is one of those that are not shown to everybody. */
export function isDotfile(name: string): boolean {
  return name.startsWith('.') && name !== '.well-known';
}

/** Something in the file system. */
export interface Place {
  /** Its path, with no symbolic link in it. */
  readonly path: string;
  readonly stats: Stats;
}

/** The errors that say that there is nothing at a path, or nothing for us. */
const ABSENT = new Set(['EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOTDIR']);

/**
 * Finds what is at a path below the root; undefined if there is nothing, or if it lies `outside` the root, where
 * symbolic links may lead, and that is not allowed.
 */
export async function locate(root: string, path: string, outside: boolean): Promise<Place | undefined> {
  try {
    const asked = join(root, path);
    const place = await realpath(asked);
    // The root may be a link too, and turned round while it is served.
    if (!outside && place !== asked && !isBelow(await realpath(root), place)) return undefined;
    return { path: place, stats: await stat(place) };
  } catch (error) {
    if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/**
 * Whether an open file, found at a place in the root, lies there or elsewhere in it: a directory on its path may have
 * become a link meanwhile. Only Linux tells; elsewhere it is believed.
 */
export async function isInside(root: string, { path }: Place, { fd }: FileHandle): Promise<boolean> {
  const opened = await readlink(`/proc/self/fd/${fd}`).catch(() => path);
  return opened === path || isBelow(await realpath(root), opened);
}

function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
