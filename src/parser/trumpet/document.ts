/**
 * A document on its way through an HTMLRewriter, and the calls of the handlers.
 *
 * @module
 */
import { whenSettled } from '../../control/_settled.ts';
import { isThenable } from '../../core/_iteration.ts';
import type { Duplex } from '../../core/duplex.ts';
import type { Content, ContentOptions, Job } from './content.ts';
import { ContentSource, toOperation } from './content.ts';
import type { MarkupSink } from './cursor.ts';
import { Passage } from './passage.ts';
import type { Emit, FoundElement, Rewriter, RewriterLimits } from './rewriter.ts';
import { createRewriter } from './rewriter.ts';
import { RewriterElement } from './rewriter-element.ts';
import { toSource, toText } from './source-form.ts';
import { DATA } from './tokenizer.ts';
import type { ToOperation } from './tokens.ts';
import { Comment, Doctype, DocumentEnd, EndTag, TextChunk } from './tokens.ts';

/** What may be handled of the elements that a selector finds. Async handlers are waited for. */
export interface ElementHandlers {
  /** Gets each element. */
  element?(element: RewriterElement): unknown;
  /** Gets the comments in it, at any depth. */
  comments?(comment: Comment): unknown;
  /** Gets the text in it, at any depth, in pieces as it arrives. */
  text?(text: TextChunk): unknown;
}

/** What may be handled of a whole document. */
export interface DocumentHandlers {
  doctype?(doctype: Doctype): unknown;
  comments?(comment: Comment): unknown;
  text?(text: TextChunk): unknown;
  end?(end: DocumentEnd): unknown;
}

type Kind = 'text' | 'comments';
type Handler<T> = (token: T) => unknown;

/** Handlers of elements, and in how many of these the document is now. */
interface Registration {
  readonly element: Handler<RewriterElement> | undefined;
  readonly comments: Handler<Comment> | undefined;
  readonly text: Handler<TextChunk> | undefined;
  depth: number;
}

/** A document that handlers rewrite. */
export class RewriterDocument extends Passage<Job> {
  protected readonly rewriter: Rewriter<Job>;
  readonly #registrations: Registration[] = [];
  readonly #documentHandlers: readonly DocumentHandlers[];
  /** Content that was not sent, or not to its end. */
  readonly #contents: Set<ContentSource> = new Set();
  /** How many want text, or comments, where the document is now. */
  readonly #wanted: Record<Kind, number> = { text: 0, comments: 0 };
  #element: RewriterElement | undefined;
  /** The beginning of a character whose end has not arrived. */
  #tail = '';

  constructor(
    stream: Duplex<never, Uint8Array>,
    elementHandlers: readonly (readonly [selector: string, handlers: ElementHandlers])[],
    documentHandlers: readonly DocumentHandlers[],
    limits: RewriterLimits,
  ) {
    super(stream);
    this.#documentHandlers = documentHandlers;
    const all = [...elementHandlers.map(([, handlers]) => handlers), ...documentHandlers];
    this.rewriter = createRewriter<Job>(
      {
        write: (source) => this.pass(source),
        send: (job, write, done) => this.#send(job, write, done),
        waitFor: (returned) => (isThenable(returned) ? { promise: returned } : undefined),
        // Where nobody can ask for text or comments, the rewriter need not look for them.
        ...(all.some(handlesMarkup) && this.#markupSink()),
      },
      toSource,
      limits,
    );
    for (const [selector, handlers] of elementHandlers) {
      const registration: Registration = {
        element: handlers.element?.bind(handlers),
        comments: handlers.comments?.bind(handlers),
        text: handlers.text?.bind(handlers),
        depth: 0,
      };
      this.#registrations.push(registration);
      this.rewriter.select(selector, (found) => this.#begin(registration, found));
    }
    for (const { text, comments, doctype } of documentHandlers) {
      if (text) this.#wanted.text++;
      if (comments || doctype) this.#wanted.comments++;
    }
  }

  #markupSink(): MarkupSink<Job> {
    return {
      wants: (kind) => this.#wanted[kind === DATA ? 'text' : 'comments'] > 0,
      take: (kind, source, last, emit) => {
        if (kind === DATA) this.#takeText(source, last, emit);
        else if (/^<!doctype/i.test(source)) this.#takeDoctype(source, emit);
        else this.#takeComment(source, emit);
      },
    };
  }

  override end(callback: () => void): void {
    super.end(() => {
      whenSettled(
        this.#end(),
        () => {
          this.stream.push(null);
          callback();
        },
        (reason) => this.fail(reason),
      );
    });
  }

  /** Lets go of what was not used. */
  destroy(): void {
    this.stop();
    for (const content of this.#contents) content.giveUp();
  }

  readonly #toOperation: ToOperation = (content: Content, options: ContentOptions | undefined) => {
    const operation = toOperation(content, options?.html === true);
    if (operation instanceof ContentSource) this.#contents.add(operation);
    return operation;
  };

  /** Begins to listen in an element, and calls its handler. */
  #begin(registration: Registration, found: FoundElement<Job>): unknown {
    const { element, comments, text } = registration;
    if (!found.hollow && (text || comments)) {
      this.#listen(registration, 1);
      found.atEnd ??= [];
      found.atEnd.push(() => this.#listen(registration, -1));
    }
    if (element === undefined) return undefined;
    if (this.#element?.found !== found)
      this.#element = new RewriterElement(found, this.#toOperation, this.#takeEndTag);
    return element(this.#element);
  }

  #listen(registration: Registration, change: 1 | -1): void {
    registration.depth += change;
    if (registration.text) this.#wanted.text += change;
    if (registration.comments) this.#wanted.comments += change;
  }

  /** Calls the handlers of an end tag. */
  readonly #takeEndTag = ({ found, onend }: RewriterElement, emit: Emit<Job>): void => {
    const endTag = new EndTag(found, this.#toOperation);
    this.#call(onend, endTag, emit, () => {
      endTag.isOver = true;
      const { before, instead, after } = endTag.edits;
      for (const operation of before) emit(operation);
      if (instead !== undefined) emit(instead);
      if (endTag.removed) found.hidesEndTag = true;
      found.outerAfter = [...after, ...(found.outerAfter ?? [])];
    });
  };

  #takeText(source: string, last: boolean, emit: Emit<Job>): void {
    const whole = this.#tail + source;
    const end = last ? whole.length : wholeCharacters(whole);
    const text = whole.slice(0, end);
    this.#tail = whole.slice(end);
    const take = (chunk: string, isLast: boolean): void => {
      this.#takeToken(new TextChunk(toText(chunk), isLast, this.#toOperation), chunk, 'text', emit);
    };
    if (end > 0) take(text, false);
    if (last) emit(() => take('', true));
  }

  #takeComment(source: string, emit: Emit<Job>): void {
    this.#takeToken(new Comment(toText(commentText(source)), this.#toOperation), source, 'comments', emit);
  }

  #takeDoctype(source: string, emit: Emit<Job>): void {
    const handlers = this.#documentHandlers.flatMap((one) => (one.doctype ? [one.doctype.bind(one)] : []));
    this.#call(handlers, new Doctype(toText(source)), emit, () => emit(source));
  }

  #takeToken(token: TextChunk | Comment, source: string, kind: Kind, emit: Emit<Job>): void {
    this.#call(this.#handlersOf(kind), token as never, emit, () => {
      token.isOver = true;
      const { before, instead, after } = token.edits;
      for (const operation of before) emit(operation);
      if (!token.removed) {
        emit(token instanceof Comment && token.isChanged ? `<!--${toSource(token.text)}-->` : source);
      } else if (instead !== undefined) emit(instead);
      for (const operation of after) emit(operation);
    });
  }

  /** The handlers that are to hear of text or a comment now, those of elements first. */
  #handlersOf(kind: Kind): Handler<never>[] {
    const handlers: Handler<never>[] = [];
    for (const { depth, [kind]: handler } of this.#registrations) {
      if (depth > 0 && handler !== undefined) handlers.push(handler);
    }
    for (const one of this.#documentHandlers) {
      if (one[kind] !== undefined) handlers.push(one[kind].bind(one));
    }
    return handlers;
  }

  /** Calls handlers one after the other, and goes on when the last is done. */
  #call<T>(handlers: readonly Handler<T>[], token: T, emit: Emit<Job>, finish: () => void, from = 0): void {
    for (let i = from; i < handlers.length; i++) {
      const promise = handlers[i]!(token);
      if (!isThenable(promise)) continue;
      emit({ promise });
      emit(() => this.#call(handlers, token, emit, finish, i + 1));
      return;
    }
    finish();
  }

  #send(job: Job, write: (source: string) => void, done: () => void): void {
    this.flush();
    whenSettled(
      'promise' in job ? job.promise : this.#sendContent(job, write),
      () => {
        done();
        this.resume();
      },
      (reason) => this.fail(reason),
    );
  }

  async #sendContent(content: ContentSource, write: (source: string) => void): Promise<void> {
    await content.send((source) => {
      write(source);
      this.flush();
      if (this.channel.full === 0) return undefined;
      return new Promise((resolve) => this.channel.whenRoom(resolve));
    });
    this.#contents.delete(content);
  }

  /** Lets handlers add to the end. */
  async #end(): Promise<void> {
    const end = new DocumentEnd(this.#toOperation);
    for (const handlers of this.#documentHandlers) await handlers.end?.(end);
    end.isOver = true;
    const write = (source: string): void => this.channel.write(source);
    for (const operation of end.added) {
      if (typeof operation === 'string') write(operation);
      else if (operation instanceof ContentSource) await this.#sendContent(operation, write);
    }
    this.flush();
    for (const content of this.#contents) content.giveUp();
  }
}

/** Whether handlers may want text, comments or doctypes. */
function handlesMarkup({ text, comments, doctype }: ElementHandlers & DocumentHandlers): boolean {
  return [text, comments, doctype].some((handler) => handler !== undefined);
}

/** How much of some source there is up to a character that is not whole. */
function wholeCharacters(source: string): number {
  const { length } = source;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = source.charCodeAt(length - back);
    if (byte < 0x80) break;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? length - back : length;
  }
  return length;
}

/** What is between the marks of a comment, or of what is read as one. */
function commentText(source: string): string {
  if (!source.startsWith('<!--')) return source.slice(source[1] === '?' ? 1 : 2).replace(/>$/, '');
  return /^<!--(?:-?>$)?([\s\S]*?)(?:--!?>?|-)?$/.exec(source)![1]!;
}
