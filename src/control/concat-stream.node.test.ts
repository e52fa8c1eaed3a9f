import * as node from 'node:stream';
import { describe, expect, it } from 'vitest';
import { pipeline } from '../core/pipeline.ts';
import { concat } from './concat-stream.ts';
import { split } from './split.ts';
import { through } from './through.ts';

describe('concat on Node', () => {
  it('buffer, inferred or asked for, is a Buffer, and a plain Uint8Array stays one', async () => {
    for (const sink of [concat(), concat({ encoding: 'buffer' })]) {
      sink.write(Buffer.from('a'));
      sink.end('b');
      const body = await sink.result();
      expect(Buffer.isBuffer(body)).toBe(true);
      expect(String(body)).toBe('ab');
    }
    const plain = concat();
    plain.end(Uint8Array.of(1));
    expect(Buffer.isBuffer(await plain.result())).toBe(false);
    expect(concat().inferEncoding(Buffer.alloc(0))).toBe('buffer');
    expect(concat().inferEncoding(new Uint8Array(0))).toBe('uint8array');
  });

  it('pipeline of node:stream, when the source fails, tells a callback of two parameters', async () => {
    const source = new node.Readable({
      read() {
        this.push('half');
        this.destroy(new Error('lost'));
      },
    });
    const error = await new Promise<Error | null>((resolve) => {
      const sink = concat((error: Error | null, _body: unknown) => resolve(error));
      node.pipeline(source, sink as unknown as node.Writable, () => {});
    });
    expect(error?.message).toBe('lost');
  });

  it('pipeline of gardenhose, when the source fails, tells a callback of two parameters', async () => {
    const source = through<string>();
    const error = await new Promise<Error | null>((resolve) => {
      pipeline(
        source,
        concat((error: Error | null, _body: unknown) => resolve(error)),
        () => {},
      );
      source.write('half');
      source.destroy(new Error('lost'));
    });
    expect(error?.message).toBe('lost');
  });

  it('pipe, from a Readable through a classic segment, collects', async () => {
    const source = node.Readable.from([Buffer.from('a\nb\n'), Buffer.from('c')]);
    const sink = concat({ encoding: 'object' });
    source.pipe(split()).pipe(sink);
    expect(await sink.result()).toEqual(['a', 'b', 'c']);
  });
});
