/**
 * Has a program find gardenhose wherever it asks for one of the packages that gardenhose stands for:
 * `node --import gardenhose/register app.js`.
 *
 * From then on `require('through')` and `import through from 'through'` give `gardenhose/through`, in the
 * program and in every package that it loads, however deep; so do `through/index.js`, `require.resolve` and
 * `import.meta.resolve`. Nothing on the disk is changed. `replaced` lists the names.
 *
 * The variable `GARDENHOSE` chooses: `GARDENHOSE=through,split` replaces these two and no others. Node's own
 * `stream`, with `node:stream`, `stream/promises` and `stream/consumers`, is replaced only if it is named, or by
 * `GARDENHOSE=all`; `stream/web`, `process.getBuiltinModule` and what Node's own modules extend stay Node's. A name that gardenhose has
 * nothing of ends the program with `ERR_REGISTER_UNKNOWN_NAME`.
 *
 * A file that gardenhose has no equal of, such as `readable-stream/lib/_stream_readable.js` or
 * `through/package.json`, is still taken from the original package if that is installed; if it is not, the error
 * is `ERR_REGISTER_SUBPATH`. What gardenhose imports itself is never redirected.
 *
 * Before Node 22.15 one way stays closed: an ES module that was loaded by `require` gets the originals for what it
 * imports itself, because Node asks no hook there.
 *
 * Worker threads and forked processes get the flag from the process that starts them, and with it all of this.
 * A worker made of a string (`eval: true`) gets it only from `node --require gardenhose/register`, which does the
 * same otherwise. Other child processes get nothing; `NODE_OPTIONS='--import gardenhose/register'` reaches them
 * too. What a program has loaded before stays what it is, so this belongs first.
 *
 * Not replaced are `tap`, which has become another thing since, and `auth-stream`, which asks old programs for an
 * option: name `gardenhose/tap` and `gardenhose/auth-stream` where you want them.
 *
 * @example What is replaced
 * ```ts no-run
 * import { replaced } from 'gardenhose/register';
 *
 * assert.ok(replaced.includes('through'));
 * assert.ok(!replaced.includes('stream'));
 * ```
 *
 * @module
 */
import { redirectImports } from './register/_import.node.ts';
import { namesOf } from './register/_names.ts';
import { redirectRequires } from './register/_require.node.ts';

/** The names that lead to gardenhose in this thread, sorted. */
export const replaced: readonly string[] = namesOf(process.env.GARDENHOSE);

redirectRequires(replaced);
redirectImports(replaced);
