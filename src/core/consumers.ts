/**
 * Collects everything that a stream gives, as bytes, a blob, text or JSON: what `node:stream/consumers` exports.
 *
 * A source is a Readable, a web stream, an iterable or an async one; its chunks are text or bytes. A source that
 * fails rejects the promise with its error; one that gives a wrong chunk is closed. Nothing limits how much is
 * collected: from a peer that is not trusted, collect with `concat-stream` and its `maxLength`.
 *
 * Behaves as `node:stream/consumers`. Mended: a surrogate pair that was cut in two between chunks of text
 * survives in bytes and blobs too.
 *
 * @see https://nodejs.org/api/webstreams.html#utility-consumers
 *
 * @module
 */
import { asPlatformBytes, encodeText } from '#platform';
import { isIterable } from './_predicates.ts';
import { chunksOf as chunksOfWeb } from './_web.ts';
import { ERR_INVALID_ARG_TYPE } from './errors.ts';

/** What chunks may be collected from. */
export type ConsumerSource = ReadableStream<unknown> | AsyncIterable<unknown> | Iterable<unknown>;

type Part = string | BufferSource | Blob;

/**
 * Collects a stream as an ArrayBuffer. Text becomes UTF-8.
 *
 * @throws {ERR_INVALID_ARG_TYPE} as a rejection, for a source that gives no chunks.
 *
 * @example Text as bytes
 * ```ts
 * import { arrayBuffer } from 'gardenhose/stream/consumers';
 *
 * const bytes = await arrayBuffer(['be', 'ep']);
 * assert.deepEqual([...new Uint8Array(bytes)], [98, 101, 101, 112]);
 * ```
 */
export async function arrayBuffer(stream: ConsumerSource): Promise<ArrayBuffer> {
  return (await collectBytes(stream)).buffer;
}

/**
 * Collects a stream as a Blob without a type. Text becomes UTF-8.
 *
 * @throws {ERR_INVALID_ARG_TYPE} as a rejection, for a source that gives no chunks.
 *
 * @example Chunks as one blob
 * ```ts
 * import { blob } from 'gardenhose/stream/consumers';
 *
 * const body = await blob([new Uint8Array([98, 101]), 'ep']);
 * assert.equal(body.size, 4);
 * assert.equal(await body.text(), 'beep');
 * ```
 */
export async function blob(stream: ConsumerSource): Promise<Blob> {
  return new Blob((await collectParts(stream)) as BlobPart[]);
}

/**
 * Collects a stream as the platform's own kind of bytes: on Node a Buffer. Text becomes UTF-8.
 *
 * @throws {ERR_INVALID_ARG_TYPE} as a rejection, for a source that gives no chunks.
 *
 * @example The bytes of a stream
 * ```ts
 * import { Readable } from 'gardenhose/stream';
 * import { buffer } from 'gardenhose/stream/consumers';
 *
 * const bytes = await buffer(Readable.from(['be', 'ep']));
 * assert.ok(bytes instanceof Uint8Array);
 * assert.equal(new TextDecoder().decode(bytes), 'beep');
 * ```
 */
export async function buffer(stream: ConsumerSource): Promise<Uint8Array> {
  return asPlatformBytes(await collectBytes(stream));
}

/**
 * Collects a stream as text and parses it as JSON.
 *
 * @throws {ERR_INVALID_ARG_TYPE} as a rejection, for a chunk that is neither text nor bytes.
 * @throws SyntaxError as a rejection, for text that is no JSON.
 *
 * @example A value, cut anywhere
 * ```ts
 * import { json } from 'gardenhose/stream/consumers';
 *
 * assert.deepEqual(await json(['[1,', '2]']), [1, 2]);
 * await assert.rejects(async () => json(['[1,']), SyntaxError);
 * ```
 */
export async function json(stream: ConsumerSource): Promise<unknown> {
  return JSON.parse(await text(stream));
}

/**
 * Collects a stream as text. Bytes are decoded as UTF-8, characters whole however they were cut; a byte order
 * mark at the beginning is left out.
 *
 * @throws {ERR_INVALID_ARG_TYPE} as a rejection, for a chunk that is neither text nor bytes.
 *
 * @example A character that was cut in two
 * ```ts
 * import { text } from 'gardenhose/stream/consumers';
 *
 * const [first, second] = new TextEncoder().encode('é');
 * const halves = [new Uint8Array([first as number]), new Uint8Array([second as number])];
 * assert.equal(await text(halves), 'é');
 * ```
 */
export async function text(stream: ConsumerSource): Promise<string> {
  const decoder = new TextDecoder();
  let all = '';
  for await (const chunk of chunksOf(stream)) {
    if (typeof chunk === 'string') all += chunk;
    else if (isBytes(chunk)) all += decoder.decode(chunk, { stream: true });
    else {
      throw ERR_INVALID_ARG_TYPE(
        'input',
        'an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView',
        chunk,
      );
    }
  }
  return all + decoder.decode();
}

/** Joins all the bytes in memory of exactly their size. */
async function collectBytes(stream: ConsumerSource): Promise<Uint8Array<ArrayBuffer>> {
  const parts = await collectParts(stream);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const part of parts) {
    const bytes = typeof part === 'string' ? encodeText(part, 'utf8') : viewOf(part);
    // A blob among the chunks, or what only a blob knows how to write out.
    if (bytes === undefined) return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
    chunks.push(bytes);
    length += bytes.length;
  }
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const bytes of chunks) {
    joined.set(bytes, offset);
    offset += bytes.length;
  }
  return joined;
}

/** Collects the chunks, pieces of text joined where they meet. */
async function collectParts(stream: ConsumerSource): Promise<Part[]> {
  const parts: Part[] = [];
  let run = '';
  for await (const chunk of chunksOf(stream)) {
    if (typeof chunk === 'string') {
      run += chunk;
      continue;
    }
    if (run !== '') parts.push(run);
    run = '';
    parts.push(chunk as Part);
  }
  if (run !== '') parts.push(run);
  return parts;
}

function isBytes(value: unknown): value is BufferSource {
  return ArrayBuffer.isView(value) || isMemory(value);
}

/** SharedArrayBuffer is not there in every page. */
function isMemory(value: unknown): value is ArrayBuffer {
  return (
    value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer)
  );
}

function viewOf(part: Part): Uint8Array | undefined {
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  return isMemory(part) ? new Uint8Array(part) : undefined;
}

function chunksOf(source: unknown): AsyncIterable<unknown> | Iterable<unknown> {
  if (isIterable(source)) return source as AsyncIterable<unknown>;
  if (typeof (source as Partial<ReadableStream> | null | undefined)?.getReader === 'function') {
    return chunksOfWeb((source as ReadableStream<unknown>).getReader());
  }
  throw ERR_INVALID_ARG_TYPE('stream', 'an instance of ReadableStream, Iterable, or AsyncIterable', source);
}
