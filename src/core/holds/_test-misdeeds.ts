/**
 * What a destination may do in the middle of a pipe that it should not, as stories for node:stream and the core.
 *
 * @module
 */
import type * as node from 'node:stream';

/** The classes of one implementation. */
export type Classes = Pick<typeof node, 'Readable' | 'Writable' | 'PassThrough'>;

/** How many chunks a source has: the numbers from 0. */
export const END = 200;

/** The chunk at which a destination misbehaves. */
const AT = 5;

type Source = node.Readable;

/** How chunks come. */
export const sources: Readonly<Record<string, (on: Classes) => Source>> = {
  'a source that answers at once': ({ Readable }) => {
    let n = 0;
    return new Readable({
      objectMode: true,
      read() {
        this.push(n < END ? n++ : null);
      },
    });
  },
  'a source that answers later': ({ Readable }) => {
    let n = 0;
    return new Readable({
      objectMode: true,
      read() {
        queueMicrotask(() => this.push(n < END ? n++ : null));
      },
    });
  },
  'a source that pushes all in one read': ({ Readable }) =>
    new Readable({
      objectMode: true,
      read() {
        for (let n = 0; n < END; n++) this.push(n);
        this.push(null);
      },
    }),
  'a source that pushes two at a time, unasked': ({ Readable }) => {
    const source = new Readable({ objectMode: true, read() {} });
    let n = 0;
    function go(): void {
      if (n === END) source.push(null);
      else {
        queueMicrotask(go);
        source.push(n++);
        source.push(n++);
      }
    }
    queueMicrotask(go);
    return source;
  },
  'a transform': ({ PassThrough }) => {
    const source = new PassThrough({ objectMode: true });
    let n = 0;
    function go(): void {
      while (n < END) if (!source.write(n++)) return;
      source.end();
    }
    source.on('drain', go);
    queueMicrotask(go);
    return source;
  },
};

/** What a destination does to itself or to the source. */
export const acts: Readonly<Record<string, (source: Source, sink: node.Writable) => unknown>> = {
  'unpipes itself': (source, sink) => source.unpipe(sink),
  'unpipes all': (source) => source.unpipe(),
  'is destroyed': (_source, sink) => sink.destroy(),
  fails: (_source, sink) => sink.destroy(new Error('No')),
  'ends itself': (_source, sink) => sink.end(),
};

/** When it does so. */
export const moments: readonly string[] = ['write', 'late write', 'pipe', 'drain', 'unpipe'];

/** What became of the chunks. */
export interface Outcome {
  /** What the bad destination was given. */
  readonly taken: number[];
  /** What another destination got afterwards. */
  readonly rest: number[];
  readonly finished: boolean;
}

/**
 * Pipes a source to a destination that misbehaves, then, when they are parted, to another.
 *
 * @param rest - waits until nothing is under way any more.
 */
export async function misbehave(
  on: Classes,
  makeSource: (on: Classes) => Source,
  moment: string,
  act: (source: Source, sink: node.Writable) => unknown,
  rest: () => Promise<void>,
): Promise<Outcome> {
  const source = makeSource(on);
  const outcome = { taken: [] as number[], rest: [] as number[], finished: false };
  const sink = new on.Writable({
    objectMode: true,
    highWaterMark: 3,
    write(n, _encoding, done) {
      outcome.taken.push(n);
      if (n === AT && moment.endsWith('write')) act(source, sink);
      if (n === AT && moment === 'unpipe') source.unpipe(sink);
      if (moment === 'write') done();
      else queueMicrotask(done);
    },
  });
  sink.on('error', () => {});
  if (!moment.endsWith('write')) sink.once(moment, () => act(source, sink));
  source.pipe(sink);
  await rest();
  source.pipe(
    new on.Writable({
      objectMode: true,
      highWaterMark: 3,
      write(n, _encoding, done) {
        outcome.rest.push(n);
        queueMicrotask(done);
      },
    }).on('finish', () => {
      outcome.finished = true;
    }),
  );
  await rest();
  return outcome;
}
