/**
 * Texts to split, the same in every process, cut into chunks as files and sockets cut theirs: anywhere.
 *
 * @module
 */
import { Readable } from 'node:stream';

/** A source of numbers that look random and are not. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

const ASCII = 'the hose is screwed on and the water runs through it into the garden; '.repeat(120);
const MULTI_BYTE = 'le tuyau d’été, шланг для сада, 庭のホース, σωλήνας κήπου 🌻; '.repeat(120);

/** How long lines are, in characters: most as in a log, some empty, one in a thousand far longer. */
function lengthOfLine(numbers: (below: number) => number): number {
  const kind = numbers(1000);
  if (kind === 0) return 1000 + numbers(5000);
  if (kind < 50) return 0;
  return kind < 700 ? 20 + numbers(80) : 100 + numbers(150);
}

function textOf(words: string): (bytes: number) => Buffer {
  return (bytes) => {
    const numbers = numbersFrom(7);
    const lines: string[] = [];
    for (let length = 0; length < bytes; ) {
      const start = numbers(words.length - 6000);
      const line = words.slice(start, start + lengthOfLine(numbers));
      lines.push(line);
      length += Buffer.byteLength(line) + 1;
    }
    return Buffer.from(lines.join('\n'));
  };
}

/** Lines of ASCII, of mixed lengths. */
export const asciiLines: (bytes: number) => Buffer = textOf(ASCII);

/** Lines of several scripts, of mixed lengths. */
export const multiByteLines: (bytes: number) => Buffer = textOf(MULTI_BYTE);

/** One line, however long. */
export const oneLine = (bytes: number): Buffer => Buffer.alloc(bytes, 'x');

function rowsOf(
  rowAt: (id: number, numbers: (below: number) => number) => object,
): (bytes: number) => Buffer {
  return (bytes) => {
    const numbers = numbersFrom(7);
    const rows: string[] = [];
    for (let length = 0, id = 0; length < bytes; id++) {
      const row = JSON.stringify(rowAt(id, numbers));
      rows.push(row);
      length += row.length + 1;
    }
    return Buffer.from(`${rows.join('\n')}\n`);
  };
}

const logRowsOf = (words: string): ((bytes: number) => Buffer) =>
  rowsOf((id, numbers) => ({
    id,
    time: 1_384_000_000_000 + numbers(1_000_000),
    level: numbers(10) === 0 ? 'warn' : 'info',
    text: words.slice(0, numbers(120)),
    tags: ['garden', 'hose'].slice(numbers(2)),
    at: { x: numbers(1000) / 8, y: -numbers(1000) },
  }));

/** Rows of JSON as a service logs them, of some 150 characters. */
export const logRows: (bytes: number) => Buffer = logRowsOf(ASCII);

/** The same with text of several scripts. */
export const multiByteRows: (bytes: number) => Buffer = logRowsOf(MULTI_BYTE);

/** Rows of JSON as a counter sends them, of some 25 bytes. */
export const smallRows: (bytes: number) => Buffer = rowsOf((id, numbers) => ({ id, n: numbers(1000) }));

/** Cuts bytes into chunks of a size. */
export function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  );
}

/** A stream of Node's that gives chunks made beforehand, as one of a file does. */
export function readFrom(chunks: readonly Buffer[]): Readable {
  let n = 0;
  return new Readable({
    read() {
      this.push(n < chunks.length ? chunks[n++] : null);
    },
  });
}
