/**
 * Names of tar entries as paths below a folder: their parts, if they may be used at all.
 *
 * A name is refused rather than mended, but for slashes: leading, doubled and trailing ones and the part '.' mean
 * nothing, as in every tar program.
 *
 * @module
 */
import { encodeText } from '#platform';
import { ERR_TAR_UNSAFE_LINK, ERR_TAR_UNSAFE_NAME } from '../../core/errors.ts';

/** What names may be. */
export interface NameRules {
  /** Most bytes of a name, in UTF-8. */
  readonly maxNameBytes: number;
  /** Most parts of a name. */
  readonly maxDepth: number;
  /** Whether names must be such that every system can hold them, Windows too. */
  readonly portableNames: boolean;
}

/** Most bytes that a single part may have on the file systems in use. */
const MAX_PART_BYTES = 255;

/** Windows' devices, which are there in every folder and under every extension. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])[ ]*(?:\.|$)/i;

/** What Windows takes for a separator, a drive, a stream of a file, or a pattern. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
const NOT_IN_NAMES = /[\u0000-\u001f"*:<>?\\|]/;

/**
 * Splits an entry's name into its parts; none, if it names the folder itself.
 *
 * @throws {ERR_TAR_UNSAFE_NAME}
 */
export function splitName(name: string, rules: NameRules): string[] {
  if (isLonger(name, rules.maxNameBytes)) {
    throw ERR_TAR_UNSAFE_NAME(name, `is longer than ${rules.maxNameBytes} bytes`);
  }
  const reason = whyUnsafe(name, rules);
  if (reason !== undefined) throw ERR_TAR_UNSAFE_NAME(name, reason);
  return partsOf(name);
}

/** Whether a text has more than so many bytes, of which no character has less than one. */
function isLonger(text: string, bytes: number): boolean {
  return text.length > bytes || (text.length * 3 > bytes && encodeText(text, 'utf8').length > bytes);
}

/** Joins parts to the name that `splitName` splits into them. */
export function joinName(parts: readonly string[]): string {
  return parts.join('/');
}

function partsOf(name: string): string[] {
  return name.split('/').filter((part) => part !== '' && part !== '.');
}

function whyUnsafe(name: string, { maxDepth, portableNames }: NameRules): string | undefined {
  if (name.includes('\0')) return 'has a NUL character';
  const parts = partsOf(name);
  if (parts.includes('..')) return "has a part '..'";
  if (parts.length > maxDepth) return `has more than ${maxDepth} parts`;
  for (const part of parts) {
    if (isLonger(part, MAX_PART_BYTES)) {
      return `has a part of more than ${MAX_PART_BYTES} bytes`;
    }
    if (portableNames && !isPortable(part)) return `has a part that Windows cannot hold: '${part}'`;
  }
  return undefined;
}

function isPortable(part: string): boolean {
  return !NOT_IN_NAMES.test(part) && !DEVICE.test(part) && !part.endsWith('.') && !part.endsWith(' ');
}

/**
 * Says why a symbolic link in the folder that `parents` names might lead out of the root, if it might.
 *
 * A link is inside if its target is relative, climbs only at its beginning, and not above the root: `../../x/y`.
 * What climbs behind a name, as `x/../..`, is not, though it looks the same when it is shortened: where `x` is a
 * link itself, `..` is the parent of what `x` points to.
 */
export function whyOutside(
  parents: readonly string[],
  target: string,
  portableNames: boolean,
): string | undefined {
  if (target === '') return 'is empty';
  if (target.includes('\0')) return 'has a NUL character';
  if (target.startsWith('/')) return 'is absolute';
  const parts = partsOf(target);
  let climbs = 0;
  while (parts[climbs] === '..') climbs++;
  if (climbs > parents.length) return 'leads out of the folder';
  const rest = parts.slice(climbs);
  if (rest.includes('..')) return "has a part '..' behind a name";
  if (portableNames && !rest.every(isPortable)) return 'has a part that Windows cannot hold';
  return undefined;
}

/**
 * @throws {ERR_TAR_UNSAFE_LINK} for a target that is longer than a name may be, and, unless any link may be made, for one
 *   that might lead out of the root, see `whyOutside`.
 */
export function checkTarget(
  path: readonly string[],
  target: string,
  { maxNameBytes, portableNames, links }: NameRules & { readonly links: 'inside' | 'any' },
): void {
  const reason = isLonger(target, maxNameBytes)
    ? `is longer than ${maxNameBytes} bytes`
    : links === 'inside' && whyOutside(path.slice(0, -1), target, portableNames);
  if (reason) throw ERR_TAR_UNSAFE_LINK(joinName(path), target, reason);
}

/**
 * What is the same for names that some file system takes for one: without case, and in the same form. Case goes back
 * and forth, so that 'ß', 'ẞ' and 'ss' are one.
 */
export function foldName(name: string): string {
  return isPlain(name)
    ? name.toLowerCase()
    : name.normalize('NFKD').toLowerCase().toUpperCase().toLowerCase();
}

function isPlain(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) > 127) return false;
  return true;
}
