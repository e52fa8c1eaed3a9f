/**
 * Each form of a hyperstream value, as what it does to an element.
 *
 * @module
 */
import { validateLimit } from '../../core/_validate.ts';
import { attributeValue } from '../../parser/trumpet/attributes.ts';
import { escapeHtml } from '../../parser/trumpet/escape.ts';
import { splitFirst } from '../../parser/trumpet/first.ts';
import type { FoundElement } from '../../parser/trumpet/rewriter.ts';
import { toText } from '../../parser/trumpet/source-form.ts';
import { RAW } from '../../parser/trumpet/tokenizer.ts';
import type { Place } from '../hyperglue/apply.ts';
import { contentKey, isSelector } from '../hyperglue/apply.ts';
import { HyperglueResult } from '../hyperglue/result.ts';
import { SETTINGS } from './keys.ts';
import type { Slot, SlotSettings } from './slot.ts';
import { escapeText, markupOf, textOf } from './slot.ts';
import type { ValueSource } from './source.ts';

/** What is made of the elements that a selector finds, or of the first. */
export interface Entry {
  readonly selector: string;
  readonly first: boolean;
  readonly edit: Edit;
}

/** What a value does to an element that its selector finds. */
export type Edit = (element: FoundElement<Content>) => void;

/** A value that is made when it is wanted. */
type Make = (...args: readonly string[]) => unknown;

/** Content that takes time: what comes for a slot, or an element repeated. */
export type Content = Slot | Repetition;

/** An element's markup, and what is to be made of each copy of it. */
export interface Repetition {
  readonly outer: string;
  /** `'svg'` or `'math'` if it is in one. */
  readonly foreign: string;
  /** There at once or in time. */
  readonly items: readonly unknown[] | Slot;
  /** Makes of an item what is to be made of its copy. */
  readonly entriesOf: (item: unknown) => readonly Entry[];
}

/** What values have in common with the stream that they are for. */
export interface ValueContext {
  /** Makes a source of a value, or returns undefined if it is there at once. */
  sourceOf(value: unknown, settings: SlotSettings): ValueSource | undefined;
  /** Tells of an error of a value that may fail, and throws that of another. */
  recover(error: unknown, settings: SlotSettings): string;
  /** Whether slots are filled out of order, if a value does not say. */
  readonly late: boolean;
  readonly timeoutMs: number;
}

/** Makes entries of a map of updates. */
export function compileUpdates(updates: object, context: ValueContext): Entry[] {
  return Object.entries(updates)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ({ ...splitFirst(key), edit: compileValue(key, value, context) }));
}

function compileValue(selector: string, value: unknown, context: ValueContext): Edit {
  const plain = new ValueCompiler(context, settingsOf(selector, {}, context));
  if (Array.isArray(value)) return plain.repeat(value, []);
  if (!isEdits(value, plain)) return plain.content('replace', value, true);
  return compileEdits(selector, value, context);
}

/** Whether a value is a map of what to change, and not content. */
function isEdits(value: unknown, compiler: ValueCompiler): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return !(value instanceof HyperglueResult) && compiler.sourceOf(value) === undefined;
}

function compileEdits(selector: string, edits: Record<string, unknown>, context: ValueContext): Edit {
  const compiler = new ValueCompiler(context, settingsOf(selector, edits, context));
  const own: Edit[] = [];
  const within: Entry[] = [];
  for (const [name, value] of Object.entries(edits)) {
    if (SETTINGS.has(name)) continue;
    const change = contentKey(name);
    if (change !== undefined) own.push(compiler.change(change, value));
    else if (name === '_map') within.push(...compileUpdates(value ?? {}, context));
    else if (isSelector(name, value) || compiler.sourceOf(value) !== undefined)
      within.push(...compileUpdates({ [name]: value }, context));
    else own.push(compileAttribute(name, value));
  }
  const edit: Edit = (element) => {
    for (const change of own) change(element);
  };
  if (within.length === 0 && edits._each === undefined) return edit;
  return compiler.repeat(edits._each ?? [{}], [{ selector: '*', first: true, edit }, ...within]);
}

function settingsOf(
  selector: string,
  { _placeholder = '', _fallback, _timeoutMs, _late }: Record<string, unknown>,
  { late, timeoutMs }: ValueContext,
): SlotSettings {
  if (_timeoutMs !== undefined) validateLimit('_timeoutMs', _timeoutMs, 0);
  return {
    selector,
    placeholder: markupOf(_placeholder),
    fallback:
      _fallback === undefined
        ? undefined
        : (error) => markupOf((typeof _fallback === 'function' ? _fallback(error) : _fallback) ?? ''),
    timeoutMs: (_timeoutMs as number | undefined) ?? timeoutMs,
    late: typeof _late === 'boolean' ? _late : late,
  };
}

/** Makes edits of the values of one key. */
class ValueCompiler {
  readonly #context: ValueContext;
  readonly #settings: SlotSettings;

  constructor(context: ValueContext, settings: SlotSettings) {
    this.#context = context;
    this.#settings = settings;
  }

  sourceOf(value: unknown): ValueSource | undefined {
    return this.#context.sourceOf(value, this.#settings);
  }

  /** What one of the properties that change content does. */
  change({ place, markup }: { place: Place; markup: boolean }, value: unknown): Edit {
    if (value === null || (value === undefined && place !== 'replace')) return () => {};
    return this.content(place, value, markup);
  }

  content(place: Place, value: unknown, markup: boolean): Edit {
    if (typeof value !== 'function') return this.#put(place, this.#contentOf(value, markup));
    if (place === 'replace') {
      return (element) =>
        element.map((content) => {
          const made = this.#call(value as Make, [toText(content)], markup);
          return typeof made === 'string' ? made : this.#at(element, made);
        });
    }
    return (element) => this.#put(place, this.#call(value as Make, [], markup))(element);
  }

  #put(place: Place, content: string | Slot): Edit {
    if (typeof content === 'string') return (element) => element[place](content);
    return (element) => element[place](this.#at(element, content));
  }

  /** A slot cannot be late where the page has no markup, or markup that is not HTML's. */
  #at({ name, foreign }: FoundElement<Content>, slot: Slot): Slot {
    const fits = foreign === '' && name !== 'noscript' && name !== 'template' && !RAW.has(name);
    return fits ? slot : { ...slot, canBeLate: false };
  }

  #call(make: Make, args: readonly string[], markup: boolean): string | Slot {
    try {
      const content = this.#contentOf(make(...args), markup);
      return typeof content === 'string' ? content : { ...content, made: true };
    } catch (error) {
      return this.#context.recover(error, this.#settings);
    }
  }

  /** Makes content of a value: a slot of what takes time, or a string in source form. */
  #contentOf(value: unknown, markup: boolean): string | Slot {
    const source = this.sourceOf(value);
    if (source !== undefined)
      return { source, markup, canBeLate: true, made: false, settings: this.#settings };
    return markup || value instanceof HyperglueResult ? markupOf(value) : escapeText(textOf(value));
  }

  /** Repeats the element, once for each item, and makes `common` and what the item says of each copy. */
  repeat(from: unknown, common: readonly Entry[]): Edit {
    const entriesOf = (item: unknown): readonly Entry[] => {
      if (item instanceof Prepared) return item.entries;
      if (item === null || item === undefined) return common;
      const { _key, ...updates } = isEdits(item, this) ? item : { ':first': item };
      return [...common, ...compileUpdates(updates, this.#context)];
    };
    // Only what takes time is prepared: of many items most are plain, and short-lived if they are seen to in turn.
    const list = (Array.isArray(from) ? from : [from]).map((item) =>
      takesTime(item) ? new Prepared(entriesOf(item)) : item,
    );
    const source = Array.isArray(from) ? undefined : this.sourceOf(from);
    const items =
      source === undefined
        ? list
        : { source, markup: true, canBeLate: false, made: false, settings: this.#settings };
    return (element) => element.mapOuter((outer) => ({ outer, foreign: element.foreign, items, entriesOf }));
  }
}

/** An item whose values that take time are listened to. */
class Prepared {
  readonly entries: readonly Entry[];

  constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }
}

/** Whether a value is, or has in it, a stream, an iterable or a promise. */
function takesTime(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  if (Array.isArray(value)) return value.some(takesTime);
  if ('on' in value || 'then' in value || Symbol.iterator in value || Symbol.asyncIterator in value)
    return true;
  return Object.values(value).some(takesTime);
}

/** What a property that is an attribute does. */
function compileAttribute(name: string, value: unknown): Edit {
  if (typeof value === 'function') {
    return (element) => {
      const before = element.getAttribute(name);
      const made = value(before === undefined ? undefined : toText(before));
      compileAttribute(name, typeof made === 'function' ? String(made) : made)(element);
    };
  }
  if (value === null || value === undefined || value === false) {
    return (element) => element.setAttribute(name, null);
  }
  if (value === true) return (element) => element.setAttribute(name, true);
  if (typeof value === 'object' && !(value instanceof Uint8Array)) {
    const { prepend, append } = value as { prepend?: unknown; append?: unknown };
    const [before, after] = [markupOf(prepend ?? ''), markupOf(append ?? '')];
    return (element) => {
      element.setAttribute(name, attributeValue(before, element.getAttribute(name) ?? '', after));
    };
  }
  const text = escapeHtml(markupOf(value));
  return (element) => element.setAttribute(name, text);
}
