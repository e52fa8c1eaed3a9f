/**
 * Reads and makes archives for the tests.
 *
 * @module
 */
import { joinBytes } from '../../core/_lengths.ts';
import type { Readable } from '../../core/readable.ts';
import { checksumOf, sumOf } from './_checksum.ts';
import type { TarHeader } from './_header.ts';
import { BLOCK, paddingOf } from './_header.ts';
import type { TarExtractOptions } from './extract.ts';
import { extract } from './extract.ts';

/** An entry that has been read. */
export interface Seen {
  readonly header: TarHeader;
  readonly body: Uint8Array;
}

const encoder = new TextEncoder();

/** The bytes of a text. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** The text of bytes. */
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Cuts bytes at the places given, which may repeat. */
export function cutAt(whole: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => whole.slice(places[i], end));
}

/** All that a stream gives, as one. */
export async function bytesFrom(stream: Readable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return joinBytes(chunks);
}

/** Reads an archive by its events. */
export function read(
  archive: Uint8Array | readonly Uint8Array[],
  options?: TarExtractOptions,
): Promise<Seen[]> {
  const stream = extract(options);
  const seen: Seen[] = [];
  return new Promise((resolve, reject) => {
    stream.on('entry', (header, entry, next) => {
      const chunks: Uint8Array[] = [];
      entry.on('data', (chunk) => chunks.push(chunk));
      entry.on('end', () => {
        seen.push({ header, body: joinBytes(chunks) });
        next();
      });
    });
    stream.on('finish', () => resolve(seen));
    stream.on('error', reject);
    for (const chunk of archive instanceof Uint8Array ? [archive] : archive) stream.write(chunk);
    stream.end();
  });
}

/** What a header block of a test says: text by its place. */
export interface Block {
  readonly name?: string;
  readonly mode?: string;
  readonly uid?: string;
  readonly size?: string | Uint8Array;
  readonly mtime?: string | Uint8Array;
  readonly type?: string;
  readonly linkname?: string;
  readonly magic?: string;
  readonly prefix?: string;
  /** Bytes anywhere. */
  readonly at?: { readonly [place: number]: string | Uint8Array };
  readonly checksum?: string;
}

/** Makes a header block. */
export function block(fields: Block): Uint8Array {
  const bytes = new Uint8Array(BLOCK);
  const put = (at: number, value: string | Uint8Array | undefined): void => {
    if (value !== undefined) bytes.set(typeof value === 'string' ? bytesOf(value) : value, at);
  };
  put(0, fields.name ?? 'a');
  put(100, fields.mode ?? '0000644\0');
  put(108, fields.uid);
  put(124, fields.size ?? '00000000000\0');
  put(136, fields.mtime ?? '00000000000\0');
  put(156, fields.type ?? '0');
  put(157, fields.linkname);
  put(257, fields.magic ?? 'ustar\x0000');
  put(345, fields.prefix);
  for (const [place, value] of Object.entries(fields.at ?? {})) put(Number(place), value);
  const checksum = checksumOf(bytes, 0, sumOf(bytes, 0));
  put(148, fields.checksum ?? `${checksum.toString(8).padStart(6, '0')}\0 `);
  return bytes;
}

/** A size as a header block has it. */
export const octal = (size: number): string => `${size.toString(8).padStart(11, '0')}\0`;

/** Contents with their padding. */
export function padded(contents: string | Uint8Array): Uint8Array {
  const bytes = typeof contents === 'string' ? bytesOf(contents) : contents;
  return joinBytes([bytes, new Uint8Array(paddingOf(bytes.length))]);
}

/** A header block and what follows it. */
export function entry(fields: Block, contents: string | Uint8Array): Uint8Array {
  const { length } = typeof contents === 'string' ? bytesOf(contents) : contents;
  return joinBytes([block({ size: octal(length), ...fields }), padded(contents)]);
}

/** A record of an extended header. */
export function record(keyword: string, value: string): string {
  const { length } = bytesOf(` ${keyword}=${value}\n`);
  let total = length + 1;
  while (String(total).length + length !== total) total++;
  return `${total} ${keyword}=${value}\n`;
}

/** The end of an archive. */
export const END: Uint8Array = new Uint8Array(2 * BLOCK);

/** An archive of parts, and its end. */
export const archiveOf = (...parts: Uint8Array[]): Uint8Array => joinBytes([...parts, END]);
