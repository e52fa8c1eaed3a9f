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
import { ERR_TRUMPET_SELECTOR, ERR_TRUMPET_TOKEN_TOO_LONG, ERR_TRUMPET_TOO_DEEP } from '../../core/errors.ts';
import type { MarkupSink } from './cursor.ts';
import { Cursor } from './cursor.ts';
import { ElementWriter } from './element-writer.ts';
import { unescapeHtml } from './escape.ts';
import { FoundElement } from './found-element.ts';
import { createLookAhead } from './lookahead.ts';
import { sharedName } from './names.ts';
import type { OutputSink } from './output.ts';
import { createOutput } from './output.ts';
import type { Matcher } from './selector.ts';
import { compileSelector } from './selector.ts';
import { SelectorIndex } from './selector-index.ts';
import { findAttribute, hasLength } from './start-tag.ts';
import { createTokenizer } from './tokenizer.ts';
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

/** Where a rewriter's output goes, and who hears of what it reads. */
export interface RewriterSink<Source> extends OutputSink<Source>, MarkupSink<Source> {
  /** Whether of several handlers for one element the one that was added last is called first. */
  readonly lastFirst?: boolean | undefined;
  /** Makes a source of what a handler has returned, if the next handler is to wait for it. */
  waitFor?(returned: unknown): Source | undefined;
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
  const output = createOutput(sink, maxHeldBytes);
  const { emit } = output;
  const cursor = new Cursor<Source>(sink, emit, check);
  const writer = new ElementWriter(output, cursor);
  /** Whether the tokenizer was stopped to wait. */
  let stopped = false;
  let working = false;
  /** Where the start tag is that is being matched, and the attribute of it that was read last. */
  let tagStart = 0;
  let tagEnd = 0;
  let tagLengths = 0;
  let readName = '';
  let readValue: string | undefined;

  const ahead = lookAhead ? createLookAhead(encode, { maxTokenBytes, maxDepth, maxHeldBytes }) : undefined;
  /** Where in the document the tokenizer's source begins. */
  let base = 0;
  let hasBegun = false;
  /** Whether the document is to be ended when all is read. */
  let ending = false;

  const isWatched = sink.wants !== undefined;
  const tree = createTree<FoundElement<Source>>(writer);
  // Counting is begun by a selector that asks for it.
  tree.countsTypes = false;
  const tokenizer = createTokenizer({
    nameAt: sharedName,
    inForeign: tree.inForeign,
    pass(source, end) {
      cursor.source = source;
      cursor.pass(end);
      cursor.passed = 0;
      base += end;
      check(source.length - end);
      settle();
    },
    startTag(source, name, start, end, selfClosing, lengths) {
      if (end - start > maxTokenBytes) check(end - start);
      if (cursor.source !== source) cursor.source = source;
      const watched = isWatched && cursor.endText(start);
      const element = tree.open(name, selfClosing, start, source, end);
      if (element !== undefined) {
        if (element.depth >= maxDepth) throw ERR_TRUMPET_TOO_DEEP(maxDepth);
        if (writer.isSearched && !selections.isEmpty) match(element, start, end, lengths);
      }
      if (watched) cursor.passMarkup(end);
      if (!output.isFree()) settle();
      return element?.raw === true;
    },
    endTag(source, name, start, end) {
      if (end - start > maxTokenBytes) check(end - start);
      if (cursor.source !== source) cursor.source = source;
      const watched = isWatched && cursor.endText(start);
      tree.close(name, start, end);
      if (watched) cursor.passMarkup(end);
      if (!output.isFree()) settle();
    },
    mark:
      sink.wants &&
      ((source, at, kind) => {
        cursor.source = source;
        cursor.turnTo(kind, at);
        settle();
      }),
  });

  function check(tokenBytes: number): void {
    if (tokenBytes > maxTokenBytes) throw ERR_TRUMPET_TOKEN_TOO_LONG(maxTokenBytes);
  }

  function work(): void {
    working = true;
    output.work();
    working = false;
  }

  /** Ends what the tokenizer has begun. */
  function settle(): void {
    if (!output.isFree()) work();
    if (!output.isWaiting()) return;
    stopped = true;
    tokenizer.pause();
  }

  /** Reads an attribute for a selector. */
  function readAttribute(name: string, asWritten = false): string | undefined {
    if (!hasLength(tagLengths, name)) return undefined;
    if (name !== readName) {
      readName = name;
      readValue = findAttribute(cursor.source, tagStart, tagEnd, name);
    }
    return asWritten ? readValue : readValue && unescapeHtml(readValue, encode);
  }

  function match(
    element: OpenElement<FoundElement<Source>>,
    start: number,
    end: number,
    lengths: number,
  ): void {
    tagStart = start;
    tagEnd = end;
    tagLengths = lengths;
    readName = '';
    ahead?.turnTo(base + start);
    let found: Selection<Source>[] | undefined;
    for (const selection of selections.candidates(element.name, lengths, readAttribute)) {
      if (!selection.matches(element, readAttribute)) continue;
      if (found === undefined) found = [selection];
      else found.push(selection);
    }
    if (found === undefined) return;
    if (sink.lastFirst) found.reverse();
    for (const selection of found) if (selection.first) selections.delete(selection);
    const edit = new FoundElement<Source>(element, cursor.source.slice(start, end), lengths);
    writer.turnTo(start, end);
    if (output.isFree()) handle(found, 0, element, edit);
    else {
      writer.takeTag();
      handleLater(found, element, edit);
    }
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
      if (source === undefined && output.isFree()) continue;
      // The rest waits, for a source or since the handler has paused all.
      writer.takeTag();
      if (source !== undefined) emit(source);
      emit(() => handle(found, i + 1, element, edit));
      return;
    }
    writer.begin(element, edit);
  }

  /** Works and reads on until there is nothing more to read or something to wait for. */
  function proceed(): boolean {
    if (!working) {
      work();
      while (stopped && !output.isWaiting()) {
        stopped = false;
        tokenizer.resume();
      }
      if (ending && !output.isWaiting()) {
        ending = false;
        finish();
        return proceed();
      }
    }
    return !output.isWaiting();
  }

  /** Ends what is open. */
  function finish(): void {
    tokenizer.end();
    cursor.endComment();
    cursor.endText(0);
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
    pause: output.pause,
    resume() {
      output.resume();
      return proceed();
    },
    end() {
      ending = true;
      if (ahead?.isNeeded) tokenizer.write(ahead.end());
      return proceed();
    },
  };
}
