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

/** A start tag, and what is to become of its attributes. Names are in lower case, strings in source form. */
export class StartTag {
  readonly source: string;
  /** The lengths of the names of its attributes, as the tokenizer tells them. */
  readonly #lengths: number;
  /** What is changed: one attribute, as mostly, or all in `#changes`. */
  #name: string | undefined;
  #change: AttributeChange = null;
  #changes: Map<string, AttributeChange> | undefined;

  constructor(source: string, lengths: number) {
    this.source = source;
    this.#lengths = lengths;
  }

  /** Whether anything is to be changed. */
  get isChanged(): boolean {
    return this.#name !== undefined;
  }

  /** The names of the attributes that are to be changed. */
  get changedNames(): readonly string[] {
    return [...(this.#changes?.keys() ?? (this.#name === undefined ? [] : [this.#name]))];
  }

  /** What is to become of an attribute, undefined if it stays as it is. */
  changeOf(name: string): AttributeChange | undefined {
    if (this.#changes !== undefined) return this.#changes.get(name);
    return name === this.#name ? this.#change : undefined;
  }

  /** Changes an attribute. */
  change(name: string, change: AttributeChange): void {
    if (this.#changes !== undefined) this.#changes.set(name, change);
    else if (this.#name === undefined || this.#name === name) {
      this.#name = name;
      this.#change = change;
    } else {
      this.#changes = new Map([
        [this.#name, this.#change],
        [name, change],
      ]);
    }
  }

  /** Returns an attribute's value as it stands in the source, undefined if there is none. */
  read(name: string): string | undefined {
    const { source } = this;
    return hasLength(this.#lengths, name) ? findAttribute(source, 0, source.length, name) : undefined;
  }

  /** Returns it as changed. */
  edited(): string {
    const { source } = this;
    if (this.#name === undefined) return source;
    const splice = this.splice();
    if (splice !== undefined) return source.slice(0, splice.start) + splice.text + source.slice(splice.end);
    return editTag(source, this.#changes ?? new Map([[this.#name, this.#change]]));
  }

  /**
   * Returns the changes as one of one place, undefined if that cannot be: one attribute gets another value, or some are
   * added to a tag that ends with a quoted value. For a rewriter these are the common cases.
   */
  splice(): Splice | undefined {
    const { source } = this;
    let text = '';
    if (this.#changes !== undefined) {
      for (const [name, change] of this.#changes) {
        if (this.#has(name)) return undefined;
        text += addition(name, change);
      }
    } else if (this.#has(this.#name!)) {
      return typeof this.#change === 'string' ? replacement(source, this.#name!, this.#change) : undefined;
    } else text = addition(this.#name!, this.#change);
    const end = source.length - 1;
    const last = source.charCodeAt(end - 1);
    return last === 34 || last === 39 ? { start: end, end, text } : undefined;
  }

  #has(name: string): boolean {
    const { source } = this;
    return hasLength(this.#lengths, name) && locate(source, nameEnd(source, 0), source.length - 1, name);
  }
}

function addition(name: string, change: AttributeChange): string {
  return change === null ? '' : ` ${writeAttribute(name, change)}`;
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
