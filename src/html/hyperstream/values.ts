/**
 * Each form of a hyperstream value, as what it does to an element.
 *
 * Markup and attributes are kept in source form: UTF-8 bytes, each as the character of its number.
 *
 * @module
 */
import { createDecoder, decodeText, encodeText } from '#platform';
import type { Decoder } from '../../core/types.ts';
import { attributeValue } from '../../parser/trumpet/attributes.ts';
import { escapeHtml } from '../../parser/trumpet/escape.ts';
import type { FoundElement } from '../../parser/trumpet/rewriter.ts';
import { contentKey } from '../hyperglue/apply.ts';
import type { ValueSource } from './source.ts';

/** A source, and how its chunks become source form. */
export interface Slot {
  readonly source: ValueSource;
  readonly markup: boolean;
}

/** Makes a source of a value, or returns undefined if it is not one. */
export type SourceMaker = (value: unknown) => ValueSource | undefined;

/** Makes what a value does to each element that its selector finds. */
export function compileValue(value: unknown, sourceOf: SourceMaker): (element: FoundElement<Slot>) => void {
  if (typeof value === 'function') {
    return (element) =>
      element.map((content) => contentOf(value(decodeText(toBytes(content), 'utf8')), true, sourceOf));
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return replacing(value);
  const source = sourceOf(value);
  if (source !== undefined) return (element) => element.replace({ source, markup: true });
  const edits = Object.entries(value).map(([name, part]) => compilePart(name, part, sourceOf));
  return (element) => {
    for (const edit of edits) edit(element);
  };
}

function replacing(value: unknown): (element: FoundElement<Slot>) => void {
  const content = contentOf(value, true, () => undefined);
  return (element) => element.replace(content);
}

/** Makes what one property of an object does to an element. */
function compilePart(
  name: string,
  value: unknown,
  sourceOf: SourceMaker,
): (element: FoundElement<Slot>) => void {
  const change = contentKey(name);
  if (change !== undefined) {
    if (value === null || (value === undefined && change.place !== 'replace')) return () => {};
    const content = contentOf(value, change.markup, sourceOf);
    return (element) => element[change.place](content);
  }
  if (value === null || value === undefined || value === false) {
    return (element) => element.setAttribute(name, null);
  }
  if (value === true) return (element) => element.setAttribute(name, true);
  if (typeof value === 'object' && !(value instanceof Uint8Array)) {
    const { prepend, append } = value as { prepend?: unknown; append?: unknown };
    const [before, after] = [toSource(prepend ?? ''), toSource(append ?? '')];
    return (element) => {
      element.setAttribute(name, attributeValue(before, element.getAttribute(name) ?? '', after));
    };
  }
  const text = escapeHtml(toSource(value));
  return (element) => element.setAttribute(name, text);
}

/** Makes content of a value: a slot of what takes time, or a string in source form. */
function contentOf(value: unknown, markup: boolean, sourceOf: SourceMaker): string | Slot {
  const source = sourceOf(value);
  if (source !== undefined) return { source, markup };
  return markup ? toSource(value) : escapeText(toText(value));
}

/** Turns the chunks of a slot into source form, however characters are cut between them. */
export class SlotDecoder {
  readonly #markup: boolean;
  readonly #decoder: Decoder = createDecoder('utf8');
  #half = '';

  constructor(markup: boolean) {
    this.#markup = markup;
  }

  write(chunk: unknown): string {
    if (chunk instanceof Uint8Array) {
      return this.#markup ? decodeText(chunk, 'latin1') : escapeText(this.#decoder.write(chunk));
    }
    let text = this.#half + toText(chunk);
    const last = text.charCodeAt(text.length - 1);
    this.#half = last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : '';
    if (this.#half !== '') text = text.slice(0, -1);
    return this.#markup ? toSource(text) : escapeText(text);
  }

  end(): string {
    const rest = this.#half + this.#decoder.end();
    return this.#markup ? toSource(rest) : escapeText(rest);
  }
}

function toText(value: unknown): string {
  return value instanceof Uint8Array ? decodeText(value, 'utf8') : String(value);
}

/** Turns text or bytes into source form. */
export function toSource(value: unknown): string {
  if (value instanceof Uint8Array) return decodeText(value, 'latin1');
  const text = String(value);
  return isAscii(text) ? text : decodeText(encodeText(text, 'utf8'), 'latin1');
}

/** Turns source form into bytes. */
export function toBytes(source: string): Uint8Array {
  return encodeText(source, 'latin1');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Writes text as hyperstream always has: all but printable ASCII, and `<>&"'`, as decimal references. */
function escapeText(text: string): string {
  return text.replace(/[^ !#-%(-;=?-~]/gu, (character) => `&#${character.codePointAt(0)};`);
}
