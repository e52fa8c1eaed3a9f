/**
 * Has `require` and `require.resolve` find gardenhose, in every version of Node in the same way.
 *
 * Node's hooks for `import` serve `require` only since 22.15, and its `resolve` only since 24. The two functions
 * replaced here are Node's own seam, which other tools use too: `_resolveFilename` finds a file, and `_load` is
 * the only one that sees `node:stream`.
 *
 * @module
 */
import module from 'node:module';
import { createRedirect, explain, urlOf } from './_resolve.node.ts';

/** The module that asks, as far as it is asked about. */
interface Parent {
  readonly filename?: string | null;
}

/** The seam, which @types/node does not know. */
interface Seam {
  _resolveFilename(this: unknown, request: string, parent: Parent | undefined, ...rest: unknown[]): string;
  _load(this: unknown, request: string, parent: Parent | undefined, ...rest: unknown[]): unknown;
}

/** Has `require` find gardenhose under these names. */
export function redirectRequires(names: readonly string[]): void {
  const seam = module as unknown as Seam;
  const { _resolveFilename: resolveFilename, _load: load } = seam;
  const redirect = createRedirect(names);

  seam._resolveFilename = function (request, parent, ...rest) {
    const redirection = redirect(request, urlOf(parent?.filename));
    if (redirection?.file !== undefined) return redirection.file;
    try {
      return resolveFilename.call(this, request, parent, ...rest);
    } catch (error) {
      throw redirection === undefined ? error : explain(error, request, redirection.name);
    }
  };

  seam._load = function (request, parent, ...rest) {
    const redirection = redirect(request, urlOf(parent?.filename));
    return load.call(this, redirection?.file ?? request, parent, ...rest);
  };
}
