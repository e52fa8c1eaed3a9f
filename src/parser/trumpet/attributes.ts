/**
 * Reads and edits the attributes in the source of a start tag, and leaves all that is not edited as it was.
 *
 * @module
 */
import { ERR_TRUMPET_ATTRIBUTE_NAME } from '../../core/errors.ts';
import { escapeHtml } from './escape.ts';
import { lowerCase } from './names.ts';

/** An attribute as it stands in a tag. */
export interface Attribute {
  /** In lower case. */
  readonly name: string;
  /** Its value as written, character references and all; empty if it has none. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Whether a value was announced by an equals sign and then left out. */
  readonly lacking: boolean;
}

/** What to do with an attribute: give it a value, leave only its name, or remove it. */
export type AttributeChange = string | true | null;

const ATTRIBUTE =
  /([^\t\n\f\r />][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r >]*)))?/g;

/** Lists the attributes of a start tag, e.g. `<a href="/">`, in the order of the source. */
export function readAttributes(tag: string): Attribute[] {
  const attributes: Attribute[] = [];
  ATTRIBUTE.lastIndex = nameEnd(tag);
  for (let found = ATTRIBUTE.exec(tag); found !== null; found = ATTRIBUTE.exec(tag)) {
    const [whole, name, double, single, bare] = found;
    const value = double ?? single ?? bare ?? '';
    attributes.push({
      name: lowerCase(name!),
      value,
      start: found.index,
      end: found.index + whole.length,
      lacking: bare === '',
    });
  }
  return attributes;
}

/** Makes changes, by lower-case name, to a start tag. New attributes come last. */
export function editTag(tag: string, changes: ReadonlyMap<string, AttributeChange>): string {
  const left = new Map(changes);
  let out = '';
  let at = 0;
  let end = nameEnd(tag);
  let lacking = false;
  for (const attribute of readAttributes(tag)) {
    const { name, start } = attribute;
    if (changes.has(name)) {
      const change = left.get(name);
      left.delete(name);
      if (typeof change === 'string' || change === true) {
        out += tag.slice(at, start) + writeAttribute(tag.slice(start, start + name.length), change);
      } else {
        // Removed, or a second attribute of the name, which counts for nothing.
        out += tag.slice(at, Math.max(at, end));
      }
      at = attribute.end;
      // What had no space before it would join a bare name, or a value without quotes.
      if (typeof change !== 'string' && !/[\t\n\f\r >]/.test(tag[at]!)) out += ' ';
    } else lacking = attribute.lacking;
    end = attribute.end;
  }
  out += tag.slice(at, end);
  for (const [name, change] of left) {
    if (change === null) continue;
    // Without quotes, a value that is lacking would be found in the attribute that follows.
    out += `${lacking ? '""' : ''} ${writeAttribute(name, change)}`;
    lacking = false;
  }
  return out + tag.slice(Math.max(at, end));
}

/** Writes an attribute. */
export function writeAttribute(name: string, value: string | true): string {
  if (!/^[^\0\t\n\f\r "'<>/=]+$/.test(name)) throw ERR_TRUMPET_ATTRIBUTE_NAME(name);
  return value === true ? name : `${name}="${value}"`;
}

/** Writes an attribute's value: what is text is escaped, what was in the source only kept within its quotes. */
export function attributeValue(prepend: string, source: string, append: string): string {
  return escapeHtml(prepend) + source.replaceAll('"', '&quot;') + escapeHtml(append);
}

/** Where the name of a tag ends. */
function nameEnd(tag: string): number {
  return tag.search(/[\t\n\f\r />]/);
}
