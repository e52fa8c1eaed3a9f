/**
 * Random programs of handles on random pages, to be run on trumpet@1.7.2 and on ours.
 *
 * @module
 */
import assert from 'node:assert/strict';
import type { Duplex, Readable, Writable } from 'node:stream';
import fc from 'fast-check';
import { original } from '../../../oracles/original.ts';
import { trumpet } from './index.ts';

/** What both have of an element. */
interface Handle {
  readonly name?: string | undefined;
  getAttribute(name: string): unknown;
  getAttribute(name: string, callback: (value: unknown) => void): unknown;
  setAttribute(name: string, value: string): unknown;
  removeAttribute(name: string): unknown;
  createReadStream(options: object): unknown;
  createWriteStream(options: object): unknown;
  createStream(options: object): unknown;
}
/** What both have of a trumpet. */
interface Face extends Duplex {
  select(selector: string, callback?: (element: Handle) => void): Handle;
  selectAll(selector: string, callback: (element: Handle) => void): unknown;
}

/** An element of a page, or text. */
type Node =
  | string
  | { readonly name: string; readonly attributes: string; readonly children: readonly Node[] };

/** Something asked of a handle. */
export type Ask =
  | { readonly kind: 'read' | 'write' | 'both'; readonly outer: boolean; readonly turns: number }
  | { readonly kind: 'set' | 'get' | 'remove'; readonly name: string };

/** One handle of a program, and what is asked of it. */
export interface Part {
  readonly selector: string;
  readonly all: boolean;
  readonly asks: readonly Ask[];
}

const NAMES = ['div', 'span', 'u'];
const attributes = fc
  .uniqueArray(fc.tuple(fc.constantFrom('id', 'class', 'n'), fc.constantFrom('x', 'y z', '')), {
    selector: ([name]) => name,
    maxLength: 3,
  })
  .map((pairs) => pairs.map(([name, value]) => ` ${name}="${value}"`).join(''));
const { node } = fc.letrec<{ node: Node; element: Node }>((tie) => ({
  node: fc.oneof(
    { withCrossShrink: true, maxDepth: 4 },
    fc.constantFrom('text', ' ', '<!-- <u> -->', '&amp;', 'é', '<br>', '<img n="x">'),
    tie('element'),
  ),
  element: fc.record({
    name: fc.constantFrom(...NAMES),
    attributes,
    children: fc.array(tie('node'), { maxLength: 3, depthIdentifier: 'node' }),
  }),
}));
const page: fc.Arbitrary<Node[]> = fc.array(node, { maxLength: 4 });

const ask: fc.Arbitrary<Ask> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('read' as const, 'write' as const, 'both' as const),
    outer: fc.boolean(),
    turns: fc.nat(2),
  }),
  fc.record({
    kind: fc.constantFrom('set' as const, 'get' as const, 'remove' as const),
    name: fc.constantFrom('n', 'id', 'class', 'm'),
  }),
);
const part: fc.Arbitrary<Part> = fc.record({
  selector: fc.constantFrom(...NAMES, 'div span', 'div > u', '.y', '#x', '[n=x]', '*', 'q', 'u + u'),
  all: fc.boolean(),
  asks: fc.array(ask, { maxLength: 3 }),
});

function render(nodes: readonly Node[]): string {
  return nodes
    .map((item) =>
      typeof item === 'string'
        ? item
        : `<${item.name}${item.attributes}>${render(item.children)}</${item.name}>`,
    )
    .join('');
}

/** After so many turns of the event loop what has not ended never will. */
const MOST_TURNS = 500;

/** What a program has to show: what was read of the page and by each stream, and attributes. */
interface Outcome {
  readonly isOver: boolean;
  readonly read: Readonly<Record<string, string>>;
}

/** Runs a program, and waits until everything has ended. */
async function play(
  tr: Face,
  html: string,
  places: readonly number[],
  parts: readonly Part[],
): Promise<Outcome> {
  const read: Record<string, string> = {};
  const ends: Promise<void>[] = [];

  function collect(key: string, stream: Readable): void {
    read[key] = '';
    stream.on('data', (chunk) => {
      read[key] += Buffer.from(chunk).toString('latin1');
    });
    ends.push(new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject)));
  }
  async function write(stream: Writable, content: string, turns: number): Promise<void> {
    for (let i = 0; i < turns; i++) {
      stream.write(content);
      await new Promise(setImmediate);
    }
    stream.end(content);
  }
  function wrap(stream: Duplex): void {
    stream.write('[');
    stream.on('data', (chunk) => stream.write(chunk));
    stream.on('end', () => stream.end(']'));
  }
  function use(handle: Handle, key: string, asks: readonly Ask[]): void {
    for (const [index, one] of asks.entries()) {
      const label = `${key}.${index}`;
      if (one.kind === 'set') handle.setAttribute(one.name, label);
      else if (one.kind === 'remove') handle.removeAttribute(one.name);
      else if (one.kind === 'get') {
        handle.getAttribute(one.name, (value) => {
          read[label] = String(value);
        });
      } else if (one.kind === 'read') collect(label, handle.createReadStream(one) as Readable);
      else if (one.kind === 'write')
        void write(handle.createWriteStream(one) as Writable, `{${label}}`, one.turns);
      else {
        const stream = handle.createStream(one) as Duplex;
        collect(label, stream);
        wrap(stream);
      }
    }
  }

  collect('output', tr);
  for (const [number, { selector, all, asks }] of parts.entries()) {
    let count = 0;
    if (all) tr.selectAll(selector, (element) => use(element, `${number}-${count++}`, asks));
    else use(tr.select(selector), String(number), asks);
  }
  const bytes = Buffer.from(html);
  let at = 0;
  for (const place of places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b)) {
    tr.write(bytes.subarray(at, place));
    at = place;
  }
  tr.end(bytes.subarray(at));
  let isOver = false;
  void ends[0]!
    .then(() => Promise.all(ends))
    .then(() => {
      isOver = true;
    });
  for (let turns = 0; !isOver && turns < MOST_TURNS; turns++) await new Promise(setImmediate);
  return { isOver, read };
}

interface Placed {
  readonly handle: number;
  readonly asks: readonly Ask[];
}

/** Says which handles have streams at which element, the elements by what they are in. */
async function placesOf(html: string, parts: readonly Part[]) {
  const sites = new Map<number, Placed[]>();
  const elements: { readonly name: string | undefined; readonly around: readonly number[] }[] = [];
  const tr = trumpet();
  const open: number[] = [];
  let count = 0;
  let current = -1;
  tr.resume();
  // Asked first, so called last. In the original a handle that has its element counts where it would find another.
  for (const [handle, { selector, asks }] of parts.entries()) {
    tr.selectAll(selector, () => {
      sites.get(current)!.push({ handle, asks });
    });
  }
  tr.selectAll('*', (element) => {
    current = count++;
    sites.set(current, []);
    elements.push({ name: element.name, around: [...open] });
    if (element.name === 'br' || element.name === 'img') return;
    open.push(current);
    element
      .createReadStream()
      .resume()
      .on('end', () => open.pop());
  });
  for (const piece of html.split(/(?=<)/)) {
    tr.write(piece);
    await new Promise(setImmediate);
  }
  tr.end();
  await new Promise((resolve) => tr.on('end', resolve));
  return { sites, elements };
}

const isStream = (one: Ask): one is Extract<Ask, { outer: boolean }> => 'outer' in one;

/** The original loses end tags, or gives them to streams for the content, if several handles have one element. */
function isShared(placed: readonly Placed[]): boolean {
  return placed.length > 1 && placed.some(({ asks }) => asks.some(isStream));
}

/** The original removes an attribute, even if it is set after that. */
function isSetAgain(placed: readonly Placed[]): boolean {
  const asks = placed.flatMap((one) => one.asks);
  const first = asks.findIndex(({ kind }) => kind === 'remove');
  return first >= 0 && asks.slice(first).some(({ kind }) => kind === 'set');
}

/** The original gives streams asked for after a writer, of the same handle, the beginning of what it writes. */
function isBehind({ asks }: Placed): boolean {
  const first = asks.findIndex(({ kind }) => kind === 'write' || kind === 'both');
  return first >= 0 && asks.slice(first + 1).some(isStream);
}

/** The original writes the content of an element that has none before it. */
function isMisplaced(name: string | undefined, { asks }: Placed): boolean {
  if (name !== 'br' && name !== 'img') return false;
  return asks.some((one) => isStream(one) && one.kind !== 'read' && !one.outer);
}

/** The original gives readers in an element that is written the end tag, and writers there the page. */
function isInWritten(around: readonly number[], sites: ReadonlyMap<number, readonly Placed[]>): boolean {
  return around.some((place) =>
    sites.get(place)!.some(({ asks }) => asks.some(({ kind }) => kind === 'write')),
  );
}

/** The original does not end the reading side of a stream both ways that has no element. */
function isInVain(
  { all, asks }: Part,
  handle: number,
  sites: ReadonlyMap<number, readonly Placed[]>,
): boolean {
  if (all || asks.every(({ kind }) => kind !== 'both')) return false;
  return ![...sites.values()].some((placed) => placed.some((one) => one.handle === handle));
}

/** A page, where it is cut, and a program. */
export interface HandleCase {
  readonly html: string;
  readonly places: readonly number[];
  readonly parts: readonly Part[];
}

export const handleCases: fc.Arbitrary<HandleCase> = fc.record({
  html: page.map(render),
  places: fc.array(fc.nat(), { maxLength: 3 }),
  parts: fc.array(part, { maxLength: 3 }),
});

/** Rejects if the same handles on the same page do not give the same output, content and attributes. */
export async function checkHandles({ html, places, parts }: HandleCase): Promise<void> {
  // The original takes a comment for an element without a name, next to which others then stand.
  fc.pre(!html.includes('<!--') || !parts.some(({ selector }) => /[*+]/.test(selector)));
  const { sites, elements } = await placesOf(html, parts);
  fc.pre(parts.every((one, handle) => !isInVain(one, handle, sites)));
  for (const [place, placed] of sites) {
    fc.pre(!isShared(placed) && !isSetAgain(placed));
    fc.pre(!placed.some((one) => isBehind(one) || isMisplaced(elements[place]!.name, one)));
    if (placed.some(({ asks }) => asks.some(isStream))) {
      fc.pre(!isInWritten(elements[place]!.around, sites));
    }
  }
  const theirs = original<() => Face>('trumpet')();
  const wanted = await play(theirs, html, places, parts);
  assert.deepEqual(await play(trumpet() as unknown as Face, html, places, parts), wanted);
}
