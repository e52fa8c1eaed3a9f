/**
 * The suffix by which a key asks for the first element only.
 *
 * @module
 */

const FIRST: RegExp = /:first\s*$/;

/** Takes jQuery's suffix `:first` off a selector: `li:first` means the first of all that `li` selects. */
export function splitFirst(key: string): { selector: string; first: boolean } {
  const selector = key.replace(FIRST, '');
  const first = selector !== key;
  return { selector: first ? selector || '*' : selector, first };
}

/** Returns what `find` finds by a key's selector, or the first of that if the key asks for it. */
export function findBy<T>(key: string, find: (selector: string) => readonly T[]): readonly T[] {
  const { selector, first } = splitFirst(key);
  const all = find(selector);
  return first ? all.slice(0, 1) : all;
}
