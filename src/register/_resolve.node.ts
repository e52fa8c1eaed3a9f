/**
 * Finds the files of gardenhose that stand for other packages' names, for `require` and for `import` alike.
 *
 * @module
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ERR_REGISTER_SUBPATH, withCause } from '../core/errors.ts';
import { substituteFor } from './_names.ts';

const require = createRequire(import.meta.url);

/** The folder of gardenhose's own code, whose imports are never redirected. */
const ownFolder = new URL('../', import.meta.url).href;

/** The name of the package that a specifier names, and the file that stands for it, if any does. */
export interface Redirection {
  readonly name: string;
  readonly file: string | undefined;
}

/** Makes the function that says what becomes of `specifier` where the module of the URL `parent` asks for it. */
export function createRedirect(
  names: readonly string[],
): (specifier: string, parent: string | undefined) => Redirection | undefined {
  const files = new Map<string, string>();
  return (specifier, parent) => {
    if (parent?.startsWith(ownFolder)) return undefined;
    const substitute = substituteFor(specifier, names);
    if (substitute === undefined) return undefined;
    const { name, specifier: ours } = substitute;
    if (ours === undefined) return { name, file: undefined };
    let file = files.get(ours);
    if (file === undefined) {
      file = require.resolve(ours);
      files.set(ours, file);
    }
    return { name, file };
  };
}

/** The URL of a module that is known by its path. */
export function urlOf(path: string | null | undefined): string | undefined {
  return path ? pathToFileURL(path).href : undefined;
}

/** Explains why a file of a replaced package was not found; any other error stays as it is. */
export function explain(error: unknown, specifier: string, name: string): unknown {
  const { code } = error as { code?: unknown };
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return error;
  return withCause(ERR_REGISTER_SUBPATH(specifier, name), error);
}
