import { Stream as NodeStream } from 'node:stream';
import { expect, it } from 'vitest';
import { Stream } from './classic.ts';
import { Readable } from './readable.ts';

it('Stream and its heirs, asked whether they are streams of node:stream, say yes', () => {
  expect(new Stream()).toBeInstanceOf(NodeStream);
  expect(new Readable()).toBeInstanceOf(NodeStream);
  expect(new NodeStream()).not.toBeInstanceOf(Stream);
});

it('eventNames, of a stream that nobody has listened to, is empty', () => {
  expect([new Stream(), new Readable()].map((stream) => stream.eventNames())).toEqual([[], []]);
});
