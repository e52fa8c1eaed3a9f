/**
 * Archives made by hand, block by block.
 *
 * @module
 */
import { pipeline } from '../../core/promises.ts';
import { Readable } from '../../core/readable.ts';
import type { ExtractToOptions } from './extract-to.node.ts';
import { ExtractToStream } from './extract-to.node.ts';

/** What a header block says; text is written as it is, into its field. */
export interface Fields {
  readonly name?: string;
  /** One of the letters of the format: '0' a file, '1' a hard link, '2' a symbolic link, '5' a directory… */
  readonly type?: string;
  readonly linkname?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** A number, or the bytes of the field. */
  readonly size?: number | Uint8Array;
  /** In seconds. */
  readonly mtime?: number;
  readonly body?: string | Uint8Array;
}

const BLOCK = 512;

/** Makes an entry: its header block, its body, padding. */
export function entry(fields: Fields): Buffer {
  const { name = 'file', type = '0', linkname = '', mode = 0o644, uid = 0, gid = 0, mtime = 0 } = fields;
  const body = Buffer.from(fields.body ?? '');
  const { size = body.length } = fields;
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), at, length - 1, 'latin1');
  block.write(name, 0, 100);
  octal(mode, 100, 8);
  octal(uid, 108, 8);
  octal(gid, 116, 8);
  if (typeof size === 'number') octal(size, 124, 12);
  else block.set(size, 124);
  octal(mtime, 136, 12);
  block.write('        ', 148, 8);
  block.write(type, 156, 1);
  block.write(linkname, 157, 100);
  block.write('ustar\u000000', 257, 8, 'latin1');
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  block[154] = 0;
  return Buffer.concat([block, padded(body)]);
}

/** Makes an extended header, for the next entry or, of type 'g', for all to come. */
export function pax(records: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): Buffer {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.from(` ${key}=${value}\n`);
    let length = rest.length + 1;
    while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
    return Buffer.concat([Buffer.from(String(length)), rest]);
  });
  return entry({ name: 'pax', type, body: Buffer.concat(lines) });
}

/** Makes an archive of entries. */
export function archive(...entries: readonly (Fields | Buffer)[]): Buffer {
  return Buffer.concat([
    ...entries.map((fields) => (Buffer.isBuffer(fields) ? fields : entry(fields))),
    Buffer.alloc(2 * BLOCK),
  ]);
}

function padded(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}

/** Extracts an archive, in chunks, and fails as the stream does. */
export async function extractArchive(
  chunks: Uint8Array | readonly Uint8Array[],
  folder: string,
  options: ExtractToOptions = {},
  held?: boolean,
): Promise<ExtractToStream> {
  const stream = new ExtractToStream(folder, options, held);
  const source = Readable.from(chunks instanceof Uint8Array ? [chunks] : chunks);
  await pipeline(source as Readable<Uint8Array>, stream);
  return stream;
}
