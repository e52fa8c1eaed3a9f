/**
 * Finds and changes attributes where they stand in a start tag, and makes nothing of the others that it has. What takes
 * more than to change one place is left to `editTag`.
 *
 * @module
 */
import type { AttributeChange } from './attributes.ts';
import { editTag, writeAttribute } from './attributes.ts';
import { isNamed, isNameEnd, isSpace } from './names.ts';

/** A change of one place: `text` for what is from `start` to `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Changes of attributes, by lower-case name. */
export type AttributeChanges = ReadonlyMap<string, AttributeChange>;

// Where the attribute is that `locate` has found, and its value.
let foundAt = 0;
let foundEnd = 0;
let valueAt = 0;
let valueEnd = 0;

/**
 * Returns the value, as written, of the first attribute of a lower-case name in the tag from `start` to `end`, or
 * undefined. It reads no further than that.
 */
export function findAttribute(source: string, start: number, end: number, name: string): string | undefined {
  return locate(source, nameEnd(source, start), end - 1, name) ? source.slice(valueAt, valueEnd) : undefined;
}

/** Whether an attribute's name is as long as a name, by the lengths that the tokenizer tells. */
export function hasLength(lengths: number, name: string): boolean {
  return (lengths & (1 << name.length)) !== 0;
}

/** Makes changes to a start tag. */
export function changeTag(tag: string, changes: AttributeChanges, lengths: number): string {
  const splice = spliceOf(tag, changes, lengths);
  return splice === undefined
    ? editTag(tag, changes)
    : tag.slice(0, splice.start) + splice.text + tag.slice(splice.end);
}

/**
 * Returns how changes are made to a start tag in one place, undefined if that cannot be: one attribute gets another
 * value, or some are added to a tag that ends with a quoted value. For a rewriter these are the common cases.
 */
export function spliceOf(tag: string, changes: AttributeChanges, lengths: number): Splice | undefined {
  let text = '';
  for (const [name, change] of changes) {
    if (hasLength(lengths, name) && locate(tag, nameEnd(tag, 0), tag.length - 1, name))
      return changes.size === 1 && typeof change === 'string' ? replacement(tag, name, change) : undefined;
    if (change !== null) text += ` ${writeAttribute(name, change)}`;
  }
  const end = tag.length - 1;
  const last = tag.charCodeAt(end - 1);
  return last === 34 || last === 39 ? { start: end, end, text } : undefined;
}

/** Gives the attribute found another value. If there is a second of its name, that must go: it counts for nothing. */
function replacement(tag: string, name: string, value: string): Splice | undefined {
  const start = foundAt;
  const end = foundEnd;
  if (locate(tag, end, tag.length - 1, name)) return undefined;
  return { start, end, text: writeAttribute(tag.slice(start, start + name.length), value) };
}

/** Finds an attribute of a lower-case name from `from` on, in a tag whose last character is at `last`. */
function locate(source: string, from: number, last: number, name: string): boolean {
  let at = from;
  while (at < last) {
    let code = source.charCodeAt(at);
    if (code === 47 || isSpace(code)) {
      at++;
      continue;
    }
    foundAt = at++;
    // Letters, which most are, are told by one comparison.
    for (code = source.charCodeAt(at); code > 62 || (code !== 61 && !isNameEnd(code)); )
      code = source.charCodeAt(++at);
    const isFound = at - foundAt === name.length && isNamed(source, foundAt, name);
    foundEnd = at;
    while (isSpace(code)) code = source.charCodeAt(++at);
    valueAt = valueEnd = at;
    if (code === 61) {
      do code = source.charCodeAt(++at);
      while (isSpace(code));
      valueAt = at;
      if (code === 34 || code === 39) {
        valueEnd = source.indexOf(code === 34 ? '"' : "'", ++valueAt);
        at = valueEnd + 1;
      } else {
        while (code > 62 || (code !== 62 && !isSpace(code))) code = source.charCodeAt(++at);
        valueEnd = at;
      }
      foundEnd = at;
    }
    if (isFound) return true;
  }
  return false;
}

/** Where the name ends of the tag that begins at `start`. */
function nameEnd(source: string, start: number): number {
  let at = start + 1;
  while (source.charCodeAt(at) > 62 || !isNameEnd(source.charCodeAt(at))) at++;
  return at;
}
