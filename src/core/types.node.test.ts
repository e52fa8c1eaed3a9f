import { createReadStream, createWriteStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import * as node from 'node:stream';
import * as nodePromises from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { describe, expectTypeOf, it } from 'vitest';
import { addAbortSignal } from './add-abort-signal.ts';
import { compose } from './compose.ts';
import { text } from './consumers.ts';
import { Duplex } from './duplex.ts';
import { finished } from './finished.ts';
import { pipeline } from './pipeline.ts';
import * as promises from './promises.ts';
import { Readable } from './readable.ts';
import { PassThrough, Transform } from './transform.ts';
import { Writable } from './writable.ts';

/** A program that is checked, not run. */
function checked(_program: () => unknown): void {}

interface Line {
  readonly line: number;
}

const words = Readable.from(['beep']);
const buffers = Readable.from(Buffer.from('beep'));
const decode = new Transform<Uint8Array, string>();
const texts = new Writable<string | Uint8Array>();
const lines = new Writable<Line>();

describe('ours where Node takes its own', () => {
  it('a Readable, of text or Buffers, is a NodeJS.ReadableStream', () => {
    expectTypeOf(words).toExtend<NodeJS.ReadableStream>();
    expectTypeOf(buffers).toExtend<NodeJS.ReadableStream>();
    expectTypeOf(decode).toExtend<NodeJS.ReadWriteStream>();
  });

  it('a Readable, of anything else, is none: Node would read text or Buffers', () => {
    expectTypeOf<Readable<Line>>().not.toExtend<NodeJS.ReadableStream>();
    expectTypeOf<Readable>().not.toExtend<NodeJS.ReadableStream>();
  });

  it('a Writable, of anything, is a NodeJS.WritableStream', () => {
    expectTypeOf(texts).toExtend<NodeJS.WritableStream>();
    expectTypeOf(lines).toExtend<NodeJS.WritableStream>();
    expectTypeOf<Writable>().toExtend<NodeJS.WritableStream>();
    expectTypeOf<PassThrough>().toExtend<NodeJS.WritableStream>();
  });

  it('ours, in what Node offers for streams, are taken', () =>
    checked(() => {
      const request = {} as IncomingMessage;
      request.pipe(decode).pipe(texts);
      createReadStream('').pipe(createGzip()).pipe(texts);
      node.Readable.from([{ line: 1 }]).pipe(lines);
      node.pipeline(words, createGzip(), texts, () => {});
      node.pipeline(buffers, decode, createWriteStream(''), () => {});
      node.pipeline(new Readable<Line>(), lines, () => {});
      void nodePromises.pipeline(new Readable<Line>(), async function* (source) {
        for await (const { line } of source) yield line;
      });
      node.finished(words, () => {});
      node.finished(lines, () => {});
      node.finished(new PassThrough(), () => {});
      createInterface({ input: words, output: texts });
      node.Readable.from(new Readable<Line>());
    }));
});

describe("Node's where ours are taken", () => {
  it('pipe, to streams of Node, returns them', () =>
    checked(() => {
      const response = {} as ServerResponse;
      const socket = {} as Socket;
      expectTypeOf(words.pipe(response)).toEqualTypeOf<ServerResponse>();
      expectTypeOf(words.pipe(socket)).toEqualTypeOf<Socket>();
      words.pipe(createGzip()).pipe(texts);
      new Readable().pipe(process.stdout);
      // @ts-expect-error: a file takes text and bytes, as far as its types go
      new Readable<Line>().pipe({} as NodeJS.WritableStream);
    }));

  it("Node's streams, whose chunks are any, fit every part", () =>
    checked(() => {
      const request = {} as IncomingMessage;
      pipeline(request, decode, texts, () => {});
      pipeline(createReadStream(''), createGzip(), createWriteStream(''), () => {});
      pipeline(node.Readable.from([{ line: 1 }]), lines, () => {});
      pipeline(words, new node.PassThrough(), lines, () => {});
      void promises.pipeline(process.stdin, decode, process.stdout);
      const end = pipeline(words, createGzip(), createWriteStream(''), () => {});
      expectTypeOf(end).toEqualTypeOf<ReturnType<typeof createWriteStream>>();
      pipeline(
        words,
        new node.Writable(),
        // @ts-expect-error: nothing comes out of a Writable
        texts,
        () => {},
      );
    }));

  it("Node's streams, in the other functions, are taken", () =>
    checked(() => {
      finished(createReadStream(''), () => {});
      finished({} as NodeJS.ReadableStream, () => {});
      addAbortSignal(new AbortController().signal, createReadStream(''));
      void text(createReadStream(''));
      compose(decode, createGzip());
      Duplex.from(createGzip());
      Duplex.from({ readable: process.stdin, writable: process.stdout });
      Readable.from(createReadStream(''));
      Readable.wrap(createReadStream(''));
      Readable.toWeb(createReadStream(''));
      Writable.toWeb(createWriteStream(''));
      new Readable<string>().wrap({} as NodeJS.ReadableStream);
    }));
});
