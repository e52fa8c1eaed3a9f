/**
 * What the handlers of an HTMLRewriter get besides elements: end tags, text, comments, doctypes and the document's end.
 *
 * @module
 */
import { ERR_TRUMPET_COMMENT_TEXT, ERR_TRUMPET_TAG_NAME, ERR_TRUMPET_TOO_LATE } from '../../core/errors.ts';
import type { Content, ContentOptions, Job } from './content.ts';
import { lowerCase } from './names.ts';
import type { FoundElement, Operation } from './rewriter.ts';
import { toSource, toText } from './source-form.ts';

/** Makes what is to be written, or sent, of content. */
export type ToOperation = (content: Content, options: ContentOptions | undefined) => Operation<Job>;

/** Something between tags, which can be removed and have content around. */
abstract class Token {
  /** @internal What is to stand before, instead and after. */
  readonly edits: { before: Operation<Job>[]; instead: Operation<Job> | undefined; after: Operation<Job>[] } =
    {
      before: [],
      instead: undefined,
      after: [],
    };
  /** @internal Whether the handlers have returned. */
  isOver = false;
  #removed = false;
  readonly #what: string;
  readonly #toOperation: ToOperation;

  constructor(what: string, toOperation: ToOperation) {
    this.#what = what;
    this.#toOperation = toOperation;
  }

  /** Whether it was removed or replaced. */
  get removed(): boolean {
    return this.#removed;
  }

  /** Adds content before it, after what was added there before. */
  before(content: Content, options?: ContentOptions): this {
    this.edits.before.push(this.#use(content, options));
    return this;
  }

  /** Adds content right after it. */
  after(content: Content, options?: ContentOptions): this {
    this.edits.after.unshift(this.#use(content, options));
    return this;
  }

  /** Replaces it. */
  replace(content: Content, options?: ContentOptions): this {
    this.edits.instead = this.#use(content, options);
    return this.remove();
  }

  /** Removes it. */
  remove(): this {
    this.checkInTime();
    this.#removed = true;
    return this;
  }

  /** @internal */
  checkInTime(): void {
    if (this.isOver) throw ERR_TRUMPET_TOO_LATE(this.#what);
  }

  #use(content: Content, options: ContentOptions | undefined): Operation<Job> {
    this.checkInTime();
    return this.#toOperation(content, options);
  }
}

/** A piece of text. */
export class TextChunk extends Token {
  /** The text as it is in the source, with its character references. */
  readonly text: string;
  /** Whether this is the end of the text up to the next tag or comment; its own text is then empty. */
  readonly lastInTextNode: boolean;

  constructor(text: string, last: boolean, toOperation: ToOperation) {
    super('the text', toOperation);
    this.text = text;
    this.lastInTextNode = last;
  }
}

/** A comment, or what browsers read as one. */
export class Comment extends Token {
  #text: string;
  /** @internal */
  isChanged = false;

  constructor(text: string, toOperation: ToOperation) {
    super('the comment', toOperation);
    this.#text = text;
  }

  /**
   * What is between its marks.
   *
   * @throws {ERR_TRUMPET_COMMENT_TEXT} as set to a text that would end it
   */
  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    this.checkInTime();
    if (/^-?>|--!?>|<!-$/.test(text)) throw ERR_TRUMPET_COMMENT_TEXT();
    this.#text = text;
    this.isChanged = true;
  }
}

/** An end tag. */
export class EndTag extends Token {
  readonly #found: FoundElement<Job>;

  constructor(found: FoundElement<Job>, toOperation: ToOperation) {
    super(`</${toText(found.name)}>`, toOperation);
    this.#found = found;
  }

  /**
   * Its name, in lower case.
   *
   * @throws {ERR_TRUMPET_TAG_NAME} as set to what is no name
   */
  get name(): string {
    return toText(lowerCase(this.#found.renameEnd ?? this.#found.name));
  }
  set name(name: string) {
    this.checkInTime();
    this.#found.renameEnd = tagName(name);
  }
}

/** A doctype. */
export class Doctype {
  /** Its name, in lower case; null if it has none. */
  readonly name: string | null;
  readonly publicId: string | null;
  readonly systemId: string | null;

  constructor(source: string) {
    const [, name, ids = ''] = /^<!doctype[\t\n\f\r ]*([^\t\n\f\r >]*)([\s\S]*?)>?$/i.exec(source)!;
    const [, word, first, second] =
      /^[\t\n\f\r ]+(public|system)[\t\n\f\r ]*("[^"]*"?|'[^']*'?)[\t\n\f\r ]*("[^"]*"?|'[^']*'?)?/i.exec(
        ids,
      ) ?? [];
    this.name = name!.toLowerCase() || null;
    this.publicId = word?.toLowerCase() === 'public' ? unquote(first) : null;
    this.systemId = unquote(word?.toLowerCase() === 'public' ? second : first);
  }
}

/** The end of the document. */
export class DocumentEnd {
  /** @internal */
  readonly added: Operation<Job>[] = [];
  /** @internal Whether the handlers have returned. */
  isOver = false;
  readonly #toOperation: ToOperation;

  constructor(toOperation: ToOperation) {
    this.#toOperation = toOperation;
  }

  /** Adds content. */
  append(content: Content, options?: ContentOptions): this {
    if (this.isOver) throw ERR_TRUMPET_TOO_LATE('the document');
    this.added.push(this.#toOperation(content, options));
    return this;
  }
}

/** Checks the name of a tag, and returns its source. */
export function tagName(name: string): string {
  if (!/^[a-z][^\0\t\n\f\r />]*$/i.test(name)) throw ERR_TRUMPET_TAG_NAME(name);
  return toSource(name);
}

function unquote(quoted: string | undefined): string | null {
  if (quoted === undefined) return null;
  return quoted.slice(1, quoted.length > 1 && quoted.endsWith(quoted[0]!) ? -1 : undefined);
}
