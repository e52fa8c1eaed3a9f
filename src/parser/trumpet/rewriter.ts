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
  ERR_TRUMPET_SELECTOR,
  ERR_TRUMPET_TOKEN_TOO_LONG,
  ERR_TRUMPET_TOO_DEEP,
} from '../../core/errors.ts';
import { editTag, findAttribute } from './attributes.ts';
import { unescapeHtml } from './escape.ts';
import type { Emit, Operation } from './found-element.ts';
import { FoundElement } from './found-element.ts';
import { createLookAhead } from './lookahead.ts';
import type { Matcher } from './selector.ts';
import { compileSelector } from './selector.ts';
import { SelectorIndex } from './selector-index.ts';
import type { MarkupKind } from './tokenizer.ts';
import { CDATA, createTokenizer, DATA } from './tokenizer.ts';
import type { OpenElement } from './tree.ts';
import { createTree } from './tree.ts';

export type { Emit, FoundElement, Operation } from './found-element.ts';

/** What a rewriter holds at most. More is an error. */
export interface RewriterLimits {
  /** The longest tag, or comment if comments are asked for, in bytes. @default 1 MiB */
  readonly maxTokenBytes?: number | undefined;
  /** The deepest nesting, in open elements. @default 4096 */
  readonly maxDepth?: number | undefined;
  /** The most content that is held for `map`, or ahead of the rewriter, at one time, in bytes. @default 16 MiB */
  readonly maxHeldBytes?: number | undefined;
  /**
   * Takes selectors that depend on what follows an element's start tag, too: `:last-child`, `:last-of-type`,
   * `:nth-last-child`, `:nth-last-of-type`, `:only-child`, `:only-of-type`, `:empty` and `:has` of one compound,
   * anywhere in the element or among its children. They are to be added before the document begins. The source from
   * such an element on is held until it is decided. @default false
   */
  readonly lookAhead?: boolean | undefined;
}

/** Where a rewriter's output goes. */
export interface RewriterSink<Source> {
  /** Takes output. */
  write(text: string): void;
  /** Sends a source's content to `write`, then calls `done`; if that is later, `resume` must be called after it. */
  send(source: Source, write: (text: string) => void, done: () => void): void;
  /** Whether `take` is to have text, or what begins as a comment, from here on. */
  wants?(kind: MarkupKind): boolean;
  /** Whether of several handlers for one element the one that was added last is called first. */
  readonly lastFirst?: boolean | undefined;
  /** Makes a source of what a handler has returned, if the next handler is to wait for it. */
  waitFor?(returned: unknown): Source | undefined;
  /**
   * Takes text in pieces, the last of which is empty, or a comment in one. Gives what is to stand in its place to
   * `emit`.
   */
  take?(kind: MarkupKind, source: string, last: boolean, emit: Emit<Source>): void;
}

/** Says what becomes of an element. */
export type ElementHandler<Source> = (element: FoundElement<Source>) => unknown;

/** Rewrites one document. */
export interface Rewriter<Source> {
  /** Calls a handler for each element that a selector finds from now on, or for the first. */
  select(selector: string, handler: ElementHandler<Source>, first?: boolean): void;
  /** Reads a chunk. Returns false if it must wait for a source: then the chunk is read on when that is done. */
  write(chunk: string): boolean;
  /** Waits after the current token, for `resume`. */
  pause(): void;
  /** Reads on after a source or a pause. Returns false if it must wait again. */
  resume(): boolean;
  /** Ends the document. Returns false if it must wait. */
  end(): boolean;
}

interface Selection<Source> {
  readonly matches: Matcher;
  readonly handler: ElementHandler<Source>;
  readonly first: boolean;
}

/** Content that is being held. */
interface Held {
  text: string;
  readonly name: string;
}

/** Makes a rewriter. `encode` turns text, of selectors and character references, into source form. */
export function createRewriter<Source extends object>(
  sink: RewriterSink<Source>,
  encode: (text: string) => string,
  {
    maxTokenBytes = 1_048_576,
    maxDepth = 4096,
    maxHeldBytes = 16_777_216,
    lookAhead = false,
  }: RewriterLimits = {},
): Rewriter<Source> {
  const selections = new SelectorIndex<Selection<Source>>();
  /** What is to be done, the next last. */
  const pending: Operation<Source>[] = [];
  /** What the current step has asked for and could not be done at once, the next first. */
  const added: Operation<Source>[] = [];
  const holding: Held[] = [];
  /** How much is held, in all the elements that are in each other. */
  let heldBytes = 0;
  /** How many elements there are around whose content is left out. */
  let hidden = 0;
  /** Whether a source is being sent. */
  let sending = false;
  let paused = false;
  /** Whether the tokenizer was stopped for either. */
  let stopped = false;
  let working = false;
  let current = '';
  /** How far `current` was passed on. */
  let passed = 0;
  /** The element whose content is not read. */
  let dropping: OpenElement<FoundElement<Source>> | undefined;
  /** The element in which selectors find nothing, although it is read. */
  let whole: OpenElement<FoundElement<Source>> | undefined;
  let kind: MarkupKind = DATA;
  /** The part of a comment that has been read, if it is to be taken. */
  let comment: string | undefined;
  /** Whether text was taken whose end was not. */
  let inText = false;
  /** Where the start tag is that is being matched, and the attribute of it that was read last. */
  let tagStart = 0;
  let tagEnd = 0;
  let readName = '';
  let readValue: string | undefined;

  const ahead = lookAhead ? createLookAhead(encode, { maxTokenBytes, maxHeldBytes }) : undefined;
  /** Where in the document `current` begins. */
  let base = 0;
  let hasBegun = false;
  /** Whether the document is to be ended when all is read. */
  let ending = false;

  const tree = createTree<FoundElement<Source>>({ close });
  // Counting is begun by a selector that asks for it.
  tree.countsTypes = false;
  const tokenizer = createTokenizer({
    inForeign: tree.inForeign,
    pass(source, end) {
      current = source;
      pass(end);
      passed = 0;
      base += end;
      check(source.length - end);
      settle();
    },
    startTag(source, name, start, end, selfClosing) {
      check(end - start);
      current = source;
      const watched = endText(start);
      const element = tree.open(name, selfClosing, start, source, end);
      if (element !== undefined) {
        if (element.depth >= maxDepth) throw ERR_TRUMPET_TOO_DEEP(maxDepth);
        if (dropping === undefined && whole === undefined && !selections.isEmpty) match(element, start, end);
      }
      if (watched) passMarkup(end);
      settle();
      return element !== undefined && element.foreign === '';
    },
    endTag(source, name, start, end) {
      check(end - start);
      current = source;
      const watched = endText(start);
      tree.close(name, start, end);
      if (watched) passMarkup(end);
      settle();
    },
    mark: sink.wants && mark,
  });

  function check(tokenBytes: number): void {
    if (tokenBytes > maxTokenBytes) throw ERR_TRUMPET_TOKEN_TOO_LONG(maxTokenBytes);
  }

  function write(text: string): void {
    if (hidden > 0) return;
    const held = holding[holding.length - 1];
    if (held === undefined) {
      sink.write(text);
      return;
    }
    heldBytes += text.length;
    if (heldBytes > maxHeldBytes) throw ERR_TRUMPET_CONTENT_TOO_LONG(held.name, maxHeldBytes);
    held.text += text;
  }

  function hold({ name }: FoundElement<Source>): void {
    holding.push({ text: '', name });
  }

  /** Replaces what was held last. */
  function replaceHeld(transform: (content: string) => string | Source): void {
    emit(() => {
      const { text } = holding.pop()!;
      heldBytes -= text.length;
      emit(transform(text));
    });
  }

  /** Does something, after all that the current step has asked for before. */
  function emit(operation: Operation<Source>): void {
    if (added.length === 0 && !sending && !paused) perform(operation);
    else added.push(operation);
  }

  function emitAll(operations: readonly Operation<Source>[] | undefined): void {
    if (operations !== undefined) for (const operation of operations) emit(operation);
  }

  function perform(operation: Operation<Source>): void {
    if (typeof operation === 'string') write(operation);
    else if (typeof operation === 'function') operation();
    else {
      sending = true;
      sink.send(operation, write, () => {
        sending = false;
      });
    }
  }

  /** Does what is left of a step, up to something to wait for. */
  function work(): void {
    working = true;
    while (true) {
      while (added.length > 0) pending.push(added.pop()!);
      if (sending || paused || pending.length === 0) break;
      perform(pending.pop()!);
    }
    working = false;
  }

  /** Ends what the tokenizer has begun. */
  function settle(): void {
    if (added.length > 0) work();
    if (!sending && !paused) return;
    stopped = true;
    tokenizer.pause();
  }

  /** Passes the source on as it is, up to `end`. */
  function passMarkup(end: number): void {
    if (end > passed && dropping === undefined) emit(current.slice(passed, end));
    passed = end;
  }

  /** Passes on what is between tags. */
  function pass(end: number): void {
    if (comment !== undefined) {
      comment += current.slice(passed, end);
      check(comment.length);
      passed = end;
    } else if (end > passed && isText(kind) && sink.wants?.(DATA)) {
      const text = current.slice(passed, end);
      passed = end;
      inText = true;
      take(DATA, text, false);
    } else passMarkup(end);
  }

  function take(taken: MarkupKind, source: string, last: boolean): void {
    emit(() => sink.take!(taken, source, last, emit));
  }

  /** Passes on the text up to a tag or comment. Returns whether text is wanted, so that it must not join the tag. */
  function endText(at: number): boolean {
    if (sink.wants === undefined || !(inText || sink.wants(DATA))) return false;
    pass(at);
    if (inText) {
      inText = false;
      take(DATA, '', true);
    }
    return true;
  }

  function mark(source: string, at: number, next: MarkupKind): void {
    current = source;
    if (next === DATA) {
      pass(kind === CDATA ? at - ']]>'.length : at);
      if (kind === CDATA) passMarkup(at);
      endComment();
    } else if (next === CDATA) {
      pass(at);
      passMarkup(at + '<![CDATA['.length);
    } else {
      endText(at);
      passMarkup(at);
      if (sink.wants!(next)) comment = '';
    }
    kind = next;
    settle();
  }

  function endComment(): void {
    if (comment === undefined) return;
    const source = comment;
    comment = undefined;
    take(kind, source, true);
  }

  /** Reads an attribute for a selector. */
  function readAttribute(name: string): string | undefined {
    if (name === readName) return readValue;
    readName = name;
    const value = findAttribute(current, tagStart, tagEnd, name);
    readValue = value && unescapeHtml(value, encode);
    return readValue;
  }

  function match(element: OpenElement<FoundElement<Source>>, start: number, end: number): void {
    tagStart = start;
    tagEnd = end;
    readName = '';
    const hasAttributes = end - start > element.name.length + 2;
    ahead?.turnTo(base + start);
    let found: Selection<Source>[] | undefined;
    for (const selection of selections.candidates(element.name, hasAttributes, readAttribute)) {
      if (!selection.matches(element, readAttribute)) continue;
      if (found === undefined) found = [selection];
      else found.push(selection);
    }
    if (found === undefined) return;
    if (sink.lastFirst) found.reverse();
    for (const selection of found) if (selection.first) selections.delete(selection);
    passMarkup(start);
    passed = end;
    const edit = new FoundElement<Source>(element, current.slice(start, end), undefined);
    if (added.length === 0 && !sending && !paused) handle(found, 0, element, edit);
    else handleLater(found, element, edit);
  }

  /** Does so in its turn. On its own, as a function that makes a closure pays for that on each call. */
  function handleLater(
    found: readonly Selection<Source>[],
    element: OpenElement<FoundElement<Source>>,
    edit: FoundElement<Source>,
  ): void {
    emit(() => handle(found, 0, element, edit));
  }

  /** Calls the handlers of an element, from the one at `from` on, and begins it. */
  function handle(
    found: readonly Selection<Source>[],
    from: number,
    element: OpenElement<FoundElement<Source>>,
    edit: FoundElement<Source>,
  ): void {
    for (let i = from; i < found.length; i++) {
      const returned = found[i]!.handler(edit);
      const source = returned === undefined ? undefined : sink.waitFor?.(returned);
      if (source === undefined) continue;
      emit(source);
      emit(() => handle(found, i + 1, element, edit));
      return;
    }
    open(element, edit);
  }

  function open(element: OpenElement<FoundElement<Source>>, edit: FoundElement<Source>): void {
    edit.isBegun = true;
    if (!element.hollow && edit.hasEnd) element.data = edit;
    if (edit.transformOuter !== undefined) {
      emit(() => hold(edit));
      emit(edit.tag);
      if (edit.hollow) replaceHeld(edit.transformOuter);
      else whole = element;
      return;
    }
    emitAll(edit.outerBefore);
    if (!edit.hidesStartTag) emit(startTagOf(edit));
    else if (edit.instead !== undefined) emit(edit.instead);
    if (edit.hollow) {
      emitAll(edit.outerAfter);
      return;
    }
    emitAll(edit.innerBefore);
    if (edit.transforms !== undefined) {
      for (const _ of edit.transforms) emit(() => hold(edit));
    }
    if (edit.hidesContent) emit(() => hidden++);
    if (edit.replacement === undefined) return;
    emit(edit.replacement);
    dropping = element;
  }

  function close(element: OpenElement<FoundElement<Source>>, at: number, end: number): void {
    const edit = element.data;
    if (edit === undefined) return;
    if (edit.transformOuter !== undefined) {
      passMarkup(end);
      whole = undefined;
      replaceHeld(edit.transformOuter);
      return;
    }
    if (dropping === element) {
      dropping = undefined;
      passed = at;
    } else passMarkup(at);
    if (edit.hidesContent) emit(() => hidden--);
    if (edit.transforms !== undefined) {
      for (const transform of edit.transforms) replaceHeld(transform);
    }
    emitAll(edit.innerAfter);
    if (edit.atEnd !== undefined) for (const step of edit.atEnd) emit(() => step(end > at, emit));
    if (end > at) {
      passed = end;
      const endTag = current.slice(at, end);
      emit(() => {
        if (!edit.hidesEndTag) emit(endTagOf(edit, endTag));
      });
    }
    // What comes after the end tag may be decided by what comes before it.
    emit(() => emitAll(edit.outerAfter));
  }

  /** Works and reads on until there is nothing more to read or something to wait for. */
  function proceed(): boolean {
    if (!working) {
      work();
      while (stopped && !sending && !paused) {
        stopped = false;
        tokenizer.resume();
      }
      if (ending && !sending && !paused) {
        ending = false;
        finish();
        return proceed();
      }
    }
    return !sending && !paused;
  }

  /** Ends what is open. */
  function finish(): void {
    tokenizer.end();
    endComment();
    endText(0);
    tree.end(0);
    settle();
  }

  return {
    select(selector, handler, first = false) {
      const matches = compileSelector(selector, encode, ahead?.looks);
      if (matches.reach.looksAhead) {
        if (hasBegun) throw ERR_TRUMPET_SELECTOR(selector, 'it looks ahead, and the document has begun');
        ahead!.add(selector);
      }
      tree.countsTypes ||= matches.reach.countsTypes;
      selections.add({ matches, handler, first });
    },
    write(chunk) {
      hasBegun = true;
      tokenizer.write(ahead?.isNeeded ? ahead.write(chunk) : chunk);
      return proceed();
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      return proceed();
    },
    end() {
      ending = true;
      if (ahead?.isNeeded) tokenizer.write(ahead.end());
      return proceed();
    },
  };
}

function isText(kind: MarkupKind): boolean {
  return kind === DATA || kind === CDATA;
}

function startTagOf({ tag, name, rename, changes }: FoundElement<unknown>): string {
  const edited = changes === undefined ? tag : editTag(tag, changes);
  return rename === undefined ? edited : `<${rename}${edited.slice(1 + name.length)}`;
}

function endTagOf({ name, renameEnd }: FoundElement<unknown>, source: string): string {
  return renameEnd === undefined ? source : `</${renameEnd}${source.slice(2 + name.length)}`;
}
