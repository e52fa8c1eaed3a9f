import * as node from 'node:stream';
import { Stream as NodeStream } from 'node:stream';
import { expect, it } from 'vitest';
import { Stream } from './classic.ts';
import { Readable } from './readable.ts';
import { Transform } from './transform.ts';
import type { EventEmitter as Emitter } from './types.ts';
import { Writable } from './writable.ts';

it('Stream and its heirs, asked whether they are streams of node:stream, say yes', () => {
  expect(new Stream()).toBeInstanceOf(NodeStream);
  expect(new Readable()).toBeInstanceOf(NodeStream);
  expect(new NodeStream()).not.toBeInstanceOf(Stream);
});

it('eventNames, of a stream that nobody has listened to, is empty', () => {
  expect([new Stream(), new Readable()].map((stream) => stream.eventNames())).toEqual([[], []]);
});

/** Adds and takes off listeners, and tells what the stream says of them. */
function storyOfListeners(given: object): unknown[] {
  const stream = given as Emitter;
  const story: unknown[] = [];
  const tell = (): number => story.push(stream.eventNames().map(String).sort());
  const listener = (): void => {};
  tell();
  for (const event of ['error', 'own', 'finish', 'end', 'close', 'unpipe']) stream.on(event, listener);
  tell();
  stream.on('removeListener', (event) => story.push(event));
  for (const event of ['own', 'error', 'close']) stream.off(event, listener);
  tell();
  stream.removeAllListeners('finish');
  tell();
  stream.removeAllListeners();
  stream.once('error', listener);
  tell();
  return story;
}

it.each<[name: string, ours: object, theirs: object]>([
  ['Readable', new Readable(), new node.Readable()],
  ['Writable', new Writable(), new node.Writable()],
  ['Transform', new Transform(), new node.Transform()],
])('%s, whose listeners come and go, says of them what that of node:stream says', (_, ours, theirs) => {
  expect(storyOfListeners(ours)).toEqual(storyOfListeners(theirs));
});

it('Transform, with a listener that is put first, keeps it when others come', () => {
  const stream = new Transform();
  stream.prependListener('close', () => {});
  stream.on('end', () => {});
  expect(['prefinish', 'close', 'end'].map((event) => stream.listenerCount(event))).toEqual([1, 1, 1]);
});
