/**
 * Directories as arguments.
 *
 * @module
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';

/**
 * Makes an absolute path of a directory, as of now.
 *
 * @throws {ERR_INVALID_ARG_TYPE} for what is neither a path nor a URL of a file.
 */
export function pathOf(name: string, path: unknown): string {
  if (path instanceof URL) return fileURLToPath(path);
  if (typeof path !== 'string' || path.includes('\0')) {
    throw ERR_INVALID_ARG_TYPE(name, 'a path without NUL bytes or an instance of URL', path);
  }
  return resolve(path);
}
