/**
 * Everything that a stream of Node's gives, as one string or one buffer.
 *
 * @module
 */
import type { Readable } from 'node:stream';
import type { Case, Contestants } from '../case.ts';
import { asciiLines, cut, multiByteLines, readFrom } from './_texts.ts';

type Kind = 'string' | 'buffer';

/** Collects a source. */
type Collect = (source: Readable, kind: Kind) => Promise<string | Uint8Array>;

const contestants: Contestants<Collect> = {
  gardenhose: async () => {
    const { concat } = await import('gardenhose/concat-stream');
    return (source, encoding) =>
      new Promise((resolve) => {
        source.pipe(concat({ encoding }, resolve) as never);
      });
  },
  'concat-stream': async () => {
    const { default: concat } = await import('concat-stream');
    return (source, encoding) =>
      new Promise((resolve) => {
        source.pipe(concat({ encoding }, (body) => resolve(body as string | Uint8Array)));
      });
  },
  'get-stream': async () => {
    const { default: getStream, getStreamAsBuffer } = await import('get-stream');
    return (source, kind) => (kind === 'string' ? getStream(source) : getStreamAsBuffer(source));
  },
  'node:stream/consumers': async () => {
    const { buffer, text } = await import('node:stream/consumers');
    return (source, kind) => (kind === 'string' ? text(source) : buffer(source));
  },
};

const bodyOf = (kind: Kind, title: string, mib: number, size: number): Case<Collect> => {
  let chunks: Buffer[] = [];
  return {
    title: `${kind} of ${mib} MiB, ${title}`,
    unit: 'bytes',
    count: mib * 1024 ** 2,
    contestants,
    async run(collect, count) {
      if (chunks.length === 0) chunks = cut((kind === 'string' ? multiByteLines : asciiLines)(count), size);
      const body = await collect(readFrom(chunks), kind);
      return (
        body.length +
        ((typeof body === 'string' ? body.charCodeAt(body.length >> 1) : body[body.length >> 1]) as number)
      );
    },
  };
};

/** Small chunks, of a small body and of one ten times as long: what is quadratic is ten times slower there. */
export const cases: readonly Case<Collect>[] = [
  bodyOf('string', 'chunks of 1 KiB', 1, 1024),
  bodyOf('buffer', 'chunks of 1 KiB', 1, 1024),
  bodyOf('string', 'chunks of 100 bytes', 1, 100),
  bodyOf('string', 'chunks of 100 bytes', 10, 100),
  bodyOf('buffer', 'chunks of 100 bytes', 10, 100),
];
