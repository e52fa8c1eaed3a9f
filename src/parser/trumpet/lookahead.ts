/**
 * Decides, for selectors that ask what follows an element's start tag, before the rewriter comes to that tag.
 *
 * A scout reads the document ahead of the rewriter, with a tokenizer and a tree of its own. At each element for which
 * a selector would be decided by what follows, it notes the open questions (is it the last child? is it empty? is
 * there an image in it?), and the source from there on is held until they are answered: at the next sibling, or when
 * the element or its parent ends. So each character is read twice, and what is held is the source from the first
 * undecided start tag on, which has a bound.
 *
 * @module
 */
import { Fifo } from '../../core/_fifo.ts';
import {
  ERR_TRUMPET_CONTENT_TOO_LONG,
  ERR_TRUMPET_TOKEN_TOO_LONG,
  ERR_TRUMPET_TOO_DEEP,
} from '../../core/errors.ts';
import { unescapeHtml } from './escape.ts';
import type { Child } from './lookahead-places.ts';
import { LastPlaces } from './lookahead-places.ts';
import { sharedName } from './names.ts';
import type { AttributeReader, Look, Looks, Matcher } from './selector.ts';
import { compileSelector } from './selector.ts';
import { isNth } from './selector-place.ts';
import { findAttribute } from './start-tag.ts';
import type { MarkupKind } from './tokenizer.ts';
import { CDATA, createTokenizer, DATA } from './tokenizer.ts';
import type { OpenElement } from './tree.ts';
import { createTree } from './tree.ts';

/** Reads ahead. Strings are in source form. */
export interface LookAhead {
  /** Adds a selector's questions, before the document has begun. */
  add(selector: string): void;
  /** Whether there are any. */
  readonly isNeeded: boolean;
  /** What answers the questions about the element at hand. */
  readonly looks: Looks;
  /** Turns to the element whose tag starts at an offset of the document. */
  turnTo(offset: number): void;
  /** Reads a chunk; returns what is decided. */
  write(chunk: string): string;
  /** Ends the document; returns what is left. */
  end(): string;
}

/** The questions about one element. */
interface Pending extends Child {
  readonly offset: number;
  /** How many are open. */
  open: number;
  /** Those whose answer is yes. */
  truths: Set<string> | undefined;
}

/** What is known of an open element, or of the document, by the depth of its children. */
interface Parent {
  /** The questions about where its children stand. */
  last: LastPlaces<Pending> | undefined;
  /** The questions about what is in it. */
  readonly own: readonly Wanted[];
}

/** The question whether something is in an element. */
interface Wanted {
  readonly look: Look;
  readonly pending: Pending;
  found: boolean;
}

/** What is read ahead at most. */
interface LookAheadLimits {
  readonly maxTokenBytes: number;
  readonly maxHeldBytes: number;
  readonly maxDepth: number;
}

/** Makes what reads ahead. `encode` turns the text of selectors into source form. */
export function createLookAhead(
  encode: (text: string) => string,
  { maxTokenBytes, maxHeldBytes, maxDepth }: LookAheadLimits,
): LookAhead {
  const matchers: Matcher[] = [];
  /** The elements that the rewriter has not come to and of which something was asked, in order. */
  const coming = new Fifo<Pending>();
  /** The same, but for those at the beginning for which nothing is open. */
  const undecided = new Fifo<Pending>();
  /** The source that is held, and where it begins. */
  const held = new Fifo<string>();
  let heldStart = 0;
  /** How much of its first piece is not held any more. */
  let taken = 0;
  /** Where the source begins that the tokenizer has not let go of. */
  let base = 0;
  const parents: Parent[] = [newParent([])];
  /** The questions that selectors ask about the element at hand. */
  const asked = new Map<string, Look>();
  /** For each question, the open elements that want something to be in them, the innermost last. */
  const wanting = new Map<string, Wanted[]>();
  /** The element that has just begun, if it may be empty, and what asks. */
  let maybeEmpty: readonly [element: OpenElement<never>, pending: Pending] | undefined;
  let source = '';
  let tagStart = 0;
  let tagEnd = 0;
  /** Up to where text was looked at, and what stands there. */
  let seen = 0;
  let kind: MarkupKind = DATA;
  let current: ReadonlySet<string> | undefined;

  const tree = createTree<never>({ close });
  tree.countsTypes = false;
  const tokenizer = createTokenizer({
    nameAt: sharedName,
    inForeign: tree.inForeign,
    startTag(text, name, start, end, selfClosing) {
      source = text;
      seeText(start);
      seen = end;
      const element = tree.open(name, selfClosing, start, text, end);
      if (element !== undefined) begin(element, start, end);
      return element?.raw === true;
    },
    endTag(_text, name, start, end) {
      seeText(start);
      seen = end;
      tree.close(name, start, end);
    },
    mark(_text, at, next) {
      seeText(kind === CDATA ? at - ']]>'.length : at);
      seen = next === CDATA ? at + '<![CDATA['.length : at;
      kind = next;
    },
    pass(text, end) {
      seeText(end);
      seen -= end;
      base += end;
      if (text.length - end > maxTokenBytes) throw ERR_TRUMPET_TOKEN_TOO_LONG(maxTokenBytes);
      if (end > 0) held.push(text.slice(0, end));
    },
  });

  /** Text makes an element that is not empty. */
  function seeText(at: number): void {
    if (at > seen && (kind === DATA || kind === CDATA)) settleEmpty(false);
    seen = Math.max(seen, at);
  }

  function settleEmpty(empty: boolean): void {
    if (maybeEmpty !== undefined) answer(maybeEmpty[1], 'empty', empty);
    maybeEmpty = undefined;
  }

  const readAttribute: AttributeReader = (name) => {
    const value = findAttribute(source, tagStart, tagEnd, name);
    return value && unescapeHtml(value, encode);
  };

  function begin(element: OpenElement<never>, start: number, end: number): void {
    // What it has closed has done so already: if that is still to be seen, it is in there.
    settleEmpty(false);
    tagStart = start;
    tagEnd = end;
    const { name, depth, index, typeIndex } = element;
    if (depth >= maxDepth) throw ERR_TRUMPET_TOO_DEEP(maxDepth);
    const parent = parents[depth]!;
    parent.last?.come(element);
    for (const matches of matchers) matches(element, readAttribute);
    const own: Wanted[] = [];
    if (asked.size > 0) {
      const offset = base + start;
      const pending = { name, index, typeIndex, offset, open: asked.size, truths: undefined };
      coming.push(pending);
      undecided.push(pending);
      for (const look of asked.values()) ask(look, element, parent, pending, own);
      asked.clear();
    }
    if (!element.hollow) parents[depth + 1] = newParent(own);
  }

  function ask(
    look: Look,
    element: OpenElement<never>,
    parent: Parent,
    pending: Pending,
    own: Wanted[],
  ): void {
    const { kind, key } = look;
    if (kind === 'last') {
      // Nothing comes after these two.
      if (pending.name === 'html' || pending.name === 'body') answer(pending, key, isNth(1, look.nth));
      else {
        parent.last ??= new LastPlaces(answer);
        parent.last.ask(look, pending);
      }
    } else if (element.hollow) answer(pending, key, kind === 'empty');
    else if (kind === 'empty') maybeEmpty = [element, pending];
    else {
      const wanted = { look, pending, found: false };
      const open = wanting.get(key);
      if (open === undefined) wanting.set(key, [wanted]);
      else open.push(wanted);
      own.push(wanted);
    }
  }

  /** Something in an element has matched a step of a selector. */
  function find(look: Look, depth: number): void {
    const open = wanting.get(look.key);
    if (open === undefined) return;
    for (const wanted of look.child ? parents[depth]!.own : open) {
      if (wanted.look.key !== look.key || wanted.found) continue;
      wanted.found = true;
      answer(wanted.pending, look.key, true);
      if (look.child) open.splice(open.lastIndexOf(wanted), 1);
    }
    if (!look.child) open.length = 0;
  }

  function close(element: OpenElement<never>): void {
    if (maybeEmpty?.[0] === element) settleEmpty(true);
    end(parents[element.depth + 1]!);
  }

  /** Answers what an element's end answers. */
  function end({ last, own }: Parent): void {
    last?.end();
    for (const wanted of own) {
      if (wanted.found) continue;
      const open = wanting.get(wanted.look.key)!;
      open.splice(open.lastIndexOf(wanted), 1);
      answer(wanted.pending, wanted.look.key, false);
    }
  }

  function answer(pending: Pending, key: string, isTrue: boolean): void {
    pending.open--;
    if (!isTrue) return;
    pending.truths ??= new Set();
    pending.truths.add(key);
  }

  /** Forgets the elements before an offset. */
  function passTo(offset: number): void {
    while (coming.first !== undefined && coming.first.offset < offset) coming.shift();
  }

  /** Lets go of the source up to the first undecided element. */
  function release(): string {
    while (undecided.first?.open === 0) undecided.shift();
    const { first } = undecided;
    const limit = first?.offset ?? base;
    if (base - limit > maxHeldBytes) throw ERR_TRUMPET_CONTENT_TOO_LONG(first!.name, maxHeldBytes);
    let out = '';
    while (held.first !== undefined && heldStart < limit) {
      const piece = held.first;
      const end = Math.min(piece.length, taken + limit - heldStart);
      out += piece.slice(taken, end);
      heldStart += end - taken;
      taken = end;
      if (taken < piece.length) break;
      held.shift();
      taken = 0;
    }
    return out;
  }

  return {
    get isNeeded() {
      return matchers.length > 0;
    },
    add(selector) {
      /** The questions of this selector about what is in an element. */
      const within: Look[] = [];
      const matches = compileSelector(selector, encode, {
        optimistic: true,
        test(look) {
          if (look.kind === 'has') within.push(look);
          return () => {
            asked.set(look.key, look);
            return true;
          };
        },
        seen(matched, depth) {
          for (const look of within) if ((matched & look.bits) !== 0) find(look, depth);
        },
      });
      if (!matches.reach.looksAhead) return;
      matchers.push(matches);
      tree.countsTypes ||= matches.reach.countsTypes;
    },
    looks: {
      optimistic: false,
      test:
        ({ key }) =>
        () =>
          current?.has(key) === true,
    },
    turnTo(offset) {
      passTo(offset);
      current = coming.first?.offset === offset ? coming.first.truths : undefined;
    },
    write(chunk) {
      // What was let go of has been read, be it in content that is left out.
      passTo(heldStart);
      tokenizer.write(chunk);
      return release();
    },
    end() {
      tokenizer.end();
      tree.end(0);
      end(parents[0]!);
      return release();
    },
  };
}

function newParent(own: Parent['own']): Parent {
  return { last: undefined, own };
}
