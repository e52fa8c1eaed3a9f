/**
 * Archives in memory, made without any of the contestants.
 *
 * @module
 */

/** What a contestant has to pack, or has read. */
export interface File {
  readonly name: string;
  readonly body: Buffer;
}

/** The time of every file. */
export const MTIME: Date = new Date(1_700_000_000_000);

/** So many small files in folders: of up to 512 bytes, so that each takes a kilobyte of the archive. */
export function smallFiles(count: number): File[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `package/lib/part-${i % 97}/file-${i}.js`,
    body: Buffer.alloc(1 + ((i * 7919) % 512), 'const answer = 42;\n'),
  }));
}

/** The header block of a file. */
export function headerOf(name: string, size: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 7), 100);
  block.write(octal(1000, 7), 108);
  block.write(octal(1000, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(MTIME.getTime() / 1000, 11), 136);
  block.write('        0', 148);
  block.write('ustar\x0000', 257);
  block.write('builder', 265);
  block.write('builder', 297);
  const sum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** The archive of files, in chunks as they come from a file or a socket. */
export function archiveOf(files: readonly File[]): Buffer[] {
  const parts = files.flatMap(({ name, body }) => [
    headerOf(name, body.length),
    body,
    Buffer.alloc((512 - (body.length % 512)) % 512),
  ]);
  const whole = Buffer.concat([...parts, Buffer.alloc(1024)]);
  const chunks: Buffer[] = [];
  for (let at = 0; at < whole.length; at += 65_536) chunks.push(whole.subarray(at, at + 65_536));
  return chunks;
}
