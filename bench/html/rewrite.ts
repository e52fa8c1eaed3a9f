/**
 * A page of HTML through a rewriter: with nothing to change, with one element to fill, with every link to mark.
 *
 * Ours has three faces on one engine: it is hyperstream, unless a title names another. The page is one of articles,
 * unless a title names the index of links. trumpet is measured on a page a hundred times shorter, since it takes
 * seconds for each megabyte.
 *
 * @module
 */
import type { Case, Contestants } from '../case.ts';
import { addTo, peakMiB } from '../case.ts';
import type { Page } from './_pages.ts';
import { articles, completeArticles, index } from './_pages.ts';
import type { Rewrite, Task } from './_rewriters.ts';
import { byHTMLRewriter, byHyperstream, byTrumpet, lolHtml, originalTrumpet } from './_rewriters.ts';

/** One of ours, and what titles say of it. */
interface Face {
  readonly suffix: string;
  readonly load: () => Promise<Rewrite>;
}

const TITLES: Readonly<Record<Task, string>> = {
  pass: 'pass-through',
  insert: 'one insertion',
  links: 'an attribute on every link',
};
const TASKS: readonly Task[] = ['pass', 'insert', 'links'];
const CHANGES: readonly Task[] = ['insert', 'links'];
const MIB = 1024 ** 2;

const hyperstream: Face = { suffix: '', load: byHyperstream };
const others: readonly Face[] = [
  { suffix: ', by trumpet', load: byTrumpet },
  { suffix: ', by HTMLRewriter', load: byHTMLRewriter },
];

/** Ours and the one that is fast. */
const against = (face: Face): Contestants<Rewrite> => ({
  gardenhose: face.load,
  'html-rewriter-wasm': lolHtml,
});

function speed(
  title: string,
  task: Task,
  count: number,
  contestants: Contestants<Rewrite>,
  chunksOf: (bytes: number) => readonly Uint8Array[],
): Case<Rewrite> {
  let chunks: readonly Uint8Array[] = [];
  return {
    title,
    unit: 'bytes',
    count,
    contestants,
    async run(rewrite, bytes) {
      if (chunks.length === 0) chunks = chunksOf(bytes);
      // Chunks may be cut in any way: only what does not depend on it is counted.
      let length = 0;
      await rewrite(task, chunks, (chunk) => {
        length += chunk.length;
      });
      return addTo(0, length);
    },
  };
}

function long(task: Task, face: Face, page: Page = articles): Case<Rewrite> {
  const where = page === index ? 'an index of links: ' : '';
  const title = `${where}${TITLES[task]}${face.suffix}, 20 MiB`;
  return speed(title, task, 20 * MIB, against(face), (bytes) => [...page(bytes)]);
}

/** On a page that trumpet can read: it finds nothing more where an end tag was left out, and loses what a cut goes through. */
function short(task: Task, face: Face): Case<Rewrite> {
  const contestants = { ...against(face), trumpet: originalTrumpet };
  return speed(`${TITLES[task]}${face.suffix}, 200 KiB`, task, 0.2 * MIB, contestants, (bytes) => [
    Buffer.concat([...completeArticles(bytes)]),
  ]);
}

function memory(task: Task): Case<Rewrite> {
  return {
    title: `memory: ${TITLES[task]}, 20 MiB`,
    unit: 'MiB at most',
    count: 20 * MIB,
    contestants: against(hyperstream),
    async peak(rewrite, bytes) {
      await rewrite(task, articles(bytes), () => {});
      return peakMiB();
    },
  };
}

/** Pages of 20 MiB for those who can, and one of 200 KiB for all. */
export const cases: readonly Case<Rewrite>[] = [
  ...TASKS.map((task) => long(task, hyperstream)),
  ...others.flatMap((face) => CHANGES.map((task) => long(task, face))),
  ...CHANGES.map((task) => long(task, hyperstream, index)),
  ...others.map((face) => long('links', face, index)),
  ...TASKS.map((task) => short(task, hyperstream)),
  ...others.flatMap((face) => CHANGES.map((task) => short(task, face))),
  ...TASKS.map((task) => memory(task)),
];
