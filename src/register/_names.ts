/**
 * Which packages are replaced, and what stands for a specifier that names one of them.
 *
 * @module
 */
import { ERR_REGISTER_UNKNOWN_NAME } from '../core/errors.ts';
import { PACKAGES } from './_packages.ts';

/** Node's own module, which is replaced only where it is asked for by its name. */
const STREAM = 'stream';

/** The subpaths of `stream` that gardenhose has; `stream/web` stays Node's. */
const STREAM_PARTS: readonly string[] = ['consumers', 'promises'];

/** Every name that can be asked for, sorted. */
const KNOWN: readonly string[] = /* @__PURE__ */ [...Object.keys(PACKAGES), STREAM].sort();

/** What becomes of a specifier that names a replaced package. */
export interface Substitute {
  /** The package that it names. */
  readonly name: string;
  /** What stands for it: `gardenhose/through`; undefined for a file of the package that gardenhose has not. */
  readonly specifier: string | undefined;
}

/**
 * Reads a list of names as `GARDENHOSE` has it: `through,split` are these two, `all` is everything, and nothing
 * is every package of npm that gardenhose stands for, but not Node's `stream`.
 *
 * @throws {ERR_REGISTER_UNKNOWN_NAME} gardenhose has nothing of a name
 */
export function namesOf(list: string | undefined): readonly string[] {
  const names = (list ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.find((name) => name !== 'all' && !KNOWN.includes(name));
  if (unknown !== undefined) throw ERR_REGISTER_UNKNOWN_NAME(unknown, KNOWN);
  if (names.length === 0) return KNOWN.filter((name) => name !== STREAM);
  return names.includes('all') ? KNOWN : KNOWN.filter((name) => names.includes(name));
}

/**
 * Says what stands for a specifier, or returns undefined if it names none of the replaced packages. A package's
 * own `index` is the package; an extension `.js` makes no difference.
 */
export function substituteFor(specifier: string, names: readonly string[]): Substitute | undefined {
  const [, prefix, name = '', path = ''] = /^(node:)?([^/:]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  if (!names.includes(name) || (prefix !== undefined && name !== STREAM)) return undefined;
  if (name === STREAM) {
    // Whoever looks for a folder, `stream/`, means the package of that name, not Node's module.
    if (specifier.endsWith('/') || (path !== '' && !STREAM_PARTS.includes(path))) return undefined;
    return { name, specifier: `gardenhose/${specifier.slice(prefix?.length ?? 0)}` };
  }
  const part = path.replace(/\.js$/, '').replace(/^index$/, '');
  if (part === '') return { name, specifier: `gardenhose/${name}` };
  const isOurs = PACKAGES[name]?.parts.includes(part) === true;
  return { name, specifier: isOurs ? `gardenhose/${name}/${part}` : undefined };
}
