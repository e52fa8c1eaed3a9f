/**
 * A page of HTML through a rewriter: with nothing to change, with one element to fill, with every link to mark.
 *
 * trumpet is measured on a page a hundred times shorter, since it takes seconds for each megabyte.
 *
 * @module
 */
import type { Case, Contestants } from '../case.ts';
import { addTo, peakMiB } from '../case.ts';
import { page } from './_pages.ts';

/** What is to be done to the page. */
type Task = 'pass' | 'insert' | 'links';

/** Rewrites a page and calls `take` with what comes out. */
type Rewrite = (task: Task, chunks: Iterable<Uint8Array>, take: (chunk: Uint8Array) => void) => Promise<void>;

interface ByteStream {
  on(event: 'data', take: (chunk: Uint8Array) => void): this;
  on(event: 'end', done: () => void): this;
  once(event: 'drain', go: () => void): this;
  write(chunk: Uint8Array): boolean;
  end(): void;
}

const ADDED = '<b>added</b>';

/** Writes a page to a stream, waiting when asked to. */
async function feed(
  stream: ByteStream,
  chunks: Iterable<Uint8Array>,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    stream.on('data', take).on('end', resolve);
  });
  for (const chunk of chunks) {
    if (!stream.write(chunk)) await new Promise<void>((resolve) => stream.once('drain', resolve));
  }
  stream.end();
  await ended;
}

async function hyperstream(): Promise<Rewrite> {
  const { hyperstream } = await import('gardenhose/hyperstream');
  const updates = {
    pass: {},
    insert: { '#slot': { _appendHtml: ADDED } },
    links: { 'a[href]': { rel: 'nofollow' } },
  };
  return (task, chunks, take) => feed(hyperstream(updates[task]) as unknown as ByteStream, chunks, take);
}

async function lolHtml(): Promise<Rewrite> {
  const { HTMLRewriter } = await import('html-rewriter-wasm');
  return async (task, chunks, take) => {
    const rewriter = new HTMLRewriter(take);
    try {
      if (task === 'insert') {
        rewriter.on('#slot', {
          element(element) {
            element.append(ADDED, { html: true });
          },
        });
      } else if (task === 'links') {
        rewriter.on('a[href]', {
          element(element) {
            element.setAttribute('rel', 'nofollow');
          },
        });
      }
      for (const chunk of chunks) await rewriter.write(chunk);
      await rewriter.end();
    } finally {
      rewriter.free();
    }
  };
}

async function trumpet(): Promise<Rewrite> {
  const { default: trumpet } = await import('trumpet');
  return (task, chunks, take) => {
    const stream = trumpet();
    if (task === 'insert') stream.createWriteStream('#slot').end(ADDED);
    else if (task === 'links') {
      stream.selectAll('a[href]', (element) => element.setAttribute('rel', 'nofollow'));
    }
    return feed(stream, chunks, take);
  };
}

const TASKS: readonly (readonly [title: string, task: Task])[] = [
  ['pass-through', 'pass'],
  ['one insertion', 'insert'],
  ['an attribute on every link', 'links'],
];

/** A page that trumpet can read: it finds nothing more where an end tag was left out, and loses what a cut goes through. */
function whole(bytes: number): Uint8Array {
  return Buffer.concat([...page(bytes, true)]);
}

function speed(
  [title, task]: readonly [title: string, task: Task],
  size: string,
  contestants: Contestants<Rewrite>,
  count: number,
): Case<Rewrite> {
  let chunks: readonly Uint8Array[] = [];
  return {
    title: `${title}, ${size}`,
    unit: 'bytes',
    count,
    contestants,
    async run(rewrite, bytes) {
      if (chunks.length === 0) chunks = 'trumpet' in contestants ? [whole(bytes)] : [...page(bytes)];
      // Chunks may be cut in any way: only what does not depend on it is counted.
      let length = 0;
      await rewrite(task, chunks, (chunk) => {
        length += chunk.length;
      });
      return addTo(0, length);
    },
  };
}

function memory([title, task]: readonly [title: string, task: Task], count: number): Case<Rewrite> {
  return {
    title: `memory: ${title}, 20 MiB`,
    unit: 'MiB at most',
    count,
    contestants: fast,
    async peak(rewrite, bytes) {
      await rewrite(task, page(bytes), () => {});
      return peakMiB();
    },
  };
}

const fast: Contestants<Rewrite> = { gardenhose: hyperstream, 'html-rewriter-wasm': lolHtml };
const all: Contestants<Rewrite> = { ...fast, trumpet };
const MIB = 1024 ** 2;

/** A page of 20 MiB for those who can, and one of 200 KiB for all. */
export const cases: readonly Case<Rewrite>[] = [
  ...TASKS.map((task) => speed(task, '20 MiB', fast, 20 * MIB)),
  ...TASKS.map((task) => speed(task, '200 KiB', all, 0.2 * MIB)),
  ...TASKS.map((task) => memory(task, 20 * MIB)),
];
