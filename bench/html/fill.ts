/**
 * A table through a rewriter that gives every row an attribute and every name a text: 20,000 of each in 1.75 MB,
 * and a list that is made of one row.
 *
 * @module
 */
import type { Case, Contestants } from '../case.ts';
import { addTo } from '../case.ts';

/** Fills a page and calls `take` with what comes out. */
type Fill = (chunks: readonly Uint8Array[], take: (chunk: Uint8Array) => void) => Promise<void>;

const CHUNK = 65_536;
const ROW_BYTES = 87;
const TITLE = 'a row';
const NAME = 'another name';

function table(rows: number): readonly Uint8Array[] {
  let html = '<!DOCTYPE html>\n<html lang="en"><head><title>Rows</title></head>\n<body>\n<table>\n';
  for (let n = 0; n < rows; n++) {
    html += `<tr class="row"><td class="name">name ${n}</td><td>an item &amp; its ${n}</td><td>17 &euro;</td></tr>\n`;
  }
  const source = Buffer.from(`${html}</table></body></html>\n`);
  return Array.from({ length: Math.ceil(source.length / CHUNK) }, (_, i) =>
    source.subarray(i * CHUNK, (i + 1) * CHUNK),
  );
}

async function feed(
  updates: Readonly<Record<string, unknown>>,
  chunks: readonly Uint8Array[],
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  const { hyperstream } = await import('gardenhose/hyperstream');
  const stream = hyperstream(updates as never);
  const ended = new Promise((resolve) => stream.on('data', take as never).on('end', resolve));
  for (const chunk of chunks) {
    if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
  }
  stream.end();
  await ended;
}

const rows: Contestants<Fill> = {
  gardenhose: async () => (chunks, take) =>
    feed({ '.row': { title: TITLE }, '.name': { _text: NAME } }, chunks, take),
  'html-rewriter-wasm': async () => {
    const { HTMLRewriter } = await import('html-rewriter-wasm');
    return async (chunks, take) => {
      const rewriter = new HTMLRewriter(take);
      try {
        rewriter.on('.row', { element: (element) => void element.setAttribute('title', TITLE) });
        rewriter.on('.name', { element: (element) => void element.setInnerContent(NAME) });
        for (const chunk of chunks) await rewriter.write(chunk);
        await rewriter.end();
      } finally {
        rewriter.free();
      }
    };
  },
};

const list: Contestants<Fill> = {
  'gardenhose, an array': async () => {
    const items = Array.from({ length: 20_000 }, (_, n) => ({
      '.name': `name ${n}`,
      ':first': { title: TITLE },
    }));
    return (chunks, take) => feed({ '.row': items }, chunks, take);
  },
};

const filling = (title: string, length: number, contestants: Contestants<Fill>): Case<Fill> => {
  let chunks: readonly Uint8Array[] = [];
  return {
    title,
    unit: 'bytes',
    count: 20_000 * ROW_BYTES,
    contestants,
    async run(fill) {
      if (chunks.length === 0) chunks = table(length);
      let size = 0;
      await fill(chunks, (chunk) => {
        // Chunks may be cut in any way: only what does not depend on it is counted.
        size += chunk.length;
      });
      return addTo(0, size);
    },
  };
};

/** Where rows are there, and where they are made. */
export const cases: readonly Case<Fill>[] = [
  filling('an attribute and a text in 20,000 rows', 20_000, rows),
  filling('20,000 rows made of one', 1, list),
];
