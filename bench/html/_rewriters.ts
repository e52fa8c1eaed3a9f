/**
 * What rewrites pages: our faces and their peers, the contestants of the cases of rewriting.
 *
 * @module
 */

/** What is to be done to the page. */
export type Task = 'pass' | 'insert' | 'links';

/** Rewrites a page and calls `take` with what comes out. */
export type Rewrite = (
  task: Task,
  chunks: Iterable<Uint8Array>,
  take: (chunk: Uint8Array) => void,
) => Promise<void>;

interface ByteStream {
  on(event: 'data', take: (chunk: Uint8Array) => void): this;
  on(event: 'end', done: () => void): this;
  once(event: 'drain', go: () => void): this;
  write(chunk: Uint8Array): boolean;
  end(): void;
}

/** What a trumpet can do, whoever made it. */
interface Trumpet {
  createWriteStream(selector: string): { end(content: string): unknown };
  selectAll(selector: string, callback: (element: Pick<Element, 'setAttribute'>) => void): unknown;
}

/** What an HTMLRewriter can do, whoever made it. */
interface Rewriter {
  on(selector: string, handlers: { element(element: Element): void }): unknown;
}

interface Element {
  append(content: string, options: { html: boolean }): unknown;
  setAttribute(name: string, value: string): unknown;
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

/** Asks a trumpet for the task. The slot is empty: what replaces its content adds to it. */
function askTrumpet(stream: Trumpet, task: Task): void {
  if (task === 'insert') stream.createWriteStream('#slot').end(ADDED);
  else if (task === 'links') {
    stream.selectAll('a[href]', (element) => {
      element.setAttribute('rel', 'nofollow');
    });
  }
}

/** Asks an HTMLRewriter for the task. */
function askRewriter(rewriter: Rewriter, task: Task): void {
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
}

/** Ours, by `gardenhose/hyperstream`. */
export async function byHyperstream(): Promise<Rewrite> {
  const { hyperstream } = await import('gardenhose/hyperstream');
  const updates = {
    pass: {},
    insert: { '#slot': { _appendHtml: ADDED } },
    links: { 'a[href]': { rel: 'nofollow' } },
  };
  return (task, chunks, take) => feed(hyperstream(updates[task]) as unknown as ByteStream, chunks, take);
}

/** Ours, by `gardenhose/trumpet`. */
export async function byTrumpet(): Promise<Rewrite> {
  const { trumpet } = await import('gardenhose/trumpet');
  return (task, chunks, take) => {
    const stream = trumpet();
    askTrumpet(stream, task);
    return feed(stream as unknown as ByteStream, chunks, take);
  };
}

/** Ours, by `gardenhose/trumpet/html-rewriter`. */
export async function byHTMLRewriter(): Promise<Rewrite> {
  const { HTMLRewriter } = await import('gardenhose/trumpet/html-rewriter');
  return (task, chunks, take) => {
    const rewriter = new HTMLRewriter();
    askRewriter(rewriter, task);
    return feed(rewriter.transform() as unknown as ByteStream, chunks, take);
  };
}

/** html-rewriter-wasm. */
export async function lolHtml(): Promise<Rewrite> {
  const { HTMLRewriter } = await import('html-rewriter-wasm');
  return async (task, chunks, take) => {
    const rewriter = new HTMLRewriter(take);
    try {
      askRewriter(rewriter, task);
      for (const chunk of chunks) await rewriter.write(chunk);
      await rewriter.end();
    } finally {
      rewriter.free();
    }
  };
}

/** trumpet, the original. */
export async function originalTrumpet(): Promise<Rewrite> {
  const { default: trumpet } = await import('trumpet');
  return (task, chunks, take) => {
    const stream = trumpet();
    askTrumpet(stream, task);
    return feed(stream, chunks, take);
  };
}
