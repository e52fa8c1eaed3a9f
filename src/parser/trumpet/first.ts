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
  return { selector: first && selector === '' ? '*' : selector, first };
}
