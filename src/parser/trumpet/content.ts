/**
 * New content for an HTMLRewriter: what is there at once, and what comes in time.
 *
 * @module
 */
import { decodeText } from '#platform';
import { nop } from '../../core/_nop.ts';
import { has } from '../../core/_web.ts';
import { ERR_INVALID_ARG_TYPE } from '../../core/errors.ts';
import { Readable } from '../../core/readable.ts';
import type { ReadableLike } from '../../core/types.ts';
import { ChunkReader } from './chunk-reader.ts';
import type { Operation } from './rewriter.ts';
import { toSource } from './source-form.ts';

/** What can be put into a document: text, bytes, or something that gives either in time. */
export type Content =
  | string
  | Uint8Array
  | Response
  | ReadableStream<Uint8Array | string>
  | ReadableLike
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>;

/** How content is to be read. */
export interface ContentOptions {
  /** Whether it is markup; otherwise it is text, and escaped. @default false */
  readonly html?: boolean | undefined;
}

/** Something that a rewriter waits for: content that is sent, or a handler that has not returned. */
export type Job = ContentSource | { readonly promise: PromiseLike<unknown> };

/** Makes of content what is to be written, or sent. */
export function toOperation(content: Content, isMarkup: boolean): Operation<Job> {
  if (typeof content === 'string') return toSource(isMarkup ? content : escapeText(content));
  if (content instanceof Uint8Array) {
    return toSource(isMarkup ? content : escapeText(decodeText(content, 'utf8')));
  }
  return new ContentSource(streamOf(content), isMarkup);
}

/** What is read of content: a stream of ours or of Node's. */
interface ContentStream extends AsyncIterable<unknown> {
  on(event: 'error', listener: () => void): unknown;
  destroy(): unknown;
}

/** Content that comes in time. */
export class ContentSource {
  readonly #stream: ContentStream;
  readonly #isMarkup: boolean;

  constructor(stream: ContentStream, isMarkup: boolean) {
    this.#stream = stream;
    this.#isMarkup = isMarkup;
    // Who reads it hears of its error when its turn has come, which may be after the error, or never.
    stream.on('error', nop);
  }

  /** Gives the content, in source form, to `write`, which may return a promise of room. */
  async send(write: (source: string) => PromiseLike<void> | undefined): Promise<void> {
    const reader = new ChunkReader(this.#isMarkup ? undefined : escapeText);
    for await (const chunk of this.#stream) await write(reader.write(chunk));
    await write(reader.end() ?? '');
  }

  /** Lets go of what it reads from. */
  giveUp(): void {
    this.#stream.destroy();
  }
}

function streamOf(content: Exclude<Content, string | Uint8Array>): ContentStream {
  validateContent('content', content);
  if (isResponse(content)) return content.body === null ? Readable.from([]) : streamOf(content.body);
  if (has(content, 'getReader')) return Readable.fromWeb(content as never);
  if (!has(content, 'on')) return Readable.from(content as never);
  if (Symbol.asyncIterator in content && has(content, 'destroy')) return content as never;
  return new Readable({ objectMode: true }).wrap(content as never);
}

/** @throws {ERR_INVALID_ARG_TYPE} if it is nothing that gives content in time */
export function validateContent(name: string, content: unknown): asserts content is object {
  if (typeof content === 'object' && content !== null) {
    if (isResponse(content) || has(content, 'getReader') || has(content, 'on')) return;
    if (Symbol.asyncIterator in content || Symbol.iterator in content) return;
  }
  throw ERR_INVALID_ARG_TYPE(
    name,
    'of type string or an instance of Uint8Array, Response, ReadableStream, Stream, Iterable, or AsyncIterable',
    content,
  );
}

/** Whether a value is a Response, of this realm or another. */
export function isResponse(value: object): value is Response {
  return 'body' in value && 'headers' in value && 'status' in value;
}

const SPECIAL: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Writes text so that it is text where content stands. */
function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => SPECIAL[character]!);
}
