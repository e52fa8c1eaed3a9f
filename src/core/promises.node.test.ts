/** The promises of `node:stream/promises` and of the core: the same calls settle alike. */
import * as nodePromises from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import type { Bridges, Recorder } from './_test/bridges.ts';
import { ours, tell, theirs } from './_test/bridges.ts';
import { finished, pipeline } from './promises.ts';

const boom = new Error('boom');

interface Promises {
  pipeline(...args: unknown[]): Promise<unknown>;
  finished(...args: unknown[]): Promise<void>;
}

type Story = (to: Bridges & Promises, story: Recorder) => void | Promise<void>;

const nodes = nodePromises as unknown as Promises;
const mine = { pipeline, finished } as unknown as Promises;

async function join(source: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of source) text += chunk;
  return text;
}

const wrongParts: Record<string, unknown[]> = {
  nothing: [],
  undefined: [undefined],
  null: [null],
  'an object': [{}],
  'an empty array': [[]],
  'an array': [['a', join]],
  'one part': [['a']],
  'null at the end': [['a'], null],
  'undefined at the end': [['a'], undefined],
  'a function that returns nothing': [['a'], () => {}],
  'a wrong signal': [['a'], join, { signal: 1 }],
  options: [['a'], join, {}],
  'a signal that is undefined': [['a'], join, { signal: undefined }],
  'an array of parts and options': [[['a'], join], { end: true }],
  'a function that returns null': [['a'], async () => null],
};

const pipelines: Record<string, Story> = {
  streams: ({ Readable, PassThrough, pipeline }, story) => {
    const sink = story.watch(new PassThrough()).resume();
    story.outcome('pipeline', pipeline(story.watch(Readable.from(['a'])), new PassThrough(), sink));
  },
  'end: false': async ({ Readable, PassThrough, pipeline }, story) => {
    const sink = story.watch(new PassThrough()).resume();
    story.outcome('pipeline', pipeline(Readable.from(['a']), sink, { end: false }));
    await story.rest();
    story.log(sink.writableEnded);
  },
  'a signal that aborts after the end': async ({ Readable, PassThrough, pipeline }, story) => {
    const stop = new AbortController();
    const sink = story.watch(new PassThrough()).resume();
    story.outcome('pipeline', pipeline(Readable.from(['a']), sink, { signal: stop.signal }));
    await story.rest();
    stop.abort(boom);
  },
};

const finishes: Record<string, Story> = {};

for (const error of [undefined, boom]) {
  pipelines[`a source that is destroyed with ${error}`] = ({ Readable, PassThrough, pipeline }, story) => {
    const source = story.watch(new Readable({ read() {} }));
    story.outcome('pipeline', pipeline(source, story.watch(new PassThrough())));
    source.destroy(error);
  };
}

for (const when of ['before', 'at once', 'later']) {
  pipelines[`a signal that aborts ${when}`] = async ({ Readable, PassThrough, pipeline }, story) => {
    const stop = new AbortController();
    if (when === 'before') stop.abort(boom);
    const source = story.watch(new Readable({ read() {} }));
    story.outcome('pipeline', pipeline(source, story.watch(new PassThrough()), { signal: stop.signal }));
    if (when === 'later') await story.rest();
    stop.abort(boom);
  };
  for (const cleanup of [true, false]) {
    finishes[`a signal that aborts ${when}, cleanup ${cleanup}`] = async ({ Readable, finished }, story) => {
      const stop = new AbortController();
      if (when === 'before') stop.abort(boom);
      const source = new Readable({ read() {} });
      story.outcome('finished', finished(source, { signal: stop.signal, cleanup }));
      if (when === 'later') await story.rest();
      stop.abort(boom);
      await story.rest();
      story.log(source.eventNames(), source.destroyed);
    };
  }
}

for (const [name, args] of Object.entries(wrongParts)) {
  pipelines[name] = ({ pipeline }, story) => story.outcome('pipeline', pipeline(...args));
}

for (const options of [
  undefined,
  null,
  1,
  'a',
  {},
  () => {},
  { signal: 1 },
  { cleanup: 1 },
  { cleanup: null },
]) {
  finishes[`options ${typeof options} ${JSON.stringify(options)}`] = ({ Readable, finished }, story) =>
    story.outcome('finished', finished(Readable.from([]).resume(), options));
}

for (const value of [undefined, null, 1, {}]) {
  finishes[`of ${value}`] = ({ finished }, story) => story.outcome('finished', finished(value));
}

for (const options of [undefined, { cleanup: true }, { cleanup: false }]) {
  for (const how of ['end', 'error', 'close']) {
    finishes[`${how}, ${JSON.stringify(options)}`] = async ({ Readable, finished }, story) => {
      const source = new Readable({ read() {} });
      story.outcome('finished', finished(source, options));
      story.log(source.eventNames().sort());
      if (how === 'end') source.resume().push(null);
      else source.destroy(how === 'error' ? boom : undefined);
      await story.rest();
      story.log(source.eventNames().sort());
    };
  }
}

for (const options of [{ readable: false }, { writable: false }, { error: false }]) {
  for (const how of ['end', 'finish', 'error']) {
    finishes[`of a duplex, ${how}, ${JSON.stringify(options)}`] = ({ Duplex, finished }, story) => {
      const duplex = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
      story.watch(duplex);
      story.outcome('finished', finished(duplex, options));
      if (how === 'end') duplex.resume().push(null);
      else if (how === 'finish') duplex.end();
      else duplex.destroy(boom);
    };
  }
}

describe.each(Object.entries({ pipeline: pipelines, finished: finishes }))(
  '%s, as node:stream/promises does',
  (_name, stories) => {
    it.each(Object.entries(stories))('%s', async (_title, story) => {
      const [our, their] = [
        await tell((on, recorder) => story({ ...on, ...mine }, recorder), ours),
        await tell((on, recorder) => story({ ...on, ...nodes }, recorder), theirs),
      ];
      expect(our).toEqual(their);
    });
  },
);
