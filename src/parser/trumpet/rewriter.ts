/**
 * Rewrites HTML as it streams: selectors choose elements, handlers say what becomes of each, everything else goes
 * through as it was.
 *
 * It works on strings in "source form": whatever the caller decodes bytes to, for instance latin1, in which each
 * character is a byte. New content is a string in that form or a source: something of the caller's that takes
 * time. While a source is sent the rewriter reads no further, so output is in document order, handlers are called
 * in document order too, and no more is held than the chunk at hand.
 *
 * @module
 */
import {
  ERR_TRUMPET_CONTENT_TOO_LONG,
  ERR_TRUMPET_TOKEN_TOO_LONG,
  ERR_TRUMPET_TOO_DEEP,
} from '../../core/errors.ts';
import type { Attribute, AttributeChange } from './attributes.ts';
import { editTag, readAttributes } from './attributes.ts';
import { unescapeHtml } from './escape.ts';
import { lowerCase } from './names.ts';
import type { Matcher } from './selector.ts';
import { compileSelector } from './selector.ts';
import { createTokenizer } from './tokenizer.ts';
import type { OpenElement } from './tree.ts';
import { createTree } from './tree.ts';

/** What a rewriter holds at most. More is an error. */
export interface RewriterLimits {
  /** The longest tag, in bytes. @default 1 MiB */
  readonly maxTokenBytes?: number | undefined;
  /** The deepest nesting, in open elements. @default 4096 */
  readonly maxDepth?: number | undefined;
  /** The most content that is held for `map` at one time, in bytes. @default 16 MiB */
  readonly maxHeldBytes?: number | undefined;
}

/** Where a rewriter's output goes. */
export interface RewriterSink<Source> {
  /** Takes output. */
  write(text: string): void;
  /** Sends a source's content to `write`, then calls `done`; if that is later, `resume` must be called after it. */
  send(source: Source, write: (text: string) => void, done: () => void): void;
}

/** An element that a selector has found, for as long as its handler runs. Strings are in source form. */
export interface FoundElement<Source> {
  /** In lower case. */
  readonly name: string;
  /** `'svg'` or `'math'` if it is not an HTML element. */
  readonly foreign: string;
  /** An attribute's value as written, undefined if there is none. */
  getAttribute(name: string): string | undefined;
  /** Changes an attribute. A string must be escaped. */
  setAttribute(name: string, change: AttributeChange): void;
  /** Adds markup before the content. */
  prepend(content: string | Source): void;
  /** Adds markup after the content. */
  append(content: string | Source): void;
  /** Replaces the content; selectors do not see what it was. The last call counts. */
  replace(content: string | Source): void;
  /** Holds the content, as rewritten, and replaces it by what is made of it. */
  map(transform: (content: string) => string | Source): void;
  /**
   * Holds the whole element, from its start tag to its end tag, as it stands in the source, and replaces it by what
   * is made of it. Selectors do not see what is in it, and no other change is made to it.
   */
  mapOuter(transform: (outer: string) => string | Source): void;
}

/** Rewrites one document. */
export interface Rewriter<Source> {
  /** Calls a handler for each element that a selector finds from now on, or for the first. */
  select(selector: string, handler: (element: FoundElement<Source>) => void, first?: boolean): void;
  /** Reads a chunk. Returns false if it must wait for a source: then the chunk is read on when that is done. */
  write(chunk: string): boolean;
  /** Reads on after a source. Returns false if it must wait again. */
  resume(): boolean;
  /** Ends the document. Returns false if it must wait. */
  end(): boolean;
}

interface Selection<Source> {
  readonly matches: Matcher;
  readonly handler: (element: FoundElement<Source>) => void;
  readonly first: boolean;
  done: boolean;
}

/** Something to send: at once, in time, or what a step that is due gives. */
type Operation<Source> = string | Source | (() => string | Source | undefined);

/** Content that is being held. */
interface Held {
  text: string;
  readonly name: string;
}

/** Makes a rewriter. `encode` turns text, of selectors and character references, into source form. */
export function createRewriter<Source extends object>(
  sink: RewriterSink<Source>,
  encode: (text: string) => string,
  { maxTokenBytes = 1_048_576, maxDepth = 4096, maxHeldBytes = 16_777_216 }: RewriterLimits = {},
): Rewriter<Source> {
  const selections: Selection<Source>[] = [];
  const queue: Operation<Source>[] = [];
  const holding: Held[] = [];
  /** How much is held, in all the elements that are in each other. */
  let heldBytes = 0;
  /** Whether a source is being sent. */
  let sending = false;
  /** Whether the tokenizer was stopped for it. */
  let stopped = false;
  let current = '';
  /** How far `current` was passed on. */
  let passed = 0;
  /** The element whose content is left out. */
  let dropping: OpenElement<Edit<Source>> | undefined;
  /** What was left out of an element that is to be had whole. */
  let outer = '';

  const tree = createTree<Edit<Source>>({ close });
  const tokenizer = createTokenizer({
    inForeign: tree.inForeign,
    pass(source, end) {
      current = source;
      pass(end);
      passed = 0;
      check(source.length - end);
    },
    startTag(source, name, start, end, selfClosing) {
      check(end - start);
      current = source;
      const element = tree.open(name, selfClosing, start);
      if (element === undefined) return false;
      if (element.depth >= maxDepth) throw ERR_TRUMPET_TOO_DEEP(maxDepth);
      if (dropping === undefined) match(element, start, end);
      return element.foreign === '';
    },
    endTag(source, name, start, end) {
      check(end - start);
      current = source;
      tree.close(name, start, end);
    },
  });

  function check(tokenBytes: number): void {
    if (tokenBytes > maxTokenBytes) throw ERR_TRUMPET_TOKEN_TOO_LONG(maxTokenBytes);
  }

  function write(text: string): void {
    const held = holding[holding.length - 1];
    if (held === undefined) {
      sink.write(text);
      return;
    }
    heldBytes += text.length;
    if (heldBytes > maxHeldBytes) throw ERR_TRUMPET_CONTENT_TOO_LONG(held.name, maxHeldBytes);
    held.text += text;
  }

  /** Returns the content that was held last. */
  function takeHeld(): string {
    const { text } = holding.pop()!;
    heldBytes -= text.length;
    return text;
  }

  /** Does something, after all that is to be done before. */
  function enqueue(operation: Operation<Source>): void {
    if (typeof operation === 'string' && queue.length === 0 && !sending) write(operation);
    else {
      queue.push(operation);
      work();
    }
  }

  function work(): void {
    while (!sending && queue.length > 0) {
      const operation = queue.shift()!;
      if (typeof operation === 'string') write(operation);
      else if (typeof operation === 'function') {
        const made = operation();
        if (made !== undefined) queue.unshift(made);
      } else {
        sending = true;
        sink.send(operation, write, () => {
          sending = false;
        });
      }
    }
    if (sending) {
      stopped = true;
      tokenizer.pause();
    }
  }

  /** Passes the source on as it is, up to `end`. */
  function pass(end: number): void {
    if (end > passed && dropping === undefined) enqueue(current.slice(passed, end));
    else if (dropping?.data?.transformOuter !== undefined) keep(dropping, current.slice(passed, end));
    passed = end;
  }

  function keep({ name }: OpenElement<Edit<Source>>, text: string): void {
    outer += text;
    if (heldBytes + outer.length > maxHeldBytes) throw ERR_TRUMPET_CONTENT_TOO_LONG(name, maxHeldBytes);
  }

  function match(element: OpenElement<Edit<Source>>, start: number, end: number): void {
    let tag = '';
    let attributes: Attribute[] | undefined;
    function getAttribute(name: string): string | undefined {
      if (attributes === undefined) {
        tag = current.slice(start, end);
        attributes = readAttributes(tag);
      }
      return attributes.find((attribute) => attribute.name === name)?.value;
    }
    function readAttribute(name: string): string | undefined {
      const value = getAttribute(name);
      return value && unescapeHtml(value, encode);
    }
    const found: Selection<Source>[] = [];
    for (const selection of selections) {
      if (selection.done || !selection.matches(element, readAttribute)) continue;
      selection.done = selection.first;
      found.push(selection);
    }
    if (found.length === 0) return;
    const edit = new Edit<Source>(element, getAttribute);
    for (const { handler } of found) handler(edit);
    pass(start);
    if (edit.transformOuter !== undefined) {
      if (element.hollow) enqueue(edit.transformOuter(current.slice(start, end)));
      else {
        element.data = edit;
        dropping = element;
        pass(end);
      }
      passed = end;
      return;
    }
    if (edit.attributes.size === 0) pass(end);
    else enqueue(editTag(current.slice(start, end), edit.attributes));
    passed = end;
    if (!element.hollow) open(element, edit);
  }

  function open(element: OpenElement<Edit<Source>>, edit: Edit<Source>): void {
    element.data = edit;
    for (const content of edit.prepended) enqueue(content);
    for (const _ of edit.transforms) {
      enqueue(() => {
        holding.push({ text: '', name: element.name });
        return undefined;
      });
    }
    if (edit.replacement === undefined) return;
    enqueue(edit.replacement);
    dropping = element;
  }

  function close(element: OpenElement<Edit<Source>>, at: number, end: number): void {
    const edit = element.data;
    if (edit === undefined) return;
    if (edit.transformOuter !== undefined) {
      pass(end);
      dropping = undefined;
      const whole = outer;
      outer = '';
      enqueue(edit.transformOuter(whole));
      return;
    }
    pass(at);
    if (dropping === element) dropping = undefined;
    for (const transform of edit.transforms) enqueue(() => transform(takeHeld()));
    for (const content of edit.appended) enqueue(content);
  }

  /** Works and reads on until there is nothing more to read or a source to wait for. */
  function resume(): boolean {
    work();
    while (stopped && !sending) {
      stopped = false;
      tokenizer.resume();
    }
    return !sending;
  }

  return {
    select(selector, handler, first = false) {
      selections.push({ matches: compileSelector(selector, encode), handler, first, done: false });
    },
    write(chunk) {
      tokenizer.write(chunk);
      return resume();
    },
    resume,
    end() {
      tokenizer.end();
      tree.end(0);
      return resume();
    },
  };
}

/** What is to become of an element. */
class Edit<Source> implements FoundElement<Source> {
  readonly name: string;
  readonly foreign: string;
  readonly attributes = new Map<string, AttributeChange>();
  readonly prepended: (string | Source)[] = [];
  readonly appended: (string | Source)[] = [];
  readonly transforms: ((content: string) => string | Source)[] = [];
  replacement: string | Source | undefined;
  transformOuter: ((outer: string) => string | Source) | undefined;
  readonly #readAttribute: (name: string) => string | undefined;

  constructor(
    { name, foreign }: { readonly name: string; readonly foreign: string },
    readAttribute: (name: string) => string | undefined,
  ) {
    this.name = name;
    this.foreign = foreign;
    this.#readAttribute = readAttribute;
  }

  getAttribute(name: string): string | undefined {
    const change = this.attributes.get(lowerCase(name));
    if (change === undefined) return this.#readAttribute(lowerCase(name));
    return change === null ? undefined : change === true ? '' : change;
  }

  setAttribute(name: string, change: AttributeChange): void {
    this.attributes.set(lowerCase(name), change);
  }

  prepend(content: string | Source): void {
    this.prepended.push(content);
  }

  append(content: string | Source): void {
    this.appended.push(content);
  }

  replace(content: string | Source): void {
    this.replacement = content;
  }

  map(transform: (content: string) => string | Source): void {
    this.transforms.push(transform);
  }

  mapOuter(transform: (outer: string) => string | Source): void {
    this.transformOuter = transform;
  }
}
