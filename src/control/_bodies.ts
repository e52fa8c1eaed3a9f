/**
 * Joins what was written to a `concat` into one body: text, bytes or an array.
 *
 * @module
 */
import { asPlatformBytes, createChunkDecoder, encodeText } from '#platform';
import { joinBytes } from '../core/_lengths.ts';
import { ERR_CONCAT_STREAM_NOT_JSON, withCause } from '../core/errors.ts';

/** How a body is joined; `object` leaves the chunks in an array as they are. */
export type BodyKind = 'string' | 'json' | 'buffer' | 'uint8array' | 'array' | 'object';

/** Bytes of small chunks that are decoded together. */
const DECODED_BYTES = 64 * 1024;

/** Says as what a chunk, and all that follow it, should be joined. */
export function inferKind(chunk: unknown): BodyKind {
  if (chunk instanceof Uint8Array) return asPlatformBytes(chunk) === chunk ? 'buffer' : 'uint8array';
  if (Array.isArray(chunk)) return 'array';
  if (typeof chunk === 'string') return 'string';
  return tagOf(chunk) === '[object Object]' ? 'object' : 'buffer';
}

/** Joins chunks of whatever kinds into a body of one kind. */
export function joinBody(chunks: unknown[], kind: string): unknown {
  switch (kind) {
    case 'string':
      return joinText(chunks);
    case 'json':
      return parse(joinText(chunks));
    case 'buffer':
      return joinBytes(bytesOf(chunks));
    case 'uint8array':
      return asPlain(joinBytes(bytesOf(chunks)));
    case 'array':
      return joinItems(chunks);
    default:
      return chunks;
  }
}

/** Whether a body of a kind is made of what is in its chunks, and not of the chunks themselves. */
export function isJoined(kind: string): boolean {
  return /^(?:string|json|buffer|uint8array|array)$/.test(kind);
}

/** How much a chunk adds to a body: characters, bytes or items. */
export function sizeOf(chunk: unknown): number {
  if (typeof chunk === 'string' || chunk instanceof Uint8Array) return chunk.length;
  return isArrayLike(chunk) ? chunk.length : 1;
}

/** Joins text. A character of bytes that follow each other may lie in several chunks. */
function joinText(chunks: readonly unknown[]): string {
  const decoder = createChunkDecoder('utf8');
  const texts: string[] = [];
  let run: Uint8Array[] = [];
  let length = 0;
  function decodeRun(): void {
    texts.push(decoder.write(joinBytes(run)));
    run = [];
    length = 0;
  }
  for (const chunk of chunks) {
    if (isArrayLike(chunk)) {
      const bytes = toBytes(chunk);
      run.push(bytes);
      length += bytes.length;
      if (length >= DECODED_BYTES) decodeRun();
    } else {
      if (length > 0) decodeRun();
      texts.push(decoder.end(), String(chunk));
    }
  }
  decodeRun();
  texts.push(decoder.end());
  return texts.join('');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw withCause(ERR_CONCAT_STREAM_NOT_JSON((error as Error).message), error);
  }
}

function joinItems(chunks: readonly unknown[]): unknown[] {
  const items: unknown[] = [];
  for (const chunk of chunks) {
    if (isArrayLike(chunk)) for (const item of chunk) items.push(item);
    else items.push(chunk);
  }
  return items;
}

/** Returns chunks as bytes: the same array where they all are. */
function bytesOf(chunks: unknown[]): readonly Uint8Array[] {
  return chunks.every((chunk) => chunk instanceof Uint8Array) ? chunks : chunks.map(toBytes);
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (isArrayLike(chunk)) return Uint8Array.from(chunk as ArrayLike<number>);
  return encodeText(String(chunk), 'utf8');
}

function asPlain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Arrays and typed arrays. */
function isArrayLike(chunk: unknown): chunk is ArrayLike<unknown> & Iterable<unknown> {
  return Array.isArray(chunk) || (ArrayBuffer.isView(chunk) && 'length' in chunk);
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}
